//! A list seen through a window: only the rows on screen are made and drawn.
//!
//! INVARIANT: the cost is that of the window, whatever the length of the list.

use std::borrow::Cow;
use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::motion::{Cursor, Motion};
use super::{Focus, Piece, put, signs, text};
use crate::tui::theme::{Theme, ThemeRole};

/// The state of a list: the cursor and the marked rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowsState {
    /// Where the cursor is.
    pub cursor: Cursor,
    /// Rows marked for something done to many.
    pub marks: BTreeSet<usize>,
}

impl RowsState {
    /// Moves the cursor; `true` if it stands elsewhere now.
    pub fn go(&mut self, motion: Motion, len: usize, page: usize) -> bool {
        self.cursor.go(motion, len, page)
    }

    /// The marked rows as lines of text, or the row under the cursor.
    pub fn marked_or_here(&self, text: impl Fn(usize) -> Option<String>) -> Option<String> {
        if self.marks.is_empty() {
            return text(self.cursor.at());
        }
        let lines: Vec<String> = self.marks.iter().filter_map(|at| text(*at)).collect();
        Some(lines.join("\n"))
    }

    /// Marks or unmarks the row under the cursor.
    pub fn toggle_mark(&mut self) {
        let at = self.cursor.at();
        if !self.marks.remove(&at) {
            self.marks.insert(at);
        }
    }
}

/// One row: its text, and short columns at the right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// The main text.
    pub text: Cow<'a, str>,
    /// What it means.
    pub role: ThemeRole,
    /// Columns to step in: trees.
    pub indent: u16,
    /// Which characters (not bytes) of the text a search found.
    pub matched: Vec<usize>,
    /// The columns at the right, in the order of [`Rows::columns`].
    pub columns: Vec<Piece<'a>>,
}

impl<'a> Row<'a> {
    /// A row of ordinary text.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            role: ThemeRole::Text,
            indent: 0,
            matched: Vec::new(),
            columns: Vec::new(),
        }
    }

    /// With another meaning.
    pub fn role(mut self, role: ThemeRole) -> Self {
        self.role = role;
        self
    }

    /// Stepped in.
    pub fn indent(mut self, columns: u16) -> Self {
        self.indent = columns;
        self
    }

    /// With the characters that a search found.
    pub fn matched(mut self, positions: Vec<usize>) -> Self {
        self.matched = positions;
        self
    }

    /// With one more column at the right.
    pub fn column(mut self, role: ThemeRole, text: impl Into<Cow<'a, str>>) -> Self {
        self.columns.push(Piece::new(role, text));
        self
    }
}

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// How many rows there are.
    pub len: usize,
    /// The cursor and the marks.
    pub state: &'a RowsState,
    /// The widths of the columns at the right; those that do not fit are left out, from the right.
    pub columns: &'a [u16],
    /// The columns that the texts need, where that is known: what they do not need, the columns at the right may have.
    pub text: Option<u16>,
    /// Whether the list has the focus.
    pub focus: Focus,
    /// What to say when there is nothing.
    pub empty: &'a str,
}

/// Between the longest text and the columns, where there is room to choose.
const GAP: u16 = 4;

/// A row on screen: its index and where it is.
pub type RowSpot = (usize, Rect);

impl Rows<'_> {
    /// Draws the visible rows, made by `row` for their index; returns where they are.
    pub fn draw<'r>(
        &self,
        area: Rect,
        buf: &mut Buffer,
        theme: &Theme,
        row: impl Fn(usize) -> Row<'r>,
    ) -> Vec<RowSpot> {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return Vec::new();
        }
        if self.len == 0 {
            put(
                buf,
                (area.x + 1, area.y),
                area.right(),
                (self.empty, theme.style(ThemeRole::Placeholder)),
            );
            return Vec::new();
        }
        let page = usize::from(area.height);
        let top = self.state.cursor.top(self.len, page);
        let scrolls = self.len > page && area.width > 4;
        let text_area = Rect {
            width: area.width - u16::from(scrolls),
            ..area
        };
        let shown = self.fitting_columns(text_area.width);
        let spots: Vec<RowSpot> = (top..self.len.min(top + page))
            .zip(text_area.rows())
            .map(|(index, line)| {
                self.draw_row(line, buf, theme, (index, &row(index), shown));
                (index, line)
            })
            .collect();
        if scrolls {
            scrollbar(area, buf, theme, (top, self.len));
        }
        spots
    }

    /// How many of the right columns fit while the text keeps what it needs, or at least half the width.
    fn fitting_columns(&self, width: u16) -> usize {
        let mut used = 0;
        // a blank before the text for the cursor
        let needed = self.text.map_or(width, |text| text.saturating_add(1));
        let kept = needed.min(width - width / 2);
        self.columns
            .iter()
            .take_while(|column| {
                used += **column + 1;
                used <= width - kept
            })
            .count()
    }

    fn draw_row(
        &self,
        area: Rect,
        buf: &mut Buffer,
        theme: &Theme,
        (index, row, shown): (usize, &Row<'_>, usize),
    ) {
        let under_cursor = index == self.state.cursor.at();
        if under_cursor {
            let role = match self.focus {
                Focus::Here | Focus::Passing => ThemeRole::Selected,
                Focus::Elsewhere => ThemeRole::SelectedUnfocused,
            };
            buf.set_style(area, theme.style(role));
        }
        // on the cursor's row the ground belongs to the cursor, the letters to their meaning
        let style = |role: ThemeRole| match (under_cursor, role) {
            (true, ThemeRole::Text | ThemeRole::Muted | ThemeRole::Disabled) => Style::new(),
            _ => Style {
                bg: None,
                ..theme.style(role)
            },
        };
        let lead = match (under_cursor, self.state.marks.contains(&index)) {
            (_, true) => (signs::MARKED, style(ThemeRole::Marked)),
            (true, false) => (signs::CURSOR, style(ThemeRole::Text)),
            (false, false) => (" ", Style::new()),
        };
        put(buf, (area.x, area.y), area.right(), lead);
        let columns = self.columns.get(..shown).unwrap_or_default();
        let taken: u16 = columns.iter().map(|width| width + 1).sum();
        let mut x = area.right().saturating_sub(taken);
        if let Some(text) = self.text {
            // beside the texts, not at the far edge: the eye has to find the way
            x = x.min(area.x.saturating_add(text).saturating_add(GAP));
        }
        let left = (area.x + 1 + row.indent).min(x);
        highlighted(
            buf,
            Rect {
                x: left,
                width: x - left,
                ..area
            },
            row,
            |found| {
                if found {
                    style(row.role).patch(theme.style(ThemeRole::Match))
                } else {
                    style(row.role)
                }
            },
        );
        for (piece, width) in row.columns.iter().zip(columns) {
            put(
                buf,
                (x + 1, area.y),
                (x + 1 + width).min(area.right()),
                (&piece.text, style(piece.role)),
            );
            x += width + 1;
        }
    }
}

/// Writes the row's text, the found characters in their own style.
fn highlighted(buf: &mut Buffer, area: Rect, row: &Row<'_>, style: impl Fn(bool) -> Style) {
    let safe = text::clean(&row.text);
    if row.matched.is_empty() {
        put(buf, (area.x, area.y), area.right(), (&safe, style(false)));
        return;
    }
    let cut = text::truncate(&safe, usize::from(area.width));
    let (mut x, mut at) = (area.x, 0);
    for grapheme in cut.graphemes(true) {
        let next = at + grapheme.chars().count();
        let found = row
            .matched
            .iter()
            .any(|position| (at..next).contains(position));
        x = put(buf, (x, area.y), area.right(), (grapheme, style(found)));
        at = next;
    }
}

/// A thin bar at the right edge: where the window is in the whole.
pub fn scrollbar(area: Rect, buf: &mut Buffer, theme: &Theme, (top, len): (usize, usize)) {
    let page = usize::from(area.height);
    if len <= page || area.is_empty() {
        return;
    }
    let size = (page * page / len).max(1);
    let start = (top * (page - size)).checked_div(len - page).unwrap_or(0);
    for (at, row) in area.rows().enumerate() {
        if (start..start + size).contains(&at) {
            put(
                buf,
                (area.right() - 1, row.y),
                area.right(),
                ("▐", theme.style(ThemeRole::Scrollbar)),
            );
        }
    }
}
