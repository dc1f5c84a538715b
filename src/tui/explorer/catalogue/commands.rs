//! The commands of the Catalogue view.

use crate::tui::app::{App, Task};
use crate::tui::command::{Availability, Count, KeyContext as K, Spec, always};
use crate::tui::explorer::Explorer;
use crate::tui::explorer::cards::{Thing, commands as cards};
use crate::tui::layout::{PaneId, ViewId};

type Tasks = Vec<Task<Explorer>>;

const VIEW: &[K] = &[K::View(ViewId::Catalogue)];
const LIST: &[K] = &[K::PaneOf(ViewId::Catalogue, PaneId::List)];
const DETAIL: &[K] = &[K::PaneOf(ViewId::Catalogue, PaneId::Detail)];

/// The commands.
#[rustfmt::skip] // one line a field reads as a table
pub fn specs() -> Vec<Spec<Explorer>> {
    vec![
        Spec { name: "catalogue.open", title: "Open, fold or read on", help: "Opens or folds a service or category; on anything else moves to its facts.",
               contexts: LIST, keys: &["enter", "space"], hint: Some("open"), available: always, run: open },
        Spec { name: "catalogue.sections", title: "Actions, operations, APIs, permissions", help: "Lists something else of the catalogue.",
               contexts: VIEW, keys: &["r"], hint: Some("list"), available: always, run: turn },
        Spec { name: "catalogue.follow", title: "Follow the line", help: "Opens the card that the line leads to.",
               contexts: DETAIL, keys: &["enter"], hint: Some("follow"), available: has_link, run: follow },
        Spec { name: "catalogue.who", title: "Who can do this?", help: "Lists everyone who may do what the cursor is on.",
               contexts: VIEW, keys: &["W"], hint: Some("who can"), available: askable, run: who },
    ]
}

fn open(app: &mut App<Explorer>, _: Count) -> Tasks {
    if app.content.catalogue.list.folds() {
        app.content.catalogue.list.toggle();
        app.content.catalogue.tell();
    } else {
        app.set_focus(PaneId::Detail);
    }
    Vec::new()
}

fn turn(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.catalogue.list.turn();
    app.content.catalogue.tell();
    Vec::new()
}

fn has_link(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.catalogue.detail.link().is_some(),
        "this line leads nowhere; those with › do",
    )
}

fn follow(app: &mut App<Explorer>, _: Count) -> Tasks {
    let link = app.content.catalogue.detail.link();
    app.content.cards.clear();
    link.map_or_else(Vec::new, |thing| cards::visit(app, thing))
}

fn asked(app: &App<Explorer>) -> Option<Thing> {
    match app.content.catalogue.selected()? {
        Thing::Action(id) => Some(Thing::WhoCan(id)),
        Thing::Operation(id) => {
            let row = app.content.world.catalogue().operations.get(id);
            row.is_linked().then_some(Thing::WhoCanOperate(id))
        }
        _ => None,
    }
}

fn askable(app: &App<Explorer>) -> Availability {
    Availability::when(
        asked(app).is_some(),
        "only actions, and operations whose actions are known, can be asked about",
    )
}

fn who(app: &mut App<Explorer>, _: Count) -> Tasks {
    asked(app).map_or_else(Vec::new, |thing| cards::visit(app, thing))
}
