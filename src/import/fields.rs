//! Taking an object apart: modelled fields are taken out of it, and what is left is its `extra`.
//! Numbers stand for texts and texts for numbers and booleans, as in the API's answers (section 6.3).

use serde_json::{Map, Value};

use crate::engine::document::Place;

use super::problem::Problems;

/// An object that is being taken apart.
pub(super) type Fields = Map<String, Value>;

pub(super) const LEFT_OUT: &str = "it is left out";
const IGNORED: &str = "the field is ignored";

/// Takes a list; absent and null are empty. An answer that prints a single object is a list of one.
pub(super) fn list(fields: &mut Fields, key: &str, problems: &mut Problems) -> Vec<Value> {
    match fields.shift_remove(key) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items,
        Some(one @ Value::Object(_)) if key == "role_assignments" => vec![one],
        Some(other) => {
            let place = Place::ROOT;
            problems.wrong(&place.key(key), "an array", Some(&other), LEFT_OUT);
            Vec::new()
        }
    }
}

/// Takes a list of objects and reads each; what is no object is a problem, as is what `read` leaves out.
pub(super) fn each(
    fields: &mut Fields,
    key: &'static str,
    problems: &mut Problems,
    mut read: impl FnMut(Fields, &Place<'_>, &mut Problems) -> Option<()>,
) {
    let root = Place::ROOT;
    let all = root.key(key);
    for (index, value) in list(fields, key, problems).into_iter().enumerate() {
        let place = all.index(index);
        if let Some(fields) = object(value, &place, problems) {
            read(fields, &place, problems);
        }
    }
}

/// A row of a list as an object.
pub(super) fn object(value: Value, place: &Place<'_>, problems: &mut Problems) -> Option<Fields> {
    match value {
        Value::Object(fields) => Some(fields),
        other => {
            problems.wrong(place, "an object", Some(&other), LEFT_OUT);
            None
        }
    }
}

/// A text that may have been written as a number.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Takes a text that every such object has.
pub(super) fn needed(
    fields: &mut Fields,
    key: &str,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<String> {
    let value = fields.shift_remove(key);
    let text = match value {
        Some(Value::String(text)) => Ok(text),
        other => other.as_ref().and_then(text_of).ok_or(other),
    };
    match text {
        Ok(text) if !text.is_empty() => Some(text),
        Ok(_) => {
            problems.at(&place.key(key), "a text", "an empty one", LEFT_OUT);
            None
        }
        Err(other) => {
            problems.wrong(&place.key(key), "a text", other.as_ref(), LEFT_OUT);
            None
        }
    }
}

/// Takes a text that may be absent.
pub(super) fn optional(
    fields: &mut Fields,
    key: &str,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<String> {
    match fields.shift_remove(key) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text),
        Some(other) => {
            let text = text_of(&other);
            if text.is_none() {
                problems.wrong(&place.key(key), "a text", Some(&other), IGNORED);
            }
            text
        }
    }
}

/// Takes a boolean that may be absent; a value that is none yields `Err`, and is a problem.
pub(super) fn flag(
    fields: &mut Fields,
    key: &str,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Result<Option<bool>, ()> {
    let Some(value) = fields.shift_remove(key) else {
        return Ok(None);
    };
    flag_of(&value).map_err(|()| {
        problems.wrong(&place.key(key), "true or false", Some(&value), LEFT_OUT);
    })
}

/// A boolean as the API and its tools write it.
pub(super) fn flag_of(value: &Value) -> Result<Option<bool>, ()> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(value) => Ok(Some(*value)),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
        Value::Number(number) if number.as_u64() == Some(1) => Ok(Some(true)),
        Value::Number(number) if number.as_u64() == Some(0) => Ok(Some(false)),
        _ => Err(()),
    }
}
