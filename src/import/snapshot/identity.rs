//! The 5.0 side of an account: identity policies, whom they are attached to, service control policies (section 2).

use serde_json::Value;

use crate::catalogue::Catalogue;
use crate::engine::document::{Place, control_remarks, describe, parse, quote};
use crate::model::{
    Account, Basis, Document, Permission, PermissionId, PermissionKind, Provenance, Version,
};

use super::super::fields::{self, Fields, LEFT_OUT};
use super::super::problem::Problems;
use super::super::reference::{Found, Names, Reference};
use super::Rows;
use super::assignments::subject;
use super::permissions::{content, missing};

pub(super) fn policies(
    fields: &mut Fields,
    account: &mut Account,
    catalogue: &Catalogue,
    problems: &mut Problems,
) -> Names<PermissionId> {
    let mut names = Names::default();
    fields::each(
        fields,
        "identity_policies",
        problems,
        |mut fields, place, problems| {
            let id = fields::needed(&mut fields, "policy_id", place, problems);
            let name = fields::needed(&mut fields, "policy_name", place, problems);
            let (id, name) = (id?, name?);
            if names.has(&id) {
                let found = format!("{} a second time", quote(&id));
                problems.at(&place.key("policy_id"), "an id of its own", found, LEFT_OUT);
                return None;
            }
            let (document, basis) = match fields.shift_remove("document") {
                None | Some(Value::Null) => known(catalogue, &name),
                Some(value) => content("document", value, &mut fields, (place, problems)),
            };
            other_dialect(document.as_ref(), &place.key("document"), problems);
            let row = account.permissions.push(Permission {
                id,
                display_name: name.clone(),
                name,
                catalog: String::new(),
                kind: PermissionKind::IdentityPolicy,
                provenance: Provenance::Snapshot,
                basis,
                document,
                extra: fields,
            });
            let policy = account.permissions.get(row);
            names.row(&policy.id, &policy.name, row);
            Some(())
        },
    );
    names
}

/// A system-defined identity policy whose document the snapshot does not carry.
fn known(catalogue: &Catalogue, name: &str) -> (Option<Document>, Basis) {
    let published = catalogue
        .identity_policies
        .iter()
        .find(|policy| policy.name == name && !policy.third_party)
        .and_then(|policy| serde_json::from_str(policy.json?).ok())
        .and_then(|source: Value| parse(&source).ok());
    match published {
        Some((document, _)) => (Some(document), Basis::Published),
        None => (None, Basis::Unknown),
    }
}

fn other_dialect(document: Option<&Document>, place: &Place<'_>, problems: &mut Problems) {
    let Some(document) = document.filter(|document| document.version != Version::Identity) else {
        return;
    };
    let found = format!("Version {}", document.version.text());
    problems.at(place, "Version 5.0", found, "it is taken as written");
}

pub(super) fn attachments(
    fields: &mut Fields,
    account: &mut Account,
    rows: &Rows,
    (mut names, problems): (Names<PermissionId>, &mut Problems),
) {
    let mut seen = std::collections::HashSet::new();
    fields::each(
        fields,
        "identity_policy_attachments",
        problems,
        |fields, place, problems| {
            let subject = subject(&fields, rows, place, problems)?;
            let id = fields.get("policy_id").and_then(fields::text_of);
            let name = fields.get("policy_name").and_then(fields::text_of);
            let reference = Reference {
                id: id.filter(|id| !id.is_empty()).map(Into::into),
                name: None,
                display_name: name.filter(|name| !name.is_empty()).map(Into::into),
            };
            if reference.words().next().is_none() {
                let place = place.key("policy_id");
                let found = fields.get("policy_id");
                problems.wrong(&place, "the id of an identity policy", found, LEFT_OUT);
                return None;
            }
            let policy = match names.find(&reference) {
                Found::One(row) => row,
                Found::Several => {
                    let found = format!("several called {}", reference.said());
                    let advice = "say which by its policy_id; it is left out";
                    problems.at(place, "one identity policy", found, advice);
                    return None;
                }
                Found::None => {
                    let row = account.permissions.push(missing(&reference));
                    let policy = account.permissions.get(row);
                    names.row(&policy.id, &policy.display_name, row);
                    row
                }
            };
            if seen.insert((subject, policy)) {
                account.identity_attachments.push((subject, policy));
            }
            Some(())
        },
    );
}

/// Present, even empty or unreadable, means that the account is in an organization.
pub(super) fn service_control(
    fields: &mut Fields,
    problems: &mut Problems,
) -> (Option<Vec<Document>>, Vec<Value>) {
    let root = Place::ROOT;
    let list = root.key("scps");
    let values = match fields.shift_remove("scps") {
        None | Some(Value::Null) => return (None, Vec::new()),
        Some(Value::Array(values)) => values,
        Some(other) => {
            let advice = "the account counts as one whose organization allows nothing";
            problems.at(&list, "an array of documents", describe(&other), advice);
            return (Some(Vec::new()), Vec::new());
        }
    };
    if values.is_empty() {
        let advice = "an organization without policies allows nothing: every answer is no";
        problems.at(&list, "at least one policy", "none".to_owned(), advice);
    }
    let mut unreadable = Vec::new();
    let mut documents = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        let place = list.index(index);
        let wrapped = ["document", "content"]
            .into_iter()
            .find_map(|key| Some((key, value.get(key)?)));
        let (place, source) = match wrapped {
            Some((key, source)) => (place.key(key), source),
            None => (place, value),
        };
        match parse(source) {
            Ok((document, _)) => {
                other_dialect(Some(&document), &place, problems);
                for remark in control_remarks(&document) {
                    let path = place.path_below(&remark.pointer);
                    let advice = "it counts as it is written";
                    let expected = "what an organization accepts";
                    problems.at_path(path, expected, remark.message, advice);
                }
                documents.push(document);
            }
            Err(error) => {
                let path = place.path_below(&error.pointer);
                unreadable.push(value.clone());
                let advice = "it may allow or deny anything: what hangs on it is conditional";
                problems.at_path(path, error.expected, error.found, advice);
            }
        }
    }
    (Some(documents), unreadable)
}
