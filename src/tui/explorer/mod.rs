//! The explorer: the Access view over one account, its four panes live together.
//!
//! Start reading at `Explorer::follow`: the selected principal fills the attachments, these are the matrix's columns,
//! the cell under the cursor is what the evaluator explains.
//!
//! INVARIANT: after every command all four panes are about the same principal, place and cell, unless a field of the
//! evaluator was edited, which its title says.

mod attached;
mod coming;
mod commands;
mod document;
mod evaluator;
mod matrix;
mod pickers;
mod principals;
mod resume;
mod start;
mod world;

use crate::analysis::matrix::Column;
use crate::model::{Flip, PermissionId};
use crate::tui::app::{App, Content, Pane, Task};
use crate::tui::command::{CommandName, Spec};
use crate::tui::event::Revision;
use crate::tui::layout::{PaneId, ViewId};
use crate::tui::overlays::picker::Purpose;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::Piece;

use attached::{Attached, Counts};
use coming::ComingViews;
use evaluator::{Evaluator, Followed, FollowedRow};
use matrix::{Across, MatrixPane};
use principals::Principals;
pub use start::{ColourChoice, Start, app, open, owned, remembered};
use world::{Place, World};

/// The explorer's state.
pub struct Explorer {
    world: World,
    source: String,
    problems: Vec<String>,
    place: Place,
    principals: Principals,
    attached: Attached,
    matrix: MatrixPane,
    evaluator: Evaluator,
    coming: ComingViews,
    /// Whether a theme was chosen on screen, which is remembered.
    theme_chosen: bool,
}

/// What the worker answers: what would turn the decision that the evaluator shows.
pub type Answer = Vec<Flip>;

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

/// Asks the worker what would turn the decision.
pub(crate) fn ask_flips(app: &mut App<Explorer>) -> Vec<Task<Explorer>> {
    let Some(request) = app.content.evaluator.request().cloned() else {
        // nothing is asked: whatever is still being computed is not wanted any more
        app.shell.revisions.next("flips");
        return Vec::new();
    };
    let columns = app.content.world.columns.clone();
    vec![app.ask("flips", move || columns.explain(&request).flips)]
}

impl Content for Explorer {
    type Answer = Answer;

    fn commands() -> Vec<Spec<Self>> {
        commands::specs()
    }

    fn header(&self) -> Vec<Piece<'_>> {
        let account = self.world.account();
        let catalogue = self.world.catalogue();
        let dot = || Piece::new(ThemeRole::Muted, " · ");
        let mut pieces = vec![
            Piece::new(ThemeRole::Strong, self.source.as_str()),
            dot(),
            Piece::new(ThemeRole::Header, self.place.project_text(account)),
            Piece::new(ThemeRole::Muted, " ▾"),
        ];
        if let Some(id) = self.place.enterprise_project {
            let name = account.enterprise_projects.get(id).name.as_str();
            pieces.push(dot());
            pieces.push(Piece::new(ThemeRole::Header, name));
            pieces.push(Piece::new(ThemeRole::Muted, " ▾"));
        }
        pieces.push(dot());
        pieces.push(Piece::new(
            ThemeRole::Header,
            self.place.service_code(catalogue),
        ));
        pieces.push(Piece::new(ThemeRole::Muted, " ▾"));
        if !self.problems.is_empty() {
            pieces.push(Piece::new(
                ThemeRole::Warning,
                format!("  !{}", self.problems.len()),
            ));
        }
        pieces
    }

    fn header_command(&self, piece: usize) -> Option<CommandName> {
        let enterprise = self.place.enterprise_project.is_some();
        // in the order of the header: the source, then each place after a dot, as a name and a triangle
        match (piece, enterprise) {
            (2 | 3, _) => Some("place.project"),
            (5 | 6, true) => Some("place.enterprise-project"),
            (5 | 6, false) | (8 | 9, true) => Some("place.service"),
            (7, false) | (10, true) => Some("problems.open"),
            _ => None,
        }
    }

    fn pane(&self, view: ViewId, pane: PaneId) -> Option<&dyn Pane> {
        Some(match (view, pane) {
            (ViewId::Access, PaneId::Groups) => &self.principals,
            (ViewId::Access, PaneId::Attached) => &self.attached,
            (ViewId::Access, PaneId::Matrix) => &self.matrix,
            (ViewId::Access, PaneId::Evaluator) => &self.evaluator,
            _ => self.coming.pane(view, pane)?,
        })
    }

    fn pane_mut(&mut self, view: ViewId, pane: PaneId) -> Option<&mut dyn Pane> {
        Some(match (view, pane) {
            (ViewId::Access, PaneId::Groups) => &mut self.principals,
            (ViewId::Access, PaneId::Attached) => &mut self.attached,
            (ViewId::Access, PaneId::Matrix) => &mut self.matrix,
            (ViewId::Access, PaneId::Evaluator) => &mut self.evaluator,
            _ => self.coming.pane_mut(view, pane)?,
        })
    }

    fn started(app: &mut App<Self>) -> Vec<Task<Self>> {
        if let count @ 1.. = app.content.problems.len() {
            let objects = if count == 1 { "object" } else { "objects" };
            app.say(format!(
                "{count} {objects} of the account left out or incomplete: ! lists them"
            ));
        }
        ask_flips(app)
    }

    fn touched(app: &mut App<Self>, pane: PaneId) -> Vec<Task<Self>> {
        match pane {
            PaneId::Groups => app.content.follow(Moved::Principal),
            PaneId::Attached => app.content.follow(Moved::Attachment),
            PaneId::Matrix => app.content.follow(Moved::Cell),
            PaneId::Evaluator => app.content.evaluator.typed(),
            PaneId::List | PaneId::Detail => return Vec::new(),
        }
        ask_flips(app)
    }

    fn picked(app: &mut App<Self>, purpose: Purpose, index: usize) -> Vec<Task<Self>> {
        if purpose == pickers::THEME {
            if let Some(theme) = app.shell.themes.get(index) {
                app.shell.theme = theme.clone();
                app.content.theme_chosen = true;
            }
            return Vec::new();
        }
        pickers::picked(&mut app.content, purpose, index);
        ask_flips(app)
    }

    fn answered(app: &mut App<Self>, _: Revision, flips: Answer) -> Vec<Task<Self>> {
        app.content.evaluator.set_flips(flips);
        Vec::new()
    }
}
