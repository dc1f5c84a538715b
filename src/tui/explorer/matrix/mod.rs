//! The pane of the matrix: rows of what can be done, columns of whom or what it is asked of.
//!
//! INVARIANT: a column is computed when a cell of it is first looked at, once for each question; what is remembered is
//! thrown away with the question.

mod feet;
mod letters;
mod lines;
mod pane;
mod shown;

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::world::{Place, World};
use crate::analysis::matrix::{
    self, Cell, Column, Matrix, Question, Row, Rows, Totals, group_columns, rows, system_columns,
    user_columns,
};
use crate::model::{PermissionId, Principal};
use crate::search::Index;
use crate::tui::widgets::grid::GridState;
use crate::tui::widgets::motion::Motion;

pub use letters::{basis_text, mark_role};
use lines::Line;

/// More columns are not added up: their sum would say little and cost much.
const SUMMED: usize = 16;

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
}

impl Across {
    fn next(self) -> Self {
        match self {
            Self::Attached => Self::Effective,
            Self::Effective => Self::Users,
            Self::Users => Self::Groups,
            Self::Groups => Self::System,
            Self::System => Self::Attached,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Attached => "attached",
            Self::Effective => "effective",
            Self::Users => "users",
            Self::Groups => "groups",
            Self::System => "system permissions",
        }
    }
}

/// The cell under the cursor.
#[derive(Debug, Clone)]
pub struct Pointed<'a> {
    /// Its row.
    pub row: &'a Row,
    /// Its column.
    pub column: Column,
    /// What it shows.
    pub cell: Cell,
}

/// The pane.
#[derive(Debug)]
pub struct MatrixPane {
    world: World,
    place: Place,
    principal: Option<Principal>,
    attached: Vec<PermissionId>,
    /// Those of them that do not count at the place.
    elsewhere: BTreeSet<PermissionId>,
    down: Rows,
    across: Across,
    matrix: Matrix,
    cells: Vec<OnceCell<Vec<Cell>>>,
    totals: OnceCell<Totals>,
    lines: Vec<Line>,
    folded: BTreeSet<&'static str>,
    index: Index,
    filter: String,
    state: GridState,
    /// The widest label, so that the first column is no wider than it needs.
    label: u16,
}

impl MatrixPane {
    /// About nobody yet.
    pub fn new(world: World) -> Self {
        let matrix = empty(&world);
        let mut pane = Self {
            world,
            place: Place::default(),
            principal: None,
            attached: Vec::new(),
            elsewhere: BTreeSet::new(),
            down: Rows::default(),
            across: Across::default(),
            matrix,
            cells: Vec::new(),
            totals: OnceCell::new(),
            lines: Vec::new(),
            folded: BTreeSet::new(),
            index: Index::new::<&str>([]),
            filter: String::new(),
            state: GridState::default(),
            label: 0,
        };
        pane.ask();
        pane
    }

    /// Asks about another principal, or what is attached to it now; `elsewhere` are those that do not count here.
    pub fn show_principal(
        &mut self,
        principal: Option<Principal>,
        attached: Vec<PermissionId>,
        elsewhere: BTreeSet<PermissionId>,
    ) {
        self.elsewhere = elsewhere;
        let same = self.principal == principal && self.attached == attached;
        self.principal = principal;
        self.attached = attached;
        // users, groups and system permissions are the same whoever is selected
        if !same && matches!(self.across, Across::Attached | Across::Effective) {
            self.state.column = Default::default();
            self.ask_columns();
        }
        if !same {
            self.select_principal();
        }
    }

    /// Puts the cursor on the column of the selected principal, if there is one.
    fn select_principal(&mut self) {
        let Some(principal) = self.principal else {
            return;
        };
        let wanted = Column::Principal(principal);
        let columns = self.matrix.columns();
        if let Some(at) = columns.iter().position(|column| *column == wanted) {
            let len = columns.len();
            self.state.column.go(Motion::To(at), len, 1);
        }
    }

    /// Asks at another place.
    pub fn show_place(&mut self, place: Place) {
        let rows_stay = place.service == self.place.service || self.down == Rows::Services;
        self.place = place;
        if !rows_stay {
            self.state = GridState::default();
            self.folded.clear();
            self.filter.clear();
        }
        self.ask();
    }

    /// The next kind of rows.
    pub fn turn_rows(&mut self) {
        self.down = match self.down {
            Rows::Operations => Rows::Actions,
            Rows::Actions => Rows::Services,
            Rows::Services => Rows::Operations,
        };
        self.filter.clear();
        self.state.row = Default::default();
        self.ask();
    }

    /// The next kind of columns.
    pub fn turn_columns(&mut self) {
        self.across = self.across.next();
        self.state.column = Default::default();
        self.ask_columns();
        self.select_principal();
    }

    /// What the columns are.
    pub fn across(&self) -> Across {
        self.across
    }

    /// The rows that are there: a service without an operations table has actions only.
    fn effective_rows(&self) -> Rows {
        let has_table = self
            .place
            .service
            .is_some_and(|id| !self.world.catalogue().operations_table(id).rows.is_empty());
        match self.down {
            Rows::Operations if !has_table => Rows::Actions,
            rows => rows,
        }
    }

    /// Everything anew.
    fn ask(&mut self) {
        let services: Vec<_> = match self.effective_rows() {
            Rows::Services => Vec::new(),
            _ => self.place.service.into_iter().collect(),
        };
        let rows = if services.is_empty() && self.effective_rows() != Rows::Services {
            Vec::new()
        } else {
            rows(self.world.catalogue(), self.effective_rows(), &services)
        };
        self.index = Index::new(
            rows.iter()
                .map(|row| format!("{} {}", row.label, row.category)),
        );
        let label = rows
            .iter()
            .map(|row| crate::tui::widgets::text::width(&row.label))
            .max();
        self.label = u16::try_from(label.unwrap_or(0)).unwrap_or(u16::MAX);
        self.rebuild(rows);
        self.lay_lines();
    }

    /// The same rows against other columns.
    fn ask_columns(&mut self) {
        self.rebuild(self.matrix.rows().to_vec());
        let size = (self.lines.len(), self.matrix.columns().len());
        self.state.keep_within(size);
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
        self.matrix = Matrix::new(self.world.columns.clone(), question);
    }

    fn columns(&self) -> Vec<Column> {
        let account = self.world.account();
        match self.across {
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
        }
    }

    fn lay_lines(&mut self) {
        let mut shown: Vec<usize> = self
            .index
            .find(&self.filter)
            .into_iter()
            .map(|hit| hit.index)
            .collect();
        shown.sort_unstable();
        self.lines = lines::lay(self.matrix.rows(), &shown, &self.folded);
        // a heading explains nothing: begin on what can be asked
        if self.state.row.at() == 0 && matches!(self.lines.first(), Some(Line::Heading { .. })) {
            self.state.row.go(Motion::To(1), self.lines.len(), 1);
        }
        let size = (self.lines.len(), self.matrix.columns().len());
        self.state.keep_within(size);
    }

    /// The cells of a column, computed at the first look.
    fn column_cells(&self, column: usize) -> &[Cell] {
        match (self.cells.get(column), self.matrix.columns().get(column)) {
            (Some(cells), Some(key)) => cells.get_or_init(|| self.matrix.cells(key)),
            _ => &[],
        }
    }

    /// The cell under the cursor, unless the cursor is on a heading or there is none.
    pub fn pointed(&self) -> Option<Pointed<'_>> {
        let Some(Line::Row(row)) = self.lines.get(self.state.row.at()) else {
            return None;
        };
        let column = self.state.column.at();
        Some(Pointed {
            row: self.matrix.rows().get(*row)?,
            column: *self.matrix.columns().get(column)?,
            cell: *self.column_cells(column).get(*row)?,
        })
    }

    /// Puts the cursor on a permission's column, if there is one.
    pub fn select_permission(&mut self, permission: PermissionId) {
        let wanted = Column::Permission(permission);
        let columns = self.matrix.columns();
        if let Some(at) = columns.iter().position(|column| *column == wanted) {
            let len = columns.len();
            self.state.column.go(Motion::To(at), len, 1);
        }
    }

    /// Puts the cursor on the row that asks about an action, turning to actions where no operation does.
    pub fn select_action(&mut self, action: &str) {
        let Some(id) = self.world.catalogue().find_action(action) else {
            return;
        };
        let find = |pane: &Self| {
            pane.lines.iter().position(|line| match line {
                Line::Row(row) => pane
                    .matrix
                    .rows()
                    .get(*row)
                    .is_some_and(|row| row.actions.contains(&id)),
                Line::Heading { .. } => false,
            })
        };
        if find(self).is_none() {
            self.down = Rows::Actions;
            self.ask();
        }
        if let Some(at) = find(self) {
            let len = self.lines.len();
            self.state.row.go(Motion::To(at), len, 1);
        }
    }

    /// Whether the cursor is on a heading.
    pub fn on_heading(&self) -> bool {
        matches!(
            self.lines.get(self.state.row.at()),
            Some(Line::Heading { .. })
        )
    }

    /// Folds or unfolds the part of the rows that the cursor is in.
    pub fn toggle_fold(&mut self) {
        let at = self.state.row.at();
        let above = self.lines.get(..=at).unwrap_or_default();
        let Some((heading, category)) =
            above
                .iter()
                .enumerate()
                .rev()
                .find_map(|(at, line)| match line {
                    Line::Heading { category, .. } => Some((at, *category)),
                    Line::Row(_) => None,
                })
        else {
            return;
        };
        if !self.folded.remove(category) {
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

    /// How often each letter occurs: in all columns where they are few, else in the one under the cursor.
    fn totals(&self) -> Totals {
        let columns = self.matrix.columns().len();
        if columns <= SUMMED {
            return *self.totals.get_or_init(|| {
                let mut totals = Totals::default();
                for column in 0..columns {
                    for cell in self.column_cells(column) {
                        totals.add(cell.mark);
                    }
                }
                totals
            });
        }
        let mut totals = Totals::default();
        for cell in self.column_cells(self.state.column.at()) {
            totals.add(cell.mark);
        }
        totals
    }
}

fn empty(world: &World) -> Matrix {
    let question = Question {
        rows: Vec::new(),
        columns: Vec::new(),
        projects: matrix::Projects::Any(Vec::new()),
        enterprise_project: None,
    };
    Matrix::new(world.columns.clone(), question)
}
