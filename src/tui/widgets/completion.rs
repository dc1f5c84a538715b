//! The list of suggestions under a field.
//!
//! INVARIANT: it never covers the field it belongs to.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use super::frame::{self, Title};
use super::motion::Motion;
use super::rows::{Row, Rows, RowsState};
use super::{Focus, text};
use crate::tui::theme::{Theme, ThemeRole};

/// One suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What would be put into the field.
    pub text: String,
    /// What it is: a kind, a service, a count.
    pub detail: String,
    /// Which characters of the text the query found.
    pub matched: Vec<usize>,
}

/// The suggestions and the one that is chosen.
#[derive(Debug, Clone, Default)]
pub struct Completion {
    items: Vec<Suggestion>,
    rows: RowsState,
    /// Whether one went to the list: before that its first row is not what enter takes.
    focus: Focus,
}

/// No more rows than this.
const MAX_ROWS: u16 = 10;
/// What a suggestion is gets no more columns than this.
const DETAIL: u16 = 40;

impl Completion {
    /// With these suggestions, the first one chosen.
    pub fn new(items: Vec<Suggestion>) -> Self {
        Self {
            items,
            rows: RowsState::default(),
            focus: Focus::Elsewhere,
        }
    }

    /// Whether there is nothing to suggest.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// What is suggested, best first.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|item| item.text.as_str())
    }

    /// The chosen suggestion.
    pub fn chosen(&self) -> Option<&Suggestion> {
        self.items.get(self.rows.cursor.at())
    }

    /// Goes to the list.
    pub fn enter(&mut self) {
        self.focus = Focus::Here;
    }

    /// Chooses another; at the ends it goes round.
    pub fn go(&mut self, motion: Motion) {
        let len = self.items.len();
        if !self.rows.go(motion, len, usize::from(MAX_ROWS)) {
            let round = if matches!(motion, Motion::Down(_)) {
                Motion::First
            } else {
                Motion::Last
            };
            self.rows.go(round, len, usize::from(MAX_ROWS));
        }
    }

    /// Draws below the field, or above it where there is more room.
    pub fn draw(&self, field: Rect, window: Rect, buf: &mut Buffer, theme: &Theme) {
        if self.is_empty() {
            return;
        }
        let wanted = u16::try_from(self.items.len())
            .unwrap_or(MAX_ROWS)
            .min(MAX_ROWS)
            + 2;
        let below = window.bottom().saturating_sub(field.bottom());
        let above = field.y.saturating_sub(window.y);
        let (y, height) = if below >= wanted || below >= above {
            (field.bottom(), wanted.min(below))
        } else {
            (field.y - wanted.min(above), wanted.min(above))
        };
        let longest = |of: fn(&Suggestion) -> &str| {
            self.items
                .iter()
                .map(|i| text::width(of(i)))
                .max()
                .unwrap_or(0)
        };
        let detail = u16::try_from(longest(|item| &item.detail))
            .unwrap_or(u16::MAX)
            .min(DETAIL);
        let words = u16::try_from(longest(|item| &item.text))
            .unwrap_or(u16::MAX)
            .min(60);
        let width = words.max(16) + detail + 5;
        let width = width.min(window.width);
        let x = field
            .x
            .saturating_sub(1)
            .min(window.right().saturating_sub(width));
        let area = Rect {
            x,
            y,
            width,
            height,
        };
        if height < 3 {
            return;
        }
        Clear.render(area.intersection(buf.area), buf);
        let inner = frame::draw(area, buf, theme, (&Title::default(), Focus::Elsewhere));
        let rows = Rows {
            len: self.items.len(),
            state: &self.rows,
            columns: &[detail],
            text: Some(words),
            focus: self.focus,
            empty: "",
        };
        rows.draw(inner, buf, theme, |index| match self.items.get(index) {
            Some(item) => Row::new(item.text.as_str())
                .matched(item.matched.clone())
                .column(ThemeRole::Muted, item.detail.as_str()),
            None => Row::new(""),
        });
    }
}
