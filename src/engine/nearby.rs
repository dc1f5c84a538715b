//! Patterns that stop short of the action, and which near misses are worth reading first.

use crate::model::{Effect, NearMiss, NearMissReason, Request};

use super::Engine;
use super::pattern::{self, Question};
use super::reach::{Reach, reach};
use super::statement::Asked;

/// At most this many patterns that stop short are worth reading.
const MOST: usize = 4;

/// A literal pattern this much like the action is taken for a slip of the pen.
const LOOKS_LIKE: f64 = 0.95;

/// How near misses are ordered: what is nearest to counting first.
#[must_use]
pub fn rank(reason: NearMissReason) -> u8 {
    match reason {
        NearMissReason::Disabled | NearMissReason::NoGrants => 0,
        NearMissReason::Condition => 1,
        NearMissReason::Resource => 2,
        NearMissReason::Dependency => 3,
        NearMissReason::RoleDeny => 4,
        NearMissReason::EpRole => 5,
        NearMissReason::EnterpriseProject => 6,
        NearMissReason::Scope => 7,
        NearMissReason::UnknownContent => 8,
        NearMissReason::Action => 9,
    }
}

/// Allow patterns of the action's service and resource type, in scope, that do not reach it.
#[must_use]
pub fn patterns(engine: &Engine, request: &Request, asked: &Asked<'_>) -> Vec<NearMiss> {
    let account = engine.account();
    let place = engine.place(request, asked.action.service());
    let mut found = Vec::new();
    for grant in engine.grants().reaching(account, request.principal) {
        if !matches!(
            reach(account, engine.settings(), grant.scope, &place),
            Reach::In(_)
        ) {
            continue;
        }
        let permission = account.permission(grant.permission);
        let Some(document) = &permission.document else {
            continue;
        };
        for (index, statement) in document.statements.iter().enumerate() {
            if statement.effect != Effect::Allow {
                continue;
            }
            for written in statement.actions.patterns() {
                if found.len() >= MOST {
                    return found;
                }
                if asked.action.matched_by(written, document.version) {
                    continue;
                }
                let Some(detail) = stops_short(written, asked.action.name()) else {
                    continue;
                };
                found.push(NearMiss {
                    reason: NearMissReason::Action,
                    grant: Some(grant),
                    statement: Some(index),
                    effect: Some(Effect::Allow),
                    pattern: Some(written.clone()),
                    detail,
                });
            }
        }
    }
    found
}

fn stops_short(written: &str, action: &str) -> Option<String> {
    let folded = written.to_lowercase();
    let (head, _) = folded.rsplit_once(':')?;
    let (asked_head, _) = action.rsplit_once(':')?;
    if folded.contains('*') {
        return pattern::matches(head, asked_head, Question::Literal)
            .then(|| format!("{written} stops short of it"));
    }
    (may_look_like(&folded, action) && strsim::jaro_winkler(&folded, action) >= LOOKS_LIKE)
        .then(|| format!("{written} looks like it, but is another action"))
}

/// A quick no: the measure cannot reach [`LOOKS_LIKE`] where too few letters occur in both texts.
///
/// Its bonus for an equal beginning is at most four tenths of what is missing, so (s/a + s/b + 1) / 3 must be eleven
/// twelfths, for texts of a and b letters that share s.
fn may_look_like(one: &str, other: &str) -> bool {
    if !one.is_ascii() || !other.is_ascii() {
        return true;
    }
    let mut counts = [0_i32; 128];
    for byte in one.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let both = other.bytes().filter(|byte| {
        counts.get_mut(usize::from(*byte)).is_some_and(|count| {
            *count -= 1;
            *count >= 0
        })
    });
    4 * both.count() * (one.len() + other.len()) >= 7 * one.len() * other.len()
}
