//! What of the evaluator comes back when one returns to a place: the question as it was edited or pinned, and the cursor.

use super::asked::Asked;
use super::{Evaluator, Followed};
use crate::tui::widgets::motion::Cursor;

/// What comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    asked: Asked,
    cursor: Cursor,
    /// What a pinned question was about.
    pinned: Option<Followed>,
}

impl Evaluator {
    /// What is to come back with the place.
    pub fn kept(&self) -> Kept {
        Kept {
            asked: self.asked.clone(),
            cursor: self.cursor,
            pinned: self.is_pinned().then(|| self.followed.clone()),
        }
    }

    /// As it was, while the panes are at `now`.
    pub fn restore(&mut self, kept: &Kept, now: Followed) {
        self.pinned = kept.pinned.as_ref().map(|_| now.clone());
        self.followed = kept.pinned.clone().unwrap_or(now);
        self.heard = None;
        self.edit = None;
        self.asked.clone_from(&kept.asked);
        self.evaluate();
        self.cursor = kept.cursor;
        let items = self.items();
        self.cursor.keep_within(items);
    }
}
