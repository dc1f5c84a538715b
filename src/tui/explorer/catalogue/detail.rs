//! The card of what the cursor is on, beside the list.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::app::{Ctx, Pane, PaneDrawn, Spot};
use crate::tui::explorer::cards::{Card, CardLine, Thing};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::{Cursor, Motion};
use crate::tui::widgets::rows::scrollbar;
use crate::tui::widgets::{Piece, put, put_pieces};

/// The pane.
#[derive(Debug, Default)]
pub struct Detail {
    name: String,
    lines: Vec<CardLine>,
    cursor: Cursor,
}

impl Detail {
    /// Shows a card, or nothing.
    pub fn show(&mut self, told: Option<(String, Card)>) {
        let (name, card) = told.unwrap_or_default();
        self.name = name;
        self.lines = card.lines;
        self.cursor = Cursor::default();
    }

    /// Where the cursor is.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Puts the cursor back where it was.
    pub fn restore(&mut self, cursor: Cursor) {
        self.cursor = cursor;
        self.cursor.keep_within(self.lines.len());
    }

    /// Where the cursor's line leads.
    pub fn link(&self) -> Option<Thing> {
        self.lines.get(self.cursor.at())?.link
    }
}

impl Pane for Detail {
    fn title(&self) -> Title<'_> {
        Title::new(self.name.as_str())
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let area = area.intersection(buf.area);
        let page = usize::from(area.height);
        let top = self.cursor.top(self.lines.len(), page);
        let mut spots = Vec::new();
        for ((at, line), row) in self.lines.iter().enumerate().skip(top).zip(area.rows()) {
            let row = Rect {
                width: row.width.saturating_sub(1),
                ..row
            };
            if at == self.cursor.at() && ctx.focus.is_here() {
                buf.set_style(row, ctx.theme.style(ThemeRole::SelectedUnfocused));
            }
            let lead = if line.link.is_some() { "›" } else { " " };
            let x = put(
                buf,
                (row.x, row.y),
                row.right(),
                (lead, ctx.theme.style(ThemeRole::Key)),
            );
            let rest = Rect {
                x: x + 1,
                width: row.right().saturating_sub(x + 1),
                ..row
            };
            put_pieces(buf, rest, ctx.theme, &line.pieces);
            spots.push((Spot::Row(at), row));
        }
        scrollbar(area, buf, ctx.theme, (top, self.lines.len()));
        PaneDrawn {
            page: (page, 1),
            spots,
            cursor: None,
        }
    }

    fn folded(&self) -> Vec<Piece<'_>> {
        Vec::new()
    }

    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        self.cursor.go(motion, self.lines.len(), page.0);
        false
    }

    fn point(&mut self, spot: Spot) -> bool {
        if let Spot::Row(at) = spot {
            self.cursor.go(Motion::To(at), self.lines.len(), 1);
        }
        false
    }

    fn copied(&self) -> Option<String> {
        let line = self.lines.get(self.cursor.at())?;
        let text: String = line
            .pieces
            .iter()
            .map(|piece| piece.text.as_ref())
            .collect();
        Some(text.trim().to_owned())
    }
}
