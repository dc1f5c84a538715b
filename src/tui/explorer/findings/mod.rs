//! The Findings view: what is risky or broken, the most serious first; beside the list what a finding means, its
//! evidence and the fix.
//!
//! INVARIANT: the list is made on the worker, once; whatever moves in it, the right pane is about the row under the cursor.

mod commands;
mod detail;
mod list;

pub(super) use commands::specs;

use crate::analysis::audit::Finding;

use super::world::World;
use detail::Detail;
use list::List;

/// Both panes.
#[derive(Debug)]
pub struct Findings {
    /// Whether the worker was asked.
    asked: bool,
    /// The findings.
    pub list: List,
    /// The one under the cursor.
    pub detail: Detail,
}

impl Findings {
    /// Nothing known yet.
    pub fn new(world: World) -> Self {
        Self {
            asked: false,
            list: List::new(world.clone()),
            detail: Detail::new(world),
        }
    }

    /// Whether the worker is to be asked, which it is once.
    pub fn ask(&mut self) -> bool {
        !std::mem::replace(&mut self.asked, true)
    }

    /// The worker found these.
    pub fn set(&mut self, findings: Vec<Finding>) {
        self.list.set(findings);
        self.follow();
    }

    /// The right pane shows what the cursor is on.
    pub fn follow(&mut self) {
        self.detail.show(self.list.selected().cloned());
    }
}
