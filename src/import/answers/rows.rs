//! The objects of one kind that answers list: joined by their id, whichever answers told of them.

use std::collections::HashMap;

use serde_json::Value;

use crate::import::fields::{Fields, text_of};

/// Where an object stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) struct Origin {
    /// Which source, by number.
    pub source: u32,
    /// Under which key; empty for an answer that is the list itself.
    pub key: &'static str,
    /// At which place of the list; nothing for a single object.
    pub index: Option<u32>,
}

impl Origin {
    /// As a JSON path.
    pub(in crate::import) fn pointer(&self) -> String {
        let dot = if self.key.is_empty() { "" } else { "." };
        match self.index {
            Some(index) => format!("${dot}{}[{index}]", self.key),
            None => format!("${dot}{}", self.key),
        }
    }
}

/// Fields about which two answers may not differ: decisions hang on them. Others change from one call to the next.
const DECIDING: [&str; 9] = [
    "name",
    "enabled",
    "is_domain_owner",
    "display_name",
    "policy",
    "document",
    "parent_id",
    "domain_id",
    "policy_name",
];

/// A field that two answers tell differently.
#[derive(Debug)]
pub(super) struct Differs {
    /// The field.
    pub key: &'static str,
    /// Whose.
    pub id: String,
    /// Where the second stood.
    pub origin: Origin,
}

/// The objects of one kind.
#[derive(Debug)]
pub(super) struct Rows {
    /// The field they are known by.
    id: &'static str,
    list: Vec<(Fields, Origin)>,
    by_id: HashMap<String, usize>,
    /// From answers that are about something else: taken where nothing better comes.
    beside: HashMap<String, (Fields, Origin)>,
    /// Their ids, in the order they came.
    order: Vec<String>,
    pub differing: Vec<Differs>,
}

impl Rows {
    pub(super) fn new(id: &'static str) -> Self {
        Self {
            id,
            list: Vec::new(),
            by_id: HashMap::new(),
            beside: HashMap::new(),
            order: Vec::new(),
            differing: Vec::new(),
        }
    }

    pub(super) fn id_of(&self, fields: &Fields) -> Option<String> {
        fields
            .get(self.id)
            .and_then(text_of)
            .filter(|id| !id.is_empty())
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Fields> {
        self.list.iter().map(|(fields, _)| fields)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Fields> {
        let at = self.by_id.get(id)?;
        self.list.get_mut(*at).map(|(fields, _)| fields)
    }

    /// Adds an object, or what it says beyond an earlier one of its id. What was said first stays.
    pub(super) fn add(&mut self, fields: Fields, origin: Origin) {
        let Some(id) = self.id_of(&fields) else {
            self.list.push((fields, origin));
            return;
        };
        let known = self.by_id.get(&id).and_then(|at| self.list.get_mut(*at));
        let Some((known, _)) = known else {
            self.by_id.insert(id, self.list.len());
            self.list.push((fields, origin));
            return;
        };
        for (key, value) in fields {
            match known.get_mut(&key) {
                None => {
                    known.insert(key, value);
                }
                Some(before) if before.is_null() => *before = value,
                Some(before) => {
                    let deciding = DECIDING.into_iter().find(|name| *name == key);
                    if let Some(key) = deciding.filter(|_| !value.is_null() && *before != value) {
                        let id = id.clone();
                        self.differing.push(Differs { key, id, origin });
                    }
                }
            }
        }
    }

    /// Adds an object if no answer about such objects has it.
    pub(super) fn add_beside(&mut self, fields: Fields, origin: Origin) {
        let id = self.id_of(&fields);
        if let Some(id) = id.filter(|id| !self.has(id) && !self.beside.contains_key(id)) {
            self.order.push(id.clone());
            self.beside.insert(id, (fields, origin));
        }
    }

    /// Takes what is known only from beside.
    pub(super) fn settle(&mut self) {
        for id in std::mem::take(&mut self.order) {
            if let Some((fields, origin)) = self.beside.remove(&id)
                && !self.has(&id)
            {
                self.add(fields, origin);
            }
        }
    }

    /// The ids by name; a name of several is nobody's.
    pub(super) fn names(&self) -> HashMap<&str, Option<&str>> {
        let mut names = HashMap::new();
        for fields in self.iter() {
            let text = |key: &str| fields.get(key).and_then(Value::as_str);
            let (Some(id), Some(name)) = (text(self.id), text("name")) else {
                continue;
            };
            names
                .entry(name)
                .and_modify(|known| {
                    if *known != Some(id) {
                        *known = None;
                    }
                })
                .or_insert(Some(id));
        }
        names
    }

    /// The objects in order, and where each stood.
    pub(super) fn into_list(self) -> (Vec<Value>, Vec<Origin>) {
        let list = self.list.into_iter();
        list.map(|(fields, origin)| (Value::Object(fields), origin))
            .unzip()
    }
}
