//! From one screen to the next in few bytes: SSH has to carry them.
//!
//! Why not the drawing library's own way: it describes every changed cell in full and ends each frame by 27 bytes of
//! resets, and says sixteen colours in a form that a terminal with no more than those does not know. Here the pen is
//! remembered from frame to frame, blanks are erased instead of written, and a frame that changes nothing costs nothing.
//!
//! INVARIANT: after the bytes the terminal shows the painted cells, whatever it showed before; a symbol with a control
//! character in it is never sent.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use super::pen::Pen;

/// What a terminal understands beyond moving, colours and erasing to the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repertoire {
    /// Nothing: a vt100 and its likes.
    Plain,
    /// Erasing some cells, and moving within a line.
    Full,
}

impl Repertoire {
    /// What terminals of this name understand.
    pub fn of(term: &str) -> Self {
        let plain = term.is_empty() || ["vt", "ansi"].iter().any(|name| term.starts_with(name));
        if plain { Self::Plain } else { Self::Full }
    }
}

/// Unchanged letters up to this many are sent again rather than jumped over.
const BRIDGE: usize = 3;
/// From so many blanks on, erasing is shorter than writing them.
const ERASED: usize = 9;

/// The screens that follow one another.
#[derive(Debug)]
pub struct Frames {
    shown: Buffer,
    next: Buffer,
    repertoire: Repertoire,
    /// Nothing is known of the screen.
    stale: bool,
    pen: Pen,
    /// Where the next character would go; unknown after one of doubtful width.
    at: Option<Position>,
    cursor: Option<Position>,
}

impl Frames {
    /// Screens of this size; the first clears what was there.
    pub fn new(area: Rect, repertoire: Repertoire) -> Self {
        Self {
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            repertoire,
            stale: true,
            pen: Pen::default(),
            at: None,
            cursor: None,
        }
    }

    /// Something else wrote on the screen, or it has another size: the next frame is sent whole.
    pub fn forget(&mut self, area: Rect) {
        *self = Self::new(area, self.repertoire);
    }

    /// Paints the next screen; the bytes that lead to it. The painter says where the cursor stands, if it is to be seen.
    pub fn paint(&mut self, paint: impl FnOnce(&mut Buffer) -> Option<Position>) -> Vec<u8> {
        let mut out = String::new();
        if std::mem::take(&mut self.stale) {
            out.push_str("\x1b[0m\x1b[?25l\x1b[H\x1b[2J");
        }
        self.next.reset();
        let cursor = paint(&mut self.next);
        let next = std::mem::take(&mut self.next);
        let shown = std::mem::take(&mut self.shown);
        let width = usize::from(next.area.width).max(1);
        let lines = shown.content.chunks(width).zip(next.content.chunks(width));
        for (y, (shown, next)) in (0..).zip(lines) {
            if shown != next {
                self.line(y, shown, next, &mut out);
            }
        }
        self.next = shown;
        self.shown = next;
        self.place(cursor, &mut out);
        out.into_bytes()
    }

    fn place(&mut self, cursor: Option<Position>, out: &mut String) {
        match (self.cursor, cursor) {
            (_, Some(place)) => {
                self.go(place, out);
                if self.cursor.is_none() {
                    out.push_str("\x1b[?25h");
                }
            }
            (Some(_), None) => out.push_str("\x1b[?25l"),
            (None, None) => {}
        }
        self.cursor = cursor;
    }

    fn line(&mut self, y: u16, shown: &[Cell], next: &[Cell], out: &mut String) {
        let changed = changes(shown, next);
        // up to where this line is as it should be
        let mut done = 0;
        for (x, cell) in next.iter().enumerate() {
            if x < done || changed.get(x) != Some(&Change::Differs) {
                continue;
            }
            if x > done && x - done <= BRIDGE && self.at_column(y) == Some(done) {
                let gap = next.get(done..x).unwrap_or_default();
                if gap.iter().all(|cell| self.bridges(cell)) {
                    gap.iter().for_each(|cell| self.write(cell, out));
                }
            }
            self.go(Position::new(column(x), y), out);
            let rest = next.get(x..).unwrap_or_default();
            let blanks = rest.iter().take_while(|cell| erasable(cell)).count();
            if blanks > BRIDGE && blanks == rest.len() {
                self.pen.blank(cell, out);
                out.push_str("\x1b[K");
                return;
            }
            if blanks >= ERASED && self.repertoire == Repertoire::Full {
                self.pen.blank(cell, out);
                let _ = write!(out, "\x1b[{blanks}X");
                done = x + blanks;
                continue;
            }
            self.write(cell, out);
            done = x + 1;
            // nobody knows where the cursor stands after the last column
            if x + 1 >= next.len() {
                self.at = None;
            }
        }
    }

    /// The column that the next character would go to, if it is in this line.
    fn at_column(&self, y: u16) -> Option<usize> {
        self.at.filter(|at| at.y == y).map(|at| usize::from(at.x))
    }

    /// Whether sending the cell again takes one byte.
    fn bridges(&self, cell: &Cell) -> bool {
        cell.symbol().len() == 1 && self.pen.fits(cell)
    }

    fn write(&mut self, cell: &Cell, out: &mut String) {
        let symbol = cell.symbol();
        let wild = symbol.is_empty() || symbol.chars().any(char::is_control);
        if blank(cell) || wild {
            self.pen.blank(cell, out);
            out.push(' ');
        } else {
            self.pen.take(cell, out);
            out.push_str(symbol);
        }
        // beyond the alphabets and lines of old, terminals do not agree how wide a character is
        let mut chars = symbol.chars();
        let known = chars.next().is_some_and(|c| c < '\u{3000}') && chars.next().is_none();
        let sure = known && columns(cell) == 1;
        self.at = self
            .at
            .filter(|_| sure)
            .map(|at| Position::new(at.x.saturating_add(1), at.y));
    }

    fn go(&mut self, to: Position, out: &mut String) {
        if self.at == Some(to) {
            return;
        }
        let (row, column) = (u32::from(to.y) + 1, u32::from(to.x) + 1);
        let within = self.at.is_some_and(|at| at.y == to.y);
        let _ = if within && self.repertoire == Repertoire::Full {
            write!(out, "\x1b[{column}G")
        } else {
            write!(out, "\x1b[{row};{column}H")
        };
        self.at = Some(to);
    }
}

fn column(x: usize) -> u16 {
    u16::try_from(x).unwrap_or(u16::MAX)
}

/// What must happen to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Stays,
    Differs,
}

/// Which cells must be sent. One that a wide character covers is not; one that a wide character covered is.
fn changes(shown: &[Cell], next: &[Cell]) -> Vec<Change> {
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

/// How many columns the cell's symbol takes. Nearly all are one letter, for which nobody needs the tables.
fn columns(cell: &Cell) -> usize {
    match cell.symbol() {
        symbol if symbol.len() == 1 => 1,
        symbol => symbol.width(),
    }
}

/// Whether a reader could not tell them apart.
fn alike(one: &Cell, other: &Cell) -> bool {
    if blank(one) && blank(other) {
        return one.bg == other.bg;
    }
    one.symbol() == other.symbol()
        && (one.fg, one.bg, one.modifier) == (other.fg, other.bg, other.modifier)
}

/// Whether only the background of the cell is seen.
fn blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !Pen::shows_on_blank(cell.modifier)
}

/// Whether erasing makes this cell: terminals do not agree on the colour that erasing leaves, unless it is their own.
fn erasable(cell: &Cell) -> bool {
    blank(cell) && cell.bg == ratatui::style::Color::Reset
}
