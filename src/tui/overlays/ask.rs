//! Asking for a line of text: the name of a file. It knows nothing of what the text is for.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::picker::Purpose;
use super::{Overlay, OverlayDrawn, boxed, wide};
use crate::tui::app::{App, Content, Task};
use crate::tui::command::{Availability, Count};
use crate::tui::layout::{centred, cut_left, cut_top};
use crate::tui::theme::{Theme, ThemeRole};
use crate::tui::widgets::field::Field;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::{put, put_pieces};

/// The question's state.
#[derive(Debug)]
pub struct Ask {
    purpose: Purpose,
    title: String,
    hint: String,
    /// What is wrong with the last answer, or what another enter would do.
    note: Option<String>,
    /// Whether the text is still the one that the note is about.
    warned: bool,
    endings: Vec<&'static str>,
    field: Field,
}

impl Ask {
    /// A question with a text to begin with; `tab` goes through the endings.
    pub fn new(
        purpose: Purpose,
        (title, hint): (&str, &str),
        text: &str,
        endings: Vec<&'static str>,
    ) -> Self {
        Self {
            purpose,
            title: title.to_owned(),
            hint: hint.to_owned(),
            note: None,
            warned: false,
            endings,
            field: Field::new(text),
        }
    }

    /// With a word about the text that stands there.
    pub fn noted(mut self, note: String) -> Self {
        self.note = Some(note);
        self.warned = true;
        self
    }

    /// Its text field.
    pub fn field(&mut self) -> &mut Field {
        &mut self.field
    }

    /// After the text changed: the word about the old one is not about it.
    pub fn changed(&mut self) {
        self.note = None;
        self.warned = false;
    }

    fn turn(&mut self) {
        let text = self.field.text().to_owned();
        let (stem, ending) = text.rsplit_once('.').unwrap_or((&text, ""));
        let at = self.endings.iter().position(|known| *known == ending);
        let next = at.map_or(0, |at| (at + 1) % self.endings.len().max(1));
        if let Some(ending) = self.endings.get(next) {
            self.field.set(&format!("{stem}.{ending}"));
            self.changed();
        }
    }

    /// Draws it.
    pub fn draw(&self, window: Rect, buf: &mut Buffer, theme: &Theme) -> OverlayDrawn {
        let mut area = centred(window, wide(window, 76), 5.min(window.height));
        area.y = area.y.min(window.y + window.height / 6);
        let inner = boxed(area, buf, theme, &Title::new(self.title.as_str()));
        let (line, rest) = cut_top(inner, 1);
        put(
            buf,
            (line.x + 1, line.y),
            line.right(),
            ("›", theme.style(ThemeRole::Key)),
        );
        let (_, field) = cut_left(line, 3);
        let empty = if self.endings.is_empty() {
            "a few words"
        } else {
            "a name"
        };
        let cursor = self.field.draw(field, buf, theme, empty);
        let (_, below) = cut_top(rest, 1);
        let (role, words) = match &self.note {
            Some(note) => (ThemeRole::Warning, note.as_str()),
            None => (ThemeRole::Muted, self.hint.as_str()),
        };
        let (_, below) = cut_left(below, 3);
        put_pieces(
            buf,
            below,
            theme,
            &[crate::tui::widgets::Piece::new(role, words)],
        );
        OverlayDrawn {
            page: 1,
            cursor,
            area,
            rows: Vec::new(),
        }
    }
}

/// Whether something is asked.
pub fn asking<C: Content>(app: &App<C>) -> Availability {
    let open = matches!(app.shell.overlays.last(), Some(Overlay::Ask(_)));
    Availability::when(open, "nothing is asked")
}

/// Whether what is asked has endings to go through.
pub fn ending<C: Content>(app: &App<C>) -> Availability {
    let open =
        matches!(app.shell.overlays.last(), Some(Overlay::Ask(ask)) if !ask.endings.is_empty());
    Availability::when(open, "what is asked has no endings")
}

/// Gives the answer to the content.
pub fn accept<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    let Some(Overlay::Ask(ask)) = app.shell.overlays.last() else {
        return Vec::new();
    };
    let (purpose, text, again) = (ask.purpose, ask.field.text().to_owned(), ask.warned);
    app.shell.overlays.pop();
    C::told(app, purpose, (&text, again))
}

/// The next ending.
pub fn turn<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    if let Some(Overlay::Ask(ask)) = app.shell.overlays.last_mut() {
        ask.turn();
    }
    Vec::new()
}
