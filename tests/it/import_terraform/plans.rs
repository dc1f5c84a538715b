//! The plans that the tests read: changes, what was before them, and the configuration they come from.

use std::fs;
use std::path::PathBuf;

use permlens::catalogue::Catalogue;
use permlens::import::{self, Imported, Plan};
use serde_json::{Value, json};

use super::states::{managed, policy, tree};
use crate::import::unchanged_by_a_round_trip;

/// A change of a resource, which is its type and its address within it.
pub fn change(
    actions: &[&str],
    of: (&str, &str),
    before: Value,
    after: Value,
    unknown: Value,
) -> Value {
    let (kind, address) = of;
    let name = address.rsplit_once('.').unwrap().1;
    json!({
        "address": address,
        "mode": if address.contains("data.") { "data" } else { "managed" },
        "type": kind,
        "name": name.split('[').next().unwrap(),
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": unknown},
    })
}

pub fn created(kind: &str, name: &str, after: Value, unknown: Value) -> Value {
    let address = format!("{kind}.{name}");
    change(&["create"], (kind, &address), Value::Null, after, unknown)
}

pub fn a_plan(prior: &[Value], changes: &[Value], configuration: Value) -> Value {
    json!({
        "format_version": "1.2",
        "terraform_version": "1.9.8",
        "prior_state": {"format_version": "1.0", "values": {"root_module": tree(prior)}},
        "resource_changes": changes,
        "configuration": {"root_module": configuration},
    })
}

/// An expression that refers to these.
pub fn to(references: &[&str]) -> Value {
    json!({"references": references})
}

pub fn configured(kind: &str, name: &str, expressions: Value) -> Value {
    json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name, "expressions": expressions})
}

/// A plan in a file of its own, which goes away with it.
pub struct Written(pub PathBuf);

impl Written {
    pub fn new(value: &Value) -> Self {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let path = folder.join(format!("plan-{}-{count}.json", std::process::id()));
        fs::write(&path, value.to_string()).unwrap();
        Self(path)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

pub fn both(value: &Value) -> Plan {
    let file = Written::new(value);
    let plan = import::open_plan(&file.0, Catalogue::embedded()).unwrap();
    for side in [&plan.before, &plan.after] {
        unchanged_by_a_round_trip(&side.account);
    }
    // Opened as any other source, a plan is what comes of it.
    let opened = import::open(&file.0, Catalogue::embedded()).unwrap();
    assert_eq!(opened.account, plan.after.account);
    let before = import::open_before(std::slice::from_ref(&file.0), Catalogue::embedded()).unwrap();
    assert_eq!(before.account, plan.before.account);
    plan
}

pub fn after(value: &Value) -> Imported {
    both(value).after
}

pub const GROUP: &str = "huaweicloud_identity_group";
pub const USER: &str = "huaweicloud_identity_user";
pub const ROLE: &str = "huaweicloud_identity_role";
pub const MEMBERS: &str = "huaweicloud_identity_group_membership";
pub const GRANT: &str = "huaweicloud_identity_group_role_assignment";

pub fn before_it() -> Vec<Value> {
    vec![
        managed(GROUP, "ops", json!({"id": "g-ops", "name": "ops"})),
        managed(USER, "ida", json!({"id": "u-ida", "name": "ida"})),
        managed(USER, "otto", json!({"id": "u-otto", "name": "otto"})),
        managed(
            MEMBERS,
            "ops",
            json!({"id": "g-ops", "group": "g-ops", "users": ["u-ida"]}),
        ),
        managed(
            ROLE,
            "images",
            json!({"id": "r-images", "name": "images", "policy": policy("ims:images:list")}),
        ),
        managed(
            GRANT,
            "all",
            json!({"id": "x", "group_id": "g-ops", "role_id": "r-images", "project_id": "all"}),
        ),
    ]
}

/// Something of everything, for tests that break it.
pub fn everything() -> Value {
    let changes = [
        created(
            GROUP,
            "new",
            json!({"name": "newcomers"}),
            json!({"id": true}),
        ),
        created(
            GRANT,
            "new",
            json!({"project_id": "all"}),
            json!({"id": true, "group_id": true, "role_id": true}),
        ),
        change(
            &["delete"],
            (USER, "huaweicloud_identity_user.otto"),
            json!({"id": "u-otto", "name": "otto"}),
            Value::Null,
            json!({}),
        ),
        change(
            &["update"],
            (MEMBERS, "huaweicloud_identity_group_membership.ops"),
            json!({"group": "g-ops", "users": ["u-ida"]}),
            json!({"group": "g-ops", "users": ["u-ida", null]}),
            json!({"users": [false, true]}),
        ),
    ];
    let configuration = json!({"resources": [
        configured(GROUP, "new", json!({"name": {"constant_value": "newcomers"}})),
        configured(GRANT, "new", json!({"group_id": to(&["huaweicloud_identity_group.new.id", "huaweicloud_identity_group.new"]), "role_id": to(&["var.role"])})),
        configured(MEMBERS, "ops", json!({"users": to(&["module.people.users", "module.people"])})),
    ], "module_calls": {"people": {"expressions": {"x": to(&["each.value"])}, "module": {"outputs": {"users": {"expression": to(&["var.x"])}}}}}});
    a_plan(&before_it(), &changes, configuration)
}
