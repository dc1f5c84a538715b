//! A filled sheet read back: which row, and what was decided about it. Columns are found by their headers, so a
//! reviewer may add some, move them or leave them out.

use std::collections::HashMap;

use crate::model::Account;

use super::{Entry, key};

/// What the reviewer wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It stays.
    Keep,
    /// It goes.
    Remove,
    /// Nothing was written yet.
    Undecided,
}

/// A row as answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The line of the sheet, from 1; the headers stand on the first.
    pub line: usize,
    /// The row.
    pub entry: Entry,
    /// What was decided.
    pub verdict: Verdict,
}

/// A row that cannot be taken over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Wrong {
    /// The line of the sheet, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub what: String,
}

/// A text that is no review sheet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Its headers lack a column.
    #[error(
        "there is no column {0:?}; expected a sheet that `permlens review sheet --format csv` wrote"
    )]
    Column(&'static str),
    /// It is not CSV.
    #[error("it is not CSV: {0}")]
    Csv(String),
}

/// Reads a filled sheet; `rows` are the rows of the account as it is now.
pub fn read(
    account: &Account,
    rows: &[Entry],
    sheet: &[u8],
) -> Result<(Vec<Answer>, Vec<Wrong>), ReadError> {
    // Spreadsheets put a byte order mark first, and some separate by semicolons.
    let sheet = sheet.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sheet);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter(sheet))
        .from_reader(sheet);
    let headers = reader.byte_headers().map_err(unreadable)?.clone();
    let find = |name: &'static str| {
        headers
            .iter()
            .position(|header| header.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
            .ok_or(ReadError::Column(name))
    };
    let [keys, keeps, removes] = [find("Row")?, find("Keep")?, find("Remove")?];
    let known: HashMap<String, &Entry> = rows.iter().map(|row| (key(account, row), row)).collect();
    let (mut answers, mut wrong): (Vec<Answer>, Vec<Wrong>) = (Vec::new(), Vec::new());
    let mut seen: HashMap<String, usize> = HashMap::new();
    for record in reader.byte_records() {
        let record = record.map_err(unreadable)?;
        let line = record
            .position()
            .map_or(0, |position| line(sheet, position));
        let cell = |at: usize| String::from_utf8_lossy(record.get(at).unwrap_or_default());
        let name = cell(keys).trim().to_owned();
        if name.is_empty() && record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        let mut refuse = |what: String| wrong.push(Wrong { line, what });
        if record.get(keys).is_none() {
            refuse(
                "the row is cut off before the column Row, which says whom it is about; take the line from the sheet again"
                    .to_owned(),
            );
            continue;
        }
        let verdict = match (cell(keeps).trim(), cell(removes).trim()) {
            ("", "") => Verdict::Undecided,
            (yes, "") if agrees(yes, "keep") => Verdict::Keep,
            ("", yes) if agrees(yes, "remove") => Verdict::Remove,
            (keep, remove) if agrees(keep, "keep") && agrees(remove, "remove") => {
                refuse("both Keep and Remove are marked; clear one of them".to_owned());
                continue;
            }
            (keep, remove) => {
                let odd = if keep.is_empty() || agrees(keep, "keep") {
                    remove
                } else {
                    keep
                };
                refuse(format!(
                    "{odd:?} is neither yes nor empty; write x, or nothing"
                ));
                continue;
            }
        };
        let Some(entry) = known.get(&name) else {
            if verdict != Verdict::Undecided {
                let advice = "it may be gone already, or the sheet is of another account";
                refuse(format!("nobody holds {name:?} any more; {advice}"));
            }
            continue;
        };
        if let Some(first) = seen.insert(name, line) {
            refuse(format!(
                "the row stands on line {first} already; the first one counts"
            ));
            continue;
        }
        answers.push(Answer {
            line,
            entry: (*entry).clone(),
            verdict,
        });
    }
    Ok((answers, wrong))
}

/// The line that a record begins on. Its position is told from where the one before it ended, which is before the line
/// feed of a line that ends with both characters, and before lines without anything.
fn line(sheet: &[u8], position: &csv::Position) -> usize {
    let whole = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let rest = sheet.get(whole(position.byte())..).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| b"\r\n".contains(byte));
    whole(position.line()) + ends.filter(|byte| **byte == b'\n').count()
}

fn unreadable(error: csv::Error) -> ReadError {
    ReadError::Csv(error.to_string())
}

/// The separator: the more frequent of the two in the line of the headers.
fn delimiter(sheet: &[u8]) -> u8 {
    let first = sheet
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |wanted: u8| first.iter().filter(|byte| **byte == wanted).count();
    if count(b';') > count(b',') {
        b';'
    } else {
        b','
    }
}

/// What reviewers write for yes, be it the column's own word; the word of the other column is no yes.
fn agrees(cell: &str, column: &str) -> bool {
    let yes = ["x", "y", "yes", "true", "1", "✓", "✔", "ja", column];
    yes.iter().any(|word| cell.eq_ignore_ascii_case(word))
}
