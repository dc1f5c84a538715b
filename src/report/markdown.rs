//! Markdown tables; what Markdown would read as markup is escaped.

use std::io::{self, Write};

use super::{Sheet, plain};

/// Writes sheets below each other.
pub fn write(out: &mut dyn Write, sheets: &[Sheet]) -> io::Result<()> {
    let shown = sheets.iter().filter(|sheet| sheet.says_something());
    for (index, sheet) in shown.enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        if !sheet.title.is_empty() {
            writeln!(out, "## {}\n", escaped(&sheet.title))?;
        }
        let width = sheet.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = width.max(sheet.columns.len());
        let header: Vec<String> = (0..width)
            .map(|at| sheet.columns.get(at).cloned().unwrap_or_default())
            .collect();
        line(out, &header)?;
        writeln!(out, "|{}", " --- |".repeat(width))?;
        for row in &sheet.rows {
            line(out, row)?;
        }
    }
    Ok(())
}

fn line(out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
    let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
    writeln!(out, "| {} |", cells.join(" | "))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // A letter of the matrix alone is no markup.
    let single = text.chars().nth(1).is_none();
    for character in plain(text).chars() {
        if !single && "\\`*_{}[]<>#|~!&".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
