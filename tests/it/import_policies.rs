//! Policy documents by themselves: a file, or a folder of them, as a group that holds them.

use std::fs;
use std::path::{Path, PathBuf};

use permlens::catalogue::Catalogue;
use permlens::import::{self, Imported};
use permlens::model::{PermissionKind, Scope};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::import::unchanged_by_a_round_trip;
use crate::program::{Ended, permlens};

fn one(name: &str, text: &str) -> Imported {
    let imported = import::from_slice(name, text.as_bytes(), Catalogue::embedded()).unwrap();
    unchanged_by_a_round_trip(&imported.account);
    imported
}

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("policies-{name}-{}", std::process::id()));
        for (file, text) in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn open(&self) -> Imported {
        let imported = import::open(&self.0, Catalogue::embedded()).unwrap();
        unchanged_by_a_round_trip(&imported.account);
        imported
    }

    /// Messages without what the folder is called.
    fn said(&self, imported: &Imported) -> Vec<String> {
        let folder = format!("{}/", self.0.display());
        let lines = imported.problems.iter().map(ToString::to_string);
        lines.map(|line| line.replace(&folder, "")).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const LIST: &str =
    r#"{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ims:images:list"]}]}"#;
const NEW: &str =
    r#"{"Version":"5.0","Statement":[{"Effect":"Allow","Action":["ims:images:list"]}]}"#;

#[test]
fn a_document_becomes_a_group_that_holds_it_everywhere() {
    for (version, kind) in [
        ("1.0", PermissionKind::Custom),
        ("1.1", PermissionKind::Custom),
        ("5.0", PermissionKind::IdentityPolicy),
    ] {
        let imported = one(
            "some/where/image-readers.json",
            &LIST.replace("1.1", version),
        );
        let account = &imported.account;
        assert_eq!(imported.problems, []);
        assert_eq!(
            imported.notices,
            [
                "image-readers.json: a policy document, held everywhere by a group policies that was made for it"
            ]
        );
        let group = account.find_group("policies").unwrap();
        let policy = account.find_permission("image-readers").unwrap();
        assert_eq!(account.permission(policy).kind, kind, "{version}");
        match kind {
            PermissionKind::IdentityPolicy => {
                assert_eq!(
                    account.identity_attachments,
                    [(permlens::model::Principal::Group(group), policy)]
                );
            }
            _ => {
                let [grant] = account.assignments.rows() else {
                    panic!()
                };
                assert_eq!((grant.permission, grant.scope), (policy, Scope::All));
            }
        }
    }
}

#[test]
fn documents_in_any_dress_are_one() {
    let plain = one("p.json", LIST);
    let quoted = one("p.json", &Value::from(LIST).to_string());
    let spaced = one("p.json.gz", &format!("\u{feff}\n  {LIST}\n"));
    assert_eq!(quoted.account, plain.account);
    assert_eq!(spaced.account, plain.account);
    let small =
        r#"{"version":"1.1","statement":[{"effect":"Allow","action":["ims:images:list"]}]}"#;
    let small = one("p.json", small);
    assert_eq!(small.account, plain.account);
    let said: Vec<String> = small.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "p.json: $: expected Version, Statement, Effect, Action, found keys in another spelling; it is read as if they were written so; the service may refuse it"
        ]
    );
}

#[test]
fn conditions_on_project_names_bring_the_projects() {
    let document = json!({"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["ims:*:*"],
        "Condition": {"StringEquals": {"G:projectname": ["eu-de", "eu-*", "${g:UserName}"]}, "StringStartWith": {"g:ProjectName": "ap-1"}}}]});
    let imported = one("p.json", &document.to_string());
    let names: Vec<_> = imported
        .account
        .projects
        .rows()
        .iter()
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(names, ["any-project", "ap-1", "eu-de"]);
}

#[test]
fn a_list_of_documents_is_several() {
    let imported = one(
        "all.json",
        &format!("[{LIST}, 5, {NEW}, {{\"Statement\": 3}}]"),
    );
    let names: Vec<&str> = imported
        .account
        .permissions
        .rows()
        .iter()
        .filter(|row| row.extra.contains_key("x") || row.display_name.starts_with("all"))
        .map(|row| row.display_name.as_str())
        .collect();
    assert_eq!(names, ["all-1", "all-4", "all-3"]);
    let said: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    assert!(
        said[0].contains("expected a policy document, found the number 5 as item 1 of the list"),
        "{said:?}"
    );
    assert!(
        said.iter()
            .any(|line| line.contains("all.json: $[3].Statement")),
        "{said:?}"
    );
}

#[test]
fn a_folder_of_them_yields_what_is_good() {
    let folder = Folder::new(
        "half",
        &[
            ("a.json", LIST),
            ("b/a.json", NEW),
            (
                "c.json",
                "{\"Version\":\"1.1\",\n \"Statement\":[{\"Effect\":\"Allow\",}]}",
            ),
            (
                "d.json",
                r#"{"Version":"1.1","Statement":[{"Effect":"Perhaps","Action":["a:b:c"]}]}"#,
            ),
            ("readme.txt", "policies of the image team"),
        ],
    );
    let imported = folder.open();
    let account = &imported.account;
    let mut names: Vec<String> = account
        .permissions
        .rows()
        .iter()
        .filter(|row| {
            matches!(
                row.kind,
                PermissionKind::Custom | PermissionKind::IdentityPolicy
            )
        })
        .map(|row| {
            row.display_name
                .replace(&format!("{}/", folder.0.display()), "")
        })
        .collect();
    names.sort();
    // Of two files of one name the second goes by its path.
    assert_eq!(names, ["a", "b/a.json", "d"]);
    insta::assert_snapshot!(folder.said(&imported).join("\n"));
    assert!(imported.notices[0].contains(": 3 policy documents, held everywhere"));
}

#[test]
fn they_join_an_account() {
    let account = json!({"format": "permlens-snapshot", "version": 1, "domain": {"id": "d", "name": "acme"},
        "users": [{"id": "u", "name": "ida", "enabled": true}], "groups": [], "projects": [{"id": "p", "name": "eu-de"}]});
    let folder = Folder::new(
        "joined",
        &[
            ("account.json", &account.to_string()),
            ("policy.json", LIST),
        ],
    );
    let imported = folder.open();
    let account = &imported.account;
    assert_eq!(account.domain.name, "acme");
    assert!(account.find_user("ida").is_ok() && account.find_group("policies").is_ok());
    assert_eq!(account.assignments.len(), 1);
}

#[test]
fn what_only_looks_like_one_is_none() {
    for text in [
        r#"{"rules": [{"local": []}]}"#,
        r#""{\"a\": 1}""#,
        r#""text""#,
        "[1]",
    ] {
        let opened = import::from_slice("x.json", text.as_bytes(), Catalogue::embedded());
        let nothing = opened.is_err() || opened.unwrap().account.find_group("policies").is_err();
        assert!(nothing, "{text}");
    }
}

#[test]
fn the_evaluator_asks_the_group() {
    let folder = Folder::new("binary", &[("readers.json", LIST), ("new.json", NEW)]);
    let run = |arguments: &[&str]| {
        let account = ["-a", folder.0.to_str().unwrap()];
        permlens(&[&account[..], arguments].concat())
    };
    let Ended { status, out, .. } = run(&[
        "check",
        "--group",
        "policies",
        "--action",
        "ims:images:list",
    ]);
    assert!(
        status == 0 && out.contains("readers") && out.contains("new"),
        "{out}"
    );
    let Ended { status, .. } = run(&[
        "check",
        "--group",
        "policies",
        "--action",
        "ims:images:delete",
    ]);
    assert_eq!(status, 1);
    let Ended { status, out, .. } = run(&["show", "group", "policies"]);
    assert!(status == 0 && out.contains("readers"), "{out}");
    let Ended { status, out, .. } = run(&[
        "matrix",
        "--cols",
        "attached",
        "--of",
        "policies",
        "--service",
        "ims",
        "--rows",
        "actions",
    ]);
    assert!(status == 0 && out.contains("readers"), "{out}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// However keys are spelt, the document is the same one.
    #[test]
    fn spelling_changes_nothing(flips in prop::collection::vec(any::<bool>(), 40)) {
        let mut flips = flips.into_iter().cycle();
        let mut spell = |word: &str| -> String {
            word.chars().map(|c| if flips.next().unwrap() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect()
        };
        let mut statement = serde_json::Map::new();
        statement.insert(spell("Effect"), "Deny".into());
        statement.insert(spell("Action"), json!(["ims:*:*"]));
        let mut document = serde_json::Map::new();
        document.insert(spell("Version"), "1.1".into());
        document.insert(spell("Statement"), json!([statement]));
        let spelt = one("p.json", &Value::from(document).to_string());
        let plain = one("p.json", r#"{"Version":"1.1","Statement":[{"Effect":"Deny","Action":["ims:*:*"]}]}"#);
        prop_assert_eq!(spelt.account, plain.account);
    }
}
