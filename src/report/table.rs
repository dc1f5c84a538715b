//! Aligned text: two spaces between columns, nothing after the last one.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Sheet, plain};

/// Between two columns.
const GAP: usize = 2;

/// A column is not cut to less than this.
const LEAST: usize = 6;

/// Writes sheets below each other, in lines of at most `room` columns where that is said.
pub fn write(out: &mut dyn Write, sheets: &[Sheet], room: Option<usize>) -> io::Result<()> {
    let shown = sheets.iter().filter(|sheet| sheet.says_something());
    for (index, sheet) in shown.enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        if !sheet.title.is_empty() {
            writeln!(out, "{}", plain(&sheet.title))?;
        }
        write_sheet(out, sheet, room)?;
    }
    Ok(())
}

fn write_sheet(out: &mut dyn Write, sheet: &Sheet, room: Option<usize>) -> io::Result<()> {
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
    if let Some(room) = room {
        narrow(&mut widths, room);
    }
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let cell = cut(cell, *width);
            line.push_str(&cell);
            line.push_str(&" ".repeat(width - cell.width().min(*width) + GAP));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Takes from the widest columns until all fit; the first says which row it is and stays whole.
fn narrow(widths: &mut [usize], room: usize) {
    let gaps = GAP * widths.len().saturating_sub(1);
    let Some((first, rest)) = widths.split_first_mut() else {
        return;
    };
    let room = room.saturating_sub(gaps + *first);
    let widest = rest.iter().copied().max().unwrap_or(0);
    let fits = |cap: usize| rest.iter().map(|width| (*width).min(cap)).sum::<usize>() <= room;
    let cap = (LEAST..=widest).rev().find(|cap| fits(*cap));
    for width in rest {
        *width = (*width).min(cap.unwrap_or(LEAST));
    }
}

fn cut(cell: &str, width: usize) -> Cow<'_, str> {
    if cell.width() <= width {
        return Cow::Borrowed(cell);
    }
    let mut kept = String::new();
    let mut taken = 1;
    for character in cell.chars() {
        taken += character.width().unwrap_or(0);
        if taken > width {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    Cow::Owned(kept)
}
