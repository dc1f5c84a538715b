//! Diagnostics of texts: for people as excerpts with what is meant underlined, for programs as objects, for code scanning
//! as SARIF with regions and fixes.

use std::fmt::Write as _;
use std::ops::Range;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthChar;

use super::sarif::{level, log, rule, uri};
use super::{Answer, Sheet, insert, plain};
use crate::analysis::audit::Rule;
use crate::analysis::lint::{Diagnostic, Fix, Lines, Position, Safety, rules};

/// A text and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Linted {
    /// The file, as the call names it.
    pub file: String,
    /// Its text.
    pub text: String,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Excerpts of a longer line than this many columns show what is underlined and as much around it as fits.
const ROOM: usize = 100;

/// Every diagnostic with the line it is about, what is meant underlined.
#[must_use]
pub fn lint_text(linted: &[Linted]) -> String {
    let mut out = String::new();
    for one in linted {
        let lines = Lines::of(&one.text);
        for diagnostic in &one.diagnostics {
            excerpt(&mut out, one, &lines, diagnostic);
        }
    }
    out
}

fn excerpt(out: &mut String, linted: &Linted, lines: &Lines<'_>, one: &Diagnostic) {
    let start = lines.position(one.span.start);
    let number = start.line.to_string();
    let gutter = " ".repeat(number.len());
    let (shown, before, length) = window(lines, start, &one.span);
    let word = level(one.severity);
    let _ = writeln!(out, "{word}[{}]: {}", one.rule.id, plain(&one.message));
    let _ = writeln!(
        out,
        "{gutter}--> {}:{}:{}",
        plain(&linted.file),
        start.line,
        start.column
    );
    let _ = writeln!(out, "{gutter} |\n{number} | {shown}");
    let _ = writeln!(
        out,
        "{gutter} | {}{}",
        " ".repeat(before),
        "^".repeat(length)
    );
    if let Some(fix) = &one.fix {
        let sure = match fix.safety {
            Safety::Safe => "",
            Safety::Unsafe => " (perhaps; --fix leaves it to you)",
        };
        let _ = writeln!(out, "{gutter} = help: {}{sure}", plain(&fix.title));
    }
    match (&one.help, &one.fix) {
        (Some(help), _) => {
            let _ = writeln!(out, "{gutter} = help: {}", plain(help));
        }
        (None, None) => {
            let _ = writeln!(out, "{gutter} = help: {}", plain(one.rule.fix));
        }
        (None, Some(_)) => {}
    }
    out.push('\n');
}

/// The line of a diagnostic without anything a terminal obeys, cut to what fits; the columns before what is meant, and
/// those it takes.
fn window(lines: &Lines<'_>, start: Position, span: &Range<usize>) -> (String, usize, usize) {
    let line = lines.line(start.line);
    let from = lines.start(start.line);
    // Of a line of any length no more is looked at than can be shown: a document may be one line.
    let near = |mut at: usize| {
        at = at.min(line.len());
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let meant = span.start.saturating_sub(from);
    let first = near(meant.saturating_sub(8 * ROOM));
    let line = line.get(first..near(meant + 16 * ROOM)).unwrap_or_default();
    let from = from + first;
    let columns = |text: &str| -> usize { text.chars().map(|one| one.width().unwrap_or(0)).sum() };
    let (mut shown, mut before, mut length) = (String::new(), 0, 0);
    for (at, character) in line.char_indices() {
        let one = plain(character.encode_utf8(&mut [0; 4]));
        let width = columns(&one);
        let byte = from + at;
        if byte < span.start {
            before += width;
        } else if byte < span.end {
            length += width;
        }
        shown.push_str(&one);
    }
    if columns(&shown) <= ROOM {
        return (shown.trim_end().to_owned(), before, length.max(1));
    }
    // The underlined part, or its beginning, near the middle.
    let skipped = before.saturating_sub(ROOM / 3);
    let mut cut = String::from(if skipped > 0 { "…" } else { "" });
    let (mut column, mut gone) = (0, 0);
    for character in shown.chars() {
        let width = character.width().unwrap_or(0);
        if column < skipped {
            gone += width;
        } else if column + width <= skipped + ROOM {
            cut.push(character);
        }
        column += width;
    }
    if column > skipped + ROOM {
        cut.push('…');
    }
    let before = before.saturating_sub(gone) + usize::from(skipped > 0);
    (
        cut,
        before,
        length.clamp(1, ROOM.saturating_sub(before).max(1)),
    )
}

/// Diagnostics in every form but excerpts and SARIF.
#[must_use]
pub fn lint_answer(linted: &[Linted]) -> Answer {
    let columns = [
        "File", "Line", "Column", "Severity", "Rule", "Problem", "Help",
    ];
    let mut sheet = Sheet::new("", &columns);
    let mut objects = Vec::new();
    for one in linted {
        let lines = Lines::of(&one.text);
        for diagnostic in &one.diagnostics {
            let at = lines.position(diagnostic.span.start);
            sheet.row([
                one.file.clone(),
                at.line.to_string(),
                at.column.to_string(),
                diagnostic.severity.text().to_owned(),
                diagnostic.rule.id.to_owned(),
                diagnostic.message.clone(),
                help(diagnostic).to_owned(),
            ]);
            objects.push(object(one, &lines, diagnostic));
        }
    }
    Answer {
        sheets: vec![sheet],
        json: Value::Array(objects.clone()),
        lines: objects,
    }
}

/// The most particular advice there is.
fn help(diagnostic: &Diagnostic) -> &str {
    let fix = diagnostic.fix.as_ref().map(|fix| fix.title.as_str());
    let own = fix.or(diagnostic.help.as_deref());
    own.unwrap_or(diagnostic.rule.fix)
}

fn object(linted: &Linted, lines: &Lines<'_>, one: &Diagnostic) -> Value {
    let (start, end) = (lines.position(one.span.start), lines.position(one.span.end));
    let fix = one.fix.as_ref().map(|fix| {
        let edits = fix
            .edits
            .iter()
            .map(|edit| json!({"start": edit.span.start, "end": edit.span.end, "text": edit.text}));
        json!({
            "title": fix.title,
            "safe": fix.safety == Safety::Safe,
            "edits": edits.collect::<Vec<_>>(),
        })
    });
    let mut object = json!({
        "file": linted.file,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "rule": one.rule.id,
        "severity": one.severity.text(),
        "message": one.message,
        "pointer": one.pointer,
        "help": help(one),
    });
    insert(&mut object, "fix", fix.unwrap_or(Value::Null));
    object
}

/// Diagnostics as SARIF 2.1.0.
#[must_use]
pub fn lint_sarif(linted: &[Linted]) -> Value {
    let all: Vec<&Rule> = rules().collect();
    let mut results = Vec::new();
    for (index, one) in linted.iter().enumerate() {
        let lines = Lines::of(&one.text);
        let artifact = json!({"uri": uri(&one.file), "index": index});
        for diagnostic in &one.diagnostics {
            let id = diagnostic.rule.id;
            let mut result = json!({
                "ruleId": id,
                "level": level(diagnostic.severity),
                "message": {"text": format!("{}. {}.", plain(&diagnostic.message), plain(help(diagnostic)))},
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": artifact,
                        "region": region(&lines, &diagnostic.span),
                    },
                }],
                "properties": {
                    "severity": diagnostic.severity.text(),
                    "pointer": plain(&diagnostic.pointer),
                },
            });
            if let Some(at) = all.iter().position(|rule| rule.id == id) {
                insert(&mut result, "ruleIndex", json!(at));
            }
            // To a service that takes fixes each is one to make with a click: guesses stay advice.
            if let Some(fix) = diagnostic
                .fix
                .as_ref()
                .filter(|fix| fix.safety == Safety::Safe)
            {
                insert(
                    &mut result,
                    "fixes",
                    json!([change(&artifact, &lines, fix)]),
                );
            }
            results.push(result);
        }
    }
    let artifacts = linted
        .iter()
        .map(|one| json!({"location": {"uri": uri(&one.file)}}));
    let rules = all.iter().map(|one| rule(one)).collect();
    log(rules, artifacts.collect(), results)
}

fn region(lines: &Lines<'_>, span: &Range<usize>) -> Value {
    let (start, end) = (lines.position(span.start), lines.position(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn change(artifact: &Value, lines: &Lines<'_>, fix: &Fix) -> Value {
    let replacements = fix.edits.iter().map(|edit| {
        json!({
            "deletedRegion": region(lines, &edit.span),
            "insertedContent": {"text": edit.text},
        })
    });
    json!({
        "description": {"text": plain(&fix.title)},
        "artifactChanges": [{
            "artifactLocation": artifact,
            "replacements": replacements.collect::<Vec<_>>(),
        }],
    })
}
