//! How a cell is shown: the letter's role, the mark of what it rests on, and the words for both.

use crate::analysis::matrix::{Cell, CellBasis};
use crate::model::Mark;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::grid::GridCell;

/// What a letter means to the eye.
pub fn mark_role(mark: Mark) -> ThemeRole {
    match mark {
        Mark::Allowed => ThemeRole::Allowed,
        Mark::NotAllowed => ThemeRole::NotAllowed,
        Mark::Denied => ThemeRole::Denied,
        Mark::Conditional => ThemeRole::Conditional,
        Mark::MissingDependency => ThemeRole::MissingDependency,
        Mark::Silent => ThemeRole::Silent,
        Mark::Partial => ThemeRole::Partial,
    }
}

/// The word for a letter, for legends.
pub fn mark_word(mark: Mark) -> &'static str {
    match mark {
        Mark::Allowed => "allowed",
        Mark::NotAllowed => "not allowed",
        Mark::Denied => "denied",
        Mark::Conditional => "conditional",
        Mark::MissingDependency => "lacks a dependency",
        Mark::Silent => "silent",
        Mark::Partial => "some",
    }
}

/// The mark after a letter that was not computed from documents as written.
pub fn basis_mark(basis: CellBasis) -> Option<(char, ThemeRole)> {
    match basis {
        CellBasis::Computed => None,
        CellBasis::Published => Some(('=', ThemeRole::Published)),
        CellBasis::EarlierName => Some(('≈', ThemeRole::Predicted)),
        CellBasis::Convention => Some(('°', ThemeRole::Predicted)),
        CellBasis::Unknown => Some(('?', ThemeRole::Unknown)),
    }
}

/// What a letter rests on, in words.
pub fn basis_text(basis: CellBasis) -> &'static str {
    match basis {
        CellBasis::Computed => "computed",
        CellBasis::Published => "as published",
        CellBasis::EarlierName => "from its earlier name",
        CellBasis::Convention => "predicted",
        CellBasis::Unknown => "not known",
    }
}

/// A cell for the grid.
pub fn grid_cell(cell: Cell) -> GridCell {
    let mut shown = GridCell::new(cell.mark.letter(), mark_role(cell.mark));
    shown.after = basis_mark(cell.basis);
    shown
}

/// Many cells as one: their letter where they agree, `~` where they do not.
pub fn roll_up(cells: impl Iterator<Item = Cell>) -> Option<Cell> {
    cells.reduce(|one, other| Cell {
        mark: if one.mark == other.mark {
            one.mark
        } else {
            Mark::Partial
        },
        basis: one.basis.max(other.basis),
    })
}
