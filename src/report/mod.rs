//! Answers written down: the same content as a table, json, jsonl, csv or Markdown.
//! Whatever came from an account is neutralised for the medium it is written to.

mod csv;
mod decision;
mod markdown;
mod matrix;
mod sheet;
mod story;
mod table;

use std::io::{self, Write};

use serde_json::Value;

pub use decision::{decision_json, principal_json, scope_json};
pub use matrix::{Marks, matrix_answer};
pub use sheet::{Sheet, plain, stand_in};
pub use story::{Line, Tag, headline, story, verdict};

/// A shape to write in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Aligned text, for people.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values (RFC 4180), safe for spreadsheets.
    Csv,
    /// A Markdown table.
    Markdown,
}

/// An answer in every form it may be written in.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// For people and spreadsheets: one or more sheets.
    pub sheets: Vec<Sheet>,
    /// For programs.
    pub json: Value,
    /// For programs that read line by line.
    pub lines: Vec<Value>,
}

/// Adds a field to a JSON object.
pub fn insert(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(key.to_owned(), value);
    }
}

/// Writes an answer.
pub fn write(out: &mut dyn Write, format: Format, answer: &Answer) -> io::Result<()> {
    match format {
        Format::Table => table::write(out, &answer.sheets),
        Format::Csv => csv::write(out, &answer.sheets),
        Format::Markdown => markdown::write(out, &answer.sheets),
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &answer.json)?;
            writeln!(out)
        }
        Format::Jsonl => {
            for line in &answer.lines {
                serde_json::to_writer(&mut *out, line)?;
                writeln!(out)?;
            }
            Ok(())
        }
    }
}
