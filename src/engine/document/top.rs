//! The outside of a document: its version, its list of statements, its dependencies (sections 1.1 and 2).

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::model::{Document, Version};

use super::{DocumentError, Notes, Place, Topic, cannot, quote, said, statement};

pub(super) fn document(source: &Value, notes: &mut Notes) -> Result<Document, DocumentError> {
    let source = unwrapped(source, notes)?;
    let Value::Object(fields) = source.as_ref() else {
        return Err(cannot(
            &Place::ROOT,
            "an object with Version and Statement",
            Some(&source),
        ));
    };
    let version = version(fields.get("Version"), notes)?;
    let statements = statements(fields, version, notes)?;
    let depends = depends(fields.get("Depends"), version, notes)?;
    for key in fields.keys() {
        if !matches!(key.as_str(), "Version" | "Statement" | "Rules" | "Depends") {
            let message = format!("{} is not part of a document; it is ignored", quote(key));
            notes.warning(Topic::Key, &Place::ROOT.key(key), message);
        }
    }
    Ok(Document {
        version,
        statements,
        depends,
        source: source.into_owned(),
    })
}

/// Some APIs give the document as JSON text in a string.
fn unwrapped<'a>(source: &'a Value, notes: &mut Notes) -> Result<Cow<'a, Value>, DocumentError> {
    let Value::String(text) = source else {
        return Ok(Cow::Borrowed(source));
    };
    match serde_json::from_str::<Value>(text) {
        Ok(inner) => {
            notes.info(
                Topic::Document,
                &Place::ROOT,
                "the document is given as text in a string",
            );
            Ok(Cow::Owned(inner))
        }
        Err(_) => Err(cannot(
            &Place::ROOT,
            "an object with Version and Statement",
            Some(source),
        )),
    }
}

fn version(value: Option<&Value>, notes: &mut Notes) -> Result<Version, DocumentError> {
    const EXPECTED: &str = "the Version \"1.0\", \"1.1\" or \"5.0\"";
    let root = Place::ROOT;
    let place = root.key("Version");
    match value {
        // Console samples leave it out; 1.1 is what the console writes, and its Deny is the stronger one.
        None | Some(Value::Null) => {
            notes.error(
                Topic::Version,
                &place,
                "there is no Version; it is read as 1.1",
            );
            Ok(Version::Policy)
        }
        Some(Value::String(text)) => match text.as_str() {
            "1.0" => Ok(Version::Role),
            "1.1" => Ok(Version::Policy),
            "5.0" => Ok(Version::Identity),
            "" => {
                notes.error(
                    Topic::Version,
                    &place,
                    "Version is empty; it is read as 1.1",
                );
                Ok(Version::Policy)
            }
            _ => Err(cannot(&place, EXPECTED, value)),
        },
        Some(Value::Number(number)) => {
            let version = match number.to_string().as_str() {
                "1" | "1.0" => Version::Role,
                "1.1" => Version::Policy,
                "5" | "5.0" => Version::Identity,
                _ => return Err(cannot(&place, EXPECTED, value)),
            };
            notes.error(
                Topic::Version,
                &place,
                "Version should be a text, not a number",
            );
            Ok(version)
        }
        Some(_) => Err(cannot(&place, EXPECTED, value)),
    }
}

fn statements(
    fields: &Map<String, Value>,
    version: Version,
    notes: &mut Notes,
) -> Result<Vec<crate::model::Statement>, DocumentError> {
    let root = Place::ROOT;
    let (name, value) = match (present(fields, "Statement"), present(fields, "Rules")) {
        (Some(value), None) => ("Statement", value),
        // Very old roles say Rules (error code IAM.1027).
        (None, Some(value)) => {
            notes.info(
                Topic::Statement,
                &root.key("Rules"),
                "Rules is the old name of Statement",
            );
            ("Rules", value)
        }
        (None, None) => return Err(cannot(&root.key("Statement"), "statements", None)),
        // Taking one of the two would lose the Denies of the other.
        (Some(_), Some(_)) => {
            return Err(DocumentError {
                pointer: root.key("Rules").pointer(),
                expected: "either Statement or its old name Rules",
                found: "both".to_owned(),
            });
        }
    };
    let place = root.key(name);
    match value {
        Value::Array(items) => {
            if items.is_empty() {
                notes.error(
                    Topic::Statement,
                    &place,
                    "there are no statements; the document does nothing",
                );
            }
            items
                .iter()
                .enumerate()
                .map(|(index, item)| {
                    statement::statement(item, version, &place.index(index), notes)
                })
                .collect()
        }
        Value::Object(_) => {
            notes.warning(
                Topic::Statement,
                &place,
                "a single statement should stand in an array",
            );
            Ok(vec![statement::statement(value, version, &place, notes)?])
        }
        _ => Err(cannot(&place, "an array of statements", Some(value))),
    }
}

/// `Depends`, which belongs into roles and is honoured wherever it stands (section 11).
fn depends(
    value: Option<&Value>,
    version: Version,
    notes: &mut Notes,
) -> Result<Vec<String>, DocumentError> {
    const EXPECTED: &str = "a dependency {\"catalog\": …, \"display_name\": …}";
    let root = Place::ROOT;
    let place = root.key("Depends");
    let items = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(items)) => items.as_slice(),
        Some(one @ Value::Object(_)) => {
            notes.warning(
                Topic::Depends,
                &place,
                "a single dependency should stand in an array",
            );
            std::slice::from_ref(one)
        }
        Some(other) => return Err(cannot(&place, "an array of dependencies", Some(other))),
    };
    if version != Version::Role && !items.is_empty() {
        let message = "Depends belongs into roles (1.0); its dependencies are honoured here too";
        notes.warning(Topic::Depends, &place, message);
    }
    let mut names = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let place = place.index(index);
        match item.get("display_name").unwrap_or(item) {
            Value::String(name) => names.push(name.clone()),
            // A dependency that cannot be read can never be met, nor be left out.
            _ => return Err(cannot(&place, EXPECTED, Some(item))),
        }
        if item.is_string() {
            let message = format!(
                "a dependency should be an object, not {}",
                said::describe(item)
            );
            notes.warning(Topic::Depends, &place, message);
        }
    }
    Ok(names)
}

/// The value of a key that is there and not null.
pub(super) fn present<'a>(fields: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    fields.get(key).filter(|value| !value.is_null())
}
