//! Which roles are in force in a column: the compiled path's own reading of sections 1.5 and 4.4.

use std::collections::HashSet;
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
        for (service, actions) in universe.services() {
            if !actions.meets(reached) {
                continue;
            }
            for level in Level::ALL {
                if universe.level(level).meets(actions)
                    && !self.in_force(permission, service, (level, layer), &mut Vec::new())
                {
                    suspended.add_masked(actions, universe.level(level));
                }
            }
        }
        suspended
    }

    fn in_force(
        &self,
        permission: PermissionId,
        service: &str,
        place: (Level, Layer),
        path: &mut Vec<String>,
    ) -> bool {
        let account = self.engine.account();
        let row = account.permission(permission);
        let needed = dependencies(self.engine.catalogue(), row, service);
        if needed.is_empty() {
            return true;
        }
        path.push(row.display_name.to_lowercase());
        let met = needed.iter().all(|name| {
            let name = name.to_lowercase();
            // Clouds call the same system role differently.
            let variants = self.engine.catalogue().display_name_variants(&name);
            path.contains(&name)
                || self.grants.iter().any(|grant| {
                    let held = account.permission(grant.permission);
                    let own = held.display_name.to_lowercase();
                    let variant = held.kind.is_system()
                        && variants.iter().any(|other| other.to_lowercase() == own);
                    (own == name || variant)
                        && (self.counts(grant, place) || self.globally(grant))
                        && (path.contains(&own)
                            || self.in_force(grant.permission, service, place, path))
                })
        });
        path.pop();
        met
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
