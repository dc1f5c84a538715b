//! Which permission a name means: display names, internal names of a cloud, names before and after a renaming.
//! An internal name such as `system_all_16` means nothing without its cloud and is never guessed.

use std::collections::HashMap;

use super::{Catalogue, RoleName};
use crate::model::{ServiceId, SystemPermissionId};

impl Catalogue {
    /// The system-defined permission that a display name or an internal name means, in a cloud if it is known:
    /// by display name, then by internal name, then by a documented renaming one side of which is catalogued,
    /// then by the display name that another cloud gives to the same permission.
    #[must_use]
    pub fn permission_by_reference(
        &self,
        reference: &str,
        cloud: Option<&str>,
    ) -> Option<SystemPermissionId> {
        let display_names = self.display_names(reference, cloud);
        let internal = || {
            display_names.iter().find_map(|name| {
                self.find_permission(name)
                    .or_else(|| self.renamed(name, cloud))
            })
        };
        let variant = || {
            let mut variants = self.display_name_variants(reference).iter();
            variants.find_map(|name| self.find_permission(name))
        };
        self.find_permission(reference)
            .or_else(internal)
            .or_else(|| self.renamed(reference, cloud))
            .or_else(variant)
    }

    /// The display name that an internal name has in a cloud; without one, or where that cloud's table does not have
    /// it, the first table that does, for the names that mean the same everywhere.
    #[must_use]
    pub fn display_name(&self, internal: &str, cloud: Option<&str>) -> Option<&'static str> {
        self.display_names(internal, cloud).first().copied()
    }

    /// The display names of an internal name, that of the cloud first.
    fn display_names(&self, internal: &str, cloud: Option<&str>) -> Vec<&'static str> {
        let cloud = cloud.map(table_of_cloud);
        let here = |row: &&RoleName| cloud.is_some_and(|name| row.cloud.eq_ignore_ascii_case(name));
        let rows = || {
            let names = self.role_names.iter();
            names.filter(|row| row.name.eq_ignore_ascii_case(internal))
        };
        // One number of sixty-six agrees between clouds, but guessing it would be guessing FullAccess.
        let guessed = cloud.is_none() && internal.to_lowercase().starts_with("system_all_");
        let elsewhere =
            rows().filter(|row| !guessed && !here(row) && means_the_same_everywhere(row));
        rows()
            .filter(here)
            .chain(elsewhere)
            .filter_map(|row| row.display_name)
            .collect()
    }

    /// What [`Catalogue::display_name_variants`] answers, by every display name in lower case.
    pub(super) fn variants(&self) -> HashMap<String, Vec<&'static str>> {
        let mut called: HashMap<&str, Vec<&'static str>> = HashMap::new();
        for row in &self.role_names {
            called.entry(row.name).or_default().extend(row.display_name);
        }
        let mut variants: HashMap<String, Vec<&'static str>> = HashMap::new();
        let names = self.role_names.iter();
        for row in names.filter(|row| means_the_same_everywhere(row)) {
            let Some(own) = row.display_name else {
                continue;
            };
            let known = variants.entry(own.to_ascii_lowercase()).or_default();
            for name in called.get(row.name).into_iter().flatten() {
                if !name.eq_ignore_ascii_case(own) && !known.contains(name) {
                    known.push(name);
                }
            }
        }
        variants
    }

    /// Display names of the roles that a role requires for a service, as documents say (section 7.4 of the
    /// specification): the entry for that service, else the one for every other.
    #[must_use]
    pub fn dependencies_overlay(
        &self,
        role: &str,
        service: impl Into<Option<ServiceId>>,
    ) -> &[&'static str] {
        let service = service.into();
        let entries = || {
            let entries = self.overlay.iter();
            entries.filter(|entry| entry.role.eq_ignore_ascii_case(role))
        };
        entries()
            .find(|entry| entry.service.is_some() && entry.service == service)
            .or_else(|| entries().find(|entry| entry.service.is_none()))
            .map_or(&[], |entry| entry.requires.as_slice())
    }

    /// The permission on the other side of a renaming; renamings of the same cloud count first.
    fn renamed(&self, name: &str, cloud: Option<&str>) -> Option<SystemPermissionId> {
        let mut found = None;
        for rename in &self.renames {
            let other = if rename.old.eq_ignore_ascii_case(name) {
                rename.new
            } else if rename.new.eq_ignore_ascii_case(name) {
                rename.old
            } else {
                continue;
            };
            let here = cloud.is_some_and(|cloud| rename.cloud == table_of_cloud(cloud));
            if here || found.is_none() {
                found = self.find_permission(other).or(found);
            }
            if here && found.is_some() {
                break;
            }
        }
        found
    }
}

/// The cloud whose table of internal names also serves this one.
fn table_of_cloud(cloud: &str) -> &str {
    match cloud {
        "otc-eu-nl" => "otc-eu-de",
        other => other,
    }
}

/// Names made of words do, with one exception; of the numbered ones, only 1001 is the same in every table.
fn means_the_same_everywhere(row: &RoleName) -> bool {
    const DIFFERS: &str = "svcstg_dev";
    const FULL_ACCESS: &str = "system_all_1001";
    let numbered = row.name.starts_with("system_all_") && row.name != FULL_ACCESS;
    !numbered && row.name != DIFFERS
}
