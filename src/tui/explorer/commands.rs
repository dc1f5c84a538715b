//! The commands of the explorer: one row each, and what they do below.
//!
//! INVARIANT: whatever a command changes, `follow` brings the panes that depend on it up to date before it returns.

use super::cards::commands::open_document as open_permission;
use super::{Explorer, Moved, ask_flips, pickers};
use crate::import::LeftOut;
use crate::tui::app::{App, Task};
use crate::tui::command::{Availability, Count, KeyContext as K, Spec, always};
use crate::tui::layout::{PaneId, ViewId};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::reader::{Line, Reader};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::Piece;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::Motion;

type Tasks = Vec<Task<Explorer>>;

const ACCESS: &[K] = &[K::View(ViewId::Access)];
const PLACES: &[K] = &[K::View(ViewId::Access), K::View(ViewId::WhoCan)];
const GROUPS: &[K] = &[K::Pane(PaneId::Groups)];
const ATTACHED: &[K] = &[K::Pane(PaneId::Attached)];
const MATRIX: &[K] = &[K::Pane(PaneId::Matrix)];
const EVALUATOR: &[K] = &[K::Pane(PaneId::Evaluator)];
const FIELD: &[K] = &[K::Field];

/// The commands of the explorer, joined.
pub(super) fn specs() -> Vec<Spec<Explorer>> {
    let mut specs = panes();
    specs.extend(super::matrix::commands::specs());
    specs.extend(super::evaluator::commands::specs());
    specs.extend(super::findings::specs());
    specs.extend(super::who::commands::specs());
    specs.extend(super::export::specs());
    specs.extend(super::live::specs());
    specs.extend(super::logging::specs());
    specs.extend(super::catalogue::commands::specs());
    specs.extend(super::cards::commands::specs());
    specs
}

/// Those that move between panes and places.
#[rustfmt::skip] // one line a field reads as a table
fn panes() -> Vec<Spec<Explorer>> {
    vec![
        Spec { name: "groups.expand", title: "Go to the attachments", help: "Moves on to what is attached to the selected principal.",
               contexts: GROUPS, keys: &["enter"], hint: Some("attached"), available: always, run: |app, _| focus(app, PaneId::Attached) },
        Spec { name: "groups.turn", title: "Groups, users, agencies", help: "Lists the next kind of principal: groups, users, agencies.",
               contexts: ACCESS, keys: &["u"], hint: None, available: has_other_kinds, run: turn_principals },
        Spec { name: "document.open", title: "Open the document", help: "Shows what the permission says, depends on and expands to, with what decides the current cell marked.",
               contexts: ATTACHED, keys: &["enter"], hint: Some("document"), available: has_attachment, run: open_document },
        Spec { name: "matrix.why", title: "Explain the cell", help: "Moves to the evaluator, which explains the cell.",
               contexts: MATRIX, keys: &["enter"], hint: Some("why"), available: on_cell, run: |app, _| focus(app, PaneId::Evaluator) },
        Spec { name: "matrix.open", title: "Open or fold the heading", help: "Opens or folds what is below a heading or a service.",
               contexts: MATRIX, keys: &["enter"], hint: Some("open"), available: on_heading, run: fold },
        Spec { name: "matrix.fold", title: "Fold this category", help: "Folds the category or the service that the cursor is in to one row, or opens it again.",
               contexts: MATRIX, keys: &["space"], hint: None, available: foldable, run: fold },
        Spec { name: "matrix.document", title: "Open the column's document", help: "Shows the document of the permission whose column the cursor is in.",
               contexts: MATRIX, keys: &["D"], hint: None, available: has_column_permission, run: open_column },
        Spec { name: "matrix.rows", title: "Cycle matrix rows", help: "Changes what the rows are: operations, actions or services.",
               contexts: ACCESS, keys: &["r"], hint: Some("rows"), available: always, run: turn_rows },
        Spec { name: "matrix.columns", title: "Cycle matrix columns", help: "Changes what the columns are: attached permissions, the effective access, users, groups, system permissions or those picked.",
               contexts: ACCESS, keys: &["c"], hint: Some("columns"), available: always, run: turn_columns },
        Spec { name: "evaluator.edit", title: "Edit the field", help: "Types another value into the field under the cursor; the answer follows every keystroke.",
               contexts: EVALUATOR, keys: &["enter", "i"], hint: Some("edit"), available: on_field, run: edit },
        Spec { name: "evaluator.tell-all", title: "Tell all of it", help: "Shows the rest of what nearly counted.",
               contexts: EVALUATOR, keys: &["enter"], hint: Some("all"), available: on_more, run: tell_all },
        Spec { name: "evaluator.unset", title: "Leave the field open", help: "Takes the value of the field away, so that the answer says what hangs on it.",
               contexts: EVALUATOR, keys: &["x", "delete"], hint: Some("unset"), available: on_said_field, run: unset },
        Spec { name: "evaluator.follow", title: "Follow the panes again", help: "Forgets what was edited in the evaluator; it explains the cell under the cursor again.",
               contexts: ACCESS, keys: &["f"], hint: None, available: strays, run: follow_again },
        Spec { name: "field.accept", title: "Keep the value", help: "Ends editing the field and keeps its value.",
               contexts: FIELD, keys: &["enter", "tab"], hint: Some("keep"), available: editing, run: accept },
        Spec { name: "field.leave", title: "Leave the field", help: "Ends editing the field and takes back what was typed.",
               contexts: FIELD, keys: &["esc"], hint: Some("undo"), available: editing, run: leave },
        Spec { name: "field.next", title: "Next suggestion", help: "Chooses the next suggestion.",
               contexts: FIELD, keys: &["down", "ctrl-n"], hint: None, available: editing, run: |app, n| suggest(app, Motion::Down(n.or_one())) },
        Spec { name: "field.previous", title: "Previous suggestion", help: "Chooses the previous suggestion.",
               contexts: FIELD, keys: &["up", "ctrl-p"], hint: None, available: editing, run: |app, n| suggest(app, Motion::Up(n.or_one())) },
        Spec { name: "place.project", title: "Choose the project", help: "Asks in another project, or in any.",
               contexts: PLACES, keys: &["p"], hint: Some("project"), available: has_projects, run: pick_project },
        Spec { name: "place.enterprise-project", title: "Choose the enterprise project", help: "Asks about resources in an enterprise project.",
               contexts: PLACES, keys: &["P"], hint: None, available: has_enterprise_projects, run: pick_enterprise_project },
        Spec { name: "place.service", title: "Choose the service", help: "Shows the operations or actions of another service.",
               contexts: ACCESS, keys: &["s"], hint: Some("service"), available: always, run: pick_service },
        Spec { name: "theme.choose", title: "Choose the theme", help: "Shows everything in other colours; the choice is remembered.",
               contexts: &[K::Global], keys: &["f9"], hint: None, available: always, run: pick_theme },
        Spec { name: "problems.open", title: "Problems of the import", help: "Lists what of the account's source could not be read, or was incomplete.",
               contexts: &[K::Global], keys: &["!"], hint: None, available: has_problems, run: open_problems },
    ]
}

fn focus(app: &mut App<Explorer>, pane: PaneId) -> Tasks {
    app.set_focus(pane);
    Vec::new()
}

fn has_other_kinds(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.principals.next_kind().is_some(),
        "the account has no principals of another kind",
    )
}

fn turn_principals(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.principals.turn();
    app.content.follow(Moved::Principal);
    ask_flips(app)
}

fn turn_rows(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.matrix.turn_rows();
    app.content.follow(Moved::Cell);
    ask_flips(app)
}

fn turn_columns(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.matrix.turn_columns();
    app.content.follow(Moved::Attachment);
    ask_flips(app)
}

fn foldable(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.matrix.folds(),
        "these rows are all of one category",
    )
}

fn fold(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.matrix.toggle_fold();
    app.content.follow(Moved::Cell);
    ask_flips(app)
}

fn on_cell(app: &App<Explorer>) -> Availability {
    let heading = app.content.matrix.opens();
    Availability::when(!heading, "enter opens and folds a heading")
}

fn on_heading(app: &App<Explorer>) -> Availability {
    let heading = app.content.matrix.opens();
    Availability::when(heading, "the cursor is on no heading")
}

fn has_attachment(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.attached.selected().is_some(),
        "nothing is attached here",
    )
}

fn open_document(app: &mut App<Explorer>, _: Count) -> Tasks {
    let content = &app.content;
    let Some(held) = content.attached.selected() else {
        return Vec::new();
    };
    let grant = held.grant;
    let held = content.principals.selected().map(|who| (who, grant));
    open_permission(app, grant.permission, held)
}

fn has_column_permission(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.column_permission().is_some(),
        "this column is a principal: the attachments have documents",
    )
}

fn open_column(app: &mut App<Explorer>, _: Count) -> Tasks {
    let content = &app.content;
    let Some(permission) = content.column_permission() else {
        return Vec::new();
    };
    let mut held = content.attached.held().iter();
    let held = held.find(|held| held.grant.permission == permission);
    let grant = held.map(|held| held.grant);
    let held = content.principals.selected().zip(grant);
    open_permission(app, permission, held)
}

fn on_field(app: &App<Explorer>) -> Availability {
    let evaluator = &app.content.evaluator;
    if evaluator.is_editing() {
        return Availability::No("the field is being edited already");
    }
    Availability::when(
        evaluator.on_field(),
        "this line tells the answer; only fields can be edited",
    )
}

fn edit(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.set_focus(PaneId::Evaluator);
    app.content.evaluator.begin();
    Vec::new()
}

fn on_said_field(app: &App<Explorer>) -> Availability {
    let on_field = on_field(app);
    if on_field != Availability::Yes {
        return on_field;
    }
    Availability::when(
        app.content.evaluator.can_unset(),
        "this field says nothing that could be left open",
    )
}

fn on_more(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.evaluator.on_more(),
        "everything that nearly counted is told already",
    )
}

fn tell_all(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.evaluator.tell_all();
    Vec::new()
}

fn unset(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.evaluator.unset();
    ask_flips(app)
}

fn strays(app: &App<Explorer>) -> Availability {
    Availability::when(
        app.content.evaluator.strays(),
        "the evaluator follows the panes already",
    )
}

fn follow_again(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.content.evaluator.follow_again();
    ask_flips(app)
}

/// Whether the field of the view Who can has the keys.
fn asks(app: &App<Explorer>) -> bool {
    app.shell.view == ViewId::WhoCan && app.content.who.list.edit.is_some()
}

fn editing(app: &App<Explorer>) -> Availability {
    let evaluator = app.shell.view == ViewId::Access && app.content.evaluator.is_editing();
    Availability::when(
        (evaluator || asks(app)) && app.shell.filter_line.is_none(),
        "no field is being edited",
    )
}

fn accept(app: &mut App<Explorer>, _: Count) -> Tasks {
    if asks(app) {
        return super::who::commands::accept(app);
    }
    if let Err(said) = app.content.evaluator.accept() {
        app.say(said);
    }
    ask_flips(app)
}

fn leave(app: &mut App<Explorer>, _: Count) -> Tasks {
    if asks(app) {
        return super::who::commands::leave(app);
    }
    app.content.evaluator.leave();
    ask_flips(app)
}

fn suggest(app: &mut App<Explorer>, motion: Motion) -> Tasks {
    if asks(app)
        && let Some(edit) = &mut app.content.who.list.edit
    {
        edit.suggest(motion);
        return super::who::commands::typed(app);
    }
    app.content.evaluator.suggest(motion);
    ask_flips(app)
}

fn has_projects(app: &App<Explorer>) -> Availability {
    Availability::when(
        !app.content.world.account().projects.is_empty(),
        "this account has no projects",
    )
}

fn has_enterprise_projects(app: &App<Explorer>) -> Availability {
    Availability::when(
        !app.content.world.account().enterprise_projects.is_empty(),
        "this account has no enterprise projects",
    )
}

fn pick_project(app: &mut App<Explorer>, _: Count) -> Tasks {
    let picker = pickers::project(&app.content);
    app.open(Overlay::Picker(Box::new(picker)));
    Vec::new()
}

fn pick_enterprise_project(app: &mut App<Explorer>, _: Count) -> Tasks {
    let picker = pickers::enterprise_project(&app.content);
    app.open(Overlay::Picker(Box::new(picker)));
    Vec::new()
}

fn pick_service(app: &mut App<Explorer>, _: Count) -> Tasks {
    let picker = pickers::service(&app.content);
    app.open(Overlay::Picker(Box::new(picker)));
    Vec::new()
}

fn has_problems(app: &App<Explorer>) -> Availability {
    Availability::when(
        !app.content.problems.is_empty() || !app.content.remarks.is_empty(),
        "everything in the account's source could be read",
    )
}

fn open_problems(app: &mut App<Explorer>, _: Count) -> Tasks {
    let line = |role: ThemeRole, text: &String| Line::new(vec![Piece::new(role, text.clone())]);
    let remarks = app.content.remarks.iter();
    let mut lines: Vec<Line> = remarks.map(|text| line(ThemeRole::Muted, text)).collect();
    // a source is named once, over all that was found in it
    let by_source = |one: &LeftOut, other: &LeftOut| one.of == other.of;
    for of_one in app.content.problems.chunk_by(by_source) {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(of_one.first().map(|first| Line::heading(&first.of)));
        lines.extend(of_one.iter().map(|left| line(ThemeRole::Text, &left.text)));
    }
    let title = match app.content.problems.len() {
        0 => Title::new("About this account"),
        count => Title::new("Left out or incomplete").count(count),
    };
    app.open(Overlay::Reader(Box::new(Reader::new(title, lines))));
    Vec::new()
}

fn pick_theme(app: &mut App<Explorer>, _: Count) -> Tasks {
    let picker = pickers::theme(&app.shell.themes, &app.shell.theme);
    app.open(Overlay::Picker(Box::new(picker)));
    Vec::new()
}
