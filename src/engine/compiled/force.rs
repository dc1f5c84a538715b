//! Which roles are in force in a column: the compiled path's own reading of sections 1.5 and 4.4.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::{EnterpriseProjectId, Grant, Layer, PermissionId, ProjectId, Scope};

use super::super::Engine;
use super::super::depends::{dependencies, is_global_role};
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
            variants.into_iter().chain([name]).map(str::to_lowercase)
        })
        .collect();
    rows.iter()
        .map(|row| needed.contains(&row.display_name.to_lowercase()))
        .collect()
}

/// Grants by the display name of their permission, in lower case; the permission that is asked about has none.
type Names<'a> = HashMap<String, Vec<Option<&'a Grant>>>;

/// The grants that reach a principal, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The engine.
    pub engine: &'a Engine,
    /// Everything that reaches the principal.
    pub grants: &'a [Grant],
    /// The project of the column.
    pub project: Option<ProjectId>,
    /// The enterprise project of the column.
    pub enterprise_project: Option<EnterpriseProjectId>,
}

impl Standing<'_> {
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
        let names = self.names(permission);
        for (service, actions) in universe.services() {
            if !actions.meets(reached) {
                continue;
            }
            for level in Level::ALL {
                if universe.level(level).meets(actions)
                    && !self.in_force(permission, &names, (service, level, layer))
                {
                    suspended.add_masked(actions, universe.level(level));
                }
            }
        }
        suspended
    }

    /// Where the principal's grants of each display name stand, and that of `permission` itself,
    /// which nobody asks about who does not hold it.
    fn names(&self, permission: PermissionId) -> Names<'_> {
        let account = self.engine.account();
        let lower = |id| account.permission(id).display_name.to_lowercase();
        let mut names = Names::new();
        names.entry(lower(permission)).or_default().push(None);
        for grant in self.grants {
            names
                .entry(lower(grant.permission))
                .or_default()
                .push(Some(grant));
        }
        names
    }

    /// Whether every chain of roles below `permission` ends well or in a circle. Each role is
    /// looked at once: there are many more chains than roles.
    fn in_force(
        &self,
        permission: PermissionId,
        names: &Names<'_>,
        (service, level, layer): (&str, Level, Layer),
    ) -> bool {
        let needs = |role: PermissionId| {
            let row = self.engine.account().permission(role);
            dependencies(self.engine.catalogue(), row, service)
        };
        if needs(permission).is_empty() {
            return true;
        }
        let mut found = vec![permission];
        let mut seen = HashSet::from([permission]);
        let mut standing: Vec<(PermissionId, Vec<Vec<PermissionId>>)> = Vec::new();
        while let Some(role) = found.get(standing.len()).copied() {
            let met: Vec<Vec<PermissionId>> = needs(role)
                .into_iter()
                .map(|name| self.called(name, (permission, names), (level, layer)))
                .collect();
            let new = met.iter().flatten().filter(|role| seen.insert(**role));
            found.extend(new);
            standing.push((role, met));
        }
        let mut fallen: HashSet<PermissionId> = HashSet::new();
        loop {
            let before = fallen.len();
            for (role, met) in standing.iter().rev() {
                let stands = |role: &PermissionId| !fallen.contains(role);
                if !met.iter().all(|any| any.iter().any(stands)) {
                    fallen.insert(*role);
                }
            }
            if fallen.len() == before {
                return !fallen.contains(&permission);
            }
        }
    }

    /// The roles called `name` that count at a place; `asked` counts, whose force is in question.
    fn called(
        &self,
        name: &str,
        (asked, names): (PermissionId, &Names<'_>),
        place: (Level, Layer),
    ) -> Vec<PermissionId> {
        let counting = |name: &str, any_kind: bool| {
            let bearers = names.get(&name.to_lowercase());
            let bearers = bearers.map_or(&[][..], Vec::as_slice).iter();
            bearers
                .filter(move |grant| {
                    grant.is_none_or(|grant| self.counts(grant, place) || self.globally(grant))
                })
                .map(move |grant| grant.map_or(asked, |grant| grant.permission))
                .filter(move |id| {
                    any_kind || self.engine.account().permission(*id).kind.is_system()
                })
        };
        let mut called: Vec<PermissionId> = counting(name, true).collect();
        // Clouds call the same system role differently.
        for variant in self.engine.catalogue().display_name_variants(name) {
            called.extend(counting(variant, false));
        }
        called
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
