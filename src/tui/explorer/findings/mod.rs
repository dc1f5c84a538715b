//! The Findings view: what is risky or broken, the most serious first; beside the list what a finding means, its
//! evidence and the fix. What somebody accepted, and what is about system-defined permissions' content, is folded away.
//!
//! INVARIANT: the list is made on the worker, once; whatever moves in it, the right pane is about the row under the cursor.

mod accept;
mod commands;
mod detail;
mod exporting;
mod list;

pub use accept::ACCEPT;
pub(super) use accept::{named, written};
pub(super) use commands::specs;

use crate::accepted::Accepted;
use crate::analysis::audit::{self, Acceptance, Finding, Moment, Options};

use super::world::World;
use detail::Detail;
use list::{Aside, List};

/// Both panes.
#[derive(Debug)]
pub struct Findings {
    world: World,
    /// Whether the worker was asked.
    asked: bool,
    /// What is accepted, and where that is written.
    accepted: Accepted,
    /// The time that acceptances expire by.
    now: Option<Moment>,
    /// The findings.
    pub list: List,
    /// The one under the cursor.
    pub detail: Detail,
}

impl Findings {
    /// Nothing known yet.
    pub fn new(world: World, accepted: Accepted) -> Self {
        let now = audit::moment(&world.columns, Options::default());
        Self {
            asked: false,
            accepted,
            now,
            list: List::new(world.clone(), now),
            detail: Detail::new(world.clone()),
            world,
        }
    }

    /// Whether the worker is to be asked, which it is once.
    pub fn ask(&mut self) -> bool {
        !std::mem::replace(&mut self.asked, true)
    }

    /// The worker found these.
    pub fn set(&mut self, findings: Vec<Finding>) {
        let account = self.world.account();
        let folds = findings
            .iter()
            .map(|finding| match self.acceptance(finding) {
                Some(acceptance) => Aside::Accepted(acceptance.reason.clone()),
                None if finding.is_about_published(account) => Aside::Published,
                None => Aside::No,
            });
        let folds = folds.collect();
        self.list.set(findings, folds);
        self.follow();
    }

    /// This is accepted from now on.
    fn accept(&mut self, accepted: Accepted) {
        self.accepted = accepted;
        if let Some(findings) = self.list.take() {
            self.set(findings);
        }
    }

    /// What accepts a finding.
    fn acceptance(&self, finding: &Finding) -> Option<&Acceptance> {
        let account = self.world.account();
        let mut rows = self.accepted.rows.iter();
        rows.find(|row| row.holds(self.now) && row.accepts(finding, account))
    }

    /// The right pane shows what the cursor is on.
    pub fn follow(&mut self) {
        let selected = self.list.selected();
        let acceptance = selected.and_then(|finding| self.acceptance(finding));
        let shown = selected.cloned().zip(Some(acceptance.cloned()));
        self.detail.show(shown);
    }
}
