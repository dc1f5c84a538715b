//! Statements kept aside: what they say of their actions once it is known who asks and where.

use crate::model::{Document, Effect, ResourceClause, Statement, Version};

use super::super::resource::AskedResource;
use super::super::truth::Truth;
use super::permission::Compiled;
use super::personal::{Hangs, Personal};
use super::planes::Planes;
use super::{Bits, Span, Universe};

/// A statement that hangs on who asks or where.
#[derive(Clone, Debug)]
pub struct Aside {
    /// Its index in the document.
    pub statement: usize,
    /// Allow or Deny.
    pub effect: Effect,
    /// The actions it matches.
    pub actions: Span,
    /// What it hangs on.
    pub hangs: Hangs,
}

impl Aside {
    /// Adds what the statement says, for one principal.
    pub fn weigh(
        &self,
        (statement, version): (&Statement, Version),
        (universe, personal): (&Universe, &Personal<'_>),
        planes: &mut Planes,
    ) {
        let unsaid = AskedResource::General;
        let agency = AskedResource::AnyAgency;
        // Only a clause on resources can tell an agency from another resource.
        let whole = statement.resources == ResourceClause::All
            || !self.actions.meets(&universe.on_agencies);
        let parts: &[(&AskedResource, Option<&Bits>)] = if whole {
            &[(&unsaid, None)]
        } else {
            &[
                (&unsaid, Some(&universe.on_others)),
                (&agency, Some(&universe.on_agencies)),
            ]
        };
        for (unsaid, part) in parts {
            let mut add = |service: &str, actions: Option<&Bits>| {
                let truth = personal.truth((statement, version), service, unsaid);
                let Some(plane) = plane(planes, self.effect, truth) else {
                    return;
                };
                match (actions, *part) {
                    (None, None) => self.actions.pour(plane),
                    (Some(mask), None) | (None, Some(mask)) => {
                        self.actions.pour_masked(plane, mask);
                    }
                    (Some(mask), Some(part)) => {
                        let mut mask = mask.clone();
                        mask.keep(part);
                        self.actions.pour_masked(plane, &mask);
                    }
                }
            };
            if self.hangs.service {
                for (service, actions) in universe.services() {
                    if self.actions.meets(actions) {
                        add(service, Some(actions));
                    }
                }
            } else {
                add("", None);
            }
        }
    }
}

fn plane(planes: &mut Planes, effect: Effect, truth: Truth) -> Option<&mut Bits> {
    match (effect, truth) {
        (_, Truth::No) => None,
        (Effect::Allow, Truth::Yes) => Some(&mut planes.allow),
        (Effect::Allow, Truth::Open) => Some(&mut planes.maybe_allow),
        (Effect::Deny, Truth::Yes) => Some(&mut planes.deny),
        (Effect::Deny, Truth::Open) => Some(&mut planes.maybe_deny),
    }
}

impl Compiled {
    /// What the permission says to one principal, every statement weighed.
    #[must_use]
    pub fn weighed(
        &self,
        document: Option<&Document>,
        universe: &Universe,
        personal: &Personal<'_>,
    ) -> Planes {
        let mut planes = Planes::none(universe.len());
        self.allow.pour(&mut planes.allow);
        self.maybe_allow.pour(&mut planes.maybe_allow);
        self.deny.pour(&mut planes.deny);
        self.maybe_deny.pour(&mut planes.maybe_deny);
        let Some(document) = document else {
            return planes;
        };
        for aside in &self.aside {
            if let Some(statement) = document.statements.get(aside.statement) {
                let statement = (statement, document.version);
                aside.weigh(statement, (universe, personal), &mut planes);
            }
        }
        if self.local_deny && !self.aside.is_empty() {
            planes.subtract_own_deny();
        }
        planes
    }
}
