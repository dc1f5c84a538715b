//! Roles in force: a role counts only when every role it depends on reaches the principal too
//! (sections 1.5, 4.4). Which roles are missing is the answer, so that it can be shown.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use crate::catalogue::{Catalogue, ServiceScope};
use crate::model::{
    Account, Grant, Lack, Layer, MissingDependency, Permission, PermissionId, Scope, ServiceId,
    Version,
};

use super::Engine;
use super::reach::{Place, Reach, reach};
use super::settings::Settings;

/// What hangs together in a layer, for a service told apart.
type Webs<'a> = HashMap<(Layer, Option<ServiceId>), Rc<Web<'a>>>;

/// What reaches a principal at one place, as dependencies see it.
#[derive(Debug)]
pub struct Holdings<'a> {
    account: &'a Account,
    catalogue: &'a Catalogue,
    settings: Settings,
    /// Everything that reaches the principal, in whatever scope.
    grants: Rc<[Grant]>,
    /// Where the request is made.
    pub place: Place,
    /// What is present hangs together in one way, whichever of it is asked about.
    webs: RefCell<Webs<'a>>,
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

/// The service as far as dependencies are concerned: none where the documents say of it what they say of every other.
#[must_use]
pub fn told_apart(catalogue: &Catalogue, service: &str) -> Option<ServiceId> {
    let service = catalogue.find_service(service)?;
    let mut entries = catalogue.overlay.iter();
    entries
        .any(|entry| entry.service == Some(service))
        .then_some(service)
}

impl<'a> Holdings<'a> {
    /// What `grants`, all that reach a principal, hold at a place.
    #[must_use]
    pub fn new(engine: &'a Engine, grants: Rc<[Grant]>, place: Place) -> Self {
        Self {
            account: engine.account(),
            catalogue: engine.catalogue(),
            settings: engine.settings(),
            grants,
            place,
            webs: RefCell::default(),
        }
    }

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
        let web = self.web(layer, service);
        match web.places.get(&permission) {
            Some(at) => web.missing(*at),
            // It is asked about as if it were held.
            None => Web::with(self, permission, (layer, service)).missing(0),
        }
    }

    /// All that is present in `layer`, and what it hangs on for actions of `service`.
    fn web(&self, layer: Layer, service: &str) -> Rc<Web<'a>> {
        let mut webs = self.webs.borrow_mut();
        let web = webs
            .entry((layer, told_apart(self.catalogue, service)))
            .or_insert_with(|| {
                let by_name = self.by_name(layer);
                let present = by_name.values().flatten().copied().collect();
                Rc::new(Web::spun(self, present, &by_name, service))
            });
        Rc::clone(web)
    }

    /// What counts as present in `layer`, by its display name in lower case.
    fn by_name(&self, layer: Layer) -> HashMap<String, Vec<PermissionId>> {
        let mut by_name: HashMap<String, Vec<PermissionId>> = HashMap::new();
        for grant in self.grants.iter() {
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

/// Roles and all that they hang on, each role once: documents name each other as they like, in
/// circles too, and the paths through them are many more than the roles.
#[derive(Debug)]
struct Web<'a> {
    roles: Vec<Role<'a>>,
    places: HashMap<PermissionId, usize>,
}

#[derive(Debug)]
struct Role<'a> {
    permission: &'a Permission,
    needs: Vec<Need<'a>>,
    in_force: bool,
}

/// One dependency, and the roles of that name that are present, by their places in the web.
#[derive(Debug)]
struct Need<'a> {
    name: &'a str,
    met_by: Vec<usize>,
    /// How many of them are in force.
    standing: usize,
}

impl Role<'_> {
    /// The dependencies that no role in force meets; one of several of the same name is enough.
    fn unmet(&self) -> impl Iterator<Item = &Need<'_>> {
        self.needs.iter().filter(|need| need.standing == 0)
    }
}

impl<'a> Web<'a> {
    /// What is below one role, which counts as present; it is the first.
    fn with(holdings: &Holdings<'a>, root: PermissionId, (layer, service): (Layer, &str)) -> Self {
        let mut by_name = holdings.by_name(layer);
        let own_name = &holdings.account.permission(root).display_name;
        let called = by_name.entry(own_name.to_lowercase()).or_default();
        if !called.contains(&root) {
            called.push(root);
        }
        Self::spun(holdings, vec![root], &by_name, service)
    }

    /// What is below these roles.
    fn spun(
        holdings: &Holdings<'a>,
        mut found: Vec<PermissionId>,
        by_name: &HashMap<String, Vec<PermissionId>>,
        service: &str,
    ) -> Self {
        let known = found.iter().copied().enumerate();
        let mut places: HashMap<_, _> = known.map(|(at, id)| (id, at)).collect();
        let mut roles = Vec::with_capacity(found.len());
        while let Some(permission) = found.get(roles.len()) {
            let permission = holdings.account.permission(*permission);
            let names = dependencies(holdings.catalogue, permission, service);
            let mut needs = Vec::with_capacity(names.len());
            for name in names {
                let met_by = holdings.called(name, by_name).into_iter().map(|id| {
                    *places.entry(id).or_insert_with(|| {
                        found.push(id);
                        found.len() - 1
                    })
                });
                let met_by: Vec<usize> = met_by.collect();
                needs.push(Need {
                    name,
                    standing: met_by.len(),
                    met_by,
                });
            }
            roles.push(Role {
                permission,
                needs,
                in_force: true,
            });
        }
        let mut web = Self { roles, places };
        web.settle();
        web
    }

    /// Takes out of force what lacks something, and then what hung on that: roles that only hang
    /// on each other stay in force.
    fn settle(&mut self) {
        let mut hung_on_by: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.roles.len()];
        let mut fallen = Vec::new();
        for (at, role) in self.roles.iter_mut().enumerate() {
            for (nth, need) in role.needs.iter().enumerate() {
                for by in &need.met_by {
                    if let Some(hung_on_by) = hung_on_by.get_mut(*by) {
                        hung_on_by.push((at, nth));
                    }
                }
            }
            if role.unmet().next().is_some() {
                role.in_force = false;
                fallen.push(at);
            }
        }
        while let Some(below) = fallen.pop() {
            for (at, nth) in hung_on_by.get(below).into_iter().flatten() {
                let Some(role) = self.roles.get_mut(*at) else {
                    continue;
                };
                let Some(need) = role.needs.get_mut(*nth) else {
                    continue;
                };
                need.standing = need.standing.saturating_sub(1);
                if need.standing == 0 && role.in_force {
                    role.in_force = false;
                    fallen.push(*at);
                }
            }
        }
    }

    /// The names that nothing present bears, from a role downwards, in the order they are written.
    fn missing(&self, root: usize) -> Vec<MissingDependency> {
        let mut missing = Vec::new();
        if self.roles.get(root).is_none_or(|role| role.in_force) {
            return missing;
        }
        let mut told = vec![false; self.roles.len()];
        let mut below = vec![root];
        while let Some(at) = below.pop() {
            let untold = told.get_mut(at).filter(|told| !**told);
            let (Some(told_now), Some(role)) = (untold, self.roles.get(at)) else {
                continue;
            };
            *told_now = true;
            let mut next = Vec::new();
            for need in role.unmet() {
                if need.met_by.is_empty() {
                    missing.push(MissingDependency {
                        kind: Lack::Role,
                        name: need.name.to_owned(),
                        needed_by: role.permission.display_name.clone(),
                    });
                }
                // Of several of the same name, the one that lacks least.
                let lacks = |at: &usize| self.roles.get(*at).map(|role| role.unmet().count());
                next.extend(match need.met_by.as_slice() {
                    [only] => Some(*only),
                    several => several.iter().copied().min_by_key(lacks),
                });
            }
            below.extend(next.into_iter().rev());
        }
        missing
    }
}
