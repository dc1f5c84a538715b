//! Permissions as objects, and as references to what the catalogue knows or nobody does.

use serde_json::Value;

use crate::model::{Account, Basis, Permission, PermissionKind, Provenance};

use super::fields::{Fields, Row, put, with};

/// Whether a permission is written as an object of its own, not only referred to.
pub(super) fn is_object(permission: &Permission) -> bool {
    match permission.provenance {
        Provenance::Snapshot => permission.kind != PermissionKind::Unresolved,
        // Its content was changed: the embedded one no longer stands for it.
        Provenance::Catalogue(_) => permission.basis == Basis::Imported,
        Provenance::Missing | Provenance::Unread => false,
    }
}

pub(super) fn role<'a>(account: &Account, permission: &'a Permission) -> Row<'a> {
    let mut fields = Fields::new();
    put(&mut fields, "id", permission.id.as_str());
    put_names(permission, &mut fields);
    put(&mut fields, "catalog", permission.catalog.as_str());
    // A role that was made here says what it is the way the API does (section 0).
    let extra = &permission.extra;
    match permission.kind {
        PermissionKind::Custom
            if !extra.contains_key("domain_id")
                && !permission.catalog.eq_ignore_ascii_case("CUSTOMED") =>
        {
            put(&mut fields, "domain_id", account.domain.id.as_str());
        }
        PermissionKind::SystemPolicy if !extra.contains_key("flag") => {
            put(&mut fields, "flag", "fine_grained");
        }
        _ => {}
    }
    put_content("policy", permission, &mut fields);
    with(fields, extra)
}

pub(super) fn identity_policy(permission: &Permission) -> Row<'_> {
    let mut fields = Fields::new();
    put(&mut fields, "policy_id", permission.id.as_str());
    put(&mut fields, "policy_name", permission.name.as_str());
    put_content("document", permission, &mut fields);
    with(fields, &permission.extra)
}

/// Only what the source itself said: embedded content is found again by name.
fn put_content(key: &str, permission: &Permission, fields: &mut Fields) {
    if let (Basis::Imported, Some(document)) = (permission.basis, &permission.document) {
        put(fields, key, document.source.clone());
    }
}

pub(super) fn reference(permission: &Permission) -> Value {
    let mut fields = Fields::new();
    if is_object(permission) {
        put(&mut fields, "id", permission.id.as_str());
        return Value::Object(fields);
    }
    let by_name = matches!(permission.provenance, Provenance::Catalogue(_));
    if !by_name || permission.id != permission.display_name {
        put(&mut fields, "id", permission.id.as_str());
    }
    put_names(permission, &mut fields);
    Value::Object(fields)
}

fn put_names(permission: &Permission, fields: &mut Fields) {
    if !permission.name.is_empty() {
        put(fields, "name", permission.name.as_str());
    }
    put(fields, "display_name", permission.display_name.as_str());
}
