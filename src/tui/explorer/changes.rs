//! The Changes view: nothing can be staged yet; it says what it is for, and what answers its question meanwhile.
//!
//! INVARIANT: nothing here claims more than the program does.

use std::cell::Cell;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::app::{Ctx, Pane, PaneDrawn};
use crate::tui::layout::{PaneId, cut_top};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::{Cursor, Motion};
use crate::tui::widgets::rows::scrollbar;
use crate::tui::widgets::wrap::wrap;
use crate::tui::widgets::{Piece, put};

/// One pane of text.
#[derive(Debug)]
pub struct Words {
    pane: PaneId,
    top: Cursor,
    /// How many rows the text took when last drawn: how far one can scroll.
    rows: Cell<usize>,
}

/// Both panes of the view.
#[derive(Debug)]
pub struct Changes {
    /// What the view is for.
    pub list: Words,
    /// What to do meanwhile.
    pub detail: Words,
}

impl Changes {
    /// Both of them.
    pub fn new() -> Self {
        let words = |pane| Words {
            pane,
            top: Cursor::default(),
            rows: Cell::new(0),
        };
        Self {
            list: words(PaneId::List),
            detail: words(PaneId::Detail),
        }
    }
}

impl Words {
    /// The paragraphs: what a word means, and the word.
    fn paragraphs(&self) -> Vec<(ThemeRole, &'static str)> {
        use ThemeRole::{Muted, Strong, Text};
        match self.pane {
            PaneId::List => vec![
                (Strong, "What would this change?"),
                (
                    Text,
                    "Attach, detach, change a membership, edit a policy: all on top of the account as it is, then who gains and who loses what, user by user. Nothing is ever sent to the cloud.",
                ),
                (Muted, "No edit can be staged yet: this view is empty."),
            ],
            _ => vec![
                (
                    Text,
                    "The evaluator names the smallest changes that would turn a decision: the lines that begin with flip. Each was tried before it is shown, with how many actions it adds for how many users.",
                ),
                (
                    Text,
                    "enter on such a line takes up a change of the request: a condition key, a resource, an enterprise project.",
                ),
                (
                    Text,
                    "On the command line, permlens check --explain names them too.",
                ),
            ],
        }
    }
}

impl Pane for Words {
    fn title(&self) -> Title<'_> {
        match self.pane {
            PaneId::Detail => Title::new("Until then"),
            _ => Title::new("Changes"),
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
