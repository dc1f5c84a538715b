//! One thing with everything that hangs on it: a user, a group, a permission, an action.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::engine::Engine;
use crate::engine::compiled::Columns;
use crate::engine::depends::dependencies;
use crate::engine::document::{Severity, line_of, parse};
use crate::model::{ActionId, GroupId, Permission, PermissionId, Principal, UserId, Via};

use super::{Answer, Sheet, principal_json, scope_json};

/// What is asked of a thing, in words.
#[must_use]
pub fn known_question(kind: &str, name: &str) -> String {
    format!("What is known of {kind} {name}")
        .trim_end()
        .to_owned()
}

/// Facts as a sheet of two columns, and the same as JSON.
fn facts(pairs: &[(&str, Value)], rest: Vec<Sheet>, json: Value) -> Answer {
    named(pairs, &[], rest, json)
}

/// The same where tables say some of them in other words: names of nothing that can be seen.
fn named(
    pairs: &[(&str, Value)],
    words: &[(&str, String)],
    rest: Vec<Sheet>,
    mut json: Value,
) -> Answer {
    let mut sheet = Sheet::default();
    for (name, value) in pairs {
        let words = words.iter().find(|(said, _)| said == name);
        let shown = match value {
            _ if words.is_some() => words.map_or_else(String::new, |(_, text)| text.clone()),
            Value::String(text) => text.clone(),
            Value::Bool(true) => "yes".to_owned(),
            Value::Bool(false) => "no".to_owned(),
            Value::Null => "not documented".to_owned(),
            Value::Array(members) => {
                let members: Vec<&str> = members.iter().filter_map(Value::as_str).collect();
                members.join(", ")
            }
            other => other.to_string(),
        };
        if !shown.is_empty() {
            sheet.row([(*name).to_owned(), shown]);
        }
    }
    if let Value::Object(fields) = &mut json {
        for (name, value) in pairs {
            let key = name.to_lowercase().replace(' ', "_");
            fields.entry(key).or_insert_with(|| value.clone());
        }
    }
    let mut sheets = vec![sheet];
    // A main sheet without rows still has its header to give to csv.
    sheets.extend(
        rest.into_iter()
            .filter(|sheet| sheet.main || !sheet.rows.is_empty()),
    );
    Answer {
        sheets,
        lines: vec![json.clone()],
        json,
    }
}

/// What reaches a principal, and the state of its dependencies.
fn attachments(engine: &Engine, principal: Principal) -> (Sheet, Vec<Value>) {
    let account = engine.account();
    let mut sheet = Sheet::new(
        "Attached",
        &["Permission", "Kind", "Scope", "Via", "Content", "Lacks"],
    );
    sheet.main = true;
    let mut json = Vec::new();
    let mut lacking = engine.lacking(principal);
    for grant in lacking.grants().iter().copied() {
        let row = account.permission(grant.permission);
        let lacks = lacking.of(grant);
        let (via, via_json) = match grant.via {
            Via::Group(id) => (
                account.group(id).shown().into_owned(),
                json!({"group": account.group(id).name}),
            ),
            Via::Direct => ("directly".to_owned(), json!({"direct": true})),
        };
        sheet.row([
            row.shown().into_owned(),
            row.kind.text().to_owned(),
            account.scope_name(grant.scope),
            via,
            row.basis.text().to_owned(),
            lacks.join(", "),
        ]);
        json.push(json!({
            "permission": row.display_name,
            "kind": row.kind.text(),
            "scope": scope_json(account, grant.scope),
            "via": via_json,
            "content": row.basis.text(),
            "lacks": lacks,
        }));
    }
    (sheet, json)
}

/// A user, and what reaches them.
#[must_use]
pub fn user_answer(engine: &Engine, id: UserId) -> Answer {
    let account = engine.account();
    let user = account.user(id);
    let groups: Vec<&str> = user
        .groups
        .iter()
        .map(|group| account.group(*group).name.as_str())
        .collect();
    let shown: Vec<_> = user
        .groups
        .iter()
        .map(|group| account.group(*group).shown())
        .collect();
    let (sheet, attached) = attachments(engine, Principal::User(id));
    named(
        &[
            ("User", json!(user.name)),
            ("Id", json!(user.id)),
            ("Enabled", json!(user.enabled)),
            ("Account owner", json!(user.owner)),
            ("Groups", json!(groups)),
        ],
        &[
            ("User", user.shown().into_owned()),
            ("Groups", shown.join(", ")),
        ],
        vec![sheet],
        json!({"attached": attached}),
    )
}

/// A group, its members and what is attached to it.
#[must_use]
pub fn group_answer(engine: &Engine, id: GroupId) -> Answer {
    let account = engine.account();
    let group = account.group(id);
    let members: Vec<&str> = group
        .members
        .iter()
        .map(|user| account.user(*user).name.as_str())
        .collect();
    let shown: Vec<_> = group
        .members
        .iter()
        .map(|user| account.user(*user).shown())
        .collect();
    let (sheet, attached) = attachments(engine, Principal::Group(id));
    named(
        &[
            ("Group", json!(group.name)),
            ("Id", json!(group.id)),
            ("Description", json!(group.description)),
            ("Members", json!(members)),
        ],
        &[
            ("Group", group.shown().into_owned()),
            ("Members", shown.join(", ")),
        ],
        vec![sheet],
        json!({"attached": attached}),
    )
}

/// The roles that a permission depends on, and those that other documents name beside them.
fn depends_on(engine: &Engine, id: PermissionId) -> (Vec<&str>, Vec<&str>) {
    let catalogue = engine.catalogue();
    let row = engine.account().permission(id);
    let system = catalogue
        .find_permission(&row.display_name)
        .map(|system| catalogue.permissions.get(system));
    let service = system.and_then(|system| system.service);
    let code = service.map_or("", |service| catalogue.services.get(service).code);
    let depends = dependencies(catalogue, row, code);
    let written = row
        .document
        .as_ref()
        .and_then(|document| document.source.get("Depends")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("display_name")?.as_str());
    let paged = system
        .into_iter()
        .flat_map(|system| system.depends.iter().map(|(name, _)| *name));
    let mut elsewhere: Vec<&str> = Vec::new();
    for name in written.chain(paged) {
        if !depends.contains(&name) && !elsewhere.contains(&name) {
            elsewhere.push(name);
        }
    }
    (depends, elsewhere)
}

/// What is odd in a document as written, and where: the path, and the line of the document as it is shown.
fn remarks(row: &Permission, json: &mut Vec<Value>) -> Sheet {
    let mut sheet = Sheet::new("Remarks", &["Line", "Where", "How serious", "What"]);
    let written = row.document.as_ref().map(|document| &document.source);
    let shown = written.and_then(|source| serde_json::to_string_pretty(source).ok());
    let found = written.and_then(|source| parse(source).ok());
    for remark in found.map(|(_, remarks)| remarks).unwrap_or_default() {
        let severity = match remark.severity {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let line = shown
            .as_deref()
            .and_then(|text| line_of(text, &remark.pointer));
        json.push(json!({
            "where": remark.pointer,
            "line": line,
            "severity": severity,
            "what": remark.message,
        }));
        let line = line.map(|line| line.to_string()).unwrap_or_default();
        sheet.row([line, remark.pointer, severity.to_owned(), remark.message]);
    }
    sheet
}

/// A permission: its document, what is odd in it, whom it is assigned to, and the actions that it decides.
#[must_use]
pub fn permission_answer(engine: &Engine, id: PermissionId) -> Answer {
    let account = engine.account();
    let catalogue = engine.catalogue();
    let row = account.permission(id);
    let mut document = Sheet::new("Document", &[]);
    if let Some(written) = &row.document {
        let text = serde_json::to_string_pretty(&written.source).unwrap_or_default();
        for line in text.lines() {
            document.row([line]);
        }
    }
    let columns = Columns::new(Arc::new(engine.clone()));
    let decisions = columns.permission(id, None);
    let mut remarked = Vec::new();
    let mut expands = Sheet::new("Expands to", &["Action", "Decision"]);
    expands.main = true;
    let mut actions = Vec::new();
    for (action, facts) in catalogue.actions.iter().filter(|(_, facts)| facts.defined) {
        let decision = if decisions.allow.contains(action) {
            "allow"
        } else if decisions.explicit.contains(action) {
            "explicit_deny"
        } else if decisions.conditional.contains(action) {
            "conditional"
        } else {
            continue;
        };
        expands.row([facts.name, decision]);
        actions.push(json!({"action": facts.name, "decision": decision}));
    }
    let mut holders = Sheet::new("Assigned to", &["Principal", "Kind", "Scope"]);
    let mut assigned = Vec::new();
    for assignment in account.assignments.rows() {
        if assignment.permission == id {
            let principal = principal_json(account, assignment.subject);
            holders.row([
                account.principal_shown(assignment.subject).into_owned(),
                assignment.subject.kind().to_owned(),
                account.scope_name(assignment.scope),
            ]);
            assigned.push(
                json!({"principal": principal, "scope": scope_json(account, assignment.scope)}),
            );
        }
    }
    let system = catalogue.find_permission(&row.display_name);
    let source = system
        .and_then(|id| catalogue.permissions.get(id).content.as_ref())
        .map(|content| content.source);
    let (depends, elsewhere) = depends_on(engine, id);
    named(
        &[
            ("Permission", json!(row.display_name)),
            ("Name", json!(row.name)),
            ("Kind", json!(row.kind.text())),
            ("Content", json!(row.basis.text())),
            ("Source", json!(source.unwrap_or_default())),
            ("Depends on", json!(depends)),
            ("Documented elsewhere", json!(elsewhere)),
            ("Actions", json!(actions.len())),
        ],
        &[("Permission", row.shown().into_owned())],
        vec![document, remarks(row, &mut remarked), holders, expands],
        json!({
            "remarks": remarked,
            "document": row.document.as_ref().map(|document| document.source.clone()),
            "assigned": assigned,
            "expands": actions,
        }),
    )
}

/// An action: its APIs, and the permissions that grant it.
#[must_use]
pub fn action_answer(engine: &Engine, id: ActionId) -> Answer {
    let account = engine.account();
    let catalogue = engine.catalogue();
    let action = catalogue.actions.get(id);
    let mut apis = Sheet::new("APIs", &["Method", "URI", "Label", "Enterprise project"]);
    let mut apis_json = Vec::new();
    for row in &action.apis {
        let row = catalogue.apis.get(*row);
        for api in &row.apis {
            let support = match row.enterprise_project {
                Some(true) => "yes",
                Some(false) => "no",
                None => "not documented",
            };
            apis.row([api.method, api.uri, row.label, support]);
            apis_json.push(json!({
                "method": api.method,
                "uri": api.uri,
                "label": row.label,
                "enterprise_project": row.enterprise_project,
            }));
        }
    }
    let columns = Columns::new(Arc::new(engine.clone()));
    let mut granted = Sheet::new("Granted by", &["Permission", "Kind", "Content"]);
    granted.main = true;
    let mut granted_json = Vec::new();
    for (permission, row) in account.permissions.iter() {
        let decisions = columns.permission(permission, None);
        if row.document.is_some()
            && (decisions.allow.contains(id) || decisions.conditional.contains(id))
        {
            granted.row([row.shown().as_ref(), row.kind.text(), row.basis.text()]);
            granted_json.push(json!({
                "permission": row.display_name,
                "kind": row.kind.text(),
                "content": row.basis.text(),
            }));
        }
    }
    let depends: Vec<&str> = action
        .depends_on
        .iter()
        .map(|dependent| dependent.pattern)
        .collect();
    facts(
        &[
            ("Action", json!(action.name)),
            ("Label", json!(action.label)),
            (
                "Service",
                json!(catalogue.services.get(action.service).short),
            ),
            ("Category", json!(action.category)),
            ("Access", json!(action.access.text())),
            ("IAM project", json!(action.iam_project)),
            ("Enterprise project", json!(action.enterprise_project)),
            ("Depends on", json!(depends)),
        ],
        vec![apis, granted],
        json!({"apis": apis_json, "granted_by": granted_json}),
    )
}
