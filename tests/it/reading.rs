//! Sessions inside what is read: finding text in documents and cards, and asking about what stands under the cursor.

use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::tui::explorer::Start;
use permlens::tui::layout::{PaneId, ViewId};
use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::Charset;
use ratatui::style::Modifier;
use serde_json::json;

use crate::explorer::{Session, sample};

/// The line of the screen that the cursor of what is read is on.
fn under_the_cursor(session: &Session) -> String {
    let buf = &session.painted;
    let reversed = |y: u16| {
        let cells = (0..buf.area.width).map(|x| &buf[(x, y)]);
        cells
            .filter(|cell| cell.modifier.contains(Modifier::REVERSED))
            .count()
    };
    let y = (0..buf.area.height).max_by_key(|y| reversed(*y)).unwrap();
    let cells = (0..buf.area.width).map(|x| buf[(x, y)].symbol());
    cells.collect()
}

#[test]
fn text_is_found_in_a_document_and_n_goes_on() {
    let mut session = Session::new((120, 40));
    // Server Administrator names three services in one statement
    session.keys("tab j enter /");
    session.shows(&["/text to be found"]);
    session.keys("\"ADMINISTRATOR");
    session.shows(&["/ADMINISTRATOR  1 of ", "/ADMINISTRATOR"]);
    let first = under_the_cursor(&session);
    assert!(first.contains("Administrator"), "{first}");
    session.keys("enter n");
    let second = under_the_cursor(&session);
    assert!(
        second.contains("Administrator") && second != first,
        "{second}\n{}",
        session.shown
    );
    session.shows(&["/ADMINISTRATOR  2 of ", "n next", "N previous"]);
    session.keys("N").shows(&["/ADMINISTRATOR  1 of "]);
    assert_eq!(under_the_cursor(&session), first);
    // round the end, and that is said
    session
        .keys("N")
        .shows(&["before the first comes the last again"]);
    session
        .keys("n")
        .shows(&["after the last comes the first again"]);
    assert_eq!(under_the_cursor(&session), first);
    // the first esc takes the marks away, the second closes
    session.keys("esc").hides("/ADMINISTRATOR");
    session.shows(&["esc close"]);
    session.keys("esc");
    assert!(session.app.shell.overlays.is_empty());
}

#[test]
fn what_is_found_is_marked_wherever_it_stands() {
    let mut session = Session::new((120, 40));
    session.keys("tab enter / \"ims: enter");
    // the first line of the screen has underlined names of its own
    let cells = session.painted.content.iter().skip(120);
    let marked = cells.filter(|cell| cell.modifier.contains(Modifier::UNDERLINED));
    let marked: String = marked.map(ratatui::buffer::Cell::symbol).collect();
    // in the title and in the document, and nothing else
    assert_eq!(marked.replace("ims:", "").trim(), "/", "{marked}");
    assert!(marked.matches("ims:").count() > 1, "{marked}");
}

#[test]
fn a_folded_line_opens_where_it_has_what_is_looked_for() {
    let mut session = Session::new((120, 40));
    session.keys("tab enter").hides("ims:images:delete");
    session.keys("/ \"images:del");
    session.shows(&["▾", "ims:images:delete", "1 of 1"]);
    assert!(under_the_cursor(&session).contains("ims:images:delete"));
    // what opened for it closes when it is not wanted after all
    session.keys("esc").hides("ims:images:delete");
    session.shows(&["13 actions", "esc close"]);
}

#[test]
fn what_is_in_no_line_says_so_and_moves_nothing() {
    let mut session = Session::new((80, 24));
    session.keys("tab enter j j");
    let before = under_the_cursor(&session);
    session
        .keys("/ \"zebra")
        .shows(&["/zebra  in no line", "/zebra"]);
    assert_eq!(under_the_cursor(&session), before);
    session
        .keys("enter n")
        .shows(&["no line has what is looked for"]);
    session.keys("esc esc tab enter");
    assert!(session.app.shell.overlays.is_empty());
}

#[test]
fn cards_and_lists_of_problems_are_searched_too_and_a_link_comes_back_to_it() {
    let mut session = Session::new((120, 40));
    session.keys("o / \"carol").shows(&["1 of 1"]);
    session
        .keys("enter enter")
        .shows(&["user image-ops › carol"]);
    session.keys("[").shows(&["/carol  1 of 1"]);
    session.keys("q");
    let mut start = sample();
    start.remarks = vec!["one thing".to_owned(), "another thing".to_owned()];
    let mut session = Session::open(start, (120, 40));
    session.keys("! / \"another");
    session.shows(&["1 of 1"]);
}

#[test]
fn finding_at_every_size() {
    for (width, height) in [(80, 24), (120, 40), (200, 50)] {
        let mut session = Session::new((width, height));
        session.keys("tab enter / \"images:");
        insta::assert_snapshot!(format!("finding_{width}x{height}"), session.shown);
    }
    let look = (Theme::new(ThemeKind::Dark, Depth::None), Charset::Ascii);
    let mut session = Session::look(sample(), (80, 24), look);
    session.keys("tab enter / \"images: enter n");
    insta::assert_snapshot!("finding_ascii", session.shown);
}

#[test]
fn an_action_of_a_document_is_asked_in_the_evaluator() {
    let mut session = Session::new((160, 45));
    session.keys("tab j j enter / \"images:delete enter");
    assert!(under_the_cursor(&session).contains("ims:images:delete*"));
    session.shows(&["E evaluate", "W who can"]);
    // a pattern stands for several, or for one: which is asked is said
    session.keys("E");
    assert_eq!(session.app.focus(), PaneId::Evaluator);
    session.shows(&["ims:images:delete* stands for one action"]);
    session.tells(&["ims:images:delete", "image-ops may not", "DENIED"]);
    // the cursor rests on what was put there
    session.shows(&["▌Action"]);
    session.keys("[").shows(&["/images:delete  1 of "]);
    session.keys("esc esc k k enter / \"ims:* enter E");
    session.shows(&["ims:*:* stands for 13 actions: the first is asked, ims:dataImages:create"]);
    session.tells(&["ims:dataImages:create", "image-ops may"]);
}

#[test]
fn the_action_under_the_cursor_is_asked_for_whom_the_evaluator_is_about() {
    let mut session = Session::new((160, 45));
    // the columns are users: the evaluator is about carol
    session.keys("tab tab c c l l l");
    session.tells(&["carol"]);
    session.keys("shift-tab enter / \"images:export enter E");
    session.tells(&["ims:images:export", "carol"]);
    // f follows the panes again
    session.keys("f");
    assert!(!session.told().contains("ims:images:export"));
}

#[test]
fn a_line_without_an_action_says_so() {
    let mut session = Session::new((120, 40));
    session
        .keys("tab enter E")
        .shows(&["the cursor is on no action: a line that names one can be asked about"]);
    assert!(!session.app.shell.overlays.is_empty());
    session.keys("W").shows(&["the cursor is on no action"]);
}

#[test]
fn whoever_can_is_asked_from_a_document_too() {
    let mut session = Session::new((120, 40));
    session.keys("tab enter / \"ims:* enter W");
    assert_eq!(session.app.shell.view, ViewId::WhoCan);
    session.shows(&["May do  ims:*:*"]);
    session.keys("[").shows(&["/ims:*  1 of "]);
}

#[test]
fn cards_and_the_catalogue_put_actions_into_the_evaluator() {
    let mut session = Session::new((160, 45));
    // the card of an action is about it, whatever line one is on
    session.keys("ctrl-k \"ims:images:export enter o E");
    assert_eq!(session.app.shell.view, ViewId::Access);
    session.tells(&["ims:images:export", "image-ops may"]);
    session.keys("3 / \"ims:images:del enter E");
    session.tells(&["ims:images:delete"]);
    // a call is asked as a call
    session.keys("3 esc r r / \"DELETE space \"/v2/images/{image_id} enter E");
    session.tells(&["DELETE /v2/images/{image_id}"]);
    session.keys("3 r E").shows(&["the cursor is on no action"]);
}

/// The sample account, the policy no-image-delete naming these actions instead.
fn denying(actions: &str) -> Start {
    let mut start = sample();
    let text = include_str!("../../assets/sample-account.json");
    let text = text.replace("\"ims:images:delete*\"", actions);
    let catalogue = Catalogue::embedded();
    let imported = import::from_slice("a", text.as_bytes(), catalogue).unwrap();
    start.engine = Arc::new(Engine::new(
        catalogue,
        Arc::new(imported.account),
        Settings::default(),
    ));
    start
}

#[test]
fn actions_that_no_catalogue_knows_are_asked_as_they_are_written() {
    let start = denying("\"ims:odd:thing\", \"zzz:*:*\"");
    let mut session = Session::open(start, (160, 45));
    session.keys("tab j j enter / \"zzz enter E");
    session.shows(&["the pattern stands for no action that the catalogue knows"]);
    session.keys("/ ctrl-u \"odd:thing enter E");
    session.tells(&["ims:odd:thing", "DENIED"]);
}

#[test]
fn any_count_goes_on_through_many_lines_at_once() {
    const LINES: usize = 30_000;
    let actions: Vec<String> = (0..LINES)
        .map(|at| format!("ims:images:list{at}"))
        .collect();
    let source = json!({"format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "groups": [{"id": "g1", "name": "ops"}], "projects": [{"id": "p1", "name": "eu-de"}],
        "roles": [{"id": "r1", "name": "custom_1", "display_name": "many", "catalog": "CUSTOMED", "type": "XA",
                   "domain_id": "d1", "policy": {"Version": "1.1",
                   "Statement": [{"Effect": "Allow", "Action": actions}]}}],
        "role_assignments": [{"group": {"id": "g1"}, "role": {"id": "r1"}, "scope": {"project": {"id": "p1"}},
                              "is_inherited": false}]});
    let source = source.to_string();
    let imported = import::from_slice("case", source.as_bytes(), Catalogue::embedded()).unwrap();
    let engine = Engine::new(
        Catalogue::embedded(),
        Arc::new(imported.account),
        Settings::default(),
    );
    let mut session = Session::open(Start::new(Arc::new(engine)), (100, 30));
    session.keys("tab enter / \"images:list enter");
    session.shows(&["1 of 30000"]);
    session.keys("2 9 9 9 8 n").shows(&["29999 of 30000"]);
    session.hides("comes the first again");
    session
        .keys("3 n")
        .shows(&["2 of 30000", "after the last comes the first again"]);
    session
        .keys("2 N")
        .shows(&["30000 of 30000", "before the first comes the last again"]);
    // more often than there are lines: round once, and no further
    session.keys("9 9 9 9 9 9 n").shows(&["30000 of 30000"]);
}
