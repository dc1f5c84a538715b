//! States hold passwords and secret keys in clear text: nothing of them is kept or said.

use permlens::catalogue::Catalogue;
use permlens::import::{self, export};
use serde_json::{Value, json};

use super::states::{address, managed, resources, shown, stored, tree};

const SECRET: &str = "correct-horse-battery";

fn full_of_secrets() -> Vec<Value> {
    resources(json!({
        "huaweicloud_identity_user.ida": {
            "id": "u-ida", "name": "ida", "enabled": true, "password": SECRET, "password_strength": "Strong",
            "PassWord": SECRET, "admin_pass": null, "notes": {"inner_secret": SECRET, "kept": "yes"},
            "keys": [{"secret_key": SECRET}], "access_token": SECRET, "pgp_key": SECRET,
            "marked": SECRET,
            },
        "huaweicloud_identity_access_key.ida": {"id": "AK1", "user_id": "u-ida", "secret": SECRET, "encrypted_secret": SECRET},
        "huaweicloud_identity_user.broken": {"id": "u-2", "password": SECRET},
        "huaweicloud_identity_user_token.t": {"id": "x", "password": SECRET, "token": SECRET},
        "huaweicloud_identity_login_profile.t": {"id": "x", "password": SECRET},
    }))
}

fn silent(value: &Value) {
    let imported =
        import::from_slice("test", value.to_string().as_bytes(), Catalogue::embedded()).unwrap();
    let exported = export::to_value(&imported.account);
    for text in [
        exported.to_string(),
        format!("{:?}", imported.account),
        format!("{:?}", imported.problems),
        format!("{:?}", imported.notices),
    ] {
        assert!(!text.contains(SECRET), "{text}");
    }
    let ida = &exported["users"][0];
    assert_eq!(ida["password_strength"], "Strong");
    assert_eq!(ida["notes"], json!({"kept": "yes"}));
}

#[test]
fn none_is_kept_from_a_state() {
    let mut state = stored(&full_of_secrets());
    state["resources"][0]["instances"][0]["sensitive_attributes"] =
        json!([[{"type": "get_attr", "value": "marked"}]]);
    state["outputs"] = json!({"password": {"value": SECRET, "type": "string", "sensitive": true}});
    silent(&state);
}

#[test]
fn none_is_kept_from_what_is_shown() {
    let mut state = shown(&full_of_secrets());
    state["values"]["root_module"]["resources"][0]["sensitive_values"] =
        json!({"marked": true, "id": true, "name": true});
    state["values"]["outputs"] = json!({"password": {"value": SECRET, "sensitive": true}});
    silent(&state);
}

#[test]
fn none_is_kept_from_a_plan() {
    let changes: Vec<Value> = full_of_secrets()
        .iter()
        .map(|resource| {
            let marks = json!({"marked": true, "password": true});
            json!({
                "address": address(resource),
                "mode": "managed", "type": resource["type"], "name": resource["name"],
                "change": {
                    "actions": ["update"],
                    "before": resource["attributes"], "after": resource["attributes"],
                    "after_unknown": {}, "before_sensitive": marks, "after_sensitive": marks,
                },
            })
        })
        .collect();
    let mut plan = json!({
        "format_version": "1.2", "terraform_version": "1.9.8",
        "variables": {"password": {"value": SECRET}},
        "resource_changes": changes,
        "prior_state": {"format_version": "1.0", "values": {"root_module": tree(&full_of_secrets())}},
    });
    // What is marked in the changes is marked there too.
    plan["prior_state"]["values"]["root_module"]["resources"][0]["sensitive_values"] =
        json!({"marked": true});
    silent(&plan);
}

#[test]
fn a_document_may_speak_of_secrets() {
    let document = r#"{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["csms:secret:get"],"Condition":{"StringEquals":{"g:password":["x"]}}}]}"#;
    let role = managed(
        "huaweicloud_identity_role",
        "r",
        json!({"id": "r", "name": "reader", "policy": document}),
    );
    let imported = super::open(&stored(&[role]));
    let role = imported.account.find_permission("reader").unwrap();
    let document = imported.account.permission(role).document.as_ref().unwrap();
    assert!(document.source.to_string().contains("g:password"));
}
