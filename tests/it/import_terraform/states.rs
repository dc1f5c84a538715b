//! The states that the tests read: resources by their addresses, and the forms in which Terraform gives them out.

use serde_json::{Value, json};

/// A managed resource `TYPE.NAME`.
pub fn managed(type_name: &str, name: &str, attributes: Value) -> Value {
    json!({"mode": "managed", "type": type_name, "name": name, "attributes": attributes})
}

/// Resources by their addresses, `TYPE.NAME`, and `data.TYPE.NAME` for one that is only read.
pub fn resources(table: Value) -> Vec<Value> {
    resources_of("", table)
}

/// The same, where the types are those of a provider, without its prefix.
pub fn resources_of(prefix: &str, table: Value) -> Vec<Value> {
    let all = table.as_object().unwrap().iter();
    all.map(|(address, attributes)| {
        let (mode, rest) = match address.strip_prefix("data.") {
            Some(rest) => ("data", rest),
            None => ("managed", address.as_str()),
        };
        let (type_name, name) = rest.split_once('.').unwrap();
        let type_name = format!("{prefix}{type_name}");
        json!({"mode": mode, "type": type_name, "name": name, "attributes": attributes})
    })
    .collect()
}

/// A state as it is stored.
pub fn stored(resources: &[Value]) -> Value {
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
            if let Some(module) = resource.get("module") {
                one["module"] = module.clone();
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

pub fn address(resource: &Value) -> String {
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
pub fn shown(resources: &[Value]) -> Value {
    json!({
        "format_version": "1.0",
        "terraform_version": "1.9.8",
        "values": {"root_module": tree(resources)},
    })
}

pub fn tree(resources: &[Value]) -> Value {
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

pub fn policy(action: &str) -> String {
    json!({"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": [action]}]}).to_string()
}

/// Every type of the providers that name their resources alike, with ids only where they need one.
pub fn of_huawei(cloud: &str) -> Vec<Value> {
    resources_of(
        &format!("{cloud}_"),
        json!({
            "identity_user.ida": {"id": "u-ida", "name": "ida", "enabled": true, "email": "ida@example.com"},
            "identity_user.otto": {"id": "u-otto", "name": "otto", "enabled": false},
            "identityv5_user.uma": {"id": "u-uma", "name": "uma", "enabled": true, "urn": "iam::d-1:user:uma"},
            "identity_group.ops": {"id": "g-ops", "name": "ops", "description": "runs things"},
            "identityv5_group.new": {"id": "g-new", "group_name": "newcomers", "description": ""},
            "identity_group_membership.ops": {"id": "g-ops", "group": "g-ops", "users": ["u-ida", "u-otto"]},
            "identityv5_group_membership.new": {"id": "x", "group_id": "g-new", "user_id_list": ["u-uma"]},
            "identity_role.images": {"id": "r-images", "name": "image watchers", "type": "XA", "description": "", "references": 2, "policy": policy("ims:images:list")},
            "identity_group_role_assignment.global": {"id": "a", "group_id": "g-ops", "role_id": "r-images", "domain_id": "d-1", "project_id": null, "enterprise_project_id": null},
            "identity_role_assignment.one": {"id": "b", "group_id": "g-ops", "role_id": "r-tenant", "domain_id": "", "project_id": "p-north"},
            "identity_group_role_assignment.all": {"id": "c", "group_id": "g-ops", "role_id": "r-images", "domain_id": null, "project_id": "all"},
            "identity_group_role_assignment.ep": {"id": "d", "group_id": "g-ops", "role_id": "r-images", "enterprise_project_id": "e-shop"},
            "identity_user_role_assignment.ida": {"id": "e", "user_id": "u-ida", "role_id": "r-watch", "enterprise_project_id": "e-shop"},
            "identity_project.north": {"id": "p-north", "name": "north_shop", "parent_id": "p-region", "enabled": true, "status": "normal"},
            "enterprise_project.shop": {"id": "e-shop", "name": "shop", "type": "prod", "status": 1},
            "identity_agency.build": {
                "id": "ag-build", "name": "build", "delegated_domain_name": "partner", "delegated_service_name": null, "duration": "FOREVER",
                "project_role": [{"project": "north_shop", "roles": ["CCE Administrator"]}],
                "domain_roles": ["image watchers"], "all_resources_roles": ["Tenant Guest"],
                "enterprise_project_roles": [{"enterprise_project": "shop", "roles": ["image watchers"]}]},
            "identity_trust_agency.run": {
                "id": "ag-run", "name": "run", "path": "", "duration": 3600, "policy_names": ["buckets", "IAMReadOnlyPolicy"],
                "trust_policy": "{\"Version\":\"5.0\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":[\"service.ECS\"]},\"Action\":[\"sts:agencies:assume\"]}]}"},
            "identityv5_policy.buckets": {"id": "v5-buckets", "name": "buckets", "path": "", "policy_document": "{\"Version\":\"5.0\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"obs:bucket:listAllMybuckets\"]}]}"},
            "identityv5_policy_user_attach.uma": {"id": "f", "policy_id": "v5-buckets", "user_id": "u-uma"},
            "identityv5_policy_group_attach.new": {"id": "g", "policy_id": "v5-buckets", "group_id": "g-new"},
            "identityv5_policy_agency_attach.build": {"id": "h", "policy_id": "v5-buckets", "agency_id": "ag-build"},
            "identity_access_key.ida": {"id": "AKIDA", "user_id": "u-ida", "status": "active", "secret": "kept-by-nobody"},
            "data.identity_role.tenant": {"id": "r-tenant", "name": "te_agency", "display_name": "Tenant Guest", "catalog": "BASE", "type": "AA"},
            "data.identity_custom_role.watch": {"id": "r-watch", "name": "watchers", "domain_id": "d-1", "catalog": "CUSTOMED", "type": "XA", "policy": policy("ces:metrics:list")},
            "data.identity_permissions.all": {"id": "hash", "permissions": [{"id": "r-listed", "name": "OBS OperateAccess", "catalog": "OBS", "policy": policy("obs:object:GetObject")}]},
            "data.identity_projects.all": {"id": "hash", "projects": [{"id": "p-region", "name": "north", "enabled": true}]},
            "data.identity_users.all": {"id": "hash", "users": [{"id": "u-ext", "name": "vera", "enabled": true}, {"id": "u-ida", "name": "ida", "enabled": true, "password_expires_at": "2027-01-01"}]},
            "data.identity_group.audit": {"id": "g-audit", "name": "audit", "description": "", "users": [{"id": "u-ext", "name": "vera", "enabled": true}]},
        }),
    )
}

/// Every type of the provider that names its resources otherwise; one stands in a module.
pub fn of_telekom() -> Vec<Value> {
    let condition = r#"{"StringEquals":{"g:ProjectName":["eu-de"]}}"#;
    let mut all = resources(json!({
        "opentelekomcloud_identity_user_v3.ida": {"id": "u-ida", "name": "ida", "enabled": true, "domain_id": "d-9", "xuser_id": ""},
        "opentelekomcloud_identity_user_v3.otto": {"id": "u-otto", "name": "otto", "enabled": true, "domain_id": "d-9"},
        "opentelekomcloud_identity_group_v3.ops": {"id": "g-ops", "name": "ops", "description": "", "domain_id": "d-9", "region": "eu-de"},
        "opentelekomcloud_identity_group_v3.audit": {"id": "g-audit", "name": "audit", "domain_id": "d-9"},
        "opentelekomcloud_identity_group_membership_v3.ops": {"id": "x", "group": "g-ops", "users": ["u-ida"]},
        "opentelekomcloud_identity_user_group_membership_v3.otto": {"id": "y", "user": "u-otto", "groups": ["g-ops", "g-audit"]},
        "opentelekomcloud_identity_project_v3.shop": {"id": "p-shop", "name": "eu-de_shop", "domain_id": "d-9", "parent_id": "", "enabled": true},
        "opentelekomcloud_identity_role_v3.reader": {
            "id": "r-reader", "display_name": "bucket readers", "display_layer": "domain", "name": "custom_d-9_0", "catalog": "CUSTOMED", "domain_id": "d-9",
            "statement": [
            {"effect": "Allow", "action": ["obs:bucket:ListBucket"], "resource": ["obs:*:*:bucket:logs"], "condition": condition},
            {"effect": "Deny", "action": ["obs:object:DeleteObject"], "resource": [], "condition": ""}]},
        "opentelekomcloud_identity_role_assignment_v3.all": {"id": "a", "group_id": "g-ops", "role_id": "r-reader", "domain_id": "d-9", "project_id": "", "all_projects": true},
        "opentelekomcloud_identity_role_assignment_v3.global": {"id": "b", "group_id": "g-ops", "role_id": "r-reader", "domain_id": "d-9", "project_id": "", "all_projects": false},
        "opentelekomcloud_identity_role_assignment_v3.one": {"id": "c", "group_id": "g-audit", "role_id": "r-reader", "domain_id": "", "project_id": "p-shop"},
        "opentelekomcloud_identity_agency_v3.build": {
            "id": "ag", "name": "build", "delegated_domain_name": "partner", "duration": "ONEDAY",
            "project_role": [{"project": "eu-de_shop", "all_projects": false, "roles": ["KMS Administrator"]}, {"project": "", "all_projects": true, "roles": ["Tenant Guest"]}],
            "domain_roles": ["bucket readers"]},
        "data.opentelekomcloud_identity_project_v3.region": {"id": "p-region", "name": "eu-de", "enabled": true},
    }));
    all[2]["module"] = "module.team[\"a.b\"]".into();
    all[2]["key"] = "x".into();
    all
}
