//! A matrix of letters as tables: each letter links to its reason, which is written once below them all.
//! More columns than a sheet of paper holds go into a table of their own.

use std::io::{self, Write};

use super::super::Provenance;
use super::super::reasons::{MOST_REASONS, Reasons, Told};
use super::super::story::{Line, Tag};
use super::{begin, end, escaped, head, tools};
use crate::analysis::matrix::Matrix;
use crate::model::Mark;

/// As many columns stand side by side on A4 and Letter, lying.
const ABREAST: usize = 40;

/// From this many columns on, the headers stand upright.
const TALL: usize = 7;

/// What a column is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridColumn {
    /// In its header.
    pub label: String,
    /// In full, where the header is shorter.
    pub full: Option<String>,
}

/// A matrix to be written.
#[derive(Debug)]
pub struct Grid<'a> {
    /// Its rows.
    pub matrix: &'a Matrix,
    /// What the rows are: "Operation".
    pub first: &'a str,
    /// One a column.
    pub columns: &'a [GridColumn],
    /// Its letters and their reasons.
    pub told: &'a Reasons,
}

/// A matrix as a page of its own: `headers` are those of its columns.
pub fn matrix_page(
    out: &mut dyn Write,
    (matrix, first): (&Matrix, &str),
    headers: &[String],
    provenance: &Provenance,
) -> io::Result<()> {
    let title = provenance.question.as_deref().unwrap_or("Access matrix");
    begin(out, title)?;
    head(out, provenance)?;
    let column = |header: &String| GridColumn {
        label: header.clone(),
        full: (header.chars().count() > LONGEST).then(|| header.clone()),
    };
    let columns: Vec<GridColumn> = headers.iter().map(column).collect();
    let told = Reasons::of(matrix);
    if told.reasons.is_empty() && !columns.is_empty() {
        writeln!(
            out,
            "<p><strong>Reasons are left out</strong> of a matrix of more than {MOST_REASONS} cells; --service, --project or fewer columns leave room for them, and <code>permlens check</code> tells a single one.</p>"
        )?;
    }
    let grid = Grid {
        matrix,
        first,
        columns: &columns,
        told: &told,
    };
    writeln!(out, "<div class=\"wide\">")?;
    write(out, &grid)?;
    writeln!(out, "</div>")?;
    end(out)
}

/// A header of more characters is cut where it stands upright.
const LONGEST: usize = 20;

/// Writes the legend, the tables and the list of reasons.
pub fn write(out: &mut dyn Write, grid: &Grid<'_>) -> io::Result<()> {
    legend(out, grid.told)?;
    let rows = rows(grid.matrix);
    let bands = grid.columns.len().div_ceil(ABREAST).max(1);
    // Tables of the same width read better than a last one of two columns.
    let abreast = grid.columns.len().div_ceil(bands);
    for band in 0..bands {
        let from = band * abreast;
        let columns: Vec<&GridColumn> = grid.columns.iter().skip(from).take(abreast).collect();
        let cells: Vec<&[Told]> = grid
            .told
            .cells
            .iter()
            .skip(from)
            .take(abreast)
            .map(Vec::as_slice)
            .collect();
        writeln!(out, "<div class=\"part\">")?;
        if bands > 1 {
            let last = from + columns.len();
            writeln!(
                out,
                "<p class=\"soft\">Columns {} to {last} of {}</p>",
                from + 1,
                grid.columns.len()
            )?;
        }
        tools(out, true)?;
        table(out, (grid.first, &rows), (&columns, &cells))?;
        writeln!(out, "</div>")?;
    }
    reasons(out, grid.told)
}

/// The label of each row, with its service and the actions behind it where the label does not say them.
fn rows(matrix: &Matrix) -> Vec<(String, String)> {
    let catalogue = matrix.engine().catalogue();
    let row = |row: &crate::analysis::matrix::Row| {
        let mut small = catalogue.services.get(row.service).code.to_owned();
        let names: Vec<&str> = row
            .actions
            .iter()
            .map(|id| matrix.action_name(*id))
            .collect();
        const NAMED: usize = 3;
        match names.len() {
            0 => {}
            1..=NAMED => small = names.join(", "),
            more => {
                small = format!(
                    "{} and {} more actions",
                    names
                        .iter()
                        .take(NAMED)
                        .copied()
                        .collect::<Vec<_>>()
                        .join(", "),
                    more - NAMED
                )
            }
        }
        let small = if small == row.label {
            String::new()
        } else {
            small
        };
        (row.label.clone(), small)
    };
    matrix.rows().iter().map(row).collect()
}

type Rows<'a> = (&'a str, &'a [(String, String)]);
type Cells<'a> = (&'a [&'a GridColumn], &'a [&'a [Told]]);

fn table(
    out: &mut dyn Write,
    (first, rows): Rows<'_>,
    (columns, cells): Cells<'_>,
) -> io::Result<()> {
    let tall = if columns.len() >= TALL { " tall" } else { "" };
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\"><table class=\"grid{tall}\">"
    )?;
    write!(
        out,
        "<thead><tr><th scope=\"col\"><button type=\"button\">{}</button></th>",
        escaped(first)
    )?;
    for column in columns {
        let full = column
            .full
            .as_deref()
            .map(|full| format!(" title=\"{}\"", escaped(full)));
        write!(
            out,
            "<th scope=\"col\"{}><button type=\"button\"><span>{}</span></button></th>",
            full.unwrap_or_default(),
            escaped(&column.label)
        )?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for (index, (label, small)) in rows.iter().enumerate() {
        write!(out, "<tr><th scope=\"row\">{}", escaped(label))?;
        if !small.is_empty() {
            write!(out, " <small>{}</small>", escaped(small))?;
        }
        write!(out, "</th>")?;
        for column in cells {
            let Some(told) = column.get(index) else {
                continue;
            };
            let (class, letter) = (class(told.mark), told.mark.letter());
            match told.reason {
                Some(at) => write!(
                    out,
                    "<td class=\"m{class}\"><a href=\"#r{}\">{letter}</a></td>",
                    at + 1
                )?,
                None => write!(out, "<td class=\"m{class}\">{letter}</td>")?,
            }
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody></table></div>")
}

/// The letters that occur, with their meaning.
fn legend(out: &mut dyn Write, told: &Reasons) -> io::Result<()> {
    let mut counts = [0_usize; Mark::ALL.len()];
    for cell in told.cells.iter().flatten() {
        for (count, mark) in counts.iter_mut().zip(Mark::ALL) {
            *count += usize::from(mark == cell.mark);
        }
    }
    write!(out, "<ul class=\"legend\">")?;
    for (mark, count) in Mark::ALL
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
    {
        write!(
            out,
            "<li><b class=\"{}\">{}</b> {} <small>({count})</small></li>",
            class(mark),
            mark.letter(),
            meaning(mark)
        )?;
    }
    writeln!(out, "</ul>")
}

fn meaning(mark: Mark) -> &'static str {
    match mark {
        Mark::Allowed => "allowed",
        Mark::NotAllowed => "not allowed",
        Mark::Denied => "explicitly denied",
        Mark::Conditional => "under a condition, for some resources, or not known",
        Mark::MissingDependency => "allowed, but not an action it needs on the way",
        Mark::Partial => "some of its actions",
        Mark::Silent => "a permission that only denies says nothing",
    }
}

fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Allowed => "Y",
        Mark::NotAllowed | Mark::Silent => "x",
        Mark::Denied => "D",
        Mark::Conditional => "C",
        Mark::MissingDependency => "L",
        Mark::Partial => "P",
    }
}

fn reasons(out: &mut dyn Write, told: &Reasons) -> io::Result<()> {
    if told.reasons.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<h2>Reasons</h2>\n<p class=\"soft\">Each letter links to its reason; cells of the same reason share it.</p>\n<ol class=\"reasons\">"
    )?;
    for (index, lines) in told.reasons.iter().enumerate() {
        write!(out, "<li id=\"r{}\"><ul class=\"why\">", index + 1)?;
        for line in lines {
            story_line(out, line)?;
        }
        writeln!(out, "</ul></li>")?;
    }
    writeln!(out, "</ol>")
}

fn story_line(out: &mut dyn Write, line: &Line) -> io::Result<()> {
    let text = escaped(&line.text);
    match line.tag {
        Tag::Head => write!(out, "<li class=\"head\">{text}</li>"),
        Tag::Note => write!(out, "<li class=\"note\">{text}</li>"),
        tag => write!(
            out,
            "<li class=\"{}\"><b>{}</b>{text}</li>",
            tag.word().to_lowercase(),
            tag.word()
        ),
    }
}
