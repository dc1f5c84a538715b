//! Which pane has the focus, and how large it is.

use super::{Availability, Count, KeyContext as K, Spec, always};
use crate::tui::app::{App, Content, Task};

const GLOBAL: &[K] = &[K::Global];

/// Columns or rows that one press moves a divider by.
const STEP: i32 = 2;

/// The commands of this file.
#[rustfmt::skip] // one line a field reads as a table
pub(super) fn specs<C: Content>() -> Vec<Spec<C>> {
    vec![
        Spec { name: "pane.next", title: "Next pane", help: "Moves the focus to the next pane.",
               contexts: GLOBAL, keys: &["tab", "ctrl-w w"], hint: Some("pane"), available: always, run: |app, count| app.turn_focus(count, 1) },
        Spec { name: "pane.previous", title: "Previous pane", help: "Moves the focus to the previous pane.",
               contexts: GLOBAL, keys: &["shift-tab"], hint: None, available: always, run: |app, count| app.turn_focus(count, -1) },
        Spec { name: "pane.larger", title: "Larger pane", help: "Moves the divider so that the pane gets more room; the mouse drags dividers.",
               contexts: GLOBAL, keys: &["+", "ctrl-w +", "ctrl-w >"], hint: None, available: divided, run: |app, count| resize(app, count, STEP) },
        Spec { name: "pane.smaller", title: "Smaller pane", help: "Moves the divider so that the other panes get more room.",
               contexts: GLOBAL, keys: &["-", "ctrl-w -", "ctrl-w <"], hint: None, available: divided, run: |app, count| resize(app, count, -STEP) },
        Spec { name: "pane.usual", title: "Usual sizes", help: "Puts all dividers back to where they were at first.",
               contexts: GLOBAL, keys: &["=", "ctrl-w ="], hint: None, available: always, run: usual },
    ]
}

fn divided<C: Content>(app: &App<C>) -> Availability {
    let layout = app.shell.drawn.layout.as_ref();
    let divider = layout.and_then(|layout| layout.divider_of(app.focus()));
    Availability::when(divider.is_some(), "here the window has no divider to move")
}

fn resize<C: Content>(app: &mut App<C>, count: Count, step: i32) -> Vec<Task<C>> {
    let focus = app.focus();
    let Some(layout) = &app.shell.drawn.layout else {
        return Vec::new();
    };
    let Some((divider, own)) = layout.divider_of(focus) else {
        return Vec::new();
    };
    let Some(cells) = layout.cells_of(divider) else {
        return Vec::new();
    };
    let times = i32::try_from(count.or_one()).unwrap_or(1);
    let step = step.saturating_mul(times) * if own { 1 } else { -1 };
    let cells = i32::from(cells).saturating_add(step).max(1);
    let body = layout.body();
    let cells = u16::try_from(cells).unwrap_or(u16::MAX);
    app.shell.sizes.set(divider, body, cells);
    Vec::new()
}

fn usual<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    app.shell.sizes = Default::default();
    Vec::new()
}
