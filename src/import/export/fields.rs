//! Putting an object together: modelled fields first, then what nobody modelled.

use serde_json::{Map, Value};

pub(super) type Fields = Map<String, Value>;

pub(super) fn object<const N: usize>(fields: [(&str, Value); N]) -> Fields {
    fields
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

pub(super) fn named(id: &str, name: &str) -> Fields {
    object([("id", id.into()), ("name", name.into())])
}

pub(super) fn put(fields: &mut Fields, key: &str, value: impl Into<Value>) {
    fields.insert(key.to_owned(), value.into());
}

pub(super) fn put_some(fields: &mut Fields, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        put(fields, key, value);
    }
}

/// An object and the fields nobody modelled; a modelled field is never overwritten.
pub(super) fn with(mut fields: Fields, extra: &Fields) -> Value {
    for (key, value) in extra {
        if !fields.contains_key(key) {
            fields.insert(key.clone(), value.clone());
        }
    }
    Value::Object(fields)
}
