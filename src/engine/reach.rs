//! Which grants count for a request: scopes and the two layers (sections 4.1, 5.2).

use crate::model::{
    Account, ActionFacts, EnterpriseProjectId, Layer, ProjectId, Scope, ServiceLevel,
};

use super::settings::{RegionGrant, Settings};

/// Where a request is made, as far as scopes care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Level and enterprise-project support of the action.
    pub facts: ActionFacts,
    /// Whether the service is OBS, which is granted in `MOS` too.
    pub object_storage: bool,
    /// The project.
    pub project: Option<ProjectId>,
    /// The enterprise project of the resource.
    pub enterprise_project: Option<EnterpriseProjectId>,
}

/// Whether a grant counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It does, in this layer.
    In(Layer),
    /// It is granted somewhere else.
    OutOfScope,
    /// It is granted in an enterprise project, which this action does not know; said or not documented.
    NoEnterpriseProjects,
    /// It is granted in an enterprise project, and the request names none.
    NoEnterpriseProjectAsked,
}

/// Whether a grant in `scope` counts at `place`.
#[must_use]
pub fn reach(account: &Account, settings: Settings, scope: Scope, place: &Place) -> Reach {
    let inside = |yes: bool| {
        if yes {
            Reach::In(Layer::Iam)
        } else {
            Reach::OutOfScope
        }
    };
    match (scope, place.facts.level) {
        (Scope::All, _) | (Scope::Global, ServiceLevel::Global) => Reach::In(Layer::Iam),
        (Scope::Global, ServiceLevel::Project) | (Scope::Subprojects(_), ServiceLevel::Global) => {
            Reach::OutOfScope
        }
        (Scope::Project(granted), ServiceLevel::Global) => {
            inside(place.object_storage && account.project(granted).is_mos())
        }
        (Scope::Project(granted), ServiceLevel::Project) => {
            inside(place.project.is_some_and(|asked| {
                asked == granted
                    || (settings.region_grant == RegionGrant::WithSubprojects
                        && account.project(asked).parent == Some(granted))
            }))
        }
        (Scope::Subprojects(parent), ServiceLevel::Project) => inside(
            place
                .project
                .is_some_and(|asked| account.project(asked).parent == Some(parent)),
        ),
        (Scope::EnterpriseProject(granted), _) => {
            if place.facts.enterprise_project != Some(true) {
                Reach::NoEnterpriseProjects
            } else {
                match place.enterprise_project {
                    None => Reach::NoEnterpriseProjectAsked,
                    Some(asked) if asked == granted => Reach::In(Layer::EnterpriseProject),
                    Some(_) => Reach::OutOfScope,
                }
            }
        }
    }
}
