//! The matrix: a frozen first column and header row, letters in between.
//!
//! INVARIANT: only the visible cells are asked for and written. Too many columns scroll; how many are hidden on either
//! side stands in the header row. Too narrow columns are numbered, and a legend below names them.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::motion::{Cursor, Motion};
use super::{Focus, put, text};
use crate::tui::layout::{cut_bottom, cut_top};
use crate::tui::theme::{Theme, ThemeRole};

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
    /// A cell.
    fn cell(&self, row: usize, column: usize) -> GridCell;
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

/// How the columns are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heads {
    Names,
    Numbers,
}

/// Where the parts of a grid are for a given area: computed from sizes alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Plan {
    heads: Heads,
    label: u16,
    column: u16,
    first: usize,
    visible: usize,
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
}

const NAME_MIN: u16 = 9;
const NAME_MAX: u16 = 14;
const NUMBER: u16 = 5;
const LABEL_MIN: u16 = 16;
const LABEL_MAX: u16 = 44;

fn plan(width: u16, state: GridState, source: &impl GridSource) -> Plan {
    let (_, columns) = source.size();
    let count = u16::try_from(columns).unwrap_or(u16::MAX).max(1);
    let label_min = LABEL_MIN.max(width * 3 / 10).min(width / 2).min(LABEL_MAX);
    let room = width.saturating_sub(label_min);
    // names if every column gets a readable one, or if even numbers would have to scroll by much
    let (heads, column) = match room / count {
        each if each > NAME_MIN => (Heads::Names, each.min(NAME_MAX)),
        each => (Heads::Numbers, each.clamp(NUMBER, NAME_MIN)),
    };
    let label = width
        .saturating_sub(column.saturating_mul(count))
        .clamp(label_min, LABEL_MAX.max(label_min));
    // a column on either side is spent on the counts of what is hidden
    let visible = usize::from(width.saturating_sub(label) / column.max(1)).clamp(1, columns.max(1));
    Plan {
        heads,
        label,
        column,
        first: state.column.top(columns, visible),
        visible,
    }
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
    let plan = plan(area.width, state, source);
    let (head, rest) = cut_top(area, 1);
    let (legend, body) = match plan.heads {
        Heads::Numbers if area.height > 4 => cut_bottom(rest, 1),
        _ => (Rect { height: 0, ..rest }, rest),
    };
    let painter = Painter {
        plan,
        theme,
        source,
        state,
        focus,
    };
    let heads = painter.heads(head, buf);
    painter.legend(legend, buf);
    let page = usize::from(body.height);
    let top = state.row.top(rows, page);
    let mut drawn = GridDrawn {
        page: (page, plan.visible),
        cells: Vec::new(),
        heads,
    };
    for (row, line) in (top..rows.min(top + page)).zip(body.rows()) {
        painter.row(line, buf, row, &mut drawn.cells);
    }
    super::rows::scrollbar(body, buf, theme, (top, rows));
    drawn
}

struct Painter<'a, S> {
    plan: Plan,
    theme: &'a Theme,
    source: &'a S,
    state: GridState,
    focus: Focus,
}

impl<S: GridSource> Painter<'_, S> {
    fn columns(&self) -> impl Iterator<Item = usize> + use<S> {
        let (_, columns) = self.source.size();
        self.plan.first..columns.min(self.plan.first + self.plan.visible)
    }

    fn place(&self, line: Rect, column: usize) -> Rect {
        let nth = u16::try_from(column - self.plan.first).unwrap_or(u16::MAX);
        let x = line.x + self.plan.label + nth.saturating_mul(self.plan.column);
        Rect {
            x,
            width: self.plan.column,
            ..line
        }
        .intersection(line)
    }

    fn heads(&self, line: Rect, buf: &mut Buffer) -> Vec<(usize, Rect)> {
        let (_, columns) = self.source.size();
        let hidden_right = columns - columns.min(self.plan.first + self.plan.visible);
        let muted = self.theme.style(ThemeRole::Muted);
        let mut said = String::new();
        if self.plan.first > 0 {
            said.push_str(&format!("◂{} ", self.plan.first));
        }
        if hidden_right > 0 {
            said.push_str(&format!("{hidden_right}▸ "));
        }
        let label_end = line.x + self.plan.label;
        let start = label_end.saturating_sub(u16::try_from(text::width(&said)).unwrap_or(0));
        put(buf, (start.max(line.x), line.y), label_end, (&said, muted));
        self.columns()
            .map(|column| {
                let place = self.place(line, column);
                let current = column == self.state.column.at();
                let role = if current {
                    ThemeRole::TitleFocused
                } else {
                    ThemeRole::Label
                };
                let room = usize::from(place.width.saturating_sub(1));
                let word = match self.plan.heads {
                    Heads::Names => {
                        text::truncate_middle(&text::clean(&self.source.column(column)), room)
                            .into_owned()
                    }
                    Heads::Numbers => (column + 1).to_string(),
                };
                centred(buf, place, (&word, self.theme.style(role)));
                (column, place)
            })
            .collect()
    }

    /// The numbered columns by name, the one under the cursor first and in full.
    fn legend(&self, line: Rect, buf: &mut Buffer) {
        if line.is_empty() {
            return;
        }
        let at = self.state.column.at();
        let others = self.columns().filter(|column| *column != at);
        let mut x = line.x;
        for column in std::iter::once(at).chain(others) {
            let (role, width) = if column == at {
                (ThemeRole::TitleFocused, 40)
            } else {
                (ThemeRole::Muted, 18)
            };
            let safe = text::clean(&self.source.column(column)).into_owned();
            let word = format!("{} {}  ", column + 1, text::truncate_middle(&safe, width));
            if column != at && usize::from(line.right().saturating_sub(x)) < text::width(&word) {
                break;
            }
            x = put(
                buf,
                (x, line.y),
                line.right(),
                (&word, self.theme.style(role)),
            );
        }
    }

    fn row(&self, line: Rect, buf: &mut Buffer, row: usize, cells: &mut Vec<(usize, usize, Rect)>) {
        let label = self.source.row(row);
        let current = row == self.state.row.at();
        let own = self.theme.style(label.role);
        let style = match (current, self.focus) {
            (true, Focus::Here) => self.theme.style(ThemeRole::Selected),
            (true, Focus::Elsewhere) => self.theme.style(ThemeRole::SelectedUnfocused),
            (false, _) => own,
        };
        let label_area = Rect {
            width: self.plan.label.min(line.width),
            ..line
        };
        if current {
            buf.set_style(line, self.ground());
            buf.set_style(label_area, style);
        }
        put(
            buf,
            (line.x, line.y),
            label_area.right(),
            (if current { "▸" } else { " " }, style),
        );
        let x = line.x + 1 + label.indent;
        put(
            buf,
            (x, line.y),
            label_area.right().saturating_sub(1),
            (&label.text, style),
        );
        for column in self.columns() {
            let place = self.place(line, column);
            self.cell(place, buf, (row, column), current);
            cells.push((row, column, place));
        }
    }

    /// The ground of the cursor's row and column: their crossing is found at a glance.
    fn ground(&self) -> Style {
        Style {
            fg: None,
            add_modifier: Modifier::empty(),
            ..self.theme.style(ThemeRole::Crosshair)
        }
    }

    fn cell(
        &self,
        place: Rect,
        buf: &mut Buffer,
        (row, column): (usize, usize),
        row_current: bool,
    ) {
        if place.is_empty() {
            return;
        }
        let cell = self.source.cell(row, column);
        let column_current = column == self.state.column.at();
        if column_current && !row_current {
            buf.set_style(place, self.ground());
        }
        let on = |role: ThemeRole| {
            let style = Style {
                bg: None,
                ..self.theme.style(role)
            };
            match (row_current && column_current, self.focus) {
                (true, Focus::Here) => self
                    .theme
                    .style(ThemeRole::Selected)
                    .patch(style)
                    .add_modifier(Modifier::BOLD),
                (true, Focus::Elsewhere) => {
                    self.theme.style(ThemeRole::SelectedUnfocused).patch(style)
                }
                _ => style,
            }
        };
        if row_current && column_current {
            buf.set_style(place, on(ThemeRole::Selected));
        }
        let middle = place.x + place.width.saturating_sub(1) / 2;
        let letter = cell.letter.to_string();
        put(
            buf,
            (middle, place.y),
            place.right(),
            (&letter, on(cell.role)),
        );
        if let Some((mark, role)) = cell.before.filter(|_| middle > place.x) {
            put(
                buf,
                (middle - 1, place.y),
                place.right(),
                (&mark.to_string(), on(role)),
            );
        }
        if let Some((mark, role)) = cell.after {
            put(
                buf,
                (middle + 1, place.y),
                place.right(),
                (&mark.to_string(), on(role)),
            );
        }
    }
}

fn centred(buf: &mut Buffer, area: Rect, (word, style): (&str, Style)) {
    let spare = usize::from(area.width)
        .saturating_sub(1)
        .saturating_sub(text::width(word));
    let x = area.x + u16::try_from(spare / 2).unwrap_or(0);
    put(buf, (x, area.y), area.right(), (word, style));
}
