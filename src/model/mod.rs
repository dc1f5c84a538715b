//! The nouns: what an account is made of, what a request asks, what a decision says.
//! Plain data: nothing here reads a file, matches a pattern or knows a service.

mod account;
mod decision;
mod document;
mod ids;
mod names;
mod request;
mod scope;
mod table;

pub use account::{
    Account, Agency, Assignment, Domain, EnterpriseProject, Extra, Group, Permission,
    PermissionKind, Project, Provenance, Unread, User,
};
pub use decision::{
    Basis, Cause, Change, Decision, Flip, Grant, Hinge, Lack, Layer, Mark, MissingDependency,
    NearMiss, NearMissReason, Reason, Trace, Via,
};
pub use document::{
    ActionClause, Base, Condition, Document, Effect, Operator, Quantifier, ResourceClause,
    Statement, Version,
};
pub use ids::{
    ActionId, AgencyId, ApiId, AssignmentId, DocumentId, EnterpriseProjectId, GroupId, OperationId,
    PermissionId, ProjectId, ServiceId, SystemPermissionId, UserId,
};
pub use names::{LookupError, nearest, shown};
pub use request::{ActionFacts, Context, ContextValue, Mode, Principal, Request, ServiceLevel};
pub use scope::Scope;
pub use table::{Table, TableId};
