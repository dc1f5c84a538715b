//! What of the matrix comes back when one returns to a place: what it asked and how it was seen, not what was answered.

use std::collections::BTreeSet;

use super::lines::Category;
use super::{Across, Arrangement, MatrixPane};
use crate::analysis::matrix::{Column, Rows};
use crate::model::ServiceId;
use crate::tui::widgets::grid::GridState;

/// What comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    down: Rows,
    across: Across,
    chosen: Vec<Column>,
    arrangement: Arrangement,
    folded: BTreeSet<Category>,
    opened: BTreeSet<ServiceId>,
    filter: String,
    state: GridState,
}

impl MatrixPane {
    /// What is to come back with the place.
    pub fn kept(&self) -> Kept {
        Kept {
            down: self.down,
            across: self.across,
            chosen: self.chosen.clone(),
            arrangement: self.arrangement.clone(),
            folded: self.folded.clone(),
            opened: self.opened.clone(),
            filter: self.filter.clone(),
            state: self.state,
        }
    }

    /// With the rows and columns of these titles; what is none of them stays.
    pub fn show_as(&mut self, rows: &str, columns: &str) {
        let kinds = [Rows::Operations, Rows::Actions, Rows::Services];
        for down in kinds {
            let before = std::mem::replace(&mut self.down, down);
            if self.rows_title() == rows {
                break;
            }
            self.down = before;
        }
        let kinds = std::iter::successors(Some(Across::default()), |across| Some(across.next()));
        let kinds = kinds.take_while(|across| *across != Across::Chosen);
        let picked = (!self.chosen.is_empty()).then_some(Across::Chosen);
        let across = kinds.chain(picked).find(|across| across.title() == columns);
        self.across = across.unwrap_or(self.across);
        self.ask();
    }

    /// What is folded, and which services are open among services.
    pub fn folds_left(&self) -> (&BTreeSet<Category>, &BTreeSet<ServiceId>) {
        (&self.folded, &self.opened)
    }

    /// The columns that were picked one by one.
    pub fn picked(&self) -> &[Column] {
        &self.chosen
    }

    /// With this folded, these services open, and these columns picked; what is shown is asked after that.
    pub fn arrange_as(
        &mut self,
        (folded, opened): (BTreeSet<Category>, BTreeSet<ServiceId>),
        picked: Vec<Column>,
    ) {
        self.folded = folded;
        self.opened = opened;
        self.chosen = picked;
    }

    /// As it was; whom and where it asks about is there already.
    pub fn restore(&mut self, kept: &Kept) {
        self.down = kept.down;
        self.across = kept.across;
        self.chosen.clone_from(&kept.chosen);
        self.arrangement.clone_from(&kept.arrangement);
        self.folded.clone_from(&kept.folded);
        self.opened.clone_from(&kept.opened);
        self.filter.clone_from(&kept.filter);
        self.sift();
        self.ask();
        self.state = kept.state;
        self.state
            .keep_within((self.lines.len(), self.matrix.columns().len()));
    }
}
