//! Answers that are broken, contradict each other or are none, secrets beside them, and a great many of them.

use std::fs;
use std::path::Path;

use permlens::catalogue::Catalogue;
use permlens::import::{self, export};
use serde_json::{Value, json};

use super::saved::{
    Folder, group, groups, link, open, problems, projects, read, role, unread, user, users,
};

#[test]
fn a_broken_page_leaves_the_others() {
    let cut = users();
    let text = format!("{}\n{}\n{}\n", groups(), &cut[..cut.len() - 9], projects());
    let imported = read("pages.txt", &text);
    assert_eq!(imported.account.groups.len(), 2);
    assert_eq!(imported.account.projects.len(), 2);
    assert_eq!(imported.account.users.len(), 0);
    assert!(
        problems(&imported).starts_with("pages.txt: $ (line 3): expected JSON"),
        "{}",
        problems(&imported)
    );
    assert!(
        unread(&imported)[0].starts_with("users : GET /v3/users"),
        "{:?}",
        unread(&imported)
    );
    // What is cut off by the end is said so.
    let imported = read(
        "pages.txt",
        &format!("{}\n{}", groups(), &cut[..cut.len() - 9]),
    );
    assert!(
        problems(&imported).contains("the end of the text"),
        "{}",
        problems(&imported)
    );
    // A snapshot in pieces is none.
    let pieces = "{\"format\": \"permlens-snapshot\", \"version\": 1,, \n{\"users\": []}";
    assert!(import::from_slice("x", pieces.as_bytes(), Catalogue::embedded()).is_err());
}

#[test]
fn what_two_answers_tell_differently_is_said() {
    let mut changed = user("u1", "mara");
    changed["enabled"] = json!(false);
    changed["last_login_time"] = json!("2026");
    let imported = open(&[
        ("1.json", users()),
        (
            "2.json",
            json!({"users": [changed, user("u1", "mara")]}).to_string(),
        ),
    ]);
    assert_eq!(imported.account.users.len(), 2);
    assert!(
        imported.account.users.rows()[0].enabled,
        "the first is kept"
    );
    assert_eq!(
        imported.account.users.rows()[0].extra["last_login_time"],
        "2026"
    );
    assert_eq!(imported.problems.len(), 1);
    assert!(problems(&imported).contains("2.json: $.users[0]: expected the same as in an earlier answer, found another enabled of \"u1\""), "{}", problems(&imported));
}

#[test]
fn problems_stand_where_the_answer_stood() {
    let bad = json!({"users": [user("u1", "mara"), {"id": "u7"}, 5], "links": link("/v3/users")});
    let worse = json!({"roles": [role("r1", "x"), {"id": "r9", "display_name": "y", "domain_id": "d1", "policy": {"Version": "9"}}]});
    let imported = Folder::of(&[
        ("1.json", users()),
        ("2.json", bad.to_string()),
        ("3.json", worse.to_string()),
    ])
    .open();
    let told = problems(&imported);
    for place in [
        "2.json: $.users[1].name: expected a text",
        "2.json: $.users[2]: expected an object",
        "3.json: $.roles[1].policy.Version",
    ] {
        assert!(told.contains(place), "{place}\n{told}");
    }
}

#[test]
fn text_in_another_encoding_is_called_so() {
    let latin = b"{\"users\": [{\"id\": \"u1\", \"name\": \"caf\xe9\"}]}";
    let error = import::from_slice("a.json", latin, Catalogue::embedded()).unwrap_err();
    assert!(
        error.to_string().contains("not UTF-8; save it as UTF-8"),
        "{error}"
    );
}

#[test]
fn what_is_broken_is_told_once() {
    let files = [
        ("users.json", users()),
        ("groups.json", "{\"groups\":[}".to_owned()),
    ];
    let imported = open(&files);
    let told = problems(&imported);
    assert_eq!(imported.problems.len(), 1, "{told}");
    assert!(
        told.contains("groups.json: $ (line 1, column 12): expected JSON, found something else"),
        "{told}"
    );
    // Of one file by itself, its name once.
    let error = import::from_slice(
        "a.json",
        br#"{"id": "x", "other": 1}"#,
        Catalogue::embedded(),
    );
    let said = error.unwrap_err().to_string();
    assert_eq!(said.matches("a.json").count(), 1, "{said}");
    assert!(
        said.contains("(expected an answer of the IAM API, found"),
        "{said}"
    );
}

#[test]
fn what_was_answered_when_a_key_was_made_stays_in_its_file() {
    let owner = json!({"id": "u1", "name": "ann", "enabled": true, "password": "pw-hidden", "phone": "555"});
    let imported = open(&[
        ("users.json", json!({"users": [owner]}).to_string()),
        (
            "credentials.json",
            json!({"credentials": [{"access": "AK1", "secret": "sk-hidden", "user_id": "u1", "status": "active"},
                {"id": "c", "type": "totp", "user_id": "u1", "blob": "seed-hidden"}]})
            .to_string(),
        ),
        (
            "mfa.json",
            json!({"virtual_mfa_devices": [{"user_id": "u1", "serial_number": "s", "base32_string_seed": "seed-hidden"}]})
                .to_string(),
        ),
        (
            "signed-in.txt",
            "HTTP/1.1 201 Created\r\nX-Subject-Token: token-hidden\r\n\r\n{\"token\": {\"user\": {\"id\": \"u1\", \"domain\": {\"id\": \"d1\", \"name\": \"acme\"}}}}".to_owned(),
        ),
    ]);
    let written = export::to_value(&imported.account).to_string();
    assert!(!written.contains("hidden"), "{written}");
    // What nobody modelled and is none stays.
    assert!(
        written.contains("AK1") && written.contains("555"),
        "{written}"
    );
    assert!(!problems(&imported).contains("hidden"));
}

#[test]
fn what_is_no_answer_is_left_out_and_named() {
    let files = [
        ("users.json", users()),
        ("readme.md", "# how these were fetched".to_owned()),
        ("page.html", "<html><body>404</body></html>".to_owned()),
        ("empty.json", String::new()),
        ("number.json", "42".to_owned()),
        (
            "other.json",
            json!({"weather": "fine", "\u{1b}[31mred": 1}).to_string(),
        ),
        ("nothing.json", "[]".to_owned()),
        (".git/config.json", "{".to_owned()),
    ];
    let imported = open(&files);
    let told = problems(&imported);
    for said in [
        "readme.md: $: expected JSON of an account, found text that is no JSON",
        "page.html: $: expected JSON of an account, found an HTML",
        "empty.json: $: expected JSON of an account, found an empty file",
        "nothing.json: $: expected an answer of the API, found an empty list",
    ] {
        assert!(told.contains(said), "{said}\n{told}");
    }
    assert_eq!(imported.problems.len(), 6, "{told}");
    assert!(!told.contains('\u{1b}'), "{told}");
    assert_eq!(imported.account.users.len(), 2);
    let error = Folder::of(&files[1..]).try_open().unwrap_err();
    assert!(!error.is_io());
    assert!(Folder::of(&[]).try_open().is_err());
}

#[cfg(unix)]
#[test]
fn links_out_of_a_folder_are_not_walked() {
    let outside = Folder::of(&[("users.json", users())]);
    let inside = Folder::of(&[("groups.json", groups())]);
    std::os::unix::fs::symlink(outside.0.path(), inside.0.path().join("out")).unwrap();
    std::os::unix::fs::symlink(inside.0.path(), inside.0.path().join("round")).unwrap();
    std::os::unix::fs::symlink(Path::new("/nowhere"), inside.0.path().join("lost")).unwrap();
    let imported = inside.open();
    assert_eq!(imported.account.users.len(), 0);
    assert_eq!(
        imported
            .problems
            .iter()
            .filter(|problem| problem.found.contains("a link to a folder"))
            .count(),
        2
    );
}

/// Answers of 100 MB in one text: users in pages, the members of a thousand groups, assignments.
fn hundred_megabytes() -> String {
    let mut text = String::new();
    let full = |at: usize| {
        json!({"id": format!("u{at:031x}"), "name": format!("user{at}"), "domain_id": "d1", "enabled": true,
            "description": format!("of team {}", at % 77), "password_expires_at": null, "pwd_status": true,
            "access_mode": "default", "links": link(&format!("/v3/users/u{at:031x}"))})
    };
    let groups: Vec<Value> = (0..1000)
        .map(|at| group(&format!("g{at}"), &format!("group{at}")))
        .collect();
    text += &json!({"groups": groups, "links": link("/v3/groups")}).to_string();
    for at in 0..1000 {
        let users: Vec<Value> = (0..60).map(|member| full(at * 97 + member * 31)).collect();
        let links = link(&format!("/v3/groups/g{at}/users"));
        text += &json!({"users": users, "links": links}).to_string();
    }
    let held: Vec<Value> = (0..100_000)
        .map(|at| json!({"group": {"id": format!("g{}", at % 1000)}, "role": {"id": format!("r{}", at % 999)},
            "scope": {"project": {"id": format!("p{}", at / 1000)}}, "is_inherited": false}))
        .collect();
    text += &json!({"role_assignments": held, "total_num": 100_000}).to_string();
    let mut at = 0;
    while text.len() < 100_000_000 {
        let users: Vec<Value> = (at..at + 1000).map(full).collect();
        text += &json!({ "users": users }).to_string();
        at += 1000;
    }
    text
}

/// `cargo test --release --test it hundred -- --ignored --nocapture` says how long it takes and how much it holds.
#[test]
#[ignore = "a measurement"]
fn how_long_a_hundred_megabytes_take() {
    let text = hundred_megabytes();
    let mut times = Vec::new();
    for _ in 0..5 {
        let start = std::time::Instant::now();
        let imported = import::from_slice("x", text.as_bytes(), Catalogue::embedded()).unwrap();
        times.push(start.elapsed());
        assert_eq!(imported.account.groups.len(), 1000);
    }
    times.sort();
    let held = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let held = held.lines().find(|line| line.starts_with("VmHWM"));
    println!(
        "{} bytes: median {:?}, best {:?}; {held:?}",
        text.len(),
        times[2],
        times[0]
    );
}
