//! E01: who can become administrator, in how many steps, by which calls.
//!
//! Administrator is whoever is in the group admin, holds Security Administrator for the account, or is signed in as
//! somebody who does. A chain is only told when all it needs is there: a group to grant to, a custom policy to rewrite,
//! a provider to take over.

use std::cell::LazyCell;

use crate::model::{Decision, PermissionKind, Principal, Scope, UserId};

use super::capabilities::JOIN;
use super::finding::{Evidence, Finding, Subject, count};
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

/// What a chain needs beside its calls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    /// To be in a group.
    Group,
    /// A custom policy that counts for the whole account.
    Policy,
    /// An identity provider of the account.
    Provider,
}

struct Chain {
    needs: Needs,
    steps: &'static [Step],
}

const fn chain(needs: Needs, steps: &'static [Step]) -> Chain {
    Chain { needs, steps }
}

/// Grants for the whole account. Those in a project make nobody administrator of the account.
const GRANT: &[&str] = &[
    "iam:permissions:grantRoleToGroup",
    "iam:permissions:grantRoleToGroupOnDomain",
];
/// Switching another's login protection off does not sign in as that user yet.
const TAKE_OVER: &[&str] = &[
    "iam:users:resetUserPassword",
    "iam:users:updateUser",
    "iam:users:updateUserPassword",
];
/// Switching a key on does not tell its secret.
const MINT: &[&str] = &["iam:credentials:createCredential"];
const TRUST: &[&str] = &["iam:agencies:updateAgency"];
const METADATA: &[&str] = &[
    "iam:identityProviders:createIDPMetadata",
    "iam:identityProviders:updateIDPMetadata",
    "iam:identityProviders:createOpenIDConnectConfig",
    "iam:identityProviders:updateOpenIDConnectConfig",
];

/// What makes an administrator of whoever may call it, whatever else there is.
const AT_ONCE: &[Step] = &[
    step(JOIN, "puts itself into the group admin"),
    step(TAKE_OVER, "takes over an administrator's password or login"),
    step(MINT, "makes an access key for an administrator"),
];

/// The chains known, the shortest first.
const CHAINS: &[Chain] = &[
    chain(
        Needs::Nothing,
        &[step(JOIN, "puts itself into the group admin")],
    ),
    chain(
        Needs::Group,
        &[step(
            GRANT,
            "grants Security Administrator to one of its groups",
        )],
    ),
    chain(
        Needs::Nothing,
        &[step(
            TAKE_OVER,
            "takes over an administrator's password or login",
        )],
    ),
    chain(
        Needs::Nothing,
        &[step(MINT, "makes an access key for an administrator")],
    ),
    chain(
        Needs::Policy,
        &[step(
            &["iam:roles:updateRole"],
            "rewrites a custom policy that it holds to allow everything",
        )],
    ),
    chain(
        Needs::Nothing,
        &[
            step(
                &[
                    "iam:permissions:grantRoleToAgency",
                    "iam:permissions:grantRoleToAgencyOnDomain",
                ],
                "grants Security Administrator to an agency",
            ),
            step(
                &["iam:agencies:updateAgency", "iam:agencies:createAgency"],
                "makes that agency trust an account of its own",
            ),
        ],
    ),
    chain(
        Needs::Provider,
        &[
            step(METADATA, "has an identity provider trust keys of its own"),
            step(
                &[
                    "iam:identityProviders:updateMapping",
                    "iam:identityProviders:createMapping",
                ],
                "maps a login from there to the group admin",
            ),
        ],
    ),
    chain(
        Needs::Nothing,
        &[
            step(
                &["iam:identityProviders:createIdentityProvider"],
                "makes an identity provider",
            ),
            step(METADATA, "has it trust keys of its own"),
            step(
                &["iam:identityProviders:createMapping"],
                "maps a login from there to the group admin",
            ),
            step(
                &["iam:identityProviders:createProtocol"],
                "opens the login from there",
            ),
        ],
    ),
];

/// A call that is made, and what it does.
type Call = (String, &'static str);

/// A user, and what it may call.
pub(super) struct Asked<'g, 'a> {
    pub ground: &'g Ground<'a>,
    pub user: UserId,
}

impl Asked<'_, '_> {
    /// The first of these actions that the user may call for certain.
    pub fn may(&self, patterns: &[&str]) -> Option<String> {
        let universe = self.ground.columns.universe();
        let plain = patterns.iter().filter(|pattern| !pattern.contains('*'));
        plain
            .filter_map(|name| universe.find(name))
            .find(|action| self.ground.who(*action).decision(self.user) == Decision::Allow)
            .map(|action| self.ground.spelled(universe.name(action)))
    }

    /// The evidence for some actions: through which groups and grants of its own.
    pub fn paths(&self, actions: &[String]) -> Vec<Evidence> {
        let user = self.ground.account().user(self.user);
        let groups = user.groups.iter().map(|group| Principal::Group(*group));
        groups
            .chain([Principal::User(self.user)])
            .flat_map(|holder| self.ground.paths(holder, actions))
            .map(Evidence::Path)
            .collect()
    }

    fn has(&self, needs: Needs) -> bool {
        let account = self.ground.account();
        match needs {
            Needs::Nothing => true,
            Needs::Group => !account.user(self.user).groups.is_empty(),
            Needs::Policy => {
                let grants = self.ground.engine().grants();
                let grants = grants.reaching(account, Principal::User(self.user));
                grants.iter().any(|grant| {
                    let kind = account.permission(grant.permission).kind;
                    kind == PermissionKind::Custom
                        && matches!(grant.scope, Scope::Global | Scope::All)
                })
            }
            Needs::Provider => {
                let providers = account.extra.get("identity_providers");
                providers
                    .and_then(serde_json::Value::as_array)
                    .is_some_and(|providers| !providers.is_empty())
            }
        }
    }

    /// Every way, the shortest first.
    fn ways(
        &self,
        agency: &LazyCell<Option<Call>, impl FnOnce() -> Option<Call>>,
    ) -> Vec<Vec<Call>> {
        let mut ways: Vec<Vec<Call>> = CHAINS
            .iter()
            .filter_map(|chain| {
                let calls = chain.steps.iter();
                let calls = calls.map(|step| Some((self.may(step.any)?, step.does)));
                let calls: Vec<Call> = calls.collect::<Option<_>>()?;
                self.has(chain.needs).then_some(calls)
            })
            .collect();
        if let Some(trust) = self.may(TRUST)
            && let Some(call) = &**agency
        {
            let does = "makes an agency trust an account of its own, and acts as that agency";
            ways.push(vec![(trust, does), call.clone()]);
        }
        ways.sort_by_key(Vec::len);
        ways
    }
}

impl Ground<'_> {
    /// What some agency may call that makes an administrator of whoever acts as it.
    fn agency_at_once(&self) -> Option<Call> {
        let agencies = self.account().agencies.ids().map(Principal::Agency);
        let calls = agencies.flat_map(|agency| {
            let steps = AT_ONCE.iter();
            steps.flat_map(move |step| step.any.iter().map(move |name| (agency, *name, step.does)))
        });
        calls
            .filter(|(agency, name, _)| self.globally(*agency, name) == Decision::Allow)
            .map(|(_, name, does)| (self.spelled(name), does))
            .next()
    }
}

/// Users that are not administrators already.
pub(super) fn ordinary<'g, 'a>(ground: &'g Ground<'a>) -> impl Iterator<Item = Asked<'g, 'a>> {
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
    let agency = LazyCell::new(|| ground.agency_at_once());
    for asked in ordinary(ground) {
        let ways = asked.ways(&agency);
        let Some((calls, others)) = ways.split_first() else {
            continue;
        };
        let user = ground.account().user(asked.user);
        let steps = count(calls.len(), "step");
        let title = format!("user {} can become administrator in {steps}", user.shown());
        let subject = Subject::Principal(Principal::User(asked.user));
        let mut finding = Finding::new(rule, subject, title);
        for (number, (action, does)) in calls.iter().enumerate() {
            finding = finding.fact(format!("{}. {does}: {action}", number + 1));
        }
        for way in others {
            let actions: Vec<&str> = way.iter().map(|(action, _)| action.as_str()).collect();
            finding = finding.fact(format!("or by {}", actions.join(", then ")));
        }
        if !others.is_empty() {
            finding = finding.fixed_by("Take away one call of each of these chains");
        }
        let actions: Vec<String> = calls.iter().map(|(action, _)| action.clone()).collect();
        found.push(finding.because(asked.paths(&actions)));
    }
}
