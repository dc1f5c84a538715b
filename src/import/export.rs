//! From an [`Account`] to the snapshot it would be read from: the same account gives the same text, and reading it
//! again gives the same account. Documents are written as they were; embedded content is referred to, not copied.

mod fields;
mod order;
mod permissions;

use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use crate::model::{Account, PermissionKind, Principal, Provenance, Scope};

use fields::{Fields, Row, named, object, put, put_some, with};
use order::memberships;
use permissions::{identity_policy, is_object, reference, role};

/// The snapshot of an account.
#[must_use]
pub fn to_value(account: &Account) -> Value {
    let mut fields = Fields::new();
    // Putting a value into a map cannot go wrong.
    let _ = say(account, &mut |key, part| {
        let value = match part {
            Part::One(value) => value,
            Part::List(items) => Value::Array(items.map(Value::from).collect()),
        };
        put(&mut fields, key, value);
        Ok(())
    });
    Value::Object(fields)
}

/// Writes a snapshot with one object a line, so that two of them can be compared line by line. The objects are made
/// one by one: a large account is not held twice.
pub fn write(account: &Account, out: &mut dyn Write) -> io::Result<()> {
    let mut separator = "{";
    say(account, &mut |key, part| {
        write!(out, "{separator}\n  {}: ", Value::from(key))?;
        separator = ",";
        match part {
            Part::One(Value::Array(items)) => write_list(&mut items.iter(), out),
            Part::One(value) => write!(out, "{value}"),
            Part::List(items) => write_list(items, out),
        }
    })?;
    writeln!(out, "\n}}")
}

/// Writes the fields of a snapshot in the same way.
pub fn write_fields(fields: &Fields, out: &mut dyn Write) -> io::Result<()> {
    let mut separator = "{";
    for (key, value) in fields {
        write!(out, "{separator}\n  {}: ", Value::from(key.as_str()))?;
        separator = ",";
        match value {
            Value::Array(items) => write_list(&mut items.iter(), out)?,
            other => write!(out, "{other}")?,
        }
    }
    writeln!(out, "\n}}")
}

fn write_list<T: Serialize>(
    items: &mut dyn Iterator<Item = T>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut separator = "[";
    for item in items {
        write!(out, "{separator}\n    ")?;
        serde_json::to_writer(&mut *out, &item)?;
        separator = ",";
    }
    match separator {
        "[" => write!(out, "[]"),
        _ => write!(out, "\n  ]"),
    }
}

/// What stands under a key of a snapshot.
enum Part<'a> {
    One(Value),
    List(&'a mut dyn Iterator<Item = Row<'a>>),
}

/// Who is told the parts of a snapshot, in its order.
type Listener<'a> = dyn FnMut(&str, Part<'_>) -> io::Result<()> + 'a;

fn say(account: &Account, listener: &mut Listener<'_>) -> io::Result<()> {
    let mut said = HashSet::new();
    let mut say = |key: &'static str, part: Part<'_>| {
        said.insert(key);
        listener(key, part)
    };
    say("format", Part::One("permlens-snapshot".into()))?;
    say("version", Part::One(1.into()))?;
    for (key, text) in [
        ("collected_at", &account.collected_at),
        ("source", &account.source),
    ] {
        if let Some(text) = text {
            say(key, Part::One(text.as_str().into()))?;
        }
    }
    let domain = &account.domain;
    let identified = object([
        ("id", domain.id.as_str().into()),
        ("name", domain.name.as_str().into()),
    ]);
    say("domain", Part::One(with(identified, &domain.extra).into()))?;
    people(account, &mut say)?;
    places(account, &mut say)?;
    permissions(account, &mut say)?;
    if let Some(scps) = &account.scps {
        let read = scps.iter().map(|document| &document.source);
        let mut every = read.chain(&account.unreadable_scps).map(Row::of);
        say("scps", Part::List(&mut every))?;
    }
    if !account.unread.is_empty() {
        let written = account.unread.iter().map(|unread| &unread.written);
        let mut unread = written.map(|written| with(Fields::new(), written));
        say("unread", Part::List(&mut unread))?;
    }
    // A modelled field is never written twice.
    let extra = account.extra.iter();
    for (key, value) in extra.filter(|(key, _)| !said.contains(key.as_str())) {
        listener(key, Part::One(value.clone()))?;
    }
    Ok(())
}

/// Who is told the modelled parts.
type Modelled<'a> = dyn FnMut(&'static str, Part<'_>) -> io::Result<()> + 'a;

fn people(account: &Account, say: &mut Modelled<'_>) -> io::Result<()> {
    let mut users = account.users.rows().iter().map(|user| {
        let mut fields = named(&user.id, &user.name);
        put(&mut fields, "enabled", user.enabled);
        if user.owner {
            put(&mut fields, "is_domain_owner", true);
        }
        with(fields, &user.extra)
    });
    say("users", Part::List(&mut users))?;
    let mut groups = account.groups.rows().iter().map(|group| {
        let mut fields = named(&group.id, &group.name);
        put(&mut fields, "description", group.description.as_str());
        with(fields, &group.extra)
    });
    say("groups", Part::List(&mut groups))?;
    let mut memberships = memberships(account).into_iter().map(|(group, user)| {
        let mut fields = Fields::new();
        put_subject(account, Principal::Group(group), &mut fields);
        put_subject(account, Principal::User(user), &mut fields);
        Row::from(fields)
    });
    say("memberships", Part::List(&mut memberships))
}

fn places(account: &Account, say: &mut Modelled<'_>) -> io::Result<()> {
    let mut projects = account.projects.rows().iter().map(|project| {
        let mut fields = named(&project.id, &project.name);
        let parent = project
            .parent
            .map(|parent| account.project(parent).id.as_str());
        put_some(&mut fields, "parent_id", parent);
        put(&mut fields, "enabled", project.enabled);
        with(fields, &project.extra)
    });
    say("projects", Part::List(&mut projects))?;
    let enterprise_projects = account.enterprise_projects.rows().iter();
    let mut enterprise_projects =
        enterprise_projects.map(|project| with(named(&project.id, &project.name), &project.extra));
    say("enterprise_projects", Part::List(&mut enterprise_projects))?;
    let mut agencies = account.agencies.rows().iter().map(|agency| {
        let mut fields = named(&agency.id, &agency.name);
        put(&mut fields, "trust_domain_name", agency.trusted.as_str());
        put_some(&mut fields, "duration", agency.duration.as_deref());
        with(fields, &agency.extra)
    });
    say("agencies", Part::List(&mut agencies))
}

fn permissions(account: &Account, say: &mut Modelled<'_>) -> io::Result<()> {
    let (identity, roles): (Vec<_>, Vec<_>) = account
        .permissions
        .rows()
        .iter()
        .filter(|permission| is_object(permission))
        .partition(|permission| permission.kind == PermissionKind::IdentityPolicy);
    let mut roles = roles.into_iter().map(|row| role(account, row));
    say("roles", Part::List(&mut roles))?;
    let assignments = account.assignments.rows().iter();
    // What stands for the unread is made again from it.
    let assignments = assignments
        .filter(|row| account.permission(row.permission).provenance != Provenance::Unread);
    let mut assignments = assignments.map(|row| {
        let mut fields = Fields::new();
        put_subject(account, row.subject, &mut fields);
        let permission = account.permission(row.permission);
        put(&mut fields, "role", reference(permission));
        put_scope(account, row.scope, &mut fields);
        Row::from(fields)
    });
    say("role_assignments", Part::List(&mut assignments))?;
    if !identity.is_empty() {
        let mut policies = identity.into_iter().map(identity_policy);
        say("identity_policies", Part::List(&mut policies))?;
    }
    if account.identity_attachments.is_empty() {
        return Ok(());
    }
    let mut attachments = account
        .identity_attachments
        .iter()
        .map(|(subject, policy)| {
            let mut fields = Fields::new();
            put_subject(account, *subject, &mut fields);
            let policy = account.permission(*policy);
            put(&mut fields, "policy_id", policy.id.as_str());
            if policy.display_name != policy.id {
                put(&mut fields, "policy_name", policy.display_name.as_str());
            }
            Row::from(fields)
        });
    say("identity_policy_attachments", Part::List(&mut attachments))
}

fn put_subject(account: &Account, subject: Principal, fields: &mut Fields) {
    let (key, id) = match subject {
        Principal::User(id) => ("user", &account.user(id).id),
        Principal::Group(id) => ("group", &account.group(id).id),
        Principal::Agency(id) => ("agency", &account.agencies.get(id).id),
    };
    put(fields, key, json!({ "id": id }));
}

fn put_scope(account: &Account, scope: Scope, fields: &mut Fields) {
    let domain = &account.domain;
    // An account may be known by name only, or not at all: then any word means it.
    let own = [&domain.id, &domain.name]
        .into_iter()
        .find(|word| !word.is_empty())
        .map_or("this", String::as_str);
    let (key, id, inherited) = match scope {
        Scope::Global => ("domain", own, false),
        Scope::All => ("domain", own, true),
        Scope::Project(id) => ("project", account.project(id).id.as_str(), false),
        Scope::Subprojects(id) => ("project", account.project(id).id.as_str(), true),
        Scope::EnterpriseProject(id) => {
            let project = account.enterprise_projects.get(id);
            ("enterprise_project", project.id.as_str(), false)
        }
    };
    put(fields, "scope", object([(key, json!({ "id": id }))]));
    put(fields, "is_inherited", inherited);
}
