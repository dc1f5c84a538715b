//! System-defined permissions by what an account calls them: display name, internal name, or a name they had before a
//! documented renaming. Internal names `system_all_N` number different permissions in different clouds, so they count
//! only where the cloud is known (snapshot contract).

use std::collections::HashMap;

use serde_json::Value;

use crate::catalogue::{Catalogue, RoleName};
use crate::model::SystemPermissionId;

use super::fields::Fields;
use super::reference::Reference;

/// The catalogue's permissions by every name.
#[derive(Debug)]
pub(super) struct SystemNames<'c> {
    catalogue: &'c Catalogue,
    cloud: Option<&'static str>,
    internal: HashMap<&'c str, Vec<&'c RoleName>>,
    renamed: HashMap<String, &'c str>,
}

impl<'c> SystemNames<'c> {
    pub(super) fn new(catalogue: &'c Catalogue, cloud: Option<&'static str>) -> Self {
        let mut internal: HashMap<&str, Vec<&RoleName>> = HashMap::new();
        for row in &catalogue.role_names {
            internal.entry(row.name).or_default().push(row);
        }
        let renamed = catalogue
            .renames
            .iter()
            .map(|rename| (rename.old.to_lowercase(), rename.new))
            .collect();
        Self {
            catalogue,
            cloud,
            internal,
            renamed,
        }
    }

    pub(super) fn catalogue(&self) -> &'c Catalogue {
        self.catalogue
    }

    /// The permission a reference means.
    pub(super) fn find(&self, reference: &Reference<'_>) -> Option<SystemPermissionId> {
        reference
            .words()
            .find_map(|word| self.catalogue.find_permission(word))
            .or_else(|| {
                reference
                    .words()
                    .find_map(|word| self.by_internal_name(word))
            })
            .or_else(|| {
                reference
                    .words()
                    .find_map(|word| self.by_earlier_name(word))
            })
    }

    fn by_internal_name(&self, name: &str) -> Option<SystemPermissionId> {
        let rows = self.internal.get(name)?;
        let here = |row: &&&RoleName| self.cloud == Some(row.cloud);
        if let Some(row) = rows.iter().find(here) {
            return self.by_display_name(row);
        }
        // A number that some other cloud gave means nothing.
        if name.starts_with("system_") || self.cloud.is_some() {
            return None;
        }
        let mut candidates = rows.iter().map(|row| self.by_display_name(row));
        let first = candidates.next()??;
        candidates
            .all(|other| other == Some(first))
            .then_some(first)
    }

    fn by_display_name(&self, row: &RoleName) -> Option<SystemPermissionId> {
        [row.display_name, row.earlier_display_name]
            .into_iter()
            .flatten()
            .find_map(|name| {
                self.catalogue
                    .find_permission(name)
                    .or_else(|| self.by_earlier_name(name))
            })
    }

    fn by_earlier_name(&self, name: &str) -> Option<SystemPermissionId> {
        let mut name = name.to_lowercase();
        // A name may have changed more than once; a circle in the table must not hold us.
        for _ in 0..4 {
            let new = self.renamed.get(&name)?;
            if let Some(id) = self.catalogue.find_permission(new) {
                return Some(id);
            }
            name = new.to_lowercase();
        }
        None
    }
}

/// The cloud a snapshot was read from, by its field `cloud` or by the hosts it names.
pub(super) fn cloud(fields: &Fields) -> Option<&'static str> {
    const CLOUDS: [(&str, &str); 4] = [
        ("otc-eu-ch2", "sc.otc.t-systems.com"),
        ("otc-eu-de", "otc.t-systems.com"),
        ("huaweicloud", "myhuaweicloud"),
        ("flexibleengine", "orange-business.com"),
    ];
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    if let Some(given) = text("cloud") {
        return CLOUDS
            .iter()
            .map(|(cloud, _)| *cloud)
            .find(|cloud| *cloud == given);
    }
    let link = ["roles", "users", "groups"].into_iter().find_map(|key| {
        let first = fields.get(key)?.get(0)?;
        first.get("links")?.get("self")?.as_str()
    });
    [text("source"), link]
        .into_iter()
        .flatten()
        .find_map(|place| {
            CLOUDS
                .iter()
                .find(|(_, host)| place.contains(host))
                .map(|(cloud, _)| *cloud)
        })
}
