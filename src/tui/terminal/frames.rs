//! From one screen to the next in few bytes: SSH has to carry them.
//!
//! Why not the drawing library's own way: it describes every changed cell in full and ends each frame by 27 bytes of
//! resets, and says sixteen colours in a form that a terminal with no more than those does not know. Here the pen is
//! remembered from frame to frame, blanks are erased instead of written, borders are drawn downwards, a screen that has
//! little in common with the last is written afresh, and a frame that changes nothing costs nothing.
//!
//! INVARIANT: after the bytes the terminal shows the painted cells, whatever it showed before; a symbol with a control
//! character in it is never sent.

use std::fmt::Write;

use super::cells::{Change, blank, certain, changes, differing, erasable};
use super::pen::Pen;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

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
/// A change of so many bytes is told in other ways too.
const MUCH: usize = 1500;
/// Moving down by more lines than this is no shorter than going there.
const DOWN: u16 = 4;
/// So many steps back are shorter than saying how many.
const BACKSPACES: u16 = 3;

/// The screens that follow one another.
#[derive(Debug)]
pub struct Frames {
    shown: Buffer,
    /// The same between two frames, so that a painter changes what is new and leaves the rest.
    next: Buffer,
    /// The same between two frames, for ways that are tried.
    pub(super) sketch: Buffer,
    pub(super) repertoire: Repertoire,
    /// Nothing is known of the screen.
    stale: bool,
    pub(super) hand: Hand,
    cursor: Option<Position>,
}

/// What a painter did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Painted {
    /// Where the cursor stands, if it is to be seen.
    pub cursor: Option<Position>,
    /// Nothing was changed outside.
    pub touched: Rect,
}

/// What the terminal would write with, and where.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hand {
    pub(super) pen: Pen,
    /// Where the next character would go; unknown after one of doubtful width.
    pub(super) at: Option<Position>,
}

impl Frames {
    /// Screens of this size; the first clears what was there.
    pub fn new(area: Rect, repertoire: Repertoire) -> Self {
        Self {
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            sketch: Buffer::empty(area),
            repertoire,
            stale: true,
            hand: Hand::default(),
            cursor: None,
        }
    }

    /// Something else wrote on the screen, or it has another size: the next frame is sent whole.
    pub fn forget(&mut self, area: Rect) {
        *self = Self::new(area, self.repertoire);
    }

    /// Paints the next screen; the bytes that lead to it. The painter says where the cursor stands, if it is to be seen.
    pub fn paint(&mut self, paint: impl FnOnce(&mut Buffer) -> Option<Position>) -> Vec<u8> {
        self.paint_over(|buf, _| {
            buf.reset();
            Painted {
                cursor: paint(buf),
                touched: buf.area,
            }
        })
    }

    /// The same for a painter that starts with what is on screen, and may look at it; or with anything, if nobody knows.
    pub fn paint_over(
        &mut self,
        paint: impl FnOnce(&mut Buffer, Option<&Buffer>) -> Painted,
    ) -> Vec<u8> {
        let known = (!self.stale).then_some(&self.shown);
        let Painted { cursor, touched } = paint(&mut self.next, known);
        let next = std::mem::take(&mut self.next);
        let mut shown = std::mem::take(&mut self.shown);
        let mut out = String::new();
        if std::mem::take(&mut self.stale) {
            out.push_str("\x1b[?25l");
            self.afresh(&next, &mut out);
            shown.clone_from(&next);
            self.sketch.clone_from(&next);
        } else {
            let before = self.hand;
            let rows = differing(&shown, &next, touched);
            debug_assert_eq!(rows, differing(&shown, &next, next.area), "painted outside");
            self.rows(&rows, (&shown, &next), &mut out);
            if out.len() > MUCH && self.repertoire == Repertoire::Full {
                self.shorter(before, &rows, (&shown, &next), &mut out);
            }
            copy_rows(&rows, &next, &mut shown);
            copy_rows(&rows, &next, &mut self.sketch);
        }
        self.next = next;
        self.shown = shown;
        self.place(cursor, &mut out);
        out.into_bytes()
    }

    /// Tells the rows from left to right, one after the other.
    pub(super) fn rows(
        &mut self,
        rows: &[u16],
        (shown, next): (&Buffer, &Buffer),
        out: &mut String,
    ) {
        let width = usize::from(next.area.width);
        for y in rows {
            let start = usize::from(*y) * width;
            let row = start..start + width;
            if let (Some(shown), Some(next)) =
                (shown.content.get(row.clone()), next.content.get(row))
            {
                self.line(*y, shown, next, out);
            }
        }
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
                self.hand.pen.blank(cell, out);
                out.push_str("\x1b[K");
                return;
            }
            if blanks >= ERASED && self.repertoire == Repertoire::Full {
                self.hand.pen.blank(cell, out);
                let _ = write!(out, "\x1b[{blanks}X");
                done = x + blanks;
                continue;
            }
            self.write(cell, out);
            done = x + 1;
            // nobody knows where the cursor stands after the last column
            if x + 1 >= next.len() {
                self.hand.at = None;
            }
        }
    }

    /// The column that the next character would go to, if it is in this line.
    fn at_column(&self, y: u16) -> Option<usize> {
        self.hand
            .at
            .filter(|at| at.y == y)
            .map(|at| usize::from(at.x))
    }

    /// Whether sending the cell again takes one byte.
    fn bridges(&self, cell: &Cell) -> bool {
        cell.symbol().len() == 1 && self.hand.pen.fits(cell)
    }

    pub(super) fn write(&mut self, cell: &Cell, out: &mut String) {
        let symbol = cell.symbol();
        let wild = symbol.is_empty() || symbol.chars().any(char::is_control);
        if blank(cell) || wild {
            self.hand.pen.blank(cell, out);
            out.push(' ');
        } else {
            self.hand.pen.take(cell, out);
            out.push_str(symbol);
        }
        let sure = certain(cell);
        self.hand.at = self
            .hand
            .at
            .filter(|_| sure)
            .map(|at| Position::new(at.x.saturating_add(1), at.y));
    }

    pub(super) fn go(&mut self, to: Position, out: &mut String) {
        if self.hand.at != Some(to) {
            out.push_str(&way(self.hand.at, to, self.repertoire));
            self.hand.at = Some(to);
        }
    }
}

/// Copies these rows of one screen to another of its size.
pub(super) fn copy_rows(rows: &[u16], from: &Buffer, to: &mut Buffer) {
    let width = usize::from(from.area.width);
    for start in rows.iter().map(|y| usize::from(*y) * width) {
        let row = start..start + width;
        if let (Some(from), Some(to)) = (from.content.get(row.clone()), to.content.get_mut(row)) {
            to.clone_from_slice(from);
        }
    }
}

/// The shortest way to a place.
fn way(from: Option<Position>, to: Position, repertoire: Repertoire) -> String {
    let (row, column) = (u32::from(to.y) + 1, u32::from(to.x) + 1);
    let absolute = format!("\x1b[{row};{column}H");
    let Some(from) = from.filter(|from| from.y <= to.y && to.y - from.y <= DOWN) else {
        return absolute;
    };
    // a line feed keeps the column
    let down = "\n".repeat(usize::from(to.y - from.y));
    let (ahead, back) = (to.x.saturating_sub(from.x), from.x.saturating_sub(to.x));
    let across = match (ahead, back) {
        (0, 0) => String::new(),
        (0, 1..=BACKSPACES) => "\x08".repeat(usize::from(back)),
        (0, _) => format!("\x1b[{back}D"),
        (1, _) => "\x1b[C".to_owned(),
        (_, _) => format!("\x1b[{ahead}C"),
    };
    let column = format!("\x1b[{column}G");
    let across = match repertoire {
        _ if to.x == 0 => "\r".to_owned(),
        Repertoire::Full if column.len() < across.len() => column,
        Repertoire::Full | Repertoire::Plain => across,
    };
    if down.len() + across.len() < absolute.len() {
        down + &across
    } else {
        absolute
    }
}

pub(super) fn column(x: usize) -> u16 {
    u16::try_from(x).unwrap_or(u16::MAX)
}
