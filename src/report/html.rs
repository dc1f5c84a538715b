//! One HTML page that opens offline: tables that sort and filter, letters with their colours, made to be printed too.
//! Every text is escaped; the page asks for nothing from anywhere, and says so to the browser.

use std::io::{self, Write};

use super::{Sheet, plain};

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
"#;

const STYLE: &str = r"<style>
:root { color-scheme: light dark; --line: #8884; --head: #f2f2f5; --ground: #fff; }
@media (prefers-color-scheme: dark) { :root { --head: #22242a; --ground: #14151a; } }
body { font: 14px/1.45 system-ui, sans-serif; margin: 1.5rem; background: var(--ground); }
h1 { font-size: 1.2rem; } h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
input { font: inherit; padding: .3rem .5rem; margin: .3rem 0 .6rem; width: 22rem; max-width: 90%; }
.scroll { overflow: auto; max-height: 85vh; border: 1px solid var(--line); }
table { border-collapse: separate; border-spacing: 0; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { position: sticky; top: 0; background: var(--head); z-index: 2; white-space: nowrap; }
thead button { all: unset; cursor: pointer; font-weight: 600; }
thead button:focus-visible { outline: 2px solid; }
tbody th { position: sticky; left: 0; background: var(--ground); font-weight: 400; z-index: 1; }
td.mark { text-align: center; font-family: ui-monospace, monospace; font-weight: 700; }
.Y { color: #1a7f37; } .x { color: #8a8a8a; } .D { color: #c62828; } .C { color: #9a6700; } .L { color: #b35900; } .P { color: #0b6bcb; }
@media print { body { margin: 0; font-size: 9pt; } input { display: none; } .scroll { overflow: visible; max-height: none; border: 0; }
 thead th, tbody th { position: static; } tr { break-inside: avoid; } }
@page { margin: 14mm; }
</style>
";

const SCRIPT: &str = r"<script>
document.querySelectorAll('section').forEach(section => {
  const body = section.querySelector('tbody'), field = section.querySelector('input');
  if (!body) return;
  const rows = [...body.rows];
  field?.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach(row => { const text = row.textContent.toLowerCase(); row.hidden = !words.every(word => text.includes(word)); });
  });
  section.querySelectorAll('thead button').forEach((button, at) => button.addEventListener('click', () => {
    const th = button.parentElement, up = th.ariaSort !== 'ascending';
    section.querySelectorAll('thead th').forEach(other => other.removeAttribute('aria-sort'));
    th.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const key = row => row.cells[at]?.textContent ?? '';
    rows.sort((a, b) => (up ? 1 : -1) * key(a).localeCompare(key(b), undefined, {numeric: true}));
    rows.forEach(row => body.append(row));
  }));
});
</script>
";

/// Writes sheets as sections of one page.
pub fn write(out: &mut dyn Write, sheets: &[Sheet]) -> io::Result<()> {
    let shown: Vec<&Sheet> = sheets
        .iter()
        .filter(|sheet| sheet.says_something())
        .collect();
    let title = shown
        .iter()
        .map(|sheet| sheet.title.as_str())
        .find(|title| !title.is_empty())
        .unwrap_or("permlens");
    write!(
        out,
        "{HEAD}<title>{}</title>\n{STYLE}</head>\n<body>\n",
        escaped(title)
    )?;
    writeln!(out, "<h1>{}</h1>", escaped(title))?;
    for sheet in shown {
        section(out, sheet)?;
    }
    write!(out, "{SCRIPT}</body>\n</html>\n")
}

fn section(out: &mut dyn Write, sheet: &Sheet) -> io::Result<()> {
    writeln!(out, "<section>")?;
    if !sheet.title.is_empty() {
        writeln!(out, "<h2>{}</h2>", escaped(&sheet.title))?;
    }
    if !sheet.columns.is_empty() {
        let label = "<label>Show only rows with <input type=\"search\"></label>";
        writeln!(out, "{label}")?;
    }
    writeln!(out, "<div class=\"scroll\"><table>")?;
    if !sheet.columns.is_empty() {
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
            let text = escaped(cell);
            match (at, letter(cell)) {
                (0, _) => write!(out, "<th scope=\"row\">{text}</th>")?,
                (_, Some(class)) => write!(out, "<td class=\"mark {class}\">{text}</td>")?,
                (_, None) => write!(out, "<td>{text}</td>")?,
            }
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody></table></div>\n</section>")
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

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in plain(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
