//! Comma-separated values. A cell that a spreadsheet would run as a formula gets an apostrophe before it.

use std::io::{self, Write};

use super::Sheet;

/// Writes sheets below each other, an empty line between them.
pub fn write(out: &mut dyn Write, sheets: &[Sheet]) -> io::Result<()> {
    for (index, sheet) in sheets.iter().enumerate() {
        if index > 0 {
            write!(out, "\r\n")?;
        }
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(&mut *out);
        if !sheet.columns.is_empty() {
            writer.write_record(sheet.columns.iter().map(|cell| harmless(cell)))?;
        }
        for row in &sheet.rows {
            writer.write_record(row.iter().map(|cell| harmless(cell)))?;
        }
        writer.flush()?;
    }
    Ok(())
}

fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
