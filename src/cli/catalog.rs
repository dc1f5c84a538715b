//! `permlens catalog`: the embedded catalogue, searched; every row names the document it was read in.

mod kinds;

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde_json::{Map, Value, json};

use crate::catalogue::Catalogue;
use crate::engine::pattern::{Question, matches};
use crate::model::nearest;
use crate::report::{Answer, Sheet};

use super::Status;
use super::args::{CatalogArgs, CatalogKind, Global};
use super::failure::Failure;
use super::session;

/// What one row says in one column: the value for programs, the text for people.
struct Cell {
    json: Value,
    text: String,
}

/// Rows under columns, each of which is also a key of a JSON object.
struct Listing {
    columns: &'static [(&'static str, &'static str)],
    rows: Vec<Vec<Cell>>,
}

/// Lists what matches; nothing is an answer too, with status 1.
pub fn run(
    global: &Global,
    args: &CatalogArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    let catalogue = Catalogue::embedded();
    let mut listing = match args.kind {
        CatalogKind::Services => kinds::services(catalogue),
        CatalogKind::Actions => kinds::actions(catalogue),
        CatalogKind::Permissions => kinds::permissions(catalogue),
        CatalogKind::Operations => kinds::operations(catalogue),
        CatalogKind::Apis => kinds::apis(catalogue),
    };
    let names: Vec<String> = listing.rows.iter().filter_map(|row| first(row)).collect();
    let words: Vec<String> = args.query.iter().map(|word| word.to_lowercase()).collect();
    listing
        .rows
        .retain(|row| words.iter().all(|word| found(row, word)));
    let status = if listing.rows.is_empty() {
        if !global.quiet {
            let asked = args.query.join(" ");
            let near = nearest(&asked, names.iter().map(String::as_str));
            let near = match near.as_slice() {
                [] => String::new(),
                [one] => format!("; the nearest is {one}"),
                several => format!("; the nearest are {}", several.join(", ")),
            };
            writeln!(messages, "permlens: nothing matches {asked:?}{near}")?;
        }
        Status::No
    } else {
        Status::Yes
    };
    let answer = answer(listing);
    let question = question(args);
    session::write_catalogued(out, global.format.into(), room(), (&question, &answer))?;
    Ok(status)
}

/// What a row is called.
fn first(row: &[Cell]) -> Option<String> {
    row.first().map(|cell| cell.text.clone())
}

/// What was asked, in words.
fn question(args: &CatalogArgs) -> String {
    let kind = args.kind.to_possible_value();
    let kind = kind.as_ref().map_or("", PossibleValue::get_name);
    let of = match args.query.as_slice() {
        [] => String::new(),
        words => format!(" matching {}", words.join(" ")),
    };
    format!("The catalogue: {kind}{of}")
}

/// The columns of the terminal that the answer goes to; a file or a pipe gets everything.
pub(super) fn room() -> Option<usize> {
    let stdout = io::stdout();
    let size = stdout
        .is_terminal()
        .then(|| rustix::termios::tcgetwinsize(&stdout).ok())??;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

/// A word with a star matches a cell as a whole, any other somewhere.
fn found(row: &[Cell], word: &str) -> bool {
    row.iter().any(|cell| {
        let cell = cell.text.to_lowercase();
        if word.contains('*') {
            matches(word, &cell, Question::Literal)
        } else {
            cell.contains(word)
        }
    })
}

fn answer(listing: Listing) -> Answer {
    let titles: Vec<&str> = listing.columns.iter().map(|(title, _)| *title).collect();
    let mut sheet = Sheet::new("", &titles);
    let mut lines = Vec::new();
    for row in listing.rows {
        let mut object = Map::new();
        let mut texts = Vec::new();
        for ((_, key), cell) in listing.columns.iter().zip(row) {
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
