//! Snapshots in and out: what opens, what is left out and with which words, and that nothing changes on the way.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use permlens::catalogue::Catalogue;
use permlens::import::{self, Imported, export};
use permlens::model::{
    Account, Basis, Permission, PermissionId, PermissionKind, Principal, Provenance, Scope,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn fixtures(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(kind);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    paths.sort();
    paths
}

fn read(value: &Value) -> Imported {
    import::from_slice("test", value.to_string().as_bytes(), Catalogue::embedded()).unwrap()
}

fn every_shape() -> Imported {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good/every-shape.json");
    import::open(&path, Catalogue::embedded()).unwrap()
}

/// One file a mistake, and beside it the one message it gets.
#[test]
fn bad_files_say_what_is_wrong() {
    for path in fixtures("bad") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let expected = fs::read_to_string(path.with_extension("txt")).unwrap();
        let bytes = fs::read(&path).unwrap();
        let opened = import::from_slice("bad.json", &bytes, Catalogue::embedded());
        let message = match opened {
            Ok(imported) => {
                assert!(!name.starts_with("refused"), "{name} opened");
                assert_eq!(
                    imported.problems.len(),
                    1,
                    "{name}: {:?}",
                    imported.problems
                );
                unchanged_by_a_round_trip(&imported.account);
                imported.problems[0].to_string()
            }
            Err(error) => {
                assert!(
                    name.starts_with("refused") && !error.is_io(),
                    "{name}: {error}"
                );
                error.to_string()
            }
        };
        assert_eq!(
            message,
            format!("bad.json: {}", expected.trim_end()),
            "{name}"
        );
    }
}

#[test]
fn good_files_open_without_a_word() {
    for path in fixtures("good") {
        let imported = import::open(&path, Catalogue::embedded()).unwrap();
        assert_eq!(imported.problems, [], "{}", path.display());
        unchanged_by_a_round_trip(&imported.account);
    }
}

#[test]
fn the_sample_opens_without_a_word() {
    let imported = import::sample(Catalogue::embedded()).unwrap();
    assert_eq!(imported.problems, []);
    assert_eq!(imported.account.users.len(), 40);
    unchanged_by_a_round_trip(&imported.account);
}

pub(super) fn unchanged_by_a_round_trip(account: &Account) {
    let mut text = Vec::new();
    export::write(account, &mut text).unwrap();
    let value: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(value, export::to_value(account));
    let again = import::from_slice("again", &text, Catalogue::embedded())
        .unwrap()
        .account;
    // Piece by piece first, so that a difference can be read.
    assert_eq!(again.users, account.users);
    assert_eq!(again.groups, account.groups);
    assert_eq!(again.projects, account.projects);
    assert_eq!(again.permissions, account.permissions);
    assert_eq!(again.assignments, account.assignments);
    assert_eq!(&again, account);
    let mut text_again = Vec::new();
    export::write(&again, &mut text_again).unwrap();
    assert_eq!(text, text_again);
}

#[test]
fn numbers_nobody_reads_stay_what_they_were() {
    let text = br#"{"groups": [{"id": "g", "name": "g", "weight": -4.318522932045892e+40}]}"#;
    let account = import::from_slice("numbers", text, Catalogue::embedded())
        .unwrap()
        .account;
    unchanged_by_a_round_trip(&account);
    let value = export::to_value(&account);
    assert_eq!(value["groups"][0]["weight"], -4.318522932045892e+40);
}

fn permission<'a>(account: &'a Account, name: &str) -> &'a Permission {
    account.permission(account.find_permission(name).unwrap())
}

#[test]
fn people_and_places() {
    let account = every_shape().account;
    let users: Vec<_> = account
        .users
        .rows()
        .iter()
        .map(|user| {
            (
                user.id.as_str(),
                user.enabled,
                user.owner,
                user.groups.len(),
            )
        })
        .collect();
    assert_eq!(
        users,
        [
            ("u1", true, false, 2),
            ("2", false, false, 1),
            ("u3", true, true, 0)
        ]
    );
    let shop = account.project(account.find_project("eu-de_shop").unwrap());
    assert_eq!(account.project(shop.parent.unwrap()).name, "eu-de");
    assert_eq!(account.region_projects().count(), 1);
    assert_eq!(account.agencies.rows()[1].trusted, "op_svc_ecs");
    assert_eq!(account.agencies.rows()[0].duration.as_deref(), Some("24"));
    assert_eq!(account.extra["ticket"], 4711);
    assert_eq!(account.domain.extra["contact"], "ops");
    assert_eq!(account.users.rows()[0].extra["email"], "m@example.org");
}

#[test]
fn permissions_by_where_they_come_from() {
    let account = every_shape().account;
    let catalogue = Catalogue::embedded();
    for system in catalogue.permissions.rows() {
        assert!(
            account.find_permission(system.name).is_ok(),
            "{} could be attached",
            system.name
        );
    }
    let attached = |id: PermissionId| {
        let mut assignments = account.assignments.rows().iter();
        assignments.any(|assignment| assignment.permission == id)
    };
    let said: Vec<_> = account
        .permissions
        .iter()
        .filter(|(id, row)| attached(*id) || !matches!(row.provenance, Provenance::Catalogue(_)))
        .map(|(_, row)| (row.display_name.as_str(), row.kind, row.basis))
        .collect();
    assert_eq!(
        said,
        [
            ("no delete", PermissionKind::Custom, Basis::Imported),
            (
                "IMS ReadOnlyAccess",
                PermissionKind::SystemPolicy,
                permission(&account, "r2").basis
            ),
            (
                "Tenant Administrator",
                PermissionKind::SystemRole,
                Basis::Imported
            ),
            (
                "team-buckets",
                PermissionKind::IdentityPolicy,
                Basis::Imported
            ),
            (
                "IMS FullAccess",
                PermissionKind::SystemPolicy,
                permission(&account, "IMS FullAccess").basis
            ),
            ("r9", PermissionKind::Unresolved, Basis::Unknown),
            (
                "Security Administrator",
                PermissionKind::SystemRole,
                Basis::Published
            ),
            (
                "IMS Viewer",
                permission(&account, "x7").kind,
                permission(&account, "x7").basis
            ),
            ("elsewhere", PermissionKind::Unresolved, Basis::Unknown),
        ]
        .map(|mut row| {
            // An old name is the catalogue's own entry or its successor.
            if row.0 == "IMS Viewer" {
                row.0 = permission(&account, "x7").display_name.as_str();
            }
            row
        })
    );
    assert!(permission(&account, "r2").document.is_some());
    assert!(permission(&account, "x7").document.is_some());
    assert!(matches!(
        permission(&account, "IMS FullAccess").provenance,
        Provenance::Catalogue(_)
    ));
}

#[test]
fn scopes() {
    let account = every_shape().account;
    let scopes: Vec<_> = account
        .assignments
        .rows()
        .iter()
        .map(|row| account.scope_name(row.scope))
        .collect();
    assert_eq!(
        scopes,
        [
            "all resources",
            "global services",
            "subprojects of eu-de",
            "enterprise project default",
            "eu-de_shop",
            "all resources",
            "eu-de",
            "global services",
            "eu-de",
        ]
    );
    assert!(matches!(
        account.assignments.rows()[4].subject,
        Principal::Agency(_)
    ));
    assert!(matches!(account.assignments.rows()[0].scope, Scope::All));
    assert_eq!(account.identity_attachments.len(), 2);
    assert_eq!(account.scps.as_ref().map(Vec::len), Some(2));
}

#[test]
fn policies_are_written_back_as_they_were() {
    let written = export::to_value(&every_shape().account);
    let policy = &written["roles"][0]["policy"];
    assert_eq!(
        policy.to_string(),
        r#"{"Statement":[{"Action":["ims:images:delete"],"Effect":"Deny"}],"Version":"1.1"}"#
    );
    assert_eq!(written["roles"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        written["role_assignments"][4]["role"],
        json!({"display_name": "IMS FullAccess"})
    );
}

/// Internal names that number differently in each cloud count only where the cloud is known.
#[test]
fn numbered_names_need_their_cloud() {
    let snapshot = |source: &str, name: &str| {
        json!({"format": "permlens-snapshot", "version": 1, "source": source, "domain": {"id": "d", "name": "n"},
            "groups": [{"id": "g", "name": "g"}],
            "role_assignments": {"group": {"id": "g"}, "role": {"name": name}, "scope": {"domain": {"id": "d"}}}})
    };
    let catalogue = Catalogue::embedded();
    let numbered = catalogue
        .role_names
        .iter()
        .find(|row| {
            row.cloud == "otc-eu-de"
                && row.name.starts_with("system_all_")
                && row
                    .display_name
                    .is_some_and(|name| catalogue.find_permission(name).is_some())
        })
        .unwrap();
    let here = read(&snapshot(
        "collect https://iam.eu-de.otc.t-systems.com",
        numbered.name,
    ))
    .account;
    let elsewhere = read(&snapshot("a file", numbered.name)).account;
    assert_eq!(
        here.permissions.rows()[0].display_name,
        numbered.display_name.unwrap()
    );
    assert_eq!(
        elsewhere.permissions.rows()[0].kind,
        PermissionKind::Unresolved
    );
    let plain = read(&snapshot("a file", "te_admin")).account;
    assert_eq!(
        plain.permissions.rows()[0].display_name,
        "Tenant Administrator"
    );
    for account in [here, elsewhere, plain] {
        unchanged_by_a_round_trip(&account);
    }
}

/// The order of a group's members and of a user's groups both survive.
#[test]
fn memberships_keep_both_orders() {
    let member = |group: &str, user: &str| json!({"group": {"id": group}, "user": {"id": user}});
    let named = |id: &str| json!({"id": id, "name": id});
    let account = read(&json!({"format": "permlens-snapshot", "version": 1, "domain": named("d"),
        "users": [named("u1"), named("u2")], "groups": [named("g1"), named("g2"), named("g3")],
        "memberships": [member("g3", "u2"), member("g2", "u1"), member("g3", "u1"), member("g1", "u1"), member("g1", "u2")]}))
    .account;
    unchanged_by_a_round_trip(&account);
}

#[test]
fn gzip_is_told_by_content() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good/every-shape.json");
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&fs::read(path).unwrap()).unwrap();
    let packed = packed.finish().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("account.json");
    fs::write(&file, &packed).unwrap();
    let imported = import::open(&file, Catalogue::embedded()).unwrap();
    assert_eq!(imported.account, every_shape().account);
    let half = import::from_slice("half", &packed[..packed.len() / 2], Catalogue::embedded());
    let message = half.unwrap_err().to_string();
    assert!(
        message.starts_with("half: expected a complete gzip file"),
        "{message}"
    );
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn what_is_no_json_is_named() {
    let said = |bytes: &[u8]| {
        let opened = import::from_slice("x", bytes, Catalogue::embedded());
        opened.unwrap_err().to_string()
    };
    let deep = "[".repeat(500);
    for (bytes, expected) in [
        (&b"\x7fELF\x02\x00\x00"[..], "found binary data"),
        (b"<html></html>", "found an HTML or XML page"),
        (b"# an account", "found text that is no JSON"),
        (deep.as_bytes(), "found JSON nested too deeply"),
        (&gzipped(b"\0\0\0\0"), "found a gzip file of binary data"),
        (
            &gzipped(&gzipped(b"{}")),
            "found a gzip file in a gzip file",
        ),
    ] {
        let message = said(bytes);
        assert!(message.contains(expected), "{message}");
        assert!(!message.contains("correct it there"), "{message}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_endless_source_is_refused_at_its_start() {
    let error = import::open(Path::new("/dev/zero"), Catalogue::embedded()).unwrap_err();
    assert!(error.to_string().contains("binary data"), "{error}");
}

#[test]
fn a_file_that_is_not_there_is_an_io_error() {
    let error = import::open(Path::new("/nowhere/x.json"), Catalogue::embedded()).unwrap_err();
    assert!(error.is_io());
    let told = "/nowhere/x.json: there is no such file or folder";
    assert_eq!(error.to_string(), told);
}

/// An account of the size the contract names; `cargo test --release -- --ignored --nocapture` says how long it takes.
fn large() -> Value {
    let id = |kind: &str, index: usize| format!("{kind}{index:031x}");
    let users: Vec<Value> = (0..10_000)
        .map(|at| {
            json!({"id": id("u", at), "name": format!("user{at}"), "domain_id": "d1", "enabled": true, "description": "",
                "password_expires_at": null, "pwd_status": true, "access_mode": "default",
                "links": {"self": format!("https://iam.example.org/v3/users/{at}"), "next": null, "previous": null}})
        })
        .collect();
    let groups: Vec<Value> = (0..1_000)
        .map(|at| json!({"id": id("g", at), "name": format!("group{at}"), "description": "made"}))
        .collect();
    let memberships: Vec<Value> = (0..30_000)
        .map(|at| json!({"group": {"id": id("g", at * 7 % 1_000)}, "user": {"id": id("u", at % 10_000)}}))
        .collect();
    let roles: Vec<Value> = (0..2_000)
        .map(|at| {
            json!({"id": id("r", at), "name": format!("custom_d1_{at}"), "display_name": format!("policy {at}"),
                "catalog": "CUSTOMED", "type": "XA", "domain_id": "d1", "policy": {"Version": "1.1", "Statement": [
                    {"Effect": "Allow", "Action": ["ecs:cloudServers:list", format!("obs:bucket:Get{at}*"), "ims:images:*"],
                     "Condition": {"StringEquals": {"g:ProjectName": ["eu-de"]}}},
                    {"Effect": "Deny", "Action": ["iam:*:*"]}]}})
        })
        .collect();
    let projects: Vec<Value> = (0..20)
        .map(|at| json!({"id": id("p", at), "name": format!("region{at}"), "parent_id": "d1"}))
        .collect();
    let assignments: Vec<Value> = (0..50_000)
        .map(|at| {
            json!({"group": {"id": id("g", at % 1_000)}, "role": {"id": id("r", at * 31 % 2_000)},
                "scope": {"project": {"id": id("p", at / 2_000 % 20)}}, "is_inherited": at >= 40_000})
        })
        .collect();
    json!({"format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"}, "users": users,
        "groups": groups, "memberships": memberships, "projects": projects, "roles": roles,
        "role_assignments": assignments})
}

#[test]
#[ignore = "a measurement"]
fn how_long_a_large_account_takes() {
    let bytes = large().to_string().into_bytes();
    let catalogue = Catalogue::embedded();
    let mut times = Vec::new();
    for _ in 0..7 {
        let start = std::time::Instant::now();
        let imported = import::from_slice("large", &bytes, catalogue).unwrap();
        times.push(start.elapsed());
        assert_eq!(imported.problems, []);
        assert_eq!(imported.account.users.len(), 10_000);
    }
    times.sort();
    let account = import::from_slice("large", &bytes, catalogue)
        .unwrap()
        .account;
    let start = std::time::Instant::now();
    let mut out = Vec::new();
    export::write(&account, &mut out).unwrap();
    println!(
        "{} bytes, {} assignments: median {:?}, best {:?}, worst {:?}; written in {:?}",
        bytes.len(),
        account.assignments.len(),
        times[3],
        times[0],
        times[6],
        start.elapsed()
    );
}

/// A snapshot whose parts are replaced at random.
fn damaged() -> impl Strategy<Value = Value> {
    let part = prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        Just(json!("u1")),
        Just(json!(2)),
        Just(json!(true)),
        Just(json!({"id": "g1"})),
        Just(json!({"name": "readers"})),
        Just(json!({"display_name": "IMS FullAccess"})),
        Just(json!({"id": "x7", "display_name": "IMS Viewer"})),
        Just(json!({"id": "x7"})),
        Just(json!({"name": "gone"})),
        Just(json!({"id": "gone"})),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), part), 1..6).prop_map(|edits| {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good/every-shape.json");
        let mut value: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        for (which, part) in edits {
            let mut places = Vec::new();
            pointers(&value, String::new(), &mut places);
            places.retain(|place| place != "/format" && place != "/version");
            let place = which.get(&places);
            *value.pointer_mut(place).unwrap() = part;
        }
        value
    })
}

fn pointers(value: &Value, at: String, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(value, format!("{at}/{key}"), into);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointers(value, format!("{at}/{index}"), into);
            }
        }
        _ => {}
    }
    if !at.is_empty() {
        into.push(at);
    }
}

proptest! {
    #[test]
    fn damage_never_stops_a_snapshot(value in damaged()) {
        let imported = read(&value);
        for problem in &imported.problems {
            prop_assert!(!problem.to_string().contains(char::is_control));
        }
        unchanged_by_a_round_trip(&imported.account);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), packed in any::<bool>()) {
        let mut all = if packed { vec![0x1f, 0x8b, 8, 0] } else { Vec::new() };
        all.extend(bytes);
        let _ = import::from_slice("bytes", &all, Catalogue::embedded());
    }

    #[test]
    fn no_text_panics(text in "[\\[\\]{}\",:a0 \n\\\\]{0,40}") {
        if let Err(error) = import::from_slice("text", text.as_bytes(), Catalogue::embedded()) {
            prop_assert!(!error.to_string().contains(char::is_control));
        }
    }
}
