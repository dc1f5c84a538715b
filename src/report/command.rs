//! A request as the command line that asks it again, quoted for a shell.
//!
//! INVARIANT: whatever a name holds, the shell reads it as one word and obeys nothing in it; read back, the line asks the
//! same request of the same account under the same readings.

use crate::analysis::who_can::Kinds;
use crate::engine::Engine;
use crate::model::{
    Account, Context, ContextValue, Decision, EnterpriseProjectId, Principal, ProjectId, Request,
};

use super::sheet::obeyed;

/// `permlens check …` for a request; `source` is the account's file, `call` the API call as typed, where one is asked.
#[must_use]
pub fn check_line(
    engine: &Engine,
    source: Option<&str>,
    request: &Request,
    call: Option<&str>,
) -> String {
    let account = engine.account();
    let mut line = Line("permlens check".to_owned());
    if let Some(source) = source {
        line.option("--account", source);
    }
    let (option, who) = principal(account, request.principal);
    line.option(option, who);
    match call {
        Some(call) => line.option("--api", call),
        None => line.option("--action", &request.action),
    }
    line.place(account, (request.project, request.enterprise_project));
    if let Some(resource) = &request.resource {
        line.option("--resource", resource);
    }
    line.context(&request.context);
    line.assumed(engine);
    line.0
}

/// What `permlens who-can` is asked.
#[derive(Clone, Copy, Debug)]
pub struct WhoCanCall<'a> {
    /// The action, wildcard, API call or operation, as typed.
    pub what: &'a str,
    /// Whom to list.
    pub kinds: Kinds,
    /// Only those with this answer.
    pub only: Option<Decision>,
    /// In which project.
    pub project: Option<ProjectId>,
    /// In which enterprise project.
    pub enterprise_project: Option<EnterpriseProjectId>,
    /// Under which circumstances.
    pub context: &'a Context,
}

/// `permlens who-can …` for a question about everyone; `source` is the account's file.
#[must_use]
pub fn who_can_line(engine: &Engine, source: Option<&str>, call: WhoCanCall<'_>) -> String {
    let account = engine.account();
    let mut line = Line("permlens who-can".to_owned());
    if let Some(source) = source {
        line.option("--account", source);
    }
    match call.kinds {
        Kinds::Users => {}
        Kinds::Groups => line.option("--kinds", "groups"),
        Kinds::Agencies => line.option("--kinds", "agencies"),
    }
    match call.only {
        Some(Decision::Allow) => line.option("--only", "allow"),
        Some(Decision::Conditional) => line.option("--only", "conditional"),
        _ => {}
    }
    line.place(account, (call.project, call.enterprise_project));
    line.context(call.context);
    line.assumed(engine);
    line.last(call.what);
    line.0
}

/// The option and the reference for a principal: its name, or its id where several have the name.
fn principal(account: &Account, principal: Principal) -> (&'static str, &str) {
    let name = account.principal_name(principal);
    let (option, named, id) = match principal {
        Principal::User(id) => {
            let named = account.find_user(name) == Ok(id);
            ("--user", named, &account.user(id).id)
        }
        Principal::Group(id) => {
            let named = account.find_group(name) == Ok(id);
            ("--group", named, &account.group(id).id)
        }
        Principal::Agency(id) => {
            let named = account.find_agency(name) == Ok(id);
            ("--agency", named, &account.agencies.get(id).id)
        }
    };
    (option, if named { name } else { id })
}

struct Line(String);

impl Line {
    fn option(&mut self, option: &str, value: &str) {
        // what begins with a dash would be read as an option
        let joint = if value.starts_with('-') { '=' } else { ' ' };
        let line = &mut self.0;
        line.push(' ');
        line.push_str(option);
        line.push(joint);
        line.push_str(&word(value));
    }

    fn place(
        &mut self,
        account: &Account,
        (project, enterprise_project): (Option<ProjectId>, Option<EnterpriseProjectId>),
    ) {
        if let Some(id) = project {
            let project = account.project(id);
            let named = account.find_project(&project.name) == Ok(id);
            self.option("--project", if named { &project.name } else { &project.id });
        }
        if let Some(id) = enterprise_project {
            let project = account.enterprise_projects.get(id);
            let named = account.find_enterprise_project(&project.name) == Ok(id);
            let reference = if named { &project.name } else { &project.id };
            self.option("--enterprise-project", reference);
        }
    }

    fn context(&mut self, context: &Context) {
        for (key, value) in context.iter() {
            match value {
                ContextValue::Absent => self.option("--absent", key),
                ContextValue::Values(values) => {
                    for value in values {
                        self.option("--context", &format!("{key}={value}"));
                    }
                }
            }
        }
    }

    fn assumed(&mut self, engine: &Engine) {
        for (name, value, _) in engine.settings().changed() {
            self.option("--assume", &format!("{name}={value}"));
        }
    }

    /// What no option names.
    fn last(&mut self, value: &str) {
        // what begins with a dash would be read as an option
        let end = if value.starts_with('-') { " --" } else { "" };
        self.0.push_str(&format!("{end} {}", word(value)));
    }
}

/// A text as one word of a shell.
#[must_use]
pub fn word(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "_-.,/:@%+=".contains(c);
    if !text.is_empty() && text.chars().all(safe) {
        return text.to_owned();
    }
    if !text.chars().any(obeyed) {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    // a line editor would obey these even inside quotes, so they are spelled out: bash, zsh and ksh read them back
    let mut word = String::from("$'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => word.extend(['\\', c]),
            c if obeyed(c) => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    word.push_str(&format!("\\x{byte:02x}"));
                }
                // the digits end here, whatever follows
                word.push_str("'$'");
            }
            c => word.push(c),
        }
    }
    word.push('\'');
    word
}
