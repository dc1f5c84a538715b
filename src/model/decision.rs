//! What is answered: the decision, what decided it, what nearly did, and the letter shown for it.
//! Written word (`Effect`), computed word (`Decision`) and displayed word (`Mark`) are three types.

use super::{ContextValue, Effect, EnterpriseProjectId, GroupId, PermissionId, Scope};

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Every completion is denied, and a Deny applies in each.
    ExplicitDeny,
    /// Nothing can allow it.
    ImplicitDeny,
    /// Allowed in some completions of what the request leaves open, not in others.
    Conditional,
    /// Every completion of what the request leaves open is allowed.
    Allow,
}

impl Decision {
    /// The word of the command line's JSON.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::ExplicitDeny => "explicit_deny",
            Self::ImplicitDeny => "implicit_deny",
            Self::Conditional => "conditional",
        }
    }
}

/// Why the decision came out as it did, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The account owner may do everything.
    AccountOwner,
    /// The built-in group `admin` may do everything.
    AdminGroup,
    /// The user is disabled.
    Disabled,
    /// A statement decided.
    Statement,
    /// Nothing matched.
    NoMatch,
    /// The answer hangs on what the request leaves open.
    Open,
    /// The API needs no permission: any enabled principal may call it.
    NoPermissionNeeded,
    /// No service control policy allows it.
    ServiceControl,
}

impl Reason {
    /// The word of the command line's JSON.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::AccountOwner => "account_owner",
            Self::AdminGroup => "admin_group",
            Self::Disabled => "disabled",
            Self::Statement => "statement",
            Self::NoMatch => "no_match",
            Self::Open => "open",
            Self::NoPermissionNeeded => "needs_no_permission",
            Self::ServiceControl => "service_control",
        }
    }
}

/// Which layer of grants decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Grants at the domain, a project or all resources: asked first.
    Iam,
    /// Grants on the resource's enterprise project: asked when the first layer says nothing.
    EnterpriseProject,
}

/// How a permission reaches the principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// Through membership in a group.
    Group(GroupId),
    /// Granted to the principal itself.
    Direct,
}

/// One permission reaching the principal one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// The permission.
    pub permission: PermissionId,
    /// Through what.
    pub via: Via,
    /// Where it counts.
    pub scope: Scope,
}

/// Where the content of a permission comes from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The document stands in the snapshot.
    Imported,
    /// Published for this name.
    Published,
    /// Published for the name it had before a documented renaming.
    EarlierName,
    /// Predicted from the name.
    Convention,
    /// Not known.
    Unknown,
}

impl Basis {
    /// The word of the command line's JSON.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Published => "published",
            Self::EarlierName => "earlier-name",
            Self::Convention => "convention",
            Self::Unknown => "unknown",
        }
    }
}

/// A statement that decided, or that would if what is open went its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Allow or Deny.
    pub effect: Effect,
    /// Which permission, through what, where.
    pub grant: Grant,
    /// The statement's index in its document, from 0; `None` where the content is unknown.
    pub statement: Option<usize>,
    /// The action pattern that matched.
    pub pattern: String,
    /// Where the content comes from.
    pub basis: Basis,
    /// The layer it stands in.
    pub layer: Layer,
    /// Condition keys it hangs on, as written; empty when it applies for certain.
    pub open_keys: Vec<String>,
    /// Resource patterns it hangs on.
    pub open_resources: Vec<String>,
}

impl Cause {
    /// Whether the statement applies whatever the request leaves open.
    #[must_use]
    pub fn certain(&self) -> bool {
        self.statement.is_some() && self.open_keys.is_empty() && self.open_resources.is_empty()
    }
}

/// One thing that a conditional answer hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hinge {
    /// A statement that applies or not by what the request leaves open, or content that nobody knows.
    Statement(Cause),
    /// The account's service control policies.
    ServiceControl {
        /// Condition keys, as written.
        keys: Vec<String>,
        /// Resource patterns.
        resources: Vec<String>,
    },
}

impl Hinge {
    /// Whether it takes back what is allowed elsewhere.
    #[must_use]
    pub fn takes_back(&self) -> bool {
        match self {
            Self::Statement(cause) => cause.effect == Effect::Deny,
            Self::ServiceControl { .. } => true,
        }
    }
}

/// What kept a statement or a permission from counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NearMissReason {
    /// Granted, but not here.
    Scope,
    /// Its condition is false.
    Condition,
    /// Its resource does not match.
    Resource,
    /// A role it depends on is missing.
    Dependency,
    /// Granted in an enterprise project, and the action knows none.
    EnterpriseProject,
    /// A 1.0 role on an enterprise project is not in force.
    EpRole,
    /// The role's own Deny takes it back.
    RoleDeny,
    /// The user is disabled.
    Disabled,
    /// A pattern of the same service stops short of the action.
    Action,
    /// The permission's content is not known.
    UnknownContent,
    /// The principal has no grants at all.
    NoGrants,
}

impl NearMissReason {
    /// The word of the command line's JSON.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Condition => "condition",
            Self::Resource => "resource",
            Self::Dependency => "dependency",
            Self::EnterpriseProject => "enterprise_project",
            Self::EpRole => "ep_role",
            Self::RoleDeny => "role_deny",
            Self::Disabled => "disabled",
            Self::Action => "action",
            Self::UnknownContent => "unknown_content",
            Self::NoGrants => "no_grants",
        }
    }
}

/// Something that would have mattered, and what kept it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// What kept it out.
    pub reason: NearMissReason,
    /// The grant; `None` for [`NearMissReason::NoGrants`] and [`NearMissReason::Disabled`].
    pub grant: Option<Grant>,
    /// The statement, where one is meant.
    pub statement: Option<usize>,
    /// Allow or Deny, where a statement is meant.
    pub effect: Option<Effect>,
    /// The action pattern, where one is meant.
    pub pattern: Option<String>,
    /// The particulars in words: the failing test, the missing role, the place it is granted in.
    pub detail: String,
}

impl NearMiss {
    /// One that lies in the principal itself, not in a statement it holds.
    #[must_use]
    pub fn of_principal(reason: NearMissReason, detail: &str) -> Self {
        Self {
            reason,
            grant: None,
            statement: None,
            effect: None,
            pattern: None,
            detail: detail.to_owned(),
        }
    }

    /// Whoever is disabled may do nothing, whatever it holds.
    #[must_use]
    pub fn disabled() -> Self {
        Self::of_principal(NearMissReason::Disabled, "the user is disabled")
    }
}

/// What kind of dependency is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lack {
    /// A role that another role depends on.
    Role,
    /// An action (or pattern) the API calls on the way.
    Action,
}

/// A dependency that is not met.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingDependency {
    /// Role or action.
    pub kind: Lack,
    /// Its name.
    pub name: String,
    /// The role or action that needs it.
    pub needed_by: String,
}

/// A single change of a request or an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The request gives a condition key this value.
    Context {
        /// The key.
        key: String,
        /// Its value.
        value: ContextValue,
    },
    /// The request names this resource.
    Resource(String),
    /// The request asks about a resource in this enterprise project.
    EnterpriseProject(EnterpriseProjectId),
    /// The user who asks is enabled.
    Enable,
    /// One more grant reaches the principal.
    Attach(Grant),
    /// A grant no longer does.
    Detach(Grant),
    /// A permission loses a statement.
    Strike {
        /// Which permission.
        permission: PermissionId,
        /// The statement's index.
        statement: usize,
    },
}

/// A single change that turns a decision; it was tried before it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flip {
    /// The change in words.
    pub change: String,
    /// The change itself.
    pub apply: Change,
    /// What the decision becomes.
    pub becomes: Decision,
}

/// The whole story of one decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The answer.
    pub decision: Decision,
    /// Why, in one word.
    pub reason: Reason,
    /// The layer that decided, where one did.
    pub layer: Option<Layer>,
    /// What decided, most decisive first.
    pub because: Vec<Cause>,
    /// What the deciding statements overruled: the Allows that a Deny beats.
    pub overruled: Vec<Cause>,
    /// What nearly did.
    pub near_misses: Vec<NearMiss>,
    /// Dependencies that are not met.
    pub missing_dependencies: Vec<MissingDependency>,
    /// What a conditional answer hangs on.
    pub hinges: Vec<Hinge>,
    /// Condition keys the answer hangs on, as the documents write them, sorted.
    pub context_keys: Vec<String>,
    /// Resource patterns the answer hangs on, sorted.
    pub resource_patterns: Vec<String>,
    /// Condition keys that the statements for this principal and action test, whether or not the
    /// request gives them; the keys worth asking a person for.
    pub tested_keys: Vec<String>,
    /// The smallest changes that turn the decision.
    pub flips: Vec<Flip>,
}

impl Trace {
    /// A trace that says nothing but the decision and its reason.
    #[must_use]
    pub fn new(decision: Decision, reason: Reason) -> Self {
        Self {
            decision,
            reason,
            layer: None,
            because: Vec::new(),
            overruled: Vec::new(),
            near_misses: Vec::new(),
            missing_dependencies: Vec::new(),
            hinges: Vec::new(),
            context_keys: Vec::new(),
            resource_patterns: Vec::new(),
            tested_keys: Vec::new(),
            flips: Vec::new(),
        }
    }
}

/// What a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// `Y`
    Allowed,
    /// `x`
    NotAllowed,
    /// `D`
    Denied,
    /// `C`
    Conditional,
    /// `!` allowed, but an action it depends on is not.
    MissingDependency,
    /// `·` a deny-only permission that says nothing here.
    Silent,
    /// `~` some of the operation's actions.
    Partial,
}

impl Mark {
    /// Every mark, in the order legends list them.
    pub const ALL: [Self; 7] = [
        Self::Allowed,
        Self::NotAllowed,
        Self::Denied,
        Self::Conditional,
        Self::MissingDependency,
        Self::Partial,
        Self::Silent,
    ];

    /// The letter.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Allowed => 'Y',
            Self::NotAllowed => 'x',
            Self::Denied => 'D',
            Self::Conditional => 'C',
            Self::MissingDependency => '!',
            Self::Silent => '·',
            Self::Partial => '~',
        }
    }
}
