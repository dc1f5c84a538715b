//! Opening and closing parts of the rows: categories, and services among services.

use super::MatrixPane;
use super::lines::Line;
use crate::analysis::matrix::RowKey;
use crate::model::ServiceId;
use crate::tui::widgets::motion::Motion;

impl MatrixPane {
    /// Whether the cursor is on a heading.
    pub fn on_heading(&self) -> bool {
        matches!(
            self.lines.get(self.state.row.at()),
            Some(Line::Heading { .. })
        )
    }

    /// The service under the cursor, where the rows are services.
    fn service_here(&self) -> Option<ServiceId> {
        match self.pointed()?.row.key {
            RowKey::Service(id) => Some(id),
            _ => None,
        }
    }

    /// Whether the cursor is on something that opens: a heading, or a service among services.
    pub fn opens(&self) -> bool {
        self.on_heading() || self.service_here().is_some()
    }

    /// Folds or unfolds the part of the rows that the cursor is in.
    pub fn toggle_fold(&mut self) {
        if let Some(service) = self.service_here() {
            if !self.opened.remove(&service) {
                self.opened.insert(service);
            }
            let kept = self.state.row;
            self.ask();
            let len = self.lines.len();
            self.state.row = kept;
            self.state.row.keep_within(len);
            return;
        }
        let at = self.state.row.at();
        let above = self.lines.get(..=at).unwrap_or_default();
        let Some((heading, category)) =
            above
                .iter()
                .enumerate()
                .rev()
                .find_map(|(at, line)| match line {
                    Line::Heading { category, rows, .. } => {
                        let row = self.matrix.rows().get(*rows.first()?)?;
                        Some((at, (row.service, *category)))
                    }
                    Line::Row(_) => None,
                })
        else {
            return;
        };
        if !self.folded.remove(&category) {
            self.folded.insert(category);
        }
        self.lay_lines();
        let len = self.lines.len();
        self.state.row.go(Motion::To(heading), len, 1);
    }

    /// Whether the rows have headings.
    pub fn has_headings(&self) -> bool {
        self.lines
            .iter()
            .any(|line| matches!(line, Line::Heading { .. }))
    }
}
