//! The access matrix: operations, actions or services against permissions, users or groups.
//! Cells are computed column by column when asked for; a cell is a letter and what it rests on.

mod axes;
mod basis;
mod cell;
mod needs;
mod why;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::engine::Engine;
use crate::engine::compiled::{Columns, Decisions, Level, Stand};
use crate::model::{
    ActionId, Context, EnterpriseProjectId, Mark, PermissionId, Principal, ProjectId,
};

pub use axes::{
    Column, Row, RowKey, Rows, attached_columns, group_columns, operation_columns, rows,
    system_columns, user_columns,
};
pub use cell::{Cell, CellBasis, Totals};
pub use why::Why;

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
    /// Which rows ask about actions of global services only: these are asked in no project unless one is named.
    global: Vec<bool>,
    spoken: basis::Spoken,
    /// What each column of the question was found to say; filled when it is first looked at.
    answers: Vec<OnceLock<Arc<Answer>>>,
}

/// What one column says.
#[derive(Clone, Debug)]
enum Answer {
    Permission(PermissionId, Decisions),
    /// In one project after the other, of which the most permissive letter counts; and in none, for what is asked of
    /// global services only.
    Principal(Vec<At>, Option<Box<At>>),
}

/// What a principal may do in one project.
#[derive(Clone, Debug)]
struct At {
    asked: (Principal, Stand),
    decisions: Decisions,
    basis: basis::Weak,
    met: needs::Met,
}

impl Matrix {
    /// Prepares the answer to a question; columns that stand under circumstances answer under these.
    #[must_use]
    pub fn new(columns: Arc<Columns>, question: Question) -> Self {
        let needs = needs::Needs::new(&columns, &question.rows);
        let answers = vec![OnceLock::new(); question.columns.len()];
        let is_global = |row: &Row| {
            let universe = columns.universe();
            let of = |action: &ActionId| universe.level_of(*action) != Level::Project;
            !row.actions.is_empty() && row.actions.iter().all(of)
        };
        let global = question.rows.iter().map(is_global).collect();
        let spoken = basis::Spoken::new(&columns);
        Self {
            columns,
            question,
            needs,
            global,
            spoken,
            answers,
        }
    }

    /// The same question under these circumstances: what is said about condition keys.
    #[must_use]
    pub fn under(self, context: &Context) -> Self {
        Self::new(Arc::new(self.columns.under(context)), self.question)
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

    /// The name of an action of a row.
    #[must_use]
    pub fn action_name(&self, action: ActionId) -> &str {
        self.columns.universe().name(action)
    }

    /// Every cell of one column, in the order of the rows.
    #[must_use]
    pub fn cells(&self, column: &Column) -> Vec<Cell> {
        let answer = self.answer(column);
        (0..self.question.rows.len())
            .map(|row| self.cell(row, &answer))
            .collect()
    }

    /// The cells of a window, column after column: `into` is emptied and filled. Columns are kept, so that
    /// a window that moves costs what comes into sight.
    pub fn window(&self, rows: Range<usize>, columns: Range<usize>, into: &mut Vec<Cell>) {
        into.clear();
        let rows = rows.start..rows.end.min(self.question.rows.len());
        let asked = self.question.columns.iter().zip(&self.answers);
        for (column, answer) in asked.take(columns.end).skip(columns.start) {
            let answer = answer.get_or_init(|| Arc::new(self.answer(column)));
            match answer.as_ref() {
                Answer::Principal(places, None) if places.len() == 1 => {
                    // Usually one project is asked; the match and the maximum need not be made for each cell.
                    let asked = self.question.rows.iter().enumerate();
                    let asked = asked.take(rows.end).skip(rows.start);
                    for at in places {
                        let cells = asked.clone();
                        into.extend(cells.map(|(index, row)| self.cell_at(index, row, at)));
                    }
                }
                _ => into.extend(rows.clone().map(|row| self.cell(row, answer))),
            }
        }
    }

    fn answer(&self, column: &Column) -> Answer {
        match column {
            Column::Permission(permission) => {
                let project = match self.question.projects {
                    Projects::One(project) => Some(project),
                    Projects::Any(_) => None,
                };
                let decisions = self.columns.permission(*permission, project);
                Answer::Permission(*permission, decisions)
            }
            Column::Principal(principal) => {
                let stands = self.stands().into_iter();
                let places = stands.map(|stand| self.at((*principal, stand))).collect();
                let anywhere =
                    matches!(&self.question.projects, Projects::Any(any) if !any.is_empty());
                let nowhere = Stand {
                    project: None,
                    enterprise_project: self.question.enterprise_project,
                };
                let without = anywhere && self.global.contains(&true);
                let without = without.then(|| Box::new(self.at((*principal, nowhere))));
                Answer::Principal(places, without)
            }
        }
    }

    fn at(&self, asked: (Principal, Stand)) -> At {
        At {
            asked,
            decisions: self.columns.principal(asked.0, asked.1),
            basis: basis::Weak::new(&self.columns, asked.0, asked.1),
            met: self.needs.unasked(),
        }
    }

    fn cell(&self, index: usize, answer: &Answer) -> Cell {
        let Some(row) = self.question.rows.get(index) else {
            return Cell::UNKNOWN;
        };
        match answer {
            Answer::Permission(permission, decisions) => {
                cell::of_permission(&self.columns, row, *permission, decisions)
            }
            Answer::Principal(_, Some(without)) if self.global.get(index) == Some(&true) => {
                self.cell_at(index, row, without)
            }
            Answer::Principal(places, _) => places
                .iter()
                .map(|at| self.cell_at(index, row, at))
                .reduce(Cell::most_permissive)
                .unwrap_or(Cell::UNKNOWN),
        }
    }

    fn cell_at(&self, index: usize, row: &Row, at: &At) -> Cell {
        let cell = cell::of_principal(&self.columns, row, &at.decisions, (&at.basis, &self.spoken));
        let answers = (&at.decisions, &at.met);
        if cell.mark == Mark::Allowed && !self.needs.met(index, &self.columns, answers, at.asked) {
            return Cell {
                mark: Mark::MissingDependency,
                ..cell
            };
        }
        cell
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
}
