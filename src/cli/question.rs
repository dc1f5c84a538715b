//! From what a caller writes to a [`Request`]: names resolved, context parsed, project settled.

use serde::Deserialize;
use serde_json::Value;

use crate::engine::Engine;
use crate::model::{Context, ContextValue, Mode, Principal, ProjectId, Request, ServiceLevel};

use super::failure::Failure;
use super::session::{Session, only_region_project};

/// A principal as a caller names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// `--user`
    User(String),
    /// `--group`
    Group(String),
    /// `--agency`
    Agency(String),
}

impl Named {
    /// The principal of that name.
    pub fn resolve(&self, engine: &Engine) -> Result<Principal, Failure> {
        let account = engine.account();
        Ok(match self {
            Self::User(name) => Principal::User(account.find_user(name)?),
            Self::Group(name) => Principal::Group(account.find_group(name)?),
            Self::Agency(name) => Principal::Agency(account.find_agency(name)?),
        })
    }
}

/// Everything about a request but its action.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// Who.
    pub principal: Principal,
    /// Where, if said.
    pub project: Option<ProjectId>,
    /// In which enterprise project, if said.
    pub enterprise_project: Option<crate::model::EnterpriseProjectId>,
    /// On what, if said.
    pub resource: Option<String>,
    /// What is said about condition keys.
    pub context: Context,
    /// How what is left out is read.
    pub mode: Mode,
}

impl Circumstances {
    /// The request for one action.
    pub fn request(&self, engine: &Engine, action: &str) -> Result<Request, Failure> {
        let action = action.trim();
        if action.is_empty() || action.contains(char::is_control) {
            return Err(Failure::Call(format!(
                "{action:?} is no action; one looks like ims:images:list"
            )));
        }
        if action.contains('*') {
            return Err(Failure::Call(format!(
                "{action:?} is a pattern; check asks about one action; `matrix --rows actions` shows many"
            )));
        }
        let facts = engine.catalogue().facts(action);
        let project = match (facts.level, self.project) {
            (ServiceLevel::Project, None) => Some(only_region_project(engine)?),
            (_, project) => project,
        };
        Ok(Request {
            principal: self.principal,
            action: action.to_owned(),
            facts,
            project,
            enterprise_project: self.enterprise_project,
            resource: self.resource.clone(),
            context: self.context.clone(),
            mode: self.mode,
        })
    }

    /// In strict mode the clock of the command line stands in for an unsaid `g:CurrentTime`.
    pub fn fill_time(&mut self, now: &str) {
        if self.mode == Mode::Strict {
            let time = ContextValue::Values(vec![now.to_owned()]);
            if !self.context.contains("g:CurrentTime") {
                self.context.insert("g:CurrentTime", time);
            }
        }
    }
}

/// `KEY=VALUE` arguments: a repeated key has several values, `KEY=` is present and empty; and keys that are stated absent.
pub fn context(arguments: &[String], absent: &[String]) -> Result<Context, Failure> {
    let mut context = Context::default();
    for key in absent {
        if key.trim().is_empty() || key.contains('=') {
            return Err(Failure::Call(format!(
                "--absent {key:?} is no key; expected KEY alone, for example g:MFAPresent"
            )));
        }
        context.insert(key.trim(), ContextValue::Absent);
    }
    for argument in arguments {
        let parts = argument.split_once('=');
        let Some((key, value)) = parts.filter(|(key, _)| !key.trim().is_empty()) else {
            return Err(Failure::Call(format!(
                "--context {argument:?} is no key and value; expected KEY=VALUE"
            )));
        };
        if context.get(key.trim()) == Some(&ContextValue::Absent) {
            let key = key.trim();
            return Err(Failure::Call(format!(
                "{key} is both given with --context and stated --absent; say one of them"
            )));
        }
        context.add(key.trim(), value.to_owned());
    }
    Ok(context)
}

/// One line of a batch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "one request as a JSON object")]
pub struct BatchLine {
    principal: PrincipalLine,
    action: String,
    #[serde(default)]
    project: Option<String>,
    #[serde(default)]
    enterprise_project: Option<String>,
    #[serde(default)]
    resource: Option<String>,
    #[serde(default)]
    context: Option<serde_json::Map<String, Value>>,
    #[serde(default)]
    strict: Option<bool>,
}

/// `{"user": "alice"}`, or as answers write it: `{"kind": "user", "name": "alice"}`.
#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "{\"user\": …}, {\"group\": …} or {\"agency\": …}"
)]
struct PrincipalLine {
    user: Option<String>,
    group: Option<String>,
    agency: Option<String>,
    kind: Option<String>,
    name: Option<String>,
}

impl PrincipalLine {
    fn named(self) -> Result<Named, Failure> {
        let wrong = || {
            Failure::Call(
                "principal: expected exactly one of {\"user\": …}, {\"group\": …}, {\"agency\": …}"
                    .to_owned(),
            )
        };
        match (self.user, self.group, self.agency, self.kind, self.name) {
            (Some(name), None, None, None, None) => Ok(Named::User(name)),
            (None, Some(name), None, None, None) => Ok(Named::Group(name)),
            (None, None, Some(name), None, None) => Ok(Named::Agency(name)),
            (None, None, None, Some(kind), Some(name)) => match kind.as_str() {
                "user" => Ok(Named::User(name)),
                "group" => Ok(Named::Group(name)),
                "agency" => Ok(Named::Agency(name)),
                _ => Err(wrong()),
            },
            _ => Err(wrong()),
        }
    }
}

impl BatchLine {
    /// The request the line asks for; what it leaves out comes from the call.
    pub fn request(self, session: &Session, strict: bool, now: &str) -> Result<Request, Failure> {
        let engine = &session.engine;
        let account = engine.account();
        let mut circumstances = Circumstances {
            principal: self.principal.named()?.resolve(engine)?,
            project: match self.project {
                Some(name) => Some(account.find_project(&name)?),
                None => session.project,
            },
            enterprise_project: match self.enterprise_project {
                Some(name) => Some(account.find_enterprise_project(&name)?),
                None => session.enterprise_project,
            },
            resource: self.resource,
            context: batch_context(self.context.unwrap_or_default())?,
            mode: if self.strict.unwrap_or(strict) {
                Mode::Strict
            } else {
                Mode::General
            },
        };
        circumstances.fill_time(now);
        circumstances.request(engine, &self.action)
    }
}

fn batch_context(given: serde_json::Map<String, Value>) -> Result<Context, Failure> {
    let scalar = |key: &str, value: Value| match value {
        Value::String(text) => Ok(text),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        _ => Err(Failure::Call(format!(
            "context.{key}: expected a text, a number, true, false, null or an array of them"
        ))),
    };
    let mut context = Context::default();
    for (key, value) in given {
        let parsed = match value {
            Value::Null => ContextValue::Absent,
            Value::Array(members) => ContextValue::Values(
                members
                    .into_iter()
                    .map(|member| scalar(&key, member))
                    .collect::<Result<_, _>>()?,
            ),
            single => ContextValue::Values(vec![scalar(&key, single)?]),
        };
        context.insert(&key, parsed);
    }
    Ok(context)
}
