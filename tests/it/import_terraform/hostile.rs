//! States that are half broken, and states that mean harm.

use permlens::catalogue::Catalogue;
use permlens::import;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::states::{managed, of_huawei, of_telekom, resources, shown, stored};
use super::{grants, members, open, said};
use crate::import::unchanged_by_a_round_trip;

#[test]
fn a_half_broken_state_yields_what_is_good() {
    let mut state = stored(&resources(json!({
        "huaweicloud_identity_group.ops": {"id": "g", "name": "ops"},
        "huaweicloud_identity_user.nameless": {"id": "u-1", "name": ""},
        "huaweicloud_identity_user.idless": {"name": "otto"},
        "huaweicloud_identity_user.twice": {"id": "u-2", "name": "ida"},
        "huaweicloud_identity_user.again": {"id": "u-2", "name": "eve"},
        "huaweicloud_identity_user.maybe": {"id": "u-3", "name": "max", "enabled": "perhaps"},
        "huaweicloud_identity_group_membership.m": {"group": "g", "users": ["u-2", {"id": 1}]},
        "huaweicloud_identity_group_membership.n": {"users": ["u-2"]},
        "huaweicloud_identity_role.torn": {"id": "r-1", "name": "torn", "policy": "{\"Version\":\"1.1\",\"Statement\":["},
        "huaweicloud_identity_role.odd": {"id": "r-2", "name": "odd", "policy": "{\"Version\":\"1.1\",\"Statement\":[{\"Effect\":\"Alow\",\"Action\":[]}]}"},
        "huaweicloud_identity_role.small": {"id": "r-3", "name": "small", "policy": "{\"version\":\"1.1\",\"statement\":[{\"effect\":\"Allow\",\"action\":[\"ims:images:list\"]}]}"},
        "huaweicloud_identity_group_role_assignment.roleless": {"group_id": "g", "domain_id": "d"},
        "huaweicloud_identity_group_role_assignment.nowhere": {"group_id": "g", "role_id": "r-1"},
        "huaweicloud_identity_group_role_assignment.good": {"group_id": "g", "role_id": "r-3", "project_id": "all"},
        "huaweicloud_identity_agency.a": {"id": "a", "name": "a", "project_role": [{"project": null, "roles": ["Tenant Guest"]}], "domain_roles": [7, null]},
        "opentelekomcloud_identity_role_v3.c": {"id": "r-4", "display_name": "c", "statement": [{"effect": "Allow", "action": ["a:b:c"], "condition": "{not json"}]},
    })));
    let list = state["resources"].as_array_mut().unwrap();
    list.push(json!("not a resource"));
    list.push(json!({"mode": "managed", "type": "huaweicloud_identity_user"}));
    list.push(json!({"mode": "managed", "type": "huaweicloud_identity_user", "name": "flat", "instances": [{"attributes_flat": {"id": "x"}}, 7]}));
    let imported = open(&state);
    insta::assert_snapshot!(said(&imported).join("\n"));
    assert_eq!(members(&imported.account), ["ida in ops"]);
    assert_eq!(
        grants(&imported.account),
        ["ops: small everywhere", "a: 7 on global services"]
    );
}

#[test]
fn names_and_keys_that_would_move_the_cursor_are_spoken_of_safely() {
    let mut user = managed(
        "huaweicloud_identity_user",
        "x\u{1b}[2J",
        json!({"id": "u\u{202e}", "name": ""}),
    );
    user["module"] = "module.a[\"\u{7}\\\"].b\"]".into();
    user["key"] = "k\u{1b}]0;x".into();
    let membership = managed(
        "huaweicloud_identity_group_membership",
        "m",
        json!({"group": "g\u{1b}[31m", "users": []}),
    );
    let grant = managed(
        "huaweicloud_identity_group_role_assignment\u{1b}",
        "m",
        json!({}),
    );
    let own = managed("huaweicloud_identity_\u{1b}[31m", "m", json!({}));
    let more = managed(
        "huaweicloud_identity_group_role_assignment",
        "\u{1b}[1m",
        json!({"group_id": "g\u{1b}", "role_id": "r\u{9b}", "project_id": "p\u{7f}"}),
    );
    let imported = open(&stored(&[user, membership, grant, own, more]));
    assert!(imported.problems.len() >= 4);
    for line in said(&imported).iter().chain(&imported.notices) {
        assert!(
            !line.contains(|c: char| c.is_control() || c == '\u{202e}'),
            "{line:?}"
        );
    }
}

#[test]
fn modules_within_modules_to_the_end_of_patience() {
    let mut module = json!({"resources": []});
    for depth in 0..30 {
        let address = format!("module.m{depth}.huaweicloud_identity_group.g");
        module = json!({
            "resources": [{"address": address, "mode": "managed", "type": "huaweicloud_identity_group", "name": "g",
                           "values": {"id": format!("g{depth}"), "name": format!("n{depth}")}}],
            "child_modules": [module],
        });
    }
    let state = json!({"format_version": "1.0", "values": {"root_module": module}});
    assert_eq!(open(&state).account.groups.len(), 30);
}

/// Every place in a JSON value, as pointers.
fn places(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), into);
            }
        }
        Value::Object(fields) => {
            for (key, item) in fields {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(item, &format!("{at}/{key}"), into);
            }
        }
        _ => {}
    }
}

fn junk() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        Just(json!(7)),
        Just(json!("")),
        Just(json!("u-ida")),
        Just(json!("{")),
        Just(json!([])),
        Just(json!([null, {"id": []}, "x"])),
        Just(json!({"name": {}, "id": "x", "true": true})),
    ]
}

fn sources() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(stored(&of_huawei("huaweicloud"))),
        Just(shown(&of_telekom())),
        Just(super::plans::everything()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever stands anywhere: it opens or is refused, and what opens survives a round trip.
    #[test]
    fn anything_anywhere(
        mut state in sources(),
        broken in prop::collection::vec((any::<prop::sample::Index>(), junk()), 1..6),
    ) {
        for (index, value) in broken {
            let mut all = Vec::new();
            places(&state, "", &mut all);
            let at = index.get(&all).clone();
            if let Some(place) = state.pointer_mut(&at) {
                *place = value;
            }
        }
        let bytes = state.to_string();
        if let Ok(imported) = import::from_slice("test", bytes.as_bytes(), Catalogue::embedded()) {
            unchanged_by_a_round_trip(&imported.account);
        }
    }

    /// The order of resources says nothing.
    #[test]
    fn order_says_nothing(resources in Just(of_huawei("huaweicloud")).prop_shuffle()) {
        let sorted = |resources: &[Value]| {
            let imported = open(&stored(resources));
            let mut lists = (grants(&imported.account), members(&imported.account), said(&imported));
            lists.0.sort();
            lists.1.sort();
            lists
        };
        prop_assert_eq!(sorted(&resources), sorted(&of_huawei("huaweicloud")));
    }
}
