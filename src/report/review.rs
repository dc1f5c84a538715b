//! Access reviews written down: the sheet to be filled, and the edits that a filled one asks for.

use serde_json::{Value, json};

use super::decision::{principal_json, scope_json};
use super::{Answer, Sheet};
use crate::analysis::review::{Entry, Held, Outcome, ReviewEdit, Wrong, key};
use crate::model::{Account, Basis, Mark, Via};

/// What a row says of the operation that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What the operation is called.
    pub label: String,
    /// The letter of its cell.
    pub mark: Mark,
}

/// The sheet: a row an entry, with empty cells for the reviewer.
#[must_use]
pub fn review_sheet(account: &Account, entries: &[(Entry, Option<Told>)]) -> Answer {
    let columns = [
        "User", "Holds", "Through", "Scope", "Remark", "Keep", "Remove", "Reviewer", "Date",
        "Comment", "Row",
    ];
    let mut sheet = Sheet::new("", &columns);
    let mut lines = Vec::new();
    for (entry, told) in entries {
        let user = &account.user(entry.user).name;
        let (holds, through, scope, remark) = match &entry.held {
            Held::Grant(grant) => {
                let permission = account.permission(grant.permission);
                let through = match grant.via {
                    Via::Group(id) => account.group(id).shown().into_owned(),
                    Via::Direct => "directly".to_owned(),
                };
                let remark = match permission.basis {
                    Basis::Imported | Basis::Published => "",
                    Basis::EarlierName => "content of an earlier name",
                    Basis::Convention => "content predicted",
                    Basis::Unknown => "content unknown",
                };
                let scope = account.scope_name(grant.scope);
                (
                    permission.shown().into_owned(),
                    through,
                    scope,
                    remark.to_owned(),
                )
            }
            Held::Operation(name) => {
                let label = told
                    .as_ref()
                    .map_or(name.as_str(), |told| told.label.as_str());
                let remark = match told.as_ref().map(|told| told.mark) {
                    Some(Mark::Conditional) => "under a condition",
                    Some(Mark::MissingDependency) => "lacks a dependency",
                    _ => "",
                };
                let place = "in at least one project".to_owned();
                (label.to_owned(), String::new(), place, remark.to_owned())
            }
        };
        let row = key(account, entry);
        lines.push(json!({
            "user": user, "holds": holds, "through": through, "scope": scope, "remark": remark, "row": row,
        }));
        let empty = || String::new();
        sheet.row([
            account.user(entry.user).shown().into_owned(),
            holds,
            through,
            scope,
            remark,
            empty(),
            empty(),
            empty(),
            empty(),
            empty(),
            row,
        ]);
    }
    Answer {
        sheets: vec![sheet],
        json: Value::Array(lines.clone()),
        lines,
    }
}

/// The edits, what people must decide, and the rows that could not be taken over.
#[must_use]
pub fn review_outcome(account: &Account, outcome: &Outcome, wrong: &[Wrong]) -> Answer {
    let mut edits = Sheet::new("Edits", &["Edit", "Lines"]);
    edits.main = true;
    let mut edits_json = Vec::new();
    for (edit, lines) in &outcome.edits {
        let numbers: Vec<String> = lines.iter().map(ToString::to_string).collect();
        edits.row([edit_words(account, edit), numbers.join(", ")]);
        edits_json.push(edit_json(account, edit, lines));
    }
    let mut open = Sheet::new("To be decided", &["Line", "Why"]);
    for one in &outcome.unresolved {
        open.row([one.line.to_string(), one.why.clone()]);
    }
    let mut refused = Sheet::new("Not taken over", &["Line", "Why"]);
    for one in wrong {
        refused.row([one.line.to_string(), one.what.clone()]);
    }
    let mut sheets = vec![edits];
    sheets.extend(
        [open, refused]
            .into_iter()
            .filter(|sheet| !sheet.rows.is_empty()),
    );
    let said = |line: usize, why: &str| json!({"line": line, "why": why});
    let json = json!({
        "edits": edits_json.clone(),
        "unresolved": outcome.unresolved.iter().map(|one| said(one.line, &one.why)).collect::<Vec<_>>(),
        "wrong": wrong.iter().map(|one| said(one.line, &one.what)).collect::<Vec<_>>(),
        "kept": outcome.kept,
        "undecided": outcome.undecided,
    });
    Answer {
        sheets,
        json,
        lines: edits_json,
    }
}

fn edit_words(account: &Account, edit: &ReviewEdit) -> String {
    match edit {
        ReviewEdit::Leave { user, group } => format!(
            "remove {} from {}",
            account.user(*user).shown(),
            account.group(*group).shown()
        ),
        ReviewEdit::Detach { subject, grant } => format!(
            "detach {} from {} @ {}",
            account.permission(grant.permission).shown(),
            account.principal_shown(*subject),
            account.scope_name(grant.scope)
        ),
    }
}

fn edit_json(account: &Account, edit: &ReviewEdit, lines: &[usize]) -> Value {
    match edit {
        ReviewEdit::Leave { user, group } => json!({
            "edit": "remove_member",
            "user": account.user(*user).name,
            "group": account.group(*group).name,
            "lines": lines,
        }),
        ReviewEdit::Detach { subject, grant } => json!({
            "edit": "detach",
            "permission": account.permission(grant.permission).display_name,
            "from": principal_json(account, *subject),
            "scope": scope_json(account, grant.scope),
            "lines": lines,
        }),
    }
}
