//! What the matrix asks: which rows, which columns, where and under which circumstances.
//!
//! INVARIANT: whatever changes the question builds it anew as a whole, and lays the lines after it.

use std::cell::OnceCell;
use std::sync::Arc;

use super::super::world::World;
use super::MatrixPane;
use super::arrange::COMPARED;
use super::sieve::Sieve;
use crate::analysis::matrix::{
    self, Column, Matrix, Question, Row, RowKey, Rows, group_columns, rows, system_columns,
    user_columns,
};
use crate::model::Context;
use crate::search::Index;
use crate::tui::widgets::text;

/// What the columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Across {
    /// The permissions attached to the selected principal.
    #[default]
    Attached,
    /// The selected principal, with everything that reaches it.
    Effective,
    /// Every user.
    Users,
    /// Every group.
    Groups,
    /// The system-defined permissions of the service.
    System,
    /// Permissions and principals picked one by one.
    Chosen,
}

impl Across {
    pub(super) fn next(self) -> Self {
        match self {
            Self::Attached => Self::Effective,
            Self::Effective => Self::Users,
            Self::Users => Self::Groups,
            Self::Groups => Self::System,
            Self::System => Self::Chosen,
            Self::Chosen => Self::Attached,
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Attached => "attached",
            Self::Effective => "effective",
            Self::Users => "users",
            Self::Groups => "groups",
            Self::System => "system permissions",
            Self::Chosen => "picked",
        }
    }
}

impl MatrixPane {
    /// The next kind of rows.
    pub fn turn_rows(&mut self) {
        self.down = match self.down {
            Rows::Operations => Rows::Actions,
            Rows::Actions => Rows::Services,
            Rows::Services => Rows::Operations,
        };
        self.filter.clear();
        self.state.row = Default::default();
        self.sift();
        self.ask();
    }

    /// The next kind of columns.
    pub fn turn_columns(&mut self) {
        self.across = self.across.next();
        if self.across == Across::Chosen && self.chosen.is_empty() {
            self.across = self.across.next();
        }
        self.state.column = Default::default();
        self.ask_columns();
        self.select_principal();
    }

    /// What the columns are.
    pub fn across(&self) -> Across {
        self.across
    }

    /// The rows that are there: a service without an operations table has actions only.
    pub(super) fn effective_rows(&self) -> Rows {
        let has_table = self
            .place
            .service
            .is_some_and(|id| self.world.catalogue().has_operations(id));
        match self.down {
            Rows::Operations if !has_table => Rows::Actions,
            rows => rows,
        }
    }

    /// Everything anew.
    pub(super) fn ask(&mut self) {
        self.marks.clear();
        let services: Vec<_> = match self.effective_rows() {
            Rows::Services => Vec::new(),
            _ => self.place.service.into_iter().collect(),
        };
        let rows = if services.is_empty() && self.effective_rows() != Rows::Services {
            Vec::new()
        } else {
            self.with_opened(rows(
                self.world.catalogue(),
                self.effective_rows(),
                &services,
            ))
        };
        self.index = Index::new(
            rows.iter()
                .map(|row| format!("{} {}", row.label, row.category)),
        );
        let label = rows.iter().map(|row| text::width(&row.label)).max();
        self.label = u16::try_from(label.unwrap_or(0)).unwrap_or(u16::MAX);
        self.rebuild(rows);
        self.lay_lines();
    }

    /// The same rows against other columns.
    pub(super) fn ask_columns(&mut self) {
        if self.sieve.tests_columns() {
            self.sift();
        }
        self.rebuild(self.matrix.rows().to_vec());
        // what is sorted or compared hangs on the columns
        self.lay_keeping();
    }

    /// Below every open service its actions.
    fn with_opened(&self, rows: Vec<Row>) -> Vec<Row> {
        let catalogue = self.world.catalogue();
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let open = matches!(row.key, RowKey::Service(id) if self.opened.contains(&id));
            let service = row.service;
            all.push(row);
            if open {
                all.extend(matrix::rows(catalogue, Rows::Actions, &[service]));
            }
        }
        all
    }

    /// Asks under other circumstances; whether anything changed.
    pub fn set_context(&mut self, context: &Context) -> bool {
        if self.columns.context() == context {
            return false;
        }
        self.columns = match context.is_empty() {
            true => self.world.columns.clone(),
            false => Arc::new(self.world.columns.under(context)),
        };
        self.ask_columns();
        true
    }

    /// Adds a column to those that are picked one by one, and shows them; or takes it out again.
    pub fn choose(&mut self, column: Column) {
        // the first is compared with what was looked at
        if self.chosen.is_empty() {
            let here = self.matrix.columns().get(self.state.column.at());
            self.chosen.extend(here.copied());
        }
        if !self.chosen.contains(&column) {
            self.chosen.push(column);
        }
        self.across = Across::Chosen;
        self.ask_columns();
        self.select_column(column);
    }

    /// Takes the column under the cursor out of those that were picked.
    pub fn unchoose(&mut self) {
        let Some(column) = self.matrix.columns().get(self.state.column.at()).copied() else {
            return;
        };
        self.chosen.retain(|other| *other != column);
        if self.chosen.is_empty() {
            self.across = Across::default();
        }
        self.ask_columns();
    }

    fn rebuild(&mut self, rows: Vec<Row>) {
        let columns = self.columns();
        self.cells = vec![OnceCell::new(); columns.len()];
        self.totals = OnceCell::new();
        let question = Question {
            rows,
            columns,
            projects: self.place.projects(&self.world),
            enterprise_project: self.place.enterprise_project,
        };
        self.matrix = Matrix::new(self.columns.clone(), question);
    }

    /// Understands the filter anew, after it or what it is asked of changed.
    pub(super) fn sift(&mut self) {
        let all = self.all_columns();
        self.sieve = Sieve::new(&self.world, self.place, &self.filter, &all);
    }

    /// The columns that the filter leaves.
    fn columns(&self) -> Vec<Column> {
        let mut columns = self.all_columns();
        columns.retain(|column| self.sieve.takes_column(&self.world, column));
        columns
    }

    /// Keeps the rows that have one of the wanted letters in some column.
    pub(super) fn keep_letters(&self, shown: &mut Vec<usize>) {
        let wanted = self.sieve.wanted_letters();
        if wanted.is_empty() {
            return;
        }
        let count = self.matrix.columns().len().min(COMPARED);
        shown.retain(|row| {
            (0..count).any(|column| {
                let cell = self.column_cells(column).get(*row);
                cell.is_some_and(|cell| wanted.contains(&cell.mark))
            })
        });
    }

    fn all_columns(&self) -> Vec<Column> {
        let account = self.world.account();
        let columns = match self.across {
            Across::Attached => {
                let mut columns: Vec<Column> = Vec::new();
                for permission in &self.attached {
                    let column = Column::Permission(*permission);
                    if !columns.contains(&column) {
                        columns.push(column);
                    }
                }
                columns
            }
            Across::Effective => self.principal.map(Column::Principal).into_iter().collect(),
            Across::Users => user_columns(account),
            Across::Groups => group_columns(account),
            Across::System => {
                let services: Vec<_> = self.place.service.into_iter().collect();
                if services.is_empty() {
                    return Vec::new();
                }
                system_columns(self.world.catalogue(), account, &services)
            }
            Across::Chosen => self.chosen.clone(),
        };
        self.arrangement.pinned_first(columns)
    }
}

/// A matrix that asks nothing.
pub(super) fn nothing(world: &World) -> Matrix {
    let question = Question {
        rows: Vec::new(),
        columns: Vec::new(),
        projects: matrix::Projects::Any(Vec::new()),
        enterprise_project: None,
    };
    Matrix::new(world.columns.clone(), question)
}
