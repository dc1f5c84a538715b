//! A request as the command line that asks it again, quoted for a shell.
//!
//! INVARIANT: whatever a name holds, the shell reads it as one word and obeys nothing in it; read back, the line asks the
//! same request of the same account under the same readings.

use crate::engine::Engine;
use crate::model::{Account, ContextValue, Principal, Request};

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
    if let Some(id) = request.project {
        let project = account.project(id);
        let named = account.find_project(&project.name) == Ok(id);
        line.option("--project", if named { &project.name } else { &project.id });
    }
    if let Some(id) = request.enterprise_project {
        let project = account.enterprise_projects.get(id);
        let named = account.find_enterprise_project(&project.name) == Ok(id);
        let reference = if named { &project.name } else { &project.id };
        line.option("--enterprise-project", reference);
    }
    if let Some(resource) = &request.resource {
        line.option("--resource", resource);
    }
    for (key, value) in request.context.iter() {
        match value {
            ContextValue::Absent => line.option("--absent", key),
            ContextValue::Values(values) => {
                for value in values {
                    line.option("--context", &format!("{key}={value}"));
                }
            }
        }
    }
    for (name, value, _) in engine.settings().changed() {
        line.option("--assume", &format!("{name}={value}"));
    }
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
