//! Roles that depend on roles (section 4.4): who writes the documents may write them in circles, in long
//! chains and all to all. Every reading of them ends, and both paths through the engine end alike.

use std::collections::BTreeSet;
use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::compiled::{Columns, Stand};
use permlens::import;
use permlens::model::{Decision, Principal, ProjectId, TableId, UserId};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::random::engine;

/// A role of this name that allows `action` and needs the others.
pub(crate) fn role(id: usize, name: &str, action: &str, needs: &[String]) -> Value {
    let depends: Vec<Value> = needs
        .iter()
        .map(|name| json!({"catalog": "BASE", "display_name": name}))
        .collect();
    json!({"id": format!("r{id}"), "name": format!("custom_{id}"), "display_name": name, "catalog": "CUSTOMED",
           "type": "XA", "domain_id": "d1", "policy": {"Version": "1.0", "Depends": depends,
           "Statement": [{"Effect": "Allow", "Action": [action]}]}})
}

/// What alice may do who holds these roles, and the names that are missing, by the explaining path; the compiled
/// path must decide alike.
fn asked(roles: &[Value], held: impl IntoIterator<Item = usize>) -> (Decision, Vec<String>) {
    let grants: Vec<Value> = held
        .into_iter()
        .map(|at| {
            json!({"group": {"id": "g1"}, "role": {"id": format!("r{at}")},
                   "scope": {"project": {"id": "p1"}}, "is_inherited": false})
        })
        .collect();
    let snapshot = json!({"format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": "alice", "enabled": true}],
        "groups": [{"id": "g1", "name": "ops"}],
        "memberships": [{"group": {"id": "g1"}, "user": {"id": "u1"}}],
        "projects": [{"id": "p1", "name": "eu-de"}],
        "roles": roles, "role_assignments": grants});
    let imported = import::from_slice(
        "case",
        snapshot.to_string().as_bytes(),
        Catalogue::embedded(),
    );
    let engine = engine(imported.unwrap().account);
    let alice = Principal::User(UserId::from_index(0));
    let stand = Stand {
        project: Some(ProjectId::from_index(0)),
        enterprise_project: None,
    };
    let request = engine.question(alice, "ims:images:list", stand);
    let trace = engine.explain(&request);
    let columns = Columns::new(Arc::clone(&engine));
    let id = columns.universe().find("ims:images:list").unwrap();
    assert_eq!(columns.principal(alice, stand).of(id), trace.decision);
    let missing = trace.missing_dependencies.into_iter();
    (trace.decision, missing.map(|lack| lack.name).collect())
}

const LIST: &str = "ims:images:list";

/// An action of no service, so that only the first role allows what is asked.
const OTHER: &str = "nosuch:thing:do";

fn named(at: usize) -> String {
    format!("role{at}")
}

#[test]
fn a_chain_of_any_length_is_followed_to_its_end() {
    const LENGTH: usize = 4_000;
    let action = |at| if at == 0 { LIST } else { OTHER };
    let roles: Vec<Value> = (0..LENGTH)
        .map(|at| role(at, &named(at), action(at), &[named(at + 1)]))
        .collect();
    let (decision, missing) = asked(&roles, 0..LENGTH);
    assert_eq!(decision, Decision::ImplicitDeny);
    assert_eq!(missing, [named(LENGTH)]);
}

#[test]
fn roles_that_all_need_each_other_stand_together_and_fall_together() {
    const COUNT: usize = 20;
    let action = |at| if at == 0 { LIST } else { OTHER };
    let others = |at: usize| (0..COUNT).filter(move |other| *other != at).map(named);
    let roles: Vec<Value> = (0..COUNT)
        .map(|at| role(at, &named(at), action(at), &others(at).collect::<Vec<_>>()))
        .collect();
    assert_eq!(asked(&roles, 0..COUNT), (Decision::Allow, Vec::new()));
    let (decision, missing) = asked(&roles, 0..COUNT - 1);
    assert_eq!(decision, Decision::ImplicitDeny);
    // each of the nineteen needs the one that is missing, and says so once
    assert_eq!(missing, vec![named(COUNT - 1); COUNT - 1]);
}

#[test]
fn one_of_several_roles_of_a_name_is_enough() {
    const STEPS: usize = 30;
    // at every step two roles of one name, each in need of the next name: 2^30 ways down
    let action = |at| if at == 0 { LIST } else { OTHER };
    let roles: Vec<Value> = (0..2 * STEPS)
        .map(|at| role(at, &named(at / 2), action(at), &[named(at / 2 + 1)]))
        .chain([role(2 * STEPS, &named(STEPS), OTHER, &[])])
        .collect();
    assert_eq!(asked(&roles, 0..=2 * STEPS).0, Decision::Allow);
    let (decision, missing) = asked(&roles, 0..2 * STEPS);
    assert_eq!(decision, Decision::ImplicitDeny);
    assert_eq!(missing, [named(STEPS)]);
}

/// The largest set of held roles of which each finds all it needs among the others.
fn standing(roles: &[(usize, BTreeSet<usize>)], held: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut largest = BTreeSet::new();
    for choice in 0..1_u32 << roles.len() {
        let chosen: BTreeSet<usize> = held
            .iter()
            .copied()
            .filter(|at| choice & (1 << at) != 0)
            .collect();
        let met = |name: &usize| chosen.iter().any(|at| roles[*at].0 == *name);
        if chosen.iter().all(|at| roles[*at].1.iter().all(met)) {
            // the union of two such sets is one
            largest.extend(chosen);
        }
    }
    largest
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_role_is_in_force_where_some_set_of_held_roles_needs_nothing_else(
        roles in vec((0..4_usize, btree_set(0..5_usize, 0..3)), 1..7),
        held in btree_set(0..7_usize, 0..7),
    ) {
        let held: BTreeSet<usize> = held.into_iter().filter(|at| *at < roles.len()).chain([0]).collect();
        let action = |at| if at == 0 { LIST } else { OTHER };
        let written: Vec<Value> = roles.iter().enumerate().map(|(at, (name, needs))| {
            let needs: Vec<String> = needs.iter().copied().map(named).collect();
            role(at, &named(*name), action(at), &needs)
        }).collect();
        let (decision, missing) = asked(&written, held.iter().copied());
        let stands = standing(&roles, &held).contains(&0);
        prop_assert_eq!(decision == Decision::Allow, stands);
        prop_assert_eq!(missing.is_empty(), stands);
        for name in missing {
            prop_assert!(held.iter().all(|at| named(roles[*at].0) != name), "{} is held", name);
        }
    }
}
