//! Roles in force (section 4.4), as the greatest set that lacks nothing: whatever lacks a dependency is taken out
//! until nothing does. Roles that name each other keep each other in, as the specification's cycle guard has it.

use std::collections::BTreeSet;

use permlens::catalogue::ServiceScope;
use permlens::model::{Permission, PermissionId, Scope};

use super::World;
use crate::reading::Mistake;

impl World<'_> {
    /// Those of `present` that lack nothing, for actions of `service`.
    pub(super) fn in_force(
        &self,
        present: &BTreeSet<PermissionId>,
        service: &str,
    ) -> BTreeSet<PermissionId> {
        let mut left = present.clone();
        loop {
            let met = |name: &String| {
                let mut held = left.iter().map(|id| self.account.permission(*id));
                held.any(|permission| self.is_called(permission, name))
            };
            let lacking: Vec<PermissionId> = left
                .iter()
                .copied()
                .filter(|id| {
                    !self
                        .needs(self.account.permission(*id), service)
                        .iter()
                        .all(met)
                })
                .collect();
            if lacking.is_empty() {
                return left;
            }
            left.retain(|id| !lacking.contains(id));
        }
    }

    /// Whether a permission is the one that a dependency names: by its display name; a system-defined one also by the
    /// name that another cloud's table of internal names gives to the same role.
    fn is_called(&self, permission: &Permission, name: &str) -> bool {
        let own = &permission.display_name;
        let elsewhere = || {
            let names = self.catalogue.display_name_variants(name);
            names.iter().any(|other| own.eq_ignore_ascii_case(other))
        };
        own.eq_ignore_ascii_case(name)
            || (permission.kind.is_system()
                && !self.reading.makes(Mistake::OtherCloudsIgnored)
                && elsewhere())
    }

    /// The display names of what a permission needs: its own `Depends`, and the overlay of system-defined roles.
    fn needs(&self, permission: &Permission, service: &str) -> Vec<String> {
        let documents = permission.document.iter();
        let mut needs: Vec<String> = documents
            .flat_map(|document| document.depends.clone())
            .collect();
        if permission.kind.is_system() {
            let rows = || {
                let rows = self.catalogue.overlay.iter();
                rows.filter(|row| row.role.eq_ignore_ascii_case(&permission.display_name))
            };
            let service = self.catalogue.find_service(service);
            let own = rows().find(|row| row.service.is_some() && row.service == service);
            let row = own.or_else(|| rows().find(|row| row.service.is_none()));
            needs.extend(
                row.iter()
                    .flat_map(|row| &row.requires)
                    .map(|name| (*name).to_owned()),
            );
        }
        needs
    }

    /// Global roles held at the domain: as dependencies they are present in every project.
    pub(super) fn global_roles(&self, grants: &[(PermissionId, Scope)]) -> BTreeSet<PermissionId> {
        let present = |(id, scope): &(PermissionId, Scope)| {
            let permission = self.account.permission(*id);
            self.is_global(permission)
                && match scope {
                    Scope::Global | Scope::All => true,
                    Scope::Project(project) => {
                        self.account.project(*project).name == "MOS"
                            && permission.catalog.eq_ignore_ascii_case("OBS")
                    }
                    Scope::Subprojects(_) | Scope::EnterpriseProject(_) => false,
                }
        };
        grants
            .iter()
            .copied()
            .filter(present)
            .map(|(id, _)| id)
            .collect()
    }

    /// Whether a role's type is `AX` or its service is global (section 11).
    fn is_global(&self, permission: &Permission) -> bool {
        if let Some(kind) = permission.extra.get("type").and_then(|kind| kind.as_str()) {
            return kind == "AX";
        }
        let scope = |service| self.catalogue.services.get(service).scope == ServiceScope::Global;
        let published = self.catalogue.find_permission(&permission.display_name);
        // The base roles are of no service.
        let base = permission.catalog.eq_ignore_ascii_case("BASE");
        match published {
            Some(id) => {
                let row = self.catalogue.permissions.get(id);
                row.scope == ServiceScope::Global || row.service.is_some_and(scope)
            }
            None => {
                let service = self.catalogue.find_service(&permission.catalog);
                !base && service.is_some_and(scope)
            }
        }
    }
}
