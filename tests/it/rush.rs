//! A key held down: only its pane is drawn, the others follow when the hand rests.

use std::time::{Duration, Instant};

use permlens::tui::layout::{PaneId, ViewId};
use permlens::tui::rush::Rush;
use permlens::tui::terminal::{Frames, Repertoire};
use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::Charset;
use ratatui::buffer::Buffer;

use crate::explorer::{Session, sample};

const HERE: (ViewId, PaneId) = (ViewId::Access, PaneId::Matrix);

#[test]
fn only_presses_that_nobody_taps_are_a_rush() {
    let start = Instant::now();
    let after = |ms| start + Duration::from_millis(ms);
    let mut rush = Rush::default();
    assert!(!rush.holds(HERE));
    rush.press(after(0));
    assert!(!rush.holds(HERE), "the first press shows everything");
    rush.press(after(150));
    assert!(!rush.holds(HERE), "so does tapping");
    assert_eq!(rush.owed(), None);
    rush.press(after(183));
    assert!(rush.holds(HERE));
    rush.press(after(216));
    assert!(rush.holds(HERE));
    assert!(rush.owed().is_some_and(|due| due > after(216)));
    assert!(
        !rush.holds((ViewId::Access, PaneId::Groups)),
        "another pane has the focus"
    );
    assert_eq!(rush.owed(), None, "everything was shown");
    rush.press(after(249));
    assert!(rush.holds((ViewId::Access, PaneId::Groups)));
    assert!(rush.owed().is_some());
    rush.shown();
    assert_eq!(rush.owed(), None, "nothing was kept back after all");
    rush.rest();
    assert!(!rush.holds((ViewId::Access, PaneId::Groups)));
}

#[test]
fn a_far_terminal_gets_each_press_in_two_parts() {
    let start = Instant::now();
    let after = |ms| start + Duration::from_millis(ms);
    let mut rush = Rush::default();
    rush.answered(Duration::from_millis(5));
    assert!(!rush.holds(HERE));
    rush.press(after(0));
    assert!(!rush.holds(HERE), "a near one does not");
    rush.answered(Duration::from_millis(100));
    rush.press(after(1000));
    assert!(rush.holds(HERE), "first where the cursor is");
    let due = rush.owed().unwrap();
    assert!(due > after(1000) && due < after(1010), "then the rest");
    rush.rest();
    assert!(!rush.holds(HERE), "which does not wait again");
    assert_eq!(rush.owed(), None);
    rush.press(after(2000));
    assert!(!rush.holds((ViewId::Findings, PaneId::List)), "elsewhere");
    rush.shown();
    assert!(!rush.holds((ViewId::Findings, PaneId::List)));
    rush.press(after(3000));
    rush.press(after(3030));
    assert!(rush.holds((ViewId::Findings, PaneId::List)));
    let due = rush.owed().unwrap();
    assert!(
        due > after(3060),
        "a key held down waits for the hand to rest"
    );
}

#[test]
fn a_rushed_row_costs_little_and_the_rest_follows() {
    let look = (Theme::new(ThemeKind::Dark, Depth::Cube), Charset::Unicode);
    let mut session = Session::look(sample(), (200, 50), look);
    session.keys("tab tab r");
    let first = session.painted.clone();
    let mut frames = Frames::new(first.area, Repertoire::Full);
    let mut show = |screen: &Buffer| {
        let bytes = frames.paint(|buf| {
            buf.clone_from(screen);
            None
        });
        bytes.len()
    };
    show(&first);
    let drawn = &session.app.shell.drawn;
    let evaluator = drawn
        .panes
        .iter()
        .find(|(pane, ..)| *pane == PaneId::Evaluator);
    let evaluator = evaluator.unwrap().1;
    let mut shown = first.clone();
    for nth in 0..8 {
        session.keys("j");
        let mut held = shown.clone();
        session.app.draw_over(&mut held, Some(&shown));
        let mut story = evaluator.positions();
        assert!(story.all(|at| held[at] == first[at]), "the story waits");
        let bytes = show(&held);
        // the first one also takes the ground from the row it leaves
        let most = if nth == 0 { 400 } else { 300 };
        assert!((1..=most).contains(&bytes), "{nth}: {bytes}");
        shown = held;
    }
    assert!(show(&session.painted) > 0, "the rest follows");
    assert_eq!(show(&session.painted), 0);
}

#[test]
fn what_lies_over_the_panes_is_shown_at_once() {
    let mut session = Session::new((120, 40));
    let shown = session.painted.clone();
    session.keys("?");
    let mut buf = shown.clone();
    session.app.draw_over(&mut buf, Some(&shown));
    assert_eq!(buf, session.painted);
    session.keys("esc");
    let mut buf = shown.clone();
    session.app.draw_over(&mut buf, Some(&shown));
    assert_eq!(buf, shown);
    // other columns beside groups that stay as they are
    session.keys("c");
    let mut buf = shown.clone();
    session.app.draw_over(&mut buf, Some(&shown));
    assert_eq!(buf, session.painted);
    assert_ne!(buf, shown);
}

/// Suggestions reach over the panes beside the field's, however fast one types, and go at once.
#[test]
fn a_field_and_its_suggestions_are_shown_at_once() {
    let mut session = Session::new((120, 40));
    session.keys("tab tab tab");
    assert_eq!(session.app.focus(), PaneId::Evaluator);
    let (before, drawn) = (session.painted.clone(), session.app.shell.drawn.clone());
    let pane = drawn
        .panes
        .iter()
        .find(|(pane, ..)| *pane == PaneId::Evaluator);
    let pane = pane.unwrap().1;
    let mut reached = false;
    for keys in ["i", "ctrl-u", "\"i", "\"ms", "backspace", "esc", "j"] {
        let (shown, last) = (session.painted.clone(), session.app.shell.drawn.clone());
        session.keys(keys);
        let whole = std::mem::replace(&mut session.app.shell.drawn, last);
        let mut buf = shown.clone();
        let drawn = session.app.draw_over(&mut buf, Some(&shown));
        let outside = |at: &_| !pane.contains(*at);
        let beside: Vec<_> = buf.area.positions().filter(outside).collect();
        reached |= whole.cursor.is_some() && beside.iter().any(|at| buf[*at] != before[*at]);
        let kept = |at: &_| drawn.touched.contains(*at) || buf[*at] == shown[*at];
        assert!(beside.iter().all(kept), "{keys}");
        if keys != "j" {
            assert_eq!(buf, session.painted, "{keys}");
        }
        session.app.shell.drawn = whole;
    }
    assert!(reached, "no suggestion reached over another pane");
}
