//! L09: assignments that change no answer, because another allows it all or another denies it all.
//!
//! INVARIANT: whatever is found can be taken away, all of it together, without any cell changing for anybody.
//! Only what is certain is weighed: permissions with statements that hang on who asks, with dependencies, or on which
//! others depend, are never called dead.

use crate::engine::compiled::Bits;
use crate::model::{Assignment, Principal, Scope};

use super::attached::is_role;
use super::finding::{Evidence, Finding, Path};
use super::ground::Ground;
use super::rule::Rule;
use super::scopes::about;

/// What an assignment says for certain, and at most.
struct Weight {
    assignment: Assignment,
    /// Everything it may allow where it counts.
    reach: Bits,
    /// What it allows whatever the request leaves open.
    sure: Bits,
    /// What it denies whatever the request leaves open.
    stops: Bits,
    /// Whether it may be called dead.
    light: bool,
}

impl Weight {
    fn of(ground: &Ground<'_>, assignment: &Assignment) -> Option<Self> {
        let compiled = ground.columns.compiled(assignment.permission)?;
        let account = ground.account();
        let permission = account.permission(assignment.permission);
        if matches!(assignment.scope, Scope::EnterpriseProject(_)) && is_role(permission) {
            return None;
        }
        let len = ground.columns.universe().len();
        let [mut reach, mut sure, mut stops] = [(); 3].map(|()| Bits::none(len));
        let mask = ground.reached(assignment.scope);
        compiled.allow.pour_masked(&mut reach, &mask);
        compiled.maybe_allow.pour_masked(&mut reach, &mask);
        let plain = compiled.aside.is_empty();
        if plain && !compiled.gated {
            compiled.allow.pour_masked(&mut sure, &mask);
        }
        if plain && !compiled.local_deny {
            compiled.deny.pour_masked(&mut stops, &mask);
        }
        let denies = !compiled.deny.is_empty() || !compiled.maybe_deny.is_empty();
        Some(Self {
            assignment: *assignment,
            light: plain
                && !compiled.gated
                && !denies
                && !reach.is_empty()
                && permission.document.is_some()
                && !ground.columns.is_prop(assignment.permission),
            reach,
            sure,
            stops,
        })
    }
}

/// Whether what is granted in `wide` counts wherever `narrow` does. All resources cover enterprise projects too: what
/// the first layer says of an action is final.
fn covers(wide: Scope, narrow: Scope) -> bool {
    wide == narrow || wide == Scope::All
}

pub(super) fn redundant(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let account = ground.account();
    let mut by_subject: Vec<(Principal, Vec<Assignment>)> = Vec::new();
    let mut sorted: Vec<Assignment> = account.assignments.rows().to_vec();
    sorted.sort_by_key(|assignment| assignment.subject);
    for assignment in sorted {
        match by_subject.last_mut() {
            Some((subject, rows)) if *subject == assignment.subject => rows.push(assignment),
            _ => by_subject.push((assignment.subject, vec![assignment])),
        }
    }
    for (subject, assignments) in by_subject {
        // The built-in group may do everything without any; the owner too.
        if assignments.len() < 2 || ground.is_built_in(subject) {
            continue;
        }
        let weights: Vec<Weight> = assignments
            .iter()
            .filter_map(|assignment| Weight::of(ground, assignment))
            .collect();
        look(ground, rule, &weights, found);
    }
}

/// The lightest first: of two that say the same the later one goes, and never both.
fn look(ground: &Ground<'_>, rule: &'static Rule, weights: &[Weight], found: &mut Vec<Finding>) {
    let account = ground.account();
    let len = ground.columns.universe().len();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| {
        let size = weights.get(*at).map_or(0, |weight| weight.reach.len());
        (size, std::cmp::Reverse(*at))
    });
    let mut gone = vec![false; weights.len()];
    for at in order {
        let Some(weight) = weights.get(at).filter(|weight| weight.light) else {
            continue;
        };
        let scope = weight.assignment.scope;
        let others = || {
            let rest = weights.iter().zip(&gone).enumerate();
            rest.filter(|(other, (_, gone))| *other != at && !**gone)
                .map(|(_, (other, _))| other)
                .filter(|other| covers(other.assignment.scope, scope))
        };
        let mut stopped = Bits::none(len);
        let mut allowed = Bits::none(len);
        for other in others() {
            stopped.add(&other.stops);
            allowed.add(&other.sure);
        }
        // What is denied there needs no other Allow.
        let dead = weight.reach.within(&stopped);
        let granted = weight.reach.within(&allowed);
        allowed.add(&stopped);
        if !weight.reach.within(&allowed) {
            continue;
        }
        if let Some(gone) = gone.get_mut(at) {
            *gone = true;
        }
        let matters = |other: &Weight| {
            other.stops.meets(&weight.reach) || (!dead && other.sure.meets(&weight.reach))
        };
        let through = weights
            .iter()
            .zip(&gone)
            .filter(|(other, gone)| {
                !**gone && covers(other.assignment.scope, scope) && matters(other)
            })
            .map(|(other, _)| {
                Evidence::Path(Path {
                    holder: other.assignment.subject,
                    permission: other.assignment.permission,
                    scope: other.assignment.scope,
                    statement: None,
                    pattern: None,
                })
            });
        let what = if dead {
            "is dead: all it allows is denied there"
        } else if granted {
            "is redundant: all it allows is allowed there already"
        } else {
            "is redundant: all it allows is allowed or denied there already"
        };
        let basis = account.permission(weight.assignment.permission).basis;
        let title = format!("{} {what}", ground.worded(&weight.assignment));
        found.push(
            about(rule, &weight.assignment, title)
                .about(if dead { "dead" } else { "redundant" })
                .because(through)
                .fact(format!("its content is {}", basis.text())),
        );
    }
}
