//! Sliding a field through its values: who asks, where, and the condition keys that matter.
//!
//! INVARIANT: sliding there and back shows what was shown before.

use super::asked::FieldId;
use super::suggest::Candidates;
use super::{Evaluator, Principal};

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Towards {
    /// The next value, this many times.
    Next(usize),
    /// The one before.
    Previous(usize),
}

impl Evaluator {
    /// Whether the field under the cursor has values to go through.
    pub fn slides(&self) -> bool {
        !self.is_editing()
            && self
                .field_under_cursor()
                .is_some_and(|field| field != FieldId::Action)
    }

    /// Gives the field under the cursor another of its values, round the list; `true` if it has one.
    pub fn slide(&mut self, towards: Towards) -> bool {
        let Some(field) = self.field_under_cursor().filter(|_| self.slides()) else {
            return false;
        };
        let all = Candidates::of(&self.world, &field, self.asked.principal).into_texts();
        let kind = self.asked.principal.map_or("", Principal::kind);
        let texts: Vec<String> = match field {
            // users go on to users, groups to groups
            FieldId::Principal => all
                .into_iter()
                .filter(|text| text.starts_with(kind))
                .collect(),
            _ => all,
        };
        let now = self.asked.text(&self.world, &field);
        let at = texts.iter().position(|text| *text == now).unwrap_or(0);
        let len = texts.len().max(1);
        let next = match towards {
            Towards::Next(by) => (at + by) % len,
            Towards::Previous(by) => (at + len - by % len) % len,
        };
        let Some(text) = texts.get(next).filter(|text| **text != now) else {
            return false;
        };
        self.asked.read(&self.world, &field, text);
        self.evaluate();
        self.stay_on(&field);
        self.slid = Some(field);
        true
    }

    /// Whether who asks or where was slid, for the panes to go there too.
    pub fn take_slid(&mut self) -> Option<Slid> {
        let field = self.slid.take()?;
        if self.is_pinned() {
            return None;
        }
        match field {
            FieldId::Principal => self.asked.principal.map(Slid::Principal),
            FieldId::Project | FieldId::EnterpriseProject => Some(Slid::Place),
            _ => None,
        }
    }

    /// Where it is asked.
    pub fn place(&self) -> (Option<super::ProjectId>, Option<super::EnterpriseProjectId>) {
        (self.asked.project, self.asked.enterprise_project)
    }
}

/// What was slid that the panes show too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slid {
    /// Who asks.
    Principal(Principal),
    /// Where.
    Place,
}
