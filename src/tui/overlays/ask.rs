//! Asking for a line of text: the name of a file. It knows nothing of what the text is for.

use std::fmt;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::picker::Purpose;
use super::{Overlay, OverlayDrawn, boxed, prompt, wide};
use crate::tui::app::{App, Content, Task};
use crate::tui::command::{Availability, Count};
use crate::tui::layout::{centred, cut_left, cut_top};
use crate::tui::theme::{Theme, ThemeRole};
use crate::tui::widgets::field::Field;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::{Piece, put_pieces};

/// The question's state.
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
    /// Whether what is typed is a secret: not shown, and wiped afterwards.
    hidden: bool,
}

/// What is typed may be a secret.
impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ask")
            .field("purpose", &self.purpose)
            .field("title", &self.title)
            .finish_non_exhaustive()
    }
}

impl Drop for Ask {
    fn drop(&mut self) {
        if self.hidden {
            self.field.wipe();
        }
    }
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
            hidden: false,
        }
    }

    /// A question for a secret: what is typed is not shown.
    pub fn hidden(purpose: Purpose, said: (&str, &str)) -> Self {
        let mut ask = Self::new(purpose, said, "", Vec::new());
        ask.hidden = true;
        ask.field.reserve();
        ask
    }

    /// What it is for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// With a word about the text that stands there.
    pub fn noted(mut self, note: String) -> Self {
        self.note = Some(note);
        self.warned = true;
        self
    }

    /// With what came of the text that stands there; another enter tries it again, and agrees to nothing.
    pub fn failed(mut self, why: String) -> Self {
        self.note = Some(why);
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
        let field = prompt(line, buf, theme, "›");
        let empty = if self.endings.is_empty() {
            "a few words"
        } else {
            "a name"
        };
        let cursor = match self.hidden {
            true => self.field.masked().draw(field, buf, theme, "not shown"),
            false => self.field.draw(field, buf, theme, empty),
        };
        let (_, below) = cut_top(rest, 1);
        let (role, words) = match &self.note {
            Some(note) => (ThemeRole::Warning, note.as_str()),
            None => (ThemeRole::Muted, self.hint.as_str()),
        };
        let (_, below) = cut_left(below, 3);
        put_pieces(buf, below, theme, &[Piece::new(role, words)]);
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

/// Whether what is asked has endings to choose from.
pub fn turning<C: Content>(app: &App<C>) -> Availability {
    let has = |ask: &Ask| ask.endings.len() > 1;
    let open = matches!(app.shell.overlays.last(), Some(Overlay::Ask(ask)) if has(ask));
    Availability::when(open, "it has no endings to choose from")
}

/// Gives the answer to the content.
pub fn accept<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    if !matches!(app.shell.overlays.last(), Some(Overlay::Ask(_))) {
        return Vec::new();
    }
    let Some(Overlay::Ask(ask)) = app.shell.overlays.pop() else {
        return Vec::new();
    };
    C::told(app, ask.purpose, (ask.field.text(), ask.warned))
}

/// The next ending.
pub fn turn<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    if let Some(Overlay::Ask(ask)) = app.shell.overlays.last_mut() {
        ask.turn();
    }
    Vec::new()
}
