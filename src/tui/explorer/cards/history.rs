//! Where one was: back and forward through stops, as a browser keeps them.
//!
//! INVARIANT: going back and forward changes nothing but where one is; a new step forgets what lay ahead.

use crate::model::Principal;
use crate::tui::explorer::world::Place;
use crate::tui::layout::{PaneId, ViewId};

/// A place to come back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The view.
    pub view: ViewId,
    /// The pane in focus there.
    pub focus: PaneId,
    /// Who is selected in the Access view.
    pub principal: Option<Principal>,
    /// Project, enterprise project, service.
    pub place: Place,
    /// What the view Who can asks.
    pub question: String,
}

/// More stops than this are forgotten, the oldest first.
const MOST: usize = 100;

/// The stops behind and ahead.
#[derive(Debug, Default)]
pub struct History {
    back: Vec<Stop>,
    ahead: Vec<Stop>,
}

impl History {
    /// One leaves `here` for somewhere new.
    pub fn leave(&mut self, here: Stop) {
        if self.back.last() == Some(&here) {
            return;
        }
        self.ahead.clear();
        self.back.push(here);
        if self.back.len() > MOST {
            self.back.remove(0);
        }
    }

    /// The stop before `here`.
    pub fn back(&mut self, here: Stop) -> Option<Stop> {
        let mut stop = self.back.pop()?;
        // what is no other place is no step
        while stop == here {
            stop = self.back.pop()?;
        }
        self.ahead.push(here);
        Some(stop)
    }

    /// The stop after `here`.
    pub fn forward(&mut self, here: Stop) -> Option<Stop> {
        let stop = self.ahead.pop()?;
        self.back.push(here);
        Some(stop)
    }

    /// The stop that back would lead to.
    pub fn behind(&self) -> Option<&Stop> {
        self.back.last()
    }

    /// Whether forward leads anywhere.
    pub fn has_ahead(&self) -> bool {
        !self.ahead.is_empty()
    }
}
