//! Who may do it, as an answer: a row for each path, or, where nobody may, what keeps those out who nearly may.

use serde_json::{Value, json};

use super::decision::{principal_json, scope_json};
use super::hinges::{hinges_json, path_words};
use super::story::near_words;
use super::{Answer, Sheet, insert};
use crate::analysis::query::Found;
use crate::analysis::who_can::{Able, Asked, Hindrance, Path, Would};
use crate::engine::Engine;
use crate::model::{Account, Basis, Cause, Reason, Via};

/// A path in four cells: through what, by which statement, where, if what.
fn cells(account: &Account, path: &Path) -> [String; 4] {
    [
        via(account, path),
        statement(account, &path.cause),
        account.scope_name(path.cause.grant.scope),
        open(account, path),
    ]
}

/// " through X #1 @ eu-de", the first path of somebody; why, where none is needed.
pub(super) fn first_path(account: &Account, able: &Able) -> String {
    match able.paths.first() {
        None => format!(" as {}", settled(able.reason)),
        Some(path) => {
            let [via, statement, scope, open] = cells(account, path);
            let open = match open.as_str() {
                "" => open,
                told if told.starts_with("unless") => format!(", {told}"),
                told => format!(", if {told}"),
            };
            format!(" via {via}: {statement} @ {scope}{open}")
        }
    }
}

/// Those of whom a query is true, in every form.
#[must_use]
pub fn found_answer(account: &Account, found: &[Found]) -> Answer {
    let columns = [
        "Principal",
        "Kind",
        "Because",
        "Via",
        "Permission",
        "Scope",
        "If",
    ];
    let mut sheet = Sheet::new("", &columns);
    let mut lines = Vec::new();
    for one in found {
        let name = account.principal_shown(one.principal);
        let mut row = |term: &str, cells: [String; 4]| {
            let head = [
                name.clone().into_owned(),
                one.principal.kind().to_owned(),
                term.to_owned(),
            ];
            sheet.row(head.into_iter().chain(cells));
        };
        if one.because.is_empty() {
            row("", Default::default());
        }
        for (term, able) in &one.because {
            if able.paths.is_empty() {
                let reason = settled(able.reason).to_owned();
                row(term, [reason, String::new(), String::new(), String::new()]);
            }
            for path in &able.paths {
                row(term, cells(account, path));
            }
        }
        lines.push(json!({
            "principal": principal_json(account, one.principal),
            "because": one.because.iter().map(|(term, able)| json!({
                "term": term,
                "decision": able.decision.text(),
                "reason": able.reason.text(),
                "paths": able.paths.iter().map(|path| path_json(account, path)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        }));
    }
    Answer {
        sheets: vec![sheet],
        json: Value::Array(lines.clone()),
        lines,
    }
}

/// How many of a path's actions a row names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A few, and how many there are.
    Few,
    /// All of them.
    All,
}

/// Those who may, in every form.
#[must_use]
pub fn able_answer(engine: &Engine, asked: &Asked, able: &[Able], named: Named) -> Answer {
    let account = engine.account();
    let many = asked.ways.iter().flatten().count() > 1;
    let mut columns = vec![
        "Principal",
        "Kind",
        "Decision",
        "Via",
        "Permission",
        "Scope",
        "If",
    ];
    if many {
        columns.push("Actions");
    }
    let mut sheet = Sheet::new("", &columns);
    let mut lines = Vec::new();
    for found in able {
        lines.push(able_json(account, found));
        let head = |row: [String; 4]| {
            let name = account.principal_shown(found.principal).into_owned();
            let kind = found.principal.kind().to_owned();
            [name, kind, found.decision.text().to_owned()]
                .into_iter()
                .chain(row)
                .collect::<Vec<_>>()
        };
        if found.paths.is_empty() {
            let mut row = head([
                settled(found.reason).to_owned(),
                String::new(),
                String::new(),
                String::new(),
            ]);
            if many {
                row.push(String::new());
            }
            sheet.row(row);
        }
        for path in &found.paths {
            let mut row = head(cells(account, path));
            if many {
                row.push(actions(path, named));
            }
            sheet.row(row);
        }
    }
    Answer {
        sheets: vec![sheet],
        json: Value::Array(lines.clone()),
        lines,
    }
}

/// What a path needs, and what takes it back.
fn open(account: &Account, path: &Path) -> String {
    let (own, back) = path_words(account, path);
    let parts: Vec<String> = own.into_iter().chain(back).collect();
    parts.join(", ")
}

/// One of those who may, with every path and what the answer hangs on.
#[must_use]
pub fn able_json(account: &Account, found: &Able) -> Value {
    let mut line = json!({
        "principal": principal_json(account, found.principal),
        "decision": found.decision.text(),
        "reason": found.reason.text(),
        "paths": found.paths.iter().map(|path| path_json(account, path)).collect::<Vec<_>>(),
    });
    if !found.hinges.is_empty() {
        insert(&mut line, "if", hinges_json(account, &found.hinges));
    }
    line
}

fn actions(path: &Path, named: Named) -> String {
    const FEW: usize = 3;
    let count = path.actions.len();
    if named == Named::All || count <= FEW {
        return path.actions.join(", ");
    }
    let first: Vec<&str> = path.actions.iter().take(FEW).map(String::as_str).collect();
    format!("{} and {} more", first.join(", "), count - FEW)
}

/// Those who nearly may, as lines for people: "bob, but for …".
#[must_use]
pub fn would_lines(account: &Account, would: &[Would]) -> Vec<String> {
    would
        .iter()
        .map(|one| {
            let who = account.principal_shown(one.principal);
            format!(
                "{who}, but for {}: {}",
                one.action,
                hindrance(account, &one.but)
            )
        })
        .collect()
}

/// What keeps a principal out, in words.
#[must_use]
pub fn hindrance(account: &Account, but: &Hindrance) -> String {
    match but {
        Hindrance::Denied(cause) => format!(
            "{} denies it ({})",
            statement(account, cause),
            account.scope_name(cause.grant.scope)
        ),
        Hindrance::ServiceControl => {
            "the organization's service control policies do not let it".to_owned()
        }
        Hindrance::Near(near) => near_words(account, near),
    }
}

/// "group image-ops", or that it is the principal's own.
fn via(account: &Account, path: &Path) -> String {
    match path.cause.grant.via {
        Via::Group(id) => account.group(id).shown().into_owned(),
        Via::Direct => "directly".to_owned(),
    }
}

/// "IMS FullAccess #1", with what the content rests on where that is not the document itself.
fn statement(account: &Account, cause: &Cause) -> String {
    let name = &account.permission(cause.grant.permission).shown();
    let named = match cause.statement {
        Some(index) => format!("{name} #{}", index + 1),
        None => name.clone().into_owned(),
    };
    match cause.basis {
        Basis::Imported | Basis::Published => named,
        other => format!("{named} ({})", other.text()),
    }
}

/// Why somebody may for whom nothing was weighed.
#[must_use]
pub fn settled(reason: Reason) -> &'static str {
    match reason {
        Reason::AccountOwner => "account owner",
        Reason::AdminGroup => "group admin",
        Reason::NoPermissionNeeded => "needs no permission",
        _ => "",
    }
}

fn path_json(account: &Account, path: &Path) -> Value {
    let cause = &path.cause;
    let mut value = json!({
        "group": match cause.grant.via {
            Via::Group(id) => Some(account.group(id).name.as_str()),
            Via::Direct => None,
        },
        "permission": account.permission(cause.grant.permission).display_name,
        "statement": cause.statement,
        "scope": scope_json(account, cause.grant.scope),
        "pattern": cause.pattern,
        "content": cause.basis.text(),
        "actions": path.actions,
        "projects": path.projects.iter().map(|id| account.project(*id).name.as_str()).collect::<Vec<_>>(),
    });
    if !cause.open_keys.is_empty() {
        insert(&mut value, "if_keys", json!(cause.open_keys));
    }
    if !cause.open_resources.is_empty() {
        insert(&mut value, "if_resources", json!(cause.open_resources));
    }
    value
}
