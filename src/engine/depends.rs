//! Roles in force: a role counts only when every role it depends on reaches the principal too
//! (sections 1.5, 4.4). Which roles are missing is the answer, so that it can be shown.

use serde_json::Value;

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
        self.walk(permission, (layer, service), &mut Vec::new())
    }

    /// What is missing below `permission`; a role already on the path counts as present, so that
    /// roles which name each other do not lock each other out.
    fn walk(
        &self,
        permission: &Permission,
        (layer, service): (Layer, &str),
        path: &mut Vec<String>,
    ) -> Vec<MissingDependency> {
        let mut missing = Vec::new();
        path.push(permission.display_name.to_lowercase());
        for name in dependencies(self.catalogue, permission, service) {
            if path.contains(&name.to_lowercase()) {
                continue;
            }
            // One of several of the same name in force is enough.
            let fewest = self
                .held(name, layer)
                .into_iter()
                .map(|dependency| {
                    // Under another cloud's name it may be on the path already.
                    if path.contains(&dependency.display_name.to_lowercase()) {
                        Vec::new()
                    } else {
                        self.walk(dependency, (layer, service), path)
                    }
                })
                .min_by_key(Vec::len);
            match fewest {
                Some(lacks) => missing.extend(lacks),
                None => missing.push(MissingDependency {
                    kind: Lack::Role,
                    name: name.to_owned(),
                    needed_by: permission.display_name.clone(),
                }),
            }
        }
        path.pop();
        missing
    }

    /// The permissions called `name`, in this cloud or another, that count as present in `layer`.
    fn held(&self, name: &str, layer: Layer) -> Vec<&Permission> {
        let variants = self.catalogue.display_name_variants(name);
        let is_called = |permission: &Permission| {
            let own = &permission.display_name;
            own.eq_ignore_ascii_case(name)
                || (permission.kind.is_system()
                    && variants
                        .iter()
                        .any(|variant| own.eq_ignore_ascii_case(variant)))
        };
        self.grants
            .iter()
            .map(|grant| (grant, self.account.permission(grant.permission)))
            .filter(|(_, permission)| is_called(permission))
            .filter(|(grant, permission)| self.present(grant, permission, layer))
            .map(|(_, permission)| permission)
            .collect()
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

/// Whether a role is granted at the domain: type `AX`, or of a global service (section 11). The
/// type that an account gives wins over what the catalogue says; the base roles are of no service.
#[must_use]
pub fn is_global_role(catalogue: &Catalogue, permission: &Permission) -> bool {
    if let Some(kind) = permission.extra.get("type").and_then(Value::as_str) {
        return kind == "AX";
    }
    let global = |service| catalogue.services.get(service).scope == ServiceScope::Global;
    match catalogue.find_permission(&permission.display_name) {
        Some(id) => {
            let system = catalogue.permissions.get(id);
            system.scope == ServiceScope::Global || system.service.is_some_and(global)
        }
        None => {
            let base = permission.catalog.eq_ignore_ascii_case("base");
            !base
                && catalogue
                    .find_service(&permission.catalog)
                    .is_some_and(global)
        }
    }
}
