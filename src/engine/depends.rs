//! Roles in force: a role counts only when every role it depends on reaches the principal too
//! (sections 1.5, 4.4). Which roles are missing is the answer, so that it can be shown.

use std::collections::HashMap;

use serde_json::Value;

use crate::catalogue::{Catalogue, ServiceScope};
use crate::model::{
    Account, Grant, Lack, Layer, MissingDependency, Permission, PermissionId, Scope, Version,
};

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

impl<'a> Holdings<'a> {
    /// The roles that `permission`, held in `layer`, lacks for actions of `service`; none when it is in force.
    #[must_use]
    pub fn missing(
        &self,
        permission: PermissionId,
        layer: Layer,
        service: &str,
    ) -> Vec<MissingDependency> {
        let row = self.account.permission(permission);
        if dependencies(self.catalogue, row, service).is_empty() {
            return Vec::new();
        }
        Web::below(self, permission, (layer, service)).missing()
    }

    /// What counts as present in `layer`, by its display name in lower case.
    fn by_name(&self, layer: Layer) -> HashMap<String, Vec<PermissionId>> {
        let mut by_name: HashMap<String, Vec<PermissionId>> = HashMap::new();
        for grant in self.grants {
            let permission = self.account.permission(grant.permission);
            if !self.present(grant, permission, layer) {
                continue;
            }
            let called = by_name.entry(permission.display_name.to_lowercase());
            let called = called.or_default();
            if !called.contains(&grant.permission) {
                called.push(grant.permission);
            }
        }
        by_name
    }

    /// Those called `name`, in this cloud or another: clouds call the same system role differently.
    fn called(
        &self,
        name: &str,
        by_name: &HashMap<String, Vec<PermissionId>>,
    ) -> Vec<PermissionId> {
        let under = |name: &str| {
            let called = by_name.get(&name.to_lowercase());
            called.map_or(&[][..], Vec::as_slice).iter().copied()
        };
        let is_system = |id: &PermissionId| self.account.permission(*id).kind.is_system();
        let mut called: Vec<PermissionId> = under(name).collect();
        for variant in self.catalogue.display_name_variants(name) {
            called.extend(under(variant).filter(is_system));
        }
        called
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

/// A role and all that it hangs on, each role once: documents name each other as they like, in
/// circles too, and the paths through them are many more than the roles.
struct Web<'a> {
    roles: Vec<Role<'a>>,
}

struct Role<'a> {
    permission: &'a Permission,
    needs: Vec<Need<'a>>,
    in_force: bool,
}

/// One dependency, and the roles of that name that are present, by their places in the web.
struct Need<'a> {
    name: &'a str,
    met_by: Vec<usize>,
}

impl<'a> Web<'a> {
    fn below(holdings: &Holdings<'a>, root: PermissionId, (layer, service): (Layer, &str)) -> Self {
        let mut by_name = holdings.by_name(layer);
        let own_name = holdings
            .account
            .permission(root)
            .display_name
            .to_lowercase();
        let called = by_name.entry(own_name).or_default();
        if !called.contains(&root) {
            called.push(root);
        }
        let mut places = HashMap::from([(root, 0)]);
        let mut found = vec![root];
        let mut roles = Vec::new();
        while let Some(permission) = found.get(roles.len()) {
            let permission = holdings.account.permission(*permission);
            let names = dependencies(holdings.catalogue, permission, service);
            let mut needs = Vec::with_capacity(names.len());
            for name in names {
                let met_by = holdings.called(name, &by_name).into_iter().map(|id| {
                    *places.entry(id).or_insert_with(|| {
                        found.push(id);
                        found.len() - 1
                    })
                });
                needs.push(Need {
                    name,
                    met_by: met_by.collect(),
                });
            }
            roles.push(Role {
                permission,
                needs,
                in_force: true,
            });
        }
        let mut web = Self { roles };
        web.settle();
        web
    }

    /// Takes out of force what lacks something, until nothing more follows: roles that only hang
    /// on each other stay in force.
    fn settle(&mut self) {
        loop {
            let mut changed = false;
            // What is found last is hung on most.
            for at in (0..self.roles.len()).rev() {
                let unmet = |role: &Role<'_>| self.unmet(role).next().is_some();
                if self
                    .roles
                    .get(at)
                    .is_some_and(|role| role.in_force && unmet(role))
                {
                    changed = true;
                    if let Some(role) = self.roles.get_mut(at) {
                        role.in_force = false;
                    }
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// The dependencies of a role that no role in force meets; one of several of the same name is enough.
    fn unmet<'s>(&'s self, role: &'s Role<'a>) -> impl Iterator<Item = &'s Need<'a>> {
        let stands = |at: &usize| self.roles.get(*at).is_some_and(|role| role.in_force);
        role.needs
            .iter()
            .filter(move |need| !need.met_by.iter().any(stands))
    }

    /// The names that nothing present bears, from the first role downwards, in the order they are written.
    fn missing(&self) -> Vec<MissingDependency> {
        let mut missing = Vec::new();
        let mut told = vec![false; self.roles.len()];
        let mut below = vec![0];
        while let Some(at) = below.pop() {
            let untold = told.get_mut(at).filter(|told| !**told);
            let (Some(told_now), Some(role)) = (untold, self.roles.get(at)) else {
                continue;
            };
            *told_now = true;
            let mut next = Vec::new();
            for need in self.unmet(role) {
                if need.met_by.is_empty() {
                    missing.push(MissingDependency {
                        kind: Lack::Role,
                        name: need.name.to_owned(),
                        needed_by: role.permission.display_name.clone(),
                    });
                }
                // Of several of the same name, the one that lacks least.
                let lacks = |at: &usize| self.roles.get(*at).map(|role| self.unmet(role).count());
                next.extend(need.met_by.iter().copied().min_by_key(lacks));
            }
            below.extend(next.into_iter().rev());
        }
        missing
    }
}
