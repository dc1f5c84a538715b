//! R15 and R19: users and groups that are not where they belong.

use crate::model::{Principal, User};

use super::finding::{Evidence, Finding, Path, Subject};
use super::ground::Ground;
use super::rule::{Rule, Severity};
use super::times::Moment;

/// After this many days without a login a user counts as stale.
const STALE: i64 = 90;

pub(super) fn places(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let account = ground.account();
    // What was not read is never taken for "none".
    let mut unread = account.unread.iter();
    let members_read = !unread.any(|unread| unread.what == "memberships");
    for (id, user) in account.users.iter() {
        let principal = Principal::User(id);
        let direct = ground.own(principal);
        if !direct.is_empty() {
            let title = format!(
                "user {} has permissions of its own, not through a group",
                user.shown()
            );
            found.push(
                Finding::new(rule, Subject::Principal(principal), title)
                    .about("direct")
                    .because(
                        direct
                            .iter()
                            .map(|grant| Evidence::Path(Path::of(principal, grant))),
                    )
                    .fixed_by("Grant this to a group and make the user a member"),
            );
        }
        if user.groups.is_empty() && !user.owner && user.enabled && members_read {
            let title = format!("user {} is in no group", user.shown());
            found.push(
                Finding::new(rule, Subject::Principal(principal), title)
                    .about("no-group")
                    .severity(Severity::Low)
                    .fixed_by("Put the user into the group of its task, or delete it"),
            );
        }
    }
    for (id, group) in account.groups.iter() {
        if !group.members.is_empty() || account.members_unread(id) {
            continue;
        }
        let principal = Principal::Group(id);
        let grants = ground.own(principal);
        let what = if grants.is_empty() {
            "has neither members nor permissions"
        } else {
            "has no members"
        };
        found.push(
            Finding::new(
                rule,
                Subject::Principal(principal),
                format!("group {} {what}", group.shown()),
            )
            .about("empty")
            .severity(Severity::Low)
            .because(
                grants
                    .iter()
                    .map(|grant| Evidence::Path(Path::of(principal, grant))),
            )
            .fixed_by("Delete the group, unless somebody is about to join it"),
        );
    }
}

/// A text field of what the source says of a user.
pub(super) fn said<'a>(user: &'a User, field: &str) -> Option<&'a str> {
    user.extra.get(field).and_then(serde_json::Value::as_str)
}

pub(super) fn stale(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    for (id, user) in ground.account().users.iter() {
        let principal = Principal::User(id);
        let grants = ground
            .engine()
            .grants()
            .reaching(ground.account(), principal);
        let identity = ground
            .engine()
            .grants()
            .identity(ground.account(), principal);
        if grants.is_empty() && identity.is_empty() && !user.owner {
            continue;
        }
        let evidence = grants
            .iter()
            .chain(&identity)
            .take(5)
            .map(|grant| Evidence::Path(Path::of(principal, grant)));
        let subject = Subject::Principal(principal);
        if !user.enabled {
            let title = format!(
                "user {} is disabled and still holds permissions",
                user.shown()
            );
            let finding = Finding::new(rule, subject, title).about("disabled");
            found.push(finding.because(evidence));
            continue;
        }
        let last = said(user, "last_login_time").and_then(Moment::read);
        let (Some(last), Some(now)) = (last, ground.now) else {
            continue;
        };
        let days = now.days_since(last);
        if days > STALE {
            let title = format!("user {} has not signed in for {days} days", user.shown());
            found.push(
                Finding::new(rule, subject, title)
                    .about("stale")
                    .fact(format!("last login: {}", last.date()))
                    .because(evidence),
            );
        }
    }
}
