//! The commands of the evaluator beyond editing: one row each, and what they do below.

use super::super::copying::{self, Shape, Source};
use super::super::{Explorer, Moved, ask_flips, pickers};
use crate::tui::app::{App, Task};
use crate::tui::command::{Availability, Count, KeyContext as K, Spec};
use crate::tui::layout::{PaneId, ViewId};
use crate::tui::overlays::Overlay;

type Tasks = Vec<Task<Explorer>>;

const ACCESS: &[K] = &[K::View(ViewId::Access)];
const ANSWERS: &[K] = &[K::View(ViewId::Access), K::View(ViewId::WhoCan)];
const EVALUATOR: &[K] = &[K::Pane(PaneId::Evaluator)];

/// The commands of this file.
#[rustfmt::skip] // one line a field reads as a table
pub fn specs() -> Vec<Spec<Explorer>> {
    vec![
        Spec { name: "evaluator.pin", title: "Pin the question", help: "Keeps the evaluator's question while the cursor moves on elsewhere, or follows the panes again.",
               contexts: ACCESS, keys: &["v"], hint: None, available: crate::tui::command::always, run: pin },
        Spec { name: "evaluator.flip", title: "Take up the change", help: "Puts the change under the cursor into the question; one of the account is only told, for none can be staged yet.",
               contexts: EVALUATOR, keys: &["enter"], hint: Some("take up"), available: on_flip, run: flip },
        Spec { name: "evaluator.circumstances", title: "Choose a circumstance", help: "Says something about a condition key that documents of the account test; the matrix, the evaluator and Who can answer under it.",
               contexts: ANSWERS, keys: &["C"], hint: None, available: tests_keys, run: circumstances },
        Spec { name: "evaluator.copy-as", title: "Copy the answer as", help: "Copies the answer as text, as JSON, or as the command line that asks it again.",
               contexts: ACCESS, keys: &["Y"], hint: None, available: |app| copying::answered(app, Source::Evaluator), run: |app, _| copying::offer(app, Source::Evaluator) },
        Spec { name: "evaluator.copy-json", title: "Copy the answer as JSON", help: "Copies the answer as permlens check writes it.",
               contexts: ACCESS, keys: &[], hint: None, available: |app| copying::answered(app, Source::Evaluator), run: |app, _| copying::copied(app, Source::Evaluator, Shape::Json) },
        Spec { name: "evaluator.copy-command", title: "Copy the command line", help: "Copies the permlens check that asks the same, quoted for a shell.",
               contexts: ACCESS, keys: &[], hint: None, available: |app| copying::answered(app, Source::Evaluator), run: |app, _| copying::copied(app, Source::Evaluator, Shape::CommandLine) },
    ]
}

fn pin(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.evaluator.pin();
    if app.content.evaluator.is_pinned() {
        app.say("the question stays: move on, v or f follows again");
    }
    ask_flips(app)
}

fn on_flip(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.evaluator.flip_under_cursor().is_some(),
        "the cursor is on no change that would turn the decision",
    )
}

fn flip(app: &mut App<Explorer>, _: Count) -> Tasks {
    if let Err(said) = app.content.evaluator.apply_flip() {
        app.say(said);
        return Vec::new();
    }
    ask_flips(app)
}

fn tests_keys(app: &App<Explorer>) -> Availability {
    Availability::when(
        pickers::circumstances(&app.content).next().is_some(),
        "no document of the account tests a condition key",
    )
}

fn circumstances(app: &mut App<Explorer>, _: Count) -> Tasks {
    let picker = pickers::circumstance(&app.content);
    app.open(Overlay::Picker(Box::new(picker)));
    Vec::new()
}

impl Explorer {
    /// After a field changed: the panes go where it was slid, the matrix asks under what is said of condition keys.
    pub(crate) fn settle(&mut self) {
        use super::slide::Slid;
        match self.evaluator.take_slid() {
            Some(Slid::Principal(principal)) => {
                self.principals.select(principal);
                self.follow(Moved::Principal);
            }
            Some(Slid::Place) => {
                (self.place.project, self.place.enterprise_project) = self.evaluator.place();
                self.follow(Moved::Place);
            }
            None => {}
        }
        if self.matrix.set_context(self.evaluator.context()) {
            self.follow(Moved::Cell);
        }
    }
}
