//! Sessions of the view Who can: a question in, everyone out, and the ways there and back.

use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::tui::app::{Content, Pane};
use permlens::tui::explorer::Start;
use permlens::tui::layout::{PaneId, ViewId};

use crate::auditor::shell_words;
use crate::explorer::{Session, sample};
use crate::program::permlens;

#[test]
fn the_cell_under_the_cursor_is_asked_about_and_one_comes_back() {
    let mut session = Session::new((120, 40));
    session.keys("W").shows(&[
        "May do  Creating images",
        "ims:serverImages:create · in eu-de",
    ]);
    assert_eq!(session.app.shell.view, ViewId::WhoCan);
    session.keys("j j enter").shows(&["user bob"]);
    assert_eq!(session.app.shell.view, ViewId::Access);
}

#[test]
fn what_the_evaluator_asks_is_asked_where_it_asks() {
    let mut session = Session::new((120, 40));
    // another project in the evaluator alone, as typed there
    session
        .keys("tab tab j tab j j i ctrl-u \"eu-nl enter")
        .shows(&["eu-de ▼", "Project     eu-nl"]);
    session.keys("W").shows(&["ims:images:delete", "in eu-nl"]);
    // it stays there, whoever is listed and whatever else is asked, and where one comes back to it
    session.keys("u").shows(&["Groups", "in eu-nl"]);
    session
        .keys("i \"ims:images:list enter")
        .shows(&["ims:images:list", "in eu-nl"]);
    session.keys("enter backspace").shows(&["in eu-nl"]);
    // from the matrix it is asked where the matrix is, and a place chosen in the header is the place
    session.keys("1 shift-tab W").shows(&["in eu-de"]);
    session.keys("p \"eu-nl enter").shows(&["in eu-nl"]);
}

#[test]
fn where_nothing_was_asked_the_view_asks_about_the_cursor() {
    let mut session = Session::new((120, 40));
    session.keys("2").shows(&["May do  Creating images"]);
    // once something was asked, it stays
    session
        .keys("1 tab tab j j j 2")
        .shows(&["May do  Creating images"]);
    // a call that opens the view without a question is answered alike
    let start = Start {
        view: Some(ViewId::WhoCan),
        ..sample()
    };
    Session::open(start, (120, 40)).shows(&["May do  Creating images"]);
}

#[test]
fn every_keystroke_of_the_question_is_answered() {
    let mut session = Session::new((120, 40));
    session
        .keys("2 i \"iam:*:create*")
        .shows(&["any of 12 actions", "terraform"]);
    session
        .keys("enter i \"nosuch:*")
        .shows(&["no action matches"]);
    session
        .keys("esc")
        .shows(&["iam:*:create*", "terraform"])
        .hides("nosuch");
    session
        .keys("i \"nosuch:a:b enter")
        .shows(&["an action that no catalogue knows"]);
}

#[test]
fn a_suggestion_may_be_taken() {
    let mut session = Session::new((120, 40));
    session.keys("2 i \"deleting space \"images down enter");
    session.shows(&["May do  Deleting images", "ims:images:delete · in eu-de"]);
}

#[test]
fn kinds_answers_names_and_places_narrow_the_list() {
    let mut session = Session::new((120, 40));
    session
        .keys("2 i \"ims:images:delete enter")
        .shows(&["Users 10", "Y 7", "C 3"]);
    session.keys("u").shows(&["Groups"]);
    session.keys("u").shows(&["Agencies"]);
    session.keys("u d").shows(&["Users 7", "may"]).hides("C if");
    session.keys("d").shows(&["Users 3", "C if g:CurrentTime"]);
    session
        .keys("d / \"meh enter")
        .shows(&["Users 1", "mehmet"])
        .hides("hanna");
    session
        .keys("esc p \"eu-nl enter")
        .shows(&["in eu-nl", "alice"]);
    session.keys("/ \"alice enter").shows(&[
        "mfa-only #1",
        "if g:MFAPresent",
        "via group shop-team",
    ]);
}

#[test]
fn nobody_has_reasons() {
    let mut session = Session::new((120, 40));
    session.keys("2 u u i \"iam:users:createUser enter");
    session.shows(&["Agencies", "nobody may: beside", "Nobody may; these would"]);
    session.shows(&["agency partner-managed", "takes it back"]);
}

/// The sample's users who may delete images in eu-nl: for certain, under a condition, and by content that nobody knows.
fn deleting(size: (u16, u16)) -> Session {
    let mut session = Session::new(size);
    session.keys("2 i \"ims:images:delete enter p \"eu-nl enter");
    session
}

/// The row of somebody in the list.
fn row(session: &Session, name: &str) -> String {
    let line = session.shown.lines().find(|line| {
        let cells = line.trim_start_matches(['│', '▸', ' ']);
        cells.starts_with(name)
    });
    let line = line.unwrap_or_else(|| panic!("no row of {name} in\n{}", session.shown));
    let list = line.split('│').nth(1).unwrap_or_default();
    list.trim_end().to_owned()
}

#[test]
fn a_conditional_answer_says_what_it_hangs_on() {
    let mut session = deleting((160, 45));
    assert!(row(&session, "alice").ends_with("C if g:MFAPresent = true"));
    // content that nobody knows may allow; it may also take back what is allowed elsewhere
    assert!(row(&session, "sven").ends_with("C if legacy-ops-tool allows it (content unknown)"));
    assert!(
        row(&session, "hanna").ends_with("C unless legacy-ops-tool denies it (content unknown)")
    );
    // beside it the whole, in the evaluator's words
    let whole = "if g:MFAPresent = true (Bool, mfa-only #1)";
    session
        .keys("/ \"alice enter")
        .shows(&["user alice may, if", whole]);
    session.keys("enter").tells(&[&whole.replace("if ", "")]);
    let whole = "if legacy-ops-tool does not deny it (content unknown)";
    session
        .keys("[ / ctrl-u \"hanna enter")
        .shows(&["user hanna may, if", whole]);
    session.keys("enter").tells(&[&whole.replace("if ", "")]);
    // a request that names no resource; two tests of one key; only the row's end is cut
    session.keys("[ esc i \"obs:bucket:ListBucket enter");
    assert!(
        row(&session, "ci-deploy").ends_with("C if the resource is obs:*:*:bucket:corp-backup")
    );
    session.keys("i \"ims:images:delete enter p \"eu-de enter");
    let window = "C if g:CurrentTime from 2026-11-20T18:00:00Z and before 2026-11-23T06:00:00Z";
    assert!(row(&session, "karl").ends_with(window), "{}", session.shown);
    session
        .keys("/ \"karl enter")
        .shows(&["(DateGreaterThanEquals,", "(DateLessThan,"]);
}

#[test]
fn a_path_that_something_takes_back_says_so() {
    let mut session = deleting((160, 45));
    session.keys("/ \"hanna enter").shows(&[
        "Paths 2",
        "Tenant Administrator #1",
        "unless legacy-ops-tool denies it (content unknown)",
    ]);
}

#[test]
fn circumstances_reach_everyone_and_are_dropped_again() {
    let mut session = deleting((160, 45));
    session.shows(&["Y 6  C 10"]).hides("under");
    session.keys("/ \"paula enter C \"mfapresent space \"true enter");
    session.shows(&[
        "under g:MFAPresent = true  f drops it",
        "▌paula",
        "Y 11  C 5",
    ]);
    session.shows(&["user paula may: ims:images:delete in eu-nl, under"]);
    // the matrix is under the same
    session.keys("1").shows(&["under g:MFAPresent = true"]);
    session
        .keys("2 f")
        .hides("under")
        .shows(&["▌paula", "Y 6  C 10"]);
    session
        .keys("f")
        .shows(&["nothing is said about any condition key"]);
    session.keys("1").hides("under g:MFAPresent");
}

#[test]
fn circumstances_chosen_elsewhere_are_those_of_the_list() {
    let mut session = deleting((160, 45));
    session.keys("1 C \"mfapresent space \"true enter");
    session
        .keys("2")
        .shows(&["under g:MFAPresent = true", "Y 11  C 5"]);
    // whatever is asked there, and from wherever it is asked
    session.keys("u").shows(&["Groups", "under g:MFAPresent"]);
    session
        .keys("u u i \"ims:images:list enter")
        .shows(&["May do  ims:images:list", "under g:MFAPresent"]);
    session.keys("1 W").shows(&["under g:MFAPresent = true"]);
    session.keys("1 f 2").hides("under g:MFAPresent");
    // a place that the evaluator slid to, too
    session
        .keys("i \"ims:images:delete enter")
        .shows(&["in eu-nl"]);
    session.keys("1 tab tab tab j j l").hides("eu-nl ▾");
    session.keys("2").hides("in eu-nl");
}

#[test]
fn the_way_back_leads_to_the_circumstances_too() {
    let mut session = deleting((160, 45));
    session.keys("C \"mfapresent space \"true enter 3");
    session.keys("1 f 2").hides("under");
    session
        .keys("[ [ [")
        .shows(&["May do", "under g:MFAPresent = true", "Y 11  C 5"]);
}

#[test]
fn what_is_written_and_copied_says_the_circumstances() {
    let mut session = deleting((160, 45));
    session.keys("C \"mfapresent space \"true enter / \"nina enter");
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("who.md");
    let name = name.to_str().unwrap();
    session.keys(&format!("e ctrl-u \"{name} enter"));
    let written = std::fs::read_to_string(name).unwrap();
    let asked = "Who can: ims:images:delete, if g:MFAPresent = true, in project eu-nl; filtered by";
    assert!(written.contains(asked), "{written}");
    let json: serde_json::Value = serde_json::from_str(&session.copies("who.copy-json")).unwrap();
    assert_eq!(json[0]["principal"]["name"], "nina");
    assert_eq!(json[0]["decision"], "allow");
    let line = session.copies("who.copy-command");
    assert_eq!(
        line,
        "permlens who-can --project eu-nl --context g:MFAPresent=true ims:images:delete"
    );
    // asked again, the line lists whom the view does
    session.keys("esc d").shows(&["Users 11"]);
    let line = session.copies("who.copy-command");
    let mut words = shell_words(&line);
    words.extend(["--format".to_owned(), "json".to_owned()]);
    let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    let listed = permlens(&words).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(11));
    // what is told of somebody stands for itself
    session.keys("tab").shows(&["under g:MFAPresent = true"]);
    let pane = session.app.content.pane(ViewId::WhoCan, PaneId::Detail);
    let told = pane.and_then(Pane::copied).unwrap_or_default();
    assert!(
        told.contains("in eu-nl, under g:MFAPresent = true"),
        "{told}"
    );
    session
        .keys("Y")
        .shows(&["Copy the answer as", "the permlens who-can"]);
}

/// An account where the cursor is on nothing that can be asked about.
fn bare() -> Start {
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "groups": [{"id": "g1", "name": "ops"}],
    });
    let catalogue = Catalogue::embedded();
    let imported = import::from_slice("a", account.to_string().as_bytes(), catalogue).unwrap();
    let account = Arc::new(imported.account);
    Start::new(Arc::new(Engine::new(
        catalogue,
        account,
        Settings::default(),
    )))
}

#[test]
fn the_view_at_every_size() {
    for (width, height) in [(80, 24), (120, 40), (200, 50)] {
        let mut session = Session::open(bare(), (width, height));
        session.keys("2");
        insta::assert_snapshot!(format!("who_empty_{width}x{height}"), session.shown);
        let mut session = Session::new((width, height));
        session.keys("2 i \"ims:images:delete enter p \"eu-nl enter j");
        insta::assert_snapshot!(format!("who_{width}x{height}"), session.shown);
    }
}
