//! Which roles are in force in a column: the compiled path's own reading of sections 1.5 and 4.4.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::{EnterpriseProjectId, Grant, Layer, PermissionId, ProjectId, Scope, ServiceId};

use super::super::Engine;
use super::super::depends::{dependencies, is_global_role, told_apart};
use super::super::settings::RegionGrant;
use super::universe::Level;
use super::{Bits, Universe};

/// Which permissions roles of an account depend on, or might.
#[must_use]
pub fn props(engine: &Engine) -> Arc<[bool]> {
    let account = engine.account();
    let rows = account.permissions.rows();
    let written = rows
        .iter()
        .filter_map(|row| row.document.as_ref())
        .flat_map(|document| document.depends.iter().map(String::as_str));
    let documented = engine.catalogue().overlay.iter();
    let needed: HashSet<String> = documented
        .flat_map(|entry| entry.requires.iter().copied())
        .chain(written)
        .flat_map(|name| {
            let variants = engine.catalogue().display_name_variants(name);
            variants
                .iter()
                .copied()
                .chain([name])
                .map(str::to_lowercase)
        })
        .collect();
    rows.iter()
        .map(|row| needed.contains(&row.display_name.to_lowercase()))
        .collect()
}

/// Grants by the display name of their permission, in lower case.
type Names<'a> = HashMap<String, Vec<&'a Grant>>;

/// Which roles are in force, for a service told apart, at a level, in a layer.
type Stands = HashMap<(Option<ServiceId>, Level, Layer), HashMap<PermissionId, bool>>;

/// The grants that reach a principal, and where it stands.
#[derive(Debug)]
pub struct Standing<'a> {
    engine: &'a Engine,
    grants: &'a [Grant],
    /// The project of the column.
    pub project: Option<ProjectId>,
    /// The enterprise project of the column.
    pub enterprise_project: Option<EnterpriseProjectId>,
    /// What the grants are called, once it is asked for.
    names: OnceCell<Names<'a>>,
    /// What has been settled about them.
    stands: RefCell<Stands>,
}

impl<'a> Standing<'a> {
    /// All that reaches a principal, in a project and an enterprise project.
    #[must_use]
    pub fn new(
        engine: &'a Engine,
        grants: &'a [Grant],
        project: Option<ProjectId>,
        enterprise_project: Option<EnterpriseProjectId>,
    ) -> Self {
        Self {
            engine,
            grants,
            project,
            enterprise_project,
            names: OnceCell::new(),
            stands: RefCell::default(),
        }
    }

    /// The layer in which a grant reaches actions of a level, if it does.
    #[must_use]
    pub fn layer(&self, scope: Scope, level: Level) -> Option<Layer> {
        let account = self.engine.account();
        let parent = self
            .project
            .and_then(|project| account.project(project).parent);
        let counts = match (scope, level) {
            (Scope::EnterpriseProject(granted), _) => {
                return (self.enterprise_project == Some(granted))
                    .then_some(Layer::EnterpriseProject);
            }
            (Scope::All, _) | (Scope::Global, Level::Global | Level::ObjectStorage) => true,
            (Scope::Global, Level::Project) => false,
            (Scope::Project(granted), Level::Project) => {
                self.project == Some(granted)
                    || (self.engine.settings().region_grant == RegionGrant::WithSubprojects
                        && parent == Some(granted))
            }
            (Scope::Project(granted), Level::ObjectStorage) => account.project(granted).is_mos(),
            (Scope::Subprojects(granted), Level::Project) => parent == Some(granted),
            (Scope::Project(_) | Scope::Subprojects(_), Level::Global)
            | (Scope::Subprojects(_), Level::ObjectStorage) => false,
        };
        counts.then_some(Layer::Iam)
    }

    /// The actions among `reached` for which `permission` lacks a role in `layer`.
    #[must_use]
    pub fn suspended(
        &self,
        universe: &Universe,
        permission: PermissionId,
        layer: Layer,
        reached: &Bits,
    ) -> Bits {
        let mut suspended = Bits::none(universe.len());
        if reached.is_empty() {
            return suspended;
        }
        for (service, actions) in universe.services() {
            if !actions.meets(reached) {
                continue;
            }
            for level in Level::ALL {
                if universe.level(level).meets(actions)
                    && !self.in_force(permission, (service, level, layer))
                {
                    suspended.add_masked(actions, universe.level(level));
                }
            }
        }
        suspended
    }

    /// The principal's grants by the display name of their permission.
    fn names(&self) -> &Names<'a> {
        self.names.get_or_init(|| {
            let account = self.engine.account();
            let mut names = Names::new();
            for grant in self.grants {
                let name = account
                    .permission(grant.permission)
                    .display_name
                    .to_lowercase();
                names.entry(name).or_default().push(grant);
            }
            names
        })
    }

    /// Whether every chain of roles below `permission` ends well or in a circle.
    fn in_force(
        &self,
        permission: PermissionId,
        (service, level, layer): (&str, Level, Layer),
    ) -> bool {
        let row = self.engine.account().permission(permission);
        if dependencies(self.engine.catalogue(), row, service).is_empty() {
            return true;
        }
        let place = (level, layer);
        let key = (told_apart(self.engine.catalogue(), service), level, layer);
        let mut stands = self.stands.borrow_mut();
        let stands = stands.entry(key).or_insert_with(|| {
            let counting = self
                .grants
                .iter()
                .filter(|grant| self.is_there(grant, place));
            let present = counting.map(|grant| grant.permission).collect();
            self.settled(present, None, (service, place))
        });
        match stands.get(&permission) {
            Some(stands) => *stands,
            // Nobody asks about it who does not hold it: it counts as well.
            None => {
                let settled = self.settled(vec![permission], Some(permission), (service, place));
                settled.get(&permission).copied().unwrap_or(true)
            }
        }
    }

    /// Which of these roles, and of those they hang on, are in force. Each is looked at once: there
    /// are many more chains than roles.
    fn settled(
        &self,
        mut found: Vec<PermissionId>,
        asked: Option<PermissionId>,
        (service, place): (&str, (Level, Layer)),
    ) -> HashMap<PermissionId, bool> {
        let account = self.engine.account();
        let mut stands: HashMap<PermissionId, bool> = HashMap::new();
        // By role: the needs that it meets. By need: whose it is, and how many meet it.
        let mut meets: HashMap<PermissionId, Vec<usize>> = HashMap::new();
        let mut needs: Vec<(PermissionId, usize)> = Vec::new();
        let mut fallen = Vec::new();
        while let Some(role) = found.pop() {
            if stands.insert(role, true).is_some() {
                continue;
            }
            for name in dependencies(self.engine.catalogue(), account.permission(role), service) {
                let met_by = self.called(name, asked, place);
                if met_by.is_empty() {
                    fallen.push(role);
                }
                for by in &met_by {
                    meets.entry(*by).or_default().push(needs.len());
                }
                needs.push((role, met_by.len()));
                found.extend(met_by.into_iter().filter(|by| !stands.contains_key(by)));
            }
        }
        while let Some(role) = fallen.pop() {
            if stands.insert(role, false) == Some(false) {
                continue;
            }
            for need in meets.get(&role).into_iter().flatten() {
                if let Some((needy, left)) = needs.get_mut(*need) {
                    *left = left.saturating_sub(1);
                    if *left == 0 {
                        fallen.push(*needy);
                    }
                }
            }
        }
        stands
    }

    /// The roles called `name` that count at a place; `asked` counts, whose force is in question.
    fn called(
        &self,
        name: &str,
        asked: Option<PermissionId>,
        place: (Level, Layer),
    ) -> Vec<PermissionId> {
        let account = self.engine.account();
        let counting = |name: &str, any_kind: bool| {
            let name = name.to_lowercase();
            let asked =
                asked.filter(|id| account.permission(*id).display_name.to_lowercase() == name);
            let bearers = self.names().get(&name).map_or(&[][..], Vec::as_slice);
            bearers
                .iter()
                .filter(move |grant| self.is_there(grant, place))
                .map(|grant| grant.permission)
                .chain(asked)
                .filter(move |id| any_kind || account.permission(*id).kind.is_system())
        };
        let mut called: Vec<PermissionId> = counting(name, true).collect();
        // Clouds call the same system role differently.
        for variant in self.engine.catalogue().display_name_variants(name) {
            called.extend(counting(variant, false));
        }
        called
    }

    /// Whether a grant counts at a place for whatever depends on its role.
    fn is_there(&self, grant: &Grant, place: (Level, Layer)) -> bool {
        self.counts(grant, place) || self.globally(grant)
    }

    /// Dependencies of the enterprise-project layer may be met in either layer.
    fn counts(&self, grant: &Grant, (level, layer): (Level, Layer)) -> bool {
        match self.layer(grant.scope, level) {
            Some(Layer::Iam) => true,
            Some(Layer::EnterpriseProject) => {
                let document = &self.engine.account().permission(grant.permission).document;
                layer == Layer::EnterpriseProject
                    && document
                        .as_ref()
                        .is_none_or(|document| document.version != crate::model::Version::Role)
            }
            None => false,
        }
    }

    /// A global role granted at the domain counts wherever the role that needs it works.
    fn globally(&self, grant: &Grant) -> bool {
        let account = self.engine.account();
        let catalogue = self.engine.catalogue();
        let row = account.permission(grant.permission);
        let place = match grant.scope {
            Scope::Global | Scope::All => true,
            Scope::Project(project) => {
                account.project(project).is_mos() && row.catalog.eq_ignore_ascii_case("obs")
            }
            Scope::Subprojects(_) | Scope::EnterpriseProject(_) => false,
        };
        place && is_global_role(catalogue, row)
    }
}
