//! The view Who can: a question in, everyone who may out, and every path of the one under the cursor.
//!
//! INVARIANT: the list answers the question as it was last asked; while another is typed or computed, the title says so.

pub mod commands;
mod copying;
mod detail;
mod list;
mod list_pane;
mod only;
mod question;

use std::sync::Arc;

use crate::analysis::who_can::{self, Able, Asked, Kinds, Ways, Where, Would};
use crate::engine::compiled::Columns;
use crate::model::{Context, Decision, Principal};

use super::world::{Place, World};
pub use copying::WHAT;
pub use detail::Paths;
pub use list::{Kept, WhoList};

/// As many of those who nearly may are worth reading.
const NEARLY: usize = 30;

/// What the worker finds out.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Everyone of the kind, with the decision.
    pub everyone: Vec<(Principal, Decision)>,
    /// Where nobody may: who nearly may.
    pub would: Vec<Would>,
    /// How they may, to be told of one or the other.
    pub ways: Arc<Ways<Arc<Columns>>>,
}

/// Both panes.
#[derive(Debug)]
pub struct WhoCan {
    /// The question and who may.
    pub list: WhoList,
    /// The paths of one of them.
    pub paths: Paths,
}

impl WhoCan {
    /// Nothing asked yet.
    pub fn new(world: World) -> Self {
        Self {
            list: WhoList::new(world.clone()),
            paths: Paths::new(world),
        }
    }

    /// Asks about this, in this place and under these circumstances.
    pub fn ask(&mut self, text: &str, place: Place, context: &Context) {
        self.list.ask(text, place, context);
        self.tell();
    }

    /// What is to be computed for the question as it stands; `None` if nothing is asked.
    pub fn work(&mut self) -> Option<impl FnOnce() -> Listed + Send + use<>> {
        let asked = self.list.asked()?.clone();
        let kinds = self.list.kinds();
        let place = self.list.place();
        let (open, known) = self.list.columns();
        let context = self.list.context().clone();
        self.list.wait();
        Some(move || {
            let columns = match context.is_empty() {
                true => open,
                false if *known.context() == context => known,
                false => Arc::new(open.under(&context)),
            };
            listed(columns, &asked, &place, kinds)
        })
    }

    /// The worker's answer.
    pub fn listed(&mut self, listed: Listed) {
        self.list.listed(listed);
        self.tell();
    }

    /// Tells of whom the cursor is on.
    pub fn tell(&mut self) {
        let able = self.able();
        let told = (able, self.list.would());
        self.paths
            .show(self.list.asked(), &self.list.asked_where(), told);
    }

    /// Whom the cursor is on, with every path.
    pub fn able(&self) -> Option<Able> {
        let (found, ways) = self.list.selected().zip(self.list.ways())?;
        Some(ways.able(found))
    }

    /// Whom the cursor is on, with the first action that is asked about.
    pub fn selected(&self) -> Option<(Principal, Option<String>)> {
        let (principal, _) = self.list.selected()?;
        let first = self
            .list
            .asked()
            .and_then(|asked| asked.ways.iter().flatten().next().cloned());
        Some((principal, first))
    }
}

fn listed(columns: Arc<Columns>, asked: &Asked, place: &Where, kinds: Kinds) -> Listed {
    let everyone = who_can::decisions(&columns, asked, place, &[kinds]);
    let may = |(_, decision): &(Principal, Decision)| able(*decision);
    let would = if everyone.iter().any(may) {
        Vec::new()
    } else {
        let principals = everyone.iter().map(|(principal, _)| *principal);
        who_can::would(&columns, asked, place, principals, NEARLY)
    };
    Listed {
        everyone,
        would,
        ways: Arc::new(Ways::new(columns, asked, place)),
    }
}

/// Whether somebody with this answer is listed at all.
fn able(decision: Decision) -> bool {
    matches!(decision, Decision::Allow | Decision::Conditional)
}
