//! The account that is put in, and what it means: an account of the clouds' shapes, in a plain Keystone; and decisions
//! worked out from it directly, by the rules of scopes and effects, without a line of the program.

use serde_json::{Value, json};

pub const DOMAIN: &str = "acme";
pub const WORLD_PASSWORD: &str = "of-a-user-of-acme";
pub const AUDITOR: &str = "auditor";

/// What is asked. `iam` is a global service, the others belong to projects.
pub const ACTIONS: [&str; 9] = [
    "ims:images:list",
    "ims:images:delete",
    "ims:quotas:get",
    "vpc:vpcs:create",
    "vpc:vpcs:list",
    "ecs:cloudServers:list",
    "smn:topic:create",
    "iam:users:listUsers",
    "iam:groups:listGroups",
];

pub const PROJECTS: [(&str, Option<&str>); 6] = [
    ("eu-de", None),
    ("eu-nl", None),
    ("cn-north-4", None),
    ("eu-de_shop", Some("eu-de")),
    ("eu-de_lab", Some("eu-de")),
    ("eu-nl_shop", Some("eu-nl")),
];

const USERS: usize = 41;
const GROUPS: usize = 9;

/// The same numbers each time, and no pattern in them.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// An effect, and the actions it is for.
type Statement = (&'static str, Vec<&'static str>);

/// Name, whether the account's own, and statements.
fn documents() -> Vec<(&'static str, bool, Vec<Statement>)> {
    vec![
        ("Image Access", false, vec![("Allow", vec!["ims:*:*"])]),
        (
            "Image Reading",
            false,
            vec![("Allow", vec!["ims:images:list", "ims:*:get*"])],
        ),
        ("Network Access", false, vec![("Allow", vec!["vpc:*:*"])]),
        (
            "Network Reading",
            false,
            vec![("Allow", vec!["vpc:*:list", "vpc:*:get"])],
        ),
        ("Server Reading", false, vec![("Allow", vec!["ecs:*:list"])]),
        (
            "Identity Reading",
            false,
            vec![("Allow", vec!["iam:*:list*"])],
        ),
        ("Everything", false, vec![("Allow", vec!["*:*:*"])]),
        (
            "no-image-delete",
            true,
            vec![("Deny", vec!["ims:images:delete"])],
        ),
        (
            "images-but-delete",
            true,
            vec![
                ("Allow", vec!["ims:images:*"]),
                ("Deny", vec!["ims:images:del*"]),
            ],
        ),
        ("topics", true, vec![("Allow", vec!["smn:topic:create"])]),
        ("no-users", true, vec![("Deny", vec!["iam:users:*"])]),
        (
            "read-all",
            true,
            vec![("Allow", vec!["*:*:list*", "*:*:get*"])],
        ),
    ]
}

fn user(at: usize) -> String {
    format!("user-{at:03}")
}

fn group(at: usize) -> String {
    format!("group-{at:02}")
}

/// What `seed.py` puts in.
pub fn world() -> Value {
    let mut dice = Dice(20_261_121);
    let projects: Vec<Value> = PROJECTS
        .iter()
        .map(|(name, parent)| match parent {
            Some(parent) => json!({"name": name, "parent": parent}),
            None => json!({"name": name}),
        })
        .collect();
    let roles: Vec<Value> = documents()
        .into_iter()
        .zip(0..)
        .map(|((name, custom, statements), at)| {
            let statements: Vec<Value> = statements
                .iter()
                .map(|(effect, actions)| json!({"Effect": effect, "Action": actions}))
                .collect();
            let internal = if custom { "custom_acme" } else { "system_all" };
            json!({"name": format!("{internal}_{at}"), "custom": custom, "display_name": name, "type": "XA",
                "catalog": if custom { "CUSTOMED" } else { "TEST" }, "flag": "fine_grained",
                "policy": {"Version": "1.1", "Statement": statements}})
        })
        .collect();
    let names: Vec<&str> = roles
        .iter()
        .map(|role| role["name"].as_str().unwrap())
        .collect();
    let mut users: Vec<Value> = (0..USERS)
        .map(|at| {
            json!({"name": user(at), "enabled": at % 13 != 12, "password": WORLD_PASSWORD,
            "pwd_status": at % 3 == 0, "areacode": "0049"})
        })
        .collect();
    users.push(json!({"name": AUDITOR, "enabled": true, "password": WORLD_PASSWORD}));
    let groups: Vec<Value> = (0..GROUPS)
        .map(|at| json!({"name": group(at), "description": format!("group {at}"), "create_time": 1_600_000_000_000_u64}))
        .collect();
    let mut memberships = Vec::new();
    for at in 0..USERS {
        for other in 0..GROUPS {
            if dice.below(GROUPS) < 2 {
                memberships.push(json!([group(other), user(at)]));
            }
        }
    }
    let mut assignments: Vec<Value> = Vec::new();
    let mut assign = |one: Value| {
        if !assignments.contains(&one) {
            assignments.push(one);
        }
    };
    for at in 0..GROUPS {
        for _ in 0..4 {
            let role = names[dice.below(names.len())];
            assign(match dice.below(10) {
                0..5 => {
                    json!({"group": group(at), "role": role, "project": PROJECTS[dice.below(6)].0, "inherited": false})
                }
                5..7 => json!({"group": group(at), "role": role, "inherited": false}),
                7..9 => json!({"group": group(at), "role": role, "inherited": true}),
                _ => {
                    json!({"group": group(at), "role": role, "project": "eu-de", "inherited": true})
                }
            });
        }
    }
    // A plain Keystone lets users hold roles themselves.
    for at in (0..USERS).step_by(10) {
        let role = names[dice.below(names.len())];
        assign(
            json!({"user": user(at), "role": role, "project": PROJECTS[dice.below(6)].0, "inherited": false}),
        );
    }
    assign(json!({"user": AUDITOR, "role": "reader", "inherited": false}));
    json!({"domain": DOMAIN, "projects": projects, "roles": roles, "users": users, "groups": groups,
        "memberships": memberships, "assignments": assignments, "system_readers": [AUDITOR]})
}

/// What the account means for one request: `allow`, `explicit_deny` or `implicit_deny`.
pub fn decision(world: &Value, name: &str, action: &str, project: &str) -> &'static str {
    let list = |key: &str| world[key].as_array().unwrap();
    let user = list("users")
        .iter()
        .find(|user| user["name"] == name)
        .unwrap();
    if user["enabled"] == false {
        return "implicit_deny";
    }
    let is_in = |group: &Value| {
        list("memberships")
            .iter()
            .any(|pair| pair[0] == *group && pair[1] == name)
    };
    let parent = PROJECTS
        .iter()
        .find(|(known, _)| *known == project)
        .unwrap()
        .1;
    let global = action.starts_with("iam:");
    let reaches = |one: &Value| match (one["project"].as_str(), one["inherited"] == true) {
        (None, true) => true,
        (None, false) => global,
        (Some(at), false) => !global && at == project,
        (Some(at), true) => !global && parent == Some(at),
    };
    let mut allowed = false;
    for one in list("assignments") {
        let holds = one["user"] == name || one.get("group").is_some_and(is_in);
        if !holds || !reaches(one) {
            continue;
        }
        let Some(role) = list("roles")
            .iter()
            .find(|role| role["name"] == one["role"])
        else {
            continue;
        };
        for statement in role["policy"]["Statement"].as_array().unwrap() {
            let patterns = statement["Action"].as_array().unwrap();
            if patterns
                .iter()
                .any(|pattern| matches(pattern.as_str().unwrap(), action))
            {
                if statement["Effect"] == "Deny" {
                    return "explicit_deny";
                }
                allowed = true;
            }
        }
    }
    if allowed { "allow" } else { "implicit_deny" }
}

/// `*` in the account's patterns stands for a whole part or the end of one.
fn matches(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.split(':'), action.split(':'));
    pattern
        .zip(action)
        .all(|(pattern, part)| match pattern.strip_suffix('*') {
            Some(start) => part.starts_with(start),
            None => pattern == part,
        })
}

/// The account's users but the auditor, whose role is Keystone's own and has no document.
pub fn users() -> Vec<String> {
    (0..USERS).map(user).collect()
}
