//! The access matrix: operations, actions or services against permissions, users or groups.
//! Cells are computed column by column when asked for; a cell is a letter and what it rests on.

mod axes;
mod basis;
mod cell;
mod needs;

use std::sync::Arc;

use crate::engine::Engine;
use crate::engine::compiled::{Columns, Decisions, Stand};
use crate::model::{EnterpriseProjectId, PermissionId, Principal, ProjectId};

pub use axes::{
    Column, Row, RowKey, Rows, attached_columns, group_columns, operation_columns, rows,
    system_columns, user_columns,
};
pub use cell::{Cell, CellBasis, Totals};

/// In which projects a matrix is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Projects {
    /// In this one.
    One(ProjectId),
    /// In at least one of the account's: the most permissive answer counts.
    Any(Vec<ProjectId>),
}

impl Projects {
    /// Any project of the engine's account in which something can be deployed.
    #[must_use]
    pub fn any(engine: &Engine) -> Self {
        Self::Any(engine.account().working_projects().collect())
    }
}

/// What a matrix is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its rows.
    pub rows: Vec<Row>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Where.
    pub projects: Projects,
    /// In which enterprise project.
    pub enterprise_project: Option<EnterpriseProjectId>,
}

/// A matrix ready to be read column by column.
#[derive(Clone, Debug)]
pub struct Matrix {
    columns: Arc<Columns>,
    question: Question,
    needs: needs::Needs,
}

impl Matrix {
    /// Prepares the answer to a question.
    #[must_use]
    pub fn new(columns: Arc<Columns>, question: Question) -> Self {
        let needs = needs::Needs::new(&columns, &question.rows);
        Self {
            columns,
            question,
            needs,
        }
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.question.rows
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.question.columns
    }

    /// Where it is asked.
    #[must_use]
    pub fn projects(&self) -> &Projects {
        &self.question.projects
    }

    /// The engine behind it.
    #[must_use]
    pub fn engine(&self) -> &Arc<Engine> {
        self.columns.engine()
    }

    /// Every cell of one column, in the order of the rows.
    #[must_use]
    pub fn cells(&self, column: &Column) -> Vec<Cell> {
        match column {
            Column::Permission(permission) => self.permission(*permission),
            Column::Principal(principal) => self.principal(*principal),
        }
    }

    fn permission(&self, permission: PermissionId) -> Vec<Cell> {
        let project = match self.question.projects {
            Projects::One(project) => Some(project),
            Projects::Any(_) => None,
        };
        let decisions = self.columns.permission(permission, project);
        self.question
            .rows
            .iter()
            .map(|row| cell::of_permission(&self.columns, row, permission, &decisions))
            .collect()
    }

    fn principal(&self, principal: Principal) -> Vec<Cell> {
        let mut best: Option<Vec<Cell>> = None;
        for stand in self.stands() {
            let cells = self.principal_at(principal, stand);
            best = Some(match best {
                None => cells,
                Some(known) => known
                    .into_iter()
                    .zip(cells)
                    .map(|(known, other)| known.most_permissive(other))
                    .collect(),
            });
        }
        best.unwrap_or_default()
    }

    /// The projects to ask in; an account without any still has its global services.
    fn stands(&self) -> Vec<Stand> {
        let at = |project| Stand {
            project,
            enterprise_project: self.question.enterprise_project,
        };
        match &self.question.projects {
            Projects::One(project) => vec![at(Some(*project))],
            Projects::Any(projects) if projects.is_empty() => vec![at(None)],
            Projects::Any(projects) => projects.iter().map(|project| at(Some(*project))).collect(),
        }
    }

    fn principal_at(&self, principal: Principal, stand: Stand) -> Vec<Cell> {
        let decisions: Decisions = self.columns.principal(principal, stand);
        let basis = basis::Weak::new(&self.columns, principal, stand);
        self.question
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| {
                let cell = cell::of_principal(&self.columns, row, &decisions, &basis);
                if cell.mark == crate::model::Mark::Allowed
                    && !self
                        .needs
                        .met(index, &self.columns, &decisions, (principal, stand))
                {
                    Cell {
                        mark: crate::model::Mark::MissingDependency,
                        ..cell
                    }
                } else {
                    cell
                }
            })
            .collect()
    }
}
