//! Where one was: back and forward through stops, as a browser keeps them.
//!
//! INVARIANT: going back and forward changes nothing but where one is; a new step forgets what lay ahead.

use std::collections::VecDeque;

use crate::tui::explorer::stop::Stop;

/// More stops than this are forgotten, the oldest first.
const MOST: usize = 100;

/// The stops behind and ahead.
#[derive(Debug, Default)]
pub struct History {
    back: VecDeque<Stop>,
    ahead: Vec<Stop>,
}

impl History {
    /// One leaves `here` for somewhere new.
    pub fn leave(&mut self, here: Stop) {
        if self.back.back() == Some(&here) {
            return;
        }
        self.ahead.clear();
        self.back.push_back(here);
        if self.back.len() > MOST {
            self.back.pop_front();
        }
    }

    /// The stop before `here`.
    pub fn back(&mut self, here: Stop) -> Option<Stop> {
        let mut stop = self.back.pop_back()?;
        // what is no other place is no step
        while stop == here {
            stop = self.back.pop_back()?;
        }
        self.ahead.push(here);
        Some(stop)
    }

    /// The stop after `here`.
    pub fn forward(&mut self, here: Stop) -> Option<Stop> {
        let stop = self.ahead.pop()?;
        self.back.push_back(here);
        Some(stop)
    }

    /// The stops that back would lead to, the next first.
    pub fn behind(&self) -> impl Iterator<Item = &Stop> {
        self.back.iter().rev()
    }

    /// Whether forward leads anywhere.
    pub fn has_ahead(&self) -> bool {
        !self.ahead.is_empty()
    }
}
