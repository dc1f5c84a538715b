//! Roles, custom policies and identity policies.

use serde_json::{Map, Value, json};

use crate::engine::document::describe;
use crate::import::documents::written;
use crate::import::fields::text_of;

use super::kind::Kind;
use super::picture::{LATER, Picture, id, name, rest};
use super::resource::Resource;

const UNKNOWN: &str = "its content counts as unknown";

pub(super) fn role(from: &Resource, picture: &mut Picture<'_>) {
    let found = id(from, &["id", "role_id"], picture);
    // Where there is no display name, the name is what people see.
    let shown = name(from, &["display_name", "name", "role_name"], picture);
    let (Some(id), Some(shown)) = (found, shown) else {
        return;
    };
    let taken = [
        "id",
        "name",
        "role_name",
        "display_name",
        "policy",
        "statement",
    ];
    let mut fields = rest(from, &taken);
    let upstream = from.type_name.starts_with("openstack_");
    let custom = from.kind == Kind::CustomRole || (!from.data && !upstream);
    if custom && from.text("catalog").is_none() {
        fields.insert("catalog".to_owned(), "CUSTOMED".into());
    }
    let layer = match from.text("display_layer").as_deref() {
        Some("domain") => Some("AX"),
        Some("project") => Some("XA"),
        _ => None,
    };
    if let (Some(layer), false) = (layer, fields.contains_key("type")) {
        fields.insert("type".to_owned(), layer.into());
    }
    // Terraform writes an empty text where the API says nothing.
    fields.retain(|key, value| key != "domain_id" || value.as_str() != Some(""));
    let display_name = from.text("display_name");
    if let (true, Some(internal)) = (display_name.is_some(), from.text("name")) {
        fields.insert("name".to_owned(), internal.into());
    }
    fields.insert("id".to_owned(), id.as_str().into());
    fields.insert("display_name".to_owned(), shown.into());
    if let Some(document) = document(from, "policy", picture) {
        // Data sources leave out the flag by which the API tells its policies from its roles.
        let version = document.get("Version").and_then(text_of);
        if !custom && version.as_deref() == Some("1.1") && !fields.contains_key("flag") {
            fields.insert("flag".to_owned(), "fine_grained".into());
        }
        fields.insert("policy".to_owned(), document);
    } else if let Some(Value::Array(statements)) = from.values.get("statement")
        && !from.is_unknown("statement")
    {
        let document = of_statements(statements, from, picture);
        fields.insert("policy".to_owned(), document);
    } else if from.is_unknown("statement") {
        picture.problem((from, ".statement"), "statements", LATER, UNKNOWN);
    }
    picture.object("roles", &id, fields, from);
}

pub(super) fn identity_policy(from: &Resource, picture: &mut Picture<'_>) {
    let found = id(from, &["id", "policy_id"], picture);
    let called = name(from, &["name", "policy_name"], picture);
    let (Some(id), Some(name)) = (found, called) else {
        return;
    };
    let taken = ["id", "name", "policy_id", "policy_name", "policy_document"];
    let mut fields = rest(from, &taken);
    fields.insert("policy_id".to_owned(), id.as_str().into());
    fields.insert("policy_name".to_owned(), name.into());
    if let Some(document) = document(from, "policy_document", picture) {
        fields.insert("document".to_owned(), document);
    }
    picture.object("identity_policies", &id, fields, from);
}

/// The document that an attribute holds as text.
fn document(from: &Resource, key: &str, picture: &mut Picture<'_>) -> Option<Value> {
    if from.is_unknown(key) {
        picture.problem(
            (from, &format!(".{key}")),
            "a policy document",
            LATER,
            UNKNOWN,
        );
        return None;
    }
    let value = from.values.get(key)?;
    if value.is_null() || value.as_str() == Some("") {
        return None;
    }
    let written = written(value.clone());
    if written.respelt {
        let found = "keys in another spelling";
        let advice = "it is read as if they were written so";
        let expected = "Version, Statement, Effect, Action";
        picture.problem((from, &format!(".{key}")), expected, found, advice);
    }
    Some(written.document)
}

/// Blocks of statements as the document that the provider makes of them.
fn of_statements(blocks: &[Value], from: &Resource, picture: &mut Picture<'_>) -> Value {
    let mut statements = Vec::with_capacity(blocks.len());
    for (index, block) in blocks.iter().enumerate() {
        let Value::Object(block) = block else {
            statements.push(block.clone());
            continue;
        };
        let mut statement = Map::new();
        for (key, name) in [("effect", "Effect"), ("action", "Action")] {
            if let Some(value) = block.get(key) {
                statement.insert(name.to_owned(), value.clone());
            }
        }
        if let Some(resource) = block.get("resource").filter(|value| is_given(value)) {
            statement.insert("Resource".to_owned(), resource.clone());
        }
        if let Some(condition) = block.get("condition").filter(|value| is_given(value)) {
            let read = match condition {
                Value::String(text) => serde_json::from_str(text).ok().filter(Value::is_object),
                other => Some(other.clone()),
            };
            // It must not be lost: what cannot be read stays as it is.
            let condition = read.unwrap_or_else(|| {
                let below = format!(".statement[{index}].condition");
                let found = describe(condition);
                let advice = "an Allow with it never applies, a Deny always";
                picture.problem((from, &below), "a condition as JSON", found, advice);
                condition.clone()
            });
            statement.insert("Condition".to_owned(), condition);
        }
        statements.push(Value::Object(statement));
    }
    json!({"Version": "1.1", "Statement": statements})
}

/// Providers write what is not said as null, an empty list or an empty text.
fn is_given(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}
