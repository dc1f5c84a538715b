//! What a text names, looked up: which parts were found, which were not, and what to add for those.

use std::fmt;

use super::lookup::{
    known, needs_project, only_call, project_id, project_of_host, project_of_resource,
};
use super::{Pasted, Weight, Who};
use crate::analysis::call::Call;
use crate::catalogue::{ApiMatch, Catalogue};
use crate::model::{Account, EnterpriseProjectId, LookupError, Principal, ProjectId};

/// A part of a request that a text may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What was wanted.
    Action,
    /// Who wanted it.
    User,
    /// In which project.
    Project,
    /// In which enterprise project.
    EnterpriseProject,
}

/// What to evaluate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// An action by its name.
    Action(String),
    /// A call, and the published APIs it may be; at least one.
    Api(Call, Vec<ApiMatch>),
}

/// A part that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is, as a key.
    pub part: &'static str,
    /// What the text says, or what that means here.
    pub text: String,
}

/// A part that was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Which.
    pub part: Part,
    /// What the text has instead, if anything.
    pub why: String,
    /// What to add.
    pub advice: &'static str,
}

/// A text, looked up in an account and the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// What to evaluate, together.
    pub asked: Vec<Asked>,
    /// Who.
    pub principal: Option<Principal>,
    /// Where.
    pub project: Option<ProjectId>,
    /// In which enterprise project.
    pub enterprise_project: Option<EnterpriseProjectId>,
    /// On what.
    pub resource: Option<String>,
    /// Everything found, for telling.
    pub found: Vec<Finding>,
    /// What was not.
    pub missing: Vec<Missing>,
}

impl Part {
    /// The word for it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::User => "user",
            Self::Project => "project",
            Self::EnterpriseProject => "enterprise_project",
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.why, self.advice)
    }
}

impl Pasted {
    /// Whether there is nothing in it to go by.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Looks up what the text names.
    #[must_use]
    pub fn resolve(&self, account: &Account, catalogue: &Catalogue) -> Resolved {
        let mut resolved = Resolved::default();
        self.find_actions(catalogue, &mut resolved);
        self.find_principal(account, &mut resolved);
        self.find_project(account, &mut resolved);
        if !needs_project(&resolved.asked, catalogue) {
            resolved
                .missing
                .retain(|missing| missing.part != Part::Project);
        }
        if let Some(name) = &self.enterprise_project {
            match account.find_enterprise_project(name) {
                Ok(id) => {
                    resolved.enterprise_project = Some(id);
                    let row = account.enterprise_projects.get(id);
                    resolved.finds("enterprise_project", row.name.clone());
                }
                Err(error) => resolved.lacks(Part::EnterpriseProject, error.to_string()),
            }
        }
        resolved.resource.clone_from(&self.resource);
        let denial = self.denial.map(|denial| {
            let policy = denial.policy.map(|policy| format!(", {}", policy.text()));
            format!("{}{}", denial.kind.text(), policy.unwrap_or_default())
        });
        let refusal = self.refusal.map(|refusal| refusal.text().to_owned());
        for (part, text) in [
            ("resource", self.resource.clone()),
            ("domain", self.domain.clone()),
            ("denial", denial),
            ("refusal", refusal),
            ("code", self.code.clone()),
            ("request_id", self.request_id.clone()),
        ] {
            if let Some(text) = text {
                resolved.finds(part, text);
            }
        }
        resolved
    }

    fn find_actions(&self, catalogue: &Catalogue, resolved: &mut Resolved) {
        let mut policies = Vec::new();
        let known: Vec<Option<String>> = self
            .actions
            .iter()
            .map(|mention| known(mention, catalogue))
            .collect();
        let any_named = |weight| {
            let mut actions = self.actions.iter().zip(&known);
            actions.any(|(mention, known)| mention.weight == weight && known.is_some())
        };
        let only_named = any_named(Weight::Named);
        for (mention, known) in self.actions.iter().zip(&known) {
            match known {
                // A log mentions much; where something is named, that is the refusal.
                Some(_) if only_named && mention.weight == Weight::Passing => {}
                Some(name) => {
                    resolved.finds("action", name.clone());
                    resolved.asked.push(Asked::Action(name.clone()));
                }
                None if mention.weight == Weight::Named => policies.push(mention.name.as_str()),
                None => {}
            }
        }
        for policy in &policies {
            resolved.finds("policy", (*policy).to_owned());
        }
        let mut unpublished = None;
        for call in &self.calls {
            resolved.finds("call", format!("{} {}", call.method, call.path));
            let candidates = call.candidates(catalogue);
            if candidates.is_empty() {
                unpublished.get_or_insert(call);
            } else if !resolved.asks_for_actions() {
                resolved.asked.push(Asked::Api(call.clone(), candidates));
            }
        }
        for address in &self.addresses {
            resolved.finds("address", address.clone());
        }
        if resolved.asked.is_empty() {
            let mut addresses = self.addresses.iter();
            let only = addresses
                .find_map(|address| only_call(address, policies.first().copied(), catalogue));
            let asked = only.map(|(call, candidates)| Asked::Api(call, candidates));
            resolved.asked.extend(asked);
        }
        if !resolved.asked.is_empty() {
            return;
        }
        let why = match (policies.as_slice(), unpublished, self.addresses.first()) {
            ([policy, ..], None, _) => format!("{policy} is a policy of OpenStack, no action"),
            ([policy, ..], Some(call), _) => format!(
                "{policy} is a policy of OpenStack, no action, and no published API is {} {}",
                call.method, call.path
            ),
            ([], Some(call), _) => {
                format!("no published API is {} {}", call.method, call.path)
            }
            ([], None, Some(address)) => format!("the text has no method for {address}"),
            ([], None, None) => "the text names no action and no API call".to_owned(),
        };
        resolved.lacks(Part::Action, why);
    }

    fn find_principal(&self, account: &Account, resolved: &mut Resolved) {
        let found: Result<Principal, LookupError> = match &self.who {
            None => {
                resolved.lacks(Part::User, "the text names no user".to_owned());
                return;
            }
            Some(Who::Federated(name)) => {
                let why = format!("{name} is a federated user, whom no snapshot knows");
                resolved.finds("federated_user", name.clone());
                resolved.lacks(Part::User, why);
                return;
            }
            Some(Who::User(name)) => account.find_user(name).map(Principal::User),
            Some(Who::Agency(name)) => account.find_agency(name).map(Principal::Agency),
        };
        match found {
            Ok(principal) => {
                let part = match principal {
                    Principal::Agency(_) => "agency",
                    _ => "user",
                };
                resolved.principal = Some(principal);
                resolved.finds(part, account.principal_name(principal).to_owned());
            }
            Err(error) => resolved.lacks(Part::User, error.to_string()),
        }
    }

    fn find_project(&self, account: &Account, resolved: &mut Resolved) {
        let by_name = self
            .project
            .as_deref()
            .map(|name| account.find_project(name));
        let paths = || {
            let calls = self.calls.iter().map(|call| call.path.as_str());
            calls.chain(self.addresses.iter().map(String::as_str))
        };
        let by_path = || {
            paths().find_map(|path| {
                let (method, path) = (String::new(), path.to_owned());
                Call { method, path }.project(account)
            })
        };
        let unknown_id = paths().find_map(project_id);
        let found = match (&by_name, by_path(), unknown_id) {
            (Some(Ok(id)), _, _) => Some(*id),
            (_, Some(id), _) => Some(id),
            (None, None, None) => paths()
                .find_map(|path| project_of_host(path, account))
                .or_else(|| project_of_resource(self.resource.as_deref()?, account)),
            _ => None,
        };
        if let Some(id) = found {
            resolved.project = Some(id);
            resolved.finds("project", account.project(id).name.clone());
            return;
        }
        let why = match (by_name, unknown_id) {
            (Some(Err(error)), _) => error.to_string(),
            (_, Some(id)) => format!("no project has the id {id:?}"),
            _ => "the text names no project".to_owned(),
        };
        resolved.lacks(Part::Project, why);
    }

    /// Whether the text names a project that the account does not have: then no other may stand in for it.
    #[must_use]
    pub fn names_a_project(&self) -> bool {
        let addresses = self.addresses.iter().map(String::as_str);
        let mut paths = self
            .calls
            .iter()
            .map(|call| call.path.as_str())
            .chain(addresses);
        self.project.is_some() || paths.any(|path| project_id(path).is_some())
    }
}

impl Resolved {
    fn asks_for_actions(&self) -> bool {
        let mut asked = self.asked.iter();
        asked.any(|asked| matches!(asked, Asked::Action(_)))
    }

    fn finds(&mut self, part: &'static str, text: String) {
        self.found.push(Finding { part, text });
    }

    fn lacks(&mut self, part: Part, why: String) {
        let advice = match part {
            Part::Action => "give --action or --api",
            Part::User => "give --user, --group or --agency",
            Part::Project => "give --project",
            Part::EnterpriseProject => "give --enterprise-project",
        };
        self.missing.push(Missing { part, why, advice });
    }
}
