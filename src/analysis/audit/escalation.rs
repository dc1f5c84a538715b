//! E01 and E02: who can become administrator, by which calls; and who holds both halves of what two should hold.

use crate::model::{Decision, Principal, UserId};

use super::capabilities::{FEDERATE, GRANT, JOIN, MINT, REWRITE, TAKE_OVER};
use super::finding::{Evidence, Finding, Subject};
use super::ground::Ground;
use super::rule::Rule;

/// One call of a chain: any of these actions makes it, with this effect.
struct Step {
    any: &'static [&'static str],
    does: &'static str,
}

const fn step(any: &'static [&'static str], does: &'static str) -> Step {
    Step { any, does }
}

/// The chains known, the shortest first. Each ends with everything an administrator has.
const CHAINS: &[&[Step]] = &[
    &[step(JOIN, "puts itself into the group admin")],
    &[step(
        GRANT,
        "grants Security Administrator to one of its groups",
    )],
    &[step(
        TAKE_OVER,
        "takes over an administrator's password or login",
    )],
    &[step(MINT, "makes an access key for an administrator")],
    &[step(
        REWRITE,
        "rewrites a custom policy that it holds to allow everything",
    )],
    &[step(
        FEDERATE,
        "maps a federated login of its own to the group admin",
    )],
    &[
        step(
            &[
                "iam:permissions:grantRoleToAgency",
                "iam:permissions:grantRoleToAgencyOnDomain",
            ],
            "grants Tenant Administrator to an agency",
        ),
        step(
            &["iam:agencies:updateAgency", "iam:agencies:createAgency"],
            "makes that agency trust an account of its own",
        ),
    ],
];

struct Asked<'g, 'a> {
    ground: &'g Ground<'a>,
    user: UserId,
}

impl Asked<'_, '_> {
    /// The first of these actions that the user may call for certain.
    fn may(&self, patterns: &[&str]) -> Option<String> {
        let universe = self.ground.columns.universe();
        let plain = patterns.iter().filter(|pattern| !pattern.contains('*'));
        plain
            .filter_map(|name| universe.find(name))
            .find(|action| self.ground.who(*action).decision(self.user) == Decision::Allow)
            .map(|action| self.ground.spelled(universe.name(action)))
    }

    /// The evidence for some actions: through which groups and grants of its own.
    fn paths(&self, actions: &[String]) -> Vec<Evidence> {
        let user = self.ground.account().user(self.user);
        let groups = user.groups.iter().map(|group| Principal::Group(*group));
        groups
            .chain([Principal::User(self.user)])
            .flat_map(|holder| self.ground.paths(holder, actions))
            .map(Evidence::Path)
            .collect()
    }
}

/// Users that are not administrators already.
fn ordinary<'g, 'a>(ground: &'g Ground<'a>) -> impl Iterator<Item = Asked<'g, 'a>> {
    let users = ground.account().users.iter();
    users
        .filter(|(id, user)| {
            user.enabled
                && !ground.is_built_in(Principal::User(*id))
                && !(user.groups.is_empty() && ground.own(Principal::User(*id)).is_empty())
        })
        .map(move |(user, _)| Asked { ground, user })
}

pub(super) fn chains(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    for asked in ordinary(ground) {
        let chain = CHAINS.iter().find_map(|chain| {
            let calls: Option<Vec<(String, &str)>> = chain
                .iter()
                .map(|step| Some((asked.may(step.any)?, step.does)))
                .collect();
            calls
        });
        let Some(calls) = chain else {
            continue;
        };
        let user = ground.account().user(asked.user);
        let steps = super::finding::count(calls.len(), "step");
        let title = format!("user {} can become administrator in {steps}", user.name);
        let subject = Subject::Principal(Principal::User(asked.user));
        let mut finding = Finding::new(rule, subject, title);
        for (number, (action, does)) in calls.iter().enumerate() {
            finding = finding.fact(format!("{}. {does}: {action}", number + 1));
        }
        let actions: Vec<String> = calls.into_iter().map(|(action, _)| action).collect();
        found.push(finding.because(asked.paths(&actions)));
    }
}

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
            user.name, first.first.0, first.second.0
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
