//! Editing a field: every keystroke is an answer, enter keeps it, esc takes it back.
//!
//! INVARIANT: what was typed is kept as it is; a suggestion takes its place only where one went to it, or typed its name.
//! A text that names nobody and nothing is said to, and the field stays open.

use super::Evaluator;
use super::asked::{Asked, FieldId};
use super::said::{self, Heard};
use super::suggest::Candidates;
use crate::tui::widgets::completion::Completion;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::motion::Motion;

/// A field being edited.
#[derive(Debug)]
pub struct Edit {
    /// Which.
    pub field: FieldId,
    /// What is typed.
    pub input: Field,
    /// What fits.
    pub completion: Completion,
    candidates: Candidates,
    /// What was asked before, and what a pasted text had said.
    before: Asked,
    heard: Option<Heard>,
    /// Whether a suggestion was chosen on purpose.
    chosen: bool,
}

impl Edit {
    /// Whether only what has a name will do.
    fn is_named(&self) -> bool {
        matches!(
            self.field,
            FieldId::Principal | FieldId::Project | FieldId::EnterpriseProject
        )
    }

    /// The suggestion that the typed text stands for: the one it is equal to but for case; where only names will do, also
    /// the only one that begins so.
    fn meant(&self) -> Option<&str> {
        let typed = self.input.text().trim().to_lowercase();
        let name = |text: &str| match self.field {
            FieldId::Principal => text
                .split_once(' ')
                .map_or("", |(_, name)| name)
                .to_lowercase(),
            _ => String::new(),
        };
        let texts = || self.completion.texts();
        let equal = |text: &&str| text.to_lowercase() == typed || name(text) == typed;
        if let Some(equal) = texts().find(equal) {
            return Some(equal);
        }
        if !self.is_named() || typed.is_empty() {
            return None;
        }
        let begins =
            |text: &&str| text.to_lowercase().starts_with(&typed) || name(text).starts_with(&typed);
        let mut found = texts().filter(begins);
        found.next().filter(|_| found.next().is_none())
    }
}

impl Evaluator {
    /// Whether a field is being edited.
    pub fn is_editing(&self) -> bool {
        self.edit.is_some()
    }

    /// Whether the cursor is on a field.
    pub fn on_field(&self) -> bool {
        self.cursor.at() < self.fields().len()
    }

    /// Begins editing the field under the cursor; its text is there to be typed over or mended.
    pub fn begin(&mut self) {
        let Some(field) = self.field_under_cursor() else {
            return;
        };
        let mut candidates = Candidates::of(&self.world, &field, &self.asked);
        let input = match field {
            // names are found faster by typing afresh, the old one in sight; what is mended is a resource or a value
            FieldId::Resource | FieldId::Key(_) if self.asked.is_set(&field) => {
                Field::new(&self.asked.text(&self.world, &field))
            }
            _ => Field::default(),
        };
        let completion = Completion::new(candidates.matching(input.text()));
        self.edit = Some(Edit {
            field,
            input,
            completion,
            candidates,
            before: self.asked.clone(),
            heard: self.heard.clone(),
            chosen: false,
        });
    }

    /// After the text changed: new suggestions, new answer.
    pub fn typed(&mut self) {
        if let Some(edit) = &mut self.edit {
            edit.completion = Completion::new(edit.candidates.matching(edit.input.text()));
            edit.chosen = false;
        }
        self.ask_edited();
    }

    /// Chooses another suggestion.
    pub fn suggest(&mut self, motion: Motion) {
        if let Some(edit) = &mut self.edit {
            // the first step takes up the suggestion that is shown first
            if edit.chosen || matches!(motion, Motion::Up(_)) {
                edit.completion.go(motion);
            }
            edit.chosen = true;
            edit.completion.enter();
        }
        self.ask_edited();
    }

    /// Asks with what is typed, or with the suggestion that one went to. What names nothing leaves the question as it was.
    fn ask_edited(&mut self) {
        let Some(edit) = &self.edit else { return };
        let mut asked = edit.before.clone();
        let mut heard = edit.heard.clone();
        let field = edit.field.clone();
        let typed = edit.input.text();
        let suggested = edit.completion.chosen().filter(|_| edit.chosen);
        let exact = || asked.clone().read(&self.world, &field, typed);
        let text = match suggested {
            Some(suggestion) => &suggestion.text,
            None if typed.is_empty() || edit.is_named() && exact() => typed,
            None => edit.meant().unwrap_or(typed),
        };
        if !text.is_empty() {
            if field == FieldId::Action {
                heard = said::hear(&self.world, text, &mut asked);
            }
            if heard.is_none() || field != FieldId::Action {
                asked.read(&self.world, &field, text);
            }
        }
        self.asked = asked;
        self.heard = heard;
        self.evaluate();
        self.stay_on(&field);
    }

    /// Keys come and go with the answer; the cursor stays on its field.
    pub(super) fn stay_on(&mut self, field: &FieldId) {
        let fields = self.fields();
        if let Some(at) = fields.iter().position(|other| other == field) {
            let items = self.items();
            self.cursor.go(Motion::To(at), items, 1);
        }
    }

    /// Keeps what is asked now. A text that names nothing cannot be kept: the field stays open, and why is answered.
    pub fn accept(&mut self) -> Result<(), String> {
        let Some(edit) = self.edit.take() else {
            return Ok(());
        };
        let typed = edit.input.text().trim();
        let read = || edit.before.clone().read(&self.world, &edit.field, typed);
        if edit.is_named() && !edit.chosen && !typed.is_empty() && !read() && edit.meant().is_none()
        {
            let what = match edit.field {
                FieldId::Principal => "nobody is",
                FieldId::Project => "no project is",
                _ => "no enterprise project is",
            };
            let said = format!("{what} called {typed:?}: ↓ goes to the suggestions, esc leaves");
            self.edit = Some(edit);
            return Err(said);
        }
        let unset = edit.input.is_empty() && !edit.chosen;
        // an emptied field is opened again; one that was never typed into is left as it was
        if unset && edit.before.is_set(&edit.field) && !starts_empty(&edit.field) {
            self.asked.unset(&edit.field);
            self.evaluate();
        }
        self.stay_on(&edit.field);
        Ok(())
    }

    /// Takes back what was typed.
    pub fn leave(&mut self) {
        if let Some(edit) = self.edit.take() {
            self.asked = edit.before;
            self.heard = edit.heard;
            self.evaluate();
            self.stay_on(&edit.field);
        }
    }

    /// Whether the field under the cursor says something that could be left open.
    pub fn can_unset(&self) -> bool {
        let field = self.field_under_cursor();
        field.is_some_and(|field| self.asked.clone().unset(&field))
    }

    /// Opens the field under the cursor again: unset, any, in general.
    pub fn unset(&mut self) {
        if let Some(field) = self.field_under_cursor()
            && self.asked.unset(&field)
        {
            self.evaluate();
            self.stay_on(&field);
        }
    }
}

/// Whether a field's editing begins with an empty text although it has a value.
fn starts_empty(field: &FieldId) -> bool {
    !matches!(field, FieldId::Resource | FieldId::Key(_))
}
