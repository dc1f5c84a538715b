//! Policy documents as tools and people keep them: as text in a string, or with keys in lower case.

use serde_json::{Map, Value};

const TOP: [&str; 4] = ["Version", "Statement", "Rules", "Depends"];
const STATEMENT: [&str; 8] = [
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
    "Principal",
];

/// A document, and whether its keys were written otherwise than the service writes them.
#[derive(Debug, PartialEq)]
pub(super) struct Written {
    /// The document itself; a text that holds none stays one.
    pub document: Value,
    /// Whether keys were put into the service's spelling.
    pub respelt: bool,
}

/// Takes a document out of its string and puts its keys into the service's spelling.
pub(super) fn written(value: Value) -> Written {
    let value = match value {
        Value::String(text) => match serde_json::from_str(&text) {
            Ok(inner) => inner,
            Err(_) => Value::String(text),
        },
        other => other,
    };
    let mut respelt = false;
    let document = match value {
        Value::Object(fields) => {
            let mut fields = spelt(fields, &TOP, &mut respelt);
            for key in ["Statement", "Rules"] {
                if let Some(statements) = fields.get_mut(key) {
                    spell_statements(statements, &mut respelt);
                }
            }
            Value::Object(fields)
        }
        other => other,
    };
    Written { document, respelt }
}

/// Whether a value is a policy document, also one in a string.
pub(super) fn is_document(value: &Value) -> bool {
    match value {
        Value::Object(fields) => {
            fields.contains_key("Rules")
                || fields
                    .keys()
                    .any(|key| key.eq_ignore_ascii_case("Statement"))
        }
        Value::String(text) if text.trim_start().starts_with('{') => {
            matches!(serde_json::from_str(text), Ok(inner @ Value::Object(_)) if is_document(&inner))
        }
        _ => false,
    }
}

fn spell_statements(statements: &mut Value, respelt: &mut bool) {
    match statements {
        Value::Array(items) => {
            for item in items {
                spell_statements(item, respelt);
            }
        }
        Value::Object(fields) => {
            *fields = spelt(std::mem::take(fields), &STATEMENT, respelt);
        }
        _ => {}
    }
}

/// Keys that differ from known ones by their case only; one that is there in both spellings stays as it is.
fn spelt(fields: Map<String, Value>, known: &[&str], respelt: &mut bool) -> Map<String, Value> {
    let taken: Vec<bool> = known.iter().map(|key| fields.contains_key(*key)).collect();
    let mut spelt = Map::new();
    for (key, value) in fields {
        let mut pairs = known.iter().zip(&taken);
        let meant = pairs.find(|(name, taken)| !**taken && name.eq_ignore_ascii_case(&key));
        match meant {
            Some((name, _)) if !spelt.contains_key(*name) => {
                *respelt = true;
                spelt.insert((*name).to_owned(), value);
            }
            _ => {
                spelt.insert(key, value);
            }
        }
    }
    spelt
}
