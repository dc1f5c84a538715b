//! Commands that lead from thing to thing: cards, the jump list, back and forward.

use super::{Cards, Thing};
use crate::analysis::audit::Spot;
use crate::model::{Grant, PermissionId, Principal};
use crate::tui::app::{App, Content, Task};
use crate::tui::command::{Availability, Count, KeyContext as K, Spec, always};
use crate::tui::explorer::stop::Stop;
use crate::tui::explorer::{Explorer, Moved, ask_flips, who};
use crate::tui::layout::{PaneId, ViewId};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::picker::{Choice, Picker, Purpose};

type Tasks = Vec<Task<Explorer>>;

/// The jump list says by this that something was chosen.
pub const JUMP: Purpose = "jump";

/// The commands.
#[rustfmt::skip] // one line a field reads as a table
pub fn specs() -> Vec<Spec<Explorer>> {
    let mut specs = super::asking::specs();
    specs.extend(vec![
        Spec { name: "card.open", title: "What is this?", help: "Opens the card of what the cursor is on: what it is, why it is so, and who else; its lines lead on.",
               contexts: &[K::Global], keys: &["o"], hint: None, available: has_thing, run: open_here },
        Spec { name: "card.back", title: "Back to the card before", help: "Shows the card that led to this one.",
               contexts: &[K::Reader], keys: &["[", "alt-left", "backspace"], hint: None, available: has_card_before, run: card_back },
        Spec { name: "jump.open", title: "Jump to anything", help: "Finds any user, group, agency, project, permission, service, action, operation or API by its name, id or label.",
               contexts: &[K::Global], keys: &["ctrl-k"], hint: None, available: always, run: open_jump },
        Spec { name: "history.back", title: "Back", help: "Goes back to where one was before.",
               contexts: &[K::Global], keys: &["[", "alt-left"], hint: None, available: has_back, run: back },
        Spec { name: "history.forward", title: "Forward", help: "Goes forward again after going back.",
               contexts: &[K::Global, K::Reader], keys: &["]", "alt-right"], hint: None, available: has_ahead, run: forward },
    ]);
    specs
}

fn has_thing(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.thing(app.shell.view, app.focus()).is_some(),
        "the cursor is on nothing that has a card",
    )
}

fn open_here(app: &mut App<Explorer>, _: Count) -> Tasks {
    let thing = app.content.thing(app.shell.view, app.focus());
    app.content.cards.clear();
    thing.map_or_else(Vec::new, |thing| visit(app, thing))
}

/// Opens the card of a thing, or goes to the place it stands for.
pub fn visit(app: &mut App<Explorer>, thing: Thing) -> Tasks {
    match thing {
        Thing::Access(principal) => {
            let mut tasks = leave(app, ViewId::Access);
            app.set_focus(PaneId::Attached);
            app.content.open_principal(principal, None);
            tasks.extend(ask_flips(app));
            tasks
        }
        Thing::WhoCan(action) => {
            let name = app.content.world.catalogue().actions.get(action).name;
            who_can(app, name)
        }
        Thing::WhoCanOperate(operation) => {
            let label = app
                .content
                .world
                .catalogue()
                .operations
                .get(operation)
                .label;
            who_can(app, label)
        }
        _ => {
            let reading = super::on_screen(&app.shell.overlays);
            app.content.cards.push(thing, reading);
            show_card(app);
            Vec::new()
        }
    }
}

/// Goes to a view; the way back leads to where one was, with its cards.
pub fn leave(app: &mut App<Explorer>, view: ViewId) -> Tasks {
    Explorer::mark(app);
    app.shell.overlays.clear();
    app.content.cards.clear();
    app.shell.view = view;
    Explorer::shown(app, view)
}

/// Shows who may do what a text names.
pub fn who_can(app: &mut App<Explorer>, text: &str) -> Tasks {
    leave(app, ViewId::WhoCan);
    app.set_focus(PaneId::List);
    let place = app.content.place;
    app.content.who.list.elsewhere = None;
    who::commands::ask(app, text, place)
}

/// The top card, in place of the one that is shown.
pub fn show_card(app: &mut App<Explorer>) {
    if super::on_screen(&app.shell.overlays).is_some() {
        app.shell.overlays.pop();
    }
    if let Some(reader) = app.content.card_reader() {
        app.open(Overlay::Reader(Box::new(reader)));
    }
}

/// A link of the top card is followed.
pub fn followed(app: &mut App<Explorer>, index: usize) -> Tasks {
    let target = app.content.cards.target(index);
    target.map_or_else(Vec::new, |thing| visit(app, thing))
}

/// Opens what a permission says, with how it reaches whom.
pub fn open_document(
    app: &mut App<Explorer>,
    permission: PermissionId,
    held: Option<(Principal, Grant)>,
) -> Tasks {
    app.content.cards.document(permission, held);
    show_card(app);
    Vec::new()
}

fn has_card_before(app: &App<Explorer>) -> Availability {
    Availability::when(app.content.cards.len() > 1, "no card led to this one")
}

fn card_back(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.cards.pop();
    show_card(app);
    Vec::new()
}

fn open_jump(app: &mut App<Explorer>, _: Count) -> Tasks {
    let world = &app.content.world;
    let choices = Thing::all(world)
        .into_iter()
        .map(|thing| Choice {
            text: thing.name(world),
            detail: thing.detail(world),
            also: thing.other_names(world),
        })
        .collect();
    let picker = Picker::new(JUMP, "Jump to", choices, 0);
    app.open(Overlay::Picker(Box::new(picker)));
    Vec::new()
}

/// Something of the jump list was chosen: it is shown where it lives.
pub fn jumped(app: &mut App<Explorer>, index: usize) -> Tasks {
    let Some(thing) = Thing::all(&app.content.world).get(index).copied() else {
        return Vec::new();
    };
    app.content.cards.clear();
    match thing {
        Thing::User(id) => visit(app, Thing::Access(Principal::User(id))),
        Thing::Group(id) => visit(app, Thing::Access(Principal::Group(id))),
        Thing::Agency(id) => visit(app, Thing::Access(Principal::Agency(id))),
        Thing::Project(id) => {
            Explorer::mark(app);
            app.content.place.project = Some(id);
            app.content.follow(Moved::Place);
            let mut tasks = ask_flips(app);
            tasks.extend(who::commands::ask_again(app));
            tasks
        }
        Thing::EnterpriseProject(id) => {
            Explorer::mark(app);
            app.content.place.enterprise_project = Some(id);
            app.content.follow(Moved::Place);
            let mut tasks = ask_flips(app);
            tasks.extend(who::commands::ask_again(app));
            tasks
        }
        Thing::Service(_) | Thing::Action(_) | Thing::Operation(_) | Thing::Api(_) => {
            let tasks = leave(app, ViewId::Catalogue);
            app.set_focus(PaneId::List);
            app.content.catalogue.go_to(thing);
            tasks
        }
        other => visit(app, other),
    }
}

fn has_back(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.history.behind().next().is_some(),
        "there is no place before this one",
    )
}

fn has_ahead(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.history.has_ahead(),
        "there is no place after this one",
    )
}

fn back(app: &mut App<Explorer>, _: Count) -> Tasks {
    let here = Stop::here(app);
    let stop = app.content.history.back(here);
    stop.map_or_else(Vec::new, |stop| stop.restore(app))
}

fn forward(app: &mut App<Explorer>, _: Count) -> Tasks {
    let here = Stop::here(app);
    let stop = app.content.history.forward(here);
    stop.map_or_else(Vec::new, |stop| stop.restore(app))
}

impl Explorer {
    /// Remembers where one is, before going elsewhere.
    pub(crate) fn mark(app: &mut App<Self>) {
        let here = Stop::here(app);
        app.content.history.leave(here);
    }

    /// What the cursor of a pane is on.
    pub(crate) fn thing(&self, view: ViewId, focus: PaneId) -> Option<Thing> {
        let catalogue = self.world.catalogue();
        match (view, focus) {
            (ViewId::Access, PaneId::Groups) => self.principals.selected().map(Thing::of),
            (ViewId::Access, PaneId::Attached) => {
                let held = self.attached.selected()?;
                Some(Thing::Permission(held.grant.permission))
            }
            (ViewId::Access, PaneId::Matrix) => self.matrix.pointed().map(|_| Thing::Cell),
            (ViewId::Access, PaneId::Evaluator) => {
                let action = &self.evaluator.request()?.action;
                catalogue.find_action(action).map(Thing::Action)
            }
            (ViewId::WhoCan, PaneId::Detail) => self.who.selected().map(|_| Thing::Paths),
            (ViewId::WhoCan, _) => {
                let (principal, _) = self.who.selected()?;
                Some(Thing::of(principal))
            }
            (ViewId::Catalogue, _) => self.catalogue.selected(),
            (ViewId::Findings, PaneId::Detail) => {
                self.findings.list.selected().map(|_| Thing::Finding)
            }
            (ViewId::Findings, _) => match self.findings.list.selected()?.spot()? {
                Spot::Principal(principal, _) => Some(Thing::of(principal)),
                Spot::Permission(permission) => Some(Thing::Permission(permission)),
            },
            _ => None,
        }
    }

    /// The cards, for those who count them.
    #[must_use]
    pub fn cards(&self) -> &Cards {
        &self.cards
    }
}
