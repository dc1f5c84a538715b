//! Choosing one of many: a field, and the things that match it. It knows nothing of what is chosen.
//!
//! INVARIANT: the index it answers with is that of the list it was opened with, whatever is typed.

use std::collections::HashSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Overlay, OverlayDrawn, boxed, counted, near_top, prompt};
use crate::search::Index;
use crate::tui::app::{App, Content, Task};
use crate::tui::command::Count;
use crate::tui::layout::cut_top;
use crate::tui::theme::{Theme, ThemeRole};
use crate::tui::widgets::field::Field;
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::rows::{Row, Rows, RowsState};
use crate::tui::widgets::{Focus, text};

/// What is being chosen: the content recognises its own pickers by this.
pub type Purpose = &'static str;

/// One thing to choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What it is called.
    pub text: String,
    /// What else is known of it.
    pub detail: String,
    /// What else it is found by: ids, labels, other names; one of them stands in for the detail when it was meant.
    pub also: Vec<String>,
}

/// The picker's state.
#[derive(Debug)]
pub struct Picker {
    purpose: Purpose,
    title: String,
    choices: Vec<Choice>,
    index: Index,
    /// What else they are found by, and whose it is; prepared when first needed.
    also: Option<(Index, Vec<usize>)>,
    field: Field,
    /// Whom the field found, and by which of the other names, if by any.
    found: Vec<(usize, Option<usize>)>,
    rows: RowsState,
    /// The columns that the longest text and the longest detail take.
    longest: (u16, u16),
}

/// No more rows than this.
const MAX_ROWS: u16 = 16;

impl Picker {
    /// With these choices, the cursor on `current`.
    pub fn new(
        purpose: Purpose,
        title: impl Into<String>,
        choices: Vec<Choice>,
        current: usize,
    ) -> Self {
        let index = Index::new(choices.iter().map(|choice| choice.text.as_str()));
        let found: Vec<_> = (0..choices.len()).map(|index| (index, None)).collect();
        let mut rows = RowsState::default();
        rows.go(Motion::To(current), found.len(), MAX_ROWS.into());
        let longest = |of: fn(&Choice) -> &str| {
            let widths = choices.iter().map(|choice| text::width(of(choice)));
            u16::try_from(widths.max().unwrap_or(0)).unwrap_or(u16::MAX)
        };
        let longest = (
            longest(|choice| &choice.text),
            longest(|choice| &choice.detail),
        );
        Self {
            longest,
            purpose,
            title: title.into(),
            choices,
            index,
            also: None,
            field: Field::default(),
            found,
            rows,
        }
    }

    /// Its text field.
    pub fn field(&mut self) -> &mut Field {
        &mut self.field
    }

    /// Finds again, after the field changed.
    pub fn search(&mut self) {
        let typed = self.field.text();
        let hits = self.index.find(typed);
        // scattered letters are for those who type nothing that stands anywhere
        let words = typed.split_whitespace().count();
        let together = hits.iter().any(|hit| hit.is_together(words));
        let shown = hits
            .into_iter()
            .filter(|hit| !together || hit.is_together(words));
        self.found = shown.map(|hit| (hit.index, None)).collect();
        self.search_also();
        self.rows = RowsState::default();
    }

    /// Those that are called otherwise come after those that are called so; scattered letters do not count here.
    fn search_also(&mut self) {
        let typed = self.field.text();
        let words = typed.split_whitespace().count();
        // one letter would find nearly everything
        if typed.trim().chars().nth(1).is_none() {
            return;
        }
        let (index, whose) = self.also.get_or_insert_with(|| {
            let named =
                |(at, choice): (usize, &Choice)| choice.also.iter().map(|_| at).collect::<Vec<_>>();
            let whose = self.choices.iter().enumerate().flat_map(named).collect();
            let names = self.choices.iter().flat_map(|choice| &choice.also);
            (Index::new(names), whose)
        });
        let mut seen: HashSet<usize> = self.found.iter().map(|(at, _)| *at).collect();
        for hit in index.find(typed) {
            if let Some(choice) = whose.get(hit.index).copied()
                && hit.is_together(words)
                && seen.insert(choice)
            {
                let first = whose.partition_point(|other| *other < choice);
                self.found.push((choice, Some(hit.index - first)));
            }
        }
    }

    /// Moves through what was found.
    pub fn go(&mut self, motion: Motion) {
        self.rows.go(motion, self.found.len(), MAX_ROWS.into());
    }

    fn chosen(&self) -> Option<usize> {
        self.found.get(self.rows.cursor.at()).map(|(at, _)| *at)
    }

    /// Draws it.
    pub fn draw(&self, window: Rect, buf: &mut Buffer, theme: &Theme) -> OverlayDrawn {
        let (text, detail) = (self.longest.0, self.longest.1.min(40));
        let wide = text.saturating_add(detail);
        let wanted = u16::try_from(self.choices.len()).unwrap_or(MAX_ROWS);
        let area = near_top(
            window,
            super::wide(window, wide.saturating_add(8).clamp(44, 98)),
            (wanted.min(MAX_ROWS) + 4).min(window.height),
        );
        let title = counted(&self.title, self.found.len(), self.choices.len());
        let inner = boxed(area, buf, theme, &title);
        let (line, rest) = cut_top(inner, 1);
        let field = prompt(line, buf, theme, "›");
        let cursor = self.field.draw(field, buf, theme, "type to find");
        let (_, list) = cut_top(rest, u16::from(rest.height > 3));
        // a detail is cut before a text is, and both before either is left out
        let half = list.width / 2;
        let detail = detail.min(
            half.saturating_sub(2)
                .max(list.width.saturating_sub(text + 4)),
        );
        let rows = Rows {
            len: self.found.len(),
            state: &self.rows,
            columns: &[detail],
            text: Some(text),
            focus: Focus::Here,
            empty: "nothing is called so",
        };
        let spots = rows.draw(list, buf, theme, |at| self.row(at));
        OverlayDrawn {
            page: usize::from(list.height),
            cursor,
            area,
            rows: spots,
        }
    }

    fn row(&self, at: usize) -> Row<'_> {
        let found = self.found.get(at).copied();
        let Some((index, choice, by)) =
            found.and_then(|(index, by)| Some((index, self.choices.get(index)?, by)))
        else {
            return Row::new("");
        };
        if let Some(name) = by.and_then(|by| choice.also.get(by)) {
            return Row::new(choice.text.as_str()).column(ThemeRole::Text, name.as_str());
        }
        Row::new(choice.text.as_str())
            .matched(self.index.positions(index, self.field.text()))
            .column(ThemeRole::Muted, choice.detail.as_str())
    }
}

/// Closes the picker and tells the content what was chosen.
pub fn accept<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    let Some(Overlay::Picker(picker)) = app.shell.overlays.last() else {
        return Vec::new();
    };
    let Some(chosen) = picker.chosen() else {
        return Vec::new();
    };
    let purpose = picker.purpose;
    app.shell.overlays.pop();
    C::picked(app, purpose, chosen)
}
