//! The real program in a real terminal: it starts, filters, edits a field of the evaluator, and quits with the terminal
//! put back.

use super::pty_support::{Session, permlens};

#[test]
fn a_first_session() {
    let mut session = Session::start(permlens(&[], &[]), (120, 40));
    session.wait_for("Attached to image-ops");
    session.wait_for("Matrix: operations × attached");
    // filters the groups
    session.send("/net");
    session.wait_gone("image-audit");
    session.wait_for("Attached to net-admins");
    session.send("\x1b");
    session.wait_for("image-audit");
    // edits who asks
    session.send("\x1b[Z\r");
    session.wait_for("enter keep");
    session.send("user hanna");
    session.wait_for("hanna may");
    session.send("\r");
    session.wait_for("edited");
    assert!(!session.is_put_back());
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
    assert!(session.is_put_back());
}

#[test]
fn a_snapshot_that_is_none_opens_nothing() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "{\"nothing\": 1}").unwrap();
    let path = file.path().to_str().unwrap();
    let mut session = Session::start(permlens(&[path], &[]), (80, 24));
    assert_eq!(session.wait_end().exit_code(), 2);
    assert!(session.is_put_back());
    assert!(!String::from_utf8_lossy(&session.bytes()).contains("\x1b[?1049h"));
}

#[test]
fn opens_on_what_it_is_told_in_a_small_terminal_without_colour() {
    let mut session = Session::start(
        permlens(
            &[
                "--user",
                "alice",
                "--project",
                "eu-nl",
                "--action",
                "ims:images:delete",
            ],
            &[("NO_COLOR", "1")],
        ),
        (80, 24),
    );
    session.wait_for("alice · ims:images:delete @ eu-nl");
    session.wait_for("CONDITIONAL");
    assert!(!session.has_colour());
    session.resize(200, 50);
    session.wait_for("g:MFAPresent");
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
}
