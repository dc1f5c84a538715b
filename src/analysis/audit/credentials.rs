//! R16 and R17: access keys and second factors, where the snapshot has them.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::model::{Decision, Principal, UserId};

use super::capabilities::{FEDERATE, GRANT, JOIN, MINT, REWRITE, TAKE_OVER};
use super::finding::{Finding, Subject, count, few};
use super::ground::Ground;
use super::people::said;
use super::rule::{Rule, Severity};
use super::times::Moment;

/// The objects of a list that the snapshot carries beside what is modelled; `None` when it has no such list.
fn list<'a>(ground: &Ground<'a>, name: &str) -> Option<&'a [Value]> {
    let value = ground.account().extra.get(name)?;
    value.as_array().map(Vec::as_slice)
}

fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object
        .get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn users_by_id<'a>(ground: &Ground<'a>) -> BTreeMap<&'a str, UserId> {
    let users = ground.account().users.iter();
    users.map(|(id, user)| (user.id.as_str(), id)).collect()
}

pub(super) fn keys(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let Some(keys) = list(ground, "credentials") else {
        return;
    };
    let users = users_by_id(ground);
    let mut told = HashSet::new();
    for key in keys {
        let active = text(key, "status").eq_ignore_ascii_case("active");
        let Some(id) = users.get(text(key, "user_id")).copied().filter(|_| active) else {
            continue;
        };
        let user = ground.account().user(id);
        let subject = Subject::Principal(Principal::User(id));
        let access = text(key, "access");
        let created = Moment::read(text(key, "create_time"));
        if let (Some(created), Some(now)) = (created, ground.now) {
            let days = now.days_since(created);
            if days > i64::from(ground.key_age.0) {
                let title = format!("access key {access} of {} is {days} days old", user.shown());
                found.push(
                    Finding::new(rule, subject, title)
                        .about(format!("old/{access}"))
                        .fact(format!("created: {}", created.date()))
                        .fixed_by("Create a new key, change whoever uses the old one, delete it"),
                );
            }
        }
        if !told.insert(id) {
            continue;
        }
        if user.owner {
            let title = format!("the account owner {} has an access key", user.shown());
            found.push(
                Finding::new(rule, subject, title)
                    .about("owner")
                    .severity(Severity::High)
                    .fact(format!("access key {access}"))
                    .fixed_by("Delete the key; give a user what it was used for"),
            );
        } else if has_console(ground, id) {
            let title = format!(
                "user {} has a console password and an access key",
                user.shown()
            );
            found.push(
                Finding::new(rule, subject, title)
                    .about("both")
                    .fact(format!("access key {access}"))
                    .fixed_by("Use one user for the console and another for programs"),
            );
        }
    }
}

/// Whether a user signs in to the console, as far as the source says.
fn has_console(ground: &Ground<'_>, id: UserId) -> bool {
    let user = ground.account().user(id);
    match said(user, "access_mode") {
        Some(mode) => matches!(mode, "default" | "console"),
        None => said(user, "pwd_strength").is_some() || said(user, "last_login_time").is_some(),
    }
}

pub(super) fn second_factor(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let (Some(devices), Some(protects)) = (
        list(ground, "virtual_mfa_devices"),
        list(ground, "login_protects"),
    ) else {
        return;
    };
    let devices: HashSet<&str> = devices
        .iter()
        .map(|device| text(device, "user_id"))
        .collect();
    let protected: HashSet<&str> = protects
        .iter()
        .filter(|row| row.get("enabled").and_then(Value::as_bool) == Some(true))
        .map(|row| text(row, "user_id"))
        .collect();
    let mut others: Vec<_> = Vec::new();
    for (id, user) in ground.account().users.iter() {
        if !user.enabled
            || devices.contains(user.id.as_str())
            || protected.contains(user.id.as_str())
        {
            continue;
        }
        // Whoever cannot sign in to the console has no second factor to show there.
        if said(user, "access_mode") == Some("programmatic") {
            continue;
        }
        if let Some(why) = privileged(ground, id) {
            let title = format!(
                "privileged user {} has neither an MFA device nor login protection",
                user.shown()
            );
            found
                .push(Finding::new(rule, Subject::Principal(Principal::User(id)), title).fact(why));
        } else if has_console(ground, id) {
            others.push(user.shown());
        }
    }
    // Of whoever may do little one line is enough.
    if !others.is_empty() {
        let who = count(others.len(), "other console user");
        let verb = if others.len() == 1 { "has" } else { "have" };
        let title = format!("{who} {verb} neither an MFA device nor login protection");
        found.push(
            Finding::new(rule, Subject::Account, title)
                .severity(Severity::Low)
                .fact(format!("users: {}", few(others.into_iter()))),
        );
    }
}

/// Why a user counts as privileged.
pub(super) fn privileged(ground: &Ground<'_>, id: UserId) -> Option<String> {
    let account = ground.account();
    let user = account.user(id);
    if user.owner {
        return Some("the account owner may do everything".to_owned());
    }
    if ground.is_built_in(Principal::User(id)) {
        return Some("a member of the built-in group admin".to_owned());
    }
    let grants = ground
        .engine()
        .grants()
        .reaching(account, Principal::User(id));
    let broad = grants.iter().find_map(|grant| {
        let permission = account.permission(grant.permission);
        let name = permission.display_name.as_str();
        let broad = [
            "Tenant Administrator",
            "Security Administrator",
            "FullAccess",
        ];
        (permission.kind.is_system() && broad.contains(&name)).then_some(name)
    });
    if let Some(name) = broad {
        return Some(format!("holds {name}"));
    }
    let risky = [GRANT, JOIN, REWRITE, TAKE_OVER, MINT, FEDERATE];
    risky.iter().find_map(|actions| {
        let mut names = ground.actions(actions).into_iter();
        let name = names.find(|name| match ground.columns.universe().find(name) {
            Some(action) => ground.who(action).decision(id) == Decision::Allow,
            None => false,
        })?;
        Some(format!("may {name}"))
    })
}
