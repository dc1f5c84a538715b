//! Other ways to a screen that has little in common with the last: line by line is not always the shortest.
//!
//! INVARIANT: between two frames the sketch is what is on screen; a way notes in it what it has told, and tells the
//! rest line by line.

use std::fmt::Write;

use super::cells::{blank, certain, differing, outworn, run_down, runs};
use super::frames::{Frames, Hand, Repertoire, column, copy_rows};
use super::pen::Pen;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

/// So many cells one below the other are drawn that way.
const DOWNWARDS: u16 = 4;
/// A clear screen, and a pen that is known.
const CLEAR: &str = "\x1b[0m\x1b[H\x1b[2J";

impl Frames {
    /// Other ways from `shown` to `next`, which differ in these rows, for a change that is long when told line by line.
    pub(super) fn shorter(
        &mut self,
        before: Hand,
        rows: &[u16],
        (shown, next): (&Buffer, &Buffer),
        out: &mut String,
    ) {
        let mut best = self.hand;
        let mut other = String::with_capacity(out.len());
        for way in [Self::by_pens, Self::cleared] {
            self.hand = before;
            way(self, rows, next, &mut other);
            copy_rows(rows, shown, &mut self.sketch);
            self.keep_shorter(&mut best, &mut other, out);
        }
        // each letter takes a byte at least
        if next.content.iter().filter(|cell| !blank(cell)).count() < out.len() {
            self.afresh(next, &mut other);
            self.sketch.clone_from(shown);
            self.keep_shorter(&mut best, &mut other, out);
        }
        self.hand = best;
    }

    fn keep_shorter(&self, best: &mut Hand, other: &mut String, out: &mut String) {
        if other.len() < out.len() {
            std::mem::swap(other, out);
            *best = self.hand;
        }
        other.clear();
    }

    /// The screen, whatever it shows, cleared and written.
    pub(super) fn afresh(&mut self, next: &Buffer, out: &mut String) {
        out.push_str(CLEAR);
        self.hand = Hand::default();
        self.sketch.reset();
        let rows: Vec<u16> = (0..next.area.height).collect();
        match self.repertoire {
            Repertoire::Full => self.by_pens(&rows, next, out),
            Repertoire::Plain => self.rest(&rows, next, out),
        }
    }

    /// What is the same over several lines, then what one pen writes after the other, then what is to be erased.
    fn by_pens(&mut self, rows: &[u16], next: &Buffer, out: &mut String) {
        self.downwards(rows, next, out);
        self.by_colour(rows, next, out);
        self.rest(rows, next, out);
    }

    /// What hardly anything is left of is erased first, then as by pens.
    fn cleared(&mut self, rows: &[u16], next: &Buffer, out: &mut String) {
        let width = usize::from(next.area.width);
        for y in rows {
            let start = usize::from(*y) * width;
            let row = start..start + width;
            let stretches = match (self.sketch.content.get(row.clone()), next.content.get(row)) {
                (Some(shown), Some(next)) => outworn(shown, next),
                _ => Vec::new(),
            };
            for (x, length) in stretches {
                self.go(Position::new(column(x), *y), out);
                self.hand.pen.blank(&Cell::EMPTY, out);
                let _ = write!(out, "\x1b[{length}X");
                let erased = self.sketch.content.iter_mut().skip(start + x);
                erased.take(length).for_each(Cell::reset);
            }
        }
        self.by_pens(rows, next, out);
    }

    /// What the sketch lacks yet in these rows, line by line.
    fn rest(&mut self, rows: &[u16], next: &Buffer, out: &mut String) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return;
        };
        let sketch = std::mem::take(&mut self.sketch);
        let from_to = Rect {
            y: *first,
            height: last - first + 1,
            ..next.area
        };
        let left = differing(&sketch, next, from_to);
        self.rows(&left, (&sketch, next), out);
        self.sketch = sketch;
    }

    /// Writes what one pen writes, then what the next does, and notes it in the sketch. Lines in which a character might
    /// be wider than thought are left to be written from left to right.
    fn by_colour(&mut self, rows: &[u16], next: &Buffer, out: &mut String) {
        let mut pens: Vec<(Pen, Vec<(Position, usize)>)> = Vec::new();
        let width = usize::from(next.area.width);
        for y in rows {
            let start = usize::from(*y) * width;
            let row = start..start + width;
            let (Some(line), Some(written)) = (
                next.content.get(row.clone()),
                self.sketch.content.get(row.clone()),
            ) else {
                continue;
            };
            if !line.iter().chain(written).all(certain) {
                continue;
            }
            for (x, length) in runs(line, written) {
                let Some(first) = line.get(x) else { continue };
                let (pen, run) = (Pen::of(first), (Position::new(column(x), *y), length));
                match pens.iter_mut().find(|(known, _)| *known == pen) {
                    Some((_, runs)) => runs.push(run),
                    None => pens.push((pen, vec![run])),
                }
            }
        }
        for (at, length) in pens.into_iter().flat_map(|(_, runs)| runs) {
            self.go(at, out);
            let start = usize::from(at.y) * width + usize::from(at.x);
            for place in start..start + length {
                let Some(cell) = next.content.get(place) else {
                    continue;
                };
                self.write(cell, out);
                if let Some(noted) = self.sketch.content.get_mut(place) {
                    noted.clone_from(cell);
                }
            }
        }
    }

    /// Draws borders and what else is the same over several lines one below the other, and notes it in the sketch. The
    /// last column is left to the lines: nobody knows where the cursor stands behind it.
    fn downwards(&mut self, rows: &[u16], next: &Buffer, out: &mut String) {
        let area = next.area;
        let blocks: Vec<&[u16]> = rows.chunk_by(|y, below| y + 1 == *below).collect();
        for x in 0..area.width.saturating_sub(1) {
            for block in blocks
                .iter()
                .filter(|block| block.len() >= usize::from(DOWNWARDS))
            {
                let mut y = block.first().copied().unwrap_or(0);
                let end = y + column(block.len());
                while y + DOWNWARDS <= end {
                    let run = run_down(&self.sketch, next, Position::new(x, y));
                    if run >= DOWNWARDS
                        && let Some(cell) = next.cell((x, y))
                    {
                        self.go(Position::new(x, y), out);
                        self.hand.pen.take(cell, out);
                        let end = y + run;
                        for y in y..end {
                            out.push_str(cell.symbol());
                            if let Some(noted) = self.sketch.cell_mut((x, y)) {
                                noted.clone_from(cell);
                            }
                            if y + 1 < end {
                                out.push_str("\x08\n");
                            }
                        }
                        self.hand.at = Some(Position::new(x + 1, end - 1));
                    }
                    y += run.max(1);
                }
            }
        }
    }
}
