//! Aligned text: two spaces between columns, nothing after the last one.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{Sheet, plain};

/// Writes sheets below each other.
pub fn write(out: &mut dyn Write, sheets: &[Sheet]) -> io::Result<()> {
    for (index, sheet) in sheets.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        if !sheet.title.is_empty() {
            writeln!(out, "{}", plain(&sheet.title))?;
        }
        write_sheet(out, sheet)?;
    }
    Ok(())
}

fn write_sheet(out: &mut dyn Write, sheet: &Sheet) -> io::Result<()> {
    let header = (!sheet.columns.is_empty()).then_some(&sheet.columns);
    let rows: Vec<Vec<String>> = header
        .into_iter()
        .chain(&sheet.rows)
        .map(|row| row.iter().map(|cell| plain(cell)).collect())
        .collect();
    let mut widths: Vec<usize> = Vec::new();
    for row in &rows {
        for (index, cell) in row.iter().enumerate() {
            match widths.get_mut(index) {
                Some(width) => *width = (*width).max(cell.width()),
                None => widths.push(cell.width()),
            }
        }
    }
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.width().min(*width) + 2));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
