//! Where the terminal would write next, and with which pen; the shortest way from there to anywhere.

use std::fmt::Write;

use ratatui::layout::Position;

use super::frames::Repertoire;
use super::pen::Pen;

/// Moving down by more lines than this is no shorter than going there.
const DOWN: u16 = 4;
/// So many steps back are shorter than saying how many.
const BACKSPACES: u16 = 3;

/// What the terminal would write with, and where.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hand {
    pub(super) pen: Pen,
    /// Where the next character would go; unknown after one of doubtful width.
    pub(super) at: Option<Position>,
}

impl Hand {
    /// Moves to a place.
    pub(super) fn go(&mut self, to: Position, repertoire: Repertoire, out: &mut String) {
        let from = self.at.replace(to);
        if from == Some(to) {
            return;
        }
        let (row, column) = (u32::from(to.y) + 1, u32::from(to.x) + 1);
        let absolute = "\x1b[;H".len() + digits(row) + digits(column);
        let near = from.filter(|from| from.y <= to.y && to.y - from.y <= DOWN);
        let way = near.map(|from| (to.y - from.y, Across::shortest(from.x, to.x, repertoire)));
        match way.filter(|(down, across)| usize::from(*down) + across.len() < absolute) {
            Some((down, across)) => {
                // a line feed keeps the column
                (0..down).for_each(|_| out.push('\n'));
                across.write(out);
            }
            None => {
                let _ = write!(out, "\x1b[{row};{column}H");
            }
        }
    }
}

/// A move within a line.
#[derive(Debug, Clone, Copy)]
enum Across {
    Stay,
    Return,
    Backspaces(u16),
    Left(u16),
    Right(u16),
    Column(u32),
}

impl Across {
    fn shortest(from: u16, to: u16, repertoire: Repertoire) -> Self {
        let relative = match (to.saturating_sub(from), from.saturating_sub(to)) {
            (0, 0) => Self::Stay,
            (0, back @ ..=BACKSPACES) => Self::Backspaces(back),
            (0, back) => Self::Left(back),
            (ahead, _) => Self::Right(ahead),
        };
        let column = Self::Column(u32::from(to) + 1);
        match repertoire {
            _ if to == 0 => Self::Return,
            Repertoire::Full if column.len() < relative.len() => column,
            Repertoire::Full | Repertoire::Plain => relative,
        }
    }

    fn len(self) -> usize {
        match self {
            Self::Stay => 0,
            Self::Return => 1,
            Self::Backspaces(times) => usize::from(times),
            Self::Right(1) => "\x1b[C".len(),
            Self::Left(by) | Self::Right(by) => "\x1b[C".len() + digits(u32::from(by)),
            Self::Column(column) => "\x1b[G".len() + digits(column),
        }
    }

    fn write(self, out: &mut String) {
        let _ = match self {
            Self::Stay => Ok(()),
            Self::Return => out.write_char('\r'),
            Self::Backspaces(times) => (0..times).try_for_each(|_| out.write_char('\x08')),
            Self::Right(1) => out.write_str("\x1b[C"),
            Self::Left(by) => write!(out, "\x1b[{by}D"),
            Self::Right(by) => write!(out, "\x1b[{by}C"),
            Self::Column(column) => write!(out, "\x1b[{column}G"),
        };
    }
}

/// How many digits a number has.
fn digits(number: u32) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}
