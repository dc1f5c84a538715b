//! What an answer rests on is said with it: switches that do not stand as documented, and what is odd in a document.

use serde_json::json;

use crate::program::permlens;

const ASKED: [&str; 7] = [
    "check",
    "--user",
    "alice",
    "--action",
    "ims:images:delete",
    "--project",
    "eu-de",
];

#[test]
fn a_turned_switch_is_named_beside_every_answer() {
    let turned = ["--assume", "depends_mode=warn", "--format", "json"];
    let answer = permlens(&[&ASKED[..], &turned].concat());
    assert_eq!(
        answer.json()["assumptions"],
        json!({"depends_mode": "warn"})
    );
    assert_eq!(
        answer.err,
        "permlens: assumed depends_mode=warn; by default enforce\n"
    );

    let matrix = [
        "matrix",
        "--service",
        "ims",
        "--cols",
        "users",
        "--project",
        "eu-de",
    ];
    let answer = permlens(&[&matrix[..], &turned].concat());
    assert_eq!(
        answer.json()["assumptions"],
        json!({"depends_mode": "warn"})
    );
}

#[test]
fn what_stands_as_documented_needs_no_word() {
    let default = ["--assume", "depends_mode=enforce", "--format", "json"];
    let answer = permlens(&[&ASKED[..], &default].concat());
    assert_eq!(answer.json().get("assumptions"), None);
    assert!(answer.err.is_empty());
}

#[test]
fn what_is_odd_in_a_document_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("account.json");
    let policy = json!({"Version": "1.1", "Statement": [
        {"Effect": "Allow", "Action": ["ims:images:list"]},
        {"Effect": "Allow", "Action": ["IMS:images:get"], "Condition": {"Equals": {"g:UserName": ["x"]}}},
    ]});
    let snapshot = json!({
        "format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "roles": [{"id": "r", "display_name": "odd", "name": "custom_d1_0", "domain_id": "d1", "policy": policy}],
    });
    std::fs::write(&file, snapshot.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let answer = permlens(&["show", "permission", "odd", "-a", file, "--format", "json"]);
    let remarks = answer.json()["remarks"].clone();
    let text = serde_json::to_string_pretty(&policy).unwrap();
    let operator = remarks
        .as_array()
        .unwrap()
        .iter()
        .find(|remark| remark["where"] == "/Statement/1/Condition/Equals")
        .unwrap_or_else(|| panic!("{remarks:#}"));
    let line = usize::try_from(operator["line"].as_u64().unwrap()).unwrap();
    let shown = text.lines().nth(line - 1).unwrap();
    assert!(shown.contains("\"Equals\""), "line {line} is {shown:?}");
}
