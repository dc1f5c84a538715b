//! One key press: a text field first, then the keymap.

use super::{App, Content, Task};
use crate::tui::chord::{Chord, Key};
use crate::tui::keymap::Resolved;

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
}
