//! What is to be remembered beyond the screen: it leaves the app as tasks, and the loop writes it into the log.

use super::{App, Content, Task};
use crate::log::Record;
use crate::tui::event::Topic;

impl<C: Content> App<C> {
    /// Before the first frame; what was found wrong while the app was made is told then too.
    pub fn started(&mut self) -> Vec<Task<C>> {
        let tasks = C::started(self);
        self.after_notes(tasks)
    }

    /// Has something written down.
    pub fn note(&mut self, record: Record) {
        self.shell.noted.push(record);
    }

    /// Says in the footer what did not work, and has it written down with what it was about.
    pub fn complain(&mut self, topic: Topic, words: impl Into<String>) {
        let words = words.into();
        self.note(Record::error(format!("{topic}: {words}")));
        self.say(words);
    }

    /// These tasks, after the writing: one of them may end the program.
    pub(super) fn after_notes(&mut self, tasks: Vec<Task<C>>) -> Vec<Task<C>> {
        if self.shell.noted.is_empty() {
            return tasks;
        }
        let noted = std::mem::take(&mut self.shell.noted);
        noted.into_iter().map(Task::Log).chain(tasks).collect()
    }
}
