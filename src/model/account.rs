//! An account as of a time: users, groups, projects, permissions, assignments.
//! Every reference between rows is an id of the same account; fields nobody reads here stay in `extra`.

use std::fmt;

use serde_json::{Map, Value};

use super::table::Table;
use super::{
    AgencyId, AssignmentId, Basis, Document, EnterpriseProjectId, GroupId, PermissionId, Principal,
    ProjectId, Scope, SystemPermissionId, UserId,
};

/// What the source had beside the fields that are modelled.
pub type Extra = Map<String, Value>;

/// The account itself; Keystone calls it a domain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Domain {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Unmodelled fields.
    pub extra: Extra,
}

/// An IAM user.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// Its id.
    pub id: String,
    /// Its login name.
    pub name: String,
    /// A disabled user may do nothing.
    pub enabled: bool,
    /// The account's own user, who may do everything.
    pub owner: bool,
    /// The groups it is a member of, in the order of the memberships.
    pub groups: Vec<GroupId>,
    /// Unmodelled fields.
    pub extra: Extra,
}

/// A user group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name; `admin` is the built-in group whose members may do everything.
    pub name: String,
    /// What its administrator wrote about it.
    pub description: String,
    /// Its members, in the order of the memberships.
    pub members: Vec<UserId>,
    /// Unmodelled fields.
    pub extra: Extra,
}

impl Group {
    /// Whether this is the built-in group whose members may do everything.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.name == "admin"
    }
}

/// A region-specific project or a subproject.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Its id.
    pub id: String,
    /// Its name: the region, or `<region>_<name>` for a subproject.
    pub name: String,
    /// The region project of a subproject.
    pub parent: Option<ProjectId>,
    /// Whether it is enabled.
    pub enabled: bool,
    /// Unmodelled fields.
    pub extra: Extra,
}

impl Project {
    /// `MOS` is where object-storage permissions are granted; nothing is deployed in it.
    #[must_use]
    pub fn is_mos(&self) -> bool {
        self.name == "MOS"
    }
}

/// An enterprise project.
#[derive(Clone, Debug, PartialEq)]
pub struct EnterpriseProject {
    /// Its id; `0` is the default one.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Unmodelled fields.
    pub extra: Extra,
}

/// An agency: what another account or a cloud service may act as.
#[derive(Clone, Debug, PartialEq)]
pub struct Agency {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The account or service that may assume it.
    pub trusted: String,
    /// How long an assumption lasts, as the API says it.
    pub duration: Option<String>,
    /// Unmodelled fields.
    pub extra: Extra,
}

/// What kind of permission a document belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PermissionKind {
    /// A system-defined role (usually 1.0).
    SystemRole,
    /// A system-defined policy (1.1).
    SystemPolicy,
    /// A policy of this account.
    Custom,
    /// An identity policy (5.0).
    IdentityPolicy,
    /// Referred to, but found nowhere.
    Unresolved,
}

impl PermissionKind {
    /// The word shown for it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::SystemRole => "role",
            Self::SystemPolicy => "policy",
            Self::Custom => "custom",
            Self::IdentityPolicy => "identity policy",
            Self::Unresolved => "unknown",
        }
    }

    /// Whether the cloud defines it.
    #[must_use]
    pub fn is_system(self) -> bool {
        matches!(self, Self::SystemRole | Self::SystemPolicy)
    }

    /// Whether people of the account wrote it, and can mend it.
    #[must_use]
    pub fn is_own(self) -> bool {
        matches!(self, Self::Custom | Self::IdentityPolicy)
    }
}

/// Where the account has a permission from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Provenance {
    /// A role object of the snapshot.
    Snapshot,
    /// In the embedded catalogue, whether or not the account refers to it.
    Catalogue(SystemPermissionId),
    /// Referred to and found nowhere.
    Missing,
    /// Stands for what the source could not say ([`Unread`]): it may allow or deny anything, and is not exported.
    Unread,
}

/// Something that a source could not say. It is never taken for "no": whoever it could give access holds a permission
/// of unknown content ([`Provenance::Unread`]).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unread {
    /// What: `memberships`, `role_assignments`, `users` …
    pub what: String,
    /// Of which group, user or agency, and where; nothing when of all.
    pub of: String,
    /// The request that would say it: `GET /v3/groups/…/users`.
    pub call: String,
    /// Why it did not.
    pub reason: String,
    /// As written.
    pub written: Extra,
}

/// A permission that the account holds, refers to, or could attach.
#[derive(Clone, Debug, PartialEq)]
pub struct Permission {
    /// Its id, or the reference as written when there is none.
    pub id: String,
    /// Its internal name (`te_admin`, `custom_…`).
    pub name: String,
    /// The name people see.
    pub display_name: String,
    /// The service it is filed under (`BASE`, `IMS`, `CUSTOMED`).
    pub catalog: String,
    /// Role, policy, custom …
    pub kind: PermissionKind,
    /// Snapshot, catalogue, or nowhere.
    pub provenance: Provenance,
    /// Where its content comes from.
    pub basis: Basis,
    /// Its content, unless unknown.
    pub document: Option<Document>,
    /// Unmodelled fields.
    pub extra: Extra,
}

impl fmt::Display for Unread {
    /// As a line of a list; what the source wrote is untrusted text in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not read: {}", self.what.replace('_', " "))?;
        if !self.of.is_empty() {
            write!(f, " of {}", self.of)?;
        }
        for (before, text) in [(" (", &self.reason), ("; ", &self.call)] {
            if !text.is_empty() {
                let after = if before == " (" { ")" } else { "" };
                write!(f, "{before}{text}{after}")?;
            }
        }
        Ok(())
    }
}

/// Who × permission × scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Assignment {
    /// Who.
    pub subject: Principal,
    /// What.
    pub permission: PermissionId,
    /// Where.
    pub scope: Scope,
}

/// An account as of a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// The account itself.
    pub domain: Domain,
    /// When it was read, as the source says it.
    pub collected_at: Option<String>,
    /// Where from, as the source says it.
    pub source: Option<String>,
    /// Its users.
    pub users: Table<UserId, User>,
    /// Its groups.
    pub groups: Table<GroupId, Group>,
    /// Its region-specific projects and subprojects.
    pub projects: Table<ProjectId, Project>,
    /// Its enterprise projects.
    pub enterprise_projects: Table<EnterpriseProjectId, EnterpriseProject>,
    /// Its agencies.
    pub agencies: Table<AgencyId, Agency>,
    /// Every permission it holds, refers to, or could attach: all system-defined ones are here.
    pub permissions: Table<PermissionId, Permission>,
    /// Every assignment.
    pub assignments: Table<AssignmentId, Assignment>,
    /// Identity policies (5.0) and whom they are attached to; they know no scope.
    pub identity_attachments: Vec<(Principal, PermissionId)>,
    /// Service control policies; `Some`, even empty, when the account is in an organization.
    pub scps: Option<Vec<Document>>,
    /// Those that could not be read, as written: they may allow or deny anything.
    pub unreadable_scps: Vec<Value>,
    /// What the source could not say.
    pub unread: Vec<Unread>,
    /// Unmodelled top-level fields.
    pub extra: Extra,
}

impl Account {
    /// Whether the source could not say all members of a group.
    #[must_use]
    pub fn members_unread(&self, id: GroupId) -> bool {
        let group = &self.group(id).id;
        let about = |unread: &Unread| match unread.written.get("group") {
            None => true,
            Some(named) => named.get("id").and_then(Value::as_str) == Some(group),
        };
        let mut unread = self.unread.iter();
        unread.any(|unread| unread.what == "memberships" && about(unread))
    }

    /// A user.
    #[must_use]
    pub fn user(&self, id: UserId) -> &User {
        self.users.get(id)
    }

    /// A group.
    #[must_use]
    pub fn group(&self, id: GroupId) -> &Group {
        self.groups.get(id)
    }

    /// A project.
    #[must_use]
    pub fn project(&self, id: ProjectId) -> &Project {
        self.projects.get(id)
    }

    /// A permission.
    #[must_use]
    pub fn permission(&self, id: PermissionId) -> &Permission {
        self.permissions.get(id)
    }

    /// The name of a principal.
    #[must_use]
    pub fn principal_name(&self, principal: Principal) -> &str {
        match principal {
            Principal::User(id) => &self.users.get(id).name,
            Principal::Group(id) => &self.groups.get(id).name,
            Principal::Agency(id) => &self.agencies.get(id).name,
        }
    }

    /// The name of a scope, for reading.
    #[must_use]
    pub fn scope_name(&self, scope: Scope) -> String {
        match scope {
            Scope::Global => "global services".to_owned(),
            Scope::All => "all resources".to_owned(),
            Scope::Project(id) => self.project(id).shown().into_owned(),
            Scope::Subprojects(id) => format!("subprojects of {}", self.project(id).shown()),
            Scope::EnterpriseProject(id) => {
                format!(
                    "enterprise project {}",
                    self.enterprise_projects.get(id).shown()
                )
            }
        }
    }

    /// The region projects: neither a subproject nor `MOS`.
    pub fn region_projects(&self) -> impl Iterator<Item = ProjectId> + '_ {
        self.projects
            .iter()
            .filter(|(_, project)| project.parent.is_none() && !project.is_mos())
            .map(|(id, _)| id)
    }

    /// The projects in which something can be deployed: all but `MOS`.
    pub fn working_projects(&self) -> impl Iterator<Item = ProjectId> + '_ {
        self.projects
            .iter()
            .filter(|(_, project)| !project.is_mos())
            .map(|(id, _)| id)
    }
}
