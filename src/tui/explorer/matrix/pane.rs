//! How the matrix shows itself: title with totals, grid, and below it what the column and the letters mean.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::letters::{grid_cell, mark_role};
use super::lines::Line;
use super::{Across, MatrixPane, SUMMED};
use crate::tui::app::{Ctx, Export, Pane, PaneDrawn, Spot};
use crate::tui::explorer::world::category_name;
use crate::tui::layout::cut_bottom;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::grid::{self, GridCell, GridSource, RowLabel};
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::{Piece, put_pieces, signs};

impl GridSource for MatrixPane {
    fn size(&self) -> (usize, usize) {
        (self.lines.len(), self.matrix.columns().len())
    }

    fn row(&self, row: usize) -> RowLabel<'_> {
        let nested = u16::from(self.has_headings());
        match self.lines.get(row) {
            Some(Line::Heading {
                category,
                rows,
                folded,
            }) => {
                let sign = signs::fold(*folded);
                let name = category_name(category);
                RowLabel {
                    text: Cow::Owned(format!("{sign} {name} {}", rows.len())),
                    role: ThemeRole::Title,
                    indent: 2 * u16::from(self.is_tree()),
                }
            }
            Some(Line::Row(row)) => match self.matrix.rows().get(*row) {
                Some(row) => self.row_label(row, nested * 2),
                None => RowLabel {
                    text: Cow::Borrowed(""),
                    role: ThemeRole::Text,
                    indent: 0,
                },
            },
            None => RowLabel {
                text: Cow::Borrowed(""),
                role: ThemeRole::Text,
                indent: 0,
            },
        }
    }

    fn column(&self, column: usize) -> Cow<'_, str> {
        self.matrix
            .columns()
            .get(column)
            .map_or(Cow::Borrowed(""), |key| {
                let label = self.world.shown(*key);
                let marks = self.column_marks(column);
                if self.is_elsewhere(column) {
                    Cow::Owned(format!("{marks}({label})"))
                } else if marks.is_empty() {
                    label
                } else {
                    Cow::Owned(format!("{marks}{label}"))
                }
            })
    }

    fn counts(&self, column: usize) -> bool {
        !self.is_elsewhere(column)
    }

    fn pinned(&self) -> (usize, usize) {
        (self.pinned_rows(), self.pinned_columns())
    }

    fn cell(&self, row: usize, column: usize) -> GridCell {
        self.shown_cell(row, column)
            .map_or(GridCell::new(' ', ThemeRole::Text), grid_cell)
    }

    fn label_width(&self) -> u16 {
        let marked = u16::from(!self.marks.is_empty());
        self.label + marked + 2 * u16::from(self.has_headings()) + 2 * u16::from(self.is_tree())
    }
}

impl Pane for MatrixPane {
    fn title(&self) -> Title<'_> {
        let mut name = format!("Matrix: {} × {}", self.rows_title(), self.across.title());
        if self.across == Across::Effective
            && let Some(principal) = self.principal
        {
            name = format!(
                "Matrix: {} × all that reaches {}",
                self.rows_title(),
                self.world.shown_name(principal)
            );
        }
        let mut summary = Vec::new();
        if !self.filter.is_empty() {
            summary.push(Piece::new(ThemeRole::Match, format!("/{}  ", self.filter)));
        }
        if self.only_differences() {
            summary.push(Piece::new(ThemeRole::Marked, "only differences  "));
        }
        let columns = self.matrix.columns().len();
        if columns > SUMMED {
            let at = self.state.column.at() + 1;
            let words = format!("column {at}/{columns}  ");
            summary.push(Piece::new(ThemeRole::Count, words));
        } else if columns > 1 {
            summary.push(Piece::new(ThemeRole::Count, "all cells  "));
        }
        for (nth, (mark, count)) in self.totals().iter().enumerate() {
            let gap = if nth == 0 { "" } else { "  " };
            summary.push(Piece::new(
                mark_role(mark),
                format!("{gap}{} {count}", mark.letter()),
            ));
        }
        let mut brief = Vec::new();
        if self.only_differences() {
            brief.push(Piece::new(ThemeRole::Marked, "differences  "));
        }
        if columns <= SUMMED {
            brief.push(Piece::new(ThemeRole::Count, "all"));
        } else {
            brief.push(Piece::new(ThemeRole::Count, "column"));
        }
        brief.extend(self.totals().iter().map(|(mark, count)| {
            Piece::new(mark_role(mark), format!(" {}{count}", mark.letter()))
        }));
        Title::new(name).summary(summary).brief(brief)
    }

    fn line_title(&self) -> Cow<'_, str> {
        "Matrix".into()
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let area = area.intersection(buf.area);
        if self.lines.is_empty() || self.matrix.columns().is_empty() {
            let line = Rect {
                x: area.x + 1,
                width: area.width.saturating_sub(1),
                ..area
            };
            put_pieces(
                buf,
                line,
                ctx.theme,
                &[Piece::new(ThemeRole::Placeholder, self.nothing())],
            );
            return PaneDrawn::default();
        }
        if area.height < 2 {
            // no room for heads: the cell under the cursor, as in a folded line
            self.foot(area, ctx, buf, &self.one_line());
            return PaneDrawn::default();
        }
        let (feet, legend) = self.feet(area.height);
        let rows = u16::try_from(feet.len() + legend).unwrap_or(u16::MAX);
        let (below, area) = cut_bottom(area, rows);
        let drawn = grid::draw(area, buf, ctx.theme, (self, self.state, ctx.focus));
        // a row that the letters leave over parts the feet from the cells
        let told = self.legend(usize::from(below.width), legend, &drawn);
        let feet: Vec<_> = feet.into_iter().chain(told).collect();
        let rows = u16::try_from(feet.len()).unwrap_or(u16::MAX);
        for (pieces, line) in feet.iter().zip(cut_bottom(below, rows).0.rows()) {
            self.foot(line, ctx, buf, pieces);
        }
        let heads = drawn
            .heads
            .into_iter()
            .map(|(column, area)| (Spot::Head(column), area));
        let cells = drawn
            .cells
            .into_iter()
            .map(|(row, column, area)| (Spot::Cell(row, column), area));
        PaneDrawn {
            page: drawn.page,
            spots: cells
                .chain(heads)
                .chain(
                    drawn
                        .labels
                        .into_iter()
                        .map(|(row, area)| (Spot::Row(row), area)),
                )
                .collect(),
            cursor: None,
        }
    }

    fn folded(&self) -> Vec<Piece<'_>> {
        let mut pieces = vec![Piece::new(
            ThemeRole::Muted,
            format!("{} × {}  ", self.rows_title(), self.across.title()),
        )];
        match self.pointed() {
            Some(pointed) => {
                pieces.push(Piece::new(ThemeRole::Strong, pointed.row.label.as_str()));
                let letter = pointed.cell.mark.letter();
                pieces.push(Piece::new(
                    mark_role(pointed.cell.mark),
                    format!("  {letter}"),
                ));
                pieces.push(Piece::new(
                    ThemeRole::Muted,
                    format!("  {}", self.world.shown(pointed.column)),
                ));
            }
            None => pieces.push(Piece::new(ThemeRole::Placeholder, "no cell")),
        }
        pieces
    }

    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        let size = self.size();
        self.state.go(motion, size, page)
    }

    fn point(&mut self, spot: Spot) -> bool {
        let size = self.size();
        match spot {
            Spot::Cell(row, column) => {
                let down = self.state.go(Motion::To(row), size, (1, 1));
                self.state.column.go(Motion::To(column), size.1, 1) || down
            }
            Spot::Head(column) => self.state.column.go(Motion::To(column), size.1, 1),
            Spot::Row(row) => {
                let there = self.state.row.at() == row;
                let moved = self.state.go(Motion::To(row), size, (1, 1));
                if self.opens() && there {
                    self.toggle_fold();
                }
                moved
            }
        }
    }

    fn filter(&self) -> Option<&str> {
        Some(&self.filter)
    }

    fn set_filter(&mut self, text: &str) {
        let kept = match self.lines.get(self.state.row.at()) {
            Some(Line::Row(row)) => Some(*row),
            _ => None,
        };
        text.clone_into(&mut self.filter);
        self.marks.clear();
        let tested = self.sieve.tests_columns();
        self.sift();
        if tested || self.sieve.tests_columns() {
            self.ask_columns();
        }
        self.lay_lines();
        let same =
            |line: &Line| matches!((line, kept), (Line::Row(row), Some(kept)) if *row == kept);
        let at = self
            .lines
            .iter()
            .position(same)
            .or_else(|| {
                self.lines
                    .iter()
                    .position(|line| matches!(line, Line::Row(_)))
            })
            .unwrap_or(0);
        let len = self.lines.len();
        self.state.row.go(Motion::To(at), len, 1);
    }

    fn exported(&self) -> Option<Export> {
        Some(self.export())
    }

    fn mark(&mut self) -> bool {
        self.turn_mark()
    }

    fn copied(&self) -> Option<String> {
        self.marked_or_here()
    }
}
