//! What an account holds, what its source could not say, and what would complete it.

use serde_json::{Map, Value, json};

use crate::import::answers::calls::Fills;
use crate::import::answers::named::{Request, details};
use crate::import::{Found, Imported};
use crate::model::{Account, Basis, PermissionKind, Provenance, Scope, TableId, Unread};

use super::command::word;
use super::{Answer, Sheet, insert};

/// So many of a long list are shown to people unless they ask for all.
const FIRST: usize = 20;

/// What an account contains: counts, kinds of permissions, unknown contents, what was not read.
#[must_use]
pub fn account_answer(account: &Account, all: bool) -> Answer {
    let mut facts = Sheet::default();
    let mut json = Map::new();
    let domain = &account.domain;
    for (label, key, text) in [
        ("Account", "domain", domain.name.as_str()),
        ("Id", "domain_id", domain.id.as_str()),
        (
            "Source",
            "source",
            account.source.as_deref().unwrap_or_default(),
        ),
        (
            "Collected at",
            "collected_at",
            account.collected_at.as_deref().unwrap_or_default(),
        ),
    ] {
        let shown = if text.is_empty() { "not said" } else { text };
        facts.row([label, shown]);
        json.insert(
            key.to_owned(),
            Some(text).filter(|text| !text.is_empty()).into(),
        );
    }
    let mut counted = Map::new();
    for (label, key, count, more) in counts(account) {
        let shown = match more.as_str() {
            "" => count.to_string(),
            more => format!("{count} ({more})"),
        };
        facts.row([label.to_owned(), shown]);
        counted.insert(key.to_owned(), count.into());
    }
    json.insert("counts".to_owned(), counted.into());
    let (kinds, kinds_json) = kinds(account);
    let (unknown, unknown_json) = unknown(account, all);
    let (missing, missing_json) = unread(&account.unread, all);
    json.insert("permissions".to_owned(), kinds_json.into());
    json.insert("unknown_content".to_owned(), unknown_json.into());
    json.insert("unread".to_owned(), missing_json.into());
    let json = Value::Object(json);
    let sheets = [facts, kinds, unknown, missing];
    Answer {
        sheets: sheets
            .into_iter()
            .filter(|sheet| !sheet.rows.is_empty())
            .collect(),
        lines: vec![json.clone()],
        json,
    }
}

/// What an import found, and what is missing.
#[must_use]
pub fn import_answer(imported: &Imported, all: bool) -> Answer {
    let account = &imported.account;
    let mut answer = account_answer(account, all);
    let (sheet, found) = found(&imported.found, all);
    let (more, more_json) = more(account);
    let problems: Vec<Value> = imported
        .problems
        .iter()
        .map(|problem| {
            json!({
                "file": problem.file,
                "where": problem.pointer,
                "expected": problem.expected,
                "found": problem.found,
                "advice": problem.advice,
            })
        })
        .collect();
    insert(&mut answer.json, "found", found.into());
    insert(&mut answer.json, "details", more_json.into());
    insert(&mut answer.json, "problems", problems.into());
    answer.lines = vec![answer.json.clone()];
    if !sheet.rows.is_empty() {
        answer.sheets.insert(1, sheet);
    }
    if !more.rows.is_empty() {
        answer.sheets.push(more);
    }
    answer
}

type Count = (&'static str, &'static str, usize, String);

fn counts(account: &Account) -> Vec<Count> {
    let plain = String::new;
    let disabled = account.users.rows().iter().filter(|user| !user.enabled);
    let disabled = match disabled.count() {
        0 => String::new(),
        count => format!("{count} disabled"),
    };
    let memberships = account.groups.rows().iter();
    let memberships = memberships.map(|group| group.members.len()).sum();
    let real = account.assignments.rows().iter().filter(|assignment| {
        account.permission(assignment.permission).provenance != Provenance::Unread
    });
    let mut by_scope = [0_usize; 4];
    let mut assignments = 0;
    for assignment in real {
        assignments += 1;
        let [global, everywhere, projects, enterprise] = &mut by_scope;
        *match assignment.scope {
            Scope::Global => global,
            Scope::All => everywhere,
            Scope::Project(_) | Scope::Subprojects(_) => projects,
            Scope::EnterpriseProject(_) => enterprise,
        } += 1;
    }
    let words = [
        "global",
        "everywhere",
        "in projects",
        "in enterprise projects",
    ];
    let parts = by_scope.iter().zip(words).filter(|(count, _)| **count > 0);
    let parts: Vec<String> = parts
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let mut counts = vec![
        ("Users", "users", account.users.len(), disabled),
        ("Groups", "groups", account.groups.len(), plain()),
        ("Memberships", "memberships", memberships, plain()),
        ("Projects", "projects", account.projects.len(), plain()),
        (
            "Enterprise projects",
            "enterprise_projects",
            account.enterprise_projects.len(),
            plain(),
        ),
        ("Agencies", "agencies", account.agencies.len(), plain()),
        (
            "Assignments",
            "role_assignments",
            assignments,
            parts.join(", "),
        ),
    ];
    if !account.identity_attachments.is_empty() {
        let count = account.identity_attachments.len();
        let key = "identity_policy_attachments";
        counts.push(("Identity policies attached", key, count, plain()));
    }
    if let Some(scps) = &account.scps {
        let unreadable = match account.unreadable_scps.len() {
            0 => String::new(),
            count => format!("{count} unreadable"),
        };
        let count = scps.len() + account.unreadable_scps.len();
        counts.push(("Service control policies", "scps", count, unreadable));
    }
    for (label, key) in [
        ("Access keys", "credentials"),
        ("MFA devices", "virtual_mfa_devices"),
        ("Login protections", "login_protects"),
        ("Identity providers", "identity_providers"),
    ] {
        if let Some(list) = account.extra.get(key).and_then(Value::as_array) {
            counts.push((label, key, list.len(), plain()));
        }
    }
    counts
}

/// How often each permission is attached, in the order of their table.
fn attached(account: &Account) -> Vec<usize> {
    let mut times = vec![0; account.permissions.len()];
    let grants = account.assignments.rows().iter().map(|row| row.permission);
    let policies = account.identity_attachments.iter();
    for permission in grants.chain(policies.map(|(_, policy)| *policy)) {
        if let Some(count) = times.get_mut(permission.index()) {
            *count += 1;
        }
    }
    times
}

/// How many permissions of each kind are attached, and how many there are.
fn kinds(account: &Account) -> (Sheet, Vec<Value>) {
    let mut sheet = Sheet::new("Permissions", &["Kind", "Attached", "In the account"]);
    let attached = attached(account);
    let mut json = Vec::new();
    for kind in [
        PermissionKind::SystemRole,
        PermissionKind::SystemPolicy,
        PermissionKind::Custom,
        PermissionKind::IdentityPolicy,
        PermissionKind::Unresolved,
    ] {
        let rows = account.permissions.rows().iter().zip(&attached);
        let rows = rows.filter(|(row, _)| row.kind == kind && row.provenance != Provenance::Unread);
        let (mut held, mut own) = (0_usize, 0_usize);
        for (row, times) in rows {
            let attached = *times > 0;
            held += usize::from(attached);
            own += usize::from(!matches!(row.provenance, Provenance::Catalogue(_)) || attached);
        }
        if own > 0 {
            sheet.row([kind.text().to_owned(), held.to_string(), own.to_string()]);
            json.push(json!({"kind": kind.text(), "attached": held, "in_account": own}));
        }
    }
    (sheet, json)
}

/// Attached permissions whose content nobody knows.
fn unknown(account: &Account, all: bool) -> (Sheet, Vec<Value>) {
    let mut sheet = Sheet::new("Content unknown", &["Permission", "Kind", "Assignments"]);
    let rows = account.permissions.rows().iter().zip(attached(account));
    let open = rows.filter(|(row, count)| {
        *count > 0 && row.basis == Basis::Unknown && row.provenance != Provenance::Unread
    });
    let mut json = Vec::new();
    for (row, count) in open {
        json.push(
            json!({"permission": row.display_name, "kind": row.kind.text(), "assignments": count}),
        );
        sheet.row([
            row.shown().into_owned(),
            row.kind.text().to_owned(),
            count.to_string(),
        ]);
    }
    cut(&mut sheet, all);
    (sheet, json)
}

/// What was not read, with the call that would tell it.
fn unread(entries: &[Unread], all: bool) -> (Sheet, Vec<Value>) {
    let mut sheet = Sheet::new("Not read", &["What", "Of", "Why", "Call", "Save as"]);
    let mut json = Vec::new();
    for entry in entries {
        let (hcloud, file) = commands(&entry.call);
        let what = entry.what.replace('_', " ");
        sheet.row([
            what,
            entry.of.clone(),
            entry.reason.clone(),
            entry.call.clone(),
            file.clone().unwrap_or_default(),
        ]);
        json.push(json!({
            "what": entry.what,
            "of": entry.of,
            "reason": entry.reason,
            "call": entry.call,
            "hcloud": hcloud,
            "save_as": file,
        }));
    }
    cut(&mut sheet, all);
    (sheet, json)
}

/// The line that asks a call, and where to keep its answer.
fn commands(call: &str) -> (Option<String>, Option<String>) {
    let Some(request) = Request::of(call) else {
        return (None, None);
    };
    let words = request.hcloud();
    let line: Vec<String> = words.iter().map(|text| word(text)).collect();
    let line = Some(line.join(" ")).filter(|line| !line.is_empty());
    (line, Some(request.file_name()))
}

/// What each file turned out to be.
fn found(found: &[Found], all: bool) -> (Sheet, Vec<Value>) {
    let mut sheet = Sheet::new("Found", &["Source", "What", "Count"]);
    let mut json = Vec::new();
    for one in found {
        json.push(json!({"source": one.source, "what": one.what, "count": one.count}));
        sheet.row([
            one.source.clone(),
            one.what.replace('_', " "),
            one.count.to_string(),
        ]);
    }
    cut(&mut sheet, all);
    (sheet, json)
}

/// Calls without which the picture is whole, and with which findings say more.
fn more(account: &Account) -> (Sheet, Vec<Value>) {
    let mut sheet = Sheet::new("Would tell more", &["What", "Call"]);
    let family = !account.agencies.is_empty()
        || !account.enterprise_projects.is_empty()
        || account
            .unread
            .iter()
            .any(|entry| entry.call.contains("/v3.0/"));
    let policies = account.extra.get("security_policies");
    let mut json = Vec::new();
    for call in details(family) {
        let known = match call.fills {
            Fills::SecurityPolicies => policies.is_some_and(|known| known.get(call.key).is_some()),
            Fills::Users => account.users.rows().iter().any(|user| user.owner),
            _ => account.extra.contains_key(call.key),
        };
        if !known {
            let domain = account.domain.id.as_str();
            let path = match domain {
                "" => call.path.to_owned(),
                id => call.path.replace("{domain}", id),
            };
            let what = match call.fills {
                Fills::Users => "who owns the account".to_owned(),
                _ => call.key.replace('_', " "),
            };
            json.push(
                json!({"what": call.key, "call": format!("GET {path}"), "hcloud": call.hcloud}),
            );
            sheet.row([what, format!("GET {path}")]);
        }
    }
    (sheet, json)
}

fn cut(sheet: &mut Sheet, all: bool) {
    let rows = sheet.rows.len();
    if all || rows <= FIRST {
        return;
    }
    sheet.rows.truncate(FIRST);
    let mut last = vec![String::new(); sheet.columns.len()];
    if let Some(cell) = last.first_mut() {
        *cell = format!("… and {} more; --verbose lists them all", rows - FIRST);
    }
    sheet.rows.push(last);
}
