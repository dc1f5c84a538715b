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
        // Only a resource clause tells the actions that are asked about an agency from the others.
        let assuming = universe.assuming();
        let agencies = statement.resources != ResourceClause::All && self.actions.meets(assuming);
        let mut parts = Vec::new();
        if self.hangs.service {
            let services = universe.services();
            parts.extend(services.filter(|(_, actions)| self.actions.meets(actions)));
        } else {
            parts.push(("", universe.everything()));
        }
        for (service, actions) in parts {
            let mut say = |asked: AskedResource, mask: &Bits| {
                let truth = personal.truth((statement, version), service, &asked);
                if let Some(plane) = plane(planes, self.effect, truth) {
                    self.actions.pour_masked(plane, mask);
                }
            };
            let general = || personal.general(service);
            if agencies {
                let (mut among, mut others) = (actions.clone(), actions.clone());
                among.keep(assuming);
                others.remove(assuming);
                say(AskedResource::AnyAgency, &among);
                say(general(), &others);
            } else {
                say(general(), actions);
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
