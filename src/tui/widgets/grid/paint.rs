//! Putting a planned grid on the screen.
//!
//! INVARIANT: only visible cells are asked for, and nothing is written outside the line it belongs to.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::plan::{Heads, LEGEND_ROWS, Plan, head};
use super::{GridSource, GridState};
use crate::tui::theme::{Depth, Theme, ThemeRole};
use crate::tui::widgets::{Focus, put, signs, text};

pub(super) struct Painter<'a, S> {
    pub(super) plan: Plan,
    pub(super) theme: &'a Theme,
    pub(super) source: &'a S,
    pub(super) state: GridState,
    pub(super) focus: Focus,
}

impl<S: GridSource> Painter<'_, S> {
    fn columns(&self) -> impl Iterator<Item = usize> + use<S> {
        let (_, columns) = self.source.size();
        self.plan.columns(columns)
    }

    fn place(&self, line: Rect, column: usize) -> Rect {
        let nth = if column < self.plan.frozen {
            column
        } else {
            column.saturating_sub(self.plan.first) + self.plan.frozen
        };
        let nth = u16::try_from(nth).unwrap_or(u16::MAX);
        let x = line.x + self.plan.label + nth.saturating_mul(self.plan.column);
        Rect {
            x,
            width: self.plan.column,
            ..line
        }
        .intersection(line)
    }

    /// Where a row's label is.
    pub(super) fn label_place(&self, line: Rect) -> Rect {
        Rect {
            width: self.plan.label.min(line.width),
            ..line
        }
    }

    pub(super) fn heads(&self, line: Rect, buf: &mut Buffer) -> Vec<(usize, Rect)> {
        let (_, columns) = self.source.size();
        let beside = self.plan.visible.saturating_sub(self.plan.frozen);
        let hidden_left = self.plan.first.saturating_sub(self.plan.frozen);
        let hidden_right = columns.saturating_sub(self.plan.first + beside);
        let muted = self.theme.style(ThemeRole::Muted);
        let left = match hidden_left {
            0 => String::new(),
            _ => format!("‹{hidden_left} "),
        };
        let right = match hidden_right {
            0 => String::new(),
            _ => format!("{hidden_right}› "),
        };
        let mut said = match (hidden_left, hidden_right) {
            (0, 0) => String::new(),
            _ => format!("{left}hidden {right}"),
        };
        if text::width(&said) >= self.plan.label.into() {
            said = left + &right;
        }
        let label_end = line.x + self.plan.label;
        let start = label_end.saturating_sub(u16::try_from(text::width(&said)).unwrap_or(0));
        let bottom = line.bottom().saturating_sub(1);
        put(buf, (start.max(line.x), bottom), label_end, (&said, muted));
        self.columns()
            .map(|column| {
                let place = self.place(line, column);
                let current = column == self.state.column.at();
                let role = match (current, self.source.counts(column)) {
                    (_, false) => ThemeRole::Disabled,
                    (true, true) => ThemeRole::TitleFocused,
                    (false, true) => ThemeRole::Label,
                };
                let style = self.theme.style(role);
                let words = match self.plan.heads {
                    Heads::Names(rows) => {
                        let name = self.source.column(column);
                        head(&name, place.width.saturating_sub(1), rows)
                    }
                    Heads::Numbers => vec![(column + 1).to_string()],
                };
                // short names stand just above their letters
                let gap = usize::from(place.height).saturating_sub(words.len());
                for (word, row) in words.iter().zip(place.rows().skip(gap)) {
                    centred(buf, row, (word, style));
                }
                (column, place)
            })
            .collect()
    }

    /// The numbered columns by name, the one under the cursor first and in full; as many as there is room for.
    pub(super) fn legend(&self, area: Rect, buf: &mut Buffer) {
        let mut rows = area.rows();
        let Some(mut line) = rows.next() else {
            return;
        };
        let mut x = line.x + 1;
        for (column, word) in self.legend_words() {
            let needed = text::width(&word);
            if x > line.x + 1 && usize::from(line.right().saturating_sub(x)) < needed {
                let Some(next) = rows.next() else {
                    return;
                };
                line = next;
                x = line.x + 1;
            }
            let role = match (column == self.state.column.at(), self.source.counts(column)) {
                (_, false) => ThemeRole::Disabled,
                (true, true) => ThemeRole::TitleFocused,
                (false, true) => ThemeRole::Muted,
            };
            x = put(
                buf,
                (x, line.y),
                line.right(),
                (&word, self.theme.style(role)),
            ) + 2;
        }
    }

    fn legend_words(&self) -> impl Iterator<Item = (usize, String)> + '_ {
        let at = self.state.column.at();
        let others = self.columns().filter(move |column| *column != at);
        std::iter::once(at).chain(others).map(move |column| {
            let width = if column == at { 40 } else { 24 };
            let safe = text::clean(&self.source.column(column)).into_owned();
            let name = text::truncate_middle(&safe, width);
            (column, format!("{} {name}", column + 1))
        })
    }

    /// The rows that the legend needs.
    pub(super) fn legend_rows(&self, width: u16) -> u16 {
        let (mut rows, mut x) = (1, 1);
        for (_, word) in self.legend_words() {
            let needed = text::width(&word);
            if x > 1 && x + needed > usize::from(width) {
                rows += 1;
                x = 1;
            }
            x += needed + 2;
        }
        rows.min(LEGEND_ROWS)
    }

    pub(super) fn row(
        &self,
        line: Rect,
        buf: &mut Buffer,
        row: usize,
        cells: &mut Vec<(usize, usize, Rect)>,
    ) {
        let label = self.source.row(row);
        let current = row == self.state.row.at();
        let own = self.theme.style(label.role);
        let style = match (current, self.focus) {
            (true, Focus::Here | Focus::Passing) => self.theme.style(ThemeRole::Selected),
            (true, Focus::Elsewhere) => self.theme.style(ThemeRole::SelectedUnfocused),
            (false, _) => own,
        };
        let label_area = self.label_place(line);
        if current {
            if self.focus != Focus::Passing {
                buf.set_style(line, self.ground());
            }
            buf.set_style(label_area, style);
        }
        let lead = match (current, row < self.source.pinned().0) {
            (true, _) => (signs::CURSOR, style),
            (false, true) => (signs::MARKED, self.theme.style(ThemeRole::Marked)),
            (false, false) => (" ", style),
        };
        put(buf, (line.x, line.y), label_area.right(), lead);
        let x = line.x + 1 + label.indent;
        let right = label_area.right().saturating_sub(1);
        // both ends: what begins alike often differs at its end
        let safe = text::clean(&label.text);
        let shown = text::truncate_middle(&safe, right.saturating_sub(x).into());
        put(buf, (x, line.y), right, (&shown, style));
        for column in self.columns() {
            let place = self.place(line, column);
            self.cell(place, buf, (row, column), current);
            cells.push((row, column, place));
        }
    }

    /// The ground of the cursor's row and column: their crossing is found at a glance.
    fn ground(&self) -> Style {
        Style {
            fg: None,
            add_modifier: Modifier::empty(),
            ..self.theme.style(ThemeRole::Crosshair)
        }
    }

    fn cell(
        &self,
        place: Rect,
        buf: &mut Buffer,
        (row, column): (usize, usize),
        row_current: bool,
    ) {
        if place.is_empty() {
            return;
        }
        let cell = self.source.cell(row, column);
        let column_current = column == self.state.column.at();
        if column_current && !row_current {
            buf.set_style(place, self.ground());
        }
        let on = |role: ThemeRole| {
            let style = Style {
                bg: None,
                ..self.theme.style(role)
            };
            // sixteen colours are no ground for one another
            let few = self.theme.depth() == Depth::Sixteen;
            let fg = style.fg.filter(|_| !(few && row_current && column_current));
            let style = Style { fg, ..style };
            match (row_current && column_current, self.focus) {
                (true, Focus::Here | Focus::Passing) => self
                    .theme
                    .style(ThemeRole::Selected)
                    .patch(style)
                    .add_modifier(Modifier::BOLD),
                (true, Focus::Elsewhere) => {
                    self.theme.style(ThemeRole::SelectedUnfocused).patch(style)
                }
                _ => style,
            }
        };
        if row_current && column_current {
            buf.set_style(place, on(ThemeRole::Selected));
        }
        let middle = place.x + place.width.saturating_sub(1) / 2;
        let letter = cell.letter.to_string();
        put(
            buf,
            (middle, place.y),
            place.right(),
            (&letter, on(cell.role)),
        );
        if let Some((mark, role)) = cell.before.filter(|_| middle > place.x) {
            put(
                buf,
                (middle - 1, place.y),
                place.right(),
                (&mark.to_string(), on(role)),
            );
        }
        if let Some((mark, role)) = cell.after {
            put(
                buf,
                (middle + 1, place.y),
                place.right(),
                (&mark.to_string(), on(role)),
            );
        }
    }
}

fn centred(buf: &mut Buffer, area: Rect, (word, style): (&str, Style)) {
    let spare = usize::from(area.width)
        .saturating_sub(1)
        .saturating_sub(text::width(word));
    let x = area.x + u16::try_from(spare / 2).unwrap_or(0);
    put(buf, (x, area.y), area.right(), (word, style));
}
