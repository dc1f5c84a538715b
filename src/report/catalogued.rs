//! The embedded catalogue, listed; every row names the document it was read in.

mod kinds;

use serde_json::{Map, Value, json};

use crate::catalogue::Catalogue;

use super::{Answer, Sheet};

/// What of the catalogue is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Catalogued {
    /// Services that some document describes.
    Services,
    /// Actions.
    Actions,
    /// System-defined permissions.
    Permissions,
    /// Rows of the published operations tables.
    Operations,
    /// API calls.
    Apis,
}

/// What one row says in one column: the value for programs, the text for people.
struct Cell {
    json: Value,
    text: String,
}

/// A row: the place of what it is about in its table of the catalogue, and its cells.
type Row = (usize, Vec<Cell>);

/// Rows under columns, each of which is also a key of a JSON object.
pub struct Listing {
    columns: &'static [(&'static str, &'static str)],
    rows: Vec<Row>,
}

impl Listing {
    /// All there is.
    #[must_use]
    pub fn of(catalogue: &Catalogue, what: Catalogued) -> Self {
        match what {
            Catalogued::Services => kinds::services(catalogue),
            Catalogued::Actions => kinds::actions(catalogue),
            Catalogued::Permissions => kinds::permissions(catalogue),
            Catalogued::Operations => kinds::operations(catalogue),
            Catalogued::Apis => kinds::apis(catalogue),
        }
    }

    /// Keeps the rows that are wanted, by their place in the catalogue's table and by what they say.
    pub fn retain(&mut self, wanted: impl Fn(usize, &[&str]) -> bool) {
        self.rows.retain(|(at, row)| {
            let texts: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).collect();
            wanted(*at, &texts)
        });
    }

    /// What its rows are about, by name.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let first = |(_, row): &Row| row.first().map(|cell| cell.text.clone());
        self.rows.iter().filter_map(first).collect()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// It in every form.
    #[must_use]
    pub fn answer(self) -> Answer {
        let titles: Vec<&str> = self.columns.iter().map(|(title, _)| *title).collect();
        let mut sheet = Sheet::new("", &titles);
        let mut lines = Vec::new();
        for (_, row) in self.rows {
            let mut object = Map::new();
            let mut texts = Vec::new();
            for ((_, key), cell) in self.columns.iter().zip(row) {
                object.insert((*key).to_owned(), cell.json);
                texts.push(cell.text);
            }
            sheet.row(texts);
            lines.push(Value::Object(object));
        }
        Answer {
            sheets: vec![sheet],
            json: Value::Array(lines.clone()),
            lines,
        }
    }
}

fn text(text: &str) -> Cell {
    Cell {
        json: json!(text),
        text: text.to_owned(),
    }
}

fn number(count: usize) -> Cell {
    Cell {
        json: json!(count),
        text: count.to_string(),
    }
}

fn list<S: AsRef<str>>(members: &[S]) -> Cell {
    let members: Vec<&str> = members.iter().map(AsRef::as_ref).collect();
    Cell {
        text: members.join(", "),
        json: json!(members),
    }
}

fn flag(flag: Option<bool>) -> Cell {
    let text = match flag {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not documented",
    };
    Cell {
        json: json!(flag),
        text: text.to_owned(),
    }
}
