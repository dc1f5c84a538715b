//! The help: every command, those that work here first, the others after them, the disabled ones with their reason.

use std::cell::Cell;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Entry, OverlayDrawn, around, boxed, wide};
use crate::tui::theme::{Theme, ThemeRole};
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::{Cursor, Motion};
use crate::tui::widgets::rows::scrollbar;
use crate::tui::widgets::wrap::wrap;
use crate::tui::widgets::{Piece, put, text};

/// One line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    Blank,
    Section(String),
    Command(Entry),
}

/// The help and how far it is scrolled.
#[derive(Debug)]
pub struct Help {
    lines: Vec<Line>,
    top: Cursor,
    /// How many rows the lines took when last drawn: how far one can scroll.
    rows: Cell<usize>,
}

impl Help {
    /// Sorts the commands into sections: live contexts first, in the order of the table otherwise.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        let (live, rest): (Vec<Entry>, Vec<Entry>) = entries
            .into_iter()
            .filter(|entry| !entry.keys.is_empty())
            .partition(|entry| entry.live);
        for group in [live, rest] {
            let mut contexts = Vec::new();
            for entry in &group {
                if !contexts.contains(&entry.context) {
                    contexts.push(entry.context);
                }
            }
            for context in contexts {
                if !lines.is_empty() {
                    lines.push(Line::Blank);
                }
                lines.push(Line::Section(context.title().into_owned()));
                lines.extend(
                    group
                        .iter()
                        .filter(|entry| entry.context == context)
                        .cloned()
                        .map(Line::Command),
                );
            }
        }
        Self {
            rows: Cell::new(lines.len()),
            lines,
            top: Cursor::default(),
        }
    }

    /// Scrolls: the first visible line is what moves.
    pub fn go(&mut self, motion: Motion, page: usize) {
        let last_top = self.rows.get().saturating_sub(page.max(1)) + 1;
        self.top.go(motion, last_top, page);
    }

    /// Draws it.
    pub fn draw(&self, window: Rect, buf: &mut Buffer, theme: &Theme) -> OverlayDrawn {
        let width = wide(window, 100);
        let shown: Vec<Shown> = self
            .lines
            .iter()
            .flat_map(|line| rows_of(line, usize::from(width.saturating_sub(3))))
            .collect();
        self.rows.set(shown.len());
        let area = around(window, width, shown.len());
        let title = Title::new("Keys and commands").summary(vec![
            Piece::new(ThemeRole::Key, "esc"),
            Piece::new(ThemeRole::Hint, " close"),
        ]);
        let inner = boxed(area, buf, theme, &title);
        let page = usize::from(inner.height);
        let top = self.top.at().min(shown.len().saturating_sub(page));
        for (pieces, row) in shown.iter().skip(top).zip(inner.rows()) {
            for (column, words, role) in pieces {
                let x = row.x.saturating_add(*column);
                put(
                    buf,
                    (x, row.y),
                    row.right() - 1,
                    (words, theme.style(*role)),
                );
            }
        }
        scrollbar(inner, buf, theme, (top, shown.len()));
        OverlayDrawn {
            page,
            area,
            ..OverlayDrawn::default()
        }
    }
}

/// A row on screen: where each part begins, what it says and means.
type Shown = Vec<(u16, String, ThemeRole)>;

/// Where a line's columns begin: the keys, and how far the titles and the sentences are from what is before them.
const KEYS: u16 = 2;
const TITLES: u16 = 18;
const SENTENCES: u16 = 28;
/// What the keys get more where there is room: the longest of the usual ones stand in one row.
const ROOMY: u16 = 6;

/// The rows of a line: nothing is cut, what does not fit goes on below.
fn rows_of(line: &Line, width: usize) -> Vec<Shown> {
    let entry = match line {
        Line::Blank => return vec![Vec::new()],
        Line::Section(name) => return vec![vec![(1, name.clone(), ThemeRole::TitleFocused)]],
        Line::Command(entry) => entry,
    };
    let role = |usual| match entry.reason {
        Some(_) => ThemeRole::Disabled,
        None => usual,
    };
    let last = entry.reason.unwrap_or(entry.help);
    let fits = |sentence: u16| width > usize::from(sentence) + 24;
    let title = KEYS + TITLES;
    let title = if fits(title + ROOMY + SENTENCES) {
        title + ROOMY
    } else {
        title
    };
    let sentence = title + SENTENCES;
    let beside = fits(sentence);
    let room = |from: u16| width.saturating_sub(from.into());
    let keys = beside_each_other(&entry.keys, usize::from(title - KEYS - 1));
    let titles = if beside {
        wrap(entry.title, usize::from(SENTENCES - 1))
    } else {
        wrap(entry.title, room(title))
    };
    let titles = titles
        .into_iter()
        .map(|row| (title, row, role(ThemeRole::Text)));
    let from = if beside { sentence } else { title };
    let sentences = wrap(last, room(from));
    let sentences = sentences
        .into_iter()
        .map(|row| (from, row, role(ThemeRole::Muted)));
    let mut rows: Vec<Shown> = titles.map(|title| vec![title]).collect();
    if beside {
        for (nth, sentence) in sentences.enumerate() {
            match rows.get_mut(nth) {
                Some(row) => row.push(sentence),
                None => rows.push(vec![sentence]),
            }
        }
    } else {
        rows.extend(sentences.map(|sentence| vec![sentence]));
    }
    for (nth, keys) in keys.into_iter().enumerate() {
        let keys = (KEYS, keys, role(ThemeRole::Key));
        match rows.get_mut(nth) {
            Some(row) => row.push(keys),
            None => rows.push(vec![keys]),
        }
    }
    rows
}

/// As many keys in a row as fit; only one that is wider than all the room is shortened.
fn beside_each_other(keys: &[String], columns: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for key in keys {
        let key = text::truncate(key, columns);
        match rows.last_mut() {
            Some(row) if text::width(row) + 2 + text::width(&key) <= columns => {
                row.push_str("  ");
                row.push_str(&key);
            }
            _ => rows.push(key.into_owned()),
        }
    }
    rows
}
