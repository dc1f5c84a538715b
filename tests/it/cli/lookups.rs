//! `show` and `catalog`: things expanded and looked up, and names that try something.

use crate::program::permlens;

#[test]
fn show_expands_each_kind() {
    for (kind, name, expected) in [
        ("user", "alice", "image-ops"),
        ("group", "image-ops", "no-image-delete"),
        ("permission", "no-image-delete", "ims:images:delete"),
        ("permission", "IMS FullAccess", "convention"),
        ("action", "ims:images:delete", "DELETE"),
    ] {
        let output = permlens(&["show", kind, name]);
        assert_eq!(output.status, 0, "{}", output.err);
        assert!(
            output.out.contains(expected),
            "{kind} {name}: {}",
            output.out
        );
        let output = permlens(&["show", kind, name, "--format", "json"]);
        assert!(output.json().is_object());
    }
}

#[test]
fn the_catalogue_is_searched() {
    for (kind, query) in [
        ("services", "image management"),
        ("actions", "ims:images:*"),
        ("permissions", "IMS ReadOnlyAccess"),
        ("operations", "creating images"),
        ("apis", "/v2/images"),
    ] {
        let output = permlens(&["catalog", kind, query]);
        assert_eq!(output.status, 0, "{kind}");
        assert!(output.out.lines().count() > 1, "{kind}");
        let rows = permlens(&["catalog", kind, query, "--format", "json"]).json();
        for row in rows.as_array().unwrap() {
            assert!(
                !row["sources"].as_array().unwrap().is_empty(),
                "every fact has a source: {row}"
            );
        }
    }
    assert_eq!(permlens(&["catalog", "actions", "no such thing"]).status, 1);
}

#[test]
fn the_catalogue_is_typed_for_programs() {
    let rows = |kind| permlens(&["catalog", kind, "--format", "json"]).json();
    let services = rows("services");
    assert_eq!(services.as_array().unwrap().len(), 77);
    assert!(services[0]["actions"].is_u64());
    let actions = rows("actions");
    let actions = actions.as_array().unwrap();
    assert_eq!(
        actions.iter().filter(|row| row["defined"] == true).count(),
        1675
    );
    assert_eq!(
        actions.iter().filter(|row| row["defined"] == false).count(),
        169
    );
    for row in actions {
        assert!(row["apis"].is_array() && row["depends_on"].is_array());
        assert!(row["iam_project"].is_boolean() || row["iam_project"].is_null());
    }
    assert!(rows("operations")[0]["letters"][0]["permission"].is_string());
    assert!(rows("apis")[0]["actions"].is_array());
    let named = permlens(&["catalog", "actions", "only named in"]).out;
    assert_eq!(named.lines().count(), 170);
}

/// Writes an account whose one user and one group have these names, and gives its path.
fn account_of(folder: &tempfile::TempDir, user: &str, group: &str) -> String {
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1,
        "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": user, "enabled": true}],
        "groups": [{"id": "g1", "name": group}],
        "memberships": [{"group": {"id": "g1"}, "user": {"id": "u1"}}],
        "projects": [{"id": "p1", "name": "eu-de"}, {"id": "p2", "name": "eu-nl"}],
    });
    let path = folder.path().join("account.json");
    std::fs::write(&path, account.to_string()).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn names_that_a_spreadsheet_would_run_or_a_terminal_obey_are_neutralised() {
    let folder = tempfile::tempdir().unwrap();
    for (name, cell) in [
        ("=1+1", "'=1+1"),
        (" \u{200b}=1+1", "' \u{fffd}=1+1"),
        ("＝1+1", "'＝1+1"),
        ("\t@x", "'␉@x"),
        ("a\u{1b}[31m\u{202e}", "a␛[31m\u{fffd}"),
    ] {
        let path = account_of(&folder, name, "g");
        let output = permlens(&["matrix", "--cols", "users", "-a", &path, "--format", "csv"]);
        let mut reader = csv::Reader::from_reader(output.out.as_bytes());
        assert_eq!(&reader.headers().unwrap()[1], cell, "{}", output.err);
        for format in ["json", "jsonl"] {
            let output = permlens(&["show", "group", "g", "-a", &path, "--format", format]);
            let text = &output.out;
            assert!(
                !text.contains(['\u{1b}', '\u{202e}', '\u{200b}', '\u{85}']),
                "{text:?}"
            );
            assert_eq!(output.json()["members"][0], name, "it reads back the same");
        }
    }
}

#[test]
fn csv_is_one_table() {
    for (kind, name, first) in [
        ("user", "alice", "Permission"),
        ("group", "image-ops", "Permission"),
        ("permission", "no-image-delete", "Action"),
        ("action", "ims:images:delete", "Permission"),
    ] {
        let output = permlens(&["show", kind, name, "--format", "csv"]);
        let mut reader = csv::Reader::from_reader(output.out.as_bytes());
        assert_eq!(&reader.headers().unwrap()[0], first, "{kind}");
        for record in reader.records() {
            record.expect("every row has as many cells as the header");
        }
    }
}

#[test]
fn what_is_odd_in_a_document_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1,
        "domain": {"id": "d1", "name": "acme"},
        "roles": [{
            "id": "r", "name": "r", "display_name": "odd", "catalog": "CUSTOMED", "domain_id": "d1",
            "policy": {"Version": "1.1", "Statement": [
                {"Effect": "Allow", "Action": [], "Condition": {"Sometimes": {"g:UserName": ["a"]}}},
            ]},
        }],
    });
    let path = folder.path().join("account.json");
    std::fs::write(&path, account.to_string()).unwrap();
    let path = path.to_string_lossy().into_owned();
    let remarks = permlens(&["show", "permission", "odd", "-a", &path, "--format", "json"]).json()
        ["remarks"]
        .clone();
    let told: Vec<&str> = remarks
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|remark| remark["where"].as_str())
        .collect();
    assert!(told.contains(&"/Statement/0/Action"), "{told:?}");
    assert!(
        told.iter().any(|place| place.contains("Sometimes")),
        "{told:?}"
    );
}
