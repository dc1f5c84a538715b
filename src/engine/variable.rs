//! Policy variables: `${key}` in a condition value or a resource (section 3.7).
//! One round of replacement; what a value brings in is literal, never a wildcard.

use crate::model::Version;

use super::context::{KeyValue, Keys};
use super::truth::Openings;

/// A piece of a pattern after replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As written: wildcards count.
    Written(String),
    /// Brought in by a variable: literal.
    Literal(String),
}

/// What replacement made of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expanded {
    /// Every variable had a value.
    Text(Vec<Piece>),
    /// A variable failed: the text matches nothing.
    Failed,
    /// A variable hangs on a key that is open; the keys were noted.
    Open,
}

/// A parsed reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variable {
    /// `${$}`, and in 5.0 `${*}` and `${?}`.
    Plain(char),
    /// `${key}` or `${key, 'default'}`.
    Key {
        /// The key.
        name: String,
        /// What stands in when the replacement fails.
        default: Option<String>,
    },
    /// Anything else between `${` and `}`, or no `}` at all.
    Malformed,
}

/// Splits `text` at its variables: written pieces and references, in order.
#[must_use]
pub fn split(text: &str, version: Version) -> Vec<Result<&str, Variable>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, after) = rest.split_at(start);
        if !before.is_empty() {
            parts.push(Ok(before));
        }
        let inner = after.get(2..).unwrap_or_default();
        let Some(end) = closing_brace(inner) else {
            parts.push(Err(Variable::Malformed));
            return parts;
        };
        let (body, tail) = inner.split_at(end);
        parts.push(Err(reference(body, version)));
        rest = tail.get(1..).unwrap_or_default();
    }
    if !rest.is_empty() {
        parts.push(Ok(rest));
    }
    parts
}

/// The closing brace, which a quoted default may hide.
fn closing_brace(inner: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, character) in inner.char_indices() {
        match character {
            '\'' => quoted = !quoted,
            '}' if !quoted => return Some(at),
            _ => {}
        }
    }
    // An unbalanced quote must not swallow the rest of the text.
    inner.find('}')
}

fn reference(body: &str, version: Version) -> Variable {
    let trimmed = body.trim();
    match trimmed {
        "$" => return Variable::Plain('$'),
        "*" if version == Version::Identity => return Variable::Plain('*'),
        "?" if version == Version::Identity => return Variable::Plain('?'),
        _ => {}
    }
    let (name, default) = match trimmed.split_once(',') {
        None => (trimmed, None),
        Some((name, default)) => match quoted(default.trim()) {
            Some(default) => (name.trim(), Some(default)),
            None => return Variable::Malformed,
        },
    };
    let nonsense =
        name.is_empty() || name.contains(|c: char| c.is_whitespace() || "${}'*?".contains(c));
    if nonsense {
        return Variable::Malformed;
    }
    Variable::Key {
        name: name.to_owned(),
        default,
    }
}

fn quoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut parts = inner.split("''");
    let lone = parts.any(|part| part.contains('\''));
    (!lone).then(|| inner.replace("''", "'"))
}

/// A text that `text` matches: variables replaced, each wildcard by `filler`. `None` where a variable has no value.
#[must_use]
pub fn example(text: &str, version: Version, keys: &Keys<'_>, filler: &str) -> Option<String> {
    let Expanded::Text(pieces) = expand(text, version, keys, &mut Openings::default()) else {
        return None;
    };
    let plain = |piece: Piece| match piece {
        Piece::Written(text) => text.replace('*', filler).replace('?', "x"),
        Piece::Literal(text) => text,
    };
    Some(pieces.into_iter().map(plain).collect())
}

/// Replaces the variables of `text`; keys that are open are noted in `openings`.
#[must_use]
pub fn expand(text: &str, version: Version, keys: &Keys<'_>, openings: &mut Openings) -> Expanded {
    if version == Version::Role || !text.contains("${") {
        return Expanded::Text(vec![Piece::Written(text.to_owned())]);
    }
    let mut pieces = Vec::new();
    let mut open = false;
    for part in split(text, version) {
        match part {
            Ok(written) => pieces.push(Piece::Written(written.to_owned())),
            Err(Variable::Plain(character)) => pieces.push(Piece::Literal(character.to_string())),
            Err(Variable::Malformed) => return Expanded::Failed,
            Err(Variable::Key { name, default }) => match (keys.get(&name), default) {
                (KeyValue::Open, _) => {
                    openings.key(&name);
                    open = true;
                }
                (KeyValue::Known([value]), _) => pieces.push(Piece::Literal(value.clone())),
                (_, Some(default)) => pieces.push(Piece::Literal(default)),
                (_, None) => return Expanded::Failed,
            },
        }
    }
    if open {
        Expanded::Open
    } else {
        Expanded::Text(pieces)
    }
}
