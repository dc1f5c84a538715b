//! What two screens have in common, cell by cell.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use super::pen::Pen;

/// What must happen to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Stays,
    Differs,
}

/// Which cells must be sent. One that a wide character covers is not; one that a wide character covered is.
pub(super) fn changes(shown: &[Cell], next: &[Cell]) -> Vec<Change> {
    let (mut covered, mut uncovered) = (0_usize, 0_usize);
    let change = |(shown, next): (&Cell, &Cell)| {
        let (was, is) = (columns(shown), columns(next));
        let differs = covered == 0 && (uncovered > 0 || !alike(shown, next));
        covered = match covered {
            0 => is.saturating_sub(1),
            more => more - 1,
        };
        uncovered = uncovered.max(was.max(is)).saturating_sub(1);
        if differs {
            Change::Differs
        } else {
            Change::Stays
        }
    };
    shown.iter().zip(next).map(change).collect()
}

/// The rows in which the screens are not the same, looked at where they may differ.
pub(super) fn differing(shown: &Buffer, next: &Buffer, touched: Rect) -> Vec<u16> {
    let touched = touched.intersection(next.area).intersection(shown.area);
    let width = usize::from(next.area.width);
    let differs = |y: &u16| {
        let start = usize::from(*y) * width + usize::from(touched.x);
        let place = start..start + usize::from(touched.width);
        let cells = (
            shown.content.get(place.clone()).unwrap_or_default(),
            next.content.get(place).unwrap_or_default(),
        );
        !cells.0.iter().zip(cells.1).all(|(was, is)| same(was, is))
    };
    (touched.top()..touched.bottom()).filter(differs).collect()
}

/// Whether the cells are equal: most hold a letter of one byte, for which nobody needs to compare strings.
fn same(one: &Cell, other: &Cell) -> bool {
    let symbols = match (one.symbol().as_bytes(), other.symbol().as_bytes()) {
        ([one], [other]) => one == other,
        (one, other) => one == other,
    };
    symbols && looks_alike(one, other)
}

/// How many cells from here downwards must be sent and are the same plain letter or line.
pub(super) fn run_down(shown: &Buffer, next: &Buffer, from: Position) -> u16 {
    let Some(first) = next.cell(from) else {
        return 0;
    };
    // most cells stay, or are nothing
    if blank(first) || shown.cell(from).is_none_or(|was| alike(was, first)) {
        return 0;
    }
    if !certain(first) || part_of_a_word(shown, next, from, first) {
        return 0;
    }
    let drawable = |y: &u16| {
        let at = Position::new(from.x, *y);
        let (Some(was), Some(is)) = (shown.cell(at), next.cell(at)) else {
            return false;
        };
        let beside = Position::new(from.x.saturating_sub(1), *y);
        let narrow = |buf: &Buffer, at| buf.cell(at).is_none_or(|cell| columns(cell) == 1);
        alike(is, first)
            && !alike(was, is)
            && narrow(shown, beside)
            && narrow(next, beside)
            && narrow(shown, at)
    };
    let run = (from.y..next.area.height).take_while(drawable).count();
    u16::try_from(run).unwrap_or(0)
}

/// Whether the cell is sent with its neighbours in the line at less cost than with those below.
fn part_of_a_word(shown: &Buffer, next: &Buffer, at: Position, cell: &Cell) -> bool {
    let letter = |cell: &Cell| cell.symbol().chars().all(char::is_alphanumeric);
    let beside = |x: u16| {
        let at = Position::new(x, at.y);
        next.cell(at).is_some_and(|is| {
            letter(is) && looks_alike(is, cell) && shown.cell(at).is_some_and(|was| !alike(was, is))
        })
    };
    letter(cell) && (at.x.checked_sub(1).is_some_and(beside) || beside(at.x.saturating_add(1)))
}

/// Whether every terminal gives the cell's symbol one column: beyond the alphabets and lines of old they do not agree.
pub(super) fn certain(cell: &Cell) -> bool {
    let mut chars = cell.symbol().chars();
    let known = chars
        .next()
        .is_some_and(|c| c < '\u{3000}' && !c.is_control());
    known && chars.next().is_none() && columns(cell) == 1
}

/// The stretches of a line of one look that are to be written yet: where each begins and how long it is. A few blanks
/// between two words do not part them, nor end them.
pub(super) fn runs(line: &[Cell], written: &[Cell]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (x, (cell, written)) in line.iter().zip(written).enumerate() {
        if alike(cell, written) || erasable(cell) || x + 1 == line.len() {
            continue;
        }
        let joins = runs.last().filter(|(start, length)| {
            let end = start + length;
            let gap = line.get(end..x).unwrap_or_default();
            let first = line
                .get(*start)
                .is_some_and(|first| looks_alike(first, cell));
            first
                && gap.len() <= JUMP
                && gap.iter().all(blank)
                && gap.iter().all(|gap| gap.bg == cell.bg)
        });
        match joins {
            Some(_) => {
                if let Some((start, length)) = runs.last_mut() {
                    *length = x + 1 - *start;
                }
            }
            None => runs.push((x, 1)),
        }
    }
    runs
}

/// The stretches of a line, between frames that stay, in which something must go: where each begins and how long it is.
/// None in a line in which a character might be wider than thought.
pub(super) fn outworn(shown: &[Cell], next: &[Cell]) -> Vec<(usize, usize)> {
    if !shown.iter().chain(next).all(certain) {
        return Vec::new();
    }
    let frame = |(shown, next): (&Cell, &Cell)| {
        !blank(next) && alike(shown, next) && !next.symbol().chars().all(char::is_alphanumeric)
    };
    let gone = |(shown, next): &(&Cell, &Cell)| !blank(shown) && erasable(next);
    let mut found = Vec::new();
    let mut start = 0;
    let end = next.len();
    for x in 0..=end {
        let ends = match (shown.get(x), next.get(x)) {
            (Some(shown), Some(next)) => frame((shown, next)),
            _ => true,
        };
        if ends {
            let stretch = start..x.min(end);
            let cells = shown.iter().zip(next).skip(start).take(stretch.len());
            if x < end && cells.filter(gone).count() >= OUTWORN {
                found.push((start, stretch.len()));
            }
            start = x + 1;
        }
    }
    found
}

/// From so many cells to be erased in a stretch on, the whole stretch is.
const OUTWORN: usize = 4;

fn looks_alike(one: &Cell, other: &Cell) -> bool {
    (one.fg, one.bg, one.modifier) == (other.fg, other.bg, other.modifier)
}

/// Going on in the line costs as much as so many blanks.
const JUMP: usize = 5;

/// How many columns the cell's symbol takes. Nearly all are one letter, for which nobody needs the tables.
pub(super) fn columns(cell: &Cell) -> usize {
    match cell.symbol() {
        symbol if symbol.len() == 1 => 1,
        symbol => symbol.width(),
    }
}

/// Whether a reader could not tell them apart.
pub(super) fn alike(one: &Cell, other: &Cell) -> bool {
    if blank(one) && blank(other) {
        return one.bg == other.bg;
    }
    same(one, other)
}

/// Whether only the background of the cell is seen.
pub(super) fn blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !Pen::shows_on_blank(cell.modifier)
}

/// Whether erasing makes this cell: terminals do not agree on the colour that erasing leaves, unless it is their own.
pub(super) fn erasable(cell: &Cell) -> bool {
    blank(cell) && cell.bg == ratatui::style::Color::Reset
}
