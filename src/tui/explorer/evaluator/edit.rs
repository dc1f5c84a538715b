//! Editing a field: every keystroke is an answer, enter keeps it, esc takes it back.
//!
//! INVARIANT: while a text means nothing yet, the suggestion under the cursor is what is asked about, and it is shown so.

use super::Evaluator;
use super::api::is_call;
use super::asked::{Asked, FieldId};
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
    /// What was asked before.
    before: Asked,
    /// Whether a suggestion was chosen on purpose.
    chosen: bool,
}

impl Edit {
    /// Whether any text will do, or only what has a name.
    fn is_free(&self) -> bool {
        let text = self.input.text();
        match self.field {
            FieldId::Principal | FieldId::Project | FieldId::EnterpriseProject => false,
            // two colons make a whole action, known or not
            FieldId::Action => {
                is_call(text) || text.matches(':').count() >= 2 && !text.ends_with(':')
            }
            FieldId::Resource | FieldId::Key(_) => true,
        }
    }

    /// Whether the first suggestion is what is asked about without being chosen.
    fn asks_first(&self) -> bool {
        !self.input.is_empty() && !self.is_free()
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
        let mut candidates = Candidates::of(&self.world, &field, self.asked.principal);
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
            // the first step takes up the suggestion that is shown first, unless it is asked about already
            if edit.chosen || edit.asks_first() || matches!(motion, Motion::Up(_)) {
                edit.completion.go(motion);
            }
            edit.chosen = true;
        }
        self.ask_edited();
    }

    /// Asks with what is typed, or with the suggestion where that is what is meant.
    fn ask_edited(&mut self) {
        let Some(edit) = &self.edit else { return };
        let mut asked = edit.before.clone();
        let text = edit.input.text();
        let suggested = edit
            .completion
            .chosen()
            .map(|suggestion| suggestion.text.as_str());
        let free = edit.is_free();
        let candidate = match suggested {
            Some(suggestion) if edit.chosen => suggestion,
            _ if text.is_empty() => {
                self.asked = asked;
                self.evaluate();
                return;
            }
            Some(_) if free => text,
            // an exact name is that name, whatever else it is the beginning of
            Some(suggestion) => {
                let exact = edit.field != FieldId::Action
                    && edit.before.clone().read(&self.world, &edit.field, text);
                if exact { text } else { suggestion }
            }
            None => text,
        };
        let candidate = candidate.to_owned();
        let field = edit.field.clone();
        asked.read(&self.world, &field, &candidate);
        self.asked = asked;
        self.evaluate();
        self.stay_on(&field);
    }

    /// Keys come and go with the answer; the cursor stays on its field.
    fn stay_on(&mut self, field: &FieldId) {
        let fields = self.fields();
        if let Some(at) = fields.iter().position(|other| other == field) {
            let items = self.items();
            self.cursor.go(Motion::To(at), items, 1);
        }
    }

    /// Keeps what is asked now.
    pub fn accept(&mut self) {
        let Some(edit) = self.edit.take() else { return };
        let unset = edit.input.is_empty() && !edit.chosen;
        // an emptied field is opened again; one that was never typed into is left as it was
        if unset && edit.before.is_set(&edit.field) && !starts_empty(&edit.field) {
            self.asked.unset(&edit.field);
            self.evaluate();
        }
        self.stay_on(&edit.field);
    }

    /// Takes back what was typed.
    pub fn leave(&mut self) {
        if let Some(edit) = self.edit.take() {
            self.asked = edit.before;
            self.evaluate();
            self.stay_on(&edit.field);
        }
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
