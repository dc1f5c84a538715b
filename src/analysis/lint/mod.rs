//! Lint: what is wrong with the text of a policy document, at which place, and what could be written instead.
//!
//! A text goes in, diagnostics come out; nothing is read or written here. The grammar is that of `engine::document`, the
//! meaning of actions and conditions is asked by the same functions as in the audit, and all rules stand in the audit's
//! tables. With an account, a document's place in it is judged too: see [`Home`].
//!
//! INVARIANT: after the safe fixes the engine decides every request as it did before them.

mod bench;
mod body;
mod content;
mod control;
mod diagnostic;
mod fixes;
mod grammar;
mod home;
mod lines;
mod tree;
mod twice;

use serde_json::Value;

use crate::analysis::audit::{DOCUMENT_RULES, RULES, Rule, Severity};
use crate::catalogue::Catalogue;

pub use body::{Dialect, called, dialect, is_document};
pub use diagnostic::{Diagnostic, Edit, Fix, Fixed, Safety, fixed};
pub use home::{Home, carriers};
pub use lines::{Lines, Position};

use bench::{Bench, Remark};
use body::{unpacked, unwrapped};
use grammar::Read;

/// The audit's rules that speak of documents and of their place, beside [`DOCUMENT_RULES`].
const SHARED: [&str; 11] = [
    "R12", "L01", "L02", "L03", "L04", "L05", "L06", "L07", "L08", "L09", "L11",
];

/// Every rule that a diagnostic may be of.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let shared = RULES.iter().filter(|rule| SHARED.contains(&rule.id));
    shared.chain(DOCUMENT_RULES)
}

/// The rule with this id, in any case.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// What is known about a text beside its content.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What the policy is or will be called.
    pub name: &'a str,
    /// The catalogue.
    pub catalogue: &'static Catalogue,
    /// The account that it belongs into.
    pub home: Option<&'a Home>,
    /// What it is for, unless the text says so itself.
    pub dialect: Dialect,
}

/// Everything that is wrong with a text, in the order of the text.
#[must_use]
pub fn lint(text: &str, subject: Subject<'_>) -> Vec<Diagnostic> {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return not_json(text, &error).into_iter().collect(),
    };
    let Some(root) = tree::read(text) else {
        return Vec::new();
    };
    let (base, inner) = unwrapped(&value);
    let name = called(&value).unwrap_or(subject.name);
    let dialect = dialect(&value).unwrap_or(subject.dialect);
    let packed = unpacked(inner);
    let mut bench = Bench {
        text,
        node: root.follow(base).node,
        value: packed.as_ref().unwrap_or(inner),
        base,
        found: Vec::new(),
    };
    if packed.is_some() {
        let message =
            "the document is given as text in a string: what is said of it cannot point into it";
        let help = "lint what is in the string by itself to be shown the places";
        bench.add(Remark::new("G02", Severity::Info, "", message).help(help));
    }
    twice::keys(&mut bench);
    match (grammar::judge(&mut bench), dialect) {
        (Read::Whole(document), Dialect::ServiceControl) => {
            control::judge(&mut bench, &document);
            twice::parts(&mut bench, &document);
        }
        (Read::Part(document), Dialect::ServiceControl) => control::judge(&mut bench, &document),
        (Read::Whole(document), Dialect::Policy) => {
            content::judge(&mut bench, &document, subject.catalogue, name);
            twice::parts(&mut bench, &document);
            if let Some(home) = subject.home {
                home.judge(&mut bench, &document, name);
            }
        }
        (Read::Part(document), Dialect::Policy) => {
            content::judge(&mut bench, &document, subject.catalogue, name);
        }
        (Read::Nothing, _) => {}
    }
    let mut found = bench.found;
    found.sort_by(|a, b| {
        (a.span.start, a.rule.id, &a.message).cmp(&(b.span.start, b.rule.id, &b.message))
    });
    found
}

/// Where and why a text is not JSON.
fn not_json(text: &str, error: &serde_json::Error) -> Option<Diagnostic> {
    let lines = Lines::of(text);
    // A column of serde_json counts bytes from 1, and is 0 where a line begins.
    let at = lines.start(error.line()) + error.column().saturating_sub(1);
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let length = text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, char::len_utf8);
    let told = error.to_string();
    let told = match told.rsplit_once(" at line ") {
        _ if text.trim().is_empty() => "an empty text",
        Some((what, _)) if what.starts_with("EOF while") => "it ends before it is complete",
        Some(("expected value", _)) => "expected a value",
        Some((what, _)) => what,
        None => told.as_str(),
    };
    let (message, fix) = match text.strip_prefix('\u{feff}') {
        Some(_) => {
            let edits = bench::replace(&(0..'\u{feff}'.len_utf8()), "");
            let fix = Fix::safe("take the byte order mark out", edits);
            (
                "not JSON: a byte order mark before it".to_owned(),
                Some(fix),
            )
        }
        None => (format!("not JSON: {told}"), None),
    };
    Some(Diagnostic {
        rule: rule("G01")?,
        severity: Severity::High,
        pointer: String::new(),
        span: at..at + length,
        message,
        help: None,
        fix,
    })
}

/// What is wrong with bytes that are no UTF-8 text; the place counts in the text with stand-ins for what is not.
#[must_use]
pub fn not_text(valid: usize) -> Option<Diagnostic> {
    let stand_in = '\u{fffd}'.len_utf8();
    Some(Diagnostic {
        rule: rule("G01")?,
        severity: Severity::High,
        pointer: String::new(),
        span: valid..valid + stand_in,
        message: "not JSON: bytes that are no UTF-8".to_owned(),
        help: None,
        fix: None,
    })
}
