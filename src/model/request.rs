//! What is asked: may this principal perform this action, there, on that, under these circumstances?

use std::collections::BTreeMap;

use super::{AgencyId, EnterpriseProjectId, GroupId, ProjectId, UserId};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// A user, through its groups and direct grants.
    User(UserId),
    /// A group by itself: what a member with no other group would get.
    Group(GroupId),
    /// An assumed agency.
    Agency(AgencyId),
}

impl Principal {
    /// What it is, in a word: `user`, `group`, `agency`.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Group(_) => "group",
            Self::Agency(_) => "agency",
        }
    }
}

/// Whether a service is asked at the domain or in a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceLevel {
    /// IAM, OBS and the other domain-wide services.
    Global,
    /// Deployed and authorised per project.
    Project,
}

/// What the catalogue knows of an action, as far as a decision needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ActionFacts {
    /// The level of its service.
    pub level: ServiceLevel,
    /// Whether enterprise-project grants reach it; `None` is not documented, which counts as no.
    pub enterprise_project: Option<bool>,
}

/// How what the request leaves out is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The general question: what is left out is open, and the answer may be conditional.
    #[default]
    General,
    /// What is left out is absent.
    Strict,
}

/// The value of a condition key in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextValue {
    /// The key is stated not to be in the request (JSON null).
    Absent,
    /// The values it carries; may be empty (present, but an empty set).
    Values(Vec<String>),
}

/// The condition keys a request says something about. Keys compare ignoring case and keep the
/// spelling they were given in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Folded key → the key as spelled, and its value.
    keys: BTreeMap<String, (String, ContextValue)>,
}

impl Context {
    /// Says something about a key, in place of what was said before.
    pub fn insert(&mut self, key: &str, value: ContextValue) {
        self.keys
            .insert(key.to_lowercase(), (key.to_owned(), value));
    }

    /// One more value of a key.
    pub fn add(&mut self, key: &str, value: String) {
        let (_, known) = self
            .keys
            .entry(key.to_lowercase())
            .or_insert_with(|| (key.to_owned(), ContextValue::Values(Vec::new())));
        match known {
            ContextValue::Values(values) => values.push(value),
            ContextValue::Absent => *known = ContextValue::Values(vec![value]),
        }
    }

    /// Says nothing about a key any more.
    pub fn remove(&mut self, key: &str) {
        self.keys.remove(&key.to_lowercase());
    }

    /// What is said about a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&ContextValue> {
        self.keys.get(&key.to_lowercase()).map(|(_, value)| value)
    }

    /// Whether anything is said about a key.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.keys.contains_key(&key.to_lowercase())
    }

    /// Whether nothing is said about any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Every key as spelled, with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ContextValue)> {
        self.keys.values().map(|(key, value)| (key.as_str(), value))
    }
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who.
    pub principal: Principal,
    /// Which action, as asked.
    pub action: String,
    /// Facts about the action.
    pub facts: ActionFacts,
    /// In which project (project-level services).
    pub project: Option<ProjectId>,
    /// In which enterprise project the resource lies.
    pub enterprise_project: Option<EnterpriseProjectId>,
    /// On which resource; `None` asks about resources in general.
    pub resource: Option<String>,
    /// What is said about condition keys.
    pub context: Context,
    /// How missing things are read.
    pub mode: Mode,
}
