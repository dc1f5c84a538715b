//! Who would, but for what: an empty answer has reasons, and the nearest are worth reading.

use crate::engine::Engine;
use crate::model::{Cause, Decision, Effect, NearMiss, NearMissReason, Principal};

use super::{Asked, Where, request};

/// What keeps a principal from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// A Deny that beats what would allow it.
    Denied(Cause),
    /// Something that nearly allows it.
    Near(NearMiss),
}

/// A principal who nearly may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Would {
    /// Who.
    pub principal: Principal,
    /// The action that is in the way.
    pub action: String,
    /// What keeps it out.
    pub but: Hindrance,
}

/// Principals who would, but for one thing: those whom a Deny keeps out first, then those who are nearest. Whoever has
/// nothing that speaks of it is left out.
#[must_use]
pub fn would(
    engine: &Engine,
    asked: &Asked,
    place: &Where,
    principals: impl IntoIterator<Item = Principal>,
    most: usize,
) -> Vec<Would> {
    let mut found = Vec::new();
    for principal in principals {
        found.extend(nearest(engine, asked, place, principal));
    }
    found.sort_by_key(|(distance, _)| *distance);
    found.truncate(most);
    found.into_iter().map(|(_, would)| would).collect()
}

fn nearest(
    engine: &Engine,
    asked: &Asked,
    place: &Where,
    principal: Principal,
) -> Option<(usize, Would)> {
    let mut best: Option<(usize, Would)> = None;
    for action in asked.ways.iter().flatten() {
        for stand in place.stands(engine, action) {
            let trace = engine.explain(&request(engine, principal, action, stand));
            let denied = trace.because.into_iter().find(|cause| {
                trace.decision == Decision::ExplicitDeny && cause.effect == Effect::Deny
            });
            // A Deny counts as what keeps it out only where something would allow.
            let denied = denied.filter(|_| !trace.overruled.is_empty());
            let but = denied.map(|cause| (0, Hindrance::Denied(cause)));
            let near = trace.near_misses.into_iter().find_map(|near| {
                distance(near.reason).map(|distance| (distance, Hindrance::Near(near)))
            });
            for (distance, but) in but.into_iter().chain(near) {
                if best.as_ref().is_none_or(|(known, _)| distance < *known) {
                    let action = action.clone();
                    best = Some((
                        distance,
                        Would {
                            principal,
                            action,
                            but,
                        },
                    ));
                }
            }
        }
    }
    best
}

/// How near a near miss is; `None` for one that is far from allowing.
fn distance(reason: NearMissReason) -> Option<usize> {
    match reason {
        NearMissReason::Disabled => Some(1),
        NearMissReason::Condition | NearMissReason::Resource => Some(2),
        NearMissReason::Dependency | NearMissReason::RoleDeny | NearMissReason::EpRole => Some(3),
        NearMissReason::EnterpriseProject => Some(4),
        NearMissReason::Scope => Some(5),
        NearMissReason::UnknownContent => Some(6),
        NearMissReason::Action => Some(7),
        NearMissReason::NoGrants => None,
    }
}
