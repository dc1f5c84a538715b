//! Pulls that succeed, against a server in several moods; each compared with what was put in.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::rig::{Keystone, permlens, said};
use super::world::{ACTIONS, AUDITOR, DOMAIN, PROJECTS, decision, users, world};

const FILE: &str = "acme.json";

fn collect(folder: &Path, variables: &[(&'static str, String)], more: &[&str]) -> Value {
    let arguments = [&["collect", "-o", FILE][..], more].concat();
    let output = permlens(folder, variables, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    serde_json::from_slice(&fs::read(folder.join(FILE)).unwrap()).unwrap()
}

/// The account by names, so that it can be compared with what was put in.
fn by_names(snapshot: &Value) -> [Vec<String>; 5] {
    let list = |key: &str| snapshot[key].as_array().unwrap();
    let name = |key: &str, id: &Value| {
        let found = list(key).iter().find(|one| one["id"] == *id);
        found.unwrap_or_else(|| panic!("{key} has {id}"))["name"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let names = |key: &str| {
        list(key)
            .iter()
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let memberships = list("memberships").iter().map(|one| {
        format!(
            "{} {}",
            name("groups", &one["group"]["id"]),
            name("users", &one["user"]["id"])
        )
    });
    let assignments = list("role_assignments").iter().map(|one| {
        let who = match one.get("user") {
            Some(user) => name("users", &user["id"]),
            None => name("groups", &one["group"]["id"]),
        };
        let scope = &one["scope"];
        let place = match scope.get("project") {
            Some(project) => name("projects", &project["id"]),
            None => DOMAIN.to_owned(),
        };
        let inherited =
            one["is_inherited"] == true || scope.get("OS-INHERIT:inherited_to").is_some();
        // Whoever may not read the roles still learns what they are called.
        let role = one["role"]["name"].as_str().map(str::to_owned);
        let role = role.unwrap_or_else(|| name("roles", &one["role"]["id"]));
        format!("{who} {role} {place} {inherited}")
    });
    [
        names("users"),
        names("groups"),
        names("projects"),
        memberships.collect(),
        assignments.collect(),
    ]
    .map(sorted)
}

fn put_in() -> [Vec<String>; 5] {
    let world = world();
    let list = |key: &str| world[key].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let names = |key: &str| list(key).iter().map(|one| text(&one["name"])).collect();
    let memberships = list("memberships");
    let memberships = memberships
        .iter()
        .map(|pair| format!("{} {}", text(&pair[0]), text(&pair[1])));
    let assignments = list("assignments");
    let assignments = assignments.iter().map(|one| {
        let who = one.get("user").unwrap_or(&one["group"]);
        let place = one["project"].as_str().unwrap_or(DOMAIN);
        format!(
            "{} {} {place} {}",
            text(who),
            text(&one["role"]),
            one["inherited"]
        )
    });
    [
        names("users"),
        names("groups"),
        names("projects"),
        memberships.collect(),
        assignments.collect(),
    ]
    .map(sorted)
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list
}

/// Every user × action × project, decided from the snapshot and from what was put in.
fn compare_decisions(folder: &Path) {
    let world = world();
    let mut lines = String::new();
    let mut expected = Vec::new();
    for user in users() {
        for action in ACTIONS {
            for (project, _) in PROJECTS {
                let line =
                    json!({"principal": {"user": user}, "action": action, "project": project});
                lines.push_str(&format!("{line}\n"));
                expected.push((line, decision(&world, &user, action, project)));
            }
        }
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_permlens"))
        .args(["-a", FILE, "check", "--batch", "-"])
        .env_clear()
        .env("HOME", folder)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let writing = std::thread::spawn(move || input.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let answers = String::from_utf8(output.stdout).unwrap();
    let mut seen = std::collections::BTreeMap::new();
    let mut count = 0;
    for (answer, (line, expected)) in answers.lines().zip(&expected) {
        let answer: Value = serde_json::from_str(answer).unwrap();
        assert_eq!(answer["decision"], *expected, "{line}");
        *seen.entry(*expected).or_insert(0) += 1;
        count += 1;
    }
    assert_eq!(count, expected.len());
    // A comparison of nothing but refusals would prove little.
    assert!(
        seen.len() == 3 && seen.values().all(|count| *count > 50),
        "{seen:?}"
    );
    println!("{count} decisions compared: {seen:?}");
}

#[test]
fn the_account_comes_out_as_it_was_put_in_and_so_does_every_decision() {
    let keystone = Keystone::with_account(&[]);
    let folder = TempDir::new().unwrap();
    let text = format!(
        "clouds:\n  rig:\n    auth: {{auth_url: '{}', username: admin, user_domain_id: default, system_scope: all}}\n    cacert: {}\n",
        keystone.url,
        keystone.file("ca.pem").display()
    );
    fs::write(folder.path().join("clouds.yaml"), text).unwrap();
    let secret = format!(
        "clouds: {{rig: {{auth: {{password: {}}}}}}}",
        super::rig::PASSWORD
    );
    fs::write(folder.path().join("secure.yaml"), secret).unwrap();
    let snapshot = collect(
        folder.path(),
        &[],
        &["--cloud", "rig", "--read-domain", DOMAIN],
    );
    assert_eq!(by_names(&snapshot), put_in());
    assert_eq!(snapshot.get("unread"), None);
    // What Keystone does not know of came through it unchanged.
    let role = snapshot["roles"]
        .as_array()
        .unwrap()
        .iter()
        .find(|role| role["display_name"] == "images-but-delete");
    let world = world();
    let put = world["roles"]
        .as_array()
        .unwrap()
        .iter()
        .find(|role| role["display_name"] == "images-but-delete");
    assert_eq!(role.unwrap()["policy"], put.unwrap()["policy"]);
    compare_decisions(folder.path());
    let requests = keystone.requests();
    let writing = requests.iter().filter(|line| !line.starts_with("GET "));
    assert_eq!(writing.collect::<Vec<_>>(), ["POST /v3/auth/tokens 201"]);
}

#[test]
fn a_reader_of_the_system_reads_the_account_whole() {
    let keystone = Keystone::with_account(&[]);
    let folder = TempDir::new().unwrap();
    // Without another word it reads the account that its user is in.
    let snapshot = collect(folder.path(), &keystone.as_auditor(), &[]);
    assert_eq!(by_names(&snapshot), put_in());
    assert_eq!(snapshot.get("unread"), None);
    compare_decisions(folder.path());
}

#[test]
fn a_reader_of_the_account_may_not_read_roles_and_what_hangs_on_them_is_open() {
    let keystone = Keystone::with_account(&[]);
    let folder = TempDir::new().unwrap();
    let snapshot = collect(folder.path(), &keystone.as_user(AUDITOR), &[]);
    assert_eq!(by_names(&snapshot), put_in());
    let mut unread: Vec<String> = snapshot["unread"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!(
                "{} {}",
                one["what"].as_str().unwrap(),
                one["reason"].as_str().unwrap()
            )
        })
        .collect();
    unread.sort();
    assert!(unread[0].starts_with("custom_policies 403 "), "{unread:?}");
    assert!(unread[3].starts_with("roles 403 "), "{unread:?}");
    // The others are what findings look at: identity providers and their mappings.
    assert_eq!(unread.len(), 4, "{unread:?}");
    let ask = [
        "-a",
        FILE,
        "check",
        "--user",
        "user-000",
        "--action",
        "vpc:vpcs:list",
        "--project",
        "eu-nl",
        "--format",
        "json",
    ];
    let output = permlens(folder.path(), &[], &ask);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["decision"], "conditional");
}

#[test]
fn servers_that_cut_lists_are_read_to_their_end() {
    let whole = {
        let keystone = Keystone::with_account(&[]);
        let folder = TempDir::new().unwrap();
        collect(
            folder.path(),
            &keystone.as_admin(),
            &["--read-domain", DOMAIN],
        )
    };
    for options in [&["--list-limit", "8"], &["--max-db-limit", "8"]] {
        let keystone = Keystone::with_account(options);
        let folder = TempDir::new().unwrap();
        let snapshot = collect(
            folder.path(),
            &keystone.as_admin(),
            &["--read-domain", DOMAIN],
        );
        assert_eq!(by_names(&snapshot), by_names(&whole), "{options:?}");
        assert_eq!(
            snapshot["roles"].as_array().unwrap().len(),
            whole["roles"].as_array().unwrap().len()
        );
        let pages = keystone
            .requests()
            .iter()
            .filter(|line| line.starts_with("GET /v3/users?"))
            .count();
        assert!(pages > 5, "{pages} pages of users");
        assert_eq!(snapshot.get("unread"), None, "{options:?}");
    }
}

#[test]
fn what_a_server_cuts_and_never_gives_is_open_for_those_it_concerns() {
    let world = world();
    let groups_of = |user: &str| {
        let pairs = world["memberships"].as_array().unwrap();
        pairs.iter().filter(|pair| pair[1] == user).count()
    };
    let many: Vec<String> = users()
        .into_iter()
        .filter(|user| groups_of(user) > 5)
        .collect();
    assert!(!many.is_empty());
    let keystone = Keystone::with_account(&["--list-limit", "5"]);
    let folder = TempDir::new().unwrap();
    let snapshot = collect(
        folder.path(),
        &keystone.as_admin(),
        &["--read-domain", DOMAIN],
    );
    // Neither the members of a group nor the groups of a user are told beyond the fifth.
    let unread = snapshot["unread"].as_array().unwrap();
    assert_eq!(unread.len(), many.len(), "{unread:?}");
    for one in unread {
        assert_eq!(one["what"], "memberships");
        let users = snapshot["users"].as_array().unwrap();
        let user = users.iter().find(|user| user["id"] == one["user"]["id"]);
        assert!(many.iter().any(|name| user.unwrap()["name"] == *name));
    }
}

#[test]
fn throttling_outages_and_dropped_connections_are_got_over() {
    let keystone = Keystone::with_account(&[]);
    keystone.faults(&json!([
        {"match": "^GET /v3/users", "status": 429, "times": 1, "retry_after": 1},
        {"match": "^GET /v3/groups/", "status": 503, "times": 1, "retry_after": 0},
        {"match": "^GET /v3/roles", "close_after": 200, "times": 1},
    ]));
    let folder = TempDir::new().unwrap();
    let snapshot = collect(
        folder.path(),
        &keystone.as_admin(),
        &["--read-domain", DOMAIN],
    );
    assert_eq!(by_names(&snapshot), put_in());
    let requests = keystone.requests();
    assert!(requests.iter().any(|line| line.ends_with(" 429")));
    assert!(requests.iter().any(|line| line.ends_with(" 503")));
}

#[test]
fn a_token_that_expires_on_the_way_is_renewed() {
    let keystone = Keystone::with_account(&["--token-ttl", "2"]);
    keystone.faults(&json!([{"match": "^GET /v3/groups/", "delay_ms": 500}]));
    let folder = TempDir::new().unwrap();
    let snapshot = collect(
        folder.path(),
        &keystone.as_admin(),
        &["--read-domain", DOMAIN, "--parallel", "1"],
    );
    assert_eq!(by_names(&snapshot), put_in());
    let requests = keystone.requests();
    assert!(
        requests
            .iter()
            .any(|line| line.starts_with("GET ") && line.ends_with(" 401")),
        "one was refused"
    );
    assert!(
        requests
            .iter()
            .filter(|line| line.starts_with("POST "))
            .count()
            > 1,
        "and it signed in again"
    );
}

#[test]
fn where_the_listing_is_refused_groups_and_users_are_asked_one_by_one() {
    let keystone = Keystone::with_account(&[]);
    keystone.faults(&json!([{"match": "^GET /v3/role_assignments", "status": 403}]));
    let folder = TempDir::new().unwrap();
    let snapshot = collect(
        folder.path(),
        &keystone.as_admin(),
        &["--read-domain", DOMAIN],
    );
    // Keystone has no list of what is inherited from one project: that stays open, and is said.
    let [.., mut listed] = put_in();
    listed.retain(|one| !one.ends_with("eu-de true"));
    let [users, groups, projects, memberships, assignments] = by_names(&snapshot);
    assert_eq!(assignments, listed);
    assert_eq!([users, groups, projects, memberships], put_in()[..4]);
    let unread = snapshot["unread"].as_array().unwrap();
    // Nine groups and forty-two users, and the two projects that have others below them.
    assert_eq!(unread.len(), 51 * 2);
    for one in unread {
        let call = one["call"].as_str().unwrap();
        assert!(call.starts_with("GET /v3/OS-INHERIT/projects/"), "{call}");
    }
}

#[test]
fn whoever_may_read_nothing_gets_a_snapshot_that_says_so() {
    let keystone = Keystone::with_account(&[]);
    let folder = TempDir::new().unwrap();
    // A user with a role in a project, and none on the account.
    let mut variables = keystone.as_user("user-000");
    variables.retain(|(name, _)| *name != "OS_DOMAIN_NAME");
    let world = world();
    let held = world["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["user"] == "user-000");
    variables.push((
        "OS_PROJECT_NAME",
        held.unwrap()["project"].as_str().unwrap().to_owned(),
    ));
    variables.push(("OS_PROJECT_DOMAIN_NAME", DOMAIN.to_owned()));
    let snapshot = collect(folder.path(), &variables, &[]);
    let unread = snapshot["unread"].as_array().unwrap();
    let reasons: Vec<&str> = unread
        .iter()
        .map(|one| one["reason"].as_str().unwrap())
        .collect();
    assert!(
        reasons.iter().all(|reason| reason.starts_with("403 ")),
        "{reasons:?}"
    );
    let what: Vec<&str> = unread
        .iter()
        .map(|one| one["what"].as_str().unwrap())
        .collect();
    for list in ["users", "groups", "role_assignments"] {
        assert!(what.contains(&list), "{what:?}");
    }
}

#[test]
fn secrets_stay_where_they_are() {
    let keystone = Keystone::with_account(&[]);
    let folder = TempDir::new().unwrap();
    let variables = keystone.as_admin();
    let output = permlens(
        folder.path(),
        &variables,
        &["-v", "collect", "-o", FILE, "--read-domain", DOMAIN],
    );
    let file = fs::read_to_string(folder.path().join(FILE)).unwrap();
    for text in [
        said(&output),
        String::from_utf8(output.stdout).unwrap(),
        file,
    ] {
        // A Fernet token begins like this.
        for secret in [super::rig::PASSWORD, super::world::WORLD_PASSWORD, "gAAAAA"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}
