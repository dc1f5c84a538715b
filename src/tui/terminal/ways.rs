//! Other ways to a screen that has little in common with the last: line by line is not always the shortest.
//!
//! INVARIANT: a way notes in the lines what it has told, and tells the rest line by line.

use std::fmt::Write;

use super::cells::{alike, blank};
use super::frames::{Frames, Repertoire, column};
use super::hand::Hand;
use super::lines::{Line, row};
use super::pen::Pen;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;

/// So many cells one below the other are drawn that way.
const DOWNWARDS: usize = 4;
/// A clear screen, and a pen that is known.
const CLEAR: &str = "\x1b[0m\x1b[H\x1b[2J";

impl Frames {
    /// Other ways from `shown` to `next`, which differ in these lines, for a change that is long when told line by line.
    pub(super) fn shorter(
        &mut self,
        before: Hand,
        lines: &[Line],
        (shown, next): (&Buffer, &Buffer),
        out: &mut String,
    ) {
        let mut best = self.hand;
        let mut other = String::with_capacity(out.len());
        let mut keep = |hand: Hand, other: &mut String, out: &mut String| {
            if other.len() < out.len() {
                std::mem::swap(other, out);
                best = hand;
            }
            other.clear();
        };
        self.hand = before;
        self.by_pens(lines.to_vec(), next, &mut other);
        keep(self.hand, &mut other, out);
        self.hand = before;
        if let Some(left) = self.cleared(lines, (shown, next), &mut other) {
            self.by_pens(left, next, &mut other);
            keep(self.hand, &mut other, out);
        }
        // each letter takes a byte at least
        let letters = next.content.iter().filter(|cell| !blank(cell)).count();
        if letters < out.len() {
            self.afresh(next, &mut other);
            keep(self.hand, &mut other, out);
        }
        self.hand = best;
    }

    /// The screen, whatever it shows, cleared and written.
    pub(super) fn afresh(&mut self, next: &Buffer, out: &mut String) {
        out.push_str(CLEAR);
        self.hand = Hand::default();
        let empty = vec![Cell::EMPTY; usize::from(next.area.width)];
        let line = |y| Line::between(y, &empty, row(next, y));
        let lines = (0..next.area.height).map(line).collect();
        match self.repertoire {
            Repertoire::Full => self.by_pens(lines, next, out),
            Repertoire::Plain => self.across(&lines, next, out),
        }
    }

    /// What is the same over several lines, then what one pen writes after the other, then what is to be erased.
    fn by_pens(&mut self, mut lines: Vec<Line>, next: &Buffer, out: &mut String) {
        for block in lines.chunk_by_mut(|line, below| line.y + 1 == below.y) {
            self.downwards(block, next, out);
        }
        self.by_colour(&mut lines, next, out);
        self.across(&lines, next, out);
    }

    /// Erases what hardly anything is left of; what is to be told then, if there was anything to erase.
    fn cleared(
        &mut self,
        lines: &[Line],
        (shown, next): (&Buffer, &Buffer),
        out: &mut String,
    ) -> Option<Vec<Line>> {
        let (mut left, mut erased) = (lines.to_vec(), false);
        for line in &mut left {
            let cells = row(next, line.y);
            for (x, length) in line.outworn(row(shown, line.y), cells) {
                self.go(Position::new(column(x), line.y), out);
                self.hand.pen.blank(&Cell::EMPTY, out);
                let _ = write!(out, "\x1b[{length}X");
                line.erased(x, length, cells);
                erased = true;
            }
        }
        erased.then_some(left)
    }

    /// Writes what one pen writes, then what the next does. Lines in which a character might be wider than thought are
    /// left to be written from left to right.
    fn by_colour(&mut self, lines: &mut [Line], next: &Buffer, out: &mut String) {
        let mut pens: Vec<(Pen, Vec<(Position, usize)>)> = Vec::new();
        for line in lines.iter_mut().filter(|line| line.sure) {
            let cells = row(next, line.y);
            for (x, length) in line.runs(cells) {
                let Some(first) = cells.get(x) else { continue };
                let (pen, run) = (Pen::of(first), (Position::new(column(x), line.y), length));
                match pens.iter_mut().find(|(known, _)| *known == pen) {
                    Some((_, runs)) => runs.push(run),
                    None => pens.push((pen, vec![run])),
                }
                line.told(x, length);
            }
        }
        for (at, length) in pens.into_iter().flat_map(|(_, runs)| runs) {
            self.go(at, out);
            let cells = row(next, at.y).iter().skip(usize::from(at.x));
            cells.take(length).for_each(|cell| self.write(cell, out));
        }
    }

    /// Draws borders and what else is the same over several of these lines, which follow one another, one below the
    /// other. The last column is left to the lines: nobody knows where the cursor stands behind it.
    fn downwards(&mut self, block: &mut [Line], next: &Buffer, out: &mut String) {
        for x in 0..next.area.width.saturating_sub(1) {
            let mut at = 0;
            while at + DOWNWARDS <= block.len() {
                let lines = block.get(at..).unwrap_or_default();
                let run = run_down(lines, usize::from(x), next);
                if run >= DOWNWARDS
                    && let Some(first) = lines.first()
                    && let Some(cell) = next.cell((x, first.y))
                {
                    self.down(Position::new(x, first.y), column(run), cell, out);
                    let told = block.iter_mut().skip(at).take(run);
                    told.for_each(|line| line.told(usize::from(x), 1));
                }
                at += run.max(1);
            }
        }
    }

    /// The same cell so many times downwards.
    fn down(&mut self, from: Position, times: u16, cell: &Cell, out: &mut String) {
        self.go(from, out);
        self.hand.pen.take(cell, out);
        for nth in 0..times {
            if nth > 0 {
                out.push_str("\x08\n");
            }
            out.push_str(cell.symbol());
        }
        self.hand.at = Some(Position::new(from.x + 1, from.y + times - 1));
    }
}

/// How many cells from the first of these lines downwards must be sent and are the same plain letter or line.
fn run_down(lines: &[Line], x: usize, next: &Buffer) -> usize {
    let Some(line) = lines.first().filter(|line| line.sure && line.lacks(x)) else {
        return 0;
    };
    let cells = row(next, line.y);
    let Some(first) = cells.get(x).filter(|cell| !blank(cell)) else {
        return 0;
    };
    if line.part_of_a_word(x, cells) {
        return 0;
    }
    let same = |line: &&Line| {
        let cell = row(next, line.y).get(x);
        line.sure && line.lacks(x) && cell.is_some_and(|cell| alike(cell, first))
    };
    lines.iter().take_while(same).count()
}
