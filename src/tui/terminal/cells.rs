//! What two cells have in common, and which rows of two screens differ.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::pen::Pen;

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

/// Whether every terminal gives the cell's symbol one column: beyond the alphabets and lines of old they do not agree.
pub(super) fn certain(cell: &Cell) -> bool {
    if let [letter] = cell.symbol().as_bytes() {
        return !letter.is_ascii_control();
    }
    let mut chars = cell.symbol().chars();
    let known = chars
        .next()
        .is_some_and(|c| c < '\u{3000}' && !c.is_control());
    known && chars.next().is_none() && columns(cell) == 1
}

/// Whether what stands in them would look the same.
pub(super) fn looks_alike(one: &Cell, other: &Cell) -> bool {
    (one.fg, one.bg, one.modifier) == (other.fg, other.bg, other.modifier)
}

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
