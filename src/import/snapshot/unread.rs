//! What the source could not say. It is never "no": whoever it could give access is given a permission of unknown
//! content, whose name says what was not read, so that every decision that hangs on it is conditional.

use std::collections::HashSet;

use serde_json::Value;

use crate::engine::document::plain;
use crate::model::{
    Account, Assignment, Basis, Permission, PermissionId, PermissionKind, Principal, Provenance,
    Scope, Unread,
};

use super::super::fields::{self, Fields, LEFT_OUT};
use super::super::problem::Problems;
use super::super::reference::{Found, Names, Reference};
use super::Rows;

pub(super) fn unread(
    fields: &mut Fields,
    account: &mut Account,
    rows: &Rows,
    problems: &mut Problems,
) {
    let mut reached = Reached::default();
    fields::each(fields, "unread", problems, |written, place, problems| {
        let text = |key: &str| written.get(key).and_then(fields::text_of);
        let Some(what) = text("what") else {
            problems.wrong(
                &place.key("what"),
                "what was not read",
                written.get("what"),
                LEFT_OUT,
            );
            return None;
        };
        let subject = subject(&written, rows);
        let scope = scope(&written, rows);
        let entry = Unread {
            of: said(account, &written, (subject, scope)),
            call: text("call").unwrap_or_default(),
            reason: text("reason").unwrap_or_default(),
            what,
            written,
        };
        reached.note(&entry, subject, scope);
        account.unread.push(entry);
        Some(())
    });
    reached.attach(account);
}

/// Whom an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// One principal.
    One(Principal),
    /// One that the snapshot does not list: nobody here.
    Nobody,
    /// It names none: everybody.
    Everybody,
}

fn subject(written: &Fields, rows: &Rows) -> About {
    fn row<I: crate::model::TableId + PartialEq>(value: &Value, names: &Names<I>) -> Option<I> {
        match names.find(&Reference::read(value)?) {
            Found::One(row) => Some(row),
            Found::Several | Found::None => None,
        }
    }
    let given = |key: &str| written.get(key).filter(|value| !value.is_null());
    let found = if let Some(group) = given("group") {
        row(group, &rows.groups).map(Principal::Group)
    } else if let Some(user) = given("user") {
        row(user, &rows.users).map(Principal::User)
    } else if let Some(agency) = given("agency") {
        row(agency, &rows.agencies).map(Principal::Agency)
    } else {
        return About::Everybody;
    };
    found.map_or(About::Nobody, About::One)
}

/// Where it could give something: a place that is not said, or not known here, may be anywhere.
fn scope(written: &Fields, rows: &Rows) -> Scope {
    let found = || {
        let scope = written.get("scope")?.as_object()?;
        let inherited = [written.get("is_inherited"), scope.get("is_inherited")]
            .into_iter()
            .flatten()
            .any(|value| fields::flag_of(value) == Ok(Some(true)))
            || scope.contains_key("OS-INHERIT:inherited_to");
        if let Some(project) = scope.get("project").and_then(Reference::read) {
            return match rows.projects.find(&project) {
                Found::One(project) if inherited => Some(Scope::Subprojects(project)),
                Found::One(project) => Some(Scope::Project(project)),
                Found::Several | Found::None => None,
            };
        }
        if let Some(project) = scope.get("enterprise_project").and_then(Reference::read) {
            return match rows.enterprise_projects.find(&project) {
                Found::One(project) => Some(Scope::EnterpriseProject(project)),
                Found::Several | Found::None => None,
            };
        }
        scope.get("domain")?;
        Some(if inherited { Scope::All } else { Scope::Global })
    };
    found().unwrap_or(Scope::All)
}

/// Of whom and where, in words.
fn said(account: &Account, written: &Fields, (about, scope): (About, Scope)) -> String {
    let kind = ["group", "user", "agency"]
        .into_iter()
        .find(|kind| written.contains_key(*kind));
    let name = match about {
        About::One(subject) => Some(account.principal_name(subject).to_owned()),
        About::Nobody => kind.and_then(|kind| {
            Reference::read(written.get(kind)?)?
                .words()
                .next()
                .map(str::to_owned)
        }),
        About::Everybody => None,
    };
    let whom = match (kind, name) {
        (Some(kind), Some(name)) => format!("{kind} {}", plain(&name)),
        _ => String::new(),
    };
    let place = match written.get("scope") {
        Some(Value::Object(_)) => format!("on {}", plain(&account.scope_name(scope))),
        _ => String::new(),
    };
    [whom, place]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What could reach whom.
#[derive(Debug, Default)]
struct Reached {
    /// Permissions to come, whom about, where.
    grants: Vec<(String, About, Scope)>,
    /// Groups whose members are not known, in words.
    groups: Vec<String>,
    seen: HashSet<String>,
}

impl Reached {
    fn note(&mut self, entry: &Unread, about: About, scope: Scope) {
        let of = |what: &str| {
            let reason = plain(&entry.reason);
            let reason = Some(reason).filter(|reason| !reason.is_empty());
            let why = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
            let of = match entry.of.as_str() {
                "" => String::new(),
                of if of.starts_with("on ") => format!(" {of}"),
                of => format!(" of {of}"),
            };
            format!("not read: {what}{of}{why}")
        };
        match entry.what.as_str() {
            "memberships" => match about {
                About::One(Principal::User(_)) => {
                    self.grants.push((of("groups"), about, Scope::All));
                }
                About::One(_) | About::Everybody => self.groups.push(of("members")),
                About::Nobody => {}
            },
            "role_assignments" if self.seen.insert(of("roles")) => {
                self.grants.push((of("roles"), about, scope));
            }
            "identity_policy_attachments" => {
                self.grants
                    .push((of("identity policies"), about, Scope::All));
            }
            // Lists of what there is: what they hold back is referred to and is of unknown content, or cannot be asked for.
            _ => {}
        }
    }

    fn attach(self, account: &mut Account) {
        for (name, about, scope) in self.grants {
            let whom = match about {
                About::One(subject) => vec![subject],
                About::Nobody => continue,
                About::Everybody => everybody(account),
            };
            give(account, name, whom, scope);
        }
        // Whoever is in none of them is not known for any: one attachment says so.
        let name = match self.groups.as_slice() {
            [] => return,
            [one] => one.clone(),
            several => format!("not read: members of {} groups", several.len()),
        };
        let users = account.users.ids().map(Principal::User).collect();
        give(account, name, users, Scope::All);
    }
}

fn everybody(account: &Account) -> Vec<Principal> {
    let users = account.users.ids().map(Principal::User);
    let groups = account.groups.ids().map(Principal::Group);
    let agencies = account.agencies.ids().map(Principal::Agency);
    users.chain(groups).chain(agencies).collect()
}

fn give(account: &mut Account, name: String, whom: Vec<Principal>, scope: Scope) {
    if whom.is_empty() {
        return;
    }
    let permission = placeholder(account, name);
    for subject in whom {
        account.assignments.push(Assignment {
            subject,
            permission,
            scope,
        });
    }
}

fn placeholder(account: &mut Account, name: String) -> PermissionId {
    account.permissions.push(Permission {
        id: name.clone(),
        name: String::new(),
        display_name: name,
        catalog: String::new(),
        kind: PermissionKind::Unresolved,
        provenance: Provenance::Unread,
        basis: Basis::Unknown,
        document: None,
        extra: Fields::new(),
    })
}
