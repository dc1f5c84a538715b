//! Policy variables (section 3.7): a text that holds one becomes an alternative for each value the key can have.
//! Cedar's `like` takes a literal pattern only, so the value must stand in it when the policy is written.

use permlens::model::Version;

use super::With;
use super::glyph::{Glyph, Question, plain, written};
use super::syntax::{all, not, quoted};
use crate::reading::Mistake;

/// One reading of a text: the pattern it is, when `when` holds.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// A Cedar expression.
    pub when: String,
    /// The pattern.
    pub glyphs: Vec<Glyph>,
}

enum Part<'a> {
    Written(&'a str),
    Literal(char),
    Key(String, Option<String>),
}

/// Every reading of `text`; none where it holds a variable that cannot be read, which matches nothing.
pub fn alternatives(text: &str, question: Question, with: With<'_>) -> Vec<Alternative> {
    let as_written = |text| Alternative {
        when: "true".to_owned(),
        glyphs: written(text, question).collect(),
    };
    if with.version == Version::Role {
        return vec![as_written(text)];
    }
    let Some(parts) = parts(text, with.version) else {
        return Vec::new();
    };
    let mut readings = vec![as_written("")];
    for part in parts {
        let choices = match part {
            Part::Written(text) => vec![as_written(text)],
            Part::Literal(character) => vec![Alternative {
                when: "true".to_owned(),
                glyphs: vec![Glyph::Char(character)],
            }],
            Part::Key(key, default) => of_key(&key, default.as_deref(), question, with),
        };
        readings = readings
            .iter()
            .flat_map(|reading| {
                choices.iter().map(|choice| Alternative {
                    when: all([reading.when.clone(), choice.when.clone()]),
                    glyphs: [reading.glyphs.clone(), choice.glyphs.clone()].concat(),
                })
            })
            .collect();
    }
    readings
}

fn of_key(
    key: &str,
    default: Option<&str>,
    question: Question,
    with: With<'_>,
) -> Vec<Alternative> {
    let key = quoted(&key.to_lowercase());
    let single = format!("(context has {key} && context[{key}] has only)");
    let literal = |text: &str| match with.reading.makes(Mistake::VariableWildcards) {
        false => plain(text).collect(),
        true => written(text, question).collect(),
    };
    let name = key.trim_matches('"').to_owned();
    let mut choices: Vec<Alternative> = with
        .domain
        .values(&name)
        .map(|value| Alternative {
            when: format!("({single} && context[{key}].only == {})", quoted(value)),
            glyphs: literal(value),
        })
        .collect();
    // No value, or several of them: the default stands in.
    choices.extend(default.map(|default| Alternative {
        when: not(&single),
        glyphs: plain(default).collect(),
    }));
    choices
}

/// The parts of a text, or `None` where a variable is malformed.
fn parts(text: &str, version: Version) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let mut quotes = 0;
        let end = after.find(|character| {
            quotes += usize::from(character == '\'');
            character == '}' && quotes % 2 == 0
        })?;
        parts.push(Part::Written(before));
        parts.push(variable(after[..end].trim(), version)?);
        rest = &after[end + 1..];
    }
    parts.push(Part::Written(rest));
    Some(parts)
}

fn variable(body: &str, version: Version) -> Option<Part<'static>> {
    match (body, version) {
        ("$", _) => return Some(Part::Literal('$')),
        ("*", Version::Identity) => return Some(Part::Literal('*')),
        ("?", Version::Identity) => return Some(Part::Literal('?')),
        _ => {}
    }
    let (name, default) = match body.split_once(',') {
        None => (body, None),
        Some((name, default)) => {
            let inner = default.trim().strip_prefix('\'')?.strip_suffix('\'')?;
            (name.trim(), Some(inner.replace("''", "'")))
        }
    };
    let fine = |character: char| character.is_alphanumeric() || ":-_/".contains(character);
    (!name.is_empty() && name.chars().all(fine)).then(|| Part::Key(name.to_owned(), default))
}
