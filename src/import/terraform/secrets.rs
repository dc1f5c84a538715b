//! What never leaves a state: it holds passwords and secret keys in clear text.
//!
//! INVARIANT: a field whose name speaks of a secret, or that Terraform marks as sensitive, is gone before anything else
//! sees the resource. Only names, ids, references and documents stay though they are marked: without them there would be
//! nothing to answer.

use std::collections::HashSet;

use serde_json::Value;

use crate::import::fields::Fields;

/// Parts of names that speak of secrets.
const SECRET: [&str; 10] = [
    "password",
    "passwd",
    "secret",
    "private_key",
    "token",
    "passcode",
    "pgp",
    "otp",
    "seed",
    "credential",
];

/// What such names may also be: how strong a password is, or when it expires, is none.
const HARMLESS: [&str; 3] = [
    "password_strength",
    "password_expires_at",
    "pwd_password_strength",
];

/// What decisions hang on.
const NEEDED: [&str; 35] = [
    "id",
    "name",
    "display_name",
    "group_name",
    "user_name",
    "policy_name",
    "enabled",
    "group",
    "group_id",
    "groups",
    "user",
    "user_id",
    "users",
    "user_ids",
    "user_id_list",
    "role_id",
    "policy_id",
    "agency_id",
    "domain_id",
    "project_id",
    "enterprise_project_id",
    "parent_id",
    "all_projects",
    "policy",
    "policy_document",
    "policy_names",
    "statement",
    "project_role",
    "domain_roles",
    "all_resources_roles",
    "enterprise_project_roles",
    "delegated_domain_name",
    "delegated_service_name",
    "trust_policy",
    "status",
];

/// Takes the secrets out.
pub(super) fn strip(fields: &mut Fields, sensitive: &HashSet<String>) {
    fields.retain(|key, _| !sensitive.contains(key) || NEEDED.contains(&key.as_str()));
    hide(fields);
}

fn hide(fields: &mut Fields) {
    fields.retain(|key, _| !is_secret(key));
    for (key, value) in fields.iter_mut() {
        // A document may speak of secrets: `csms:secret:get` is an action, and there are keys called so.
        if !matches!(key.as_str(), "policy" | "policy_document" | "trust_policy") {
            hide_within(value);
        }
    }
}

fn hide_within(value: &mut Value) {
    match value {
        Value::Object(fields) => hide(fields),
        Value::Array(items) => items.iter_mut().for_each(hide_within),
        _ => {}
    }
}

fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    !HARMLESS.contains(&key.as_str()) && SECRET.iter().any(|word| key.contains(word))
}

/// The keys that `sensitive_values` or a change's `after_sensitive` mark, wholly or somewhere inside.
pub(super) fn marked(marks: Option<&Value>, values: &Fields) -> HashSet<String> {
    match marks {
        Some(Value::Bool(true)) => values.keys().cloned().collect(),
        Some(Value::Object(marks)) => {
            let marked = marks.iter().filter(|(_, mark)| any_true(mark));
            marked.map(|(key, _)| key.clone()).collect()
        }
        _ => HashSet::new(),
    }
}

/// Whether a tree of marks has one anywhere.
pub(super) fn any_true(marks: &Value) -> bool {
    match marks {
        Value::Bool(mark) => *mark,
        Value::Array(items) => items.iter().any(any_true),
        Value::Object(fields) => fields.values().any(any_true),
        _ => false,
    }
}
