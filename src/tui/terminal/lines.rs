//! The lines of a screen in which something is to be told yet.

use ratatui::buffer::{Buffer, Cell};

use super::cells::{alike, blank, certain, columns, erasable, looks_alike};

/// Going on in the line costs as much as so many blanks.
const JUMP: usize = 5;
/// From so many cells to be erased in a stretch on, the whole stretch is.
const OUTWORN: usize = 4;

/// One of them.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) y: u16,
    /// Whether terminals agree on where each of its characters stands, of those shown and of those to come.
    pub(super) sure: bool,
    /// Beside each cell, whether it must be sent.
    pub(super) untold: Vec<bool>,
}

impl Line {
    /// What is to be told of these rows.
    pub(super) fn of(rows: &[u16], shown: &Buffer, next: &Buffer) -> Vec<Self> {
        let line = |y: &u16| Self::between(*y, row(shown, *y), row(next, *y));
        rows.iter().map(line).collect()
    }

    /// What is to be told of a line, if this is shown.
    pub(super) fn between(y: u16, shown: &[Cell], next: &[Cell]) -> Self {
        let sure = shown.iter().chain(next).all(certain);
        let untold = if sure {
            let cells = shown.iter().zip(next);
            cells.map(|(shown, next)| !alike(shown, next)).collect()
        } else {
            uneven(shown, next)
        };
        Self { y, sure, untold }
    }

    /// Whether a cell is to be told yet.
    pub(super) fn lacks(&self, x: usize) -> bool {
        self.untold.get(x) == Some(&true)
    }

    /// These cells are told.
    pub(super) fn told(&mut self, x: usize, length: usize) {
        self.untold
            .iter_mut()
            .skip(x)
            .take(length)
            .for_each(|cell| *cell = false);
    }

    /// These cells are erased: what is no blank is to be told yet.
    pub(super) fn erased(&mut self, x: usize, length: usize, next: &[Cell]) {
        let cells = self.untold.iter_mut().zip(next).skip(x).take(length);
        cells.for_each(|(untold, cell)| *untold = !erasable(cell));
    }

    /// The stretches of one look that are to be written yet: where each begins and how long it is. A few blanks between
    /// two words do not part them, nor end them. The last column is left: nobody knows where the cursor stands behind it.
    pub(super) fn runs(&self, next: &[Cell]) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        let last = next.len().saturating_sub(1);
        for (x, cell) in next.iter().enumerate().take(last) {
            if !self.lacks(x) || erasable(cell) {
                continue;
            }
            let joins = runs.last().is_some_and(|(start, length)| {
                let gap = next.get(start + length..x).unwrap_or_default();
                next.get(*start)
                    .is_some_and(|first| looks_alike(first, cell))
                    && gap.len() <= JUMP
                    && gap.iter().all(|gap| blank(gap) && gap.bg == cell.bg)
            });
            match runs.last_mut().filter(|_| joins) {
                Some((start, length)) => *length = x + 1 - *start,
                None => runs.push((x, 1)),
            }
        }
        runs
    }

    /// Whether the cell is sent with its neighbours in the line at less cost than with those below.
    pub(super) fn part_of_a_word(&self, x: usize, next: &[Cell]) -> bool {
        let letter = |cell: &Cell| cell.symbol().chars().all(char::is_alphanumeric);
        let Some(cell) = next.get(x).filter(|cell| letter(cell)) else {
            return false;
        };
        let beside = |x: usize| {
            let is = next.get(x).filter(|_| self.lacks(x));
            is.is_some_and(|is| letter(is) && looks_alike(is, cell))
        };
        x.checked_sub(1).is_some_and(beside) || beside(x + 1)
    }

    /// The stretches, between frames that stay, in which something must go: where each begins and how long it is.
    pub(super) fn outworn(&self, shown: &[Cell], next: &[Cell]) -> Vec<(usize, usize)> {
        let frame = |(at, (_, next)): (usize, &(&Cell, &Cell))| {
            let letter = next.symbol().chars().all(char::is_alphanumeric);
            !blank(next) && !self.lacks(at) && !letter
        };
        let cells: Vec<(&Cell, &Cell)> = shown.iter().zip(next).collect();
        let ends = cells.iter().enumerate().filter(|cell| frame(*cell));
        let ends = ends.map(|(at, _)| at);
        let (mut found, mut start) = (Vec::new(), 0);
        for end in ends.chain([cells.len()]) {
            let stretch = cells.get(start..end).unwrap_or_default();
            let gone = stretch
                .iter()
                .filter(|(shown, next)| !blank(shown) && erasable(next));
            if self.sure && end < cells.len() && gone.count() >= OUTWORN {
                found.push((start, stretch.len()));
            }
            start = end + 1;
        }
        found
    }
}

/// A row of a screen.
pub(super) fn row(screen: &Buffer, y: u16) -> &[Cell] {
    let width = usize::from(screen.area.width);
    let start = usize::from(y) * width;
    screen.content.get(start..start + width).unwrap_or_default()
}

/// Which cells must be sent where some are wide. One that a wide character covers is not; one that a wide character
/// covered is.
fn uneven(shown: &[Cell], next: &[Cell]) -> Vec<bool> {
    let (mut covered, mut uncovered) = (0_usize, 0_usize);
    let change = |(shown, next): (&Cell, &Cell)| {
        let (was, is) = (columns(shown), columns(next));
        let differs = covered == 0 && (uncovered > 0 || !alike(shown, next));
        covered = match covered {
            0 => is.saturating_sub(1),
            more => more - 1,
        };
        uncovered = uncovered.max(was.max(is)).saturating_sub(1);
        differs
    };
    shown.iter().zip(next).map(change).collect()
}
