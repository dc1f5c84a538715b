//! R01–R10: what lets its holder become administrator, found in effective permissions.
//!
//! A finding names the group (or the user, or the agency) that the rights are attached to, once, and the members for
//! whom they hold in the end. A user who has them only through several groups together is named by itself.

use std::collections::BTreeSet;

use crate::model::{Decision, Principal, ResourceClause, UserId};

use super::finding::{Evidence, Finding, Path, Subject, count, few};
use super::ground::Ground;
use super::rule::{Rule, Severity};

/// One way to have a capability: one of the first actions, and, where there are any, one of the second.
struct Way {
    any: &'static [&'static str],
    with: &'static [&'static str],
    severity: Option<Severity>,
    /// Whether a statement about named resources only is harmless.
    everywhere: bool,
}

const fn by(any: &'static [&'static str]) -> Way {
    Way {
        any,
        with: &[],
        severity: None,
        everywhere: false,
    }
}

pub(super) const GRANT: &[&str] = &[
    "iam:permissions:grantRoleToGroup*",
    "iam:permissions:grantRoleToUser*",
    "iam:permissions:grantRoleToGroup",
    "iam:permissions:grantRoleToGroupOnDomain",
    "iam:permissions:grantRoleToGroupOnProject",
    "iam:permissions:grantRoleToGroupOnEnterpriseProject",
    "iam:permissions:grantRoleToUserOnEnterpriseProject",
];
pub(super) const JOIN: &[&str] = &["iam:permissions:addUserToGroup"];
pub(super) const REWRITE: &[&str] = &["iam:roles:updateRole"];
pub(super) const TAKE_OVER: &[&str] = &[
    "iam:users:resetUserPassword",
    "iam:users:updateUser",
    "iam:users:updateUserPassword",
    "iam:users:setUserLoginProtect",
];
pub(super) const MINT: &[&str] = &[
    "iam:credentials:createCredential",
    "iam:credentials:updateCredential",
];
pub(super) const FEDERATE: &[&str] = &[
    "iam:identityProviders:createIdentityProvider",
    "iam:identityProviders:createMapping",
    "iam:identityProviders:createProtocol",
    "iam:identityProviders:createIDPMetadata",
    "iam:identityProviders:createOpenIDConnectConfig",
    "iam:identityProviders:updateIdentityProvider",
    "iam:identityProviders:updateMapping",
    "iam:identityProviders:updateProtocol",
    "iam:identityProviders:updateIDPMetadata",
    "iam:identityProviders:updateOpenIDConnectConfig",
];

pub(super) fn grants(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    look(ground, rule, &[by(GRANT)], found);
}

pub(super) fn joins(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    look(ground, rule, &[by(JOIN)], found);
}

pub(super) fn rewrites(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let created = Way {
        with: GRANT,
        severity: Some(Severity::High),
        ..by(&["iam:roles:createRole"])
    };
    look(ground, rule, &[by(REWRITE), created], found);
}

pub(super) fn takes_over(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    look(ground, rule, &[by(TAKE_OVER)], found);
}

pub(super) fn mints(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    look(ground, rule, &[by(MINT)], found);
}

pub(super) fn defeats_mfa(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let ways = [by(&[
        "iam:mfa:unbindMFADevice",
        "iam:mfa:deleteVirtualMFADevice",
        "iam:mfa:bindMFADevice",
    ])];
    look(ground, rule, &ways, found);
}

pub(super) fn opens(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let ways = [Way {
        with: &[
            "iam:permissions:grantRoleToAgency*",
            "iam:permissions:grantRoleToAgency",
            "iam:permissions:grantRoleToAgencyOnDomain",
            "iam:permissions:grantRoleToAgencyOnProject",
        ],
        ..by(&["iam:agencies:createAgency", "iam:agencies:updateAgency"])
    }];
    look(ground, rule, &ways, found);
}

pub(super) fn trusts(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let ways = [Way {
        everywhere: true,
        ..by(&["iam:agencies:assume", "iam:tokens:assume"])
    }];
    look(ground, rule, &ways, found);
}

pub(super) fn federates(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    look(ground, rule, &[by(FEDERATE)], found);
}

pub(super) fn weakens(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let ways = [by(&[
        "iam:securitypolicies:update*",
        "iam:securitypolicies:updateProtectPolicy",
        "iam:securitypolicies:updatePasswordPolicy",
        "iam:securitypolicies:updateLoginPolicy",
        "iam:securitypolicies:updateConsoleAclPolicy",
        "iam:securitypolicies:updateApiAclPolicy",
    ])];
    look(ground, rule, &ways, found);
}

/// The actions of one way, spelled out.
struct Wanted {
    any: Vec<String>,
    with: Vec<String>,
    severity: Severity,
    everywhere: bool,
}

/// How surely somebody has a capability.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Has {
    No,
    Perhaps,
    Surely,
}

impl Wanted {
    fn has(&self, decide: &dyn Fn(&str) -> Decision) -> (Has, Vec<String>) {
        let one = |names: &[String]| {
            let mut best = Has::No;
            let mut hits = Vec::new();
            for name in names {
                let has = match decide(name) {
                    Decision::Allow => Has::Surely,
                    Decision::Conditional if !self.everywhere => Has::Perhaps,
                    _ => continue,
                };
                best = best.max(has);
                hits.push(name.clone());
            }
            (best, hits)
        };
        let (first, mut hits) = one(&self.any);
        if self.with.is_empty() || first == Has::No {
            return (first, hits);
        }
        let (second, more) = one(&self.with);
        hits.extend(more);
        (first.min(second), hits)
    }
}

fn look(ground: &Ground<'_>, rule: &'static Rule, ways: &[Way], found: &mut Vec<Finding>) {
    let ways: Vec<Wanted> = ways
        .iter()
        .map(|way| Wanted {
            any: ground.actions(way.any),
            with: ground.actions(way.with),
            severity: way.severity.unwrap_or(rule.severity),
            everywhere: way.everywhere,
        })
        .collect();
    let mut explained = BTreeSet::new();
    let holders = ground
        .subjects()
        .filter(|holder| !ground.is_built_in(*holder) && !ground.own(*holder).is_empty());
    for holder in holders {
        for way in &ways {
            if let Some(finding) = held(ground, rule, way, holder, &mut explained) {
                found.push(finding);
                break;
            }
        }
    }
    // What no single group gives, but several together do.
    for (user, _) in ground.account().users.iter() {
        let principal = Principal::User(user);
        if explained.contains(&user) || ground.is_built_in(principal) {
            continue;
        }
        for way in &ways {
            let (has, hits) = way.has(&|action| match ground.columns.universe().find(action) {
                Some(id) => ground.who(id).decision(user),
                None => Decision::ImplicitDeny,
            });
            if has == Has::Surely {
                let groups = &ground.account().user(user).groups;
                let paths = groups
                    .iter()
                    .flat_map(|group| ground.paths(Principal::Group(*group), &hits))
                    .chain(ground.paths(principal, &hits));
                let title = format!(
                    "{} {} through several grants together",
                    ground.account().user(user).name,
                    rule.title
                );
                found.push(
                    Finding::new(rule, Subject::Principal(principal), title)
                        .severity(way.severity)
                        .because(paths.map(Evidence::Path))
                        .fact(format!("allowed: {}", few(hits.iter().map(String::as_str)))),
                );
                break;
            }
        }
    }
}

/// The finding about what is attached to one holder.
fn held(
    ground: &Ground<'_>,
    rule: &'static Rule,
    way: &Wanted,
    holder: Principal,
    explained: &mut BTreeSet<UserId>,
) -> Option<Finding> {
    let account = ground.account();
    let (has, hits) = way.has(&|action| ground.globally(holder, action));
    if has == Has::No {
        return None;
    }
    let mut paths = ground.paths(holder, &hits);
    if way.everywhere {
        paths.retain(|path| everywhere(ground, path));
    }
    // Unknown content, or another's statement: nothing of its own can be shown.
    if paths.is_empty() {
        return None;
    }
    let mut finding = Finding::new(rule, Subject::Principal(holder), String::new());
    finding.severity = way.severity;
    let surely = if has == Has::Surely {
        ""
    } else {
        ", under a condition"
    };
    match holder {
        Principal::Group(group) => {
            let mut members = Vec::new();
            for user in &account.group(group).members {
                if ground.is_built_in(Principal::User(*user)) {
                    continue;
                }
                let (has, _) = way.has(&|action| ground.user(*user, action));
                if has != Has::No {
                    members.push(*user);
                    explained.insert(*user);
                }
            }
            if members.is_empty() {
                return None;
            }
            let names = members.iter().map(|user| account.user(*user).name.as_str());
            finding.title = format!(
                "group {} {}{surely} ({})",
                account.group(group).name,
                rule.title,
                count(members.len(), "user")
            );
            finding = finding
                .because(paths.into_iter().map(Evidence::Path))
                .fact(format!("members: {}", few(names)));
        }
        Principal::User(user) => {
            explained.insert(user);
            finding.title = format!("user {} {}{surely}", account.user(user).name, rule.title);
            finding = finding.because(paths.into_iter().map(Evidence::Path));
        }
        Principal::Agency(agency) => {
            let agency = account.agencies.get(agency);
            finding.title = format!(
                "agency {} (trusts {}) {}{surely}",
                agency.name, agency.trusted, rule.title
            );
            finding = finding.because(paths.into_iter().map(Evidence::Path));
        }
    }
    Some(finding.fact(format!("allowed: {}", few(hits.iter().map(String::as_str)))))
}

fn everywhere(ground: &Ground<'_>, path: &Path) -> bool {
    let document = &ground.account().permission(path.permission).document;
    let statement = document.as_ref().and_then(|document| {
        let at = path.statement?;
        document.statements.get(at)
    });
    statement.is_some_and(|statement| match &statement.resources {
        ResourceClause::All => true,
        ResourceClause::Agencies(uris) => uris.iter().any(|uri| uri.ends_with("/*") || uri == "*"),
        ResourceClause::Any(patterns) => patterns.iter().any(|pattern| pattern == "*"),
        ResourceClause::NoneOf(_) => true,
    })
}
