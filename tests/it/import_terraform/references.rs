//! References of the configuration: what they lead to where it does not exist yet, into modules and out, in circles.

use serde_json::{Value, json};

use super::plans::{
    GRANT, GROUP, MEMBERS, ROLE, USER, a_plan, after, before_it, change, configured, created, to,
};
use super::states::policy;
use super::{grants, members, said};

#[test]
fn references_lead_to_what_does_not_exist_yet() {
    let each = |name: &str, key: &str, after: Value, unknown: Value| {
        let (kind, name) = name.split_once('.').unwrap();
        created(kind, &format!("{name}[\"{key}\"]"), after, unknown)
    };
    let plan = a_plan(
        &before_it(),
        &[
            each(
                "huaweicloud_identity_group.team",
                "a",
                json!({"name": "team-a"}),
                json!({"id": true}),
            ),
            each(
                "huaweicloud_identity_group.team",
                "b",
                json!({"name": "team-b"}),
                json!({"id": true}),
            ),
            each(
                "huaweicloud_identity_group_role_assignment.team",
                "a",
                json!({"project_id": "all"}),
                json!({"id": true, "group_id": true, "role_id": true}),
            ),
            each(
                "huaweicloud_identity_group_role_assignment.team",
                "b",
                json!({"project_id": "all"}),
                json!({"id": true, "group_id": true, "role_id": true}),
            ),
            created(USER, "new", json!({"name": "nora"}), json!({"id": true})),
            created(
                ROLE,
                "new",
                json!({"name": "writers", "policy": policy("ims:*:*")}),
                json!({"id": true}),
            ),
            created(
                MEMBERS,
                "everybody",
                json!({}),
                json!({"id": true, "group": true, "users": true}),
            ),
            change(
                &["update"],
                (MEMBERS, "huaweicloud_identity_group_membership.ops"),
                json!({"group": "g-ops", "users": ["u-ida"]}),
                json!({"group": "g-ops", "users": ["u-ida", null]}),
                json!({"users": [false, true]}),
            ),
        ],
        json!({"resources": [
            configured(GROUP, "team", json!({"name": to(&["each.key"])})),
            configured(GRANT, "team", json!({
                "group_id": to(&["huaweicloud_identity_group.team", "each.key"]),
                "role_id": to(&["huaweicloud_identity_role.new.id", "huaweicloud_identity_role.new"])})),
            configured(MEMBERS, "everybody", json!({
                "group": to(&["huaweicloud_identity_group.team[\"a\"].id", "huaweicloud_identity_group.team[\"a\"]", "huaweicloud_identity_group.team"]),
                "users": to(&["huaweicloud_identity_user.new.id", "huaweicloud_identity_user.new", "huaweicloud_identity_user.otto.id", "huaweicloud_identity_user.otto"])})),
            configured(MEMBERS, "ops", json!({"users": to(&["huaweicloud_identity_user.ida.id", "huaweicloud_identity_user.ida", "huaweicloud_identity_user.new.id", "huaweicloud_identity_user.new"])})),
        ]}),
    );
    let after = after(&plan);
    assert_eq!(said(&after), [""; 0]);
    assert_eq!(
        members(&after.account),
        [
            "ida in ops",
            "nora in ops",
            "nora in team-a",
            "otto in team-a"
        ]
    );
    assert_eq!(
        grants(&after.account),
        [
            "ops: images everywhere",
            "team-a: writers everywhere",
            "team-b: writers everywhere"
        ]
    );
    assert_eq!(after.account.unread.len(), 0);
}

#[test]
fn references_lead_into_modules_and_out_of_them() {
    let inside = |kind: &str, name: &str, after: Value, unknown: Value| {
        let address = format!("module.team[\"x\"].{kind}.{name}");
        change(&["create"], (kind, &address), Value::Null, after, unknown)
    };
    let pending = json!({"id": true, "group_id": true});
    let plan = a_plan(
        &[],
        &[
            inside(GROUP, "own", json!({"name": "inner"}), json!({"id": true})),
            inside(
                GRANT,
                "outer",
                json!({"role_id": "r", "project_id": "all"}),
                pending.clone(),
            ),
            created(
                GROUP,
                "outer",
                json!({"name": "outer"}),
                json!({"id": true}),
            ),
            created(
                GRANT,
                "inner",
                json!({"role_id": "r", "project_id": "all"}),
                pending.clone(),
            ),
            created(
                GRANT,
                "given",
                json!({"role_id": "r", "project_id": "all"}),
                pending,
            ),
        ],
        json!({
            "resources": [
                configured(GROUP, "outer", json!({})),
                configured(GRANT, "inner", json!({"group_id": to(&["module.team[\"x\"].group", "module.team[\"x\"]", "module.team"])})),
                configured(GRANT, "given", json!({"group_id": to(&["var.group"])})),
            ],
            "module_calls": {"team": {
                "for_each_expression": to(&["local.teams"]),
                "expressions": {"parent": to(&["huaweicloud_identity_group.outer.id", "huaweicloud_identity_group.outer"])},
                "module": {
                    "outputs": {"group": {"expression": to(&["huaweicloud_identity_group.own.id", "huaweicloud_identity_group.own"])}},
                    "resources": [
                        configured(GROUP, "own", json!({})),
                        configured(GRANT, "outer", json!({"group_id": to(&["var.parent"])})),
                    ],
                },
            }},
        }),
    );
    let mut plan = plan;
    plan["variables"] = json!({"group": {"value": "g-given"}});
    let after = after(&plan);
    let mut found = grants(&after.account);
    found.sort();
    assert_eq!(
        found,
        [
            "g-given: r everywhere",
            "inner: r everywhere",
            "outer: r everywhere"
        ]
    );
}

#[test]
fn each_value_leads_where_its_key_says() {
    let plan = a_plan(
        &[],
        &[
            change(
                &["create"],
                (GROUP, "huaweicloud_identity_group.g[0]"),
                Value::Null,
                json!({"name": "zero"}),
                json!({"id": true}),
            ),
            change(
                &["create"],
                (GROUP, "huaweicloud_identity_group.g[1]"),
                Value::Null,
                json!({"name": "one"}),
                json!({"id": true}),
            ),
            change(
                &["create"],
                (GRANT, "huaweicloud_identity_group_role_assignment.a[1]"),
                Value::Null,
                json!({"role_id": "r", "project_id": "all"}),
                json!({"group_id": true}),
            ),
        ],
        json!({"resources": [
            {"type": GRANT, "name": "a", "mode": "managed", "for_each_expression": to(&["huaweicloud_identity_group.g"]),
             "expressions": {"group_id": to(&["each.value.id", "each.value"])}},
        ]}),
    );
    assert_eq!(grants(&after(&plan).account), ["one: r everywhere"]);
}

#[test]
fn a_circle_of_references_ends() {
    let call = json!({"expressions": {"x": to(&["module.m.y"])}, "module": {"outputs": {"y": {"expression": to(&["var.x", "var.x.z"])}}}});
    let plan = a_plan(
        &before_it(),
        &[created(
            GRANT,
            "a",
            json!({"role_id": "r-images", "project_id": "all"}),
            json!({"group_id": true}),
        )],
        json!({"resources": [configured(GRANT, "a", json!({"group_id": to(&["module.m.y", "var.none", "..", "a[", ""])}))], "module_calls": {"m": call}}),
    );
    assert_eq!(after(&plan).account.groups.len(), 2);
}

/// References that lead to references that lead to references: it is given up, not followed for ever.
#[test]
fn a_thicket_of_references_ends() {
    let names: Vec<String> = (0..40).map(|at| format!("o{at}")).collect();
    let all: Vec<String> = names
        .iter()
        .map(|name| format!("module.m.{name}"))
        .collect();
    let outside: Vec<&str> = all.iter().map(String::as_str).collect();
    let inside: Vec<&str> = vec!["var.x", "var.y", "var.z"];
    let outputs: serde_json::Map<String, Value> = names
        .iter()
        .map(|name| (name.clone(), json!({"expression": to(&inside)})))
        .collect();
    let call = json!({
        "expressions": {"x": to(&outside), "y": to(&outside), "z": to(&outside)},
        "module": {"outputs": outputs},
    });
    let plan = a_plan(
        &[],
        &[created(
            GRANT,
            "a",
            json!({"role_id": "r", "project_id": "all"}),
            json!({"group_id": true}),
        )],
        json!({"resources": [configured(GRANT, "a", json!({"group_id": to(&outside)}))], "module_calls": {"m": call}}),
    );
    assert_eq!(
        grants(&after(&plan).account),
        ["a.group_id (known after apply): r everywhere"]
    );
}
