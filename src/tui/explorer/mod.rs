//! The explorer: the Access view over one account, its four panes live together.
//!
//! Start reading at `Explorer::follow`: the selected principal fills the attachments, these are the matrix's columns,
//! the cell under the cursor is what the evaluator explains.
//!
//! INVARIANT: after every command all four panes are about the same principal, place and cell, unless a field of the
//! evaluator was edited or its question pinned, which its title says; the matrix is asked under what the evaluator says of
//! condition keys.

mod attached;
mod cards;
mod catalogue;
mod changes;
mod commands;
mod copying;
mod document;
mod evaluator;
mod export;
mod findings;
mod greeting;
mod header;
mod live;
mod logging;
mod matrix;
mod opening;
mod pickers;
mod principals;
mod resume;
mod start;
mod stop;
mod who;
mod world;

use crate::accepted::Accepted;
use crate::analysis::audit::{self, Finding};
use crate::analysis::matrix::Column;
use crate::import::LeftOut;
use crate::model::{Flip, PermissionId};
use crate::tui::app::{App, Content, Pane, Task};
use crate::tui::command::{CommandName, Spec};
use crate::tui::event::Revision;
use crate::tui::layout::{PaneId, ViewId};
use crate::tui::overlays::picker::Purpose;
use crate::tui::widgets::Piece;

use attached::{Attached, Counts};
use cards::{Cards, History};
use catalogue::CatalogueView;
use changes::Changes;
use evaluator::{Evaluator, Followed, FollowedRow};
use findings::Findings;
use matrix::{Across, MatrixPane};
use principals::Principals;
pub use start::{ColourChoice, Start, app, open, owned, remembered};
use who::WhoCan;
use world::{Place, World};

/// The explorer's state.
pub struct Explorer {
    world: World,
    source: String,
    /// The file the account was read from; none for the sample.
    file: Option<String>,
    problems: Vec<LeftOut>,
    left_out: Vec<String>,
    /// What the account is, where that is not what one would think, and what is assumed about it.
    remarks: Vec<String>,
    /// What is wrong with the action that the call names, where the view does not say it itself.
    doubt: Option<String>,
    /// No file is written, nothing is asked of anybody.
    restricted: bool,
    place: Place,
    principals: Principals,
    attached: Attached,
    matrix: MatrixPane,
    evaluator: Evaluator,
    findings: Findings,
    who: WhoCan,
    catalogue: CatalogueView,
    cards: Cards,
    history: History,
    changes: Changes,
    /// An account that is being read from its cloud.
    live: live::Live,
    /// Whether a theme was chosen on screen, which is remembered.
    theme_chosen: bool,
}

/// What the worker answers.
#[derive(Debug, Clone)]
pub enum Answer {
    /// What would turn the decision that the evaluator shows.
    Flips(Vec<Flip>),
    /// An export was written, or was not.
    Saved(export::Saved),
    /// Who may do what the view Who can asks.
    Who(who::Listed),
    /// What the audit found.
    Findings(Vec<Finding>),
    /// A finding was accepted, or could not be.
    Accepted(Result<Accepted, String>),
    /// What comes of reading an account from its cloud.
    Live(live::Told),
    /// The end of the log.
    Logged(logging::Read),
}

/// What moved, so that what depends on it follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moved {
    /// Another principal is selected.
    Principal,
    /// Another project, enterprise project or service is in view.
    Place,
    /// The cursor of the attachments.
    Attachment,
    /// The cursor, rows or columns of the matrix.
    Cell,
}

impl Explorer {
    /// Brings everything up to date that depends on what moved.
    pub(crate) fn follow(&mut self, moved: Moved) {
        let principal = self.principals.selected();
        if matches!(moved, Moved::Principal | Moved::Place) {
            self.attached.show(principal, self.place);
            let held = self.attached.held();
            let permissions = held.iter().map(|held| held.grant.permission).collect();
            let here = |permission: &PermissionId| {
                held.iter()
                    .any(|held| held.grant.permission == *permission && held.counts == Counts::Here)
            };
            let all = held.iter().map(|held| held.grant.permission);
            let elsewhere = all.filter(|permission| !here(permission)).collect();
            self.matrix
                .show_principal(principal, permissions, elsewhere);
        }
        if moved == Moved::Place {
            self.matrix.show_place(self.place);
        }
        // the attachment and its column point at the same permission
        match moved {
            Moved::Cell => {
                if let Some(permission) = self.column_permission() {
                    self.attached.select(permission);
                }
            }
            Moved::Principal | Moved::Place | Moved::Attachment => {
                if let Some(held) = self.attached.selected()
                    && self.matrix.across() == Across::Attached
                {
                    self.matrix.select_permission(held.grant.permission);
                }
            }
        }
        let followed = self.followed();
        self.evaluator.follow(followed);
    }

    fn column_permission(&self) -> Option<PermissionId> {
        match self.matrix.pointed()?.column {
            Column::Permission(id) => Some(id),
            Column::Principal(_) => None,
        }
    }

    /// What the evaluator is to ask about.
    fn followed(&self) -> Followed {
        use crate::analysis::matrix::RowKey;
        let catalogue = self.world.catalogue();
        let pointed = self.matrix.pointed();
        let principal = match pointed.as_ref().map(|pointed| pointed.column) {
            Some(Column::Principal(principal)) => Some(principal),
            _ => self.principals.selected(),
        };
        let row = pointed.map(|pointed| FollowedRow {
            label: pointed.row.label.clone(),
            actions: pointed
                .row
                .actions
                .iter()
                .map(|id| catalogue.actions.get(*id).name.to_owned())
                .collect(),
            together: matches!(pointed.row.key, RowKey::Operation(_)),
            permission: match pointed.column {
                Column::Permission(id) => Some(id),
                Column::Principal(_) => None,
            },
            cell: pointed.cell,
        });
        Followed {
            principal,
            project: self.place.project,
            enterprise_project: self.place.enterprise_project,
            row,
            heading: self.matrix.heading(),
        }
    }
}

/// After the question may have changed: the matrix goes along, and the worker is asked what would turn the decision.
pub(crate) fn ask_flips(app: &mut App<Explorer>) -> Vec<Task<Explorer>> {
    app.content.settle();
    let Some(request) = app.content.evaluator.request().cloned() else {
        // nothing is asked: whatever is still being computed is not wanted any more
        app.shell.revisions.next("flips");
        return Vec::new();
    };
    let columns = app.content.world.columns.clone();
    vec![app.ask("flips", move || {
        Answer::Flips(columns.explain(&request).flips)
    })]
}

impl Content for Explorer {
    type Answer = Answer;

    fn commands() -> Vec<Spec<Self>> {
        commands::specs()
    }

    fn header(&self) -> Vec<Piece<'_>> {
        self.header_parts()
            .into_iter()
            .map(|(piece, _)| piece)
            .collect()
    }

    fn header_kept(&self) -> usize {
        let parts = self.header_parts();
        let back = |(_, command): &(Piece<'_>, _)| *command == Some("history.back");
        parts.iter().take_while(|part| !back(part)).count()
    }

    fn header_command(&self, piece: usize) -> Option<CommandName> {
        self.header_parts()
            .get(piece)
            .and_then(|(_, command)| *command)
    }

    fn head_command() -> Option<CommandName> {
        Some("matrix.sort")
    }

    fn pane(&self, view: ViewId, pane: PaneId) -> Option<&dyn Pane> {
        Some(match (view, pane) {
            (ViewId::Access, PaneId::Groups) => &self.principals,
            (ViewId::Access, PaneId::Attached) => &self.attached,
            (ViewId::Access, PaneId::Matrix) => &self.matrix,
            (ViewId::Access, PaneId::Evaluator) => &self.evaluator,
            (ViewId::Findings, PaneId::List) => &self.findings.list,
            (ViewId::Findings, PaneId::Detail) => &self.findings.detail,
            (ViewId::WhoCan, PaneId::List) => &self.who.list,
            (ViewId::WhoCan, PaneId::Detail) => &self.who.paths,
            (ViewId::Catalogue, PaneId::List) => &self.catalogue.list,
            (ViewId::Catalogue, PaneId::Detail) => &self.catalogue.detail,
            (ViewId::Changes, PaneId::List) => &self.changes.list,
            (ViewId::Changes, PaneId::Detail) => &self.changes.detail,
            _ => return None,
        })
    }

    fn pane_mut(&mut self, view: ViewId, pane: PaneId) -> Option<&mut dyn Pane> {
        Some(match (view, pane) {
            (ViewId::Access, PaneId::Groups) => &mut self.principals,
            (ViewId::Access, PaneId::Attached) => &mut self.attached,
            (ViewId::Access, PaneId::Matrix) => &mut self.matrix,
            (ViewId::Access, PaneId::Evaluator) => &mut self.evaluator,
            (ViewId::Findings, PaneId::List) => &mut self.findings.list,
            (ViewId::Findings, PaneId::Detail) => &mut self.findings.detail,
            (ViewId::WhoCan, PaneId::List) => &mut self.who.list,
            (ViewId::WhoCan, PaneId::Detail) => &mut self.who.paths,
            (ViewId::Catalogue, PaneId::List) => &mut self.catalogue.list,
            (ViewId::Catalogue, PaneId::Detail) => &mut self.catalogue.detail,
            (ViewId::Changes, PaneId::List) => &mut self.changes.list,
            (ViewId::Changes, PaneId::Detail) => &mut self.changes.detail,
            _ => return None,
        })
    }

    fn started(app: &mut App<Self>) -> Vec<Task<Self>> {
        if let Some(doubt) = app.content.doubt.take() {
            app.say(doubt);
        } else if let Some(first) = app.content.remarks.first() {
            let first = first.clone();
            app.say(first);
        } else if let count @ 1.. = app.content.problems.len() {
            let objects = if count == 1 { "object" } else { "objects" };
            app.say(format!(
                "{count} {objects} of the account left out or incomplete: ! lists them"
            ));
        }
        let mut tasks = who::commands::ask_who(app);
        tasks.extend(Self::shown(app, app.shell.view));
        tasks.extend(ask_flips(app));
        tasks
    }

    fn touched(app: &mut App<Self>, pane: PaneId) -> Vec<Task<Self>> {
        match pane {
            PaneId::Groups => app.content.follow(Moved::Principal),
            PaneId::Attached => app.content.follow(Moved::Attachment),
            PaneId::Matrix => app.content.follow(Moved::Cell),
            PaneId::Evaluator => app.content.evaluator.typed(),
            PaneId::List if app.shell.view == ViewId::Findings => {
                app.content.findings.follow();
                return Vec::new();
            }
            PaneId::List if app.shell.view == ViewId::WhoCan => {
                if let Some(edit) = &mut app.content.who.list.edit {
                    edit.typed();
                    return who::commands::typed(app);
                }
                app.content.who.tell();
                return Vec::new();
            }
            PaneId::List if app.shell.view == ViewId::Catalogue => {
                app.content.catalogue.tell();
                return Vec::new();
            }
            PaneId::List | PaneId::Detail => return Vec::new(),
        }
        ask_flips(app)
    }

    fn picked(app: &mut App<Self>, purpose: Purpose, index: usize) -> Vec<Task<Self>> {
        match purpose {
            live::CLOUD => return live::chosen(app, index),
            cards::CARD => return cards::commands::followed(app, index),
            cards::commands::JUMP => return cards::commands::jumped(app, index),
            pickers::THEME => {
                if let Some(theme) = app.shell.themes.get(index) {
                    app.shell.theme = theme.clone();
                    app.content.theme_chosen = true;
                    app.shell.follows_terminal = false;
                }
                return Vec::new();
            }
            _ => {}
        }
        if let Some(shape) = pickers::shape(purpose, index) {
            return copying::chosen(app, shape);
        }
        pickers::picked(&mut app.content, purpose, index);
        let mut tasks = ask_flips(app);
        if pickers::is_place(purpose) {
            tasks.extend(who::commands::ask_again(app));
        } else if app.shell.view == ViewId::WhoCan {
            tasks.extend(who::commands::ask_shown(app));
        }
        tasks
    }

    fn told(app: &mut App<Self>, purpose: Purpose, answer: (&str, bool)) -> Vec<Task<Self>> {
        match purpose {
            export::EXPORT => export::named(app, answer),
            live::KEEP => live::named(app, answer),
            findings::ACCEPT => findings::named(app, answer),
            live::SECRET => live::given(app, answer.0),
            _ => Vec::new(),
        }
    }

    fn closed(app: &mut App<Self>) {
        live::closed(app);
    }

    fn leaving(app: &mut App<Self>) {
        Self::mark(app);
    }

    fn answered(app: &mut App<Self>, _: Revision, answer: Answer) -> Vec<Task<Self>> {
        match answer {
            Answer::Flips(flips) => app.content.evaluator.set_flips(flips),
            Answer::Findings(findings) => app.content.findings.set(findings),
            Answer::Accepted(written) => return findings::written(app, written),
            Answer::Saved(saved) => return export::saved(app, saved),
            Answer::Who(listed) => app.content.who.listed(listed),
            Answer::Live(told) => return live::told(app, told),
            Answer::Logged(read) => logging::show(app, read),
        }
        Vec::new()
    }

    fn shown(app: &mut App<Self>, view: ViewId) -> Vec<Task<Self>> {
        if view == ViewId::WhoCan {
            return who::commands::ask_shown(app);
        }
        if view == ViewId::Catalogue {
            app.content.catalogue.lead(app.content.place.service);
        }
        if view != ViewId::Findings || !app.content.findings.ask() {
            return Vec::new();
        }
        let columns = app.content.world.columns.clone();
        vec![app.ask("findings", move || {
            let options = audit::Options::default();
            Answer::Findings(audit::audit(&columns, options, &|_| true))
        })]
    }
}
