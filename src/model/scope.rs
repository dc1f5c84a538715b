//! Where an assignment counts (docs/semantics: scopes; section 5.1 of the specification).

use super::{EnterpriseProjectId, ProjectId};

/// The scope of an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// "Global services": the domain itself, so global services only.
    Global,
    /// One region-specific project.
    Project(ProjectId),
    /// The subprojects of a region project, not the project itself (`is_inherited` on a project).
    Subprojects(ProjectId),
    /// "All resources": global services and every project, also those created later.
    All,
    /// One enterprise project: the second layer.
    EnterpriseProject(EnterpriseProjectId),
}
