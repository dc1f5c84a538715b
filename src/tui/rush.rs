//! While keys come faster than anyone reads, only the pane they move in is drawn, and in it the cursor's place, not the
//! ground of its whole row; the rest follows when the hand rests.
//! A key that is held down then costs the bytes of a row each time, which a slow line carries.
//!
//! INVARIANT: once the hand rests, the screen shows the state, all of it; a change of view, focus or layout, and whatever
//! lies over the panes, is shown at once.

use std::time::{Duration, Instant};

use super::layout::{PaneId, ViewId};

/// Presses that follow each other faster come from a key held down: nobody taps so fast.
const TOGETHER: Duration = Duration::from_millis(90);
/// After so long without a press the hand rests.
const REST: Duration = Duration::from_millis(90);

/// How fast keys come.
#[derive(Debug, Default)]
pub struct Rush {
    pressed: Option<Instant>,
    rushed: bool,
    /// When what was not drawn is due.
    owed: Option<Instant>,
    place: Option<(ViewId, PaneId)>,
}

impl Rush {
    /// A key was pressed, or the wheel turned.
    pub fn press(&mut self, now: Instant) {
        let before = self.pressed.replace(now);
        self.rushed = before.is_some_and(|before| now.duration_since(before) < TOGETHER);
    }

    /// Whether the last presses followed each other so fast.
    pub fn rushed(&self) -> bool {
        self.rushed
    }

    /// When everything is to be drawn, if something was kept back.
    pub fn owed(&self) -> Option<Instant> {
        self.owed
    }

    /// The hand rests: the next frame shows everything.
    pub fn rest(&mut self) {
        self.rushed = false;
        self.owed = None;
    }

    /// A frame is about to be drawn here; whether the panes beside the focus may wait.
    pub fn holds(&mut self, place: (ViewId, PaneId)) -> bool {
        let same = self.place.replace(place) == Some(place);
        let holds = self.rushed && same;
        self.owed = self.pressed.filter(|_| holds).map(|at| at + REST);
        holds
    }
}
