//! Chains to administrator against a search that plays the calls one after another, and duties against their table;
//! both ask the explaining path what may be called.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use permlens::analysis::audit::Subject;
use permlens::catalogue::Catalogue;
use permlens::engine::compiled::Stand;
use permlens::engine::{Engine, Settings};
use permlens::model::{Account, Decision, PermissionKind, Principal, Scope, UserId};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::dead::found;
use super::drawn::{assigned, custom};

/// What is reached on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fact {
    InGroup,
    HoldsPolicy,
    Provider,
    Keys,
    Mapping,
    Protocol,
    /// An agency holds Security Administrator, and one trusts an account of the user's.
    StrongAgency,
    TrustingAgency,
    Administrator,
}

use Fact::{
    Administrator, HoldsPolicy, InGroup, Keys, Mapping, Protocol, Provider, StrongAgency,
    TrustingAgency,
};

/// Calls: the action, what must be there, what is there afterwards.
const CALLS: [(&str, &[Fact], Fact); 20] = [
    ("iam:permissions:addUserToGroup", &[], Administrator),
    (
        "iam:permissions:grantRoleToGroup",
        &[InGroup],
        Administrator,
    ),
    (
        "iam:permissions:grantRoleToGroupOnDomain",
        &[InGroup],
        Administrator,
    ),
    ("iam:users:resetUserPassword", &[], Administrator),
    ("iam:users:updateUser", &[], Administrator),
    ("iam:users:updateUserPassword", &[], Administrator),
    ("iam:credentials:createCredential", &[], Administrator),
    ("iam:roles:updateRole", &[HoldsPolicy], Administrator),
    ("iam:permissions:grantRoleToAgency", &[], StrongAgency),
    (
        "iam:permissions:grantRoleToAgencyOnDomain",
        &[],
        StrongAgency,
    ),
    ("iam:agencies:createAgency", &[], TrustingAgency),
    ("iam:agencies:updateAgency", &[], TrustingAgency),
    (
        "iam:identityProviders:createIdentityProvider",
        &[],
        Provider,
    ),
    ("iam:identityProviders:createIDPMetadata", &[Provider], Keys),
    ("iam:identityProviders:updateIDPMetadata", &[Provider], Keys),
    (
        "iam:identityProviders:createOpenIDConnectConfig",
        &[Provider],
        Keys,
    ),
    (
        "iam:identityProviders:updateOpenIDConnectConfig",
        &[Provider],
        Keys,
    ),
    ("iam:identityProviders:createMapping", &[Provider], Mapping),
    ("iam:identityProviders:updateMapping", &[Mapping], Mapping),
    ("iam:identityProviders:createProtocol", &[Mapping], Protocol),
];

/// Calls that are in the rules and make nobody administrator.
const IDLE: [&str; 5] = [
    "iam:users:setUserLoginProtect",
    "iam:credentials:updateCredential",
    "iam:permissions:grantRoleToGroupOnProject",
    "iam:users:createUser",
    "iam:roles:createRole",
];

fn allowed(engine: &Engine, principal: Principal, action: &str) -> bool {
    engine.decide(&engine.question(principal, action, Stand::default())) == Decision::Allow
}

/// The fewest calls after which a user is administrator, by trying them all.
fn fewest(account: &Account, user: UserId) -> Option<usize> {
    let engine = Engine::new(
        Catalogue::embedded(),
        Arc::new(account.clone()),
        Settings::default(),
    );
    let principal = Principal::User(user);
    let mut start: BTreeSet<Fact> = BTreeSet::new();
    if !account.user(user).groups.is_empty() {
        start.insert(InGroup);
    }
    let policies = engine
        .grants()
        .reaching(account, principal)
        .into_iter()
        .any(|grant| {
            account.permission(grant.permission).kind == PermissionKind::Custom
                && matches!(grant.scope, Scope::Global | Scope::All)
        });
    if policies {
        start.insert(HoldsPolicy);
    }
    let providers = account
        .extra
        .get("identity_providers")
        .and_then(Value::as_array);
    if providers.is_some_and(|providers| !providers.is_empty()) {
        // Whatever uses it has a mapping and a protocol.
        start.extend([Provider, Mapping, Protocol]);
    }
    let known = start.clone();
    let mine: Vec<_> = CALLS
        .iter()
        .filter(|(action, ..)| allowed(&engine, principal, action))
        .collect();
    let agencies: Vec<Principal> = account.agencies.ids().map(Principal::Agency).collect();
    let at_once = |(action, needs, gives): &&(&str, &[Fact], Fact)| {
        let at_once = needs.is_empty() && *gives == Administrator;
        at_once
            && agencies
                .iter()
                .any(|agency| allowed(&engine, *agency, action))
    };
    let theirs: Vec<_> = CALLS.iter().filter(at_once).collect();
    let updates = mine
        .iter()
        .any(|(action, ..)| *action == "iam:agencies:updateAgency");
    let mut seen: BTreeMap<BTreeSet<Fact>, usize> = BTreeMap::from([(start.clone(), 0)]);
    let mut queue = VecDeque::from([start]);
    while let Some(state) = queue.pop_front() {
        let steps = seen[&state];
        let new_mapping =
            state.contains(&Mapping) && state.contains(&Protocol) && state.contains(&Keys);
        let finished = (state.contains(&StrongAgency) && state.contains(&TrustingAgency))
            || state.contains(&Administrator)
            || (new_mapping && !known.contains(&Mapping));
        if finished {
            return Some(steps);
        }
        let mut next: Vec<BTreeSet<Fact>> = Vec::new();
        for (action, needs, gives) in &mine {
            if !needs.iter().all(|need| state.contains(need)) {
                continue;
            }
            let mut after = state.clone();
            // In a provider that is in use, changing where its logins land is the last call.
            let lands = *gives == Mapping && known.contains(&Mapping) && state.contains(&Keys);
            after.insert(if lands { Administrator } else { *gives });
            let _ = action;
            next.push(after);
        }
        if state.contains(&TrustingAgency) && updates && !theirs.is_empty() {
            let mut after = state.clone();
            after.insert(Administrator);
            next.push(after);
        }
        for after in next {
            if !seen.contains_key(&after) {
                seen.insert(after.clone(), steps + 1);
                queue.push_back(after);
            }
        }
    }
    None
}

fn account() -> impl Strategy<Value = Account> {
    // Calls that take others with them come oftener, so that there are chains.
    let parts = CALLS.iter().filter(|(_, _, gives)| *gives != Administrator);
    let parts = parts.flat_map(|(action, ..)| [*action; 6]);
    let names: Vec<&'static str> = CALLS
        .iter()
        .map(|(action, ..)| *action)
        .chain(IDLE)
        .chain(parts)
        .collect();
    let statement = (any::<bool>(), vec(select(names), 1..5));
    let statement = (statement, 0..5_u8).prop_map(|((_, actions), kind)| match kind {
        0 => json!({"Effect": "Deny", "Action": actions}),
        1 => json!({"Effect": "Allow", "Action": actions, "Condition": {"Bool": {"g:MFAPresent": ["true"]}}}),
        _ => json!({"Effect": "Allow", "Action": actions}),
    });
    let policies = vec(vec(statement, 1..3), 4);
    let holder = select(vec![
        ("group", "g0"),
        ("group", "g1"),
        ("user", "u0"),
        ("user", "u1"),
        ("agency", "a0"),
    ]);
    let scope = select(vec!["global", "global", "all", "eu-de"]);
    let assignments = vec((holder, 0..5_usize, scope), 1..6);
    let memberships = vec(any::<bool>(), 4);
    (policies, assignments, memberships, 0..3_u8).prop_map(|(policies, assignments, members, providers)| {
        let roles: Vec<Value> = policies
            .into_iter()
            .enumerate()
            .map(|(at, statements)| {
                custom(&format!("p{at}"), "AX", &statements)
            })
            .collect();
        let given: Vec<Value> = assignments
            .into_iter()
            .map(|(holder, role, scope)| {
                let role = match role {
                    4 => json!({"display_name": "Security Administrator"}),
                    at => json!({"id": format!("p{at}")}),
                };
                assigned(holder, &role, scope)
            })
            .collect();
        let memberships: Vec<Value> = members
            .into_iter()
            .enumerate()
            .filter(|(_, member)| *member)
            .map(|(at, _)| json!({"group": {"id": format!("g{}", at / 2)}, "user": {"id": format!("u{}", at % 2)}}))
            .collect();
        let mut said = json!({
            "users": [{"id": "u0", "name": "ann", "enabled": true}, {"id": "u1", "name": "ben", "enabled": true}],
            "groups": [{"id": "g0", "name": "ops"}, {"id": "g1", "name": "dev"}],
            "agencies": [{"id": "a0", "name": "partner", "trust_domain_name": "others", "duration": "720"}],
            "memberships": memberships, "roles": roles, "role_assignments": given,
        });
        match providers {
            0 => {}
            1 => said["identity_providers"] = json!([]),
            _ => said["identity_providers"] = json!([{"id": "corp"}]),
        }
        super::account(&said)
    })
}

/// The two halves of each duty.
const PAIRS: [[&[&str]; 2]; 3] = [
    [
        &["iam:users:createUser"],
        &[
            "iam:permissions:grantRoleToGroup",
            "iam:permissions:addUserToGroup",
        ],
    ],
    [
        &["iam:roles:createRole", "iam:roles:updateRole"],
        &[
            "iam:permissions:grantRoleToGroup",
            "iam:permissions:grantRoleToGroupOnProject",
            "iam:permissions:grantRoleToGroupOnDomain",
        ],
    ],
    [
        &["iam:agencies:createAgency"],
        &[
            "iam:permissions:grantRoleToAgency",
            "iam:permissions:grantRoleToAgencyOnDomain",
        ],
    ],
];

#[test]
fn the_random_accounts_have_chains_of_every_length() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut lengths: BTreeMap<Option<usize>, usize> = BTreeMap::new();
    for _ in 0..150 {
        let account = account().new_tree(&mut runner).unwrap().current();
        for user in account.users.ids() {
            *lengths.entry(fewest(&account, user)).or_default() += 1;
        }
    }
    for length in [None, Some(1), Some(2)] {
        assert!(
            lengths.get(&length).is_some_and(|count| *count > 3),
            "{lengths:?}"
        );
    }
}

#[test]
fn a_provider_of_ones_own_takes_four_calls() {
    let actions = [
        "createIdentityProvider",
        "createIDPMetadata",
        "createMapping",
        "createProtocol",
    ];
    let actions = actions.map(|action| format!("iam:identityProviders:{action}"));
    for (providers, steps) in [(json!([]), 4), (json!([{"id": "corp"}]), 2)] {
        let account = super::account(&json!({
            "identity_providers": providers,
            "roles": [{
                "id": "p", "name": "p", "display_name": "p", "catalog": "CUSTOMED", "type": "AX", "domain_id": "d1",
                "policy": {"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": actions}]},
            }],
            "role_assignments": [{
                "group": {"id": "g1"}, "role": {"id": "p"}, "scope": {"domain": {"id": "d1"}}, "is_inherited": false,
            }],
        }));
        let user = account.users.ids().next().unwrap();
        assert_eq!(fewest(&account, user), Some(steps));
        let findings = found(&account, "E01");
        assert!(
            findings[0].title.ends_with(&format!("in {steps} steps")),
            "{}",
            findings[0].title
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn chains_are_the_shortest_there_are(account in account()) {
        let findings = found(&account, "E01");
        for user in account.users.ids() {
            let told = findings.iter().find(|finding| finding.subject == Subject::Principal(Principal::User(user)));
            let told = told.map(|finding| {
                let words = finding.title.rsplit(' ').nth(1).unwrap();
                words.parse::<usize>().unwrap()
            });
            prop_assert_eq!(told, fewest(&account, user), "{}", account.user(user).name);
        }
    }

    #[test]
    fn duties_are_both_held_by_whoever_is_told(account in account()) {
        let engine = Engine::new(Catalogue::embedded(), Arc::new(account.clone()), Settings::default());
        let findings = found(&account, "E02");
        for user in account.users.ids() {
            let principal = Principal::User(user);
            let half = |actions: &&[&str]| actions.iter().any(|action| allowed(&engine, principal, action));
            let both = PAIRS.iter().filter(|pair| pair.iter().all(half)).count();
            let told = findings.iter().find(|finding| finding.subject == Subject::Principal(principal));
            let facts = told.map_or(0, |finding| {
                let facts = finding.evidence.iter();
                facts.filter(|one| matches!(one, permlens::analysis::audit::Evidence::Fact(_))).count()
            });
            prop_assert_eq!(facts, both, "{}", account.user(user).name);
        }
    }
}
