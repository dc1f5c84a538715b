//! Marks and the mouse: many rows copied at once, a second press that is enter, heads that sort.

use permlens::tui::app::{Content, Pane, Spot};
use permlens::tui::event::{Mouse, MouseKind, Msg};
use permlens::tui::layout::{PaneId, ViewId};

use crate::explorer::Session;

fn copied(session: &Session, view: ViewId, pane: PaneId) -> String {
    let pane = session.app.content.pane(view, pane);
    pane.and_then(Pane::copied).unwrap_or_default()
}

#[test]
fn marked_rows_are_copied_together() {
    let mut session = Session::new((120, 40));
    session.keys("m j m");
    assert_eq!(
        copied(&session, ViewId::Access, PaneId::Groups),
        "image-ops\nshop-team"
    );
    session.keys("k k k k m");
    assert_eq!(
        copied(&session, ViewId::Access, PaneId::Groups),
        "admin\nimage-ops\nshop-team"
    );
    session.keys("/ \"a enter");
    assert!(!copied(&session, ViewId::Access, PaneId::Groups).contains('\n'));
    session.keys("esc tab m m");
    assert_eq!(
        copied(&session, ViewId::Access, PaneId::Attached)
            .lines()
            .count(),
        2
    );
    session.keys("2 i \"ims:images:list enter m m m");
    assert_eq!(
        copied(&session, ViewId::WhoCan, PaneId::List)
            .lines()
            .count(),
        3
    );
    session.keys("3 m m");
    assert_eq!(
        copied(&session, ViewId::Catalogue, PaneId::List)
            .lines()
            .count(),
        2
    );
    session
        .keys("tab m")
        .shows(&["rows of this pane cannot be marked"]);
}

#[test]
fn rows_of_the_matrix_and_findings_are_marked_too() {
    let mut session = Session::new((120, 40));
    session.keys("tab tab j m m");
    session.shows(&["•Deleting images", "•Querying images"]);
    assert_eq!(
        copied(&session, ViewId::Access, PaneId::Matrix),
        "ims:images:delete\nims:images:list"
    );
    // a heading stands for all that is below it
    session.keys("r g g k m");
    let all = copied(&session, ViewId::Access, PaneId::Matrix);
    assert_eq!(all.lines().count(), 10, "{all}");
    assert!(all.starts_with("ims:dataImages:create\n"), "{all}");
    session.keys("k m");
    assert_eq!(
        copied(&session, ViewId::Access, PaneId::Matrix),
        "ims:dataImages:create",
        "their marks are taken away: the row under the cursor is copied"
    );
    session.keys("4 m m");
    let found = copied(&session, ViewId::Findings, PaneId::List);
    assert_eq!(found.lines().count(), 2, "{found}");
    assert!(found.lines().all(|line| line.starts_with('R')), "{found}");
    session.keys("/ \"grant enter");
    let found = copied(&session, ViewId::Findings, PaneId::List);
    assert_eq!(found.lines().count(), 1, "what is filtered is marked anew");
}

fn press(session: &mut Session, pane: PaneId, wanted: Spot) {
    let drawn = &session.app.shell.drawn;
    let (.., drawn) = drawn.panes.iter().find(|(id, ..)| *id == pane).unwrap();
    let (_, area) = drawn
        .spots
        .iter()
        .find(|(spot, _)| *spot == wanted)
        .unwrap();
    let (kind, x, y) = (MouseKind::Press, area.x, area.y);
    session.send(Msg::Mouse(Mouse { kind, x, y }));
}

#[test]
fn a_second_press_is_enter() {
    let mut session = Session::new((120, 40));
    press(&mut session, PaneId::Attached, Spot::Row(2));
    assert_eq!(session.app.focus(), PaneId::Attached);
    assert!(session.app.shell.overlays.is_empty());
    press(&mut session, PaneId::Attached, Spot::Row(2));
    session.shows(&["no-image-delete", "\"Deny\""]);
    session.keys("esc j");
    press(&mut session, PaneId::Attached, Spot::Row(2));
    assert!(session.app.shell.overlays.is_empty(), "a key lay between");
}

#[test]
fn a_press_on_a_head_sorts() {
    let mut session = Session::new((120, 40));
    press(&mut session, PaneId::Matrix, Spot::Head(1));
    session.shows(&["sorted by Server Administrator: what is allowed first"]);
    press(&mut session, PaneId::Matrix, Spot::Head(1));
    session.shows(&["what is denied first"]);
}

fn width(session: &Session, pane: PaneId) -> u16 {
    let drawn = &session.app.shell.drawn;
    drawn
        .layout
        .as_ref()
        .unwrap()
        .slot(pane)
        .unwrap()
        .area
        .width
}

#[test]
fn dividers_are_dragged_and_moved_by_keys() {
    let mut session = Session::new((120, 40));
    let usual = width(&session, PaneId::Groups);
    let mouse = |kind, x| Msg::Mouse(Mouse { kind, x, y: 20 });
    session.send(mouse(MouseKind::Press, usual - 1));
    session.send(mouse(MouseKind::Drag, usual + 4));
    assert_eq!(width(&session, PaneId::Groups), usual + 5);
    session.send(mouse(MouseKind::Release, usual + 4));
    session.send(mouse(MouseKind::Drag, 20));
    assert_eq!(
        width(&session, PaneId::Groups),
        usual + 5,
        "nothing is held"
    );
    session.send(mouse(MouseKind::Press, 3));
    session.send(mouse(MouseKind::Drag, 20));
    assert_eq!(width(&session, PaneId::Groups), usual + 5, "inside a pane");
    session.keys("-");
    assert_eq!(width(&session, PaneId::Groups), usual + 3);
    session.keys("=");
    assert_eq!(width(&session, PaneId::Groups), usual);
}

/// Both borders that meet are the divider, at the smallest size too, where a pane in focus would be laid out otherwise.
#[test]
fn a_border_is_held_before_it_takes_the_focus() {
    let sheet = |session: &Session| {
        let layout = session.app.shell.drawn.layout.as_ref().unwrap();
        layout.slot(PaneId::Evaluator).unwrap().area
    };
    let mouse = |kind, y| Msg::Mouse(Mouse { kind, x: 40, y });
    for border in [0, 1] {
        let mut session = Session::new((80, 24));
        session.keys("tab tab");
        let usual = sheet(&session);
        let held = usual.y - border;
        session.send(mouse(MouseKind::Press, held));
        session.send(mouse(MouseKind::Drag, held - 4));
        session.send(mouse(MouseKind::Release, held - 4));
        assert!(
            sheet(&session).height >= usual.height + 4,
            "{border}: {}",
            session.shown
        );
        assert_eq!(session.app.focus(), PaneId::Matrix);
        // pressed and let go, it is the border of a pane
        let held = sheet(&session).y;
        session.send(mouse(MouseKind::Press, held));
        session.send(mouse(MouseKind::Release, held));
        assert_eq!(session.app.focus(), PaneId::Evaluator);
    }
}

/// The footer names enter where enter does something.
#[test]
fn hints_follow_the_cursor() {
    let mut session = Session::new((120, 40));
    // some lines of a card lead on
    session.keys("o").shows(&["enter open"]);
    session.keys("g g").hides("enter open");
    session.keys("esc tab tab").shows(&[" enter why"]);
    session
        .keys("r g g")
        .shows(&[" enter open"])
        .keys("j")
        .shows(&[" enter why"]);
    session.keys("4").shows(&[" enter go there  tab pane"]);
}

fn press_at(session: &mut Session, x: u16, y: u16) {
    let kind = MouseKind::Press;
    session.send(Msg::Mouse(Mouse { kind, x, y }));
}

#[test]
fn overlays_are_chosen_from_and_closed_by_the_mouse() {
    let mut session = Session::new((120, 40));
    session.keys("p").shows(&["Project", "eu-nl"]);
    let drawn = session.app.shell.drawn.overlay.clone().unwrap();
    let wanted = session
        .shown
        .lines()
        .position(|line| line.contains(" eu-nl "))
        .unwrap();
    let (_, area) = *drawn
        .rows
        .iter()
        .find(|(_, area)| usize::from(area.y) == wanted)
        .unwrap();
    press_at(&mut session, area.x + 2, area.y);
    assert!(
        !session.app.shell.overlays.is_empty(),
        "the first press chooses"
    );
    press_at(&mut session, area.x + 2, area.y);
    assert!(session.app.shell.overlays.is_empty(), "the second takes");
    session.shows(&["eu-nl ▼"]);
    for open in ["?", ":", "p", "o", "e"] {
        session.keys(open);
        let area = session.app.shell.drawn.overlay.clone().unwrap().area;
        assert!(!session.app.shell.overlays.is_empty(), "{open}");
        if area.x > 0 {
            press_at(&mut session, area.x - 1, area.y);
            assert!(
                session.app.shell.overlays.is_empty(),
                "{open}: beside it is closed"
            );
        } else {
            session.keys("esc");
        }
    }
}

/// In few rows the count of what is left out cuts no line without saying so.
#[test]
fn what_is_left_out_is_counted_beside_the_line() {
    let mut session = Session::new((80, 24));
    session.keys("tab tab r r j j j j j").shows(&["… 1 more│"]);
}
