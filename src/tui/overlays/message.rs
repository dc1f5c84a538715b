//! A message that wants to be read: an error with its cause, an explanation.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{OverlayDrawn, around, boxed, wide};
use crate::tui::theme::{Theme, ThemeRole};
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::{Cursor, Motion};
use crate::tui::widgets::rows::scrollbar;
use crate::tui::widgets::{put, text};

/// A line of a message: a key, or nothing, and what is said beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    key: String,
    role: ThemeRole,
    text: String,
}

impl Line {
    /// A line of text.
    pub fn new(role: ThemeRole, text: impl Into<String>) -> Self {
        Self {
            key: String::new(),
            role,
            text: text.into(),
        }
    }

    /// What a key does.
    pub fn key(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            ..Self::new(ThemeRole::Text, text)
        }
    }
}

/// A title and lines of text.
#[derive(Debug)]
pub struct Message {
    title: String,
    lines: Vec<Line>,
    top: Cursor,
    /// How many rows the lines took when last drawn: how far one can scroll.
    rows: std::cell::Cell<usize>,
}

impl Message {
    /// A message; the role is that of its text.
    pub fn new(title: impl Into<String>, role: ThemeRole, body: &str) -> Self {
        let lines = body.lines().map(|line| Line::new(role, line)).collect();
        Self::of(title, lines)
    }

    /// A message of these lines.
    pub fn of(title: impl Into<String>, lines: Vec<Line>) -> Self {
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
        for ((x, line), row) in lines.iter().skip(top).zip(inner.rows()) {
            let right = row.right().saturating_sub(1);
            let key = theme.style(ThemeRole::Key);
            put(buf, (row.x + 1, row.y), right, (&line.key, key));
            let x = row.x.saturating_add(1).saturating_add(*x);
            put(buf, (x, row.y), right, (&line.text, theme.style(line.role)));
        }
        scrollbar(inner, buf, theme, (top, lines.len()));
        OverlayDrawn {
            page,
            area,
            ..OverlayDrawn::default()
        }
    }

    /// The lines broken at blanks, and anywhere where a word is longer than a line; each with the column that it begins in.
    fn wrapped(&self, width: usize) -> Vec<(u16, Line)> {
        let keys = self.lines.iter().map(|line| text::width(&line.key));
        let beside = keys
            .max()
            .filter(|widest| *widest > 0)
            .map_or(0, |widest| widest + 2);
        let mut all = Vec::new();
        for line in &self.lines {
            let from = if line.key.is_empty() { 0 } else { beside };
            let room = width.saturating_sub(from).max(1);
            let x = u16::try_from(from).unwrap_or(u16::MAX);
            let safe = text::clean(&line.text);
            let mut key = line.key.clone();
            let mut rest = safe.as_ref();
            loop {
                let (head, _) = text::fit(rest, room);
                let whole = head.len() == rest.len() || head.is_empty();
                let at = if whole {
                    rest.len()
                } else {
                    head.rfind(' ').filter(|at| *at > 0).unwrap_or(head.len())
                };
                let (now, later) = rest.split_at(at);
                let text = now.to_owned();
                let role = line.role;
                all.push((
                    x,
                    Line {
                        key: std::mem::take(&mut key),
                        role,
                        text,
                    },
                ));
                if whole {
                    break;
                }
                rest = later.trim_start();
            }
        }
        all
    }
}
