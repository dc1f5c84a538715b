//! While keys come faster than anyone reads, only the pane they move in is drawn, and in it the cursor's place, not the
//! ground of its whole row; the rest follows when the hand rests.
//! A key that is held down then costs the bytes of a row each time, which a slow line carries. Where the terminal is far
//! away, each press is shown first in that pane, by a write of its own: the rest does not hold it up on the way.
//!
//! INVARIANT: once the hand rests, the screen shows the state, all of it; a change of view, focus or layout, and whatever
//! lies over the panes, is shown at once.

use std::time::{Duration, Instant};

use super::layout::{PaneId, ViewId};

/// Presses that follow each other faster come from a key held down: nobody taps so fast.
const TOGETHER: Duration = Duration::from_millis(90);
/// After so long without a press the hand rests.
const REST: Duration = Duration::from_millis(90);

/// A terminal that takes so long to answer is far away.
const FAR: Duration = Duration::from_millis(40);
/// After so long the rest of what a single press changed is sent, for a far terminal; sooner, both would travel together.
const APART: Duration = Duration::from_millis(4);

/// How fast keys come, and how far they come from.
#[derive(Debug, Default)]
pub struct Rush {
    pressed: Option<Instant>,
    rushed: bool,
    far: bool,
    /// The last press was not shown in all panes yet.
    fresh: bool,
    /// When what was not drawn is due.
    owed: Option<Instant>,
    place: Option<(ViewId, PaneId)>,
}

impl Rush {
    /// A key was pressed, or the wheel turned.
    pub fn press(&mut self, now: Instant) {
        let before = self.pressed.replace(now);
        self.rushed = before.is_some_and(|before| now.duration_since(before) < TOGETHER);
        self.fresh = true;
    }

    /// The terminal took so long to answer a question.
    pub fn answered(&mut self, after: Duration) {
        self.far = after >= FAR;
    }

    /// Whether the panes beside the focus wait.
    pub fn hurries(&self) -> bool {
        self.wait().is_some()
    }

    /// How long after the press.
    fn wait(&self) -> Option<Duration> {
        match (self.rushed, self.far && self.fresh) {
            (true, _) => Some(REST),
            (false, true) => Some(APART),
            (false, false) => None,
        }
    }

    /// When everything is to be drawn, if something was kept back.
    pub fn owed(&self) -> Option<Instant> {
        self.owed
    }

    /// Nothing was kept back after all.
    pub fn shown(&mut self) {
        self.owed = None;
        self.fresh = false;
    }

    /// The hand rests: the next frame shows everything.
    pub fn rest(&mut self) {
        self.rushed = false;
        self.shown();
    }

    /// A frame is about to be drawn here; whether the panes beside the focus may wait.
    pub fn holds(&mut self, place: (ViewId, PaneId)) -> bool {
        let same = self.place.replace(place) == Some(place);
        let wait = self.wait().filter(|_| same);
        self.owed = self.pressed.zip(wait).map(|(at, wait)| at + wait);
        self.owed.is_some()
    }
}
