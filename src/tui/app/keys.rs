//! One key press or paste: a text field first, then the keymap.

use super::{App, Content, Task};
use crate::tui::chord::{Chord, Key};
use crate::tui::keymap::Resolved;
use crate::tui::widgets::field::{Field, Typed};

impl<C: Content> App<C> {
    pub(super) fn key(&mut self, chord: Chord) -> Vec<Task<C>> {
        self.shell.toast = None;
        if self.shell.pending.is_empty()
            && let Some(tasks) = self.type_into(|field| field.handle(chord))
        {
            return tasks;
        }
        if !self.shell.pending.is_empty() && chord == Chord::plain(Key::Esc) {
            self.shell.pending = Default::default();
            return Vec::new();
        }
        let contexts = self.contexts();
        match self
            .shell
            .keymap
            .resolve(&contexts, &mut self.shell.pending, chord)
        {
            Resolved::Nothing | Resolved::Pending => Vec::new(),
            Resolved::Commands(names, count) => self.run(&names, count),
        }
    }

    pub(super) fn paste(&mut self, text: &str) -> Vec<Task<C>> {
        self.type_into(|field| field.insert(text))
            .unwrap_or_default()
    }

    /// Lets the field that has the keys take something; `None` if there is no such field or it refuses.
    fn type_into(&mut self, edit: impl FnOnce(&mut Field) -> Typed) -> Option<Vec<Task<C>>> {
        if let Some(overlay) = self.shell.overlays.last_mut() {
            return match edit(overlay.field()?) {
                Typed::Refused => None,
                Typed::Kept => Some(Vec::new()),
                Typed::Changed => {
                    overlay.field_changed();
                    Some(Vec::new())
                }
            };
        }
        if let Some(field) = &mut self.shell.filter_line {
            return match edit(field) {
                Typed::Refused => None,
                Typed::Kept => Some(Vec::new()),
                Typed::Changed => {
                    let text = field.text().to_owned();
                    Some(self.set_filter(&text))
                }
            };
        }
        let pane = self.focus();
        match edit(self.focused_pane_mut()?.field()?) {
            Typed::Refused => None,
            Typed::Kept => Some(Vec::new()),
            Typed::Changed => Some(C::touched(self, pane)),
        }
    }
}
