//! Reading an account from within the explorer, in a real terminal.

use std::os::unix::fs::PermissionsExt;

use super::by_password;
use super::double::{Double, PASSCODE, PASSWORD, Told};
use super::world;
use crate::pty_support::{Session, permlens};

const F6: &str = "\x1b[17~";

#[test]
fn an_account_is_read_shown_and_kept() {
    let double = Double::start(world::family());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kept.json");
    let url = double.url();
    let mut session = Session::start(permlens(&[], &by_password(&url)), (120, 40));
    session.wait_for("Attached to image-ops");
    session.send(F6);
    session.wait_for("Collect from");
    session.wait_for("the environment");
    session.send("\r");
    session.wait_for("Keep the snapshot in");
    // The account is on screen already.
    session.wait_for("acme");
    session.send("\x15");
    session.send(file.to_str().unwrap());
    session.send("\r");
    session.wait_for("bytes written");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
    assert!(session.is_put_back());
}

#[test]
fn closing_what_says_how_far_it_is_stops_it() {
    let double = Double::start(world::family());
    // It would wait for a long time here.
    double.fault(
        "GET /v3/groups",
        usize::MAX,
        Told::error(429, "slow down").with("Retry-After", "100"),
    );
    let url = double.url();
    let mut session = Session::start(permlens(&[], &by_password(&url)), (120, 40));
    session.wait_for("Attached to image-ops");
    session.send(F6);
    session.wait_for("Collect from");
    session.send("\r");
    session.wait_for("esc stops it");
    session.wait_for("of 6");
    session.send("\x1b");
    session.wait_for("nothing of what was read is kept");
    session.wait_for("Attached to image-ops");
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
}

#[test]
fn a_restricted_session_reads_nothing_and_says_why() {
    let double = Double::start(world::family());
    let url = double.url();
    let mut session = Session::start(permlens(&["--restricted"], &by_password(&url)), (120, 40));
    session.wait_for("Attached to image-ops");
    session.send(F6);
    session.wait_for("it opens no connection");
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
    assert_eq!(double.lines(), Vec::<String>::new());
}

#[test]
fn what_is_not_configured_is_asked_for_and_not_shown() {
    let mut world = world::family();
    world.second_factor = true;
    let double = Double::start(world);
    let url = double.url();
    let variables: Vec<_> = by_password(&url)
        .into_iter()
        .filter(|(name, _)| *name != "OS_PASSWORD")
        .collect();
    let mut session = Session::start(permlens(&[], &variables), (120, 40));
    session.wait_for("Attached to image-ops");
    session.send(F6);
    session.wait_for("Collect from");
    session.send("\r");
    session.wait_for("Password of auditor");
    session.send(PASSWORD);
    session.wait_for("•••••");
    assert!(
        !session.screen().contains("correct"),
        "{}",
        session.screen()
    );
    session.send("\r");
    session.wait_for("Passcode of auditor's second factor");
    session.send(PASSCODE);
    session.send("\r");
    session.wait_for("Keep the snapshot in");
    session.send("\x1b");
    // Once more: who closes the question stops it.
    session.send(F6);
    session.wait_for("Collect from");
    session.send("\r");
    session.wait_for("Password of auditor");
    session.send("\x1b");
    session.wait_for("nothing of what was read is kept");
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
}
