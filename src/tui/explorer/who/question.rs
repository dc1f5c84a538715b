//! The question being typed, with what it could be completed to.

use crate::tui::explorer::evaluator::Candidates;
use crate::tui::explorer::stop::Stop;
use crate::tui::explorer::world::World;
use crate::tui::widgets::completion::Completion;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::motion::Motion;

/// The field while it is edited.
#[derive(Debug)]
pub struct Edit {
    /// What is typed.
    pub input: Field,
    /// What fits.
    pub completion: Completion,
    candidates: Candidates,
    chosen: bool,
    /// What was asked before.
    pub before: String,
    /// Where one was before it, for the way back.
    pub here: Stop,
}

impl Edit {
    /// Begins with nothing typed, where one is.
    pub fn new(world: &World, here: Stop) -> Self {
        let mut candidates = Candidates::of_questions(world);
        Self {
            input: Field::default(),
            completion: Completion::new(candidates.matching("")),
            candidates,
            chosen: false,
            before: here.question.clone(),
            here,
        }
    }

    /// The text changed.
    pub fn typed(&mut self) {
        self.completion = Completion::new(self.candidates.matching(self.input.text()));
        self.chosen = false;
    }

    /// Chooses another suggestion; the first step takes up the one that is shown first.
    pub fn suggest(&mut self, motion: Motion) {
        if self.chosen || matches!(motion, Motion::Up(_)) {
            self.completion.go(motion);
        }
        self.chosen = true;
        self.completion.enter();
    }

    /// What is meant: the suggestion that one went to, or what is typed. A text that is neither an action nor a call
    /// stands for the first suggestion, if there is any.
    pub fn meant(&self) -> String {
        let typed = self.input.text().trim();
        let suggested = self.completion.chosen().map(|one| one.text.clone());
        let complete = typed.contains(':') || typed.contains('/') || typed == "*";
        match suggested {
            Some(text) if self.chosen || (!complete && !typed.is_empty()) => text,
            _ => typed.to_owned(),
        }
    }
}
