//! The state of one grant by itself: which roles it lacks where it counts.

use std::collections::HashMap;
use std::rc::Rc;

use crate::model::{
    ActionFacts, EnterpriseProjectId, Grant, Layer, Principal, ProjectId, Scope, ServiceLevel,
};

use super::Engine;
use super::depends::Holdings;
use super::reach::Place;

/// What the grants of one principal lack, each asked about by itself.
#[derive(Debug)]
pub struct Lacking<'a> {
    engine: &'a Engine,
    grants: Rc<[Grant]>,
    /// The places looked at before.
    places: HashMap<Scope, Holdings<'a>>,
}

impl<'a> Lacking<'a> {
    /// All that reaches the principal.
    #[must_use]
    pub fn grants(&self) -> Rc<[Grant]> {
        Rc::clone(&self.grants)
    }

    /// The roles that a grant lacks in its own scope, for any of the services it may speak of;
    /// empty when it is in force there.
    #[must_use]
    pub fn of(&mut self, grant: Grant) -> Vec<String> {
        let account = self.engine.account();
        let permission = account.permission(grant.permission);
        let layer = match grant.scope {
            Scope::EnterpriseProject(_) => Layer::EnterpriseProject,
            _ => Layer::Iam,
        };
        let holdings = self.places.entry(grant.scope).or_insert_with(|| {
            let place = place(grant.scope, account.working_projects().next());
            Holdings::new(self.engine, Rc::clone(&self.grants), place)
        });
        let mut names: Vec<String> = Vec::new();
        for service in self.engine.services_of(permission) {
            for lack in holdings.missing(grant.permission, layer, &service) {
                if !names.contains(&lack.name) {
                    names.push(lack.name);
                }
            }
        }
        names
    }
}

impl Engine {
    /// What the grants of a principal lack.
    #[must_use]
    pub fn lacking(&self, principal: Principal) -> Lacking<'_> {
        Lacking {
            engine: self,
            grants: self.grants().reaching(self.account(), principal).into(),
            places: HashMap::new(),
        }
    }

    /// The roles that one grant of a principal lacks: [`Lacking::of`].
    #[must_use]
    pub fn lacks(&self, principal: Principal, grant: Grant) -> Vec<String> {
        self.lacking(principal).of(grant)
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
fn place(scope: Scope, any_project: Option<ProjectId>) -> Place {
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
        Scope::Global => at(ServiceLevel::Global, None, None),
        Scope::Project(project) | Scope::Subprojects(project) => {
            at(ServiceLevel::Project, Some(project), None)
        }
        Scope::All => at(ServiceLevel::Project, any_project, None),
        Scope::EnterpriseProject(enterprise_project) => {
            at(ServiceLevel::Project, any_project, Some(enterprise_project))
        }
    }
}
