//! Ids: `u32` positions in a table of an [`Account`](super::Account) or of the catalogue.
//! An id is only ever handed out by its table, so looking it up there cannot fail.

use std::fmt;

use super::table::TableId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl TableId for $name {
            fn from_index(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )+};
}

ids! {
    /// A user of the account.
    UserId,
    /// A user group of the account.
    GroupId,
    /// An agency (a role another account or a cloud service may assume).
    AgencyId,
    /// A region-specific project or subproject.
    ProjectId,
    /// An enterprise project.
    EnterpriseProjectId,
    /// A permission that the account holds or refers to.
    PermissionId,
    /// One assignment: who × permission × scope.
    AssignmentId,
    /// A cloud service of the catalogue.
    ServiceId,
    /// An action: those of the catalogue first, then those only the account names.
    ActionId,
    /// A row of a published action table: the APIs that need its actions.
    ApiId,
    /// A row of a published operations table.
    OperationId,
    /// A system-defined role or policy of the catalogue.
    SystemPermissionId,
    /// A source document of the catalogue.
    DocumentId,
}
