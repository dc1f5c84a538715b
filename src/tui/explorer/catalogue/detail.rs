//! The card of what the cursor is on, beside the list.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::app::{Ctx, Pane, PaneDrawn, Spot};
use crate::tui::explorer::cards::{Card, CardLine, Thing};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::{Cursor, Motion};
use crate::tui::widgets::rows::scrollbar;
use crate::tui::widgets::{Piece, put_pieces, signs, under_cursor, wrap};

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

/// A line as rows: nothing of it is cut.
fn rows(line: &CardLine, width: usize) -> Vec<Vec<Piece<'_>>> {
    let lead = if line.link.is_some() {
        signs::LEADS
    } else {
        " "
    };
    let lead = vec![
        Piece::new(ThemeRole::Key, lead),
        Piece::new(ThemeRole::Text, " "),
    ];
    wrap::pieces(lead, &line.pieces, width)
}

impl Pane for Detail {
    fn title(&self) -> Title<'_> {
        Title::new(self.name.as_str())
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let area = area.intersection(buf.area);
        let page = usize::from(area.height);
        let width = area.width.saturating_sub(1);
        let laid: Vec<_> = self
            .lines
            .iter()
            .map(|line| rows(line, width.into()))
            .collect();
        let top = wrap::top(&laid, self.cursor, page);
        let visible = laid.iter().enumerate().skip(top);
        let visible = visible.flat_map(|(at, rows)| rows.iter().map(move |pieces| (at, pieces)));
        let mut spots = Vec::new();
        for ((at, pieces), row) in visible.zip(area.rows()) {
            let row = Rect { width, ..row };
            if at == self.cursor.at() && ctx.focus.is_here() {
                buf.set_style(row, ctx.theme.style(ThemeRole::Selected));
                put_pieces(buf, row, ctx.theme, &under_cursor(pieces));
            } else {
                put_pieces(buf, row, ctx.theme, pieces);
            }
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
