//! `check --error`: what is read in a pasted refusal, and what the command line makes of it.
//!
//! Each text is a file of `tests/fixtures/errors`, its findings the JSON beside it. Where a reader learned something,
//! `PERMLENS_BLESS=1` writes them anew; the difference is then to be read, line by line.

use std::fs;
use std::path::{Path, PathBuf};

use permlens::analysis::pasted::{Asked, Pasted, PolicyType, Refusal, Weight, Who, read};
use permlens::catalogue::Catalogue;
use permlens::import;
use permlens::model::{Account, Principal};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::program::{Ended, call};

fn texts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/errors");
    let mut texts: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "txt"))
        .collect();
    texts.sort();
    assert!(texts.len() >= 30, "the texts were found");
    texts
}

fn sample() -> Account {
    import::sample(Catalogue::embedded()).unwrap().account
}

fn calls(pasted: &Pasted) -> Vec<String> {
    let calls = pasted.calls.iter();
    calls
        .map(|call| format!("{} {}", call.method, call.path))
        .collect()
}

/// What the text says, and under `here` what that means in the sample account.
fn findings(pasted: &Pasted, account: &Account) -> Value {
    let resolved = pasted.resolve(account, Catalogue::embedded());
    let actions: Vec<String> = pasted
        .actions
        .iter()
        .map(|action| match action.weight {
            Weight::Named => action.name.clone(),
            Weight::Passing => format!("({})", action.name),
        })
        .collect();
    let who = pasted.who.as_ref().map(|who| match who {
        Who::User(name) => json!({"user": name}),
        Who::Agency(name) => json!({"agency": name}),
        Who::Federated(name) => json!({"federated": name}),
    });
    let asked: Vec<String> = resolved
        .asked
        .iter()
        .map(|asked| match asked {
            Asked::Action(name) => name.clone(),
            Asked::Api(_, candidates) => {
                let row = Catalogue::embedded().apis.get(candidates[0].row);
                format!("API: {}", row.actions.join(" "))
            }
        })
        .collect();
    let principal = resolved.principal.map(|principal| {
        let kind = match principal {
            Principal::User(_) => "user",
            Principal::Group(_) => "group",
            Principal::Agency(_) => "agency",
        };
        format!("{kind} {}", account.principal_name(principal))
    });
    let project = resolved.project.map(|id| account.project(id).name.clone());
    let enterprise_project = resolved.enterprise_project;
    let enterprise_project =
        enterprise_project.map(|id| account.enterprise_projects.get(id).name.clone());
    let missing: Vec<String> = resolved.missing.iter().map(|one| one.why.clone()).collect();
    let all = json!({
        "actions": actions,
        "calls": calls(pasted),
        "addresses": pasted.addresses,
        "who": who,
        "project": pasted.project,
        "enterprise_project": pasted.enterprise_project,
        "resource": pasted.resource,
        "domain": pasted.domain,
        "denial": pasted.denial.map(|denial| json!([
            denial.kind.text(),
            denial.policy.map(PolicyType::text),
        ])),
        "refusal": pasted.refusal.map(Refusal::text),
        "code": pasted.code,
        "request_id": pasted.request_id,
        "here": said(json!({
            "asked": asked,
            "principal": principal,
            "project": project,
            "enterprise_project": enterprise_project,
            "missing": missing,
        })),
    });
    said(all)
}

/// Without what is not said.
fn said(value: Value) -> Value {
    let Value::Object(all) = value else {
        return value;
    };
    let said: Map<String, Value> = all
        .into_iter()
        .filter(|(_, value)| !value.is_null() && *value != json!([]))
        .collect();
    Value::Object(said)
}

#[test]
fn every_text_says_what_stands_beside_it() {
    let account = sample();
    let mut wrong = Vec::new();
    for path in texts() {
        let found = findings(&read(&fs::read_to_string(&path).unwrap()), &account);
        let beside = path.with_extension("json");
        if std::env::var_os("PERMLENS_BLESS").is_some() {
            let text = serde_json::to_string_pretty(&found).unwrap();
            fs::write(&beside, text + "\n").unwrap();
        }
        let expected = fs::read_to_string(&beside).unwrap_or_else(|_| "null".to_owned());
        let expected: Value = serde_json::from_str(&expected).unwrap();
        if found != expected {
            wrong.push(format!("{}: {found:#}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_way_of_wrapping_a_text_says_the_same() {
    let account = sample();
    for path in texts() {
        let text = fs::read_to_string(&path).unwrap();
        let plain = findings(&read(&text), &account);
        let wrapped = [
            serde_json::to_string(&json!({ "log": text })).unwrap(),
            text.replace('\n', "\r\n"),
            format!("\u{1b}[1;31m{text}\u{1b}[0m"),
        ];
        for wrapped in wrapped {
            let found = findings(&read(&wrapped), &account);
            assert_eq!(
                found["here"],
                plain["here"],
                "{}: {wrapped}",
                path.display()
            );
        }
    }
}

#[test]
fn a_quarter_megabyte_of_one_thing_is_read() {
    for piece in [
        "a",
        ":",
        "\\",
        "&amp;",
        "\"",
        "user ",
        "User: a b c ",
        "ims:images:list ",
        "\u{1b}[",
        "because no ",
        "GET https://a/v1/b 403 ",
        "{\"user\":\"",
        "<a>",
        "req-1 ",
        "h",
        "http://",
        "x:y\n",
        "é",
        "explicit deny ",
        "curl ",
        "host: a GET /x ",
    ] {
        // Quadratic work on this much would take minutes and be noticed.
        let text = piece.repeat((1 << 18) / piece.len());
        let found = read(&text);
        assert!(found.actions.len() <= 16, "{piece:?} is not many actions");
    }
}

fn checked(text: &str, arguments: &[&str]) -> Ended {
    call(&[&["check", "--error", "-"], arguments].concat())
        .fed(text)
        .ended()
}

const REFUSED: &str = r#"{"error":{"message":"Policy doesn't allow ims:images:delete to be performed.","code":403},"user_name":"alice","project_id":"ee15b3faaf8ca4b99a3f12b4c6ca75b9"}"#;

#[test]
fn a_refusal_is_decided_and_explained() {
    let Ended { status, out, err } = checked(REFUSED, &[]);
    assert_eq!(status, 1, "{err}");
    assert!(
        out.starts_with("DENIED  alice may not ims:images:delete in eu-de"),
        "{out}"
    );
    let Ended { status, out, .. } = checked(REFUSED, &["--format", "json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(status, 1);
    assert_eq!(answer["decision"], "explicit_deny");
    assert_eq!(
        answer["error"]["found"]["action"],
        json!(["ims:images:delete"])
    );
    assert_eq!(answer["error"]["found"]["user"], "alice");
    assert_eq!(answer["error"]["missing"], json!([]));
}

#[test]
fn what_the_snapshot_allows_is_said_with_what_may_be_the_matter() {
    let text = REFUSED.replace("delete", "list");
    let Ended { status, out, .. } = checked(&text, &[]);
    assert_eq!(status, 0, "{out}");
    for word in ["snapshot allows", "older", "token", "quota"] {
        assert!(out.contains(word), "{word}: {out}");
    }
}

#[test]
fn options_win_over_the_text() {
    let Ended { status, out, err } = checked(
        REFUSED,
        &[
            "--user",
            "hugo",
            "--action",
            "ecs:servers:list",
            "--project",
            "eu-nl",
        ],
    );
    assert!(
        out.contains("hugo may ecs:servers:list in eu-nl"),
        "{out}{err}"
    );
    assert_eq!(status, 0);
    let Ended { out, .. } = checked(REFUSED, &["--group", "image-audit", "--format", "json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(answer["request"]["principal"]["name"], "image-audit");
}

#[test]
fn what_is_missing_is_said_with_what_to_add() {
    let text = "Policy doesn't allow ims:images:delete to be performed.";
    let Ended { status, out, err } = checked(text, &[]);
    assert_eq!(status, 2);
    assert!(out.is_empty());
    for word in ["found    action ims:images:delete", "--user", "--project"] {
        assert!(err.contains(word), "{word}: {err}");
    }
    let Ended { status, out, .. } = checked(text, &["--format", "json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(status, 2);
    let parts: Vec<&Value> = answer["error"]["missing"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(parts.len(), 2);
    assert_eq!(parts[0]["part"], "user");
    let Ended { status, .. } = checked(text, &["--user", "alice", "--project", "eu-de"]);
    assert_eq!(status, 1, "options fill what the text leaves out");
    let Ended { status, err, .. } = checked("it does not work", &[]);
    assert_eq!(status, 2);
    assert!(err.contains("nothing usable"), "{err}");
    let signing_in = r#"{"error":{"code":401,"title":"Unauthorized"}}"#;
    let Ended { err, .. } = checked(signing_in, &[]);
    assert!(err.contains("signing in"), "{err}");
}

#[test]
fn another_project_never_stands_in_for_an_unknown_one() {
    let text = r#"{"code":403,"message":"Policy doesn't allow ims:images:list to be performed.","user":"u","project_id":"ffffffffffffffffffffffffffffffff"}"#;
    let account = r#"{"format":"permlens-snapshot","version":1,"domain":{"id":"d","name":"d"},"users":[{"id":"u","name":"u","enabled":true}],"groups":[],"projects":[{"id":"p","name":"eu-de"}]}"#;
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), account).unwrap();
    let path = file.path().to_str().unwrap();
    let Ended { status, err, .. } = checked(text, &["-a", path]);
    assert_eq!(status, 2, "{err}");
    assert!(
        err.contains("ffffffff") && err.contains("--project"),
        "{err}"
    );
    let Ended { status, out, err } = checked(&text.replace("project_id", "x"), &["-a", path]);
    assert_eq!(
        status, 1,
        "where none is named, the only one is meant: {out}{err}"
    );
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let _ = read(&text);
    }

    #[test]
    fn any_mixture_of_telling_pieces_is_read(
        pieces in proptest::collection::vec(prop_oneof![
            Just("User: ".to_owned()), Just("is not authorized".to_owned()), Just("\\u00".to_owned()),
            Just("\\\"".to_owned()), Just("&amp;quot;".to_owned()), Just("GET ".to_owned()),
            Just("https://ims.eu-de.x/v2/".to_owned()), Just("\n".to_owned()), Just("because no ".to_owned()),
            Just("rule:".to_owned()), Just("ims:images:".to_owned()), Just("> Host: ".to_owned()),
            Just("--request".to_owned()), Just("curl ".to_owned()), Just("403".to_owned()), Just("é’".to_owned()),
            Just("<Code>".to_owned()), Just("user_id=\"".to_owned()), "\\PC{0,3}".prop_map(|text| text),
        ], 0..40)
    ) {
        let pasted = read(&pieces.concat());
        let _ = pasted.resolve(&sample(), Catalogue::embedded());
    }
}
