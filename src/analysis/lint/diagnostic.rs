//! Something that is wrong with a text: where, by which rule, and what could be written instead.

use std::ops::Range;

use crate::analysis::audit::{Rule, Severity};

/// A problem of a document, at a place of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule.
    pub rule: &'static Rule,
    /// How serious: not always the rule's own severity.
    pub severity: Severity,
    /// JSON pointer into the file. Keys stand in it as written: untrusted text.
    pub pointer: String,
    /// The bytes it is about; they begin and end between characters.
    pub span: Range<usize>,
    /// What is wrong, without a full stop. Names of accounts stand in it as they are: untrusted text.
    pub message: String,
    /// What could be done, where the rule's own words do not say it all.
    pub help: Option<String>,
    /// What could be written instead.
    pub fix: Option<Fix>,
}

/// A change of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does: "write \"Allow\"".
    pub title: String,
    /// Whether it may be made without looking.
    pub safety: Safety,
    /// The changes, in the order of the text; they do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be made without looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Safety {
    /// It changes no decision.
    Safe,
    /// It is a guess, or changes what the document allows.
    Unsafe,
}

/// One stretch of text, and what replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub span: Range<usize>,
    /// What comes.
    pub text: String,
}

impl Fix {
    pub(super) fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self {
            title: title.into(),
            safety: Safety::Safe,
            edits,
        }
    }

    pub(super) fn guess(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self {
            safety: Safety::Unsafe,
            ..Self::safe(title, edits)
        }
    }
}

/// What was made of a text by its safe fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text.
    pub text: String,
    /// How many fixes went into it.
    pub count: usize,
    /// What is still wrong with it.
    pub left: Vec<Diagnostic>,
}

/// Makes every safe fix, and those that are possible after them, until there is none.
#[must_use]
pub fn fixed(text: &str, judge: &dyn Fn(&str) -> Vec<Diagnostic>) -> Fixed {
    /// Each round leaves fewer; this only ends what ought not to happen.
    const ROUNDS: usize = 16;
    let mut text = text.to_owned();
    let mut count = 0;
    let mut left = judge(&text);
    for _ in 0..ROUNDS {
        let (next, made) = round(&text, &left);
        if made == 0 {
            break;
        }
        count += made;
        text = next;
        left = judge(&text);
    }
    Fixed { text, count, left }
}

/// Makes the safe fixes that do not get into each other's way.
fn round(text: &str, diagnostics: &[Diagnostic]) -> (String, usize) {
    let mut edits: Vec<&Edit> = Vec::new();
    let mut made = 0;
    let fixes = diagnostics.iter().filter_map(|one| one.fix.as_ref());
    for fix in fixes.filter(|fix| fix.safety == Safety::Safe) {
        let free = |edit: &Edit| {
            edits.iter().all(|other| {
                let apart = edit.span.end <= other.span.start || other.span.end <= edit.span.start;
                apart && edit.span != other.span
            })
        };
        if fix.edits.iter().all(free) {
            edits.extend(&fix.edits);
            made += 1;
        }
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut after = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        after.push_str(text.get(at..edit.span.start).unwrap_or_default());
        after.push_str(&edit.text);
        at = edit.span.end;
    }
    after.push_str(text.get(at..).unwrap_or_default());
    (after, made)
}
