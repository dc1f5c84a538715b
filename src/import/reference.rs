//! References between objects: by id, name or display name; ids win.
//! Every lookup is a hash lookup, so that fifty thousand assignments cost milliseconds.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::Value;

use crate::engine::document::{describe, quote};
use crate::model::TableId;

/// How an object refers to another.
#[derive(Debug, Default)]
pub(super) struct Reference<'a> {
    /// The id.
    pub id: Option<Cow<'a, str>>,
    /// The name.
    pub name: Option<Cow<'a, str>>,
    /// The display name (roles).
    pub display_name: Option<Cow<'a, str>>,
}

impl<'a> Reference<'a> {
    /// Reads `{"id"}`, `{"name"}`, `{"display_name"}`, or a bare text that may be any of them.
    pub(super) fn read(value: &'a Value) -> Option<Self> {
        let reference = match value {
            Value::Object(fields) => Self {
                id: fields.get("id").and_then(text),
                name: fields.get("name").and_then(text),
                display_name: fields.get("display_name").and_then(text),
            },
            bare => Self {
                id: text(bare),
                name: None,
                display_name: text(bare),
            },
        };
        let says_something = reference.words().next().is_some();
        says_something.then_some(reference)
    }

    /// A reference by names only.
    pub(super) fn named(display_name: &'a str, name: &'a str) -> Self {
        let given = |text: &'a str| (!text.is_empty()).then_some(Cow::Borrowed(text));
        Self {
            id: None,
            name: given(name),
            display_name: given(display_name),
        }
    }

    /// What it says, most telling first.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        [&self.display_name, &self.name, &self.id]
            .into_iter()
            .flatten()
            .map(AsRef::as_ref)
    }

    /// In words.
    pub(super) fn said(&self) -> String {
        match (&self.id, self.words().next()) {
            (Some(id), _) => quote(id),
            (None, Some(word)) => quote(word),
            (None, None) => "nothing".to_owned(),
        }
    }
}

fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) if !text.is_empty() => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

/// Why a reference leads nowhere, in words that follow "found".
pub(super) fn malformed(value: &Value) -> String {
    describe(value)
}

/// Rows by id and by their names.
#[derive(Debug)]
pub(super) struct Names<I> {
    ids: HashMap<String, I>,
    names: HashMap<String, Named<I>>,
}

/// The rows that have a name.
#[derive(Clone, Copy, Debug)]
enum Named<I> {
    One(I),
    Several,
}

/// What a reference leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found<I> {
    /// A row.
    One(I),
    /// Several rows of that name.
    Several,
    /// No row.
    None,
}

impl<I> Default for Names<I> {
    fn default() -> Self {
        Self {
            ids: HashMap::new(),
            names: HashMap::new(),
        }
    }
}

impl<I: TableId + PartialEq> Names<I> {
    /// Whether a row has this id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// Adds a row under its id and its name.
    pub(super) fn row(&mut self, id: &str, name: &str, row: I) {
        self.add(id, row);
        self.name(name, row);
    }

    /// Adds a row under its id.
    pub(super) fn add(&mut self, id: &str, row: I) {
        self.ids.insert(id.to_owned(), row);
    }

    /// Adds a row under a name.
    pub(super) fn name(&mut self, name: &str, row: I) {
        if name.is_empty() {
            return;
        }
        match self.names.entry(name.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(Named::One(row));
            }
            Entry::Occupied(mut entry) => match entry.get() {
                Named::One(other) if *other == row => {}
                Named::One(_) | Named::Several => {
                    entry.insert(Named::Several);
                }
            },
        }
    }

    /// The row with this id.
    pub(super) fn by_id(&self, id: &str) -> Option<I> {
        self.ids.get(id).copied()
    }

    /// The row of this name.
    pub(super) fn by_name(&self, name: &str) -> Found<I> {
        match self.names.get(name) {
            Some(Named::One(row)) => Found::One(*row),
            Some(Named::Several) => Found::Several,
            None => Found::None,
        }
    }

    /// The row a reference leads to: ids win, then names, most telling first.
    pub(super) fn find(&self, reference: &Reference<'_>) -> Found<I> {
        if let Some(row) = reference.id.as_ref().and_then(|id| self.by_id(id)) {
            return Found::One(row);
        }
        reference
            .words()
            .map(|word| self.by_name(word))
            .find(|found| !matches!(found, Found::None))
            .unwrap_or(Found::None)
    }
}
