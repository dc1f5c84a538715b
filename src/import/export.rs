//! From an [`Account`] to the snapshot it would be read from: the same account gives the same text, and reading it
//! again gives the same account. Documents are written as they were; embedded content is referred to, not copied.

use std::collections::VecDeque;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::model::{
    Account, Basis, GroupId, Permission, PermissionKind, Provenance, Scope, Subject, TableId,
    UserId,
};

type Fields = Map<String, Value>;

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
        put(
            &mut fields,
            "scps",
            list(scps, |document| document.source.clone()),
        );
    }
    with(fields, &account.extra)
}

/// Writes a snapshot with one object a line, so that two of them can be compared line by line.
pub fn write(account: &Account, out: &mut dyn Write) -> io::Result<()> {
    let Value::Object(fields) = to_value(account) else {
        return Ok(());
    };
    let mut separator = "{";
    for (key, value) in &fields {
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

/// Memberships in an order that gives back both the order of each group's members and of each user's groups: one is
/// written when it comes next for its group and for its user.
fn memberships(account: &Account) -> Vec<(GroupId, UserId)> {
    let mut order = Vec::new();
    let mut members: Vec<_> = account
        .groups
        .rows()
        .iter()
        .map(|row| row.members.iter().peekable())
        .collect();
    let mut groups: Vec<_> = account
        .users
        .rows()
        .iter()
        .map(|row| row.groups.iter().peekable())
        .collect();
    let mut waiting: VecDeque<GroupId> = account.groups.ids().collect();
    while let Some(group) = waiting.pop_front() {
        let Some(next_members) = members.get_mut(group.index()) else {
            continue;
        };
        while let Some(user) = next_members.peek().copied().copied() {
            let Some(next_groups) = groups.get_mut(user.index()) else {
                break;
            };
            if next_groups.peek().copied() != Some(&group) {
                break;
            }
            order.push((group, user));
            next_members.next();
            next_groups.next();
            waiting.extend(next_groups.peek().copied());
        }
    }
    // Orders that no list of memberships could have given, as after edits: the group's order decides.
    for (group, rest) in account.groups.ids().zip(members) {
        order.extend(rest.map(|user| (group, *user)));
    }
    order
}

/// Whether a permission is written as an object of its own, not only referred to.
fn is_object(permission: &Permission) -> bool {
    match permission.provenance {
        Provenance::Snapshot => permission.kind != PermissionKind::Unresolved,
        // Its content was changed: the embedded one no longer stands for it.
        Provenance::Catalogue(_) => permission.basis == Basis::Imported,
        Provenance::Missing => false,
    }
}

fn role(account: &Account, permission: &Permission) -> Value {
    let mut fields = Fields::new();
    put(&mut fields, "id", permission.id.as_str());
    if !permission.name.is_empty() {
        put(&mut fields, "name", permission.name.as_str());
    }
    put(
        &mut fields,
        "display_name",
        permission.display_name.as_str(),
    );
    put(&mut fields, "catalog", permission.catalog.as_str());
    // A role that was made here says what it is the way the API does (section 0).
    let extra = &permission.extra;
    match permission.kind {
        PermissionKind::Custom
            if !extra.contains_key("domain_id")
                && !permission.catalog.eq_ignore_ascii_case("CUSTOMED") =>
        {
            put(&mut fields, "domain_id", account.domain.id.as_str());
        }
        PermissionKind::SystemPolicy if !extra.contains_key("flag") => {
            put(&mut fields, "flag", "fine_grained");
        }
        _ => {}
    }
    put_content("policy", permission, &mut fields);
    with(fields, extra)
}

fn identity_policy(permission: &Permission) -> Value {
    let mut fields = Fields::new();
    put(&mut fields, "policy_id", permission.id.as_str());
    put(&mut fields, "policy_name", permission.name.as_str());
    put_content("document", permission, &mut fields);
    with(fields, &permission.extra)
}

/// Only what the source itself said: embedded content is found again by name.
fn put_content(key: &str, permission: &Permission, fields: &mut Fields) {
    if let (Basis::Imported, Some(document)) = (permission.basis, &permission.document) {
        put(fields, key, document.source.clone());
    }
}

fn reference(permission: &Permission) -> Value {
    let mut fields = Fields::new();
    if is_object(permission) {
        put(&mut fields, "id", permission.id.as_str());
        return Value::Object(fields);
    }
    let by_name = matches!(permission.provenance, Provenance::Catalogue(_));
    if !by_name || permission.id != permission.display_name {
        put(&mut fields, "id", permission.id.as_str());
    }
    if !permission.name.is_empty() {
        put(&mut fields, "name", permission.name.as_str());
    }
    put(
        &mut fields,
        "display_name",
        permission.display_name.as_str(),
    );
    Value::Object(fields)
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

fn object<const N: usize>(fields: [(&str, Value); N]) -> Fields {
    fields
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

fn named(id: &str, name: &str) -> Fields {
    object([("id", id.into()), ("name", name.into())])
}

fn put(fields: &mut Fields, key: &str, value: impl Into<Value>) {
    fields.insert(key.to_owned(), value.into());
}

fn put_some(fields: &mut Fields, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        put(fields, key, value);
    }
}

fn list<T>(rows: impl IntoIterator<Item = T>, one: impl Fn(T) -> Value) -> Vec<Value> {
    rows.into_iter().map(one).collect()
}

/// An object and the fields nobody modelled; a modelled field is never overwritten.
fn with(mut fields: Fields, extra: &Fields) -> Value {
    for (key, value) in extra {
        if !fields.contains_key(key) {
            fields.insert(key.clone(), value.clone());
        }
    }
    Value::Object(fields)
}
