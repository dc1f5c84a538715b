//! From what was weighed to the story: what decided, what it overruled, what the answer hangs on.

use crate::model::{Cause, Decision, Effect, Hinge, Layer, MissingDependency, Reason, Trace};

use super::explain::Findings;
use super::layers::Verdict;
use super::nearby;
use super::truth::{Openings, Truth};

/// Everything that was found out, told.
pub(super) fn finish(
    mut findings: Findings,
    decision: Decision,
    missing_dependencies: Vec<MissingDependency>,
) -> Trace {
    let layer = findings.weighed.layer(decision);
    let reason = reason(&findings, decision);
    let hinges = hinges(&findings, decision);
    let openings = openings(&hinges);
    let (because, overruled) = split(&findings, decision, layer);
    // A Deny that stayed out matters only where something is allowed, and the other way round.
    let wanted = |effect: Option<Effect>| match decision {
        Decision::Allow => effect == Some(Effect::Deny),
        Decision::Conditional => true,
        Decision::ExplicitDeny | Decision::ImplicitDeny => effect != Some(Effect::Deny),
    };
    findings.near_misses.retain(|near| wanted(near.effect));
    findings
        .near_misses
        .sort_by_key(|near| nearby::rank(near.reason));
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    Trace {
        decision,
        reason,
        layer,
        because,
        overruled,
        near_misses: findings.near_misses,
        missing_dependencies,
        hinges,
        context_keys: sorted(openings.keys),
        resource_patterns: sorted(openings.resources),
        tested_keys: sorted(findings.tested.keys),
        flips: Vec::new(),
    }
}

/// The decision in one word.
pub(super) fn reason(findings: &Findings, decision: Decision) -> Reason {
    match decision {
        Decision::Allow if findings.admin => Reason::AdminGroup,
        Decision::Allow | Decision::ExplicitDeny => Reason::Statement,
        Decision::Conditional => Reason::Open,
        Decision::ImplicitDeny
            if findings
                .weighed
                .control
                .is_some_and(|control| control.allow != Truth::Yes)
                && findings
                    .causes
                    .iter()
                    .any(|cause| cause.effect == Effect::Allow) =>
        {
            Reason::ServiceControl
        }
        Decision::ImplicitDeny => Reason::NoMatch,
    }
}

/// What decided, and what it overruled.
pub(super) fn split(
    findings: &Findings,
    decision: Decision,
    layer: Option<Layer>,
) -> (Vec<Cause>, Vec<Cause>) {
    let chosen = |effect: Effect, certain: bool| {
        findings
            .causes
            .iter()
            .filter(move |cause| {
                cause.effect == effect
                    && layer.is_none_or(|layer| cause.layer == layer)
                    && (cause.certain() || !certain)
            })
            .cloned()
            .collect::<Vec<_>>()
    };
    match decision {
        Decision::Allow => (chosen(Effect::Allow, true), Vec::new()),
        Decision::ExplicitDeny => {
            let overruled = findings
                .causes
                .iter()
                .filter(|cause| cause.effect == Effect::Allow)
                .cloned()
                .collect();
            let certain = chosen(Effect::Deny, true);
            // Several open Denies may leave no way out together, none of them certain.
            let denies = if certain.is_empty() {
                chosen(Effect::Deny, false)
            } else {
                certain
            };
            (denies, overruled)
        }
        Decision::Conditional => {
            let mut because = findings.causes.clone();
            because.sort_by_key(|cause| (cause.certain(), cause.effect == Effect::Deny));
            (because, Vec::new())
        }
        Decision::ImplicitDeny => (Vec::new(), Vec::new()),
    }
}

/// What a conditional answer hangs on: an open Allow matters only where no certain one stands beside it.
pub(super) fn hinges(findings: &Findings, decision: Decision) -> Vec<Hinge> {
    if decision != Decision::Conditional {
        return Vec::new();
    }
    let weighed = &findings.weighed;
    let first_allow = weighed.iam.allow.or(weighed.identity.allow);
    let matters = |cause: &&Cause| {
        let verdict = match cause.layer {
            Layer::Iam => Verdict {
                allow: first_allow,
                deny: weighed.iam.deny.or(weighed.identity.deny),
            },
            Layer::EnterpriseProject if weighed.second_layer_asked() => weighed.enterprise_project,
            Layer::EnterpriseProject => return false,
        };
        // An Allow under a certain Deny is no question, nor is a Deny where nothing can be allowed.
        let second = cause.layer == Layer::EnterpriseProject;
        match cause.effect {
            Effect::Allow => verdict.allow == Truth::Open && verdict.deny != Truth::Yes,
            Effect::Deny => verdict.deny == Truth::Open && (!second || verdict.allow.possible()),
        }
    };
    let open = findings.causes.iter().filter(|cause| !cause.certain());
    let mut hinges: Vec<Hinge> = open
        .filter(matters)
        .cloned()
        .map(Hinge::Statement)
        .collect();
    if findings.control != Openings::default() {
        hinges.push(Hinge::ServiceControl {
            keys: findings.control.keys.clone(),
            resources: findings.control.resources.clone(),
        });
    }
    hinges
}

/// The keys and resources among them.
fn openings(hinges: &[Hinge]) -> Openings {
    let mut openings = Openings::default();
    for hinge in hinges {
        let (keys, resources) = match hinge {
            Hinge::Statement(cause) => (&cause.open_keys, &cause.open_resources),
            Hinge::ServiceControl { keys, resources } => (keys, resources),
        };
        openings.absorb(&Openings {
            keys: keys.clone(),
            resources: resources.clone(),
        });
    }
    openings
}
