//! What a place of the matrix shows: a cell, many cells as one, a heading in words, a column that does not count.
//!
//! INVARIANT: what is dimmed or rolled up on screen is so here, and nowhere else.

use std::borrow::Cow;

use super::letters::{mark_word, roll_up};
use super::lines::Line;
use super::{Across, MatrixPane};
use crate::analysis::matrix::{Cell, Column, Row, RowKey, Rows, Totals};
use crate::tui::explorer::world::category_name;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::grid::RowLabel;
use crate::tui::widgets::signs;

impl MatrixPane {
    /// Whether the rows are services that open.
    pub(super) fn is_tree(&self) -> bool {
        self.effective_rows() == Rows::Services
    }

    /// A row's label, stepped in by what stands above it.
    pub(super) fn row_label<'a>(&self, row: &'a Row, nested: u16) -> RowLabel<'a> {
        let (text, indent) = match row.key {
            RowKey::Service(id) => {
                let sign = signs::fold(!self.opened.contains(&id));
                (Cow::Owned(format!("{sign} {}", row.label)), 0)
            }
            // the service stands above already
            _ if self.is_tree() => {
                let own = row.label.split_once(':').map_or("", |(_, own)| own);
                (Cow::Borrowed(own), 4)
            }
            _ => (Cow::Borrowed(row.label.as_str()), nested),
        };
        if self.is_marked(row) {
            return RowLabel {
                text: format!("{}{text}", signs::MARKED).into(),
                role: ThemeRole::Marked,
                indent,
            };
        }
        RowLabel {
            text,
            role: ThemeRole::Text,
            indent,
        }
    }

    /// What stands before a column's name: that the rows are sorted by it, that it is pinned.
    pub(super) fn column_marks(&self, column: usize) -> String {
        let sorted = self.sorted_by().filter(|(at, _)| *at == column);
        let mut marks: String = sorted.iter().map(|(_, order)| order.arrow()).collect();
        if self.is_pinned(column) {
            marks.push_str(signs::MARKED);
        }
        if !marks.is_empty() {
            marks.push(' ');
        }
        marks
    }

    /// Whether a column is an attachment that does not count at the place.
    pub(super) fn is_elsewhere(&self, column: usize) -> bool {
        self.across == Across::Attached
            && matches!(self.matrix.columns().get(column),
                Some(Column::Permission(id)) if self.elsewhere.contains(id))
    }

    /// What a line shows in a column: a row's cell, or all of a folded heading's together.
    pub(super) fn shown_cell(&self, line: usize, column: usize) -> Option<Cell> {
        let cells = self.column_cells(column);
        match self.lines.get(line)? {
            Line::Row(row) => cells.get(*row).copied(),
            Line::Heading {
                rows, folded: true, ..
            } => roll_up(rows.iter().filter_map(|row| cells.get(*row).copied())),
            Line::Heading { .. } => None,
        }
    }

    /// What a heading under the cursor stands for, told; `None` on a row.
    pub fn heading(&self) -> Option<String> {
        let Some(Line::Heading { category, rows, .. }) = self.lines.get(self.state.row.at()) else {
            return None;
        };
        let column = self.state.column.at();
        let cells = self.column_cells(column);
        let mut totals = Totals::default();
        for cell in rows.iter().filter_map(|row| cells.get(*row)) {
            totals.add(cell.mark);
        }
        let letters: Vec<String> = totals
            .iter()
            .map(|(mark, count)| format!("{} {count} ({})", mark.letter(), mark_word(mark)))
            .collect();
        let category = category_name(category);
        let label = self
            .matrix
            .columns()
            .get(column)
            .map_or("".into(), |column| self.world.shown(*column));
        let rows = match rows.len() {
            1 => "1 row".to_owned(),
            count => format!("{count} rows"),
        };
        Some(format!(
            "{category} is a heading over {rows}. In the column {label}: {}.",
            letters.join(", ")
        ))
    }
}
