//! JSON values that take no more room than they need. A map that grows field by field keeps room for as many again: over
//! a hundred megabytes of answers that is half a gigabyte, and the time to move it about.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

/// A value, read without room to spare.
#[derive(Debug)]
pub(super) struct Tight(pub Value);

impl<'de> Deserialize<'de> for Tight {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Values)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Tight;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tight, E> {
        Ok(Tight(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tight, E> {
        Ok(Tight(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tight, E> {
        Ok(Tight(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tight, E> {
        Ok(Tight(
            Number::from_f64(value).map_or(Value::Null, Value::Number),
        ))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tight, E> {
        Ok(Tight(value.into()))
    }

    fn visit_string<E>(self, value: String) -> Result<Tight, E> {
        Ok(Tight(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Tight, E> {
        Ok(Tight(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tight, A::Error> {
        let mut list = Vec::new();
        while let Some(Tight(item)) = items.next_element()? {
            list.push(item);
        }
        list.shrink_to_fit();
        Ok(Tight(Value::Array(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Tight, A::Error> {
        let mut list = Vec::with_capacity(16);
        while let Some((key, Tight(value))) = fields.next_entry::<String, Tight>()? {
            list.push((key, value));
        }
        // Of a key that stands there twice the last value counts, as everywhere.
        Ok(Tight(Value::Object(list.into_iter().collect())))
    }
}
