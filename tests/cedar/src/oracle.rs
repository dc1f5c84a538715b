//! Cedar's answer: an account's documents as one set of policies, a request's holdings as entities, and up to three
//! calls (first layer, second layer, service control policies) whose answers are put together.

use std::collections::{BTreeSet, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision as Answer, Effect, Entities, Entity, EntityUid, PolicySet,
    Request as Call,
};
use permlens::catalogue::Catalogue;
use permlens::model::{Account, Decision, PermissionId, Request, TableId};

use crate::expand::{Layer, World};
use crate::reading::{Mistake, Reading};
use crate::translate::{self, Domain, Marker, With, asked};

/// An account, translated.
pub struct Oracle<'a> {
    world: World<'a>,
    grants: PolicySet,
    control: Option<PolicySet>,
    authorizer: Authorizer,
}

impl<'a> Oracle<'a> {
    /// Translates an account, for requests that say no more than `domain`.
    ///
    /// # Panics
    ///
    /// When Cedar does not read the translation, which is a mistake of the translation.
    #[must_use]
    pub fn new(world: World<'a>, domain: &Domain) -> Self {
        let reading = world.reading;
        let with = |version| With {
            version,
            reading,
            domain,
        };
        let mut grants =
            vec!["permit (principal in Group::\"admin\", action, resource);".to_owned()];
        for (id, permission) in world.account.permissions.iter() {
            if let Some(document) = &permission.document {
                let marker = Marker {
                    in_force: Some(name(id, true)),
                    reaches: Some(name(id, false)),
                };
                grants.extend(translate::document(
                    document,
                    &marker,
                    with(document.version),
                ));
            }
        }
        let control = world.account.scps.as_ref().map(|documents| {
            let everyone = Marker {
                in_force: None,
                reaches: None,
            };
            let policies = documents.iter();
            policies
                .flat_map(|one| translate::document(one, &everyone, with(one.version)))
                .collect::<Vec<_>>()
        });
        Self {
            world,
            grants: parsed(&grants),
            control: control.map(|policies| parsed(&policies)),
            authorizer: Authorizer::new(),
        }
    }

    /// Cedar's decision.
    ///
    /// # Panics
    ///
    /// When a policy errs: Cedar leaves it out, and the answer would rest on the others.
    #[must_use]
    pub fn decide(&self, request: &Request) -> Decision {
        let holdings = self.world.holdings(request);
        let context = asked::context(self.world.account, request, self.world.reading);
        let call = call(context);
        let mut first = entities_of(&holdings.first);
        if holdings.admin {
            first.insert(uid("Group", "admin"));
        }
        let second = entities_of(&holdings.second);
        let granted = if self.world.reading.makes(Mistake::LayersMerged) {
            self.ask(&call, &self.grants, &first | &second)
        } else {
            // The first layer's word is final; the second is asked where it says nothing.
            match self.ask(&call, &self.grants, first) {
                Decision::ImplicitDeny if !second.is_empty() => {
                    self.ask(&call, &self.grants, second)
                }
                said => said,
            }
        };
        let control = match &self.control {
            Some(control) if !self.world.reading.makes(Mistake::ControlIgnored) => control,
            _ => return granted,
        };
        match (self.ask(&call, control, HashSet::new()), granted) {
            (Decision::ExplicitDeny, _) => Decision::ExplicitDeny,
            (Decision::ImplicitDeny, Decision::Allow) => Decision::ImplicitDeny,
            (_, granted) => granted,
        }
    }

    /// One call: a Deny is explicit when a `forbid` determined it, implicit when nothing did.
    fn ask(&self, call: &Call, policies: &PolicySet, held: HashSet<EntityUid>) -> Decision {
        let asker = Entity::new_no_attrs(uid("Principal", "asker"), held);
        let entities = Entities::from_entities([asker], None).expect("one entity");
        let response = self.authorizer.is_authorized(call, policies, &entities);
        let errors: Vec<String> = response
            .diagnostics()
            .errors()
            .map(ToString::to_string)
            .collect();
        assert!(errors.is_empty(), "Cedar left a policy out: {errors:?}");
        let forbidden = response.diagnostics().reason().any(|id| {
            policies
                .policy(id)
                .is_some_and(|policy| policy.effect() == Effect::Forbid)
        });
        match (response.decision(), forbidden) {
            (Answer::Allow, _) => Decision::Allow,
            (Answer::Deny, true) => Decision::ExplicitDeny,
            (Answer::Deny, false) => Decision::ImplicitDeny,
        }
    }
}

/// A request as Cedar's authorizer takes it, with nothing left to translate.
pub struct Prepared {
    call: Call,
    entities: Entities,
}

impl Oracle<'_> {
    /// Translates a request about the first layer.
    ///
    /// # Panics
    ///
    /// When Cedar refuses the translation.
    #[must_use]
    pub fn prepared(&self, request: &Request) -> Prepared {
        let holdings = self.world.holdings(request);
        let held = entities_of(&holdings.first);
        let asker = Entity::new_no_attrs(uid("Principal", "asker"), held);
        Prepared {
            call: call(asked::context(
                self.world.account,
                request,
                self.world.reading,
            )),
            entities: Entities::from_entities([asker], None).expect("one entity"),
        }
    }

    /// Cedar's own work on a prepared request: one call of its authorizer.
    #[must_use]
    pub fn authorized(&self, prepared: &Prepared) -> bool {
        let grants = &self.grants;
        let response = self
            .authorizer
            .is_authorized(&prepared.call, grants, &prepared.entities);
        response.decision() == Answer::Allow
    }
}

/// The world of an account with the embedded catalogue.
#[must_use]
pub fn world(account: &Account, reading: Reading) -> World<'_> {
    World {
        account,
        catalogue: Catalogue::embedded(),
        reading,
    }
}

fn parsed(policies: &[String]) -> PolicySet {
    let text = policies.join("\n");
    text.parse()
        .unwrap_or_else(|error| panic!("Cedar does not read the translation: {error:?}\n{text}"))
}

fn name(permission: PermissionId, in_force: bool) -> String {
    let word = if in_force { "in-force" } else { "reaches" };
    format!("{word}-{}", permission.index())
}

fn entities_of(layer: &Layer) -> HashSet<EntityUid> {
    let named = |ids: &BTreeSet<PermissionId>, in_force| {
        ids.iter()
            .map(|id| uid("Held", &name(*id, in_force)))
            .collect::<Vec<_>>()
    };
    [named(&layer.in_force, true), named(&layer.reaching, false)]
        .concat()
        .into_iter()
        .collect()
}

fn uid(kind: &str, id: &str) -> EntityUid {
    let kind = kind.parse().expect("a name");
    EntityUid::from_type_name_and_id(kind, cedar_policy::EntityId::new(id))
}

fn call(context: Context) -> Call {
    // What is asked stands in the context: `like` reads attributes, not the names of entities.
    let [principal, action, resource] = [
        ("Principal", "asker"),
        ("Action", "asked"),
        ("Resource", "asked"),
    ]
    .map(|(k, i)| uid(k, i));
    Call::new(principal, action, resource, context, None).expect("no schema, no complaint")
}
