//! Memberships, groups and statements without weight, against an implementation that knows nothing of sets: it takes
//! them out of the account and asks the explaining path about everything, under several completions of each question.

use std::collections::BTreeSet;
use std::sync::Arc;

use permlens::analysis::audit::{Finding, Subject};
use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::model::{
    Account, Context, ContextValue, Decision, Effect, GroupId, Mode, PermissionId, PermissionKind,
    Principal, Request, UserId,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::dead::found;
use super::drawn::{assigned, crowd, custom};
use crate::random;

/// How a question is completed: not at all, with everything absent, with everything there.
fn completions() -> [(Mode, Option<&'static str>, Context); 4] {
    let mut inside = Context::default();
    for (key, value) in [
        ("g:MFAPresent", "true"),
        ("g:MFAAge", "20"),
        ("g:SourceIp", "10.1.2.3"),
        ("g:CurrentTime", "2026-11-20T08:00:00Z"),
        ("g:TagKeys", "team-a"),
    ] {
        inside.insert(key, ContextValue::Values(vec![value.to_owned()]));
    }
    let object = Some("obs:*:*:object:user-1/a");
    [
        (Mode::General, None, Context::default()),
        (Mode::Strict, None, Context::default()),
        (Mode::Strict, None, inside.clone()),
        (Mode::Strict, object, inside),
    ]
}

/// Every answer, for these principals, everywhere.
fn answers(account: &Account, principals: &[Principal], actions: &[String]) -> Vec<Decision> {
    let catalogue = Catalogue::embedded();
    let engine = Engine::new(catalogue, Arc::new(account.clone()), Settings::default());
    let mut answers = Vec::new();
    let projects = || account.projects.ids().map(Some).chain([None]);
    let seconds = || account.enterprise_projects.ids().map(Some).chain([None]);
    for (mode, resource, context) in completions() {
        for (principal, action) in principals
            .iter()
            .flat_map(|principal| actions.iter().map(move |action| (principal, action)))
        {
            for (project, enterprise_project) in
                projects().flat_map(|project| seconds().map(move |second| (project, second)))
            {
                let answer = engine.decide(&Request {
                    principal: *principal,
                    action: action.clone(),
                    facts: catalogue.facts(action),
                    project,
                    enterprise_project,
                    resource: resource.map(str::to_owned),
                    context: context.clone(),
                    mode,
                });
                // A cell is its letter; of what completes the question only what can be done counts.
                answers.push(if mode == Mode::Strict {
                    can(answer)
                } else {
                    answer
                });
            }
        }
    }
    answers
}

fn users(account: &Account) -> Vec<Principal> {
    account.users.ids().map(Principal::User).collect()
}

fn everyone(account: &Account) -> Vec<Principal> {
    let groups = account.groups.ids().map(Principal::Group);
    let agencies = account.agencies.ids().map(Principal::Agency);
    users(account)
        .into_iter()
        .chain(groups)
        .chain(agencies)
        .collect()
}

fn some_actions() -> Vec<String> {
    random::ACTIONS.map(str::to_owned).to_vec()
}

/// Whether a pattern with stars matches a name, both in lower case.
fn globs(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern.split_first(), name.split_first()) {
        (None, rest) => rest.is_none(),
        (Some((b'*', after)), _) => {
            globs(after, name)
                || name
                    .split_first()
                    .is_some_and(|(_, rest)| globs(pattern, rest))
        }
        (Some((one, after)), Some((other, rest))) => one == other && globs(after, rest),
        (Some(_), None) => false,
    }
}

/// One action for each way in which the account's documents can treat one: nothing in it tells two of a kind apart.
fn telling(account: &Account) -> Vec<String> {
    let catalogue = Catalogue::embedded();
    let held: BTreeSet<PermissionId> = account
        .assignments
        .rows()
        .iter()
        .map(|assignment| assignment.permission)
        .collect();
    let mut patterns: BTreeSet<String> = BTreeSet::new();
    for document in held
        .iter()
        .filter_map(|id| account.permission(*id).document.as_ref())
    {
        for statement in &document.statements {
            patterns.extend(
                statement
                    .actions
                    .patterns()
                    .iter()
                    .map(|one| one.to_lowercase()),
            );
        }
    }
    let mut seen = BTreeSet::new();
    let mut telling = Vec::new();
    let catalogued = catalogue.actions.rows().iter().map(|action| action.name);
    let outright = patterns.iter().filter(|pattern| !pattern.contains('*'));
    let names: Vec<&str> = catalogued.chain(outright.map(String::as_str)).collect();
    for action in names {
        let name = action.to_lowercase();
        let facts = catalogue.facts(action);
        let matched: Vec<bool> = patterns
            .iter()
            .map(|pattern| globs(pattern.as_bytes(), name.as_bytes()))
            .collect();
        let level = format!("{:?}", facts.level);
        let stores = name.starts_with("obs:");
        if seen.insert((
            matched,
            level,
            facts.enterprise_project == Some(true),
            stores,
        )) {
            telling.push(action.to_owned());
        }
    }
    telling
}

fn leave(account: &mut Account, user: UserId, group: GroupId) {
    account
        .users
        .get_mut(user)
        .groups
        .retain(|one| *one != group);
    account
        .groups
        .get_mut(group)
        .members
        .retain(|one| *one != user);
}

/// The user and the group of what D01 found.
fn membership(account: &Account, finding: &Finding) -> (UserId, GroupId) {
    let Subject::Principal(Principal::User(user)) = finding.subject else {
        panic!("a membership is somebody's");
    };
    (user, account.find_group(&finding.about).unwrap())
}

fn disband(account: &mut Account, group: GroupId) {
    for user in account.group(group).members.clone() {
        leave(account, user, group);
    }
}

/// The account without the groups that D03 found.
fn without_groups(account: &Account) -> Account {
    let mut left = account.clone();
    for finding in found(account, "D03") {
        let Subject::Principal(Principal::Group(group)) = finding.subject else {
            panic!("a group is a group");
        };
        disband(&mut left, group);
    }
    left
}

fn cut(account: &mut Account, permission: PermissionId, at: usize) -> Effect {
    let document = account.permissions.get_mut(permission).document.as_mut();
    document.unwrap().statements.remove(at).effect
}

/// The statements that D04 found, the last first, so that those before keep their places when one goes.
fn idle_statements(account: &Account) -> Vec<(PermissionId, usize)> {
    let mut numbers: Vec<(PermissionId, usize)> = found(account, "D04")
        .iter()
        .map(|finding| {
            let Subject::Permission(id) = finding.subject else {
                panic!("a statement is a permission's");
            };
            (id, finding.about.parse::<usize>().unwrap() - 1)
        })
        .collect();
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    numbers
}

/// The account without them, and whether a Deny was among them.
fn without_statements(account: &Account) -> (Account, bool) {
    let mut left = account.clone();
    let mut denial = false;
    for (id, at) in idle_statements(account) {
        denial |= cut(&mut left, id, at) == Effect::Deny;
    }
    (left, denial)
}

/// Whether something can be done, not how that it cannot is told.
fn can(answer: Decision) -> Decision {
    match answer {
        Decision::ExplicitDeny => Decision::ImplicitDeny,
        other => other,
    }
}

fn all_can(answers: &[Decision]) -> Vec<Decision> {
    answers.iter().copied().map(can).collect()
}

const CLAUSES: [&[&str]; 9] = [
    &["ims:images:list"],
    &["ims:images:*"],
    &["*:*:get*", "*:*:list*"],
    &["ecs:*:*", "ims:images:get"],
    &["obs:bucket:*", "iam:users:*"],
    &["iam:users:list*"],
    &["ims:*:*"],
    &["evs:volumes:get", "ims:images:get"],
    &["nosuch:thing:do"],
];

const SCOPES: [&str; 6] = ["eu-de", "eu-nl", "MOS", "all", "global", "shop"];

/// Accounts in which every statement always applies, so that dead weight can be told by trying, and few clauses come
/// many times, so that there is some.
fn certain() -> impl Strategy<Value = Account> {
    let effect = prop_oneof![4 => Just("Allow"), 1 => Just("Deny")];
    let statement = (effect, select(CLAUSES.as_slice()));
    let policies = vec(vec(statement, 1..4), 3);
    let assignments = vec((0..3_usize, 0..3_usize, select(SCOPES.as_slice())), 2..10);
    let groups = vec(vec(any::<bool>(), 3), 3);
    (policies, assignments, groups).prop_map(|(policies, assignments, groups)| {
        let roles: Vec<Value> = policies
            .into_iter()
            .enumerate()
            .map(|(at, statements)| {
                let statements: Vec<Value> = statements
                    .into_iter()
                    .map(|(effect, actions)| json!({"Effect": effect, "Action": actions}))
                    .collect();
                custom(&format!("p{at}"), "XA", &statements)
            })
            .collect();
        let given: Vec<Value> = assignments
            .into_iter()
            .map(|(group, role, scope)| {
                let role = json!({"id": format!("p{role}")});
                assigned(("group", &format!("g{group}")), &role, scope)
            })
            .collect();
        super::account(&crowd(&groups, &roles, &given))
    })
}

#[test]
fn the_random_accounts_have_what_the_rules_look_for() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = [[0; 3]; 2];
    for _ in 0..24 {
        let accounts = [
            certain().new_tree(&mut runner).unwrap().current(),
            random::account().new_tree(&mut runner).unwrap().current(),
        ];
        for (counts, account) in counts.iter_mut().zip(accounts) {
            for (count, rule) in counts.iter_mut().zip(["D01", "D03", "D04"]) {
                *count += found(&account, rule).len();
            }
        }
    }
    assert!(
        counts.as_flattened().iter().all(|count| *count > 4),
        "{counts:?}"
    );
}

#[test]
fn one_action_stands_for_all_that_nothing_tells_apart() {
    let account = super::account(&json!({}));
    // Nothing is held: levels, object storage and enterprise projects alone tell actions apart.
    let telling = telling(&account);
    assert!((3..=6).contains(&telling.len()), "{telling:?}");
    assert!(globs(b"ims:*:list*", b"ims:images:list"));
    assert!(!globs(b"ims:*:list", b"ims:images:lists"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn idle_memberships_can_all_end(account in prop_oneof![random::account().boxed(), certain().boxed()]) {
        let mut left = account.clone();
        for finding in found(&account, "D01") {
            let (user, group) = membership(&account, &finding);
            leave(&mut left, user, group);
        }
        let (who, actions) = (users(&account), some_actions());
        prop_assert_eq!(answers(&account, &who, &actions), answers(&left, &who, &actions));
    }

    #[test]
    fn idle_groups_can_all_go(account in prop_oneof![random::account().boxed(), certain().boxed()]) {
        let left = without_groups(&account);
        let (who, actions) = (users(&account), some_actions());
        prop_assert_eq!(answers(&account, &who, &actions), answers(&left, &who, &actions));
    }

    #[test]
    fn idle_statements_can_all_be_taken_out(account in prop_oneof![random::account().boxed(), certain().boxed()]) {
        let (left, denial) = without_statements(&account);
        let (who, actions) = (everyone(&account), some_actions());
        let [before, after] = [&account, &left].map(|account| answers(account, &who, &actions));
        if denial {
            prop_assert_eq!(all_can(&before), all_can(&after));
        } else {
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn no_idle_membership_is_missed(account in certain()) {
        let mut left = account.clone();
        for finding in found(&account, "D01") {
            let (user, group) = membership(&account, &finding);
            leave(&mut left, user, group);
        }
        let actions = telling(&left);
        for (user, row) in left.users.iter() {
            let before = answers(&left, &[Principal::User(user)], &actions);
            for group in &row.groups {
                // A group without permissions is found as a group.
                let holder = Principal::Group(*group);
                if !left.assignments.rows().iter().any(|row| row.subject == holder) {
                    continue;
                }
                let mut without = left.clone();
                leave(&mut without, user, *group);
                let after = answers(&without, &[Principal::User(user)], &actions);
                prop_assert!(before != after, "{} in {}", row.name, left.group(*group).name);
            }
        }
    }

    #[test]
    fn no_idle_group_is_missed(account in certain()) {
        let left = without_groups(&account);
        let (who, actions) = (users(&left), telling(&left));
        let before = answers(&left, &who, &actions);
        for (id, group) in left.groups.iter().filter(|(_, group)| !group.members.is_empty()) {
            let mut without = left.clone();
            disband(&mut without, id);
            prop_assert!(before != answers(&without, &who, &actions), "{}", group.name);
        }
    }

    #[test]
    fn no_idle_statement_is_missed(account in certain()) {
        let (left, _) = without_statements(&account);
        let gone: BTreeSet<(PermissionId, usize)> = idle_statements(&account).into_iter().collect();
        let (who, actions) = (everyone(&account), telling(&account));
        let before = answers(&account, &who, &actions);
        for (id, permission) in account.permissions.iter() {
            let held = account.assignments.rows().iter().any(|row| row.permission == id);
            let written = permission.document.as_ref().map_or(0, |document| document.statements.len());
            // A policy of one statement is told as an attachment.
            if permission.kind != PermissionKind::Custom || !held || written < 2 {
                continue;
            }
            for at in (0..written).filter(|at| !gone.contains(&(id, *at))) {
                let earlier = gone.iter().filter(|(one, place)| *one == id && *place < at).count();
                // With what is idle or without it: a Deny of what the account does not even allow is for when it does.
                let matters = [(&account, at), (&left, at - earlier)].into_iter().any(|(account, at)| {
                    let mut without = account.clone();
                    let effect = cut(&mut without, id, at);
                    let after = answers(&without, &who, &actions);
                    match effect {
                        Effect::Allow => before != after,
                        Effect::Deny => all_can(&before) != all_can(&after),
                    }
                });
                prop_assert!(matters, "{} #{at}", permission.display_name);
            }
        }
    }
}
