//! Moving the cursor of whatever has the focus: the keys of vi beside the arrows, both with counts.

use super::{Availability, Count, KeyContext as K, Spec};
use crate::tui::app::{App, Content};
use crate::tui::widgets::motion::Motion;

const LIST: &[K] = &[K::List];

/// The commands of this file.
#[rustfmt::skip] // one line a field reads as a table
pub(super) fn specs<C: Content>() -> Vec<Spec<C>> {
    vec![
        Spec { name: "cursor.up", title: "Up", help: "Moves the cursor up.",
               contexts: LIST, keys: &["k", "up"], hint: None, available: rows, run: |app, n| app.motion(Motion::Up(n.or_one())) },
        Spec { name: "cursor.down", title: "Down", help: "Moves the cursor down; so many rows after a number: 60 j, and alt-1 2 j where the first digit would show a view.",
               contexts: LIST, keys: &["j", "down"], hint: None, available: rows, run: |app, n| app.motion(Motion::Down(n.or_one())) },
        Spec { name: "cursor.left", title: "Left", help: "Moves the cursor left.",
               contexts: LIST, keys: &["h", "left"], hint: None, available: rows, run: |app, n| app.motion(Motion::Left(n.or_one())) },
        Spec { name: "cursor.right", title: "Right", help: "Moves the cursor right.",
               contexts: LIST, keys: &["l", "right"], hint: None, available: rows, run: |app, n| app.motion(Motion::Right(n.or_one())) },
        Spec { name: "cursor.page-up", title: "Page up", help: "Moves the cursor up by a window.",
               contexts: LIST, keys: &["pageup", "ctrl-b"], hint: None, available: rows, run: |app, n| app.motion(Motion::PageUp(n.or_one())) },
        Spec { name: "cursor.page-down", title: "Page down", help: "Moves the cursor down by a window.",
               contexts: LIST, keys: &["pagedown", "ctrl-f"], hint: None, available: rows, run: |app, n| app.motion(Motion::PageDown(n.or_one())) },
        Spec { name: "cursor.half-up", title: "Half a page up", help: "Moves the cursor up by half a window.",
               contexts: LIST, keys: &["ctrl-u"], hint: None, available: rows, run: |app, _| app.motion(Motion::HalfUp) },
        Spec { name: "cursor.half-down", title: "Half a page down", help: "Moves the cursor down by half a window.",
               contexts: LIST, keys: &["ctrl-d"], hint: None, available: rows, run: |app, _| app.motion(Motion::HalfDown) },
        Spec { name: "cursor.first", title: "First row", help: "Moves the cursor to the first row, or to the row whose number was typed.",
               contexts: LIST, keys: &["g g", "home"], hint: None, available: rows, run: |app, n| app.motion(to(n, Motion::First)) },
        Spec { name: "cursor.last", title: "Last row", help: "Moves the cursor to the last row, or to the row whose number was typed.",
               contexts: LIST, keys: &["G", "end"], hint: None, available: rows, run: |app, n| app.motion(to(n, Motion::Last)) },
        Spec { name: "cursor.row-start", title: "First column", help: "Moves the cursor to the first column.",
               contexts: LIST, keys: &["0", "^"], hint: None, available: rows, run: |app, _| app.motion(Motion::RowStart) },
        Spec { name: "cursor.row-end", title: "Last column", help: "Moves the cursor to the last column.",
               contexts: LIST, keys: &["$"], hint: None, available: rows, run: |app, _| app.motion(Motion::RowEnd) },
    ]
}

/// People count rows from one.
fn to(count: Count, otherwise: Motion) -> Motion {
    match count.0 {
        Some(row) => Motion::To(usize::try_from(row).unwrap_or(usize::MAX).saturating_sub(1)),
        None => otherwise,
    }
}

fn rows<C: Content>(app: &App<C>) -> Availability {
    let moves = !app.shell.overlays.is_empty() || app.focused_pane().is_some();
    Availability::when(moves, "there is nothing to move through")
}
