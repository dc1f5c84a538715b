//! What the command line says to people: mistakes as one reads them aloud, names that cannot be seen, help that wraps.

use serde_json::json;

use crate::program::permlens;

/// An account in which nothing has a name that can be seen.
fn nameless() -> tempfile::NamedTempFile {
    let account = json!({
        "format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u-17", "name": " ", "enabled": true}],
        "groups": [{"id": "g-42", "name": "\u{2800}"}],
        "memberships": [{"group": "g-42", "user": "u-17"}],
        "projects": [{"id": "p-8", "name": "  "}],
        "roles": [{"id": "r-5", "display_name": "   ", "type": "XA", "policy": {
            "Version": "1.1",
            "Statement": [{"Effect": "Allow", "Action": ["ims:images:list"]}],
        }}],
        "role_assignments": [
            {"group": {"id": "g-42"}, "role": {"id": "r-5"}, "scope": {"project": {"id": "p-8"}}},
        ],
    });
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), account.to_string()).unwrap();
    file
}

#[test]
fn a_name_that_cannot_be_seen_gives_way_to_the_id_in_every_text() {
    let file = nameless();
    let account = file.path().to_str().unwrap();
    let (user, group, role) = ("(no name) u-17", "(no name) g-42", "(no name) r-5");
    let project = "(no name) p-8";
    let check = [
        "check",
        "--user",
        "u-17",
        "--action",
        "ims:images:list",
        "--project",
        "p-8",
    ];
    for (question, words) in [
        (
            &["show", "user", "u-17"][..],
            &[user, group, role, project][..],
        ),
        (&["show", "group", "g-42"], &[user, group, role, project]),
        (&["show", "permission", "r-5"], &[role, group, project]),
        (&check, &[user, role, group, project]),
        (&["matrix", "--cols", "users", "--service", "ims"], &[user]),
        (
            &["matrix", "--cols", "groups", "--service", "ims"],
            &[group],
        ),
        (
            &[
                "matrix",
                "--cols",
                "attached",
                "--of",
                "g-42",
                "--service",
                "ims",
            ],
            &[role],
        ),
        (
            &["who-can", "ims:images:list"],
            &[user, group, role, project],
        ),
        (
            &["query", "can(ims:images:list)"],
            &[user, group, role, project],
        ),
        (&["review", "sheet"], &[user, group, role, project]),
        (&["audit", "--format", "html"], &[user, group]),
    ] {
        let ended = permlens(&[question, &["--account", account]].concat());
        for word in words {
            assert!(
                ended.out.contains(word),
                "{question:?} does not say {word}: {}{}",
                ended.out,
                ended.err
            );
        }
    }
    // for programs it stays what it is
    let shown = permlens(&[
        "show",
        "user",
        "u-17",
        "--account",
        account,
        "--format",
        "json",
    ])
    .json();
    assert_eq!(shown["user"], " ");
    assert_eq!(shown["groups"][0], "\u{2800}");
    assert_eq!(shown["attached"][0]["permission"], "   ");
}

#[test]
fn mistakes_say_what_is_meant_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let nothing = file("nothing.json", "");
    let cut = file("cut.json", "{\"a\":\n");
    let other = file("other.json", "{\"a\": 1}");
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let empty = empty.to_str().unwrap();
    let at_alice = ["check", "--user", "alice", "--project", "eu-de", "--action"];
    for (arguments, status, words) in [
        (
            &["audit", "-a", "/nowhere.json"][..],
            3,
            "there is no such file or folder",
        ),
        (
            &["lint", "/nowhere.json"],
            3,
            "there is no such file or folder",
        ),
        (
            &["audit", "--since", "/nowhere"],
            3,
            "there is no such file or folder",
        ),
        (
            &["audit", "-a", &nothing],
            2,
            "expected JSON of an account, found an empty file",
        ),
        (
            &["audit", "-a", &cut],
            2,
            "line 2: expected the rest of the JSON",
        ),
        (
            &["audit", "-a", &other],
            2,
            "saved responses, a Terraform state or plan, or policy documents",
        ),
        (&["audit", "-a", empty], 2, "found nothing of that kind"),
        (
            &["audit", "--key-age", "x"],
            2,
            "expected a number of days, such as 90",
        ),
        (&["lint", empty], 0, "nothing to check: no *.json was found"),
        (&["lint", &nothing], 1, "not JSON: an empty text"),
        (
            &["lint", &cut],
            1,
            "not JSON: it ends before it is complete",
        ),
        (
            &["catalog", "actions", "ims:images:delte"],
            1,
            "the nearest are ims:images:delete",
        ),
        (&["catalog", "apis", "qqqq"], 1, "nothing matches \"qqqq\""),
        (
            &["matrix", "--of", "admin", "--cols", "users"],
            2,
            "goes with --cols attached",
        ),
        (
            &[&at_alice[..], &["foo"]].concat(),
            1,
            "an action has three parts, as ims:images:list has",
        ),
        (
            &[&at_alice[..], &["ims:image:delete"]].concat(),
            0,
            "the nearest is ims:images:delete",
        ),
    ] {
        let ended = permlens(arguments);
        let said = format!("{}{}", ended.err, ended.out);
        assert_eq!(ended.status, status, "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert!(!said.contains("os error"), "{arguments:?}: {said}");
    }
}

/// What is written in lines stays in them: no line of a help is broken a second time.
#[test]
fn the_help_is_wrapped_once() {
    for command in [
        "check", "query", "assert", "import", "lint", "collect", "audit",
    ] {
        let help = permlens(&[command, "--help"]).out;
        let lines: Vec<&str> = help.lines().collect();
        for pair in lines.windows(2) {
            let [one, next] = pair else { continue };
            // a short line in the middle of a sentence, after one that was full
            let broken = one.len() < 20
                && one
                    .chars()
                    .all(|letter| letter.is_lowercase() || " -".contains(letter))
                && next.starts_with(char::is_lowercase)
                && !one.trim().is_empty();
            assert!(!broken, "{command}: {one:?} {next:?}");
        }
    }
}
