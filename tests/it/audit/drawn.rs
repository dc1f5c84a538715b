//! What the accounts that are drawn at random are made of.

use serde_json::{Value, json};

/// A custom policy of these statements; its id is its name.
pub fn custom(id: &str, layer: &str, statements: &[Value]) -> Value {
    json!({
        "id": id, "name": id, "display_name": id, "catalog": "CUSTOMED", "type": layer, "domain_id": "d1",
        "policy": {"Version": "1.1", "Statement": statements},
    })
}

/// A role of somebody, on the scope of this name: `all`, `global`, `shop` (an enterprise project), or a project.
pub fn assigned((kind, holder): (&str, &str), role: &Value, scope: &str) -> Value {
    let (scope, inherited) = match scope {
        "all" => (json!({"domain": {"id": "d1"}}), true),
        "global" => (json!({"domain": {"id": "d1"}}), false),
        "shop" => (json!({"enterprise_project": {"id": "e1"}}), false),
        project => (json!({"project": {"name": project}}), false),
    };
    json!({kind: {"id": holder}, "role": role, "scope": scope, "is_inherited": inherited})
}

/// Three groups and as many users as have a row, which says of each group whether they are in it.
pub fn crowd(members: &[Vec<bool>], roles: &[Value], assigned: &[Value]) -> Value {
    let user = |at| json!({"id": format!("u{at}"), "name": format!("user-{at}"), "enabled": true});
    let users: Vec<Value> = (0..members.len()).map(user).collect();
    let groups = [0, 1, 2].map(|at| json!({"id": format!("g{at}"), "name": format!("group-{at}")}));
    let mut memberships = Vec::new();
    for (user, groups) in members.iter().enumerate() {
        let within = groups.iter().enumerate().filter(|(_, member)| **member);
        memberships.extend(within.map(|(group, _)| {
            json!({"group": {"id": format!("g{group}")}, "user": {"id": format!("u{user}")}})
        }));
    }
    json!({
        "users": users, "groups": groups, "memberships": memberships,
        "roles": roles, "role_assignments": assigned,
    })
}
