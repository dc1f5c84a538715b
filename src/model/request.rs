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
    /// Condition keys, in lower case → value.
    pub context: BTreeMap<String, ContextValue>,
    /// How missing things are read.
    pub mode: Mode,
}
