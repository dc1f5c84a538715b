//! The log of whole sessions: the program in a terminal, and what it left in its state folder.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use permlens::log::Log;
use permlens::tui::theme::Theme;
use permlens::tui::widgets::text::Charset;
use tempfile::TempDir;

use super::demo;
use super::log::{Line, lines, mode};
use super::pty_support::{Session, command, permlens};

const F8: &str = "\x1b[19~";

/// A home in which the explorer was opened before.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(TempDir::new().unwrap());
        fs::create_dir_all(home.state()).unwrap();
        fs::write(home.state().join("session.json"), "{\"greeted\": true}").unwrap();
        home
    }

    fn settings(&self, name: &str, text: &str) {
        let folder = self.0.path().join(".config/permlens");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), text).unwrap();
    }

    fn state(&self) -> PathBuf {
        self.0.path().join(".local/state/permlens")
    }

    fn log(&self) -> PathBuf {
        self.state().join("permlens.log")
    }

    fn lines(&self) -> Vec<Line> {
        lines(&self.log())
    }

    fn start(&self, args: &[&str], env: &[(&str, &str)]) -> Session {
        let mut all = vec![("HOME", self.0.path().to_str().unwrap())];
        all.extend(env);
        Session::start(permlens(args, &all), (120, 40))
    }
}

fn quit(mut session: Session) {
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
}

/// Asks for an export that cannot be written.
fn export_nowhere(session: &mut Session) {
    session.send("e");
    session.wait_for("Export to");
    session.send("\x15/proc/none/all.csv\r");
    session.wait_for("No such file");
    // the dialog stays, for another name
    session.send("\x1b");
    session.wait_gone("Export to");
}

#[test]
fn a_session_leaves_what_happened() {
    let home = Home::new();
    let folder = TempDir::new().unwrap();
    // a name that would be obeyed
    let account = folder.path().join("acc\x1b]0;owned\x07\nount\u{202e}.json");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample-account.json");
    fs::copy(sample, &account).unwrap();
    let env = [("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 22")];
    let mut session = home.start(&[account.to_str().unwrap()], &env);
    session.wait_for("Attached to image-ops");
    export_nowhere(&mut session);
    session.send(F8);
    session.wait_for("export: /proc/none/all.csv: No such file");
    session.wait_for("permlens.log");
    session.send("\x1b");
    session.wait_gone("permlens.log");
    quit(session);

    let found = home.lines();
    let told: Vec<_> = found.iter().map(|l| (&*l.level, &*l.words)).collect();
    let [opened, terminal, export, ended] = &told[..] else {
        panic!("{told:#?}");
    };
    assert_eq!(opened.0, "info");
    let began = format!("permlens {} opened /", env!("CARGO_PKG_VERSION"));
    assert!(opened.1.starts_with(&began), "{opened:?}");
    assert!(opened.1.contains("acc␛]0;owned␇␊ount\u{fffd}.json in "));
    assert!(opened.1.contains(" 40 users, 14 groups, "), "{opened:?}");
    assert_eq!(
        *terminal,
        (
            "info",
            "terminal \"xterm-256color\", 120x40, 256 colours, UTF-8, over SSH"
        )
    );
    assert!(!terminal.1.contains("192.0.2"), "sshd notes who comes");
    assert_eq!(export.0, "error");
    assert!(
        export
            .1
            .starts_with("export: /proc/none/all.csv: No such file")
    );
    assert_eq!(*ended, ("info", "ended as the user asked"));
    assert_eq!(mode(&home.log()), 0o600);
}

#[test]
fn what_was_looked_at_is_nobodys_business() {
    let home = Home::new();
    let mut session = home.start(&["--user", "alice"], &[]);
    session.wait_for("alice");
    session.send("/pasta");
    session.wait_for("pasta");
    session.send("\x1b");
    session.send("\x1b[Z\r");
    session.wait_for("enter keep");
    session.send("\x1b[200~user hanna wants obs:bucket:PutBucketPolicy\x1b[201~");
    session.wait_for("PutBucketPolicy");
    session.send("\x1b");
    session.wait_gone("enter keep");
    session.send("2");
    session.wait_gone("Attached to");
    quit(session);
    let told = format!("{:?}", home.lines());
    for word in ["alice", "pasta", "hanna", "PutBucketPolicy", "image-ops"] {
        assert!(!told.contains(word), "{word}: {told}");
    }
}

#[test]
fn exports_that_were_written_are_told_with_their_length() {
    let home = Home::new();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("matrix.csv");
    let mut session = home.start(&[], &[]);
    session.wait_for("Attached to image-ops");
    session.send("\t\te");
    session.wait_for("Export to");
    session.send(&format!("\x15{}\r", file.display()));
    session.wait_for("bytes written");
    quit(session);
    let length = fs::metadata(&file).unwrap().len();
    let expected = format!("export: {}: {length} bytes written", file.display());
    assert!(
        home.lines()
            .iter()
            .any(|line| (&*line.level, &*line.words) == ("info", &*expected)),
        "{:?}",
        home.lines()
    );
}

#[test]
fn a_restricted_session_leaves_nothing() {
    let home = Home::new();
    let mut session = home.start(&["--restricted"], &[]);
    session.wait_for("Attached to image-ops");
    session.send(F8);
    session.wait_for("it writes no log");
    session.send("e");
    session.wait_for("it writes no file");
    quit(session);
    let there = fs::read_dir(home.state()).unwrap();
    let names: Vec<_> = there.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["session.json"]);
}

#[test]
fn the_settings_turn_it_off() {
    let home = Home::new();
    home.settings("config.toml", "log = \"off\"\n");
    let mut session = home.start(&[], &[]);
    session.wait_for("Attached to image-ops");
    session.send(F8);
    session.wait_for("config.toml says log = \"off\"");
    export_nowhere(&mut session);
    quit(session);
    assert!(!home.log().exists());
}

#[test]
fn a_log_that_cannot_be_written_disturbs_nobody_and_says_why() {
    let home = Home::new();
    fs::create_dir(home.log()).unwrap();
    let mut session = home.start(&[], &[]);
    session.wait_for("Attached to image-ops");
    export_nowhere(&mut session);
    session.send(F8);
    session.wait_for("permlens.log: cannot be written: ");
    session.send("\x1b");
    session.wait_gone("cannot be written");
    quit(session);
}

#[test]
fn wrong_settings_are_warnings() {
    let home = Home::new();
    home.settings("keymap.toml", "\"theme.chose\" = \"ctrl-t\"\n");
    let mut session = home.start(&[], &[]);
    session.wait_for("did you mean");
    session.send("\x1b");
    session.wait_gone("did you mean");
    quit(session);
    let lines = home.lines();
    let warned = lines.iter().find(|line| line.level == "warn").unwrap();
    assert!(
        warned.words.contains("did you mean `theme.choose`?"),
        "{lines:?}"
    );
}

#[test]
fn what_could_not_be_taken_over_is_counted_and_not_named() {
    let home = Home::new();
    let bad = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/bad/assignment-unknown-group.json"
    );
    let session = home.start(&[bad], &[]);
    session.wait_for("left out or incomplete");
    quit(session);
    let lines = home.lines();
    assert_eq!(lines[0].level, "warn");
    assert!(
        lines[0].words.ends_with("; 1 left out or incomplete"),
        "{lines:?}"
    );
}

#[test]
fn signals_are_told_by_name() {
    for (signal, status) in [("TERM", 143), ("HUP", 129)] {
        let home = Home::new();
        let mut session = home.start(&[], &[]);
        session.wait_for("Attached to image-ops");
        let pid = session.pid().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{signal}"), &pid])
            .status();
        assert!(sent.unwrap().success());
        assert_eq!(session.wait_end().exit_code(), status);
        let lines = home.lines();
        let last = lines.last().unwrap();
        assert!(
            last.words.starts_with(&format!("ended by SIG{signal}")),
            "{lines:?}"
        );
    }
}

#[test]
fn no_terminal_is_an_error_in_the_log_too() {
    let home = Home::new();
    let output = Command::new(env!("CARGO_BIN_EXE_permlens"))
        .env_clear()
        .env("HOME", home.0.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let lines = home.lines();
    let last = lines.last().unwrap();
    assert_eq!(last.level, "error");
    assert!(last.words.contains("needs a terminal"), "{lines:?}");
}

/// The program that the test below starts: its worker breaks over the first thing that is touched.
#[test]
#[ignore = "started by the other test, in a terminal"]
fn breaking_program() {
    let mut app = demo::app(Theme::default(), Charset::Unicode);
    app.content.breaks = Some("byte 3 is not a boundary, it is inside of `hunter2");
    app.shell.log = Log::to(std::env::var("LOG").unwrap());
    permlens::tui::run(app).unwrap();
}

#[test]
fn a_panic_of_the_worker_is_told_without_the_text_it_broke_over() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("permlens.log");
    let program = std::env::current_exe().unwrap();
    let mut trial = command(program.to_str().unwrap(), &[("LOG", log.to_str().unwrap())]);
    trial.args([
        "--exact",
        "log_sessions::breaking_program",
        "--ignored",
        "--nocapture",
    ]);
    let mut session = Session::start(trial, (120, 40));
    session.wait_for("Evaluator");
    session.send("j");
    assert_eq!(session.wait_end().exit_code(), 101);
    assert!(session.is_put_back());
    let lines = lines(&log);
    let last = lines.last().unwrap();
    assert_eq!(last.level, "error");
    let words = &last.words;
    assert!(
        words.starts_with("panic in thread worker, tests/it/demo.rs:"),
        "{words}"
    );
    assert!(
        words.ends_with(": byte 3 is not a boundary, it is inside"),
        "{words}"
    );
}
