//! Taking up a change that would turn the decision.
//!
//! INVARIANT: only the question is changed here; what would change the account is said, never done.

use super::Evaluator;
use crate::model::{Change, Flip};

impl Evaluator {
    /// The change under the cursor.
    pub fn flip_under_cursor(&self) -> Option<&Flip> {
        self.flips.get(self.line_under_cursor()?.flip?)
    }

    /// Puts the change under the cursor into the fields; `Err` says what it is a matter of instead.
    pub fn apply_flip(&mut self) -> Result<(), String> {
        let Some(flip) = self.flip_under_cursor().cloned() else {
            return Ok(());
        };
        match flip.apply {
            Change::Context { key, value } => self.asked.context.insert(&key, value),
            Change::Resource(resource) => self.asked.resource = resource,
            Change::EnterpriseProject(id) => self.asked.enterprise_project = Some(id),
            Change::Enable | Change::Attach(_) | Change::Detach(_) | Change::Strike { .. } => {
                let change = flip.change;
                return Err(format!(
                    "this changes the account, and no such change can be staged yet: {change}"
                ));
            }
        }
        self.evaluate();
        Ok(())
    }
}
