//! Comma-separated values. A cell that a spreadsheet would run as a formula gets an apostrophe before it.

use std::io::{self, Write};

use super::sheet::obeyed;
use super::{Sheet, plain};

/// Writes sheets below each other, an empty line between them; where one of them is the main one, only that.
pub fn write(out: &mut dyn Write, sheets: &[Sheet]) -> io::Result<()> {
    let main = sheets.iter().find(|sheet| sheet.main);
    let sheets = main.map_or(sheets, std::slice::from_ref);
    for (index, sheet) in sheets.iter().enumerate() {
        if index > 0 {
            write!(out, "\r\n")?;
        }
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(&mut *out);
        if !sheet.columns.is_empty() {
            let record = sheet.columns.iter().map(|cell| harmless(cell));
            writer.write_record(record).map_err(told)?;
        }
        for row in &sheet.rows {
            let record = row.iter().map(|cell| harmless(cell));
            writer.write_record(record).map_err(told)?;
        }
        writer.flush()?;
    }
    Ok(())
}

/// The error below: its kind tells a reader that went away from a disk that is full.
fn told(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// What a spreadsheet reads as text: some trim what cannot be seen before they look for a formula, and some take
/// the wide signs of East Asian keyboards for the narrow ones.
fn harmless(cell: &str) -> String {
    let seen = cell.trim_start_matches(|character: char| {
        character.is_whitespace() || obeyed(character) || character == '\u{3164}'
    });
    let shown = plain(cell);
    if seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        format!("'{shown}")
    } else {
        shown
    }
}
