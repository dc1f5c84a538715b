//! The parts that screens are made of. They know the theme and nothing of permissions.
//!
//! INVARIANT: a widget writes inside the area it was given, costs no more than what is visible, and may be given any text.

pub mod completion;
pub mod field;
pub mod frame;
pub mod grid;
pub mod motion;
pub mod rows;
pub mod signs;
pub mod text;
pub mod wrap;

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::theme::{Theme, ThemeRole};

/// Whether a pane has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// Keys go here.
    Here,
    /// Keys go here faster than anyone reads: what marks more than the place of the cursor can wait.
    Passing,
    /// They go elsewhere.
    #[default]
    Elsewhere,
}

impl Focus {
    /// Whether keys go here.
    pub fn is_here(self) -> bool {
        self != Self::Elsewhere
    }
}

/// A piece of text with its meaning; the theme decides how it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The text, as it came; drawing makes it harmless.
    pub text: Cow<'a, str>,
    /// What it means.
    pub role: ThemeRole,
}

impl<'a> Piece<'a> {
    /// A piece of text.
    pub fn new(role: ThemeRole, text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            role,
        }
    }
}

/// Writes text into one row, cleaned and cut at the right edge; returns the column after it.
pub fn put(buf: &mut Buffer, (x, y): (u16, u16), right: u16, piece: (&str, Style)) -> u16 {
    if x >= right || !buf.area.contains((x, y).into()) {
        return x;
    }
    let room = usize::from(right - x);
    if piece.0.len() <= room && text::is_plain(piece.0) {
        return put_plain(buf, (x, y), piece);
    }
    let safe = text::clean(piece.0);
    let shown = text::truncate(&safe, room);
    buf.set_stringn(x, y, shown.as_ref(), room, piece.1).0
}

/// Most of what is written: a letter a column, which nobody needs the tables of characters for.
fn put_plain(buf: &mut Buffer, (mut x, y): (u16, u16), (text, style): (&str, Style)) -> u16 {
    for letter in text.chars() {
        if let Some(cell) = buf.cell_mut((x, y)) {
            cell.set_char(letter).set_style(style);
            x += 1;
        }
    }
    x
}

/// Writes pieces one after the other into one row; returns the column after the last.
pub fn put_pieces(buf: &mut Buffer, area: Rect, theme: &Theme, pieces: &[Piece<'_>]) -> u16 {
    let mut x = area.x;
    for piece in pieces {
        x = put(
            buf,
            (x, area.y),
            area.right(),
            (&piece.text, theme.style(piece.role)),
        );
    }
    x
}

/// The pieces of the cursor's row: what means nothing by its colour has that of the cursor.
pub fn under_cursor<'a>(pieces: &'a [Piece<'a>]) -> Vec<Piece<'a>> {
    use ThemeRole as R;
    let quiet = |role| matches!(role, R::Text | R::Muted | R::Label | R::Key);
    let piece = |piece: &'a Piece<'a>| match quiet(piece.role) {
        true => Piece::new(R::Selected, piece.text.as_ref()),
        false => piece.clone(),
    };
    pieces.iter().map(piece).collect()
}

/// The columns that pieces take together.
pub fn pieces_width(pieces: &[Piece<'_>]) -> usize {
    pieces
        .iter()
        .map(|piece| text::width(&text::clean(&piece.text)))
        .sum()
}

/// Pieces as a line of the drawing library, cleaned: for its paragraphs.
pub fn line(theme: &Theme, pieces: &[Piece<'_>]) -> Line<'static> {
    pieces
        .iter()
        .map(|piece| {
            ratatui::text::Span::styled(
                text::clean(&piece.text).into_owned(),
                theme.style(piece.role),
            )
        })
        .collect()
}
