//! One HTML page that opens offline: what it rests on, then tables that sort and filter, made to be printed too.
//!
//! INVARIANT: every text is escaped. The page asks for nothing from anywhere, and its policy allows exactly the one
//! style and the one script that stand in the program: nothing that an account names could run even if it got through.

mod evidence;
mod grid;
mod policy;

use std::io::{self, Write};

use super::markup::escaped;
use super::{Provenance, Sheet};
use crate::analysis::audit::Severity;

pub use evidence::{AuditReport, audit_page};
pub use grid::matrix_page;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Tables of at most this many columns become a card a row where the window is narrow.
const CARDS: usize = 8;

/// Writes sheets as sections of one page.
pub fn write(
    out: &mut dyn Write,
    sheets: &[Sheet],
    provenance: Option<&Provenance>,
) -> io::Result<()> {
    let shown: Vec<&Sheet> = sheets
        .iter()
        .filter(|sheet| sheet.says_something())
        .collect();
    let titled = shown.iter().map(|sheet| sheet.title.as_str());
    let title = titled
        .chain(provenance.and_then(|rests| rests.question.as_deref()))
        .find(|title| !title.is_empty())
        .unwrap_or("permlens");
    begin(out, title)?;
    if let Some(provenance) = provenance {
        head(out, provenance)?;
    }
    for sheet in shown {
        section(out, sheet, title)?;
    }
    end(out)
}

/// Everything before the content: the title, once for the browser and once for the page.
pub(super) fn begin(out: &mut dyn Write, title: &str) -> io::Result<()> {
    let title = escaped(title);
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
        policy::policy(&format!("\n{STYLE}"), &format!("\n{SCRIPT}"))
    )
}

/// Everything after the content.
pub(super) fn end(out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<script>\n{SCRIPT}</script>\n</body>\n</html>\n")
}

/// What the page rests on.
pub(super) fn head(out: &mut dyn Write, provenance: &Provenance) -> io::Result<()> {
    writeln!(out, "<dl class=\"facts\">")?;
    let mut last = "";
    for (name, text) in &provenance.facts() {
        if *name != last {
            write!(out, "<dt>{}</dt>", escaped(name))?;
        }
        writeln!(out, "<dd>{}</dd>", escaped(text))?;
        last = name;
    }
    writeln!(out, "</dl>")
}

/// A sheet under its title; its title is left out where the page already bears it.
pub(super) fn section(out: &mut dyn Write, sheet: &Sheet, page: &str) -> io::Result<()> {
    if !sheet.title.is_empty() && sheet.title != page {
        writeln!(out, "<h2>{}</h2>", escaped(&sheet.title))?;
    }
    table(out, sheet, &|_, _| None)
}

/// What stands in a cell instead of its text, where something does: markup that is already safe.
pub(super) type Instead<'a> = dyn Fn(usize, &str) -> Option<String> + 'a;

/// The table of a sheet with the field that filters it.
pub(super) fn table(out: &mut dyn Write, sheet: &Sheet, instead: &Instead<'_>) -> io::Result<()> {
    let headed = !sheet.columns.is_empty();
    writeln!(out, "<div class=\"part\">")?;
    if headed && sheet.rows.len() > 1 {
        tools(out, false)?;
    }
    let cards = headed && sheet.columns.len() <= CARDS;
    let class = if cards { " class=\"cards\"" } else { "" };
    writeln!(out, "<div class=\"scroll\" tabindex=\"0\"><table{class}>")?;
    if headed {
        write!(out, "<thead><tr>")?;
        for column in &sheet.columns {
            let name = escaped(column);
            write!(
                out,
                "<th scope=\"col\"><button type=\"button\">{name}</button></th>"
            )?;
        }
        writeln!(out, "</tr></thead>")?;
    }
    writeln!(out, "<tbody>")?;
    for row in &sheet.rows {
        write!(out, "<tr>")?;
        for (at, cell) in row.iter().enumerate() {
            let text = instead(at, cell).unwrap_or_else(|| escaped(cell));
            let of = sheet.columns.get(at).filter(|_| cards && at > 0);
            let of = of.map_or(String::new(), |name| {
                format!(" data-of=\"{}\"", escaped(name))
            });
            // Severities are sorted by what they mean.
            let rank = Severity::from_text(cell)
                .and_then(|found| Severity::ALL.iter().position(|one| *one == found))
                .map_or(String::new(), |rank| format!(" data-key=\"{rank}\""));
            match (at, letter(cell)) {
                (0, _) => write!(out, "<th scope=\"row\"{rank}>{text}</th>")?,
                (_, Some(class)) => write!(out, "<td class=\"mark {class}\"{of}>{text}</td>")?,
                (_, None) if cell.chars().count() > LONG => {
                    write!(out, "<td class=\"long\"{of}>{text}</td>")?;
                }
                (_, None) => write!(out, "<td{of}>{text}</td>")?,
            }
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody></table></div>\n</div>")
}

/// A cell of more characters gets room to break its lines in.
const LONG: usize = 60;

/// The fields above a table; they are shown where the script that heeds them runs.
fn tools(out: &mut dyn Write, grid: bool) -> io::Result<()> {
    write!(
        out,
        "<div class=\"tools\"><label>Rows with <input type=\"search\" class=\"by-row\"></label>"
    )?;
    if grid {
        write!(
            out,
            " <label>Columns with <input type=\"search\" class=\"by-column\"></label> \
             <label><input type=\"checkbox\" class=\"some\"> only rows that are not all x</label>"
        )?;
    }
    writeln!(out, "</div>")
}

/// The class of a cell that is a letter of the matrix, alone or with what it rests on.
fn letter(cell: &str) -> Option<&'static str> {
    let first = cell.split(' ').next()?;
    Some(match first {
        "Y" => "Y",
        "x" | "·" => "x",
        "D" => "D",
        "C" => "C",
        "!" => "L",
        "~" => "P",
        _ => return None,
    })
}
