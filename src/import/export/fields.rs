//! Putting an object together: modelled fields first, then what nobody modelled.

use serde::{Serialize, Serializer};
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

/// An object to be written: what is modelled of it, and what nobody modelled, which is not copied for that.
#[derive(Debug)]
pub(super) enum Row<'a> {
    Fields(Fields, Option<&'a Fields>),
    /// As it was read.
    Value(&'a Value),
}

impl<'a> Row<'a> {
    pub(super) fn of(value: &'a Value) -> Self {
        Self::Value(value)
    }
}

impl From<Fields> for Row<'_> {
    fn from(fields: Fields) -> Self {
        Self::Fields(fields, None)
    }
}

/// An object and the fields nobody modelled; a modelled field is never overwritten.
pub(super) fn with(fields: Fields, extra: &Fields) -> Row<'_> {
    Row::Fields(fields, Some(extra))
}

impl Row<'_> {
    /// The fields that nobody modelled.
    fn extra(&self) -> impl Iterator<Item = (&String, &Value)> {
        let (fields, extra) = match self {
            Self::Fields(fields, extra) => (Some(fields), *extra),
            Self::Value(_) => (None, None),
        };
        let known = move |key: &String| fields.is_some_and(|fields| fields.contains_key(key));
        extra
            .into_iter()
            .flatten()
            .filter(move |(key, _)| !known(key))
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Fields(fields, _) => to.collect_map(fields.iter().chain(self.extra())),
            Self::Value(value) => value.serialize(to),
        }
    }
}

impl From<Row<'_>> for Value {
    fn from(row: Row<'_>) -> Self {
        let extra: Vec<_> = row
            .extra()
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        match row {
            Row::Fields(mut fields, _) => {
                fields.extend(extra);
                Value::Object(fields)
            }
            Row::Value(value) => value.clone(),
        }
    }
}
