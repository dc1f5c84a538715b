//! System-defined permissions by what an account calls them, in the cloud it was read from: internal names such as
//! `system_all_16` number different permissions in different clouds.

use std::collections::HashMap;

use serde_json::Value;

use crate::catalogue::Catalogue;
use crate::model::SystemPermissionId;

use super::fields::Fields;
use super::reference::Reference;

/// The catalogue's permissions by every name. Each word is looked up once: fifty thousand assignments repeat a few.
#[derive(Debug)]
pub(super) struct SystemNames<'c> {
    catalogue: &'c Catalogue,
    cloud: Option<String>,
    found: HashMap<String, Option<SystemPermissionId>>,
}

impl<'c> SystemNames<'c> {
    pub(super) fn new(catalogue: &'c Catalogue, cloud: Option<String>) -> Self {
        Self {
            catalogue,
            cloud,
            found: HashMap::new(),
        }
    }

    pub(super) fn catalogue(&self) -> &'c Catalogue {
        self.catalogue
    }

    /// The permission a reference means: by display name, then by name.
    pub(super) fn find(&mut self, reference: &Reference<'_>) -> Option<SystemPermissionId> {
        reference.words().find_map(|word| {
            if let Some(found) = self.found.get(word) {
                return *found;
            }
            let found = self
                .catalogue
                .permission_by_reference(word, self.cloud.as_deref());
            self.found.insert(word.to_owned(), found);
            found
        })
    }
}

/// The cloud a snapshot was read from, by its field `cloud` or by the hosts it names.
pub(super) fn cloud(fields: &Fields) -> Option<String> {
    const HOSTS: [(&str, &str); 4] = [
        ("sc.otc.t-systems.com", "otc-eu-ch2"),
        ("otc.t-systems.com", "otc-eu-de"),
        ("myhuaweicloud", "huaweicloud"),
        ("orange-business.com", "flexibleengine"),
    ];
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    if let Some(given) = text("cloud") {
        return Some(given.to_owned());
    }
    let link = ["roles", "users", "groups"].into_iter().find_map(|key| {
        let first = fields.get(key)?.get(0)?;
        first.get("links")?.get("self")?.as_str()
    });
    [text("source"), link]
        .into_iter()
        .flatten()
        .find_map(|place| {
            let (_, cloud) = HOSTS.iter().find(|(host, _)| place.contains(host))?;
            Some((*cloud).to_owned())
        })
}
