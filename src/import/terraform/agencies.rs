//! Agencies: whom they trust, and the roles they hold, which they name by display name.

use serde_json::{Value, json};

use crate::import::fields::{LEFT_OUT, flag_of, text_of};

use super::picture::{LATER, Picture, id, name, rest, texts};
use super::resource::Resource;

const ROLES: [&str; 5] = [
    "project_role",
    "domain_roles",
    "all_resources_roles",
    "enterprise_project_roles",
    "policy_names",
];

pub(super) fn agency(from: &Resource, picture: &mut Picture<'_>) {
    let found = id(from, &["id", "agency_id"], picture);
    let called = name(from, &["name", "agency_name"], picture);
    let (Some(id), Some(name)) = (found, called) else {
        return;
    };
    let mut taken = vec!["id", "name", "agency_id", "agency_name", "trust_policy"];
    taken.extend(ROLES);
    taken.extend(["delegated_domain_name", "delegated_service_name"]);
    let mut fields = rest(from, &taken);
    fields.insert("id".to_owned(), id.as_str().into());
    fields.insert("name".to_owned(), name.into());
    let trusted = from.first(&[
        "delegated_domain_name",
        "delegated_service_name",
        "trust_domain_name",
    ]);
    let trust = from
        .values
        .get("trust_policy")
        .filter(|value| !value.is_null());
    let trust = trust.map(|value| match value {
        Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| value.clone()),
        other => other.clone(),
    });
    let trusted = trusted.or_else(|| trust.as_ref().and_then(principals));
    if let Some(trusted) = trusted {
        fields.insert("trust_domain_name".to_owned(), trusted.into());
    }
    if let Some(trust) = trust {
        fields.insert("trust_policy".to_owned(), trust);
    }
    picture.object("agencies", &id, fields, from);
    roles(from, &id, picture);
    for policy in texts(from, "policy_names", picture) {
        let attached = json!({"agency": {"id": id}, "policy_name": policy});
        picture.relation("identity_policy_attachments", attached, from);
    }
    for key in ROLES {
        if from.is_unknown(key) {
            let advice = "whatever hangs on the roles of the agency is conditional";
            let below = format!(".{key}");
            picture.problem((from, &below), "roles by display name", LATER, advice);
            let what = match key {
                "policy_names" => "identity_policy_attachments",
                _ => "role_assignments",
            };
            picture.unread(what, ("agency", &id), from);
        }
    }
}

fn roles(from: &Resource, id: &str, picture: &mut Picture<'_>) {
    let own = || json!({"domain": {"id": "this"}});
    for role in texts(from, "domain_roles", picture) {
        grant((id, role), own(), false, (from, picture));
    }
    for role in texts(from, "all_resources_roles", picture) {
        grant((id, role), own(), true, (from, picture));
    }
    for (key, place) in [
        ("project_role", "project"),
        ("enterprise_project_roles", "enterprise_project"),
    ] {
        let blocks = from.values.get(key).and_then(Value::as_array);
        for (index, block) in blocks.into_iter().flatten().enumerate() {
            let block = Resource {
                written: format!("{}.{key}[{index}]", from.written),
                address: None,
                values: block.as_object().cloned().unwrap_or_default(),
                ..from.clone()
            };
            let everywhere = block.values.get("all_projects").map(flag_of) == Some(Ok(Some(true)));
            let named = block.text(place);
            let (scope, inherited) = match named {
                _ if everywhere => (own(), true),
                Some(all) if all == "all" && place == "project" => (own(), true),
                Some(name) => (json!({place: {"name": name}}), false),
                None => {
                    if !from.is_unknown(key) {
                        let expected = "the name of a project";
                        picture.problem((&block, &format!(".{place}")), expected, "none", LEFT_OUT);
                    }
                    continue;
                }
            };
            for role in texts(&block, "roles", picture) {
                grant((id, role), scope.clone(), inherited, (&block, picture));
            }
        }
    }
}

fn grant(
    (agency, role): (&str, String),
    scope: Value,
    inherited: bool,
    (from, picture): (&Resource, &mut Picture<'_>),
) {
    let grant = json!({
        "agency": {"id": agency},
        "role": {"display_name": role},
        "scope": scope,
        "is_inherited": inherited,
    });
    picture.relation("role_assignments", grant, from);
}

/// Whom a trust policy speaks of, in words.
fn principals(policy: &Value) -> Option<String> {
    let statements = policy.get("Statement")?;
    let statements = match statements {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut names: Vec<String> = Vec::new();
    for principal in statements.iter().filter_map(|one| one.get("Principal")) {
        let values = principal.as_object()?.values();
        for value in values {
            match value {
                Value::Array(items) => names.extend(items.iter().filter_map(text_of)),
                one => names.extend(text_of(one)),
            }
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}
