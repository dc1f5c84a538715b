//! Answers written down: the same content as a table, json, jsonl, csv, Markdown or an HTML page; findings as SARIF,
//! invariants as JUnit, a decision as a told story.
//! Whatever came from an account is neutralised for the medium it is written to.

mod audit;
mod catalogued;
mod command;
mod csv;
mod decision;
mod hinges;
mod html;
mod invariants;
mod known;
mod lint;
mod markdown;
mod markup;
mod matrix;
mod provenance;
mod reasons;
mod review;
mod sarif;
mod sarif_places;
mod sheet;
mod story;
mod summary;
mod table;
mod who_can;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

pub use audit::{audit_answer, audit_question, evidence_text, finding_json};
pub use catalogued::{Catalogued, Listing};
pub use command::{WhoCanCall, check_line, who_can_line, word};
pub use decision::{
    decision_answer, decision_asked, decision_json, decision_rows, principal_json, scope_json,
};
pub use hinges::{circumstances, hinge_lines, hinge_words, hinges_json, path_words, value_text};
pub use html::{AuditReport, audit_page, matrix_page};
pub use invariants::{invariants_answer, invariants_junit, invariants_sarif};
pub use known::{action_answer, group_answer, known_question, permission_answer, user_answer};
pub use lint::{Linted, lint_answer, lint_sarif, lint_text};
pub use matrix::{Marks, matrix_answer};
pub use provenance::{NotATime, Provenance, SOURCE_DATE_EPOCH, stamp, stamp_of_environment};
pub use reasons::{MOST_REASONS, Reasons, Told, reason};
pub use review::{Told as ReviewTold, review_outcome, review_sheet};
pub use sarif::{sarif, sarif_rests};
pub use sarif_places::sarif_places;
pub use sheet::{Sheet, plain, stand_in};
pub use story::{Line, Tag, headline, near_words, story, verdict};
pub use summary::{account_answer, import_answer};
pub use who_can::{Named, able_answer, able_json, found_answer, hindrance, settled, would_lines};

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
    /// One HTML page that needs nothing else.
    Html,
}

impl Format {
    /// Whether an answer in this format says what it rests on.
    #[must_use]
    pub fn bears_provenance(self) -> bool {
        matches!(self, Self::Html | Self::Markdown)
    }
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

impl Answer {
    /// A list of rows of text; as JSON an object a row, its keys the columns in lower case.
    #[must_use]
    pub fn listed<const N: usize>(title: &str, columns: &[&str; N], rows: &[[String; N]]) -> Self {
        let mut sheet = Sheet::new(title, columns);
        let mut lines = Vec::new();
        for row in rows {
            sheet.row(row.iter().cloned());
            let mut line = serde_json::Map::new();
            for (column, cell) in columns.iter().zip(row) {
                let key = column.to_lowercase().replace(' ', "_");
                line.insert(key, Value::String(cell.clone()));
            }
            lines.push(Value::Object(line));
        }
        Self {
            sheets: vec![sheet],
            json: Value::Array(lines.clone()),
            lines,
        }
    }
}

/// Adds a field to a JSON object.
pub fn insert(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(key.to_owned(), value);
    }
}

/// Writes an answer.
pub fn write(out: &mut dyn Write, format: Format, answer: &Answer) -> io::Result<()> {
    write_within(out, format, answer, None)
}

/// Writes an answer and what it rests on, in the formats that have room for it: at the head of a page, below Markdown.
pub fn write_evidence(
    out: &mut dyn Write,
    format: Format,
    answer: &Answer,
    provenance: &Provenance,
) -> io::Result<()> {
    match format {
        Format::Html => html::write(out, &answer.sheets, Some(provenance)),
        Format::Markdown => {
            markdown::write(out, &answer.sheets)?;
            writeln!(out)?;
            markdown::write(out, &[provenance.sheet()])
        }
        _ => write(out, format, answer),
    }
}

/// Writes an answer; a table is cut to this many columns, if a number is given.
pub fn write_within(
    out: &mut dyn Write,
    format: Format,
    answer: &Answer,
    room: Option<usize>,
) -> io::Result<()> {
    match format {
        Format::Table => table::write(out, &answer.sheets, room),
        Format::Csv => csv::write(out, &answer.sheets),
        Format::Markdown => markdown::write(out, &answer.sheets),
        Format::Html => html::write(out, &answer.sheets, None),
        Format::Json => write_document(out, &answer.json),
        Format::Jsonl => answer
            .lines
            .iter()
            .try_for_each(|line| write_line(out, line)),
    }
}

/// Writes one JSON value over as many lines as it takes.
pub fn write_document(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    let shape = Visible(PrettyFormatter::new());
    let mut serializer = Serializer::with_formatter(&mut *out, shape);
    value.serialize(&mut serializer)?;
    writeln!(out)
}

/// Writes one JSON value on a line of its own.
pub fn write_line(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, Visible(CompactFormatter));
    value.serialize(&mut serializer)?;
    writeln!(out)
}

/// JSON in which whatever a terminal would obey, or not show, is an escape; it reads back the same.
struct Visible<F>(F);

/// Methods that do what the formatter below does.
macro_rules! as_below {
    ($($name:ident($($argument:ident: $type:ty),*);)+) => {$(
        fn $name<W: ?Sized + Write>(&mut self, out: &mut W $(, $argument: $type)*) -> io::Result<()> {
            self.0.$name(out $(, $argument)*)
        }
    )+};
}

impl<F: Formatter> Formatter for Visible<F> {
    as_below! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(sheet::obeyed) {
            let (shown, after) = rest.split_at(at);
            out.write_all(shown.as_bytes())?;
            let mut after = after.chars();
            for unit in after.next().unwrap_or_default().encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = after.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}
