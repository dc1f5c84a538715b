//! The pane of the matrix: rows of what can be done, columns of whom or what it is asked of.
//!
//! INVARIANT: a column is computed when a cell of it is first looked at, once for each question; what is remembered is
//! thrown away with the question.

mod arrange;
mod asking;
pub mod commands;
mod exporting;
mod feet;
mod folding;
mod keeping;
mod letters;
mod lines;
mod marking;
mod pane;
mod shown;
mod sieve;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::world::{Place, World};
use crate::analysis::matrix::{Cell, Column, Matrix, Row, RowKey, Rows, Totals};
use crate::engine::compiled::Columns;
use crate::model::{PermissionId, Principal, ServiceId};
use crate::search::Index;
use crate::tui::widgets::grid::GridState;
use crate::tui::widgets::motion::Motion;

use arrange::Arrangement;
pub use asking::Across;
pub use keeping::Kept;
pub use letters::{basis_text, mark_role, mark_word};
use lines::{Category, Line};
use sieve::Sieve;

/// More columns are not added up: their sum would say little and cost much.
const SUMMED: usize = 16;

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
    folded: BTreeSet<Category>,
    /// The services that are open where the rows are services.
    opened: BTreeSet<ServiceId>,
    arrangement: Arrangement,
    /// The columns that were picked one by one.
    chosen: Vec<Column>,
    /// The account under the circumstances that the cells are asked under.
    columns: Arc<Columns>,
    index: Index,
    filter: String,
    sieve: Sieve,
    state: GridState,
    /// The rows that are marked.
    marks: Vec<RowKey>,
    /// The widest label, so that the first column is no wider than it needs.
    label: u16,
}

impl MatrixPane {
    /// About nobody yet.
    pub fn new(world: World) -> Self {
        let matrix = asking::nothing(&world);
        let mut pane = Self {
            columns: world.columns.clone(),
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
            opened: BTreeSet::new(),
            arrangement: Arrangement::default(),
            chosen: Vec::new(),
            index: Index::new::<&str>([]),
            filter: String::new(),
            sieve: Sieve::default(),
            state: GridState::default(),
            marks: Vec::new(),
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
        self.select_column(Column::Principal(principal));
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
        self.sift();
        self.ask();
    }

    fn lay_lines(&mut self) {
        let mut shown: Vec<usize> = self
            .index
            .find(&self.sieve.words)
            .into_iter()
            .map(|hit| hit.index)
            .collect();
        shown.sort_unstable();
        self.keep_letters(&mut shown);
        self.lines = self.arranged(shown);
        // a heading explains nothing: begin on what can be asked
        if self.state.row.at() == 0 && matches!(self.lines.first(), Some(Line::Heading { .. })) {
            self.state.row.go(Motion::To(1), self.lines.len(), 1);
        }
        let size = (self.lines.len(), self.matrix.columns().len());
        self.state.keep_within(size);
    }

    /// Lays the lines anew, the cursor on the row it was on.
    fn lay_keeping(&mut self) {
        let kept = self.pointed().map(|pointed| pointed.row.key);
        self.lay_lines();
        let rows = self.matrix.rows();
        let same = |line: &Line| matches!(line, Line::Row(row) if rows.get(*row).map(|row| row.key) == kept);
        let at = kept.and_then(|_| self.lines.iter().position(same));
        if let Some(at) = at {
            let len = self.lines.len();
            self.state.row.go(Motion::To(at), len, 1);
        }
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
        self.select_column(Column::Permission(permission));
    }

    fn select_column(&mut self, wanted: Column) {
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

    /// How often each letter occurs: in all columns where they are few, else in the one under the cursor.
    fn totals(&self) -> Totals {
        let columns = self.matrix.columns().len();
        if columns <= SUMMED {
            return *self.totals.get_or_init(|| {
                let mut totals = Totals::default();
                for column in 0..columns {
                    self.count(column, &mut totals);
                }
                totals
            });
        }
        let mut totals = Totals::default();
        self.count(self.state.column.at(), &mut totals);
        totals
    }

    /// Counts the letters of a column; what stands below an open service is in its letter already.
    fn count(&self, column: usize, totals: &mut Totals) {
        let tree = self.is_tree();
        for (row, cell) in self.matrix.rows().iter().zip(self.column_cells(column)) {
            if !tree || matches!(row.key, RowKey::Service(_)) {
                totals.add(cell.mark);
            }
        }
    }
}
