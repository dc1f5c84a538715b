//! The matrix: a frozen first column and header row, letters in between.
//!
//! INVARIANT: only the visible cells are asked for and written. Too many columns scroll; how many are hidden on either
//! side stands in the header row. Too narrow columns are numbered, and a legend below names them.

mod paint;
mod plan;

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::motion::{Cursor, Motion};
use super::{Focus, put};
use crate::tui::layout::{cut_bottom, cut_top};
use crate::tui::theme::{Theme, ThemeRole};
use paint::Painter;
use plan::Heads;

/// One cell: the letter says it, the role repeats it in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridCell {
    /// The letter.
    pub letter: char,
    /// What it means.
    pub role: ThemeRole,
    /// Stands before the letter: gained, lost.
    pub before: Option<(char, ThemeRole)>,
    /// Stands after the letter: where the answer comes from.
    pub after: Option<(char, ThemeRole)>,
}

impl GridCell {
    /// A letter alone.
    pub fn new(letter: char, role: ThemeRole) -> Self {
        Self {
            letter,
            role,
            before: None,
            after: None,
        }
    }
}

/// A row's label and how far it is stepped in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowLabel<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// What it means.
    pub role: ThemeRole,
    /// Columns to step in.
    pub indent: u16,
}

/// Where the letters come from; asked for visible places only.
pub trait GridSource {
    /// How many rows and columns.
    fn size(&self) -> (usize, usize);
    /// The frozen first column.
    fn row(&self, row: usize) -> RowLabel<'_>;
    /// A column's name.
    fn column(&self, column: usize) -> Cow<'_, str>;
    /// Whether a column counts; the head of one that does not is dimmed, and its name says so.
    fn counts(&self, column: usize) -> bool {
        let _ = column;
        true
    }
    /// How many rows and columns, from the first, stay in sight while the others scroll.
    fn pinned(&self) -> (usize, usize) {
        (0, 0)
    }
    /// A cell.
    fn cell(&self, row: usize, column: usize) -> GridCell;
    /// Columns that the widest label takes; more are never given to labels.
    fn label_width(&self) -> u16 {
        plan::LABEL_MAX
    }
}

/// The cursor of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GridState {
    /// The row.
    pub row: Cursor,
    /// The column.
    pub column: Cursor,
}

impl GridState {
    /// Moves; `page` is how many rows and columns were last drawn. `true` if the cursor is elsewhere now.
    pub fn go(
        &mut self,
        motion: Motion,
        (rows, columns): (usize, usize),
        page: (usize, usize),
    ) -> bool {
        let sideways = match motion {
            Motion::Left(n) => Some(Motion::Up(n)),
            Motion::Right(n) => Some(Motion::Down(n)),
            Motion::RowStart => Some(Motion::First),
            Motion::RowEnd => Some(Motion::Last),
            _ => None,
        };
        match sideways {
            Some(motion) => self.column.go(motion, columns, page.1),
            None => self.row.go(motion, rows, page.0),
        }
    }

    /// After the size changed: back onto an existing cell.
    pub fn keep_within(&mut self, (rows, columns): (usize, usize)) {
        self.row.keep_within(rows);
        self.column.keep_within(columns);
    }
}

/// What was drawn where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GridDrawn {
    /// Rows and columns that fit.
    pub page: (usize, usize),
    /// The visible cells: row, column, place.
    pub cells: Vec<(usize, usize, Rect)>,
    /// The visible heads: column, place.
    pub heads: Vec<(usize, Rect)>,
    /// The visible labels: row, place.
    pub labels: Vec<(usize, Rect)>,
}

/// Draws the grid; see [`GridDrawn`] for what it tells.
pub fn draw(
    area: Rect,
    buf: &mut Buffer,
    theme: &Theme,
    (source, state, focus): (&impl GridSource, GridState, Focus),
) -> GridDrawn {
    let area = area.intersection(buf.area);
    let (rows, columns) = source.size();
    if area.width < 8 || area.height < 2 || rows == 0 || columns == 0 {
        let word = if rows == 0 || columns == 0 {
            "nothing to compare"
        } else {
            ""
        };
        put(
            buf,
            (area.x + 1, area.y),
            area.right(),
            (word, theme.style(ThemeRole::Placeholder)),
        );
        return GridDrawn::default();
    }
    let plan = plan::plan((area.width, area.height), state, source);
    let painter = Painter {
        plan,
        theme,
        source,
        state,
        focus,
    };
    let head_rows = match plan.heads {
        Heads::Names(rows) => rows,
        Heads::Numbers => 1,
    };
    let (head, rest) = cut_top(area, head_rows);
    let (legend, body) = match plan.heads {
        Heads::Numbers if area.height > 4 => {
            let rows = painter.legend_rows(area.width).min(area.height / 6).max(1);
            cut_bottom(rest, rows)
        }
        _ => (Rect { height: 0, ..rest }, rest),
    };
    let heads = painter.heads(head, buf);
    painter.legend(legend, buf);
    let page = usize::from(body.height);
    let frozen = source.pinned().0.min(page.saturating_sub(1));
    let top = state.row.top_beyond(frozen, rows, page);
    let mut drawn = GridDrawn {
        page: (page, plan.visible),
        cells: Vec::new(),
        heads,
        labels: Vec::new(),
    };
    let visible = (0..frozen).chain(top..rows);
    for (row, line) in visible.zip(body.rows()) {
        painter.row(line, buf, row, &mut drawn.cells);
        drawn.labels.push((row, painter.label_place(line)));
    }
    super::rows::scrollbar(body, buf, theme, (top, rows));
    drawn
}
