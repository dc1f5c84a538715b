//! The command: statuses, formats, folders, standard input, what is written and what is not.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Ended, call};

const GOOD: &str =
    r#"{"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["ims:images:list"]}]}"#;
const ODD: &str =
    r#"{"Version": "1.1", "Statement": [{"Effect": "allow", "Action": ["ims:images:list"]}]}"#;
const BAD: &str =
    r#"{"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["ims:images:lst"]}]}"#;

fn permlens_in(folder: &Path, arguments: &[&str], input: &[u8]) -> Ended {
    call(arguments).within(folder).fed(input).ended()
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn it_works_as_a_check_before_commits() {
    let place = folder(&[("a.json", GOOD), ("b.json", ODD), ("c.json", BAD)]);
    let run = |arguments: &[&str]| permlens_in(place.path(), arguments, b"");
    let fine = run(&["lint", "-q", "a.json"]);
    assert_eq!(
        (fine.status, fine.out.as_str(), fine.err.as_str()),
        (0, "", "")
    );
    assert_eq!(run(&["lint", "a.json", "b.json"]).status, 1);
    assert_eq!(
        run(&["lint", "--fail-on", "warn", "a.json", "b.json"]).status,
        0
    );
    assert_eq!(
        run(&["lint", "--fail-on", "warn", "a.json", "b.json", "c.json"]).status,
        1
    );
    assert_eq!(run(&["lint", "--only", "G05", "c.json"]).status, 0);
    // A file that is not there is no reason to be silent about the others.
    let missing = run(&["lint", "gone.json", "c.json"]);
    assert_eq!(missing.status, 3);
    assert!(missing.out.contains("c.json:1:65"), "{}", missing.out);
    assert!(missing.err.contains("gone.json"), "{}", missing.err);
    assert_eq!(run(&["lint"]).status, 2);
    assert_eq!(run(&["lint", "--only", "G99", "a.json"]).status, 2);
    assert_eq!(run(&["lint", "--dry-run", "a.json"]).status, 2);
}

#[test]
fn problems_are_shown_where_they_are() {
    let text = "{\n  \"Statement\": [\n    {\"Effect\": \"allow\", \"Action\": [\"ims:images:lst\", \"\\u001b[31m\u{1b}\u{202e}\"]},\n    {\"Effect\": \"Alow\", \"Action\": [\"*\"]}\n  ]\n}\n";
    let place = folder(&[
        (
            "broken.json",
            "{\"Version\": \"1.1\",\n \"Statement\": [}\n",
        ),
        ("policy.json", &text.replace('\u{1b}', "")),
    ]);
    let shown = permlens_in(place.path(), &["lint", "broken.json", "policy.json"], b"");
    assert_eq!(shown.status, 1);
    insta::assert_snapshot!(format!("{}{}", shown.out, shown.err));
}

#[test]
fn a_long_line_is_cut_around_what_is_meant() {
    let actions: Vec<String> = (0..30)
        .map(|at| format!("\"ims:images:get{at}*\""))
        .collect();
    let text = format!(
        r#"{{"Version": "1.1", "Statement": [{{"Effect": "Allow", "Action": [{}, "寫:images:lst", {}]}}]}}"#,
        actions.join(", "),
        actions.join(", "),
    );
    let place = folder(&[("p.json", &text)]);
    let shown = permlens_in(place.path(), &["lint", "-q", "p.json"], b"").out;
    let at = shown
        .lines()
        .position(|line| line.contains("warning[L03]: \"寫"))
        .unwrap();
    let block: Vec<&str> = shown.lines().skip(at).take(6).collect();
    insta::assert_snapshot!(block.join("\n"));
}

#[test]
fn folders_are_searched_for_documents() {
    let place = folder(&[
        ("p/a.json", BAD),
        ("p/deep/b.json", BAD),
        ("p/package.json", r#"{"name": "x"}"#),
        ("p/broken.json", "{"),
        ("p/notes.txt", "{"),
        ("p/.git/c.json", BAD),
    ]);
    let found = permlens_in(place.path(), &["lint", "p", "--format", "jsonl"], b"");
    let lines: Vec<Value> = found
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let files: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| {
            (
                line["file"].as_str().unwrap(),
                line["rule"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        files,
        [
            ("p/a.json", "L03"),
            ("p/broken.json", "G01"),
            ("p/deep/b.json", "L03")
        ]
    );
    // Named outright, it was meant.
    let named = permlens_in(place.path(), &["lint", "p/package.json"], b"");
    assert_eq!(named.status, 1, "{}", named.out);
}

#[test]
fn every_format_reads_back() {
    let place = folder(&[("c.json", BAD)]);
    let run =
        |format: &str| permlens_in(place.path(), &["lint", "c.json", "--format", format], b"").out;
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    let one = &json[0];
    assert_eq!(one["rule"], "L03");
    let region = ["line", "column", "end_line", "end_column"].map(|key| one[key].as_u64());
    assert_eq!(region, [1, 65, 1, 81].map(Some));
    assert_eq!(one["pointer"], "/Statement/0/Action/0");
    assert_eq!(one["fix"]["safe"], false);
    assert_eq!(one["fix"]["edits"][0]["text"], "\"ims:images:list\"");
    let csv = run("csv");
    assert!(
        csv.starts_with("File,Line,Column,Severity,Rule,Problem,Help"),
        "{csv}"
    );
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "L03");
    assert!(run("md").contains("| L03 |"));
    assert!(run("html").contains("<td"));
    assert_eq!(
        permlens_in(place.path(), &["lint", "c.json", "--format", "junit"], b"").status,
        2
    );
}

#[test]
fn what_is_safe_is_written_and_nothing_else_is_touched() {
    let place = folder(&[("a.json", GOOD), ("b.json", ODD), ("c.json", BAD)]);
    let run = |arguments: &[&str]| permlens_in(place.path(), arguments, b"");
    let read = |name: &str| fs::read_to_string(place.path().join(name)).unwrap();
    let shown = run(&["lint", "--fix", "--dry-run", "b.json"]);
    assert_eq!(shown.status, 1);
    assert!(
        shown.out.contains("\n-{") && shown.out.contains("\n+{"),
        "{}",
        shown.out
    );
    assert_eq!(read("b.json"), ODD);
    assert_eq!(run(&["lint", "--fix", "--restricted", "b.json"]).status, 2);
    assert_eq!(read("b.json"), ODD);
    let mended = run(&["lint", "--fix", "."]);
    assert_eq!(mended.status, 1, "a guess is left");
    assert_eq!(
        (read("a.json"), read("b.json"), read("c.json")),
        (GOOD.to_owned(), GOOD.to_owned(), BAD.to_owned())
    );
    assert_eq!(run(&["lint", "--fix", "a.json", "b.json"]).status, 0);
    let names = fs::read_dir(place.path()).unwrap().count();
    assert_eq!(names, 3, "nothing is left beside the files");
}

#[cfg(unix)]
#[test]
fn a_mended_file_keeps_its_permissions_and_a_link_stays_one() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = folder(&[("there/real.json", ODD), ("locked.json", ODD)]);
    let path = |name: &str| place.path().join(name);
    fs::set_permissions(path("there/real.json"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::set_permissions(path("locked.json"), fs::Permissions::from_mode(0o444)).unwrap();
    symlink("there/real.json", path("link.json")).unwrap();
    assert_eq!(
        permlens_in(place.path(), &["lint", "--fix", "link.json"], b"").status,
        0
    );
    assert!(
        fs::symlink_metadata(path("link.json"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(fs::read_to_string(path("there/real.json")).unwrap(), GOOD);
    let mode = fs::metadata(path("there/real.json"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    let locked = permlens_in(place.path(), &["lint", "--fix", "locked.json"], b"");
    assert_eq!(locked.status, 3);
    assert_eq!(fs::read_to_string(path("locked.json")).unwrap(), ODD);
}

#[test]
fn standard_input_is_a_filter_when_it_is_mended() {
    let place = folder(&[]);
    let judged = permlens_in(place.path(), &["lint", "-"], ODD.as_bytes());
    assert_eq!(judged.status, 1);
    assert!(judged.out.contains("<stdin>:1:45"), "{}", judged.out);
    let mended = permlens_in(place.path(), &["lint", "--fix", "-"], ODD.as_bytes());
    assert_eq!((mended.status, mended.out.as_str()), (0, GOOD));
    let bytes = permlens_in(place.path(), &["lint", "-"], b"{\"a\": \xff\xfe}");
    assert_eq!(bytes.status, 1);
    assert!(bytes.out.contains("<stdin>:1:7"), "{}", bytes.out);
}

#[test]
fn the_place_of_a_policy_is_told_and_judged() {
    let place = folder(&[
        ("mfa-only.json", GOOD),
        ("new.json", GOOD),
        ("IMS FullAccess.json", GOOD),
    ]);
    let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample-account.json");
    let run = |file: &str| permlens_in(place.path(), &["lint", "-a", snapshot, file], b"");
    let carried = run("mfa-only.json");
    assert!(
        carried
            .err
            .contains("the account's mfa-only is carried by "),
        "{}",
        carried.err
    );
    let new = run("new.json");
    assert_eq!(new.status, 0, "{}", new.out);
    assert!(
        new.err.contains("the account has no policy called new"),
        "{}",
        new.err
    );
    let taken = run("IMS FullAccess.json");
    assert_eq!(taken.status, 1);
    assert!(
        taken
            .out
            .contains("warning[G16]: a system-defined policy is called \"IMS FullAccess\" already"),
        "{}",
        taken.out
    );
}

#[test]
fn rules_are_explained_from_the_one_table() {
    let place = folder(&[]);
    let run = |arguments: &[&str]| permlens_in(place.path(), arguments, b"");
    let own = run(&["lint", "--explain", "g13"]);
    assert!(
        own.status == 0 && own.out.contains("said twice"),
        "{}",
        own.out
    );
    let shared = run(&["lint", "--explain", "L03"]);
    assert_eq!(shared.out, run(&["audit", "--explain", "L03"]).out);
}

/// What a log, a page or a Markdown file of lint rests on: the catalogue, and the account where one is given.
#[test]
fn evidence_says_what_it_rests_on() {
    let place = folder(&[("a.json", BAD)]);
    let account = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample-account.json");
    for (more, named) in [(&[][..], false), (&["-a", account][..], true)] {
        let run = |format: &str| {
            let call = [&["lint", "-q", "a.json", "--format", format], more].concat();
            permlens_in(place.path(), &call, b"").out
        };
        let log: Value = serde_json::from_str(&run("sarif")).unwrap();
        let rests = &log["runs"][0]["properties"]["provenance"];
        assert_eq!(rests["question"], "What is wrong with a policy document");
        assert!(rests["catalogue"].as_str().unwrap().starts_with("sha256:"));
        assert_eq!(rests["digest"].is_string(), named);
        let id = log["runs"][0]["automationDetails"]["id"].as_str().unwrap();
        assert!(id.starts_with("permlens lint/"), "{id}");
        for format in ["md", "html"] {
            let text = run(format);
            assert!(text.contains("What is wrong with a policy document"));
            assert_eq!(text.contains("Digest"), named, "{format}");
        }
    }
}

/// A call that read nothing does not say that nothing is wrong.
#[test]
fn what_was_not_read_is_not_called_fine() {
    let place = folder(&[]);
    let missing = permlens_in(place.path(), &["lint", "gone.json"], b"");
    assert_eq!(missing.status, 3);
    assert!(!missing.err.contains("no problems"), "{}", missing.err);
}

#[test]
fn the_call_says_that_documents_are_service_control_policies() {
    let cap = r#"{"Version": "5.0", "Statement": [{"Effect": "Allow", "NotAction": ["ecs:*:*"]}]}"#;
    let place = folder(&[("a.json", cap)]);
    let call = ["lint", "--service-control", "a.json"];
    let ended = permlens_in(place.path(), &call, b"");
    assert_eq!(ended.status, 1);
    assert!(
        ended
            .out
            .contains("which an Allow of a service control policy cannot have"),
        "{}",
        ended.out
    );
}
