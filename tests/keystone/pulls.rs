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
        format!(
            "{who} {} {place} {inherited}",
            name("roles", &one["role"]["id"])
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
    let other = keystone
        .requests()
        .into_iter()
        .filter(|line| !line.starts_with("GET /v3"));
    let other: Vec<String> = other
        .filter(|line| !line.starts_with("POST /v3/auth/tokens "))
        .collect();
    assert_eq!(
        other, ["GET /v3.0/OS-ROLE/roles?page=1&per_page=300 404"; 0],
        "only reading"
    );
}

#[test]
fn a_reader_of_the_account_reads_it_whole() {
    let keystone = Keystone::with_account(&[]);
    let folder = TempDir::new().unwrap();
    let snapshot = collect(folder.path(), &keystone.as_auditor(), &[]);
    assert_eq!(by_names(&snapshot), put_in());
    assert_eq!(snapshot.get("unread"), None);
    compare_decisions(folder.path());
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
    for options in [&["--list-limit", "5"], &["--max-db-limit", "7"]] {
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
    assert_eq!(by_names(&snapshot), put_in());
    assert_eq!(snapshot.get("unread"), None);
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
fn an_existing_token_is_enough_and_secrets_stay_where_they_are() {
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
    assert!(users().len() > 40 && AUDITOR.len() > 3);
}
