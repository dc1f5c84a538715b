//! Policy documents by themselves, a file or a folder of them: they become a group `policies` that holds each of them
//! everywhere, so that they can be explored and asked about without an account around them.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::engine::document::{Place, parse};

use super::addresses::{Addresses, At};
use super::documents::{Written, written};
use super::fields::Fields;
use super::problem::{Problems, short};

/// The group that holds them.
pub(super) const GROUP: &str = "policies";

/// A project to ask in.
const ANY_PROJECT: &str = "any-project";

/// A document: its file, its place in the list that the file is, and itself.
pub(super) type Lone = (String, Option<usize>, Value);

/// The account that documents make, each from its file, in the snapshot's shape.
pub(super) fn snapshot(documents: Vec<Lone>, problems: &mut Problems) -> (Fields, Addresses) {
    let mut addresses = Addresses::default();
    let mut names = HashSet::new();
    let mut projects = BTreeSet::new();
    let (mut roles, mut grants) = (Vec::new(), Vec::new());
    let (mut identity, mut attachments) = (Vec::new(), Vec::new());
    for (file, index, value) in documents {
        let Written { document, respelt } = written(value);
        if respelt {
            problems.in_file(
                &file,
                "Version, Statement, Effect, Action",
                "keys in another spelling",
                "it is read as if they were written so; the service may refuse it",
            );
        }
        name_projects(&document, &mut projects);
        let name = own_name(&file, index, &mut names);
        let is_identity = document.get("Version").is_some_and(is_five);
        let (list, covers) = match is_identity {
            true => ("identity_policies", ".document"),
            false => ("roles", ".policy"),
        };
        let root = Place::ROOT;
        let at = At {
            file: Some(file),
            path: index.map_or_else(|| root.path(), |index| root.index(index).path()),
            covers,
        };
        addresses.push(list, at);
        if is_identity {
            attachments.push(json!({"group": {"id": GROUP}, "policy_id": name}));
            identity.push(json!({
                "policy_id": name,
                "policy_name": name,
                "document": document,
            }));
        } else {
            grants.push(json!({
                "group": {"id": GROUP},
                "role": {"id": name},
                "scope": {"domain": {"id": "this"}},
                "is_inherited": true,
            }));
            roles.push(json!({
                "id": name,
                "display_name": name,
                "catalog": "CUSTOMED",
                "policy": document,
            }));
        }
    }
    projects.remove(ANY_PROJECT);
    let projects: Vec<Value> = std::iter::once(ANY_PROJECT)
        .chain(projects.iter().map(String::as_str))
        .map(|name| json!({"id": name, "name": name}))
        .collect();
    let group = json!({
        "id": GROUP,
        "name": GROUP,
        "description": "holds every policy that was opened, everywhere",
    });
    let fields = json!({
        "source": "policy documents",
        "domain": {"id": "", "name": ""},
        "groups": [group],
        "projects": projects,
        "roles": roles,
        "role_assignments": grants,
        "identity_policies": identity,
        "identity_policy_attachments": attachments,
    });
    match fields {
        Value::Object(fields) => (fields, addresses),
        _ => (Fields::new(), addresses),
    }
}

/// The name of the file without its endings, with a number where it is a list; where two files share it, the whole path.
fn own_name(file: &str, index: Option<usize>, names: &mut HashSet<String>) -> String {
    let stem = Path::new(file).file_name().map_or_else(
        || file.to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    let mut short = stem.as_str();
    for ending in [".gz", ".json"] {
        short = short.strip_suffix(ending).unwrap_or(short);
    }
    let short = match short {
        "" | "standard input" => "policy",
        other => other,
    };
    let number = index.map_or_else(String::new, |index| format!("-{}", index + 1));
    let mut name = format!("{short}{number}");
    let mut count = 1;
    while !names.insert(name.clone()) {
        name = match count {
            1 => format!("{file}{number}"),
            count => format!("{file}{number} ({count})"),
        };
        count += 1;
    }
    name
}

fn is_five(version: &Value) -> bool {
    match version {
        Value::String(text) => text == "5.0",
        Value::Number(number) => number.as_f64() == Some(5.0),
        _ => false,
    }
}

/// Conditions on the name of a project can be met only where there is one called so.
fn name_projects(document: &Value, projects: &mut BTreeSet<String>) {
    let Ok((document, _)) = parse(document) else {
        return;
    };
    let statements = document.source.get("Statement");
    let statements = statements.and_then(Value::as_array).into_iter().flatten();
    for condition in statements.filter_map(|one| one.get("Condition")?.as_object()) {
        for tests in condition.values().filter_map(Value::as_object) {
            for (key, values) in tests {
                if !key.eq_ignore_ascii_case("g:ProjectName") {
                    continue;
                }
                let values = match values {
                    Value::Array(items) => items.as_slice(),
                    one => std::slice::from_ref(one),
                };
                let names = values.iter().filter_map(Value::as_str);
                let plain =
                    names.filter(|name| !name.is_empty() && !name.contains(['*', '?', '$']));
                projects.extend(plain.map(str::to_owned));
            }
        }
    }
}

/// What whoever reads answers about them must know.
pub(super) fn notice(name: &str, count: usize) -> String {
    let what = match count {
        1 => "a policy document".to_owned(),
        count => format!("{count} policy documents"),
    };
    format!(
        "{}: {what}, held everywhere by a group {GROUP} that was made for it",
        short(name)
    )
}
