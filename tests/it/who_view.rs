//! Sessions of the view Who can: a question in, everyone out, and the ways there and back.

use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::tui::explorer::Start;
use permlens::tui::layout::ViewId;

use crate::explorer::{Session, sample};

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
    session.keys("u d").shows(&["Users 7", "may"]).hides("if …");
    session.keys("d").shows(&["Users 3", "if …"]);
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
