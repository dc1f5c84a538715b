//! The commands of the view Who can, and `W`, which opens it from wherever an action stands under the cursor.

use crate::analysis::matrix::Column;
use crate::analysis::who_can::Asked;
use crate::model::Principal;
use crate::tui::app::{App, Task};
use crate::tui::command::{Availability, Count, KeyContext as K, Spec, always};
use crate::tui::explorer::cards::commands::leave as go;
use crate::tui::explorer::copying::{self, Shape, Source};
use crate::tui::explorer::stop::Stop;
use crate::tui::explorer::world::Place;
use crate::tui::explorer::{Answer, Explorer, Moved, ask_flips};
use crate::tui::layout::{PaneId, ViewId};

use super::question::Edit;

type Tasks = Vec<Task<Explorer>>;

const VIEW: &[K] = &[K::View(ViewId::WhoCan)];
const LIST: &[K] = &[K::PaneOf(ViewId::WhoCan, PaneId::List)];

/// The commands.
#[rustfmt::skip] // one line a field reads as a table
pub fn specs() -> Vec<Spec<Explorer>> {
    vec![
        Spec { name: "who.from-here", title: "Who can do this?", help: "Lists everyone who may do what the cursor is on: the row's operation or action, or what the evaluator asks.",
               contexts: &[K::View(ViewId::Access)], keys: &["W"], hint: None, available: has_question, run: from_here },
        Spec { name: "who.open", title: "Open in the Access view", help: "Shows the principal under the cursor in the Access view, with the action in the evaluator.",
               contexts: LIST, keys: &["enter"], hint: Some("access"), available: has_selected, run: open },
        Spec { name: "who.edit", title: "Ask about something else", help: "Types another question: an action, a wildcard, an API call or an operation.",
               contexts: VIEW, keys: &["i", "W"], hint: Some("ask"), available: always, run: edit },
        Spec { name: "who.kinds", title: "Users, groups, agencies", help: "Lists the next kind of principal: users, groups, agencies.",
               contexts: VIEW, keys: &["u"], hint: Some("kind"), available: always, run: turn_kinds },
        Spec { name: "who.copy-as", title: "Copy the answer as", help: "Copies the answer about whom the cursor is on as text or as JSON, or the command line that asks about everyone.",
               contexts: VIEW, keys: &["Y"], hint: None, available: |app| copying::answered(app, Source::WhoCan), run: |app, _| copying::offer(app, Source::WhoCan) },
        Spec { name: "who.copy-json", title: "Copy the answer as JSON", help: "Copies the answer about whom the cursor is on as permlens who-can writes it.",
               contexts: VIEW, keys: &[], hint: None, available: |app| copying::answered(app, Source::WhoCan), run: |app, _| copying::copied(app, Source::WhoCan, Shape::Json) },
        Spec { name: "who.copy-command", title: "Copy the command line", help: "Copies the permlens who-can that asks the same, quoted for a shell.",
               contexts: VIEW, keys: &[], hint: None, available: |app| copying::answered(app, Source::WhoCan), run: |app, _| copying::copied(app, Source::WhoCan, Shape::CommandLine) },
        Spec { name: "who.everything-open", title: "Drop the circumstances", help: "Forgets what was said about condition keys; the list answers the open question again.",
               contexts: VIEW, keys: &["f"], hint: None, available: under_circumstances, run: drop_circumstances },
        Spec { name: "who.only", title: "May, may if, both", help: "Lists only those who may for certain, only those who may under a condition, or both.",
               contexts: VIEW, keys: &["d"], hint: Some("only"), available: always, run: turn_only },
    ]
}

/// Asks the worker who may do what is asked in the list.
pub fn ask_who(app: &mut App<Explorer>) -> Tasks {
    let Some(work) = app.content.who.work() else {
        app.shell.revisions.next("who");
        return Vec::new();
    };
    vec![app.ask("who", move || Answer::Who(work()))]
}

/// Where nothing was asked yet, the view opens with what `W` would ask; what was asked is asked again if the place or
/// the circumstances are others by now.
pub fn ask_shown(app: &mut App<Explorer>) -> Tasks {
    if !app.content.who.list.text().is_empty() {
        let explorer = &app.content;
        let same = explorer
            .who
            .list
            .is_asked(place(explorer), explorer.evaluator.context());
        return if same { Vec::new() } else { ask_anew(app) };
    }
    let Some(text) = app.content.question(PaneId::Matrix) else {
        return Vec::new();
    };
    let place = app.content.place;
    if let Some(principal) = app.content.asker(PaneId::Matrix) {
        app.content.who.list.want(principal);
    }
    ask(app, &text, place)
}

/// Asks in a place, under the circumstances that the panes are under.
pub fn ask(app: &mut App<Explorer>, text: &str, place: Place) -> Tasks {
    let context = app.content.evaluator.context().clone();
    app.content.who.ask(text, place, &context);
    ask_who(app)
}

/// The place may have moved: the same question is asked again there.
pub fn ask_again(app: &mut App<Explorer>) -> Tasks {
    app.content.who.list.elsewhere = None;
    ask_anew(app)
}

/// The same question again, where it was asked.
fn ask_anew(app: &mut App<Explorer>) -> Tasks {
    let text = app.content.who.list.text().to_owned();
    if text.is_empty() {
        return Vec::new();
    }
    let place = place(&app.content);
    ask(app, &text, place)
}

/// Where the view asks: where the panes look, unless the evaluator asked elsewhere.
fn place(explorer: &Explorer) -> Place {
    explorer.who.list.elsewhere.unwrap_or(explorer.place)
}

fn has_question(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.question(app.focus()).is_some(),
        "the cursor is on nothing that can be asked about",
    )
}

fn from_here(app: &mut App<Explorer>, _: Count) -> Tasks {
    let Some(text) = app.content.question(app.focus()) else {
        return Vec::new();
    };
    let asker = app.content.asker(app.focus());
    let here = app.content.place;
    let own = match app.focus() {
        PaneId::Evaluator => {
            let (project, enterprise_project) = app.content.evaluator.place();
            Place {
                project,
                enterprise_project,
                ..here
            }
        }
        _ => here,
    };
    go(app, ViewId::WhoCan);
    app.set_focus(PaneId::List);
    app.content.who.list.elsewhere = (own != here).then_some(own);
    if let Some(principal) = asker {
        app.content.who.list.want(principal);
    }
    ask(app, &text, own)
}

fn has_selected(app: &App<Explorer>) -> Availability {
    if app.content.who.list.edit.is_some() {
        return Availability::No("the question is being typed");
    }
    Availability::when(
        app.content.who.selected().is_some(),
        "nobody is under the cursor",
    )
}

fn open(app: &mut App<Explorer>, _: Count) -> Tasks {
    let Some((principal, action)) = app.content.who.selected() else {
        return Vec::new();
    };
    go(app, ViewId::Access);
    app.set_focus(PaneId::Matrix);
    app.content.open_principal(principal, action.as_deref());
    ask_flips(app)
}

fn edit(app: &mut App<Explorer>, _: Count) -> Tasks {
    let here = Stop::here(app);
    app.set_focus(PaneId::List);
    let world = app.content.world.clone();
    app.content.who.list.edit = Some(Edit::new(&world, here));
    Vec::new()
}

/// The text changed, or another suggestion is chosen: what it means is asked at once, if it means anything.
pub fn typed(app: &mut App<Explorer>) -> Tasks {
    let place = place(&app.content);
    let Some(edit) = &app.content.who.list.edit else {
        return Vec::new();
    };
    let meant = edit.meant();
    if Asked::parse(&app.content.world.columns, &meant).is_err() {
        return Vec::new();
    }
    ask(app, &meant, place)
}

/// Takes back what was typed.
pub fn leave(app: &mut App<Explorer>) -> Tasks {
    let Some(edit) = app.content.who.list.edit.take() else {
        return Vec::new();
    };
    let place = place(&app.content);
    ask(app, &edit.before, place)
}

/// Keeps what was typed and asks it.
pub fn accept(app: &mut App<Explorer>) -> Tasks {
    let Some(edit) = app.content.who.list.edit.take() else {
        return Vec::new();
    };
    let meant = edit.meant();
    if !meant.is_empty() && !edit.before.is_empty() && meant != edit.before {
        app.content.history.leave(edit.here);
    }
    let meant = if meant.is_empty() { edit.before } else { meant };
    let place = place(&app.content);
    ask(app, &meant, place)
}

fn under_circumstances(app: &App<Explorer>) -> Availability {
    Availability::when(
        !app.content.evaluator.context().is_empty(),
        "nothing is said about any condition key",
    )
}

fn drop_circumstances(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.evaluator.set_circumstance(None);
    let mut tasks = ask_flips(app);
    tasks.extend(ask_shown(app));
    tasks
}

fn turn_kinds(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.who.list.turn_kinds();
    ask_anew(app)
}

fn turn_only(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.who.list.turn_only();
    app.content.who.tell();
    Vec::new()
}

impl Explorer {
    /// What `W` would ask about from a pane: what the evaluator asks, where one is in it; else the operation or action of
    /// the matrix's row.
    pub(crate) fn question(&self, focus: PaneId) -> Option<String> {
        use crate::analysis::matrix::RowKey;
        let evaluated = self.evaluator.request().map(|request| &request.action);
        if focus == PaneId::Evaluator && evaluated.is_some() {
            return evaluated.cloned();
        }
        let row = self.matrix.pointed().map(|pointed| pointed.row);
        match row.map(|row| (row.key, row)) {
            Some((RowKey::Operation(_), row)) if !row.actions.is_empty() => Some(row.label.clone()),
            Some((RowKey::Action(_), row)) => Some(row.label.clone()),
            Some((RowKey::Service(_), row)) => Some(format!("{}:*", row.id)),
            _ => evaluated.cloned(),
        }
    }

    /// Who is asked about where the cursor is: the list begins with them, if they may.
    fn asker(&self, focus: PaneId) -> Option<Principal> {
        let asked = self.evaluator.request().map(|request| request.principal);
        match self.matrix.pointed()?.column {
            Column::Principal(principal) if focus != PaneId::Evaluator => Some(principal),
            _ => asked,
        }
    }

    /// Shows a principal in the Access view, with an action in the evaluator.
    pub(crate) fn open_principal(&mut self, principal: Principal, action: Option<&str>) {
        self.principals.select(principal);
        if let Some(service) = action.and_then(|name| self.world.catalogue().service_of(name)) {
            self.place.service = Some(service);
        }
        self.follow(Moved::Place);
        if let Some(action) = action {
            self.matrix.select_action(action);
            self.follow(Moved::Cell);
            self.evaluator.set_action(action);
        }
    }
}
