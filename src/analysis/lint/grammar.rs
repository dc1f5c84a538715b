//! What the grammar says of a document: the remarks of `engine::document`, and all of its refusals, not the first only.

use serde_json::{Value, json};

use crate::analysis::audit::Severity;
use crate::engine::document::{self, Diagnostic, DocumentError, Topic, quote};
use crate::model::{Document, nearest};

use super::bench::{Bench, Part, Remark, json as as_json, replace};
use super::diagnostic::Fix;
use super::fixes;

/// What could be read of a document.
pub(super) enum Read {
    /// All of it.
    Whole(Document),
    /// With a Deny of everything in the place of each statement that cannot be understood.
    Part(Document),
    Nothing,
}

/// The document, as far as it can be evaluated; what is wrong with it is added.
pub(super) fn judge(bench: &mut Bench<'_>) -> Read {
    let (document, remarks, errors) = read(bench.value);
    for error in &errors {
        refused(bench, error);
    }
    for remark in &remarks {
        let place = match remark.topic {
            Topic::Key | Topic::Operator => Part::Key,
            _ => Part::Value,
        };
        let fix = fixes::of(bench, remark, document.as_ref());
        bench.add(
            Remark::new(
                rule(remark.topic),
                severity(remark.severity),
                remark.pointer.as_str(),
                remark.message.as_str(),
            )
            .on(place)
            .fix(fix),
        );
    }
    match document {
        Some(document) if errors.is_empty() => Read::Whole(document),
        // Of an unknown version it is not known what its actions are.
        Some(document) if errors.iter().all(|error| error.pointer != "/Version") => {
            Read::Part(document)
        }
        _ => Read::Nothing,
    }
}

/// Reads on after a refusal, with something harmless in the place of what was refused.
fn read(value: &Value) -> (Option<Document>, Vec<Diagnostic>, Vec<DocumentError>) {
    let mut value = value.clone();
    let mut errors: Vec<DocumentError> = Vec::new();
    let mut replaced: Vec<String> = Vec::new();
    loop {
        let error = match document::parse(&value) {
            Ok((document, mut remarks)) => {
                remarks.retain(|remark| !replaced.iter().any(|at| below(&remark.pointer, at)));
                return (Some(document), remarks, errors);
            }
            Err(error) => error,
        };
        let at = stand_in_place(&error.pointer, &value);
        errors.push(error);
        let Some((at, stand_in)) = at.filter(|(at, _)| !replaced.contains(at)) else {
            return (None, Vec::new(), errors);
        };
        match value.pointer_mut(&at) {
            Some(slot) => *slot = stand_in,
            None => return (None, Vec::new(), errors),
        }
        replaced.push(at);
    }
}

fn below(pointer: &str, place: &str) -> bool {
    let rest = pointer.strip_prefix(place);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What to put where, so that the rest can be read: a refusal lies in the version or in one statement.
fn stand_in_place(pointer: &str, value: &Value) -> Option<(String, Value)> {
    if pointer == "/Version" {
        return Some((pointer.to_owned(), json!("1.1")));
    }
    let statement = json!({"Effect": "Deny", "Action": ["*:*:*"]});
    let mut tokens = pointer.split('/').skip(1);
    let list = tokens
        .next()
        .filter(|key| matches!(*key, "Statement" | "Rules"))?;
    let whole = format!("/{list}");
    match value.get(list)? {
        Value::Array(_) => Some((format!("{whole}/{}", tokens.next()?), statement)),
        Value::Object(_) => Some((whole, statement)),
        _ => None,
    }
}

fn refused(bench: &mut Bench<'_>, error: &DocumentError) {
    let key = error.pointer.rsplit('/').next().unwrap_or_default();
    let number = key.bytes().all(|byte| byte.is_ascii_digit());
    let under = |name: &str| error.pointer.contains(&format!("/{name}"));
    let id = match key {
        _ if under("Depends") => "G11",
        "" => "G02",
        "Version" => "G03",
        "Effect" => "G05",
        _ if under("Action") || under("NotAction") => "G06",
        "Statement" | "Rules" => "G04",
        _ if number => "G04",
        _ => "G02",
    };
    let named = if key.is_empty() || number {
        String::new()
    } else {
        format!("{key}: ")
    };
    let message = format!("{named}expected {}, found {}", error.expected, error.found);
    let guess = meant(bench, error, key);
    bench.add(Remark::new(id, Severity::High, error.pointer.as_str(), message).fix(guess));
}

/// What was probably meant: a word with a slip in it, or a key in another case.
fn meant(bench: &Bench<'_>, error: &DocumentError, key: &str) -> Option<Fix> {
    if let Some(found) = bench.at(&error.pointer) {
        let known: &[&str] = match key {
            "Effect" => &["Allow", "Deny"],
            "Version" => &["1.0", "1.1", "5.0"],
            _ => return None,
        };
        let text: String = serde_json::from_str(bench.written(&found.node.span)).ok()?;
        let near = nearest(text.trim(), known.iter().copied());
        let near = near.first()?;
        let edits = replace(&found.node.span, as_json(near));
        return Some(Fix::guess(format!("write {}", quote(near)), edits));
    }
    let holder = bench.node.follow(&error.pointer).node;
    let same = |name: &str| {
        let close = strip(name) == strip(key);
        close && name != key
    };
    let member = holder.members().iter().find(|member| same(&member.key))?;
    let edits = replace(&member.key_span, as_json(key));
    Some(Fix::guess(
        format!("write the key as {}", quote(key)),
        edits,
    ))
}

/// A key without its case and its plural.
fn strip(key: &str) -> String {
    key.to_lowercase().trim_end_matches('s').to_owned()
}

fn rule(topic: Topic) -> &'static str {
    match topic {
        Topic::Document => "G02",
        Topic::Version => "G03",
        Topic::Statement => "G04",
        Topic::Effect => "G05",
        Topic::Action => "G06",
        Topic::Resource => "G07",
        Topic::Condition => "G08",
        Topic::Operator => "G09",
        Topic::Variable => "G10",
        Topic::Depends => "G11",
        Topic::Key => "G12",
        Topic::Limit | Topic::Control => "L07",
    }
}

pub(super) fn severity(severity: document::Severity) -> Severity {
    match severity {
        document::Severity::Info => Severity::Info,
        document::Severity::Warning => Severity::Warn,
        document::Severity::Error => Severity::High,
    }
}
