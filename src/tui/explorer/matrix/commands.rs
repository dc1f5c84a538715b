//! The commands that arrange the matrix: one row each, and what they do below.

use super::super::{Explorer, Moved, ask_flips, pickers};
use crate::tui::app::{App, Task};
use crate::tui::command::{Availability, Count, KeyContext as K, Spec};
use crate::tui::layout::{PaneId, ViewId};
use crate::tui::overlays::Overlay;

use super::Across;

type Tasks = Vec<Task<Explorer>>;

const ACCESS: &[K] = &[K::View(ViewId::Access)];
const MATRIX: &[K] = &[K::Pane(PaneId::Matrix)];

/// The commands of this file.
#[rustfmt::skip] // one line a field reads as a table
pub fn specs() -> Vec<Spec<Explorer>> {
    vec![
        Spec { name: "matrix.sort", title: "Sort by this column", help: "Sorts the rows by the column under the cursor: what is allowed first, what is denied first, as published again.",
               contexts: MATRIX, keys: &["S"], hint: None, available: has_cells, run: sort },
        Spec { name: "matrix.differences", title: "Only differences", help: "Hides the rows whose letters are the same in all columns, or in all pinned ones where several are.",
               contexts: MATRIX, keys: &["d"], hint: Some("differences"), available: comparable, run: differences },
        Spec { name: "matrix.pin-row", title: "Pin the row", help: "Keeps the row at the top while the others scroll, or lets it go again.",
               contexts: MATRIX, keys: &["t"], hint: None, available: on_row, run: pin_row },
        Spec { name: "matrix.pin-column", title: "Pin the column", help: "Keeps the column at the left while the others scroll, or lets it go again.",
               contexts: MATRIX, keys: &["T"], hint: None, available: has_cells, run: pin_column },
        Spec { name: "matrix.choose", title: "Add a column", help: "Picks any permission, user, group or agency to be compared with the columns picked before.",
               contexts: ACCESS, keys: &["a"], hint: None, available: crate::tui::command::always, run: choose },
        Spec { name: "matrix.unchoose", title: "Take the column out", help: "Takes the column under the cursor out of those that were picked.",
               contexts: MATRIX, keys: &["x", "delete"], hint: None, available: chosen, run: unchoose },
    ]
}

fn has_cells(app: &App<Explorer>) -> Availability {
    let matrix = &app.content.matrix;
    Availability::when(!matrix.matrix.columns().is_empty(), "there are no columns")
}

fn on_row(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.matrix.pointed().is_some(),
        "the cursor is on no row that asks something",
    )
}

fn comparable(app: &App<Explorer>) -> Availability {
    match app.content.matrix.comparable() {
        Ok(()) => Availability::Yes,
        // what is hidden can always be shown again
        Err(_) if app.content.matrix.only_differences() => Availability::Yes,
        Err(why) => Availability::No(why),
    }
}

fn chosen(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.matrix.across() == Across::Chosen,
        "only columns that were picked one by one can be taken out; a picks",
    )
}

fn moved(app: &mut App<Explorer>) -> Tasks {
    app.content.follow(Moved::Cell);
    ask_flips(app)
}

fn sort(app: &mut App<Explorer>, _: Count) -> Tasks {
    if let Some(said) = app.content.matrix.turn_sort() {
        app.say(said);
    }
    moved(app)
}

fn differences(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.matrix.turn_differences();
    moved(app)
}

fn pin_row(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.matrix.pin_row();
    moved(app)
}

fn pin_column(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.matrix.pin_column();
    moved(app)
}

fn choose(app: &mut App<Explorer>, _: Count) -> Tasks {
    let picker = pickers::column(&app.content);
    app.open(Overlay::Picker(Box::new(picker)));
    Vec::new()
}

fn unchoose(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.matrix.unchoose();
    moved(app)
}
