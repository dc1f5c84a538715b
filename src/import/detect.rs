//! What kind of source a JSON value is: told by its content, never by its name (section 6.3).
//! Whoever adds a kind adds it here and turns it into the snapshot's shape.

use serde_json::{Map, Value};

use crate::engine::document::describe;

use super::answers::is_answer;
use super::documents::is_document;
use super::terraform::{Form, form};

/// A kind of source.
#[derive(Debug)]
pub(super) enum Kind {
    /// A snapshot of the version that is read: its fields.
    Snapshot(Map<String, Value>),
    /// A snapshot of another version, in words.
    Version(String),
    /// A file of Terraform's.
    Terraform(Form, Map<String, Value>),
    /// One of Terraform's that cannot be read, in words.
    OldTerraform(&'static str),
    /// A policy document by itself.
    Policy(Value),
    /// A list of policy documents; some of it may be none.
    Policies(Vec<Value>),
    /// An answer of the API, or what a tool made of one.
    Answer(Value),
    /// Something else, in words.
    Other(String),
}

pub(super) fn kind(value: Value) -> Kind {
    if is_document(&value) {
        return Kind::Policy(value);
    }
    let fields = match value {
        Value::Object(fields) => fields,
        Value::Array(items) if items.iter().any(is_document) => {
            return Kind::Policies(items);
        }
        Value::Array(_) => return Kind::Answer(value),
        other => return Kind::Other(describe(&other)),
    };
    match fields.get("format") {
        Some(Value::String(format)) if format == "permlens-snapshot" => {}
        Some(format) => {
            let format = describe(format);
            return Kind::Other(format!("an object whose format is {format}"));
        }
        None => {
            match form(&fields) {
                Some(Form::Refused(found)) => return Kind::OldTerraform(found),
                Some(form) => return Kind::Terraform(form, fields),
                None => {}
            }
            return match resemblance(&fields) {
                Some(found) => Kind::Other(found),
                None => Kind::Answer(Value::Object(fields)),
            };
        }
    }
    match fields.get("version") {
        Some(Value::Number(number)) if number.as_f64() == Some(1.0) => Kind::Snapshot(fields),
        Some(Value::String(text)) if text == "1" => Kind::Snapshot(fields),
        Some(version) => Kind::Version(describe(version)),
        None => Kind::Version("none".to_owned()),
    }
}

/// What an object without a format looks like, unless it is an answer.
fn resemblance(fields: &Map<String, Value>) -> Option<String> {
    (!is_answer(fields) && !fields.contains_key("id")).then(|| {
        "an object that is none of these (a snapshot says \"format\": \"permlens-snapshot\")"
            .to_owned()
    })
}
