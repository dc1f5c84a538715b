//! The text on the bench while it is judged: its tree, its document, and what was found so far.

use std::ops::Range;

use serde_json::Value;

use crate::analysis::audit::Severity;
use crate::model::{ActionClause, Document};

use super::diagnostic::{Diagnostic, Edit, Fix};
use super::tree::{Found, Node};

/// Which part of a member a diagnostic points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Key,
    Value,
}

/// A text being judged.
pub(super) struct Bench<'a> {
    pub text: &'a str,
    /// The document in it.
    pub node: &'a Node,
    /// The document as a value.
    pub value: &'a Value,
    /// The pointer from the file to the document.
    pub base: &'a str,
    pub found: Vec<Diagnostic>,
}

impl<'a> Bench<'a> {
    /// What stands at a pointer into the document, if all of it is there.
    pub fn at(&self, pointer: &str) -> Option<Found<'a>> {
        Some(self.node.follow(pointer)).filter(|found| found.whole)
    }

    /// The text of a span.
    pub fn written(&self, span: &Range<usize>) -> &'a str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// The bytes that a diagnostic about this place underlines; what is not there is shown at what should hold it.
    fn span(&self, pointer: &str, part: Part) -> Range<usize> {
        let found = self.node.follow(pointer);
        match (found.whole, part, found.member) {
            (true, Part::Key, Some(member)) => member.key_span.clone(),
            (true, ..) => found.node.span.clone(),
            (false, ..)
                if matches!(
                    self.written(&found.node.span).chars().next(),
                    Some('{' | '[')
                ) =>
            {
                found.node.span.start..found.node.span.start + 1
            }
            (false, ..) => found.node.span.clone(),
        }
    }

    /// Adds a remark.
    pub fn add(&mut self, remark: Remark) {
        // INVARIANT: ids are those of the tables; a test has every rule speak.
        let Some(rule) = super::rule(remark.rule) else {
            return;
        };
        self.found.push(Diagnostic {
            rule,
            severity: remark.severity,
            pointer: format!("{}{}", self.base, remark.pointer),
            span: self.span(&remark.pointer, remark.part),
            message: remark.message,
            help: remark.help,
            fix: remark.fix,
        });
    }
}

/// A diagnostic before it is known where its place stands in the text.
pub(super) struct Remark {
    rule: &'static str,
    severity: Severity,
    pointer: String,
    part: Part,
    message: String,
    help: Option<String>,
    fix: Option<Fix>,
}

impl Remark {
    /// A remark by the rule of this id, about the value at a pointer into the document.
    pub fn new(
        rule: &'static str,
        severity: Severity,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            severity,
            pointer: pointer.into(),
            part: Part::Value,
            message: message.into(),
            help: None,
            fix: None,
        }
    }

    /// About the key there, not the value.
    pub fn on(mut self, part: Part) -> Self {
        self.part = part;
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}

/// The pointer to a statement.
pub(super) fn statement_at(value: &Value, index: usize) -> String {
    let list = match value.get("Statement") {
        Some(found) if !found.is_null() => "Statement",
        _ => "Rules",
    };
    match value.get(list) {
        Some(Value::Object(_)) => format!("/{list}"),
        _ => format!("/{list}/{index}"),
    }
}

/// The pointer to a pattern of a statement.
pub(super) fn pattern_at(
    value: &Value,
    document: &Document,
    statement: usize,
    pattern: usize,
) -> String {
    let actions = document.statements.get(statement).map(|one| &one.actions);
    let key = match actions {
        Some(ActionClause::NoneOf(_)) => "NotAction",
        _ => "Action",
    };
    let list = format!("{}/{key}", statement_at(value, statement));
    match value.pointer(&list) {
        Some(Value::Array(_)) => format!("{list}/{pattern}"),
        _ => list,
    }
}

/// A key as a token of a pointer.
pub(super) fn token(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// A text as JSON.
pub(super) fn json(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// The edit that replaces a span.
pub(super) fn replace(span: &Range<usize>, text: impl Into<String>) -> Vec<Edit> {
    vec![Edit {
        span: span.clone(),
        text: text.into(),
    }]
}

/// The edits that put brackets around a span.
pub(super) fn wrap(span: &Range<usize>) -> Vec<Edit> {
    let at = |at: usize, text: &str| Edit {
        span: at..at,
        text: text.to_owned(),
    };
    vec![at(span.start, "["), at(span.end, "]")]
}

/// The edit that takes an element out that others stand before.
pub(super) fn without(list: &Node, index: usize) -> Option<Vec<Edit>> {
    let items = list.items();
    let before = items.get(index.checked_sub(1)?)?;
    let gone = items.get(index)?;
    Some(replace(&(before.span.end..gone.span.end), ""))
}
