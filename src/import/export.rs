//! From an [`Account`] to the snapshot it would be read from: the same account gives the same text, and reading it
//! again gives the same account. Documents are written as they were; embedded content is referred to, not copied.

mod fields;
mod order;
mod permissions;

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::model::{Account, PermissionKind, Provenance, Scope, Subject};

use fields::{Fields, list, named, object, put, put_some, with};
use order::memberships;
use permissions::{identity_policy, is_object, reference, role};

/// The snapshot of an account.
#[must_use]
pub fn to_value(account: &Account) -> Value {
    let mut fields = Fields::new();
    put(&mut fields, "format", "permlens-snapshot");
    put(&mut fields, "version", 1);
    put_some(&mut fields, "collected_at", account.collected_at.as_deref());
    put_some(&mut fields, "source", account.source.as_deref());
    let domain = &account.domain;
    let identified = object([
        ("id", domain.id.as_str().into()),
        ("name", domain.name.as_str().into()),
    ]);
    put(&mut fields, "domain", with(identified, &domain.extra));
    people(account, &mut fields);
    places(account, &mut fields);
    let (identity, roles): (Vec<_>, Vec<_>) = account
        .permissions
        .rows()
        .iter()
        .filter(|permission| is_object(permission))
        .partition(|permission| permission.kind == PermissionKind::IdentityPolicy);
    put(&mut fields, "roles", list(roles, |row| role(account, row)));
    let assignments: Vec<Value> = account
        .assignments
        .rows()
        .iter()
        // What stands for the unread is made again from it.
        .filter(|row| account.permission(row.permission).provenance != Provenance::Unread)
        .map(|row| {
            let mut fields = Fields::new();
            put_subject(account, row.subject, &mut fields);
            put(
                &mut fields,
                "role",
                reference(account.permission(row.permission)),
            );
            put_scope(account, row.scope, &mut fields);
            Value::Object(fields)
        })
        .collect();
    put(&mut fields, "role_assignments", assignments);
    if !identity.is_empty() {
        put(
            &mut fields,
            "identity_policies",
            list(identity, identity_policy),
        );
    }
    if !account.identity_attachments.is_empty() {
        let attachments = list(&account.identity_attachments, |(subject, policy)| {
            let mut fields = Fields::new();
            put_subject(account, *subject, &mut fields);
            let policy = account.permission(*policy);
            put(&mut fields, "policy_id", policy.id.as_str());
            if policy.display_name != policy.id {
                put(&mut fields, "policy_name", policy.display_name.as_str());
            }
            Value::Object(fields)
        });
        put(&mut fields, "identity_policy_attachments", attachments);
    }
    if let Some(scps) = &account.scps {
        let read = scps.iter().map(|document| &document.source);
        let every = read.chain(&account.unreadable_scps).cloned();
        put(&mut fields, "scps", list(every, |document| document));
    }
    if !account.unread.is_empty() {
        let unread = list(&account.unread, |unread| unread.written.clone().into());
        put(&mut fields, "unread", unread);
    }
    with(fields, &account.extra)
}

/// Writes a snapshot with one object a line, so that two of them can be compared line by line.
pub fn write(account: &Account, out: &mut dyn Write) -> io::Result<()> {
    match to_value(account) {
        Value::Object(fields) => write_fields(&fields, out),
        _ => Ok(()),
    }
}

/// Writes the fields of a snapshot in the same way.
pub fn write_fields(fields: &Fields, out: &mut dyn Write) -> io::Result<()> {
    let mut separator = "{";
    for (key, value) in fields {
        write!(out, "{separator}\n  {}: ", Value::from(key.as_str()))?;
        separator = ",";
        match value {
            Value::Array(items) if !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    write!(out, "{}\n    {item}", if index == 0 { "[" } else { "," })?;
                }
                write!(out, "\n  ]")?;
            }
            other => write!(out, "{other}")?,
        }
    }
    writeln!(out, "\n}}")
}

fn people(account: &Account, fields: &mut Fields) {
    let users = list(account.users.rows(), |user| {
        let mut fields = named(&user.id, &user.name);
        put(&mut fields, "enabled", user.enabled);
        if user.owner {
            put(&mut fields, "is_domain_owner", true);
        }
        with(fields, &user.extra)
    });
    put(fields, "users", users);
    let groups = list(account.groups.rows(), |group| {
        let mut fields = named(&group.id, &group.name);
        put(&mut fields, "description", group.description.as_str());
        with(fields, &group.extra)
    });
    put(fields, "groups", groups);
    let memberships = list(
        memberships(account),
        |(group, user)| json!({"group": {"id": account.group(group).id}, "user": {"id": account.user(user).id}}),
    );
    put(fields, "memberships", memberships);
}

fn places(account: &Account, fields: &mut Fields) {
    let projects = list(account.projects.rows(), |project| {
        let mut fields = named(&project.id, &project.name);
        let parent = project
            .parent
            .map(|parent| account.project(parent).id.as_str());
        put_some(&mut fields, "parent_id", parent);
        put(&mut fields, "enabled", project.enabled);
        with(fields, &project.extra)
    });
    put(fields, "projects", projects);
    let enterprise_projects = list(account.enterprise_projects.rows(), |project| {
        with(named(&project.id, &project.name), &project.extra)
    });
    put(fields, "enterprise_projects", enterprise_projects);
    let agencies = list(account.agencies.rows(), |agency| {
        let mut fields = named(&agency.id, &agency.name);
        put(&mut fields, "trust_domain_name", agency.trusted.as_str());
        put_some(&mut fields, "duration", agency.duration.as_deref());
        with(fields, &agency.extra)
    });
    put(fields, "agencies", agencies);
}

fn put_subject(account: &Account, subject: Subject, fields: &mut Fields) {
    let (key, id) = match subject {
        Subject::User(id) => ("user", &account.user(id).id),
        Subject::Group(id) => ("group", &account.group(id).id),
        Subject::Agency(id) => ("agency", &account.agencies.get(id).id),
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
