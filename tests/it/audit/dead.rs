//! Dead weight against an implementation that knows nothing of sets: it takes the assignment, the membership or the
//! group away and asks the explaining path about every cell there is.

use std::sync::Arc;

use permlens::analysis::audit::{Finding, Options, Subject, audit};
use permlens::catalogue::Catalogue;
use permlens::engine::compiled::Stand;
use permlens::engine::{Engine, Settings};
use permlens::model::{
    Account, Assignment, Decision, EnterpriseProjectId, Principal, ProjectId, Table,
};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::drawn::{assigned, crowd};
use crate::random;

/// Every answer of an account: for every principal, place, and action that its documents could tell apart.
fn cells(account: &Account, principals: &[Principal], actions: &[String]) -> Vec<Decision> {
    let catalogue = Catalogue::embedded();
    let engine = Engine::new(catalogue, Arc::new(account.clone()), Settings::default());
    let projects: Vec<Option<ProjectId>> = account.projects.ids().map(Some).chain([None]).collect();
    let seconds: Vec<Option<EnterpriseProjectId>> = account
        .enterprise_projects
        .ids()
        .map(Some)
        .chain([None])
        .collect();
    let mut decisions = Vec::new();
    for principal in principals {
        for action in actions {
            for project in &projects {
                for enterprise_project in &seconds {
                    let stand = Stand {
                        project: *project,
                        enterprise_project: *enterprise_project,
                    };
                    decisions.push(engine.decide(&engine.question(*principal, action, stand)));
                }
            }
        }
    }
    decisions
}

fn everyone(account: &Account) -> Vec<Principal> {
    let users = account.users.ids().map(Principal::User);
    let groups = account.groups.ids().map(Principal::Group);
    users.chain(groups).collect()
}

pub fn found(account: &Account, rule: &str) -> Vec<Finding> {
    let columns = super::columns(account.clone());
    audit(&columns, Options::default(), &|one| one.id == rule)
}

/// A policy of the account.
fn policy(name: &str, statement: Value) -> Value {
    json!({
        "id": name, "name": name, "display_name": name, "catalog": "CUSTOMED", "type": "XA", "domain_id": "d1",
        "policy": {"Version": "1.1", "Statement": [statement]},
    })
}

/// Policies whose statements always apply, so that what they say is certain.
fn plain() -> Vec<Value> {
    vec![
        policy(
            "list",
            json!({"Effect": "Allow", "Action": ["ims:images:list"]}),
        ),
        policy(
            "images",
            json!({"Effect": "Allow", "Action": ["ims:images:*"]}),
        ),
        policy(
            "reading",
            json!({"Effect": "Allow", "Action": ["*:*:get*", "*:*:list*"]}),
        ),
        policy(
            "servers",
            json!({"Effect": "Allow", "Action": ["ecs:*:*", "ims:images:get"]}),
        ),
        policy(
            "buckets",
            json!({"Effect": "Allow", "Action": ["obs:bucket:*", "iam:users:*"]}),
        ),
        policy(
            "no-images",
            json!({"Effect": "Deny", "Action": ["ims:images:*"]}),
        ),
        policy(
            "no-lists",
            json!({"Effect": "Deny", "Action": ["ims:*:list*", "ecs:*:*"]}),
        ),
    ]
}

/// Few different permissions many times over: what one gives, another often gives too.
fn dense(scopes: &'static [&'static str], system: bool) -> impl Strategy<Value = Account> {
    let mut names: Vec<String> = plain()
        .iter()
        .map(|policy| policy["display_name"].as_str().unwrap().to_owned())
        .collect();
    if system {
        let others = [
            "mfa",
            "mixed",
            "Tenant Guest",
            "Tenant Administrator",
            "IMS Administrator",
            "Server Administrator",
        ];
        names.extend(others.map(str::to_owned));
    }
    let assignment = (0..3_usize, select(names), select(scopes));
    let groups = proptest::collection::vec(proptest::collection::vec(any::<bool>(), 3), 3);
    let twins = any::<bool>();
    let drawn = (proptest::collection::vec(assignment, 4..16), groups, twins);
    drawn.prop_map(|(mut assignments, groups, twins)| {
        if twins {
            // Two groups for the same thing, as accounts have them.
            assignments.retain(|(group, ..)| *group != 2);
            let copies: Vec<_> = assignments.iter().filter(|(group, ..)| *group == 1).cloned().collect();
            assignments.extend(copies.into_iter().map(|(_, role, scope)| (2, role, scope)));
        }
        let mut roles = plain();
        let images = json!(["ims:images:*"]);
        let mfa = json!({"Effect": "Allow", "Action": images, "Condition": {"Bool": {"g:MFAPresent": ["true"]}}});
        roles.push(policy("mfa", mfa));
        let mut mixed = policy("mixed", json!({"Effect": "Allow", "Action": ["ims:*:*"]}));
        let stop = json!({"Effect": "Deny", "Action": ["ims:images:delete"]});
        mixed["policy"]["Statement"].as_array_mut().unwrap().push(stop);
        roles.push(mixed);
        let given: Vec<Value> = assignments
            .into_iter()
            .map(|(group, role, scope)| {
                let role = json!({"display_name": role});
                assigned(("group", &format!("g{group}")), &role, scope)
            })
            .collect();
        super::account(&crowd(&groups, &roles, &given))
    })
}

const SCOPES: &[&str] = &["eu-de", "eu-nl", "MOS", "all", "global", "shop"];

fn account() -> impl Strategy<Value = Account> {
    prop_oneof![1 => random::account().boxed(), 3 => dense(SCOPES, true).boxed()]
}

#[test]
fn the_random_accounts_have_dead_weight_of_every_kind() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = [0; 3];
    for _ in 0..32 {
        let account = dense(SCOPES, true).new_tree(&mut runner).unwrap().current();
        for (count, rule) in counts.iter_mut().zip(["L09", "D01", "D02"]) {
            *count += found(&account, rule).len();
        }
    }
    assert!(counts.iter().all(|count| *count > 2), "{counts:?}");
}

/// The account without what L09 calls dead.
fn lightened(account: &Account) -> Account {
    let mut rows = account.assignments.rows().to_vec();
    for finding in found(account, "L09") {
        let Subject::Assignment(subject, permission, scope) = finding.subject else {
            panic!("L09 is about assignments");
        };
        let one = Assignment {
            subject,
            permission,
            scope,
        };
        // One that stands there twice is taken away once.
        let at = rows.iter().rposition(|row| *row == one);
        rows.remove(at.expect("the assignment is there"));
    }
    Account {
        assignments: rows.into_iter().collect::<Table<_, _>>(),
        ..account.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn redundant_and_dead_assignments_can_all_go(account in account()) {
        let without = lightened(&account);
        let (who, actions) = (everyone(&account), random::ACTIONS.map(str::to_owned));
        prop_assert_eq!(cells(&account, &who, &actions), cells(&without, &who, &actions));
    }

    #[test]
    fn of_what_is_certain_no_dead_assignment_is_missed(account in dense(&["eu-de", "eu-nl"], false)) {
        let left = lightened(&account);
        let actions = random::ACTIONS.map(str::to_owned);
        for at in 0..left.assignments.len() {
            let mut rows = left.assignments.rows().to_vec();
            let one = rows.remove(at);
            // A Deny has a rule of its own.
            let name = &left.permission(one.permission).display_name;
            if name.starts_with("no-") {
                continue;
            }
            let without = Account { assignments: rows.into_iter().collect(), ..left.clone() };
            let columns = [&left, &without].map(|account| super::columns(account.clone()));
            let stands = left.projects.ids().map(|project| Stand { project: Some(project), ..Stand::default() });
            let idle = ["buckets"].contains(&name.as_str());
            let changes = stands.into_iter().any(|stand| {
                let [before, after] = columns.each_ref().map(|columns| columns.principal(one.subject, stand));
                before != after
            });
            prop_assert!(changes || idle, "{name} can go, and nothing says so");
            let who = [one.subject];
            prop_assert!(changes || cells(&left, &who, &actions) == cells(&without, &who, &actions));
        }
    }

    #[test]
    fn memberships_that_add_nothing_can_all_end(account in account()) {
        let mut without = account.clone();
        for finding in found(&account, "D01") {
            let Subject::Principal(Principal::User(user)) = finding.subject else {
                panic!("a membership is somebody's");
            };
            let group = account.find_group(&finding.about).unwrap();
            without.users.get_mut(user).groups.retain(|one| *one != group);
            without.groups.get_mut(group).members.retain(|one| *one != user);
        }
        let (who, actions) = (everyone(&account), random::ACTIONS.map(str::to_owned));
        prop_assert_eq!(cells(&account, &who, &actions), cells(&without, &who, &actions));
    }

    #[test]
    fn groups_of_equal_effect_answer_alike(account in account()) {
        for finding in found(&account, "D02") {
            let groups: Vec<Principal> = account
                .groups
                .iter()
                .filter(|(_, group)| finding.fix.split([' ', ',']).any(|word| word == group.name))
                .map(|(id, _)| Principal::Group(id))
                .collect();
            prop_assert!(groups.len() > 1);
            let actions = random::ACTIONS.map(str::to_owned);
            let first = cells(&account, &groups[..1], &actions);
            for group in &groups[1..] {
                prop_assert_eq!(&first, &cells(&account, &[*group], &actions));
            }
        }
    }
}
