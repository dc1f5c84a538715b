//! Colours and attributes, as the difference to those that are in force.

use std::fmt::Write;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// What is in force in the terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// Each attribute, what switches it on, and what off.
const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Pen {
    /// Whether these attributes are seen where nothing is written.
    pub(super) fn shows_on_blank(modifier: Modifier) -> bool {
        modifier.intersects(Modifier::UNDERLINED | Modifier::REVERSED | Modifier::CROSSED_OUT)
    }

    /// What writes the cell.
    pub(super) fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// What a blank of this cell needs: its background; all else stays, unless it would be seen.
    fn of_blank(self, cell: &Cell) -> Self {
        let modifier = if Self::shows_on_blank(self.modifier) {
            Modifier::empty()
        } else {
            self.modifier
        };
        Self {
            bg: cell.bg,
            modifier,
            ..self
        }
    }

    /// Whether the cell can be written as it is.
    pub(super) fn fits(self, cell: &Cell) -> bool {
        let needed = if cell.symbol() == " " && !Self::shows_on_blank(cell.modifier) {
            self.of_blank(cell)
        } else {
            Self::of(cell)
        };
        self == needed
    }

    /// For what the cell shows.
    pub(super) fn take(&mut self, cell: &Cell, out: &mut String) {
        self.change(Self::of(cell), out);
    }

    /// For a blank in its place.
    pub(super) fn blank(&mut self, cell: &Cell, out: &mut String) {
        self.change(self.of_blank(cell), out);
    }

    fn change(&mut self, to: Self, out: &mut String) {
        if *self == to {
            return;
        }
        let step = self.codes(to);
        let afresh = format!("0;{}", Self::default().codes(to));
        let codes = if to == Self::default() {
            ""
        } else if afresh.len() < step.len() {
            &afresh
        } else {
            &step
        };
        let _ = write!(out, "\x1b[{}m", codes.trim_end_matches(';'));
        *self = to;
    }

    /// The numbers that lead from one to the other, each with a semicolon behind.
    fn codes(self, to: Self) -> String {
        let mut codes = String::new();
        let mut off = 0;
        let mut had = self.modifier;
        for (attribute, _, without) in ATTRIBUTES {
            if self.modifier.contains(attribute) && !to.modifier.contains(attribute) {
                if off != without {
                    let _ = write!(codes, "{without};");
                    off = without;
                }
                // bold and dim, and both ways to blink, go out together
                for (other, _, too) in ATTRIBUTES {
                    if too == without {
                        had.remove(other);
                    }
                }
            }
        }
        for (attribute, with, _) in ATTRIBUTES {
            if to.modifier.contains(attribute) && !had.contains(attribute) {
                let _ = write!(codes, "{with};");
            }
        }
        if self.fg != to.fg {
            colour(to.fg, 30, &mut codes);
        }
        if self.bg != to.bg {
            colour(to.bg, 40, &mut codes);
        }
        codes
    }
}

/// One colour; the sixteen in the form that every terminal with colours knows.
fn colour(colour: Color, base: u8, codes: &mut String) {
    let bright = base + 60;
    let _ = match colour {
        Color::Reset => write!(codes, "{};", base + 9),
        Color::Black => write!(codes, "{base};"),
        Color::Red => write!(codes, "{};", base + 1),
        Color::Green => write!(codes, "{};", base + 2),
        Color::Yellow => write!(codes, "{};", base + 3),
        Color::Blue => write!(codes, "{};", base + 4),
        Color::Magenta => write!(codes, "{};", base + 5),
        Color::Cyan => write!(codes, "{};", base + 6),
        Color::Gray => write!(codes, "{};", base + 7),
        Color::DarkGray => write!(codes, "{bright};"),
        Color::LightRed => write!(codes, "{};", bright + 1),
        Color::LightGreen => write!(codes, "{};", bright + 2),
        Color::LightYellow => write!(codes, "{};", bright + 3),
        Color::LightBlue => write!(codes, "{};", bright + 4),
        Color::LightMagenta => write!(codes, "{};", bright + 5),
        Color::LightCyan => write!(codes, "{};", bright + 6),
        Color::White => write!(codes, "{};", bright + 7),
        Color::Indexed(number) => write!(codes, "{};5;{number};", base + 8),
        Color::Rgb(r, g, b) => write!(codes, "{};2;{r};{g};{b};", base + 8),
    };
}
