//! Manners at a real terminal: what is taken is given back, whatever ends the program.

use std::process::Command;

use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::Charset;

use super::demo;
use super::pty_support::{Session, command};

/// The program that the tests below start: the shell with a fixed content.
#[test]
#[ignore = "started by the other tests, in a terminal"]
fn trial_program() {
    let var = |name: &str| std::env::var(name).ok();
    let app = demo::app(
        Theme::new(ThemeKind::Dark, Depth::from_env(var)),
        Charset::from_env(var),
    );
    match permlens::tui::run(app) {
        Ok((_, ending)) => std::process::exit(ending.status().into()),
        Err(error) => {
            eprintln!("refused: {error}");
            std::process::exit(3);
        }
    }
}

fn start(env: &[(&str, &str)], size: (u16, u16)) -> Session {
    let program = std::env::current_exe().unwrap();
    let mut trial = command(program.to_str().unwrap(), env);
    trial.args([
        "--exact",
        "shell_terminal::trial_program",
        "--ignored",
        "--nocapture",
    ]);
    Session::start(trial, size)
}

#[test]
fn quits_and_puts_everything_back() {
    let mut session = start(&[], (120, 40));
    session.wait_for("Evaluator");
    assert!(!session.is_put_back());
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
    assert!(session.is_put_back());
}

#[test]
fn signals_put_everything_back() {
    for (signal, status) in [("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131)] {
        let mut session = start(&[], (80, 24));
        session.wait_for("Evaluator");
        let pid = session.pid().to_string();
        assert!(
            Command::new("kill")
                .args([&format!("-{signal}"), &pid])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(session.wait_end().exit_code(), status, "{signal}");
        assert!(session.is_put_back(), "{signal}");
    }
}

#[test]
fn a_vanished_terminal_ends_it() {
    let mut session = start(&[], (80, 24));
    session.wait_for("Evaluator");
    session.hang_up("j");
    session.wait_end();
}

#[test]
fn refuses_a_terminal_that_can_only_print_lines() {
    let mut session = start(&[("TERM", "dumb")], (80, 24));
    assert_eq!(session.wait_end().exit_code(), 3);
    assert!(
        session
            .screen()
            .contains("refused: the terminal says that it can only print lines (TERM=dumb)")
    );
    assert!(!String::from_utf8_lossy(&session.bytes()).contains("\x1b[?1049h"));
}

#[test]
fn follows_the_size_of_the_window() {
    let mut session = start(&[], (120, 40));
    session.wait_for("Matrix: operations");
    session.resize(30, 5);
    session.wait_for("30×5 is too small");
    session.resize(80, 24);
    session.wait_for("Evaluator");
    session.wait_gone("too small");
}

#[test]
fn filters_palette_and_a_paste() {
    let mut session = start(&[], (120, 40));
    session.wait_for("net-admins");
    session.send("/team-4");
    session.wait_gone("net-admins");
    session.send("\x1b");
    session.wait_for("net-admins");
    session.send(":");
    session.wait_for("type to find a command");
    session.send("\x1b[200~catalogue\r\nview\x1b[201~");
    session.wait_for("catalogue  view");
    session.send("\r");
    session.wait_gone("Attached to");
    session.send("?");
    session.wait_for("Keys and commands");
    session.send("\x1b");
    session.wait_gone("Keys and commands");
}

#[test]
fn without_utf8_and_colour_only_plain_ascii_is_sent() {
    let mut session = start(&[("LANG", "C"), ("NO_COLOR", "1")], (120, 40));
    session.wait_for("Evaluator");
    let bytes = session.bytes();
    let sent = String::from_utf8_lossy(&bytes);
    assert!(sent.is_ascii());
    assert!(!session.has_colour());
    session.send("q");
    session.wait_end();
}
