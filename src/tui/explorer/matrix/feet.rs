//! The words of the matrix beside its letters: what the rows are, and below them what the row, the column and the letters
//! under the cursor mean.
//!
//! INVARIANT: nothing here computes a column; legends tell of what was looked at.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::letters::{basis_mark, basis_text, mark_role, mark_word};
use super::lines::Line;
use super::{Across, MatrixPane};
use crate::analysis::matrix::{Cell, CellBasis, Column, RowKey, Rows};
use crate::model::Mark;
use crate::report::circumstances;
use crate::tui::app::{Ctx, Pane};
use crate::tui::explorer::world::category_name;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::grid::GridDrawn;
use crate::tui::widgets::{Piece, put_pieces, text};

impl MatrixPane {
    pub fn rows_title(&self) -> &'static str {
        match self.effective_rows() {
            Rows::Operations => "operations",
            Rows::Actions => "actions",
            Rows::Services => "services",
        }
    }

    /// Why there is nothing, where there is nothing.
    pub(super) fn nothing(&self) -> &'static str {
        if self.lines.is_empty() && self.only_differences() && !self.matrix.rows().is_empty() {
            return "no row differs; d shows all";
        }
        match (self.lines.is_empty(), self.filter.is_empty(), self.across) {
            (true, false, _) => "no row matches; esc shows all",
            (true, true, _) => "the catalogue knows nothing to ask about here",
            (false, false, _) if self.matrix.columns().is_empty() => {
                "no column is like that; esc shows all"
            }
            (false, _, Across::Attached) => "nothing is attached; c shows other columns",
            (false, _, Across::System) => {
                "no system-defined permission is filed under this service; c shows other columns"
            }
            (false, ..) => "nobody to ask about; c shows other columns",
        }
    }

    /// The column under the cursor in full: its name, what it is, what it depends on.
    pub(super) fn column_line(&self) -> Vec<Piece<'_>> {
        let account = self.world.account();
        let catalogue = self.world.catalogue();
        let Some(column) = self.matrix.columns().get(self.state.column.at()) else {
            return Vec::new();
        };
        let mut pieces = vec![
            Piece::new(ThemeRole::TitleFocused, self.world.shown(*column)),
            Piece::new(ThemeRole::Muted, format!("  {}", column.kind(account))),
        ];
        if let Column::Permission(id) = column {
            let basis = CellBasis::from(account.permission(*id).basis);
            if let Some((_, role)) = basis_mark(basis) {
                pieces.push(Piece::new(ThemeRole::Muted, ", "));
                pieces.push(Piece::new(role, basis_text(basis)));
            }
        }
        if self.is_elsewhere(self.state.column.at()) {
            pieces.push(Piece::new(ThemeRole::Warning, "  not granted here"));
        }
        let services: Vec<_> = self.place.service.into_iter().collect();
        let depends = column.depends(catalogue, account, &services);
        if !depends.is_empty() {
            pieces.push(Piece::new(ThemeRole::Muted, "  depends on "));
            pieces.push(Piece::new(ThemeRole::Text, depends.join(", ")));
        }
        pieces
    }

    /// What is said about condition keys, which every letter is asked under.
    pub(super) fn circumstances(&self) -> Vec<Piece<'static>> {
        let said = circumstances(self.columns.context());
        vec![
            Piece::new(ThemeRole::Marked, format!("under {said}")),
            Piece::new(ThemeRole::Key, "  f"),
            Piece::new(ThemeRole::Hint, " drops it"),
        ]
    }

    /// What the row under the cursor asks about.
    pub(super) fn row_line(&self) -> Vec<Piece<'_>> {
        const NAMED: usize = 6;
        let Some(pointed) = self.pointed() else {
            return Vec::new();
        };
        let catalogue = self.world.catalogue();
        let actions = &pointed.row.actions;
        let label = Piece::new(ThemeRole::TitleFocused, pointed.row.label.as_str());
        let mut pieces = vec![label, Piece::new(ThemeRole::Muted, "  ")];
        match (pointed.row.key, actions.as_slice()) {
            (RowKey::Service(_), _) => pieces.push(Piece::new(
                ThemeRole::Muted,
                match actions.len() {
                    1 => "its only action".to_owned(),
                    count => format!("all {count} of its actions"),
                },
            )),
            (RowKey::Action(id), _) => {
                let label = catalogue.actions.get(id).label;
                pieces.push(Piece::new(ThemeRole::Muted, label));
            }
            (RowKey::Operation(_), []) => pieces.push(Piece::new(
                ThemeRole::Muted,
                "no document says which actions it needs",
            )),
            (RowKey::Operation(_), actions) => {
                let names: Vec<&str> = actions
                    .iter()
                    .take(NAMED)
                    .map(|id| catalogue.actions.get(*id).name)
                    .collect();
                pieces.push(Piece::new(ThemeRole::Muted, "needs "));
                pieces.push(Piece::new(ThemeRole::Text, names.join(", ")));
                if actions.len() > NAMED {
                    let more = format!(" and {} more", actions.len() - NAMED);
                    pieces.push(Piece::new(ThemeRole::Muted, more));
                }
            }
        }
        pieces
    }

    /// What stands below the cells in a pane of this height, from the top; and as many rows as the letters may have then.
    pub(super) fn feet(&self, height: u16) -> (Vec<Vec<Piece<'_>>>, usize) {
        // what the column, the row and the letters mean: where the rows leave room for it, and in every high window
        let head = 3;
        let spare = usize::from(height).saturating_sub(self.lines.len() + head);
        let legend = match spare {
            _ if height >= 20 => 2,
            4.. => 2,
            3 => 1,
            _ => 0,
        };
        let mut left = usize::from(height).saturating_sub(legend);
        let mut feet = Vec::new();
        if spare >= 1 || height >= 14 {
            feet.push(self.column_line());
            left = left.saturating_sub(1);
        }
        if spare >= 2 || height >= 17 {
            feet.push(self.row_line());
            left = left.saturating_sub(1);
        }
        if !self.columns.context().is_empty() && left >= 4 {
            // letters under a circumstance are never taken for the open answer
            feet.push(self.circumstances());
            left -= 1;
        }
        if let Some(wrong) = self.sieve.wrong.as_deref().filter(|_| left >= 3) {
            feet.push(vec![
                Piece::new(ThemeRole::Muted, "filter: "),
                Piece::new(ThemeRole::Warning, wrong),
            ]);
            left -= 1;
        }
        let instead = self.down == Rows::Operations && self.effective_rows() == Rows::Actions;
        if instead && left >= 5 {
            let words = "no operations table is published for this service; these are its actions";
            feet.push(vec![Piece::new(ThemeRole::Placeholder, words)]);
        }
        feet.reverse();
        (feet, legend)
    }

    /// The letters on screen and their meaning, then the marks on screen: in so many rows of this width at most.
    pub(super) fn legend(
        &self,
        width: usize,
        most: usize,
        drawn: &GridDrawn,
    ) -> Vec<Vec<Piece<'static>>> {
        let seen: Vec<Cell> = drawn
            .cells
            .iter()
            .filter_map(|(row, column, _)| self.shown_cell(*row, *column))
            .collect();
        let letters = Mark::ALL
            .into_iter()
            .filter(|mark| seen.iter().any(|cell| cell.mark == *mark))
            .map(|mark| (mark.letter().to_string(), mark_role(mark), mark_word(mark)));
        let mut bases: Vec<CellBasis> = seen.iter().map(|cell| cell.basis).collect();
        bases.sort_unstable();
        bases.dedup();
        let marks = bases.into_iter().filter_map(|basis| {
            let (sign, role) = basis_mark(basis)?;
            Some((sign.to_string(), role, basis_text(basis)))
        });
        let elsewhere = drawn
            .heads
            .iter()
            .any(|(column, _)| self.is_elsewhere(*column));
        let elsewhere = elsewhere.then(|| ("( )".to_owned(), ThemeRole::Disabled, "not here"));
        let mut told: Vec<Vec<Piece<'static>>> = Vec::new();
        let mut x = width;
        for (sign, role, word) in letters.chain(marks).chain(elsewhere) {
            let needed = text::width(&sign) + 1 + text::width(word);
            if x + needed > width && told.len() < most {
                told.push(Vec::new());
                x = 1;
            }
            x += needed + 3;
            let Some(line) = told.last_mut() else {
                break;
            };
            let gap = if line.is_empty() { "" } else { "   " };
            line.push(Piece::new(role, format!("{gap}{sign} ")));
            line.push(Piece::new(ThemeRole::Muted, word));
        }
        told
    }

    /// The cell under the cursor in as few words as there are: its letter first.
    pub(super) fn one_line(&self) -> Vec<Piece<'_>> {
        let Some(pointed) = self.pointed() else {
            return match self.lines.get(self.state.row.at()) {
                Some(Line::Heading { category, .. }) => {
                    vec![Piece::new(ThemeRole::Title, category_name(category))]
                }
                _ => self.folded(),
            };
        };
        let mark = pointed.cell.mark;
        vec![
            Piece::new(mark_role(mark), format!("{} ", mark.letter())),
            Piece::new(ThemeRole::Strong, pointed.row.label.as_str()),
            Piece::new(
                ThemeRole::Muted,
                format!("  {}", self.world.shown(pointed.column)),
            ),
        ]
    }

    /// Writes one of them.
    pub(super) fn foot(&self, line: Rect, ctx: &Ctx<'_>, buf: &mut Buffer, pieces: &[Piece<'_>]) {
        let line = Rect {
            x: line.x + 1,
            width: line.width.saturating_sub(1),
            ..line
        };
        put_pieces(buf, line, ctx.theme, pieces);
    }
}
