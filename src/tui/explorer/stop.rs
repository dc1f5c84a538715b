//! A place to come back to: the view with its cursors, folds and filters, and the cards that lay over it.
//!
//! INVARIANT: coming back shows what was left, but for what the account itself answers otherwise by now.

use super::cards::commands::show_card;
use super::cards::{Cards, Thing};
use super::who::commands::ask_who;
use super::world::Place;
use super::{Explorer, Moved, ask_flips, catalogue, evaluator, matrix, principals, who};
use crate::model::Principal;
use crate::tui::app::{App, Content, Task};
use crate::tui::layout::{PaneId, ViewId};
use crate::tui::widgets::motion::Cursor;
use crate::tui::widgets::rows::RowsState;

/// A place to come back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The view.
    pub view: ViewId,
    /// The pane in focus there.
    pub focus: PaneId,
    /// Who is selected in the Access view.
    pub principal: Option<Principal>,
    /// Project, enterprise project, service.
    pub place: Place,
    /// What the cursor of the Catalogue view is on, while that is the view.
    pub catalogued: Option<Thing>,
    /// What the view Who can asks.
    pub question: String,
    /// How the view looked.
    kept: Kept,
    /// The cards that lay over it.
    cards: Cards,
}

/// How a view looked.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kept {
    Access(Box<Access>),
    WhoCan(who::Kept),
    Catalogue(catalogue::Kept, Cursor),
    Findings((String, bool, RowsState)),
    Changes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Access {
    principals: principals::Kept,
    attached: (String, RowsState),
    matrix: matrix::Kept,
    evaluator: evaluator::Kept,
}

impl Stop {
    /// Where one is.
    pub fn here(app: &App<Explorer>) -> Self {
        let explorer = &app.content;
        let view = app.shell.view;
        Self {
            view,
            focus: app.focus(),
            principal: explorer.principals.selected(),
            place: explorer.place,
            catalogued: explorer
                .catalogue
                .selected()
                .filter(|_| view == ViewId::Catalogue),
            question: explorer.who.list.text().to_owned(),
            kept: match view {
                ViewId::Access => Kept::Access(Box::new(Access {
                    principals: explorer.principals.kept(),
                    attached: explorer.attached.kept(),
                    matrix: explorer.matrix.kept(),
                    evaluator: explorer.evaluator.kept(),
                })),
                ViewId::WhoCan => Kept::WhoCan(explorer.who.list.kept()),
                ViewId::Catalogue => Kept::Catalogue(
                    explorer.catalogue.list.kept(),
                    explorer.catalogue.detail.cursor(),
                ),
                ViewId::Findings => Kept::Findings(explorer.findings.list.kept()),
                ViewId::Changes => Kept::Changes,
            },
            cards: explorer.cards.seen(&app.shell.overlays),
        }
    }

    /// Goes there.
    pub fn restore(self, app: &mut App<Explorer>) -> Vec<Task<Explorer>> {
        app.shell.overlays.clear();
        app.shell.view = self.view;
        app.set_focus(self.focus);
        let explorer = &mut app.content;
        let moved = explorer.place != self.place;
        explorer.place = self.place;
        if let Kept::WhoCan(kept) = &self.kept {
            explorer.evaluator.set_context(kept.context());
        }
        match &self.kept {
            Kept::Access(kept) => explorer.restore_access(kept),
            _ if moved => explorer.follow(Moved::Place),
            _ => {}
        }
        let mut tasks = ask_flips(app);
        let explorer = &mut app.content;
        match &self.kept {
            Kept::WhoCan(kept) => {
                let anew = explorer.who.list.restore(kept, self.place);
                explorer.who.tell();
                if anew {
                    tasks.extend(ask_who(app));
                }
            }
            Kept::Catalogue(kept, cursor) => {
                explorer.catalogue.list.restore(kept);
                explorer.catalogue.tell();
                explorer.catalogue.detail.restore(*cursor);
            }
            Kept::Findings(kept) => {
                explorer.findings.list.restore(kept);
                explorer.findings.follow();
            }
            Kept::Access(_) | Kept::Changes => {}
        }
        tasks.extend(Explorer::shown(app, self.view));
        app.content.cards = self.cards;
        show_card(app);
        tasks
    }
}

impl Explorer {
    fn restore_access(&mut self, kept: &Access) {
        self.principals.restore(&kept.principals);
        self.follow(Moved::Place);
        self.matrix.restore(&kept.matrix);
        self.attached.restore(&kept.attached);
        let now = self.followed();
        self.evaluator.restore(&kept.evaluator, now);
    }
}
