//! The views that are not built yet: what each is for, and what answers its question today.
//!
//! INVARIANT: nothing here claims more than the program does.

use std::cell::Cell;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::app::{Ctx, Pane, PaneDrawn};
use crate::tui::layout::{PaneId, ViewId, cut_top};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::{Cursor, Motion};
use crate::tui::widgets::rows::scrollbar;
use crate::tui::widgets::wrap::wrap;
use crate::tui::widgets::{Piece, put};

/// One pane of text.
#[derive(Debug)]
pub struct Coming {
    view: ViewId,
    pane: PaneId,
    top: Cursor,
    /// How many rows the text took when last drawn: how far one can scroll.
    rows: Cell<usize>,
}

/// Both panes of every view that is not built.
#[derive(Debug)]
pub struct ComingViews(Vec<Coming>);

impl ComingViews {
    /// All of them.
    pub fn new() -> Self {
        let panes = ViewId::ALL
            .into_iter()
            .filter(|view| !matches!(view, ViewId::Access | ViewId::WhoCan | ViewId::Findings))
            .flat_map(|view| {
                [PaneId::List, PaneId::Detail].map(|pane| Coming {
                    view,
                    pane,
                    top: Cursor::default(),
                    rows: Cell::new(0),
                })
            })
            .collect();
        Self(panes)
    }

    /// The pane of a view.
    pub fn pane(&self, view: ViewId, pane: PaneId) -> Option<&Coming> {
        self.0
            .iter()
            .find(|coming| coming.view == view && coming.pane == pane)
    }

    /// The same, to be changed.
    pub fn pane_mut(&mut self, view: ViewId, pane: PaneId) -> Option<&mut Coming> {
        self.0
            .iter_mut()
            .find(|coming| coming.view == view && coming.pane == pane)
    }
}

impl Coming {
    /// The paragraphs: what a word means, and the word.
    fn paragraphs(&self) -> Vec<(ThemeRole, &'static str)> {
        use ThemeRole::{Key, Muted, Strong, Text};
        let unbuilt = (Muted, "This view is not built yet.");
        match (self.view, self.pane) {
            (ViewId::Catalogue, PaneId::List) => vec![
                (Strong, "What can be granted at all?"),
                (
                    Text,
                    "Services, their categories and actions, each with its APIs and dependencies, and the permissions that grant it.",
                ),
                unbuilt,
            ],
            (ViewId::Catalogue, _) => vec![
                (
                    Text,
                    "In the Access view, s chooses a service and r shows its actions by category; system permissions are one of the kinds of columns that c goes through.",
                ),
                (Text, "On the command line:"),
                (Key, "permlens catalog actions 'ims:*'"),
                (Key, "permlens catalog permissions IMS"),
            ],
            (ViewId::Changes, PaneId::List) => vec![
                (Strong, "What would this change?"),
                (
                    Text,
                    "Attach, detach, edit a policy, all on top of the account as it is; then who gains and who loses what. Nothing is ever sent to the cloud.",
                ),
                unbuilt,
            ],
            (_, _) => vec![
                (
                    Text,
                    "The evaluator already names the smallest changes that would turn a decision: the lines that begin with flip.",
                ),
                (Text, "No command line answers this yet."),
            ],
        }
    }
}

impl Pane for Coming {
    fn title(&self) -> Title<'_> {
        match self.pane {
            PaneId::Detail => Title::new("Until then"),
            _ => Title::new(self.view.labels().0),
        }
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let area = area.intersection(buf.area);
        let width = usize::from(area.width.saturating_sub(4)).min(72);
        let mut shown = Vec::new();
        for (role, words) in self.paragraphs() {
            let indent = if role == ThemeRole::Key { 4 } else { 2 };
            let rows = wrap(words, width.saturating_sub(2));
            shown.extend(rows.into_iter().map(|row| (indent, row, role)));
            shown.push((0, String::new(), role));
        }
        shown.pop();
        let area = if shown.len() < usize::from(area.height) {
            cut_top(area, 1).1
        } else {
            area
        };
        self.rows.set(shown.len());
        let page = usize::from(area.height);
        let top = self.top.at().min(shown.len().saturating_sub(page));
        for ((indent, words, role), row) in shown.iter().skip(top).zip(area.rows()) {
            let style = ctx.theme.style(*role);
            put(buf, (row.x + indent, row.y), row.right(), (words, style));
        }
        scrollbar(area, buf, ctx.theme, (top, shown.len()));
        PaneDrawn {
            page: (area.height.into(), 1),
            ..PaneDrawn::default()
        }
    }

    fn folded(&self) -> Vec<Piece<'_>> {
        Vec::new()
    }

    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        let last_top = self.rows.get().saturating_sub(page.0.max(1)) + 1;
        self.top.go(motion, last_top, page.0);
        false
    }
}
