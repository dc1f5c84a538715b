//! `permlens import` and `permlens show account`: what is written, what is said, and how they end.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::program::permlens;

/// A folder with users and groups, of which the members of one are not said.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let link = |path: &str| json!({"self": format!("https://iam.eu-de.otc.t-systems.com{path}"), "next": null});
    let user = json!({"id": "u1", "name": "mara", "domain_id": "d1", "enabled": true});
    for (name, value) in [
        (
            "users.json",
            json!({"users": [user], "links": link("/v3/users")}),
        ),
        (
            "groups.json",
            json!({"groups": [{"id": "g 1;$(x)", "name": "ops"}, {"id": "g2", "name": "readers"}], "links": link("/v3/groups")}),
        ),
        ("groups_g2_users.json", json!({"users": [user]})),
        (
            "assignments.json",
            json!({"role_assignments": [{"group": {"id": "g2"}, "role": {"id": "r1", "display_name": "IMS FullAccess"},
            "scope": {"domain": {"id": "d1"}}, "is_inherited": true}], "total_num": 1}),
        ),
    ] {
        fs::write(folder.path().join(name), value.to_string()).unwrap();
    }
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_folder_becomes_a_snapshot_and_stays_one() {
    let folder = folder();
    let target = tempfile::tempdir().unwrap();
    let first = target.path().join("new/first.json");
    let output = permlens(&["import", text(folder.path()), "-o", text(&first)]);
    assert_eq!(output.status, 0, "{}", output.err);
    assert!(output.err.contains("bytes written to"), "{}", output.err);
    let written: Value = serde_json::from_slice(&fs::read(&first).unwrap()).unwrap();
    assert_eq!(written["format"], "permlens-snapshot");
    // It opens wherever an account does, and imports to itself.
    let second = target.path().join("second.json.gz");
    let output = permlens(&["import", text(&first), "-o", text(&second), "--quiet"]);
    assert_eq!((output.status, output.err.as_str()), (0, ""));
    assert!(fs::read(&second).unwrap().starts_with(&[0x1f, 0x8b]));
    let output = permlens(&["import", text(&second), "-o", "-", "-q"]);
    assert_eq!(output.out, fs::read_to_string(&first).unwrap());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&first).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(target.path().join("new")).unwrap().count(), 1);
    let check = [
        "check",
        "--user",
        "mara",
        "--action",
        "ims:images:list",
        "--project",
        "x",
    ];
    let output = permlens(&[&check[..], &["-a", text(folder.path())]].concat());
    assert_eq!(output.status, 2, "there is no such project");
}

#[test]
fn the_report_names_what_is_missing_and_the_call() {
    let folder = folder();
    let output = permlens(&["import", text(folder.path())]);
    assert_eq!(output.status, 0);
    let said = output.out;
    for expected in [
        "Users                1",
        "groups_g2_users.json  memberships",
        "memberships          group ops  not among the answers",
        "GET /v3/groups/g 1;$(x)/users",
        "groups_g-1---x-_users.json",
        "GET /v3.0/OS-AGENCY/agencies?domain_id=d1",
        "Would tell more",
        "GET /v3.0/OS-SECURITYPOLICY/domains/d1/password-policy",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    let output = permlens(&["import", text(folder.path()), "--format", "json"]);
    let report = output.json();
    assert_eq!(report["counts"]["users"], 1);
    assert_eq!(report["problems"], json!([]));
    let missing = report["unread"].as_array().unwrap();
    let members = missing
        .iter()
        .find(|entry| entry["what"] == "memberships")
        .unwrap();
    assert_eq!(members["of"], "group ops");
    assert_eq!(
        members["hcloud"],
        "hcloud IAM KeystoneListUsersForGroupByAdmin '--group_id=g 1;$(x)'"
    );
    // What is unread is conditional, not no.
    let output = permlens(&[
        "check",
        "--user",
        "mara",
        "--action",
        "iam:users:listUsers",
        "-a",
        text(folder.path()),
        "--format",
        "json",
    ]);
    let answer = output.json();
    assert_eq!(answer["decision"], "conditional", "{answer}");
    assert!(
        output.out.contains("not read: members of group ops"),
        "{answer}"
    );
    assert!(
        output
            .err
            .contains("parts of the account could not be read"),
        "{}",
        output.err
    );
    // On standard output stands the snapshot alone.
    let output = permlens(&["import", text(folder.path()), "-o", "-"]);
    let snapshot = output.json();
    assert_eq!(snapshot["unread"].as_array().unwrap().len(), missing.len());
    assert!(output.err.contains("Not read"), "{}", output.err);
}

#[test]
fn several_sources_make_one_account() {
    let folder = folder();
    let more = tempfile::tempdir().unwrap();
    let members = more.path().join("members.json");
    let user = json!({"id": "u2", "name": "joel", "enabled": true});
    let answer = json!({"users": [user], "links": {"self": "/v3/groups/g%201;$(x)/users"}});
    fs::write(&members, answer.to_string()).unwrap();
    let output = permlens(&[
        "import",
        text(folder.path()),
        text(&members),
        "--format",
        "json",
    ]);
    let report = output.json();
    assert_eq!(report["counts"]["users"], 2);
    assert_eq!(report["counts"]["memberships"], 2);
    assert!(
        !output.out.contains("\"memberships\",\n      \"of\""),
        "{report}"
    );
}

#[test]
fn what_cannot_be_is_said_with_its_status() {
    let folder = folder();
    let at = text(folder.path());
    let empty = tempfile::tempdir().unwrap();
    let never = empty.path().join("never.json");
    for (arguments, expected, words) in [
        (&["import"][..], 2, "SOURCE"),
        (
            &["import", "/nowhere/at/all"],
            3,
            "there is no such file or folder",
        ),
        (
            &["import", at, "/nowhere/at/all"],
            3,
            "there is no such file or folder",
        ),
        (
            &["import", text(empty.path())],
            2,
            "found nothing of that kind",
        ),
        (
            &["import", at, "-o", "/proc/none/x.json"],
            3,
            "cannot be written",
        ),
        (&["import", at, "-a", at], 2, "not with --account"),
        (
            &["import", at, "-o", text(&never), "--restricted"],
            2,
            "--restricted writes no file",
        ),
        (&["show", "account", "x"], 2, "show account takes no name"),
        (&["show", "user"], 2, "<NAME>"),
    ] {
        let output = permlens(arguments);
        assert_eq!(output.status, expected, "{arguments:?}: {}", output.err);
        assert!(output.err.contains(words), "{arguments:?}: {}", output.err);
    }
    assert!(!never.exists());
}

#[test]
fn an_account_is_summed_up() {
    let output = permlens(&["show", "account"]);
    assert_eq!(output.status, 0);
    for expected in [
        "Account              sample-corp",
        "Users                40 (2 disabled)",
        "Content unknown",
        "legacy-ops-tool",
    ] {
        assert!(output.out.contains(expected), "{expected}\n{}", output.out);
    }
    let output = permlens(&[
        "show",
        "account",
        "--format",
        "json",
        "--assume",
        "depends_mode=off",
    ]);
    let summary = output.json();
    assert_eq!(summary["counts"]["users"], 40);
    assert_eq!(summary["unread"], json!([]));
    assert_eq!(
        summary["unknown_content"][0]["permission"],
        "legacy-ops-tool"
    );
    assert!(
        output.err.contains("assumed depends_mode=off"),
        "{}",
        output.err
    );
    for format in ["table", "csv", "md", "html", "jsonl"] {
        let output = permlens(&[
            "show",
            "account",
            "-a",
            text(folder().path()),
            "--format",
            format,
        ]);
        assert_eq!(output.status, 0);
        assert!(!output.out.is_empty());
    }
}
