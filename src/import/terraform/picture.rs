//! The account that resources make, in the snapshot's shape.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use crate::engine::document::{describe, escaped, quote};
use crate::import::addresses::{Addresses, At};
use crate::import::fields::{Fields, LEFT_OUT, text_of};
use crate::import::problem::Problems;

use super::resource::Resource;
use super::settle::pending;

/// Why a value is not there.
pub(super) const LATER: &str = "known only after the plan is applied";

/// The same, as part of a name.
pub(super) const PENDING: &str = "known after apply";

/// The objects found so far.
#[derive(Debug)]
pub(super) struct Picture<'p> {
    lists: BTreeMap<&'static str, Vec<Row>>,
    /// Where the object of an id stands in its list.
    ids: HashMap<(&'static str, String), usize>,
    pub problems: &'p mut Problems,
}

#[derive(Debug)]
struct Row {
    value: Value,
    address: String,
    data: bool,
}

impl<'p> Picture<'p> {
    pub(super) fn new(problems: &'p mut Problems) -> Self {
        Self {
            lists: BTreeMap::new(),
            ids: HashMap::new(),
            problems,
        }
    }

    /// Adds an object. What one that is only read says beyond a managed one of its id is added to that.
    pub(super) fn object(&mut self, list: &'static str, id: &str, fields: Fields, from: &Resource) {
        let key = (list, id.to_owned());
        let rows = self.lists.entry(list).or_default();
        let known = self.ids.get(&key).and_then(|at| rows.get_mut(*at));
        match known {
            None => {
                self.ids.insert(key, rows.len());
                rows.push(Row {
                    value: Value::Object(fields),
                    address: escaped(&from.written),
                    data: from.data,
                });
            }
            Some(row) if row.data || from.data => {
                if let Value::Object(known) = &mut row.value {
                    for (key, value) in fields {
                        known.entry(key).or_insert(value);
                    }
                }
            }
            Some(row) => {
                let found = format!("{}, which is that of {}", quote(id), row.address);
                self.problem((from, ".id"), "an id of its own", found, LEFT_OUT);
            }
        }
    }

    /// Whether an object of this id is there.
    pub(super) fn has(&self, list: &'static str, id: &str) -> bool {
        self.ids.contains_key(&(list, id.to_owned()))
    }

    /// Adds what relates objects.
    pub(super) fn relation(&mut self, list: &'static str, value: Value, from: &Resource) {
        self.lists.entry(list).or_default().push(Row {
            value,
            address: escaped(&from.written),
            data: from.data,
        });
    }

    /// Says that something exists, or will, of which the source does not say what it is.
    pub(super) fn unread(&mut self, what: &str, whom: (&str, &str), from: &Resource) {
        let (kind, id) = whom;
        let reason = format!("{}: {LATER}", from.written);
        let entry = json!({"what": what, kind: {"id": id}, "reason": reason});
        self.relation("unread", entry, from);
    }

    /// A problem at a resource; `below` is the way to the place in it.
    pub(super) fn problem(
        &mut self,
        (from, below): (&Resource, &str),
        expected: &'static str,
        found: impl Into<String>,
        advice: &'static str,
    ) {
        let path = format!("{}{below}", escaped(&from.written));
        self.problems.at_path(path, expected, found, advice);
    }

    /// The snapshot's lists, and where their objects stand.
    pub(super) fn finish(self) -> (Fields, Addresses) {
        let mut addresses = Addresses::default();
        let mut fields = Fields::new();
        for (list, rows) in self.lists {
            let mut values = Vec::with_capacity(rows.len());
            for row in rows {
                values.push(row.value);
                addresses.push(
                    list,
                    At {
                        file: None,
                        path: row.address,
                        covers: "",
                    },
                );
            }
            fields.insert(list.to_owned(), values.into());
        }
        (fields, addresses)
    }
}

/// The id that an object must have. One that does not exist yet has been given one.
pub(super) fn id(from: &Resource, keys: &[&str], picture: &mut Picture<'_>) -> Option<String> {
    let id = from.first(keys);
    if id.is_none() {
        picture.problem((from, ".id"), "an id", "none", LEFT_OUT);
    }
    id
}

/// The name that an object must have; one that is not known yet is called by its address.
pub(super) fn name(from: &Resource, keys: &[&str], picture: &mut Picture<'_>) -> Option<String> {
    if let Some(name) = from.first(keys) {
        return Some(name);
    }
    if keys.iter().any(|key| from.is_unknown(key)) {
        let advice = "it goes by the name of the resource";
        picture.problem((from, ".name"), "a name", LATER, advice);
        return Some(format!("{} ({PENDING})", from.short()));
    }
    picture.problem((from, ".name"), "a name", "none", LEFT_OUT);
    None
}

/// What else a resource says of its object, and where it stands in the configuration.
pub(super) fn rest(from: &Resource, taken: &[&str]) -> Fields {
    let kept = from.values.iter().filter(|(key, value)| {
        !value.is_null() && !taken.contains(&key.as_str()) && key.as_str() != "timeouts"
    });
    let mut fields: Fields = kept
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    fields.insert("terraform_address".to_owned(), from.written.as_str().into());
    let open = pending(&from.unknown);
    if !open.is_empty() {
        fields.insert("known_after_apply".to_owned(), open.into());
    }
    fields
}

/// The texts of a list, or a single one. What is none, and will not be one, is a problem.
pub(super) fn texts(from: &Resource, key: &str, picture: &mut Picture<'_>) -> Vec<String> {
    let items = match from.values.get(key) {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(items)) => items.as_slice(),
        Some(Value::String(text)) if text.is_empty() => return Vec::new(),
        Some(one) => std::slice::from_ref(one),
    };
    let mut texts = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        match text_of(item) {
            Some(text) if !text.is_empty() => texts.push(text),
            _ if item.is_null() && from.is_unknown(key) => {}
            _ => {
                let below = format!(".{key}[{index}]");
                picture.problem((from, &below), "a text", describe(item), LEFT_OUT);
            }
        }
    }
    texts
}
