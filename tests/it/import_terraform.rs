//! Terraform's files as accounts: every type of resource, every form of file, what is absent, what is broken, what is
//! secret.

mod hostile;
mod plan;
mod plans;
mod references;
mod secrets;
mod states;

use permlens::catalogue::Catalogue;
use permlens::engine::compiled::Stand;
use permlens::engine::{Engine, Settings};
use permlens::import::{self, Imported};
use permlens::model::{Account, Decision, PermissionKind, Principal, ProjectId, Scope};
use serde_json::{Value, json};

use self::states::{managed, of_huawei, of_telekom, resources, shown, stored};
use crate::import::unchanged_by_a_round_trip;

fn open(value: &Value) -> Imported {
    let imported =
        import::from_slice("test", value.to_string().as_bytes(), Catalogue::embedded()).unwrap();
    unchanged_by_a_round_trip(&imported.account);
    imported
}

fn refusal(value: &Value) -> String {
    import::from_slice("test", value.to_string().as_bytes(), Catalogue::embedded())
        .unwrap_err()
        .to_string()
}

fn said(imported: &Imported) -> Vec<String> {
    imported.problems.iter().map(ToString::to_string).collect()
}

/// Whom, what and where, as people call them; identity policies everywhere.
fn grants(account: &Account) -> Vec<String> {
    let assignments = account.assignments.rows().iter().map(|row| {
        let inherited = match row.scope {
            Scope::All => " everywhere".to_owned(),
            other => format!(" on {}", account.scope_name(other)),
        };
        format!(
            "{}: {}{inherited}",
            account.principal_name(row.subject),
            account.permission(row.permission).display_name
        )
    });
    let attachments = account.identity_attachments.iter().map(|(whom, policy)| {
        let policy = account.permission(*policy);
        format!("{}: {}", account.principal_name(*whom), policy.display_name)
    });
    assignments.chain(attachments).collect()
}

fn members(account: &Account) -> Vec<String> {
    account
        .groups
        .rows()
        .iter()
        .flat_map(|group| {
            let users = group.members.iter().map(|user| &account.user(*user).name);
            users.map(|user| format!("{} in {}", user, group.name))
        })
        .collect()
}

#[test]
fn every_type_of_the_providers_that_name_alike() {
    for cloud in ["huaweicloud", "flexibleengine"] {
        let imported = open(&stored(&of_huawei(cloud)));
        assert_eq!(said(&imported), [""; 0], "{cloud}");
        let account = &imported.account;
        assert_eq!(
            members(account),
            [
                "ida in ops",
                "otto in ops",
                "uma in newcomers",
                "vera in audit"
            ]
        );
        let mut found = grants(account);
        found.sort();
        assert_eq!(
            found,
            [
                "build: CCE Administrator on north_shop",
                "build: Tenant Guest everywhere",
                "build: buckets",
                "build: image watchers on enterprise project shop",
                "build: image watchers on global services",
                "ida: watchers on enterprise project shop",
                "newcomers: buckets",
                "ops: Tenant Guest on north_shop",
                "ops: image watchers everywhere",
                "ops: image watchers on enterprise project shop",
                "ops: image watchers on global services",
                "run: IAMReadOnlyPolicy",
                "run: buckets",
                "uma: buckets",
            ]
        );
        assert_eq!(account.domain.id, "d-1");
        let users: Vec<_> = account
            .users
            .rows()
            .iter()
            .map(|row| (row.name.as_str(), row.enabled))
            .collect();
        assert_eq!(
            users,
            [
                ("ida", true),
                ("otto", false),
                ("uma", true),
                ("vera", true)
            ]
        );
        let north = account.project(account.find_project("north_shop").unwrap());
        assert_eq!(account.project(north.parent.unwrap()).name, "north");
        let kind = |name: &str| {
            account
                .permission(account.find_permission(name).unwrap())
                .kind
        };
        assert_eq!(kind("image watchers"), PermissionKind::Custom);
        assert_eq!(kind("watchers"), PermissionKind::Custom);
        assert_eq!(kind("OBS OperateAccess"), PermissionKind::SystemPolicy);
        assert_eq!(kind("buckets"), PermissionKind::IdentityPolicy);
        let trusted: Vec<_> = account
            .agencies
            .rows()
            .iter()
            .map(|row| row.trusted.as_str())
            .collect();
        assert_eq!(trusted, ["partner", "service.ECS"]);
        assert_eq!(
            account.extra["credentials"],
            json!([{"access": "AKIDA", "user_id": "u-ida", "status": "active"}])
        );
        assert_eq!(account.extra["cloud"], cloud);
    }
}

#[test]
fn every_type_of_the_provider_that_names_otherwise() {
    let imported = open(&stored(&of_telekom()));
    assert_eq!(said(&imported), [""; 0]);
    let account = &imported.account;
    assert_eq!(
        members(account),
        ["ida in ops", "otto in ops", "otto in audit"]
    );
    assert_eq!(
        grants(account),
        [
            "ops: bucket readers everywhere",
            "ops: bucket readers on global services",
            "audit: bucket readers on eu-de_shop",
            "build: bucket readers on global services",
            "build: KMS Administrator on eu-de_shop",
            "build: Tenant Guest everywhere",
        ]
    );
    let reader = account.permission(account.find_permission("bucket readers").unwrap());
    assert_eq!(
        reader.document.as_ref().unwrap().source,
        json!({"Version": "1.1", "Statement": [
            {"Effect": "Allow", "Action": ["obs:bucket:ListBucket"], "Resource": ["obs:*:*:bucket:logs"],
             "Condition": {"StringEquals": {"g:ProjectName": ["eu-de"]}}},
            {"Effect": "Deny", "Action": ["obs:object:DeleteObject"]}]})
    );
    assert_eq!(
        (reader.kind, reader.name.as_str()),
        (PermissionKind::Custom, "custom_d-9_0")
    );
    assert_eq!(reader.extra["type"], "AX");
    // Where it stands in the configuration stays with it.
    let group = account.group(account.find_group("ops").unwrap());
    let address = "module.team[\"a.b\"].opentelekomcloud_identity_group_v3.ops[\"x\"]";
    assert_eq!(group.extra["terraform_address"], address);
    assert_eq!(group.extra["region"], "eu-de");
}

#[test]
fn upstream_providers_have_the_same_idea() {
    let imported = open(&stored(&resources(json!({
        "openstack_identity_user_v3.ida": {"id": "u", "name": "ida", "domain_id": "default"},
        "openstack_identity_group_v3.ops": {"id": "g", "name": "ops", "domain_id": "default"},
        "openstack_identity_user_membership_v3.ida": {"id": "u/g", "user_id": "u", "group_id": "g"},
        "openstack_identity_role_v3.reader": {"id": "r", "name": "reader", "domain_id": ""},
        "openstack_identity_project_v3.p": {"id": "p", "name": "lab"},
        "openstack_identity_role_assignment_v3.a": {"id": "a", "user_id": "u", "group_id": "", "role_id": "r", "project_id": "p"},
    }))));
    assert_eq!(said(&imported), [""; 0]);
    assert_eq!(members(&imported.account), ["ida in ops"]);
    assert_eq!(grants(&imported.account), ["ida: reader on lab"]);
    assert!(!imported.account.extra.contains_key("cloud"));
}

/// What a state is stored as, and what `terraform show -json` says of it, are one account.
#[test]
fn the_forms_of_a_state_agree() {
    for resources in [of_huawei("huaweicloud"), of_telekom()] {
        let stored = open(&stored(&resources));
        let mut shown = open(&shown(&resources));
        assert_eq!(
            shown.account.source.as_deref(),
            Some("Terraform state: a part of the account")
        );
        assert_eq!(
            stored.account.source.as_deref(),
            Some("Terraform state, serial 3: a part of the account")
        );
        shown.account.source.clone_from(&stored.account.source);
        // Modules come last there.
        let sorted = |account: &Account| {
            let mut lists = (grants(account), members(account));
            lists.0.sort();
            lists.1.sort();
            lists
        };
        assert_eq!(sorted(&shown.account), sorted(&stored.account));
        assert_eq!(shown.account.permissions, stored.account.permissions);
        if resources.iter().all(|one| one.get("module").is_none()) {
            assert_eq!(shown.account, stored.account);
        }
    }
}

#[test]
fn a_state_says_that_it_is_a_part() {
    let imported = open(&stored(&of_telekom()));
    assert_eq!(
        imported.notices,
        [
            "test is a Terraform state, a part of an account; what Terraform does not manage is not counted"
        ]
    );
    assert_eq!(
        imported.account.source.as_deref(),
        Some("Terraform state, serial 3: a part of the account")
    );
    // It makes nothing conditional by itself.
    assert_eq!(imported.account.unread.len(), 0);
    let unresolved = |row: &&permlens::model::Assignment| {
        imported.account.permission(row.permission).kind == PermissionKind::Unresolved
    };
    assert_eq!(
        imported
            .account
            .assignments
            .rows()
            .iter()
            .filter(unresolved)
            .count(),
        0
    );
}

#[test]
fn what_is_named_and_not_described_stands_in() {
    let imported = open(&stored(&resources(json!({
        "huaweicloud_identity_group_membership.m": {"id": "g", "group": "g-else", "users": ["u-else"]},
        "huaweicloud_identity_group_role_assignment.a": {"id": "a", "group_id": "g-else", "role_id": "r-else", "project_id": "p-else"},
        "huaweicloud_identity_agency.b": {"id": "ag", "name": "b", "enterprise_project_roles": [{"enterprise_project": "e-else", "roles": ["Tenant Guest"]}]},
        "huaweicloud_identityv5_policy_user_attach.u": {"id": "x", "user_id": "u-else", "policy_id": "v5-else"},
    }))));
    let account = &imported.account;
    assert_eq!(members(account), ["u-else in g-else"]);
    assert_eq!(
        grants(account),
        [
            "g-else: r-else on p-else",
            "b: Tenant Guest on enterprise project e-else",
            "u-else: v5-else"
        ]
    );
    let found: Vec<String> = said(&imported)
        .iter()
        .map(|line| {
            line.split_once(": expected ")
                .unwrap()
                .0
                .replace("test: ", "")
        })
        .collect();
    assert_eq!(
        found,
        [
            "huaweicloud_identity_group_membership.m.user",
            "huaweicloud_identity_group_membership.m.group",
            "huaweicloud_identity_group_role_assignment.a.scope.project",
            "huaweicloud_identity_group_role_assignment.a.role",
            "huaweicloud_identity_agency.b.enterprise_project_roles[0].scope.enterprise_project",
            "huaweicloud_identityv5_policy_user_attach.u.policy_id",
        ]
    );
    // The role's content is unknown, so what hangs on it is too.
    let group = account.find_group("g-else").unwrap();
    let project = account.find_project("p-else").unwrap();
    let decision = decided(
        account,
        Principal::Group(group),
        "ims:images:list",
        Some(project),
    );
    assert_eq!(decision, Decision::Conditional);
}

fn decided(
    account: &Account,
    principal: Principal,
    action: &str,
    project: Option<ProjectId>,
) -> Decision {
    let engine = Engine::new(
        Catalogue::embedded(),
        std::sync::Arc::new(account.clone()),
        Settings::default(),
    );
    let stand = Stand {
        project,
        enterprise_project: None,
    };
    engine.decide(&engine.question(principal, action, stand))
}

#[test]
fn others_are_refused_with_what_to_do() {
    let old = json!({"version": 3, "terraform_version": "0.11.14", "serial": 1, "lineage": "x", "modules": [{"path": ["root"], "resources": {}}]});
    let message = refusal(&old);
    assert!(message.starts_with("test: expected a Terraform state of version 4 or what `terraform show -json` says, found one of an earlier version; open it once with Terraform 0.12 or later"), "{message}");
    let new = json!({"version": 5, "terraform_version": "9.0.0", "resources": []});
    assert!(refusal(&new).contains("one of a later version"));
    let shown = json!({"format_version": "2.0", "terraform_version": "9.0.0", "values": {}});
    assert!(refusal(&shown).contains("of a form that is not known"));
    let encrypted = json!({"serial": 1, "lineage": "x", "meta": {}, "encrypted_data": "AAAA", "encryption_version": "v0"});
    assert!(refusal(&encrypted).contains("tofu show -json"));
    let elsewhere = stored(&resources(json!({
        "aws_iam_user.x": {"id": "x", "name": "x"},
    })));
    assert!(refusal(&elsewhere).contains("expected identity resources of the providers"));
    assert!(refusal(&json!({"format_version": "1.0"})).contains("expected identity resources"));
}

#[test]
fn identity_resources_that_are_no_part_of_it_are_said() {
    let mut resources = of_telekom();
    resources.push(managed(
        "opentelekomcloud_identity_provider",
        "idp",
        json!({"id": "idp"}),
    ));
    resources.push(managed(
        "opentelekomcloud_compute_instance_v2",
        "vm",
        json!({"id": "vm"}),
    ));
    // What an organization denies.
    resources.push(managed(
        "huaweicloud_organizations_policy",
        "scp",
        json!({"id": "p-1", "type": "service_control_policy", "content": "{}"}),
    ));
    let imported = open(&stored(&resources));
    assert_eq!(
        imported.notices[1..],
        [
            "test: not taken over: huaweicloud_organizations_policy (1), opentelekomcloud_identity_provider (1)"
        ]
    );
}

/// With the account's own lists, what the state only names is known.
#[test]
fn a_state_and_saved_responses_make_one_account() {
    let state = stored(&resources(json!({
        "huaweicloud_identity_group.own": {"id": "g-own", "name": "own"},
        "huaweicloud_identity_group_role_assignment.a": {"id": "a", "group_id": "g-else", "role_id": "r-else", "project_id": "p-else"},
        "huaweicloud_identity_group_role_assignment.b": {"id": "b", "group_id": "g-own", "role_id": "r-else", "project_id": "all"},
    })));
    let lists = [
        json!({"groups": [{"id": "g-else", "name": "elsewhere", "domain_id": "d-1"}], "links": {}}),
        json!({"projects": [{"id": "p-else", "name": "eu-de", "domain_id": "d-1"}], "links": {}}),
        json!({"roles": [{"id": "r-else", "display_name": "readers", "catalog": "CUSTOMED", "domain_id": "d-1", "policy": {"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["ims:*:list"]}]}}], "links": {}}),
    ];
    let text: String = std::iter::once(&state)
        .chain(&lists)
        .map(|value| format!("{value}\n"))
        .collect();
    let imported = import::from_slice("all", text.as_bytes(), Catalogue::embedded()).unwrap();
    unchanged_by_a_round_trip(&imported.account);
    assert_eq!(said(&imported), [""; 0]);
    assert_eq!(
        grants(&imported.account),
        ["elsewhere: readers on eu-de", "own: readers everywhere"]
    );
    assert_eq!(imported.account.domain.id, "d-1");
}
