//! Ids for what does not exist yet, and the references to it filled in.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::configuration::{Configuration, Led};
use super::index::Index;
use super::kind::Kind;
use super::resource::Resource;
use super::secrets::any_true;

/// Attributes that refer to other resources, and the kind of resource.
const REFERENCES: [(&str, Kind); 17] = [
    ("group_id", Kind::Group),
    ("group", Kind::Group),
    ("groups", Kind::Group),
    ("user_id", Kind::User),
    ("user", Kind::User),
    ("users", Kind::User),
    ("user_ids", Kind::User),
    ("user_id_list", Kind::User),
    ("role_id", Kind::Role),
    ("policy_id", Kind::IdentityPolicy),
    ("agency_id", Kind::Agency),
    ("project_id", Kind::Project),
    ("parent_id", Kind::Project),
    ("enterprise_project_id", Kind::EnterpriseProject),
    ("domain_roles", Kind::Role),
    ("all_resources_roles", Kind::Role),
    ("policy_names", Kind::IdentityPolicy),
];

/// Gives what does not exist yet its made-up id, and fills in the references to it.
pub(super) fn settle(configuration: &Configuration<'_>, list: &mut [Resource]) {
    for resource in list.iter_mut() {
        if resource.is_unknown("id") {
            let id = resource.pending_id();
            resource.values.insert("id".to_owned(), id.into());
        }
    }
    let index = Index::of(list);
    let mut found = Vec::new();
    for (at, resource) in list.iter().enumerate() {
        for (key, kind) in REFERENCES {
            if resource.is_unknown(key)
                && let Some(led) = configuration.value(resource, key, &index)
            {
                found.push((at, key, kind, led));
            }
        }
    }
    for (at, key, kind, led) in found {
        if let Some(resource) = list.get_mut(at) {
            fill(resource, key, kind, led);
        }
    }
}

/// Puts in what references led to. What is still open stays marked as unknown.
fn fill(resource: &mut Resource, key: &str, kind: Kind, led: Led) {
    let mut texts: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    let fitting = led
        .values
        .iter()
        .any(|(_, of)| of.is_some_and(|of| is(of, kind)));
    for (text, of) in led.values {
        // Where a resource of the right kind is among them, the others choose it or are of other attributes.
        let right = of.map_or(!fitting, |of| is(of, kind));
        if right && !text.is_empty() && seen.insert(text.clone()) {
            texts.push(text);
        }
    }
    let marks = resource.unknown.get(key).cloned().unwrap_or(Value::Null);
    match resource.values.get_mut(key) {
        // Part of a list is known.
        Some(Value::Array(items)) if matches!(marks, Value::Array(_)) => {
            items.retain(|item| !item.is_null());
            let open = marks
                .as_array()
                .into_iter()
                .flatten()
                .filter(|mark| any_true(mark));
            let open = open.count();
            texts.retain(|text| !items.iter().any(|item| item.as_str() == Some(text)));
            let settled = texts.len() == open;
            items.extend(texts.into_iter().map(Value::from));
            if settled {
                resource.unknown.shift_remove(key);
            }
        }
        _ if is_list(key) => {
            let settled = !led.lost && !texts.is_empty();
            resource.values.insert(key.to_owned(), texts.into());
            if settled {
                resource.unknown.shift_remove(key);
            }
        }
        _ => {
            if let [one] = texts.as_slice() {
                resource.values.insert(key.to_owned(), one.as_str().into());
                resource.unknown.shift_remove(key);
            }
        }
    }
}

fn is(of: Kind, kind: Kind) -> bool {
    of == kind || (kind == Kind::Role && of == Kind::CustomRole)
}

fn is_list(key: &str) -> bool {
    matches!(
        key,
        "groups"
            | "users"
            | "user_ids"
            | "user_id_list"
            | "domain_roles"
            | "all_resources_roles"
            | "policy_names"
    )
}

/// What a resource's unknown values are called, for whoever reads the snapshot.
pub(super) fn pending(unknown: &Map<String, Value>) -> Vec<Value> {
    let open = unknown.iter().filter(|(_, mark)| any_true(mark));
    open.map(|(key, _)| Value::from(key.as_str())).collect()
}
