//! The matrix on the command line: every shape, every kind of rows and columns.

use serde_json::Value;

use crate::program::permlens;

#[test]
fn the_matrix_of_the_image_service_is_the_published_table() {
    let output = permlens(&[
        "matrix",
        "--rows",
        "operations",
        "--cols",
        "permissions",
        "--service",
        "ims",
    ]);
    assert_eq!(output.status, 0, "{}", output.err);
    assert_eq!(
        output.out,
        "\
Operation                   IMS FullAccess  IMS ReadOnlyAccess  IMS Administrator (depends on Tenant Administrator)
Creating images             Y               x                   Y
Deleting images             Y               x                   Y
Querying images             Y               Y                   Y
Updating image information  Y               x                   Y
"
    );
}

#[test]
fn the_matrix_has_every_shape() {
    let base = ["matrix", "--service", "ecs", "--marks", "--format"];
    let with = |format| permlens(&[&base[..], &[format]].concat());
    let document = with("json").json();
    assert_eq!(document["rows"].as_array().unwrap().len(), 21);
    assert_eq!(document["cols"].as_array().unwrap().len(), 3);
    assert_eq!(document["cells"][0], "Yxx");
    assert_eq!(document["basis"][0][0], "computed");
    let lines = with("jsonl").out;
    assert_eq!(lines.lines().count(), 21);
    for line in lines.lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }
    let output = with("csv");
    let mut reader = csv::Reader::from_reader(output.out.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 4);
    assert_eq!(reader.records().count(), 21);
    assert!(with("md").out.starts_with("| Operation | ECS FullAccess |"));
}

#[test]
fn matrices_of_users_groups_and_attachments() {
    let users = permlens(&[
        "matrix",
        "--cols",
        "users",
        "--service",
        "ims",
        "--format",
        "json",
        "--project",
        "eu-de",
    ]);
    let users = users.json();
    assert_eq!(users["cols"].as_array().unwrap().len(), 40);
    assert!(
        users["cols"]
            .as_array()
            .unwrap()
            .iter()
            .all(|col| col["kind"] == "user")
    );
    let groups = permlens(&["matrix", "--cols", "groups", "--rows", "services", "-q"]);
    assert_eq!(groups.status, 0);
    assert!(groups.err.is_empty(), "--quiet says nothing");
    let spoken = permlens(&["matrix", "--cols", "groups", "--rows", "services"]);
    assert!(spoken.err.contains("at least one"), "{}", spoken.err);
    let attached = permlens(&[
        "matrix",
        "--cols",
        "attached",
        "--of",
        "image-ops",
        "--service",
        "ims",
        "--format",
        "json",
    ]);
    let cols = attached.json()["cols"].clone();
    assert_eq!(cols[0]["label"], "IMS FullAccess");
    let alone = permlens(&["matrix", "--cols", "attached"]);
    assert_eq!(alone.status, 2);
}

#[test]
fn columns_of_one_label_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": "x"}, {"id": "u2", "name": "x"}, {"id": "u3", "name": "y"}],
        "projects": [{"id": "p1", "name": "eu-de"}],
    });
    let path = folder.path().join("account.json");
    std::fs::write(&path, account.to_string()).unwrap();
    let path = path.to_string_lossy();
    let call = [
        "matrix",
        "--cols",
        "users",
        "--service",
        "ims",
        "--format",
        "csv",
    ];
    let output = permlens(&[&call[..], &["-a", &*path]].concat());
    assert!(
        output.out.starts_with("Operation,x [u1],x [u2],y\r\n"),
        "{}",
        output.out
    );
}
