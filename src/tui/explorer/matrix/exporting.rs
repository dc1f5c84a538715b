//! The matrix as a file: what is shown of it, and what it answers.
//!
//! INVARIANT: a file says everything its letters hang on: whom and what is asked of, where, under which circumstances,
//! and through which filter it was seen.

use super::lines::Line;
use super::{Across, MatrixPane};
use crate::analysis::matrix::{Matrix, Question, Row, Rows};
use crate::report::{Marks, circumstances, matrix_answer, matrix_page};
use crate::tui::app::Export;
use crate::tui::explorer::export::filtered;

impl MatrixPane {
    /// The matrix of what is shown: the rows that the filter leaves, in the order they stand in, in every column.
    pub(super) fn seen(&self) -> Matrix {
        let all = self.matrix.rows();
        let mut rows: Vec<Row> = Vec::new();
        for line in &self.lines {
            match line {
                Line::Row(row) => rows.extend(all.get(*row).cloned()),
                Line::Heading {
                    rows: below,
                    folded: true,
                    ..
                } => {
                    rows.extend(below.iter().filter_map(|row| all.get(*row).cloned()));
                }
                Line::Heading { .. } => {}
            }
        }
        let question = Question {
            rows,
            columns: self.matrix.columns().to_vec(),
            projects: self.place.projects(&self.world),
            enterprise_project: self.place.enterprise_project,
        };
        Matrix::new(self.columns.clone(), question)
    }

    /// What is shown, for a file.
    pub(super) fn export(&self) -> Export {
        let (matrix, paged) = (self.seen(), self.seen());
        let first = match self.effective_rows() {
            Rows::Operations => "Operation",
            Rows::Actions => "Action",
            Rows::Services => "Service",
        };
        Export {
            stem: "access-matrix",
            asked: self.question(),
            make: Box::new(move || matrix_answer(&matrix, first, Marks::WithBasis)),
            page: Some(Box::new(move |out, provenance| {
                let answer = matrix_answer(&paged, first, Marks::Letters);
                let headers = answer
                    .sheets
                    .first()
                    .and_then(|sheet| sheet.columns.get(1..));
                matrix_page(
                    out,
                    (&paged, first),
                    headers.unwrap_or_default(),
                    provenance,
                )
            })),
        }
    }

    /// What the letters answer, in words.
    fn question(&self) -> String {
        let account = self.world.account();
        let mut asked = format!(
            "Access matrix: {} × {}",
            self.rows_title(),
            self.across.title()
        );
        if let Some(principal) = self.principal {
            let link = match self.across {
                Across::Attached => " to ",
                Across::Effective => " access of ",
                _ => "",
            };
            if !link.is_empty() {
                asked.push_str(link);
                asked.push_str(&self.world.principal_text(principal));
            }
        }
        if self.effective_rows() != Rows::Services {
            let service = self.place.service_code(self.world.catalogue());
            asked.push_str(&format!(", service {service}"));
        }
        if !self.columns.context().is_empty() {
            let said = circumstances(self.columns.context());
            asked.push_str(&format!(", if {said}"));
        }
        asked.push_str(&self.place.asked_where(account));
        if self.only_differences() {
            asked.push_str("; only rows that differ");
        }
        filtered(&asked, &self.filter)
    }
}
