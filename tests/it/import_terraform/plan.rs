//! Plans: the account before and after, and what is not known until then.

use std::fs;

use permlens::catalogue::Catalogue;
use permlens::import::{self, Imported, Plan};
use permlens::model::{Decision, Principal};
use serde_json::{Value, json};

use super::plans::{
    GRANT, GROUP, MEMBERS, ROLE, Written, a_plan, after, before_it, both, change, configured,
    created, everything, to,
};
use super::states::{managed, policy, stored, tree};
use super::{decided, grants, members, said};
use crate::program::{Ended, permlens};

#[test]
fn a_plan_is_two_accounts() {
    let ops = "huaweicloud_identity_group_role_assignment.all";
    let plan = a_plan(
        &before_it(),
        &[
            change(
                &["no-op"],
                (GROUP, "huaweicloud_identity_group.ops"),
                json!({"id": "g-ops", "name": "ops"}),
                json!({"id": "g-ops", "name": "ops"}),
                json!({}),
            ),
            change(
                &["delete"],
                (GRANT, ops),
                json!({"group_id": "g-ops", "role_id": "r-images", "project_id": "all"}),
                Value::Null,
                json!({}),
            ),
            change(
                &["update"],
                (ROLE, "huaweicloud_identity_role.images"),
                json!({"id": "r-images", "name": "images", "policy": policy("ims:images:list")}),
                json!({"id": "r-images", "name": "images", "policy": policy("ims:*:*")}),
                json!({}),
            ),
            created(
                GRANT,
                "global",
                json!({"group_id": "g-ops", "role_id": "r-images", "domain_id": "d-1"}),
                json!({"id": true}),
            ),
        ],
        json!({}),
    );
    let Plan { before, after } = both(&plan);
    // What the plan does not speak of stays.
    for side in [&before, &after] {
        assert_eq!(said(side), [""; 0]);
        assert_eq!(members(&side.account), ["ida in ops"]);
    }
    assert_eq!(grants(&before.account), ["ops: images everywhere"]);
    assert_eq!(grants(&after.account), ["ops: images on global services"]);
    let document = |side: &Imported| {
        let role = side.account.find_permission("images").unwrap();
        side.account
            .permission(role)
            .document
            .clone()
            .unwrap()
            .source
            .to_string()
    };
    assert_eq!(document(&before), policy("ims:images:list"));
    assert_eq!(document(&after), policy("ims:*:*"));
    assert!(after.notices[0].ends_with(".json is a Terraform plan, read as the account will be after it (1 created, 1 changed, 0 replaced, 1 deleted); what Terraform does not manage is not counted"), "{}", after.notices[0]);
    assert!(before.notices[0].contains("read as the account is before it"));
    assert_eq!(
        before.account.source.as_deref(),
        Some("Terraform plan, before it: a part of the account")
    );
}

#[test]
fn a_first_plan_starts_from_nothing() {
    let mut plan = a_plan(
        &[],
        &[created(
            GROUP,
            "new",
            json!({"name": "newcomers"}),
            json!({"id": true}),
        )],
        json!({}),
    );
    plan.as_object_mut().unwrap().remove("prior_state");
    let Plan { before, after } = both(&plan);
    assert_eq!(
        (before.account.groups.len(), after.account.groups.len()),
        (0, 1)
    );
    let group = after
        .account
        .group(after.account.find_group("newcomers").unwrap());
    // The same in every plan of that configuration.
    assert_eq!(group.id, "pending:huaweicloud_identity_group.new");
    assert_eq!(group.extra["known_after_apply"], json!(["id"]));
}

#[test]
fn what_is_put_off_is_said() {
    let mut plan = a_plan(&before_it(), &[], json!({}));
    let later = change(
        &["update"],
        (GROUP, "huaweicloud_identity_group.later"),
        json!({}),
        json!({}),
        json!({}),
    );
    let other = change(
        &["create"],
        ("huaweicloud_vpc", "huaweicloud_vpc.x"),
        Value::Null,
        json!({}),
        json!({}),
    );
    plan["deferred_changes"] = json!([
        {"reason": "resource_config_unknown", "resource_change": later},
        {"reason": "resource_config_unknown", "resource_change": other},
    ]);
    let notices = after(&plan).notices;
    assert!(
        notices[1].contains("puts off what becomes of 1 identity resource:"),
        "{notices:?}"
    );
}

#[test]
fn planned_values_alone_are_enough() {
    let mut plan = a_plan(&[], &[], json!({}));
    plan["planned_values"] = json!({"root_module": tree(&before_it())});
    let Plan { before, after } = both(&plan);
    assert_eq!(grants(&before.account), [""; 0]);
    assert_eq!(grants(&after.account), ["ops: images everywhere"]);
}

#[test]
fn what_stays_open_is_conditional_and_said() {
    let plan = a_plan(
        &before_it(),
        &[
            // Nobody says which group; two could be meant.
            created(
                GRANT,
                "who",
                json!({"role_id": "r-images", "project_id": "all"}),
                json!({"group_id": true}),
            ),
            created(
                GRANT,
                "what",
                json!({"group_id": "g-ops", "project_id": "all"}),
                json!({"role_id": true}),
            ),
            created(
                GRANT,
                "where",
                json!({"group_id": "g-ops", "role_id": "r-images"}),
                json!({"project_id": true}),
            ),
            change(
                &["update"],
                (MEMBERS, "huaweicloud_identity_group_membership.ops"),
                json!({"group": "g-ops", "users": ["u-ida"]}),
                json!({"group": "g-ops"}),
                json!({"users": true}),
            ),
            change(
                &["update"],
                (ROLE, "huaweicloud_identity_role.images"),
                json!({"id": "r-images", "name": "images", "policy": policy("ims:images:list")}),
                json!({"id": "r-images", "name": "images"}),
                json!({"policy": true}),
            ),
        ],
        json!({"resources": [
            configured(GRANT, "who", json!({"group_id": to(&["local.group"])})),
            configured(GRANT, "what", json!({"role_id": to(&["huaweicloud_identity_role.gone.id"])})),
        ]}),
    );
    let Plan { before, after } = both(&plan);
    let found: Vec<String> = said(&after)
        .iter()
        .map(|line| {
            line.split_once(".json: ")
                .unwrap()
                .1
                .split_once(": expected")
                .unwrap()
                .0
                .to_owned()
        })
        .collect();
    assert_eq!(
        found,
        [
            "huaweicloud_identity_group_membership.ops.users",
            "huaweicloud_identity_role.images.policy",
            "huaweicloud_identity_group_role_assignment.who.group_id",
            "huaweicloud_identity_group_role_assignment.what.role_id",
            "huaweicloud_identity_group_role_assignment.where.project_id",
        ]
    );
    let otto = |side: &Imported| {
        let account = &side.account;
        let project = account.find_project("any-project").unwrap();
        let otto = Principal::User(account.find_user("otto").unwrap());
        decided(account, otto, "ims:images:delete", Some(project))
    };
    assert_eq!(otto(&before), Decision::ImplicitDeny);
    assert_eq!(otto(&after), Decision::Conditional);
    assert!(
        grants(&after.account)
            .contains(&"who.group_id (known after apply): images everywhere".to_owned())
    );
}

#[test]
fn what_is_replaced_moved_or_forgotten() {
    let named = |id: &str, name: &str| json!({"id": id, "name": name});
    let mut moved = change(
        &["no-op"],
        (GROUP, "huaweicloud_identity_group.there"),
        named("g-m", "moved"),
        named("g-m", "moved"),
        json!({}),
    );
    moved["previous_address"] = "huaweicloud_identity_group.here".into();
    let plan = a_plan(
        &[
            managed(GROUP, "here", named("g-m", "moved")),
            managed(GROUP, "anew", named("g-a", "anew")),
            managed(GROUP, "let_go", named("g-l", "let go")),
        ],
        &[
            created(
                GROUP,
                "here",
                json!({"name": "newly here"}),
                json!({"id": true}),
            ),
            moved,
            change(
                &["delete", "create"],
                (GROUP, "huaweicloud_identity_group.anew"),
                named("g-a", "anew"),
                json!({"name": "anew"}),
                json!({"id": true}),
            ),
            change(
                &["forget"],
                (GROUP, "huaweicloud_identity_group.let_go"),
                named("g-l", "let go"),
                Value::Null,
                json!({}),
            ),
        ],
        json!({}),
    );
    let Plan { before, after } = both(&plan);
    let groups = |side: &Imported| {
        let mut ids: Vec<_> = side
            .account
            .groups
            .rows()
            .iter()
            .map(|row| format!("{} {}", row.name, row.id))
            .collect();
        ids.sort();
        ids
    };
    assert_eq!(groups(&before), ["anew g-a", "let go g-l", "moved g-m"]);
    assert_eq!(
        groups(&after),
        [
            "anew pending:huaweicloud_identity_group.anew",
            "let go g-l",
            "moved g-m",
            "newly here pending:huaweicloud_identity_group.here",
        ]
    );
    assert!(after.notices[0].contains("1 created, 0 changed, 1 replaced, 0 deleted"));
}

#[test]
fn what_is_read_while_it_is_applied() {
    let data = |kind: &str, after: Value, unknown: Value| {
        let address = format!("data.{kind}.x");
        change(&["read"], (kind, &address), Value::Null, after, unknown)
    };
    let mut plan = a_plan(
        &before_it(),
        &[
            data(
                "huaweicloud_identity_role",
                json!({"display_name": "Tenant Guest"}),
                json!({"id": true, "policy": true, "name": true}),
            ),
            data(
                GROUP,
                json!({"name": "audit"}),
                json!({"id": true, "users": true}),
            ),
            data(
                "huaweicloud_identity_users",
                json!({}),
                json!({"id": true, "users": true}),
            ),
            created(
                GRANT,
                "a",
                json!({"project_id": "all"}),
                json!({"group_id": true, "role_id": true}),
            ),
        ],
        json!({"resources": [configured(GRANT, "a", json!({
            "group_id": to(&["data.huaweicloud_identity_group.x.id", "data.huaweicloud_identity_group.x"]),
            "role_id": to(&["data.huaweicloud_identity_role.x.id", "data.huaweicloud_identity_role.x"])}))]}),
    );
    plan["complete"] = false.into();
    let after = after(&plan);
    assert_eq!(
        grants(&after.account)[..2],
        ["ops: images everywhere", "audit: Tenant Guest everywhere"]
    );
    // Who is in the group is not known, and that is never a no.
    let account = &after.account;
    let otto = Principal::User(account.find_user("otto").unwrap());
    let project = account.find_project("any-project").unwrap();
    assert_eq!(
        decided(account, otto, "ims:images:list", Some(project)),
        Decision::Conditional
    );
    assert!(after.notices[1].contains("it is not complete"));
    assert!(said(&after).iter().any(|line| {
        line.contains("data.huaweicloud_identity_users.x.users: expected what it lists")
    }));
}

#[test]
fn only_a_plan_has_two_sides() {
    let file = Written::new(&stored(&before_it()));
    let message = import::open_plan(&file.0, Catalogue::embedded())
        .unwrap_err()
        .to_string();
    assert!(
        message.contains(
            "expected a plan (`terraform show -json PLAN`), found another kind of source"
        )
    );
    let before = import::open_before(std::slice::from_ref(&file.0), Catalogue::embedded());
    assert!(before.unwrap_err().to_string().contains("expected a plan"));
}

#[test]
fn the_commands_open_plans_and_states() {
    let plan = Written::new(&everything());
    let state = Written::new(&stored(&before_it()));
    let run = |file: &Written, arguments: &[&str]| {
        let mut all = vec!["-a", file.0.to_str().unwrap()];
        all.extend(arguments);
        permlens(&all)
    };
    let Ended { status, out, err } = run(
        &state,
        &["check", "--user", "ida", "--action", "ims:images:list"],
    );
    assert!(status == 0 && out.starts_with("ALLOWED"), "{out}{err}");
    assert!(
        err.contains("is a Terraform state, a part of an account"),
        "{err}"
    );
    let Ended { status, out, err } = run(
        &plan,
        &["check", "--user", "otto", "--action", "ims:images:list"],
    );
    assert!(
        status != 0 && out.is_empty() && err.contains("otto"),
        "deleted: {out}{err}"
    );
    assert!(
        err.contains("read as the account will be after it"),
        "{err}"
    );
    let Ended { status, out, err } = run(&plan, &["--quiet", "show", "group", "ops"]);
    assert!(
        status == 0 && out.contains("images") && err.is_empty(),
        "{out}{err}"
    );
    let Ended { status, out, .. } = run(&plan, &["matrix", "--cols", "groups", "--service", "ims"]);
    assert!(status == 0 && out.contains("newcomers"), "{out}");
}

#[test]
fn each_side_can_be_kept() {
    let plan = Written::new(&everything());
    let users = |arguments: &[&str]| {
        let mut all = vec!["import", plan.0.to_str().unwrap(), "-o", "-", "--quiet"];
        all.extend(arguments);
        let output = permlens(&all);
        assert!(output.status == 0);
        let snapshot = output.json();
        snapshot["users"].as_array().unwrap().len()
    };
    assert_eq!((users(&["--before"]), users(&[])), (2, 1));
    let archive = Written(plan.0.with_extension("zip"));
    fs::write(&archive.0, b"PK\x03\x04\0\0").unwrap();
    let output = permlens(&["import", archive.0.to_str().unwrap()]);
    let said = output.err;
    assert!(
        said.contains("give what `terraform show -json` says of it"),
        "{said}"
    );
}
