//! Asking about what stands under the cursor of a document, a card or the catalogue: in the evaluator, or who can.
//!
//! INVARIANT: what is asked is what the line names; of a pattern the evaluator is asked the first action that it stands for,
//! and that is said.

use super::Thing;
use super::commands::{leave, who_can};
use crate::tui::app::{App, Task};
use crate::tui::command::{Availability, Count, KeyContext as K, Spec};
use crate::tui::explorer::world::World;
use crate::tui::explorer::{Explorer, ask_flips};
use crate::tui::layout::{PaneId, ViewId};
use crate::tui::overlays::Overlay;

type Tasks = Vec<Task<Explorer>>;

/// The commands.
#[rustfmt::skip] // one line a field reads as a table
pub fn specs() -> Vec<Spec<Explorer>> {
    vec![
        Spec { name: "evaluator.ask", title: "Ask the evaluator", help: "Puts the action that the cursor is on into the evaluator, for whom it is asking about; of a pattern the first action that it stands for.",
               contexts: &[K::Reader, K::View(ViewId::Catalogue)], keys: &["E"], hint: Some("evaluate"), available: evaluable, run: evaluate },
        Spec { name: "card.who-can", title: "Who can do this?", help: "Lists everyone who may do what the line names: an action, or any that a pattern stands for.",
               contexts: &[K::Reader], keys: &["W"], hint: Some("who can"), available: askable, run: who },
    ]
}

/// What can be asked about what the cursor is on.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    /// An action, or a call of an API.
    One(String),
    /// A pattern: as it is written, the first action that it stands for, and how many these are.
    Pattern(String, Option<String>, usize),
}

impl Named {
    /// What the cursor is on, where that can be asked about: in what is read, else in the catalogue.
    fn here(app: &App<Explorer>) -> Option<Self> {
        let content = &app.content;
        let world = &content.world;
        let Some(overlay) = app.shell.overlays.last() else {
            let thing = content.catalogue.selected();
            return Self::of(
                world,
                thing.filter(|_| app.shell.view == ViewId::Catalogue)?,
            );
        };
        let Overlay::Reader(reader) = overlay else {
            return None;
        };
        if let Some((text, below)) = reader.named() {
            let text = text.to_owned();
            return Some(match text.contains('*') || !below.is_empty() {
                false => Self::One(text),
                true => {
                    let first = below.first().and_then(|line| line.names.clone());
                    Self::Pattern(text, first, below.len())
                }
            });
        }
        let linked = reader.link().and_then(|(_, at)| content.cards.target(at));
        linked.and_then(|thing| Self::of(world, thing)).or_else(|| {
            Self::of(
                world,
                super::on_screen(&app.shell.overlays).and(content.cards.top())?,
            )
        })
    }

    fn of(world: &World, thing: Thing) -> Option<Self> {
        match thing {
            Thing::Action(_) | Thing::WhoCan(_) => Some(Self::One(thing.name(world))),
            Thing::Api(id) => {
                let row = world.catalogue().apis.get(id);
                row.apis.first().map(|_| Self::One(thing.name(world)))
            }
            _ => None,
        }
    }
}

fn evaluable(app: &App<Explorer>) -> Availability {
    match Named::here(app) {
        Some(Named::One(_) | Named::Pattern(_, Some(_), _)) => Availability::Yes,
        Some(Named::Pattern(_, None, _)) => {
            Availability::No("the pattern stands for no action that the catalogue knows")
        }
        None => {
            Availability::No("the cursor is on no action: a line that names one can be asked about")
        }
    }
}

fn evaluate(app: &mut App<Explorer>, _: Count) -> Tasks {
    let (action, said) = match Named::here(app) {
        Some(Named::One(action)) => (action, None),
        Some(Named::Pattern(pattern, Some(first), count)) => {
            let said = match count {
                1 => format!("{pattern} stands for one action"),
                _ => format!("{pattern} stands for {count} actions: the first is asked, {first}"),
            };
            (first, Some(said))
        }
        _ => return Vec::new(),
    };
    let mut tasks = leave(app, ViewId::Access);
    app.set_focus(PaneId::Evaluator);
    app.content.evaluator.ask(&action);
    said.into_iter().for_each(|said| app.say(said));
    tasks.extend(ask_flips(app));
    tasks
}

fn askable(app: &App<Explorer>) -> Availability {
    Availability::when(
        Named::here(app).is_some(),
        "the cursor is on no action: a line that names one can be asked about",
    )
}

fn who(app: &mut App<Explorer>, _: Count) -> Tasks {
    match Named::here(app) {
        Some(Named::One(text) | Named::Pattern(text, ..)) => who_can(app, &text),
        None => Vec::new(),
    }
}
