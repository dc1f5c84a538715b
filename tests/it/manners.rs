//! The explorer as a guest in somebody's terminal: it stops and comes back, ends when the terminal does, survives every
//! size and name of terminal, and takes a large paste.

use super::pty_support::{Session, command, permlens};

/// A shell with job control that starts the explorer and does something else when it has stopped.
fn under_a_shell() -> Session {
    let mut shell = command("sh", &[]);
    let program = env!("CARGO_BIN_EXE_permlens");
    let script = format!("{program}; echo it stopped; read line; fg; echo it ended with $?");
    shell.args(["-mc", &script]);
    Session::start(shell, (120, 40))
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_fg_takes_it_again() {
    let mut session = under_a_shell();
    session.wait_for("Attached to image-ops");
    session.send("\x1a");
    session.wait_for("it stopped");
    assert!(session.is_put_back());
    session.send("\n");
    session.wait_for("Attached to image-ops");
    assert!(!session.is_put_back());
    // and it still answers
    session.send("?");
    session.wait_for("Keys and commands");
    session.send("q");
    session.wait_gone("Keys and commands");
    session.send("q");
    session.wait_for("it ended with 0");
    assert!(session.is_put_back());
}

#[test]
fn ctrl_z_without_a_shell_is_refused() {
    let mut session = Session::start(permlens(&[], &[]), (120, 40));
    session.wait_for("Attached to image-ops");
    session.send("\x1a");
    session.wait_for("no shell to return to");
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
}

#[test]
fn ends_with_the_terminal_even_if_hang_ups_are_ignored() {
    let mut shell = command("sh", &[]);
    let program = env!("CARGO_BIN_EXE_permlens");
    shell.args(["-c", &format!("trap '' HUP; exec {program}")]);
    let mut session = Session::start(shell, (120, 40));
    session.wait_for("Attached to image-ops");
    session.hang_up("j");
    assert_eq!(session.wait_end().exit_code(), 129);
}

#[test]
fn every_terminal_gets_what_it_knows() {
    for (term, finals) in [
        ("xterm", "mHCDGKXJhl"),
        ("screen", "mHCDGKXJhl"),
        ("tmux-256color", "mHCDGKXJhl"),
        ("linux", "mHCDGKXJhl"),
        ("never-heard-of", "mHCDGKXJhl"),
        ("vt100", "mHCDKJhl"),
    ] {
        let mut session = Session::start(permlens(&[], &[("TERM", term)]), (120, 40));
        session.wait_for("Attached to image-ops");
        session.send("?");
        session.wait_for("Keys and commands");
        session.send("q");
        session.wait_gone("Keys and commands");
        session.send("q");
        assert_eq!(session.wait_end().exit_code(), 0, "{term}");
        assert!(session.is_put_back(), "{term}");
        let bytes = session.bytes();
        let sent = String::from_utf8_lossy(&bytes);
        let last = |part: &str| part.chars().find(char::is_ascii_alphabetic);
        for part in sent.split("\x1b[").skip(1) {
            assert!(
                last(part).is_some_and(|last| finals.contains(last)),
                "{term}: {part:?}"
            );
        }
        // colours by number are for terminals that have so many
        assert_eq!(sent.contains("38;5;"), term.contains("256color"), "{term}");
    }
}

#[test]
fn survives_every_size() {
    for size in [(0, 0), (1, 1), (2, 2), (20, 5), (500, 200)] {
        let mut session = Session::start(permlens(&[], &[]), size);
        for nth in 0..50 {
            session.resize(20 + nth * 3, 5 + nth);
        }
        session.resize(120, 40);
        session.wait_for("Attached to image-ops");
        session.send("q");
        assert_eq!(session.wait_end().exit_code(), 0, "{size:?}");
    }
}

#[test]
fn a_large_paste_is_one_piece() {
    let mut session = Session::start(permlens(&[], &[]), (120, 40));
    session.wait_for("Attached to image-ops");
    session.send("/");
    session.wait_for("only rows that match");
    // what would be commands if it were typed
    let text = "q\rjjj\n".repeat(100_000 / 6);
    session.send(&format!("\x1b[200~{text}\x1b[201~"));
    session.wait_gone("image-audit");
    session.send("\x1b");
    session.wait_for("image-audit");
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
}
