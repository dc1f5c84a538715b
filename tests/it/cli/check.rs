//! One decision on the command line: its status, its story, what is asked for where it is missing.

use crate::program::{call, permlens};

#[test]
fn check_answers_with_its_status() {
    let yes = permlens(&[
        "check",
        "--user",
        "alice",
        "--action",
        "ims:images:list",
        "--project",
        "eu-de",
    ]);
    assert_eq!(yes.status, 0, "{}", yes.err);
    assert!(
        yes.out
            .starts_with("ALLOWED  alice may ims:images:list in eu-de")
    );
    let no = permlens(&[
        "check",
        "--user",
        "alice",
        "--action",
        "ims:images:delete",
        "--project",
        "eu-de",
        "--format",
        "json",
    ]);
    assert_eq!(no.status, 1);
    let answer = no.json();
    assert_eq!(answer["decision"], "explicit_deny");
    assert_eq!(answer["allowed"], false);
    assert_eq!(answer["because"][0]["permission"], "no-image-delete");
    assert_eq!(answer["because"][0]["via"]["group"], "image-ops");
    assert_eq!(answer["because"][0]["scope"]["project"], "eu-de");
    assert_eq!(answer["request"]["principal"]["kind"], "user");
    for key in [
        "near_misses",
        "missing_dependencies",
        "context_keys",
        "flip",
    ] {
        assert!(answer[key].is_array(), "{key}");
    }
}

#[test]
fn check_asks_for_a_project_where_one_is_needed() {
    let output = permlens(&["check", "--user", "alice", "--action", "ims:images:list"]);
    assert_eq!(output.status, 2);
    assert!(output.err.contains("--project"), "{}", output.err);
    assert!(output.err.contains("eu-nl"), "it lists them");
}

#[test]
fn check_by_api_call() {
    let denied = permlens(&[
        "check",
        "--user",
        "alice",
        "--api",
        "DELETE /v2/images/abc",
        "--project",
        "eu-de",
        "--format",
        "json",
    ]);
    assert_eq!(denied.status, 1, "{}", denied.err);
    assert_eq!(denied.json()["request"]["action"], "ims:images:delete");
    let free = permlens(&["check", "--user", "hugo", "--api", "GET /v2/schemas/image"]);
    assert_eq!(free.status, 0, "{}", free.err);
    assert!(free.out.contains("needs no permission"));
    let nonsense = permlens(&["check", "--user", "alice", "--api", "FETCH it"]);
    assert_eq!(nonsense.status, 2);
}

#[test]
fn who_is_disabled_may_not_even_call_what_needs_no_permission() {
    let account = r#"{"format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": "ann", "enabled": false}]}"#;
    let asked = [
        "check",
        "-a",
        "-",
        "--user",
        "ann",
        "--api",
        "GET /v2/schemas/image",
        "--format",
        "json",
    ];
    let refused = call(&asked).fed(account).ended();
    assert_eq!(refused.status, 1, "{}", refused.err);
    assert_eq!(refused.json()["near_misses"][0]["reason"], "disabled");
}

/// The example of the README, word for word, but for the lines that it leaves out at `├ …`.
#[test]
fn the_readme_shows_what_check_prints() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (_, block) = readme.split_once("```console\n$ permlens ").unwrap();
    let (block, _) = block.split_once("\n```").unwrap();
    let mut shown = block.lines();
    let call: Vec<&str> = shown.next().unwrap().split(' ').collect();
    let printed = permlens(&call).out;
    let mut printed = printed.lines();
    let mut skipping = false;
    for line in shown {
        if line == "├ …" {
            skipping = true;
        } else if skipping {
            assert!(printed.any(|found| found == line), "{line}");
            skipping = false;
        } else {
            assert_eq!(printed.next(), Some(line));
        }
    }
    assert_eq!(printed.next(), None);
}

#[test]
fn words_that_nothing_has_a_use_for_are_noted() {
    let base = ["check", "--user", "alice", "--project", "eu-de", "--action"];
    let ask = |rest: &[&str]| permlens(&[&base[..], rest].concat());
    let output = ask(&["ims:images:lst", "--context", "moon=full"]);
    assert_eq!(
        output.err,
        "permlens: no document defines ims:images:lst; the nearest is ims:images:list\n\
         permlens: no statement for this request tests moon\n"
    );
    assert_eq!(ask(&["ims:images:lst", "-q"]).err, "");
    assert_eq!(ask(&["ims:images:list"]).err, "");
}

#[test]
fn only_the_verdict_is_coloured_and_only_when_asked_or_on_a_terminal() {
    let base = ["check", "--user", "alice", "--project", "eu-de", "--action"];
    let ask = |rest: &[&str]| permlens(&[&base[..], &["ims:images:list"], rest].concat()).out;
    let plain = ask(&[]);
    assert!(!plain.contains('\u{1b}'));
    assert_eq!(ask(&["--color", "never"]), plain);
    let coloured = plain.replacen("ALLOWED", "\u{1b}[32mALLOWED\u{1b}[0m", 1);
    assert_eq!(ask(&["--color", "always"]), coloured);
}

#[test]
fn the_short_story_has_the_nearest_miss_and_the_first_change() {
    let base = ["check", "--user", "alice", "--project", "eu-de", "--action"];
    let told = permlens(&[&base[..], &["ims:images:delete"]].concat()).out;
    for tag in ["├ near ", "├ flip "] {
        let lines = told.lines().filter(|line| line.starts_with(tag));
        assert_eq!(lines.count(), 1, "{told}");
    }
    assert!(told.ends_with("more lines with --explain\n"), "{told}");
}

#[test]
fn what_was_said_stands_in_the_headline_and_the_clock_of_a_strict_question_does_not() {
    let asked = [
        "check",
        "--user",
        "alice",
        "--action",
        "ims:images:delete",
        "--project",
        "eu-nl",
        "--strict",
    ];
    let told = |more: &[&str]| {
        let told = permlens(&[&asked[..], more].concat()).out;
        told.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        told(&[]),
        "NOT ALLOWED  alice may not ims:images:delete in eu-nl: nothing allows it"
    );
    assert_eq!(
        told(&["--context", "g:MFAPresent=true"]),
        "ALLOWED  alice may ims:images:delete in eu-nl under g:MFAPresent = true"
    );
}
