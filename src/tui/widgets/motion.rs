//! Moving a cursor through a list or a grid.
//!
//! INVARIANT: a cursor is always on an existing row, or at 0 when there is none.

/// A movement, whatever it moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// Rows up.
    Up(usize),
    /// Rows down.
    Down(usize),
    /// Columns left.
    Left(usize),
    /// Columns right.
    Right(usize),
    /// Half a page up.
    HalfUp,
    /// Half a page down.
    HalfDown,
    /// A page up.
    PageUp(usize),
    /// A page down.
    PageDown(usize),
    /// The first row.
    First,
    /// The last row.
    Last,
    /// This row, from 0.
    To(usize),
    /// The first column.
    RowStart,
    /// The last column.
    RowEnd,
}

/// Where a cursor stands, and which row the window begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    at: usize,
    top: usize,
}

impl Cursor {
    /// The row it is on.
    pub fn at(self) -> usize {
        self.at
    }

    /// The first row of a window of `page` rows; the cursor is always inside.
    pub fn top(self, len: usize, page: usize) -> usize {
        let page = page.max(1);
        let lowest = (self.at + 1).saturating_sub(page);
        self.top
            .clamp(lowest, self.at.max(lowest))
            .min(len.saturating_sub(page).max(lowest))
    }

    /// The first row after `frozen` ones that never scroll, in a window of `page` rows that they share.
    pub fn top_beyond(self, frozen: usize, len: usize, page: usize) -> usize {
        let scrolled = Self {
            at: self.at.saturating_sub(frozen),
            top: self.top,
        };
        let (len, page) = (len.saturating_sub(frozen), page.saturating_sub(frozen));
        frozen + scrolled.top(len, page)
    }

    /// Moves; `true` if it stands elsewhere now. `page` is the height it was last drawn with.
    pub fn go(&mut self, motion: Motion, len: usize, page: usize) -> bool {
        let before = self.at;
        let page = page.max(1);
        let step = page.saturating_sub(1).max(1);
        self.at = match motion {
            Motion::Up(n) => self.at.saturating_sub(n),
            Motion::Down(n) => self.at.saturating_add(n),
            Motion::HalfUp => self.at.saturating_sub((page / 2).max(1)),
            Motion::HalfDown => self.at.saturating_add((page / 2).max(1)),
            Motion::PageUp(n) => self.at.saturating_sub(step.saturating_mul(n)),
            Motion::PageDown(n) => self.at.saturating_add(step.saturating_mul(n)),
            Motion::First => 0,
            Motion::Last => len,
            Motion::To(row) => row,
            Motion::Left(_) | Motion::Right(_) | Motion::RowStart | Motion::RowEnd => self.at,
        };
        self.keep_within(len);
        // what is put somewhere moves the window no more than it must, whatever height it was drawn with
        self.top = match motion {
            Motion::To(_) => self.top.min(self.at),
            _ => self.top(len, page),
        };
        self.at != before
    }

    /// Jumps to a row of a list that was laid anew: its window begins at the row `from`, where it can.
    pub fn jump(&mut self, row: usize, from: usize, len: usize) {
        self.at = row;
        self.keep_within(len);
        self.top = from.min(self.at);
    }

    /// After the rows changed: back onto an existing one.
    pub fn keep_within(&mut self, len: usize) {
        self.at = self.at.min(len.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_follows_the_cursor_and_stays_still_otherwise() {
        let mut cursor = Cursor::default();
        cursor.go(Motion::Down(12), 100, 10);
        assert_eq!((cursor.at(), cursor.top(100, 10)), (12, 3));
        cursor.go(Motion::Up(5), 100, 10);
        assert_eq!((cursor.at(), cursor.top(100, 10)), (7, 3));
        cursor.go(Motion::Last, 100, 10);
        assert_eq!((cursor.at(), cursor.top(100, 10)), (99, 90));
        assert_eq!(cursor.top(100, 4), 96, "a smaller window still shows it");
        cursor.keep_within(3);
        assert_eq!((cursor.at(), cursor.top(3, 10)), (2, 0));
    }

    #[test]
    fn rows_above_stay_in_sight_where_there_is_room() {
        let mut cursor = Cursor::default();
        cursor.go(Motion::To(1), 14, 1);
        assert_eq!(cursor.top(14, 10), 0);
        cursor.go(Motion::To(12), 14, 1);
        assert_eq!(cursor.top(14, 10), 3);
    }

    #[test]
    fn nothing_to_move_through() {
        let mut cursor = Cursor::default();
        for motion in [
            Motion::Down(9),
            Motion::Last,
            Motion::PageDown(2),
            Motion::To(7),
        ] {
            assert!(!cursor.go(motion, 0, 0));
        }
        assert_eq!(cursor.top(0, 0), 0);
    }

    #[test]
    fn a_jump_shows_what_follows() {
        let mut cursor = Cursor::default();
        cursor.jump(40, 37, 100);
        assert_eq!((cursor.at(), cursor.top(100, 20)), (40, 37));
        cursor.jump(98, 95, 100);
        assert_eq!(cursor.top(100, 20), 80, "the window stays full");
        cursor.jump(40, 10, 100);
        assert_eq!(cursor.top(100, 20), 21, "a small window still shows it");
    }
}
