//! Rows of the matrix marked to be copied together.

use super::MatrixPane;
use super::lines::Line;
use crate::analysis::matrix::{Row, RowKey};

impl MatrixPane {
    /// Marks the row under the cursor, or all below a heading; or takes their marks away. Whether there is any.
    pub(super) fn turn_mark(&mut self) -> bool {
        let rows = self.matrix.rows();
        let key = |row: &usize| rows.get(*row).map(|row| row.key);
        let here: Vec<RowKey> = match self.lines.get(self.state.row.at()) {
            Some(Line::Row(row)) => key(row).into_iter().collect(),
            Some(Line::Heading { rows, .. }) => rows.iter().filter_map(key).collect(),
            None => return false,
        };
        let all = here.iter().all(|key| self.marks.contains(key));
        self.marks.retain(|key| !here.contains(key));
        if !all {
            self.marks.extend(here);
        }
        true
    }

    /// Whether a row is marked.
    pub(super) fn is_marked(&self, row: &Row) -> bool {
        self.marks.contains(&row.key)
    }

    /// What the marked rows ask about, one line each, in their order; else what the row under the cursor does.
    pub(super) fn marked_or_here(&self) -> Option<String> {
        if self.marks.is_empty() {
            return self.pointed().map(|pointed| self.names(pointed.row));
        }
        let rows = self.matrix.rows().iter();
        let marked = rows.filter(|row| self.is_marked(row));
        let lines: Vec<String> = marked.map(|row| self.names(row)).collect();
        Some(lines.join("\n"))
    }

    /// The actions of a row where they are few, else its label.
    fn names(&self, row: &Row) -> String {
        const FEW: usize = 8;
        if row.actions.is_empty() || row.actions.len() > FEW {
            return row.label.clone();
        }
        let catalogue = self.world.catalogue();
        let actions = row.actions.iter();
        let names: Vec<&str> = actions.map(|id| catalogue.actions.get(*id).name).collect();
        names.join(" ")
    }
}
