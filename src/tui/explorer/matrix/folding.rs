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

    /// Whether there is anything to fold.
    pub fn folds(&self) -> bool {
        self.has_headings() || self.is_tree()
    }

    /// Folds or unfolds the part of the rows that the cursor is in: its category, else its service.
    pub fn toggle_fold(&mut self) {
        if let Some(service) = self.service_here() {
            self.turn_service(service);
            return;
        }
        let own = self.pointed().map(|pointed| pointed.row.service);
        let at = self.state.row.at();
        let above = self.lines.get(..=at).unwrap_or_default().iter().enumerate();
        let category = above.rev().find_map(|(at, line)| match line {
            Line::Heading { category, rows, .. } => {
                let row = self.matrix.rows().get(*rows.first()?)?;
                Some((at, (row.service, *category)))
            }
            Line::Row(_) => None,
        });
        // a heading farther up may be another service's
        let category = category.filter(|(_, (service, _))| own.is_none_or(|own| own == *service));
        match (category, own) {
            (Some((heading, category)), _) => {
                if !self.folded.remove(&category) {
                    self.folded.insert(category);
                }
                self.lay_lines();
                let len = self.lines.len();
                self.state.row.go(Motion::To(heading), len, 1);
            }
            (None, Some(service)) if self.is_tree() => self.turn_service(service),
            (None, _) => {}
        }
    }

    /// Opens or closes a service among services; the cursor is on it then.
    fn turn_service(&mut self, service: ServiceId) {
        if !self.opened.remove(&service) {
            self.opened.insert(service);
        }
        self.ask();
        let is_it = |line: &Line| match line {
            Line::Row(row) => {
                let key = self.matrix.rows().get(*row).map(|row| row.key);
                key == Some(RowKey::Service(service))
            }
            Line::Heading { .. } => false,
        };
        let at = self.lines.iter().position(is_it);
        let len = self.lines.len();
        if let Some(at) = at {
            self.state.row.go(Motion::To(at), len, 1);
        }
    }

    /// Whether the rows have headings.
    pub fn has_headings(&self) -> bool {
        self.lines
            .iter()
            .any(|line| matches!(line, Line::Heading { .. }))
    }
}
