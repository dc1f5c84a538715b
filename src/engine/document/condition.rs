//! `Condition`: operator → key → values, flattened into tests in the author's order (section 3).
//! A part that cannot be read becomes a test with no operator: one test among the others, which fails closed.

use serde_json::{Map, Value};

use crate::model::{Condition, Operator, Version};

use super::statement::Around;
use super::{Notes, Place, Topic, describe, operator, quote, resource};

pub(super) fn block(
    value: Option<&Value>,
    around: &mut Around<'_>,
    notes: &mut Notes,
) -> Vec<Condition> {
    let place = around.place.key("Condition");
    let operators = match value {
        None => return Vec::new(),
        Some(Value::Object(operators)) => operators,
        Some(other) => {
            let found = describe(other);
            let message = format!(
                "expected {{operator: {{key: values}}}}, found {found}; the statement fails closed"
            );
            notes.error(Topic::Condition, &place, message);
            around.fail("Condition");
            return Vec::new();
        }
    };
    if around.version == Version::Role && !operators.is_empty() {
        let message = "1.0 knows no conditions (IAM.1039); they are evaluated all the same";
        notes.warning(Topic::Condition, &place, message);
    }
    let mut tests = Vec::new();
    for (name, keys) in operators {
        let place = place.key(name);
        let parsed = operator::noted(name, &place, notes);
        match keys {
            Value::Object(keys) => {
                let under = Under {
                    operator: parsed,
                    text: name,
                    version: around.version,
                };
                under.tests(keys, &place, notes, &mut tests);
            }
            other => {
                let found = describe(other);
                let message =
                    format!("expected {{key: values}}, found {found}; the test fails closed");
                notes.error(Topic::Condition, &place, message);
                tests.push(unreadable(name, ""));
            }
        }
    }
    tests
}

/// An operator whose keys are read.
struct Under<'a> {
    operator: Option<Operator>,
    text: &'a str,
    version: Version,
}

impl Under<'_> {
    fn tests(
        &self,
        keys: &Map<String, Value>,
        place: &Place<'_>,
        notes: &mut Notes,
        tests: &mut Vec<Condition>,
    ) {
        if keys.is_empty() {
            notes.warning(
                Topic::Condition,
                place,
                "an operator without a key tests nothing",
            );
        }
        for (key, value) in keys {
            let place = place.key(key);
            tests.push(match self.values(value, &place, notes) {
                Some(values) => Condition {
                    operator: self.operator,
                    operator_text: self.text.to_owned(),
                    key: key.clone(),
                    values,
                },
                None => unreadable(self.text, key),
            });
        }
    }

    fn values(&self, value: &Value, place: &Place<'_>, notes: &mut Notes) -> Option<Vec<String>> {
        let one = self.version == Version::Identity;
        let values = match value {
            Value::Array(items) => {
                let mut values = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    values.push(self.text_of(item, &place.index(index), notes)?);
                }
                values
            }
            single => {
                let text = self.text_of(single, place, notes)?;
                if !one {
                    notes.info(
                        Topic::Condition,
                        place,
                        "the values of a key should stand in an array",
                    );
                }
                vec![text]
            }
        };
        if values.is_empty() {
            notes.error(
                Topic::Condition,
                place,
                "a key without values equals nothing",
            );
        }
        Some(values)
    }

    fn text_of(&self, value: &Value, place: &Place<'_>, notes: &mut Notes) -> Option<String> {
        let text = match value {
            Value::String(text) => {
                resource::variables(text, self.version, place, notes);
                return Some(text.clone());
            }
            Value::Number(number) => number.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => {
                let found = describe(value);
                let message =
                    format!("expected a value as text, found {found}; the test fails closed");
                notes.error(Topic::Condition, place, message);
                return None;
            }
        };
        if self.version != Version::Identity {
            let message = format!("values are texts: write {} in quotes", quote(&text));
            notes.warning(Topic::Condition, place, message);
        }
        Some(text)
    }
}

fn unreadable(operator: &str, key: &str) -> Condition {
    Condition {
        operator: None,
        operator_text: operator.to_owned(),
        key: key.to_owned(),
        values: Vec::new(),
    }
}
