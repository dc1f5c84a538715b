//! The binary through its command line: what each subcommand prints, and with which status it ends.

mod batch;
mod check;
mod lookups;
mod matrix;

use std::process::{Command, Stdio};

use crate::program::{call, permlens};

#[test]
fn names_that_name_nothing_are_told_with_their_neighbours() {
    let output = permlens(&["show", "group", "image-op"]);
    assert_eq!(output.status, 2);
    assert!(output.err.contains("image-ops"), "{}", output.err);
    let output = permlens(&["matrix", "--service", "imz"]);
    assert_eq!(output.status, 2);
    assert!(output.err.contains("ims"), "{}", output.err);
}

#[test]
fn completions_and_the_manual_are_printed() {
    for shell in ["bash", "zsh", "fish"] {
        let output = permlens(&["completions", shell]);
        assert_eq!(output.status, 0);
        assert!(output.out.contains("permlens"));
    }
    assert!(permlens(&["man"]).out.contains(".TH"));
}

#[test]
fn wrong_calls_end_with_two_and_missing_files_with_three() {
    assert_eq!(permlens(&["check", "--user", "alice"]).status, 2);
    assert_eq!(permlens(&["nonsense", "--flag"]).status, 2);
    let output = permlens(&["show", "user", "alice", "-a", "/no/such/file.json"]);
    assert_eq!(output.status, 3, "{}", output.err);
    assert!(output.err.contains("/no/such/file.json"));
}

#[test]
fn assumptions_change_the_reading_and_only_known_ones_are_taken() {
    let ask = |extra: &[&str]| {
        let base = [
            "check",
            "--group",
            "image-ops",
            "--action",
            "ecs:cloudServers:deleteServers",
            "--project",
            "eu-de",
        ];
        permlens(&[&base[..], extra].concat())
    };
    assert_eq!(ask(&[]).status, 1, "Server Administrator is not in force");
    assert_eq!(ask(&["--assume", "depends_mode=off"]).status, 0);
    let wrong = ask(&["--assume", "depends_mode=sometimes"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.err.contains("enforce or warn or off"));
    assert_eq!(ask(&["--assume", "moon=full"]).status, 2);
}

#[test]
fn the_settings_file_assumes_and_restricted_does_without() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("permlens");
    std::fs::create_dir(&folder).unwrap();
    let text = home.path().to_str().unwrap();
    let ask = |extra: &[&str]| {
        let base = [
            "check",
            "--group",
            "image-ops",
            "--project",
            "eu-de",
            "--action",
            "ecs:cloudServers:deleteServers",
        ];
        call(&[&base[..], extra].concat())
            .with(&[("HOME", text), ("XDG_CONFIG_HOME", text)])
            .ended()
    };
    assert_eq!(ask(&[]).status, 1, "no file, no assumption");
    let file = folder.join("config.toml");
    std::fs::write(&file, "[assume]\ndepends_mode = \"off\"\n").unwrap();
    assert_eq!(ask(&[]).status, 0, "the file is read");
    assert_eq!(
        ask(&["--assume", "depends_mode=enforce"]).status,
        1,
        "the call wins"
    );
    assert_eq!(
        ask(&["--restricted"]).status,
        1,
        "restricted reads no settings"
    );
    std::fs::write(&file, "[assume]\nmoon = \"full\"\n").unwrap();
    let wrong = ask(&[]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.err.contains("config.toml") && wrong.err.contains("moon"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    for format in ["csv", "table", "json", "jsonl", "md"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_permlens"))
            .args(["matrix", "--rows", "actions", "--cols", "users", "-q"])
            .args(["--format", format])
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        assert_eq!(output.status.code(), Some(0), "{format}");
    }
}

/// What a wrong call is told; it ends with 2 and prints no answer.
fn refused(arguments: &[&str]) -> String {
    let output = permlens(arguments);
    assert_eq!(output.status, 2, "{arguments:?}: {}", output.err);
    assert_eq!(output.out, "", "{arguments:?}");
    output.err
}

#[test]
fn wrong_calls_are_told_what_is_wrong() {
    let said = refused(&["check"]);
    assert!(said.contains("say for whom: --user, --group or --agency"));
    assert!(said.contains("say what: --action, --api, --error, or many with --batch"));
    assert!(!refused(&["check", "--user", "alice"]).contains("for whom"));
    assert!(refused(&["frobnicate"]).contains("neither a file nor a command; `permlens --help`"));
    assert!(refused(&["chek"]).contains("`permlens check`"));
    let twice = refused(&["a.json", "-a", "b.json", "show", "user", "alice"]);
    assert!(twice.contains("\"a.json\" before a command"), "{twice}");
    assert!(refused(&["matrix", "--of", "image-ops"]).contains("--cols attached"));
    assert!(refused(&["--view", "nowhere"]).contains("who-can"));
    let pattern = [
        "check",
        "--user",
        "alice",
        "--action",
        "ims:*",
        "--project",
        "eu-de",
    ];
    assert!(refused(&pattern).contains("is a pattern"));
    let call = ["check", "--user", "alice", "--api", "GET /\u{1b}[31mx"];
    assert!(!refused(&call).contains('\u{1b}'));
}

#[test]
fn names_are_suggested_only_where_they_come_near() {
    let ask = |user, project| {
        let action = ["--action", "ims:images:list", "--project", project];
        refused(&[&["check", "--user", user][..], &action].concat())
    };
    assert!(ask("alic", "eu-de").ends_with("the nearest is \"alice\"\n"));
    assert!(
        ask("alice", "zzz").contains("there are \"MOS\", "),
        "few are listed"
    );
    assert!(refused(&["matrix", "--service", "imz"]).ends_with("the nearest is \"ims\"\n"));
    // nobody slips for thousands of letters, and to compare them with every name takes long
    let endless = format!("alice{}", "e".repeat(4_000));
    assert!(!ask(&endless, "eu-de").contains("nearest"));
}
