//! What could be written instead of what the grammar remarks on. A fix is safe only if the engine reads the text after
//! it exactly as it read the text before.

use serde_json::Value;

use crate::engine::document::{
    Diagnostic, Severity, Topic, operator_meant, operator_spelling, quote, repaired_action,
};
use crate::model::{Document, Version, nearest};

use super::bench::{Bench, json, replace, wrap};
use super::diagnostic::{Edit, Fix};
use super::tree::{Found, Node};

/// The keys of a statement, and of a document.
const STATEMENT: [&str; 5] = ["Effect", "Action", "NotAction", "Resource", "Condition"];
const IDENTITY: [&str; 7] = [
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "Condition",
    "NotResource",
    "Sid",
];
const TOP: [&str; 3] = ["Version", "Statement", "Depends"];

/// The fix for a remark of the grammar, if there is one.
pub(super) fn of(
    bench: &Bench<'_>,
    remark: &Diagnostic,
    document: Option<&Document>,
) -> Option<Fix> {
    let document = document?;
    let Some(found) = bench.at(&remark.pointer) else {
        return (remark.topic == Topic::Version)
            .then(|| version_added(bench, document))
            .flatten();
    };
    let value = bench.value.pointer(&remark.pointer)?;
    let span = &found.node.span;
    match (remark.topic, remark.severity, value) {
        (Topic::Version, ..) => {
            let version = quote(document.version.text());
            let edits = replace(span, version.as_str());
            Some(Fix::safe(format!("write {version}"), edits))
        }
        (Topic::Statement, Severity::Info, _) => {
            let edits = replace(&found.member?.key_span, json("Statement"));
            Some(Fix::safe("call it Statement", edits))
        }
        (Topic::Statement | Topic::Depends, Severity::Warning, Value::Object(_))
        | (Topic::Action | Topic::Resource, Severity::Info, Value::String(_))
        | (Topic::Condition, Severity::Info, _) => {
            Some(Fix::safe("put it into an array", wrap(span)))
        }
        (Topic::Effect, Severity::Info, Value::String(text)) => {
            let known = ["Allow", "Deny"].into_iter();
            let effect = known
                .into_iter()
                .find(|one| one.eq_ignore_ascii_case(text))?;
            let edits = replace(span, json(effect));
            Some(Fix::safe(format!("write {effect}"), edits))
        }
        (Topic::Action, Severity::Warning, Value::String(text)) => {
            let repaired = repaired_action(text)?;
            let edits = replace(span, json(&repaired));
            Some(Fix::safe(format!("write {}", quote(&repaired)), edits))
        }
        (Topic::Condition, Severity::Warning, Value::Number(_) | Value::Bool(_)) => {
            let edits = replace(span, json(&value.to_string()));
            Some(Fix::safe("put it in quotes", edits))
        }
        (Topic::Operator, severity, _) => operator(bench, remark, found, severity),
        (Topic::Key, ..) => key(remark, found, document.version),
        _ => None,
    }
}

/// Names the version that a document without one is read as, before its first key.
fn version_added(bench: &Bench<'_>, document: &Document) -> Option<Fix> {
    let first = bench.node.members().first()?.key_span.start;
    let blank = bench.written(&(bench.node.span.start + 1..first));
    let version = document.version.text();
    let blank = if blank.is_empty() { " " } else { blank };
    let edits = replace(
        &(first..first),
        format!("\"Version\": {},{blank}", json(version)),
    );
    let title = format!("write \"Version\": {}", json(version));
    Some(Fix::safe(title, edits))
}

fn operator(
    bench: &Bench<'_>,
    remark: &Diagnostic,
    found: Found<'_>,
    severity: Severity,
) -> Option<Fix> {
    let member = found.member?;
    let name = match severity {
        Severity::Error => operator_meant(&member.key)?,
        Severity::Info | Severity::Warning => operator_spelling(&member.key)?,
    };
    // A second operator of the same name would put the first one out of force.
    let (holder, _) = remark.pointer.rsplit_once('/')?;
    if taken(bench.at(holder)?.node, &name) {
        return None;
    }
    let edits = rename(found, &name)?;
    let title = format!("write {name}");
    Some(match severity {
        Severity::Error => Fix::guess(title, edits),
        Severity::Info | Severity::Warning => Fix::safe(title, edits),
    })
}

fn taken(holder: &Node, key: &str) -> bool {
    holder.members().iter().any(|member| member.key == key)
}

fn rename(found: Found<'_>, name: &str) -> Option<Vec<Edit>> {
    Some(replace(&found.member?.key_span, json(name)))
}

fn key(remark: &Diagnostic, found: Found<'_>, version: Version) -> Option<Fix> {
    let top = remark.pointer.matches('/').count() == 1;
    let known: &[&str] = match (top, version) {
        (true, _) => &TOP,
        (false, Version::Identity) => &IDENTITY,
        (false, _) => &STATEMENT,
    };
    let written = &found.member?.key;
    let near = nearest(written, known.iter().copied());
    let near = near.first().filter(|near| near.as_str() != written)?;
    let title = format!("write the key as {}", quote(near));
    Some(Fix::guess(title, rename(found, near)?))
}
