//! E02: who holds both halves of what two should hold.

use super::escalation::ordinary;
use super::finding::{Finding, Subject};
use super::ground::Ground;
use super::rule::Rule;
use crate::model::Principal;

/// Two duties that one person should not have together.
struct Pair {
    first: (&'static str, &'static [&'static str]),
    second: (&'static str, &'static [&'static str]),
}

const PAIRS: &[Pair] = &[
    Pair {
        first: ("create users", &["iam:users:createUser"]),
        second: (
            "grant them permissions",
            &[
                "iam:permissions:grantRoleToGroup",
                "iam:permissions:addUserToGroup",
            ],
        ),
    },
    Pair {
        first: (
            "write policies",
            &["iam:roles:createRole", "iam:roles:updateRole"],
        ),
        second: (
            "attach them",
            &[
                "iam:permissions:grantRoleToGroup",
                "iam:permissions:grantRoleToGroupOnProject",
                "iam:permissions:grantRoleToGroupOnDomain",
            ],
        ),
    },
    Pair {
        first: ("make agencies", &["iam:agencies:createAgency"]),
        second: (
            "grant to them",
            &[
                "iam:permissions:grantRoleToAgency",
                "iam:permissions:grantRoleToAgencyOnDomain",
            ],
        ),
    },
];

pub(super) fn duties(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    for asked in ordinary(ground) {
        let held: Vec<(&Pair, [String; 2])> = PAIRS
            .iter()
            .filter_map(|pair| {
                let both = [asked.may(pair.first.1)?, asked.may(pair.second.1)?];
                Some((pair, both))
            })
            .collect();
        let Some((first, _)) = held.first() else {
            continue;
        };
        let user = ground.account().user(asked.user);
        let more = match held.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let title = format!(
            "user {} can both {} and {}{more}",
            user.shown(),
            first.first.0,
            first.second.0
        );
        let subject = Subject::Principal(Principal::User(asked.user));
        let mut finding = Finding::new(rule, subject, title);
        for (pair, both) in &held {
            finding = finding.fact(format!(
                "{} and {}: {}",
                pair.first.0,
                pair.second.0,
                both.join(", ")
            ));
        }
        let actions: Vec<String> = held.into_iter().flat_map(|(_, both)| both).collect();
        found.push(finding.because(asked.paths(&actions)));
    }
}
