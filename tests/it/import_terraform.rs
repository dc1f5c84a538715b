//! Terraform's files as accounts: every type of resource, every form of file, what is absent, what is broken, what is
//! secret.

mod hostile;
mod plan;
mod secrets;

use permlens::catalogue::Catalogue;
use permlens::engine::Engine;
use permlens::import::{self, Imported};
use permlens::model::{Account, PermissionKind, Scope};
use serde_json::{Value, json};

use super::import::unchanged_by_a_round_trip;

/// A managed resource `TYPE.NAME`.
fn managed(type_name: &str, name: &str, attributes: Value) -> Value {
    json!({"mode": "managed", "type": type_name, "name": name, "attributes": attributes})
}

/// One that is only read.
fn looked_up(type_name: &str, name: &str, attributes: Value) -> Value {
    json!({"mode": "data", "type": type_name, "name": name, "attributes": attributes})
}

/// A state as it is stored.
fn stored(resources: &[Value]) -> Value {
    let resources: Vec<Value> = resources
        .iter()
        .map(|resource| {
            let mut one = json!({
                "mode": resource["mode"],
                "type": resource["type"],
                "name": resource["name"],
                "provider": "provider[\"registry.example.com/acme/cloud\"]",
                "instances": [{
                    "schema_version": 0,
                    "attributes": resource["attributes"],
                    "sensitive_attributes": [],
                }],
            });
            for (from, to) in [("module", "module")] {
                if let Some(value) = resource.get(from) {
                    one[to] = value.clone();
                }
            }
            if let Some(key) = resource.get("key") {
                one["instances"][0]["index_key"] = key.clone();
            }
            one
        })
        .collect();
    json!({
        "version": 4,
        "terraform_version": "1.9.8",
        "serial": 3,
        "lineage": "b0a8c1d2-0000-4000-8000-00000000000f",
        "outputs": {},
        "resources": resources,
    })
}

fn address(resource: &Value) -> String {
    let text = |key: &str| resource[key].as_str().unwrap();
    let module = resource.get("module").map_or(String::new(), |module| {
        format!("{}.", module.as_str().unwrap())
    });
    let data = if text("mode") == "data" { "data." } else { "" };
    let key = resource
        .get("key")
        .map_or(String::new(), |key| format!("[{key}]"));
    format!("{module}{data}{}.{}{key}", text("type"), text("name"))
}

/// The same as `terraform show -json` says it; modules one below the other.
fn shown(resources: &[Value]) -> Value {
    json!({
        "format_version": "1.0",
        "terraform_version": "1.9.8",
        "values": {"root_module": tree(resources)},
    })
}

fn tree(resources: &[Value]) -> Value {
    let one = |resource: &Value| {
        json!({
            "address": address(resource),
            "mode": resource["mode"],
            "type": resource["type"],
            "name": resource["name"],
            "provider_name": "registry.example.com/acme/cloud",
            "schema_version": 0,
            "values": resource["attributes"],
            "sensitive_values": {},
        })
    };
    let (inside, root): (Vec<&Value>, Vec<&Value>) = resources
        .iter()
        .partition(|resource| resource.get("module").is_some());
    let root: Vec<Value> = root.into_iter().map(one).collect();
    let inside: Vec<Value> = inside
        .into_iter()
        .map(|resource| json!({"address": resource["module"], "resources": [one(resource)]}))
        .collect();
    json!({"resources": root, "child_modules": inside})
}

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

fn policy(action: &str) -> String {
    json!({"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": [action]}]}).to_string()
}

/// Every type of the providers that name their resources alike, with ids only where they need one.
fn of_huawei(prefix: &str) -> Vec<Value> {
    let managed =
        |name: &str, own: &str, attributes| managed(&format!("{prefix}_{name}"), own, attributes);
    let looked_up =
        |name: &str, own: &str, attributes| looked_up(&format!("{prefix}_{name}"), own, attributes);
    vec![
        managed(
            "identity_user",
            "ida",
            json!({"id": "u-ida", "name": "ida", "enabled": true, "email": "ida@example.com"}),
        ),
        managed(
            "identity_user",
            "otto",
            json!({"id": "u-otto", "name": "otto", "enabled": false}),
        ),
        managed(
            "identityv5_user",
            "uma",
            json!({"id": "u-uma", "name": "uma", "enabled": true, "urn": "iam::d-1:user:uma"}),
        ),
        managed(
            "identity_group",
            "ops",
            json!({"id": "g-ops", "name": "ops", "description": "runs things"}),
        ),
        managed(
            "identityv5_group",
            "new",
            json!({"id": "g-new", "group_name": "newcomers", "description": ""}),
        ),
        managed(
            "identity_group_membership",
            "ops",
            json!({"id": "g-ops", "group": "g-ops", "users": ["u-ida", "u-otto"]}),
        ),
        managed(
            "identityv5_group_membership",
            "new",
            json!({"id": "x", "group_id": "g-new", "user_id_list": ["u-uma"]}),
        ),
        managed(
            "identity_role",
            "images",
            json!({"id": "r-images", "name": "image watchers", "type": "XA", "description": "", "references": 2, "policy": policy("ims:images:list")}),
        ),
        managed(
            "identity_group_role_assignment",
            "global",
            json!({"id": "a", "group_id": "g-ops", "role_id": "r-images", "domain_id": "d-1", "project_id": null, "enterprise_project_id": null}),
        ),
        managed(
            "identity_role_assignment",
            "one",
            json!({"id": "b", "group_id": "g-ops", "role_id": "r-tenant", "domain_id": "", "project_id": "p-north"}),
        ),
        managed(
            "identity_group_role_assignment",
            "all",
            json!({"id": "c", "group_id": "g-ops", "role_id": "r-images", "domain_id": null, "project_id": "all"}),
        ),
        managed(
            "identity_group_role_assignment",
            "ep",
            json!({"id": "d", "group_id": "g-ops", "role_id": "r-images", "enterprise_project_id": "e-shop"}),
        ),
        managed(
            "identity_user_role_assignment",
            "ida",
            json!({"id": "e", "user_id": "u-ida", "role_id": "r-watch", "enterprise_project_id": "e-shop"}),
        ),
        managed(
            "identity_project",
            "north",
            json!({"id": "p-north", "name": "north_shop", "parent_id": "p-region", "enabled": true, "status": "normal"}),
        ),
        managed(
            "enterprise_project",
            "shop",
            json!({"id": "e-shop", "name": "shop", "type": "prod", "status": 1}),
        ),
        managed(
            "identity_agency",
            "build",
            json!({
            "id": "ag-build", "name": "build", "delegated_domain_name": "partner", "delegated_service_name": null, "duration": "FOREVER",
            "project_role": [{"project": "north_shop", "roles": ["CCE Administrator"]}],
            "domain_roles": ["image watchers"], "all_resources_roles": ["Tenant Guest"],
            "enterprise_project_roles": [{"enterprise_project": "shop", "roles": ["image watchers"]}]}),
        ),
        managed(
            "identity_trust_agency",
            "run",
            json!({
            "id": "ag-run", "name": "run", "path": "", "duration": 3600, "policy_names": ["buckets", "IAMReadOnlyPolicy"],
            "trust_policy": "{\"Version\":\"5.0\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":[\"service.ECS\"]},\"Action\":[\"sts:agencies:assume\"]}]}"}),
        ),
        managed(
            "identityv5_policy",
            "buckets",
            json!({"id": "v5-buckets", "name": "buckets", "path": "", "policy_document": "{\"Version\":\"5.0\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"obs:bucket:listAllMybuckets\"]}]}"}),
        ),
        managed(
            "identityv5_policy_user_attach",
            "uma",
            json!({"id": "f", "policy_id": "v5-buckets", "user_id": "u-uma"}),
        ),
        managed(
            "identityv5_policy_group_attach",
            "new",
            json!({"id": "g", "policy_id": "v5-buckets", "group_id": "g-new"}),
        ),
        managed(
            "identityv5_policy_agency_attach",
            "build",
            json!({"id": "h", "policy_id": "v5-buckets", "agency_id": "ag-build"}),
        ),
        managed(
            "identity_access_key",
            "ida",
            json!({"id": "AKIDA", "user_id": "u-ida", "status": "active", "secret": "kept-by-nobody"}),
        ),
        looked_up(
            "identity_role",
            "tenant",
            json!({"id": "r-tenant", "name": "te_agency", "display_name": "Tenant Guest", "catalog": "BASE", "type": "AA"}),
        ),
        looked_up(
            "identity_custom_role",
            "watch",
            json!({"id": "r-watch", "name": "watchers", "domain_id": "d-1", "catalog": "CUSTOMED", "type": "XA", "policy": policy("ces:metrics:list")}),
        ),
        looked_up(
            "identity_permissions",
            "all",
            json!({"id": "hash", "permissions": [{"id": "r-listed", "name": "OBS OperateAccess", "catalog": "OBS", "policy": policy("obs:object:GetObject")}]}),
        ),
        looked_up(
            "identity_projects",
            "all",
            json!({"id": "hash", "projects": [{"id": "p-region", "name": "north", "enabled": true}]}),
        ),
        looked_up(
            "identity_users",
            "all",
            json!({"id": "hash", "users": [{"id": "u-ext", "name": "vera", "enabled": true}, {"id": "u-ida", "name": "ida", "enabled": true, "password_expires_at": "2027-01-01"}]}),
        ),
        looked_up(
            "identity_group",
            "audit",
            json!({"id": "g-audit", "name": "audit", "description": "", "users": [{"id": "u-ext", "name": "vera", "enabled": true}]}),
        ),
    ]
}

#[test]
fn every_type_of_the_providers_that_name_alike() {
    for prefix in ["huaweicloud", "flexibleengine"] {
        let imported = open(&stored(&of_huawei(prefix)));
        assert_eq!(said(&imported), [""; 0], "{prefix}");
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
        assert_eq!(account.extra["cloud"], prefix);
    }
}

fn of_telekom() -> Vec<Value> {
    let condition = r#"{"StringEquals":{"g:ProjectName":["eu-de"]}}"#;
    let mut group = managed(
        "opentelekomcloud_identity_group_v3",
        "ops",
        json!({"id": "g-ops", "name": "ops", "description": "", "domain_id": "d-9", "region": "eu-de"}),
    );
    group["module"] = "module.team[\"a.b\"]".into();
    group["key"] = "x".into();
    vec![
        managed(
            "opentelekomcloud_identity_user_v3",
            "ida",
            json!({"id": "u-ida", "name": "ida", "enabled": true, "domain_id": "d-9", "xuser_id": ""}),
        ),
        managed(
            "opentelekomcloud_identity_user_v3",
            "otto",
            json!({"id": "u-otto", "name": "otto", "enabled": true, "domain_id": "d-9"}),
        ),
        group,
        managed(
            "opentelekomcloud_identity_group_v3",
            "audit",
            json!({"id": "g-audit", "name": "audit", "domain_id": "d-9"}),
        ),
        managed(
            "opentelekomcloud_identity_group_membership_v3",
            "ops",
            json!({"id": "x", "group": "g-ops", "users": ["u-ida"]}),
        ),
        managed(
            "opentelekomcloud_identity_user_group_membership_v3",
            "otto",
            json!({"id": "y", "user": "u-otto", "groups": ["g-ops", "g-audit"]}),
        ),
        managed(
            "opentelekomcloud_identity_project_v3",
            "shop",
            json!({"id": "p-shop", "name": "eu-de_shop", "domain_id": "d-9", "parent_id": "", "enabled": true}),
        ),
        managed(
            "opentelekomcloud_identity_role_v3",
            "reader",
            json!({
            "id": "r-reader", "display_name": "bucket readers", "display_layer": "domain", "name": "custom_d-9_0", "catalog": "CUSTOMED", "domain_id": "d-9",
            "statement": [
                {"effect": "Allow", "action": ["obs:bucket:ListBucket"], "resource": ["obs:*:*:bucket:logs"], "condition": condition},
                {"effect": "Deny", "action": ["obs:object:DeleteObject"], "resource": [], "condition": ""}]}),
        ),
        managed(
            "opentelekomcloud_identity_role_assignment_v3",
            "all",
            json!({"id": "a", "group_id": "g-ops", "role_id": "r-reader", "domain_id": "d-9", "project_id": "", "all_projects": true}),
        ),
        managed(
            "opentelekomcloud_identity_role_assignment_v3",
            "global",
            json!({"id": "b", "group_id": "g-ops", "role_id": "r-reader", "domain_id": "d-9", "project_id": "", "all_projects": false}),
        ),
        managed(
            "opentelekomcloud_identity_role_assignment_v3",
            "one",
            json!({"id": "c", "group_id": "g-audit", "role_id": "r-reader", "domain_id": "", "project_id": "p-shop"}),
        ),
        managed(
            "opentelekomcloud_identity_agency_v3",
            "build",
            json!({
            "id": "ag", "name": "build", "delegated_domain_name": "partner", "duration": "ONEDAY",
            "project_role": [{"project": "eu-de_shop", "all_projects": false, "roles": ["KMS Administrator"]}, {"project": "", "all_projects": true, "roles": ["Tenant Guest"]}],
            "domain_roles": ["bucket readers"]}),
        ),
        looked_up(
            "opentelekomcloud_identity_project_v3",
            "region",
            json!({"id": "p-region", "name": "eu-de", "enabled": true}),
        ),
    ]
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
    let imported = open(&stored(&[
        managed(
            "openstack_identity_user_v3",
            "ida",
            json!({"id": "u", "name": "ida", "domain_id": "default"}),
        ),
        managed(
            "openstack_identity_group_v3",
            "ops",
            json!({"id": "g", "name": "ops", "domain_id": "default"}),
        ),
        managed(
            "openstack_identity_user_membership_v3",
            "ida",
            json!({"id": "u/g", "user_id": "u", "group_id": "g"}),
        ),
        managed(
            "openstack_identity_role_v3",
            "reader",
            json!({"id": "r", "name": "reader", "domain_id": ""}),
        ),
        managed(
            "openstack_identity_project_v3",
            "p",
            json!({"id": "p", "name": "lab"}),
        ),
        managed(
            "openstack_identity_role_assignment_v3",
            "a",
            json!({"id": "a", "user_id": "u", "group_id": "", "role_id": "r", "project_id": "p"}),
        ),
    ]));
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
    let imported = open(&stored(&[
        managed(
            "huaweicloud_identity_group_membership",
            "m",
            json!({"id": "g", "group": "g-else", "users": ["u-else"]}),
        ),
        managed(
            "huaweicloud_identity_group_role_assignment",
            "a",
            json!({"id": "a", "group_id": "g-else", "role_id": "r-else", "project_id": "p-else"}),
        ),
        managed(
            "huaweicloud_identity_agency",
            "b",
            json!({"id": "ag", "name": "b", "enterprise_project_roles": [{"enterprise_project": "e-else", "roles": ["Tenant Guest"]}]}),
        ),
        managed(
            "huaweicloud_identityv5_policy_user_attach",
            "u",
            json!({"id": "x", "user_id": "u-else", "policy_id": "v5-else"}),
        ),
    ]));
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
        permlens::model::Principal::Group(group),
        "ims:images:list",
        Some(project),
    );
    assert_eq!(decision, permlens::model::Decision::Conditional);
}

fn decided(
    account: &Account,
    principal: permlens::model::Principal,
    action: &str,
    project: Option<permlens::model::ProjectId>,
) -> permlens::model::Decision {
    let engine = Engine::new(
        Catalogue::embedded(),
        std::sync::Arc::new(account.clone()),
        permlens::engine::Settings::default(),
    );
    let request = permlens::model::Request {
        principal,
        action: action.to_owned(),
        facts: Catalogue::embedded().facts(action),
        project,
        enterprise_project: None,
        resource: None,
        context: permlens::model::Context::default(),
        mode: permlens::model::Mode::General,
    };
    engine.decide(&request)
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
    let elsewhere = stored(&[managed(
        "aws_iam_user",
        "x",
        json!({"id": "x", "name": "x"}),
    )]);
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
    let state = stored(&[
        managed(
            "huaweicloud_identity_group",
            "own",
            json!({"id": "g-own", "name": "own"}),
        ),
        managed(
            "huaweicloud_identity_group_role_assignment",
            "a",
            json!({"id": "a", "group_id": "g-else", "role_id": "r-else", "project_id": "p-else"}),
        ),
        managed(
            "huaweicloud_identity_group_role_assignment",
            "b",
            json!({"id": "b", "group_id": "g-own", "role_id": "r-else", "project_id": "all"}),
        ),
    ]);
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
