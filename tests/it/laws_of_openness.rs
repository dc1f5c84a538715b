//! What three-valued answers promise: strict reading never contradicts a settled answer, and a
//! conditional one has a completion that allows and one that does not.

use std::collections::BTreeMap;

use permlens::engine::Engine;
use permlens::engine::condition::satisfying;
use permlens::model::{
    Cause, ContextValue, Decision, Effect, Mode, Request, ResourceClause, Statement, Trace, Version,
};
use proptest::prelude::*;

use crate::laws::{principals, stands};
use crate::random::{ACTIONS, account, engine};

/// Values worth trying for each open key, and resources worth trying.
struct Completions {
    keys: BTreeMap<String, Vec<ContextValue>>,
    resources: Vec<Option<String>>,
    /// A key that two tests share: whether both ways exist is then not promised.
    shared: bool,
}

/// The statements that a cause hangs on: its own, and a 1.0 role's Deny statements, which take back
/// what the role allows. None where the content is unknown.
fn statements<'a>(engine: &'a Engine, cause: &Cause) -> Vec<&'a Statement> {
    let Some((document, own)) = engine
        .account()
        .permission(cause.grant.permission)
        .document
        .as_ref()
        .zip(cause.statement)
    else {
        return Vec::new();
    };
    let numbered = document.statements.iter().enumerate();
    numbered
        .filter(|(index, statement)| {
            let local = document.version == Version::Role && statement.effect == Effect::Deny;
            *index == own || local
        })
        .map(|(_, statement)| statement)
        .collect()
}

fn completions(engine: &Engine, trace: &Trace) -> Completions {
    let mut found = Completions {
        keys: BTreeMap::new(),
        resources: vec![None, Some("other:r:d:kind:nothing".to_owned())],
        shared: false,
    };
    let mut patterns = Vec::new();
    for cause in trace.because.iter().filter(|cause| !cause.certain()) {
        let hangs_on = statements(engine, cause);
        found.shared |= hangs_on.is_empty(); // unknown content has no completion to find
        for statement in hangs_on {
            for test in &statement.conditions {
                let key = test.key.to_lowercase();
                let variables = test.values.iter().any(|value| value.contains("${"));
                found.shared |= found.keys.contains_key(&key) || variables;
                let values = found.keys.entry(key).or_default();
                values.extend(satisfying(test, &test.values, Effect::Allow));
                values.extend(satisfying(test, &test.values, Effect::Deny));
            }
            if let ResourceClause::Any(named) | ResourceClause::Agencies(named) =
                &statement.resources
            {
                found.shared |= named.iter().any(|pattern| patterns.contains(&pattern));
                for pattern in named {
                    found.shared |= pattern.contains("${");
                    found.resources.push(Some(pattern.replace('*', "x")));
                    patterns.push(pattern);
                }
            }
        }
    }
    // Two resource clauses share the one resource that a request can name.
    patterns.dedup();
    found.shared |= patterns.len() > 1;
    found
}

/// Strict decisions of every combination of the values.
fn outcomes(engine: &Engine, asked: &Request, all: &Completions) -> Vec<Decision> {
    let mut requests = vec![Request {
        mode: Mode::Strict,
        ..asked.clone()
    }];
    let tried = all.keys.iter().filter(|(_, values)| !values.is_empty());
    for (key, values) in tried {
        let mut next = Vec::new();
        for request in &requests {
            for value in values {
                let mut request = request.clone();
                request.context.insert(key, value.clone());
                next.push(request);
            }
        }
        requests = next;
    }
    let mut decisions = Vec::new();
    for request in requests {
        for resource in &all.resources {
            let mut request = request.clone();
            request.resource.clone_from(resource);
            decisions.push(engine.decide(&request));
        }
    }
    decisions
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn strict_never_contradicts_a_settled_answer(account in account()) {
        let engine = engine(account);
        for principal in principals() {
            for stand in stands() {
                for action in ACTIONS {
                    let asked = engine.question(principal, action, stand);
                    let strict = Request { mode: Mode::Strict, ..asked.clone() };
                    let (general, strict) = (engine.decide(&asked), engine.decide(&strict));
                    match general {
                        Decision::Allow | Decision::ExplicitDeny => prop_assert_eq!(general, strict),
                        Decision::ImplicitDeny => prop_assert!(
                            matches!(strict, Decision::ImplicitDeny | Decision::ExplicitDeny)
                        ),
                        Decision::Conditional => {}
                    }
                }
            }
        }
    }

    #[test]
    fn a_conditional_answer_can_go_both_ways(account in account()) {
        let engine = engine(account);
        for principal in principals() {
            for stand in stands().take(2) {
                for action in ACTIONS {
                    let asked = engine.question(principal, action, stand);
                    let trace = engine.explain(&asked);
                    if trace.decision != Decision::Conditional {
                        prop_assert!(trace.context_keys.is_empty() && trace.resource_patterns.is_empty());
                        continue;
                    }
                    let all = completions(&engine, &trace);
                    if all.shared {
                        continue;
                    }
                    let outcomes = outcomes(&engine, &asked, &all);
                    prop_assert!(outcomes.contains(&Decision::Allow), "{:?} {:#?}", asked, trace);
                    prop_assert!(
                        outcomes.iter().any(|decision| *decision != Decision::Allow),
                        "{:?} {:#?}", asked, trace
                    );
                }
            }
        }
    }
}
