//! The palette: a field, and the commands that match it, those used last before the others.
//!
//! INVARIANT: every command of the table can be reached from here, whatever its keys.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Entry, Overlay, OverlayDrawn, boxed, counted, near_top, prompt, wide};
use crate::search::Index;
use crate::tui::app::{App, Content, Task};
use crate::tui::command::{CommandName, Count};
use crate::tui::layout::cut_top;
use crate::tui::theme::{Theme, ThemeRole};
use crate::tui::widgets::field::Field;
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::rows::{Row, Rows, RowsState};
use crate::tui::widgets::{Focus, put};

/// The palette's state.
#[derive(Debug)]
pub struct Palette {
    entries: Vec<Entry>,
    names: Index,
    sentences: Index,
    field: Field,
    found: Vec<usize>,
    rows: RowsState,
}

impl Palette {
    /// With all commands; `recent` are the names of those used last, the last first.
    pub fn new(mut entries: Vec<Entry>, recent: &[CommandName]) -> Self {
        let rank = |entry: &Entry| {
            recent
                .iter()
                .position(|name| *name == entry.name)
                .unwrap_or(usize::MAX)
        };
        // what can be done here and now before what cannot
        entries.sort_by_key(|entry| (rank(entry), entry.reason.is_some(), !entry.live));
        let names = Index::new(
            entries
                .iter()
                .map(|entry| format!("{} {}", entry.title, entry.name)),
        );
        let sentences = Index::new(
            entries
                .iter()
                .map(|entry| format!("{} {} {}", entry.title, entry.name, entry.help)),
        );
        let mut palette = Self {
            entries,
            names,
            sentences,
            field: Field::default(),
            found: Vec::new(),
            rows: RowsState::default(),
        };
        palette.search();
        palette
    }

    /// Its text field.
    pub fn field(&mut self) -> &mut Field {
        &mut self.field
    }

    /// Finds again, after the field changed.
    pub fn search(&mut self) {
        let query = self.field.text();
        self.found = self
            .names
            .find(query)
            .into_iter()
            .map(|hit| hit.index)
            .collect();
        // a word of the sentence finds a command too, after those that are called so
        let more = self.sentences.find(query).into_iter().map(|hit| hit.index);
        let more: Vec<usize> = more.filter(|index| !self.found.contains(index)).collect();
        self.found.extend(more);
        self.rows = RowsState::default();
    }

    /// Moves through what was found.
    pub fn go(&mut self, motion: Motion) {
        self.rows.go(motion, self.found.len(), MAX_ROWS.into());
    }

    fn chosen(&self) -> Option<&Entry> {
        self.found
            .get(self.rows.cursor.at())
            .and_then(|index| self.entries.get(*index))
    }

    /// Draws it.
    pub fn draw(&self, window: Rect, buf: &mut Buffer, theme: &Theme) -> OverlayDrawn {
        let height = (MAX_ROWS + 4).min(window.height);
        let area = near_top(window, wide(window, 78), height);
        let title = counted("Commands", self.found.len(), self.entries.len());
        let inner = boxed(area, buf, theme, &title);
        let (line, rest) = cut_top(inner, 1);
        let field = prompt(line, buf, theme, ":");
        let cursor = self.field.draw(field, buf, theme, "type to find a command");
        let (help, list) = match rest.height {
            0..=3 => (Rect { height: 0, ..rest }, rest),
            height => {
                let (list, help) = cut_top(rest, height - 1);
                (help, list)
            }
        };
        let rows = Rows {
            len: self.found.len(),
            state: &self.rows,
            columns: &[14, 18],
            text: None,
            focus: Focus::Here,
            empty: "no such command",
        };
        let spots = rows.draw(list, buf, theme, |at| self.row(at));
        if let Some(entry) = self.chosen().filter(|_| !help.is_empty()) {
            let (word, role) = match entry.reason {
                Some(reason) => (reason, ThemeRole::Warning),
                None => (entry.help, ThemeRole::Muted),
            };
            put(
                buf,
                (help.x + 1, help.y),
                help.right(),
                (word, theme.style(role)),
            );
        }
        OverlayDrawn {
            page: usize::from(list.height),
            cursor,
            area,
            rows: spots,
        }
    }

    fn row(&self, at: usize) -> Row<'_> {
        let Some((index, entry)) = self
            .found
            .get(at)
            .and_then(|index| Some((*index, self.entries.get(*index)?)))
        else {
            return Row::new("");
        };
        let mut positions = self.names.positions(index, self.field.text());
        positions.retain(|position| *position < entry.title.chars().count());
        let role = if entry.reason.is_some() {
            ThemeRole::Disabled
        } else {
            ThemeRole::Text
        };
        Row::new(entry.title)
            .role(role)
            .matched(positions)
            .column(ThemeRole::Key, entry.keys.join(" "))
            .column(ThemeRole::Muted, entry.name)
    }
}

const MAX_ROWS: u16 = 14;

/// Closes the palette and runs the chosen command.
pub fn accept<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    let Some(Overlay::Palette(palette)) = app.shell.overlays.last() else {
        return Vec::new();
    };
    let Some(name) = palette.chosen().map(|entry| entry.name) else {
        return Vec::new();
    };
    app.shell.overlays.pop();
    app.run(&[name], Count::default())
}

/// Moves down.
pub fn next<C: Content>(app: &mut App<C>, count: Count) -> Vec<Task<C>> {
    app.motion(Motion::Down(count.or_one()))
}

/// Moves up.
pub fn previous<C: Content>(app: &mut App<C>, count: Count) -> Vec<Task<C>> {
    app.motion(Motion::Up(count.or_one()))
}
