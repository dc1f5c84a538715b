//! Dead weight against an implementation that knows nothing of sets: it takes the assignment, the membership or the
//! group away and asks the explaining path about every cell there is.

use std::sync::Arc;

use permlens::analysis::audit::{Finding, Options, Subject, audit};
use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::model::{
    Account, Assignment, Context, Decision, EnterpriseProjectId, Mode, Principal, ProjectId,
    Request, Table,
};
use proptest::prelude::*;

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
                    decisions.push(engine.decide(&Request {
                        principal: *principal,
                        action: action.clone(),
                        facts: catalogue.facts(action),
                        project: *project,
                        enterprise_project: *enterprise_project,
                        resource: None,
                        context: Context::default(),
                        mode: Mode::General,
                    }));
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

fn found(account: &Account, rule: &str) -> Vec<Finding> {
    let columns = super::columns(account.clone());
    audit(&columns, Options::default(), &|one| one.id == rule)
}

#[test]
fn the_random_accounts_have_dead_weight_of_every_kind() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = [0; 3];
    for _ in 0..48 {
        let account = random::account().new_tree(&mut runner).unwrap().current();
        for (count, rule) in counts.iter_mut().zip(["L09", "D01", "D02"]) {
            *count += found(&account, rule).len();
        }
    }
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn redundant_and_dead_assignments_can_all_go(account in random::account()) {
        let findings = found(&account, "L09");
        let gone: Vec<Assignment> = findings
            .iter()
            .filter_map(|finding| match finding.subject {
                Subject::Assignment(subject, permission, scope) => Some(Assignment { subject, permission, scope }),
                _ => None,
            })
            .collect();
        prop_assert_eq!(gone.len(), findings.len());
        let mut without = account.clone();
        // An assignment that stands there twice is taken away once.
        let mut rows = account.assignments.rows().to_vec();
        for one in &gone {
            let at = rows.iter().rposition(|row| row == one);
            rows.remove(at.expect("the assignment is there"));
        }
        without.assignments = rows.into_iter().collect::<Table<_, _>>();
        let (who, actions) = (everyone(&account), random::ACTIONS.map(str::to_owned));
        prop_assert_eq!(cells(&account, &who, &actions), cells(&without, &who, &actions));
    }

    #[test]
    fn memberships_that_add_nothing_can_all_end(account in random::account()) {
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
    fn groups_of_equal_effect_answer_alike(account in random::account()) {
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
