//! From a `policy` JSON value to a [`Document`], with what is odd about it as diagnostics.
//! Whatever the service would accept loads; what it would refuse is reported, with the JSON path, and kept, and what
//! cannot be understood makes its statement fail closed (section 11: documents, edge by edge).

mod action;
mod condition;
mod control;
mod limits;
mod line;
mod operator;
mod place;
mod resource;
mod said;
mod statement;
mod steps;
mod top;

use serde_json::Value;

use crate::model::Document;

pub use action::repaired_action;
pub use control::control_remarks;
pub use line::line_of;
pub use operator::{operator, operator_meant, operator_spelling};
pub use place::Place;
pub use said::{describe, escaped, plain, quote};
pub use steps::Steps;

/// How serious a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably not meant.
    Warning,
    /// The service would refuse it.
    Error,
}

/// What a [`Diagnostic`] is about: the part of the grammar that it measures the document by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// The document as a whole.
    Document,
    /// `Version`.
    Version,
    /// The list of statements.
    Statement,
    /// `Effect`.
    Effect,
    /// `Action` and `NotAction`.
    Action,
    /// `Resource` and `NotResource`.
    Resource,
    /// `Condition`: its shape, its keys and values.
    Condition,
    /// The operators of a condition.
    Operator,
    /// Policy variables: `${key}`.
    Variable,
    /// `Depends`.
    Depends,
    /// Keys that the dialect does not know.
    Key,
    /// The limits of the service.
    Limit,
    /// What service control policies leave out.
    Control,
}

/// Something odd in a document that still loads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// JSON pointer into the document: `/Statement/0/Action/2`. Keys stand in it as written: untrusted text.
    pub pointer: String,
    /// What it is about.
    pub topic: Topic,
    /// How serious.
    pub severity: Severity,
    /// What is odd and what to do; safe to print.
    pub message: String,
}

/// A document that cannot be evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: expected {expected}, found {found}")]
pub struct DocumentError {
    /// JSON pointer into the document; empty for the document itself.
    pub pointer: String,
    /// What belongs there.
    pub expected: &'static str,
    /// What stands there; safe to print.
    pub found: String,
}

/// Parses a document; a diagnostic for each thing that is odd but understood.
///
/// A document handed over as JSON text in a JSON string, as some APIs do, is unwrapped first: pointers and
/// `Document::source` speak of the document inside.
pub fn parse(source: &Value) -> Result<(Document, Vec<Diagnostic>), DocumentError> {
    let mut notes = Notes::default();
    let document = top::document(source, &mut notes)?;
    limits::check(&document, &mut notes);
    Ok((document, notes.diagnostics))
}

/// The diagnostics of a document that is being read.
#[derive(Debug, Default)]
struct Notes {
    diagnostics: Vec<Diagnostic>,
}

impl Notes {
    fn add(
        &mut self,
        (topic, severity): (Topic, Severity),
        place: &Place<'_>,
        message: impl Into<String>,
    ) {
        self.diagnostics.push(Diagnostic {
            pointer: place.pointer(),
            topic,
            severity,
            message: message.into(),
        });
    }

    fn info(&mut self, topic: Topic, place: &Place<'_>, message: impl Into<String>) {
        self.add((topic, Severity::Info), place, message);
    }

    fn warning(&mut self, topic: Topic, place: &Place<'_>, message: impl Into<String>) {
        self.add((topic, Severity::Warning), place, message);
    }

    fn error(&mut self, topic: Topic, place: &Place<'_>, message: impl Into<String>) {
        self.add((topic, Severity::Error), place, message);
    }
}

/// An error at a place.
fn cannot(place: &Place<'_>, expected: &'static str, found: Option<&Value>) -> DocumentError {
    DocumentError {
        pointer: place.pointer(),
        expected,
        found: found.map_or_else(|| "nothing".to_owned(), describe),
    }
}
