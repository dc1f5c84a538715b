//! The state of one grant by itself: which roles it lacks where it counts.

use crate::model::{
    ActionFacts, EnterpriseProjectId, Grant, Layer, Principal, ProjectId, Scope, ServiceLevel,
};

use super::Engine;
use super::depends::Holdings;
use super::reach::Place;

impl Engine {
    /// The roles that a grant of a principal lacks in its own scope, for any of the services it
    /// may speak of; empty when it is in force there.
    #[must_use]
    pub fn lacks(&self, principal: Principal, grant: Grant) -> Vec<String> {
        let account = self.account();
        let permission = account.permission(grant.permission);
        let grants = self.grants().reaching(account, principal);
        let mut names: Vec<String> = Vec::new();
        for place in places(grant.scope, account.working_projects().next()) {
            let layer = match grant.scope {
                Scope::EnterpriseProject(_) => Layer::EnterpriseProject,
                _ => Layer::Iam,
            };
            let holdings = Holdings {
                account,
                catalogue: self.catalogue(),
                settings: self.settings(),
                grants: &grants,
                place,
            };
            for service in self.services_of(permission) {
                for lack in holdings.missing(grant.permission, layer, &service) {
                    if !names.contains(&lack.name) {
                        names.push(lack.name);
                    }
                }
            }
        }
        names
    }

    /// The services for which a permission's dependencies may differ: those the overlay names for
    /// it, and its own.
    fn services_of(&self, permission: &crate::model::Permission) -> Vec<String> {
        let catalogue = self.catalogue();
        let mut services: Vec<String> = catalogue
            .overlay
            .iter()
            .filter(|entry| entry.role.eq_ignore_ascii_case(&permission.display_name))
            .filter_map(|entry| entry.service)
            .map(|service| catalogue.services.get(service).code.to_owned())
            .collect();
        let own = catalogue
            .find_permission(&permission.display_name)
            .and_then(|id| catalogue.permissions.get(id).service)
            .map_or_else(String::new, |service| {
                catalogue.services.get(service).code.to_owned()
            });
        services.push(own);
        services.dedup();
        services
    }
}

/// A place where a grant of this scope counts.
fn places(scope: Scope, any_project: Option<ProjectId>) -> Vec<Place> {
    let at = |level, project, enterprise_project: Option<EnterpriseProjectId>| Place {
        facts: ActionFacts {
            level,
            enterprise_project: Some(true),
        },
        object_storage: false,
        project,
        enterprise_project,
    };
    match scope {
        Scope::Global => vec![at(ServiceLevel::Global, None, None)],
        Scope::Project(project) | Scope::Subprojects(project) => {
            vec![at(ServiceLevel::Project, Some(project), None)]
        }
        Scope::All => vec![at(ServiceLevel::Project, any_project, None)],
        Scope::EnterpriseProject(enterprise_project) => {
            vec![at(
                ServiceLevel::Project,
                any_project,
                Some(enterprise_project),
            )]
        }
    }
}
