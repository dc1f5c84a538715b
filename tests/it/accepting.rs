//! Accepting a finding in the explorer: why, until when, and the file that it is written into.

use permlens::accepted::{self, Accepted};
use permlens::tui::event::Msg;
use permlens::tui::explorer::Start;

use crate::explorer::{Session, sample};

/// A session whose accepted findings are written into a folder of its own.
fn session(folder: &tempfile::TempDir, restricted: bool) -> Session {
    let path = folder.path().join(accepted::NAME);
    let start = Start {
        accepted: accepted::perhaps(&path).unwrap(),
        restricted,
        ..sample()
    };
    Session::open(start, (120, 40))
}

fn paste<'a>(session: &'a mut Session, text: &str) -> &'a mut Session {
    session.send(Msg::Paste(text.to_owned()));
    session
}

#[test]
fn a_finding_is_accepted_for_a_reason_and_folded_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session(&folder, false);
    session
        .keys("4 / R 1 4 enter")
        .shows(&["R14  agency partner-managed lets"]);
    session.keys("x enter").shows(&["will want to know why"]);
    paste(&mut session, "until 2026-02-30")
        .keys("enter")
        .shows(&["a day is expected"]);
    paste(session.keys("ctrl-u"), "moving, until 2020-01-01").keys("enter");
    session.shows(&["that day is past"]);
    paste(session.keys("ctrl-u"), "moving, until 2027-01-31").keys("enter");
    session
        .shows(&["accepted 1"])
        .keys("esc G")
        .shows(&["accepted 1, folded away"]);
    session.hides("partner-managed lets");
    session
        .keys("a G")
        .shows(&["partner-managed lets", "accepted until 2027-01-31: moving"]);
    session.keys("x").shows(&["it is accepted already"]);
    let Accepted { path, rows } = accepted::named(&folder.path().join(accepted::NAME)).unwrap();
    assert_eq!((rows.len(), rows[0].reason.as_str()), (1, "moving"));
    // The next session knows it.
    let start = Start {
        accepted: accepted::named(&path).unwrap(),
        ..sample()
    };
    Session::open(start, (120, 40))
        .keys("4 G")
        .shows(&["accepted 1, folded away"]);
}

#[test]
fn a_restricted_session_accepts_nothing() {
    let folder = tempfile::tempdir().unwrap();
    session(&folder, true)
        .keys("4 x")
        .shows(&["restricted: it writes no file"]);
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[test]
fn a_file_that_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session(&folder, false);
    std::fs::write(folder.path().join(accepted::NAME), "accept = 1").unwrap();
    paste(session.keys("4 x"), "a reason")
        .keys("enter")
        .shows(&[accepted::NAME]);
    session.hides("folded away 1");
    assert_eq!(
        std::fs::read_to_string(folder.path().join(accepted::NAME)).unwrap(),
        "accept = 1"
    );
}

#[test]
fn what_is_about_published_content_is_folded_away() {
    let mut session = Session::new((120, 40));
    session
        .keys("4 G")
        .shows(&["about the content of system-defined permissions 2, folded away"]);
    session
        .hides("P01")
        .keys("a G")
        .shows(&["P01  VPC Administrator"]);
    session.keys("a G").hides("P01  VPC Administrator");
}
