//! A message that wants to be read: an error with its cause, an explanation.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{OverlayDrawn, around, boxed, wide};
use crate::tui::theme::{Theme, ThemeRole};
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::{Cursor, Motion};
use crate::tui::widgets::rows::scrollbar;
use crate::tui::widgets::{put, text};

/// A title and lines of text.
#[derive(Debug)]
pub struct Message {
    title: String,
    lines: Vec<(ThemeRole, String)>,
    top: Cursor,
    /// How many rows the lines took when last drawn: how far one can scroll.
    rows: std::cell::Cell<usize>,
}

impl Message {
    /// A message; the role is that of its text.
    pub fn new(title: impl Into<String>, role: ThemeRole, body: &str) -> Self {
        let lines: Vec<_> = body.lines().map(|line| (role, line.to_owned())).collect();
        Self {
            title: title.into(),
            rows: std::cell::Cell::new(lines.len()),
            lines,
            top: Cursor::default(),
        }
    }

    /// What it is called.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Scrolls.
    pub fn go(&mut self, motion: Motion, page: usize) {
        self.top.go(
            motion,
            self.rows.get().saturating_sub(page.max(1)) + 1,
            page,
        );
    }

    /// Draws it.
    pub fn draw(&self, window: Rect, buf: &mut Buffer, theme: &Theme) -> OverlayDrawn {
        let width = wide(window, 72);
        let lines = self.wrapped(usize::from(width.saturating_sub(4)).max(1));
        self.rows.set(lines.len());
        let area = around(window, width, lines.len());
        let inner = boxed(area, buf, theme, &Title::new(self.title.as_str()));
        let page = usize::from(inner.height);
        let top = self.top.at().min(lines.len().saturating_sub(page));
        for ((role, line), row) in lines.iter().skip(top).zip(inner.rows()) {
            put(
                buf,
                (row.x + 1, row.y),
                row.right().saturating_sub(1),
                (line, theme.style(*role)),
            );
        }
        scrollbar(inner, buf, theme, (top, lines.len()));
        OverlayDrawn {
            page,
            area,
            ..OverlayDrawn::default()
        }
    }

    /// The lines broken at blanks, and anywhere where a word is longer than a line.
    fn wrapped(&self, width: usize) -> Vec<(ThemeRole, String)> {
        let mut all = Vec::new();
        for (role, line) in &self.lines {
            let safe = text::clean(line);
            let mut rest = safe.as_ref();
            loop {
                let (head, _) = text::fit(rest, width);
                if head.len() == rest.len() || head.is_empty() {
                    all.push((*role, rest.to_owned()));
                    break;
                }
                let at = head.rfind(' ').filter(|at| *at > 0).unwrap_or(head.len());
                let (now, later) = rest.split_at(at);
                all.push((*role, now.to_owned()));
                rest = later.trim_start();
            }
        }
        all
    }
}
