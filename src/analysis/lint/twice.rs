//! G13 and G14: what a document says twice, and what of it another part already says or denies altogether.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::analysis::audit::Severity;
use crate::engine::document::quote;
use crate::engine::pattern::{self, Question};
use crate::model::{ActionClause, Document, Effect, ResourceClause, Statement, Version};

use super::bench::{Bench, Part, Remark, pattern_at, statement_at, token, without};
use super::diagnostic::Fix;
use super::tree::{Node, Shape};

/// Keys that stand in one object twice: `serde_json` takes the last one, as most readers do.
pub(super) fn keys(bench: &mut Bench<'_>) {
    let mut doubled = Vec::new();
    walk(bench.node, String::new(), &mut doubled);
    for (pointer, key) in doubled {
        let message = format!(
            "the key {} stands here twice; only the last one counts",
            quote(&key)
        );
        bench.add(Remark::new("G13", Severity::High, pointer, message).on(Part::Key));
    }
}

fn walk(node: &Node, pointer: String, doubled: &mut Vec<(String, String)>) {
    match &node.shape {
        Shape::Object(members) => {
            let mut seen = HashSet::new();
            let mut told = HashSet::new();
            for member in members {
                let below = format!("{pointer}/{}", token(&member.key));
                if !seen.insert(&member.key) && told.insert(&member.key) {
                    doubled.push((below.clone(), member.key.clone()));
                }
                walk(&member.value, below, doubled);
            }
        }
        Shape::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, format!("{pointer}/{index}"), doubled);
            }
        }
        Shape::Text | Shape::Bare => {}
    }
}

/// As many entries as the shortest patterns make in the 6144 characters that the service takes. What is longer is refused
/// for that, and not compared each with each.
const COMPARED: usize = 768;

/// Statements and entries of lists that stand there twice, and those without effect.
pub(super) fn parts(bench: &mut Bench<'_>, document: &Document) {
    let value = bench.value;
    let statements = document.statements.iter();
    let entries: usize = statements
        .map(|one| one.actions.patterns().len().max(1))
        .sum();
    let comparable = entries <= COMPARED;
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (index, statement) in document.statements.iter().enumerate() {
        let place = statement_at(value, index);
        let same = value.pointer(&place).and_then(|written| {
            let first = *seen.entry(sorted(written).to_string()).or_insert(index);
            (first < index).then_some(first)
        });
        if let Some(before) = same {
            let message = format!("the same statement as {}", before + 1);
            doubled(bench, &place, message);
            continue;
        }
        if comparable && let Some(message) = idle(document, index, statement) {
            let remark = Remark::new("G14", Severity::Warn, place.as_str(), message);
            bench.add(remark.help("take it out, or narrow the other statement down"));
        }
        patterns(bench, document, (index, statement), comparable);
        lists(bench, &place);
    }
}

/// A value with the keys of its objects in order: what is equal is written the same.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(key, _)| *key);
            let fields = fields.into_iter();
            fields
                .map(|(key, value)| (key.clone(), sorted(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

fn doubled(bench: &mut Bench<'_>, pointer: &str, message: String) {
    let edits = pointer.rsplit_once('/').and_then(|(list, index)| {
        let list = bench.at(list)?.node;
        without(list, index.parse().ok()?)
    });
    let fix = edits.map(|edits| Fix::safe("take it out", edits));
    bench.add(Remark::new("G13", Severity::Warn, pointer, message).fix(fix));
}

/// Whether whatever `inner` matches, `outer` matches: a star of `inner` is matched by a star only. True is certain.
fn covers(outer: &str, inner: &str, version: Version) -> bool {
    let question = match version {
        Version::Identity => Question::OneCharacter,
        Version::Role | Version::Policy => Question::Literal,
    };
    // One character never stands for any run of them.
    let one = question == Question::OneCharacter && outer.contains('?') && inner.contains('*');
    !one && pattern::matches(&outer.to_lowercase(), &inner.to_lowercase(), question)
}

fn patterns(
    bench: &mut Bench<'_>,
    document: &Document,
    (index, statement): (usize, &Statement),
    comparable: bool,
) {
    let patterns = statement.actions.patterns();
    let mut seen = HashSet::new();
    for (at, one) in patterns.iter().enumerate() {
        let place = || pattern_at(bench.value, document, index, at);
        if !seen.insert(one.to_ascii_lowercase()) {
            let message = format!("{} stands in this list twice", quote(one));
            let place = place();
            doubled(bench, &place, message);
            continue;
        }
        if !comparable {
            continue;
        }
        let wider = patterns.iter().enumerate().find(|(other_at, other)| {
            let mutual = covers(one, other, document.version);
            *other_at != at && covers(other, one, document.version) && (!mutual || *other_at < at)
        });
        if let Some((_, wider)) = wider {
            let message = format!("{} adds nothing to {}", quote(one), quote(wider));
            let place = place();
            let help = "keep it only if the wider one is to go";
            bench.add(Remark::new("G14", Severity::Info, place, message).help(help));
        }
    }
}

/// Whether a statement speaks whatever the request says.
fn unconditional(statement: &Statement) -> bool {
    statement.conditions.is_empty()
        && statement.resources == ResourceClause::All
        && statement.unknown_keys.is_empty()
}

/// Whether a statement matches every action that another one matches.
fn wider(wide: &Statement, narrow: &Statement, version: Version) -> bool {
    let (ActionClause::Any(wide), ActionClause::Any(narrow)) = (&wide.actions, &narrow.actions)
    else {
        return false;
    };
    !narrow.is_empty()
        && narrow
            .iter()
            .all(|one| wide.iter().any(|other| covers(other, one, version)))
}

fn idle(document: &Document, index: usize, statement: &Statement) -> Option<String> {
    let version = document.version;
    let mut others = document.statements.iter().enumerate();
    let (at, other) = others.find(|(at, other)| {
        if *at == index || !unconditional(other) || !wider(other, statement, version) {
            return false;
        }
        match (other.effect, statement.effect) {
            (Effect::Deny, Effect::Allow) => true,
            (Effect::Allow, Effect::Deny) => false,
            // Of two that say the same, the later one is superfluous.
            _ => {
                let mutual = unconditional(statement) && wider(statement, other, version);
                !mutual || *at < index
            }
        }
    })?;
    Some(match (other.effect, statement.effect) {
        (Effect::Deny, Effect::Allow) => {
            format!(
                "this statement never allows anything: statement {} denies all of it",
                at + 1
            )
        }
        _ => format!(
            "this statement adds nothing: statement {} says all of it",
            at + 1
        ),
    })
}

/// Resources and values that stand in their list twice; both are compared as written.
fn lists(bench: &mut Bench<'_>, statement: &str) {
    let mut places = vec![
        format!("{statement}/Resource"),
        format!("{statement}/NotResource"),
        format!("{statement}/Resource/uri"),
    ];
    let condition = format!("{statement}/Condition");
    if let Some(Value::Object(operators)) = bench.value.pointer(&condition) {
        for (operator, keys) in operators {
            let keys = keys.as_object().into_iter().flatten();
            let place = |key| format!("{condition}/{}/{}", token(operator), token(key));
            places.extend(keys.map(|(key, _)| place(key)));
        }
    }
    for place in places {
        let Some(Value::Array(items)) = bench.value.pointer(&place) else {
            continue;
        };
        let mut seen = HashSet::new();
        for (index, item) in items.iter().enumerate() {
            let Some(text) = item.as_str() else {
                continue;
            };
            if !seen.insert(text) {
                let message = format!("{} stands in this list twice", quote(text));
                doubled(bench, &format!("{place}/{index}"), message);
            }
        }
    }
}
