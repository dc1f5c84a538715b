//! The box around a pane: rounded, quiet, its title in the top line and a summary at the right of it.
//!
//! INVARIANT: the focused frame differs from the others without colour too: its title is bold and led by a mark.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, BorderType, Widget};

use super::{Focus, Piece, pieces_width, put, put_pieces, text};
use crate::tui::theme::{Theme, ThemeRole};

/// What stands in the top line of a frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Title<'a> {
    /// What is inside.
    pub name: Cow<'a, str>,
    /// How many of it.
    pub count: Option<usize>,
    /// Totals and the like, at the right.
    pub summary: Vec<Piece<'a>>,
    /// The same in fewer columns, for where it does not fit.
    pub brief: Vec<Piece<'a>>,
}

impl<'a> Title<'a> {
    /// A name alone.
    pub fn new(name: impl Into<Cow<'a, str>>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// With a number after the name.
    pub fn count(mut self, count: usize) -> Self {
        self.count = Some(count);
        self
    }

    /// With something shorter for where the summary does not fit.
    pub fn brief(mut self, pieces: Vec<Piece<'a>>) -> Self {
        self.brief = pieces;
        self
    }

    /// With something at the right.
    pub fn summary(mut self, pieces: Vec<Piece<'a>>) -> Self {
        self.summary = pieces;
        self
    }
}

/// Draws the frame and returns the room inside; areas too low or narrow for one are returned as they are.
pub fn draw(
    area: Rect,
    buf: &mut Buffer,
    theme: &Theme,
    (title, focus): (&Title<'_>, Focus),
) -> Rect {
    let area = area.intersection(buf.area);
    if area.width < 4 || area.height < 2 {
        return area;
    }
    let (border, name) = match focus {
        Focus::Here | Focus::Passing => (ThemeRole::BorderFocused, ThemeRole::TitleFocused),
        Focus::Elsewhere => (ThemeRole::Border, ThemeRole::Title),
    };
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(theme.style(border));
    let inner = block.inner(area);
    block.render(area, buf);
    // the corners stay, and one dash on either side of them
    let (left, right) = (area.x + 1, area.right().saturating_sub(2));
    if *title == Title::default() {
        return inner;
    }
    let mut x = put(buf, (left, area.y), right, (" ", theme.style(border)));
    x = put(
        buf,
        (x, area.y),
        right.saturating_sub(1),
        (&title.name, theme.style(name)),
    );
    if let Some(count) = title.count {
        x = put(
            buf,
            (x, area.y),
            right,
            (&format!(" {count}"), theme.style(ThemeRole::Count)),
        );
    }
    x = put(buf, (x, area.y), right, (" ", theme.style(border)));
    let room = Rect {
        x,
        width: right.saturating_sub(x),
        height: 1,
        ..area
    };
    if !summary(buf, room, theme, &title.summary) {
        summary(buf, room, theme, &title.brief);
    }
    inner
}

/// The summary, if it fits beside at least one dash of the frame; half a total is worse than none.
fn summary(buf: &mut Buffer, room: Rect, theme: &Theme, pieces: &[Piece<'_>]) -> bool {
    let needed = pieces_width(pieces) + 2;
    if pieces.is_empty() || needed + 1 > usize::from(room.width) {
        return false;
    }
    let x = room
        .right()
        .saturating_sub(u16::try_from(needed).unwrap_or(u16::MAX));
    let blank = put(
        buf,
        (x, room.y),
        room.right(),
        (" ", theme.style(ThemeRole::Border)),
    );
    let end = put_pieces(
        buf,
        Rect {
            x: blank,
            width: room.right() - blank,
            ..room
        },
        theme,
        pieces,
    );
    put(
        buf,
        (end, room.y),
        room.right(),
        (" ", theme.style(ThemeRole::Border)),
    );
    true
}

/// One line for a folded pane: its name, then what matters of it.
pub fn folded(area: Rect, buf: &mut Buffer, theme: &Theme, (name, pieces): (&str, &[Piece<'_>])) {
    let x = put(
        buf,
        (area.x, area.y),
        area.right(),
        (name, theme.style(ThemeRole::Title)),
    );
    let x = put(
        buf,
        (x, area.y),
        area.right(),
        ("  ", theme.style(ThemeRole::Text)),
    );
    let room = Rect {
        x,
        width: area.right().saturating_sub(x),
        ..area
    };
    put_pieces(buf, room, theme, pieces);
}

/// Columns a title needs at least to be read.
pub fn title_width(title: &Title<'_>) -> usize {
    text::width(&title.name) + title.count.map_or(0, |n| n.to_string().len() + 1) + 6
}
