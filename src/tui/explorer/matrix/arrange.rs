//! How the rows and columns are arranged for comparing: sorted by a column, only what differs, some kept in sight.
//!
//! INVARIANT: arranging changes the order and what is hidden, never a letter; what is pinned is always there.

use crate::analysis::matrix::{Column, RowKey};
use crate::model::Mark;

use super::MatrixPane;
use super::lines::Line;

/// More columns are not compared: their cells would all have to be worked out at once.
pub(super) const COMPARED: usize = 256;

/// Which end of a column comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// What is allowed.
    AllowedFirst,
    /// What is denied, or not allowed.
    DeniedFirst,
}

impl Order {
    /// The arrow in the head of the column.
    pub fn arrow(self) -> char {
        match self {
            Self::AllowedFirst => '↓',
            Self::DeniedFirst => '↑',
        }
    }
}

/// The arrangement; it stays while the question changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrangement {
    sort: Option<(Column, Order)>,
    differences: bool,
    rows: Vec<RowKey>,
    columns: Vec<Column>,
}

impl Arrangement {
    /// These columns with the pinned ones first.
    pub fn pinned_first(&self, mut columns: Vec<Column>) -> Vec<Column> {
        columns.sort_by_key(|column| !self.columns.contains(column));
        columns
    }

    /// Whether headings would tear the order apart.
    pub fn is_flat(&self) -> bool {
        self.sort.is_some() || self.differences
    }

    /// Puts something in, or takes it out again; whether it is in now.
    fn toggle<T: PartialEq>(all: &mut Vec<T>, one: T) -> bool {
        let known = all.len();
        all.retain(|other| *other != one);
        if all.len() < known {
            return false;
        }
        all.push(one);
        true
    }
}

/// How far down a letter stands when what is allowed comes first.
fn rank(mark: Mark) -> u8 {
    match mark {
        Mark::Allowed => 0,
        Mark::MissingDependency => 1,
        Mark::Conditional => 2,
        Mark::Partial => 3,
        Mark::Silent => 4,
        Mark::NotAllowed => 5,
        Mark::Denied => 6,
    }
}

impl MatrixPane {
    /// The lines of the rows that are shown, arranged.
    pub(super) fn arranged(&self, shown: Vec<usize>) -> Vec<Line> {
        let rows = self.matrix.rows();
        let mut others = shown;
        let pinned: Vec<usize> = self
            .arrangement
            .rows
            .iter()
            .filter_map(|key| rows.iter().position(|row| row.key == *key))
            .collect();
        others.retain(|row| !pinned.contains(row));
        if self.arrangement.differences && self.comparable().is_ok() {
            let compared = self.compared();
            others.retain(|row| self.differs(*row, &compared));
        }
        if let Some((column, order)) = self.sorted_by() {
            let cells = self.column_cells(column);
            others.sort_by_key(|row| {
                let rank = cells.get(*row).map_or(0, |cell| rank(cell.mark));
                match order {
                    Order::AllowedFirst => rank,
                    Order::DeniedFirst => u8::MAX - rank,
                }
            });
        }
        let mut lines: Vec<Line> = pinned.into_iter().map(Line::Row).collect();
        if self.arrangement.is_flat() {
            lines.extend(others.into_iter().map(Line::Row));
        } else {
            lines.extend(super::lines::lay(rows, &others, &self.folded));
        }
        lines
    }

    /// The column that the rows are sorted by, where it is there.
    pub(super) fn sorted_by(&self) -> Option<(usize, Order)> {
        let (column, order) = self.arrangement.sort?;
        let at = self.matrix.columns().iter().position(|key| *key == column);
        Some((at?, order))
    }

    /// The columns whose letters are compared: the pinned ones where there are several, else all.
    fn compared(&self) -> Vec<usize> {
        let pinned = self.pinned_columns();
        let count = if pinned > 1 {
            pinned
        } else {
            self.matrix.columns().len()
        };
        (0..count).collect()
    }

    fn differs(&self, row: usize, columns: &[usize]) -> bool {
        let mut marks = columns
            .iter()
            .filter_map(|column| self.column_cells(*column).get(row))
            .map(|cell| cell.mark);
        let first = marks.next();
        marks.any(|mark| Some(mark) != first)
    }

    /// Whether columns can be compared, else why not.
    pub fn comparable(&self) -> Result<(), &'static str> {
        match self.compared().len() {
            0 | 1 => Err("there is one column only: c shows several, a adds one"),
            2..=COMPARED => Ok(()),
            _ => Err("too many columns to compare: T pins those that matter"),
        }
    }

    /// How many pinned columns are there; they are the first.
    pub(super) fn pinned_columns(&self) -> usize {
        let pinned = |column: &&Column| self.arrangement.columns.contains(column);
        self.matrix.columns().iter().filter(pinned).count()
    }

    /// How many pinned rows are there; they are the first.
    pub(super) fn pinned_rows(&self) -> usize {
        let pinned = |line: &&Line| match line {
            Line::Row(row) => {
                let key = self.matrix.rows().get(*row).map(|row| row.key);
                key.is_some_and(|key| self.arrangement.rows.contains(&key))
            }
            Line::Heading { .. } => false,
        };
        self.lines.iter().take_while(pinned).count()
    }

    /// Whether a column is pinned.
    pub(super) fn is_pinned(&self, column: usize) -> bool {
        column < self.pinned_columns()
    }

    /// Whether only rows with differences are shown.
    pub(super) fn only_differences(&self) -> bool {
        self.arrangement.differences
    }

    /// Sorts by the column under the cursor: allowed first, denied first, as published. Says what it did.
    pub fn turn_sort(&mut self) -> Option<String> {
        let column = *self.matrix.columns().get(self.state.column.at())?;
        let next = match self.arrangement.sort {
            Some((by, Order::AllowedFirst)) if by == column => Some(Order::DeniedFirst),
            Some((by, Order::DeniedFirst)) if by == column => None,
            _ => Some(Order::AllowedFirst),
        };
        self.arrangement.sort = next.map(|order| (column, order));
        self.state.row = Default::default();
        self.lay_lines();
        let name = self.world.shown(column);
        Some(match next {
            Some(Order::AllowedFirst) => format!("sorted by {name}: what is allowed first"),
            Some(Order::DeniedFirst) => format!("sorted by {name}: what is denied first"),
            None => "in the order of the tables again".to_owned(),
        })
    }

    /// Shows only the rows whose letters are not the same in all columns, or all again.
    pub fn turn_differences(&mut self) {
        self.arrangement.differences = !self.arrangement.differences;
        self.lay_keeping();
    }

    /// Keeps the row under the cursor in sight, or lets it go again.
    pub fn pin_row(&mut self) {
        let Some(key) = self.pointed().map(|pointed| pointed.row.key) else {
            return;
        };
        Arrangement::toggle(&mut self.arrangement.rows, key);
        self.lay_keeping();
    }

    /// Keeps the column under the cursor in sight, or lets it go again.
    pub fn pin_column(&mut self) {
        let Some(column) = self.matrix.columns().get(self.state.column.at()).copied() else {
            return;
        };
        Arrangement::toggle(&mut self.arrangement.columns, column);
        self.ask_columns();
        self.select_column(column);
    }
}
