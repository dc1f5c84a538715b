//! Roles in force: a role counts only when every role it depends on reaches the principal too
//! (sections 1.5, 4.4). Which roles are missing is the answer, so that it can be shown.

use crate::catalogue::{Catalogue, ServiceScope};
use crate::model::{Account, Grant, Lack, Layer, MissingDependency, Permission, Scope, Version};

use super::reach::{Place, Reach, reach};
use super::settings::Settings;

/// What reaches a principal at one place, as dependencies see it.
#[derive(Clone, Copy, Debug)]
pub struct Holdings<'a> {
    /// The account.
    pub account: &'a Account,
    /// The catalogue, for documented dependencies.
    pub catalogue: &'a Catalogue,
    /// The switches.
    pub settings: Settings,
    /// Everything that reaches the principal, in whatever scope.
    pub grants: &'a [Grant],
    /// Where the request is made.
    pub place: Place,
}

/// The display names of the roles `permission` depends on for actions of `service`:
/// its own `Depends` and, for a system-defined one, what the documents add.
#[must_use]
pub fn dependencies<'a>(
    catalogue: &'a Catalogue,
    permission: &'a Permission,
    service: &str,
) -> Vec<&'a str> {
    let mut names: Vec<&str> = permission
        .document
        .iter()
        .flat_map(|document| document.depends.iter().map(String::as_str))
        .collect();
    if permission.kind.is_system() {
        for name in catalogue
            .dependencies_overlay(&permission.display_name, catalogue.find_service(service))
        {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                names.push(name);
            }
        }
    }
    names
}

impl Holdings<'_> {
    /// The roles that `permission`, held in `layer`, lacks for actions of `service`; none when it is in force.
    #[must_use]
    pub fn missing(
        &self,
        permission: &Permission,
        layer: Layer,
        service: &str,
    ) -> Vec<MissingDependency> {
        let mut path = Vec::new();
        let mut missing = Vec::new();
        self.walk(permission, layer, service, &mut path, &mut missing);
        missing
    }

    /// Collects what is missing below `permission`; a role already on the path counts as present,
    /// so that roles which name each other do not lock each other out.
    fn walk(
        &self,
        permission: &Permission,
        layer: Layer,
        service: &str,
        path: &mut Vec<String>,
        missing: &mut Vec<MissingDependency>,
    ) {
        path.push(permission.display_name.to_lowercase());
        for name in dependencies(self.catalogue, permission, service) {
            if path.contains(&name.to_lowercase()) {
                continue;
            }
            let held: Vec<&Permission> = self.held(name, layer).collect();
            if held.is_empty() {
                missing.push(MissingDependency {
                    kind: Lack::Role,
                    name: name.to_owned(),
                    needed_by: permission.display_name.clone(),
                });
                continue;
            }
            // One of several of the same name in force is enough.
            let mut lacks: Option<Vec<MissingDependency>> = None;
            for dependency in held {
                let mut below = Vec::new();
                self.walk(dependency, layer, service, path, &mut below);
                if lacks.as_ref().is_none_or(|known| below.len() < known.len()) {
                    lacks = Some(below);
                }
            }
            missing.extend(lacks.unwrap_or_default());
        }
        path.pop();
    }

    /// The permissions called `name` that count as present in `layer`.
    fn held<'s>(&'s self, name: &'s str, layer: Layer) -> impl Iterator<Item = &'s Permission> {
        self.grants
            .iter()
            .map(|grant| (grant, self.account.permission(grant.permission)))
            .filter(move |(_, permission)| permission.display_name.eq_ignore_ascii_case(name))
            .filter(move |(grant, permission)| self.present(grant, permission, layer))
            .map(|(_, permission)| permission)
    }

    fn present(&self, grant: &Grant, permission: &Permission, layer: Layer) -> bool {
        match reach(self.account, self.settings, grant.scope, &self.place) {
            Reach::In(Layer::Iam) => return true,
            Reach::In(Layer::EnterpriseProject) => {
                return layer == Layer::EnterpriseProject
                    && permission
                        .document
                        .as_ref()
                        .is_none_or(|document| document.version != Version::Role);
            }
            _ => {}
        }
        // A global role is granted at the domain, wherever the role that needs it works.
        is_global_role(self.catalogue, permission)
            && match grant.scope {
                Scope::Global | Scope::All => true,
                Scope::Project(project) => {
                    self.account.project(project).is_mos()
                        && permission.catalog.eq_ignore_ascii_case("obs")
                }
                Scope::Subprojects(_) | Scope::EnterpriseProject(_) => false,
            }
    }
}

/// Whether a role is granted at the domain: type `AX`, or of a global service.
fn is_global_role(catalogue: &Catalogue, permission: &Permission) -> bool {
    let typed = permission
        .extra
        .get("type")
        .and_then(serde_json::Value::as_str)
        == Some("AX");
    typed
        || catalogue
            .find_permission(&permission.display_name)
            .is_some_and(|id| {
                let system = catalogue.permissions.get(id);
                system.scope == ServiceScope::Global
                    || system.service.is_some_and(|service| {
                        catalogue.services.get(service).scope == ServiceScope::Global
                    })
            })
        || catalogue
            .find_service(&permission.catalog)
            .is_some_and(|service| catalogue.services.get(service).scope == ServiceScope::Global)
}
