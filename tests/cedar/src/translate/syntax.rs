//! Cedar's syntax: texts, patterns, and the connectives. Nothing here knows a permission.

use super::glyph::Glyph;

/// A text as a Cedar literal.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        escape(character, &mut quoted);
    }
    quoted.push('"');
    quoted
}

fn escape(character: char, into: &mut String) {
    match character {
        '"' | '\\' => {
            into.push('\\');
            into.push(character);
        }
        _ => into.push(character),
    }
}

/// `subject like "…"`. Cedar's `like` knows the star only: a question mark becomes one alternative
/// for each character that a request can hold.
pub fn like(subject: &str, glyphs: &[Glyph], alphabet: &[char]) -> String {
    let Some(at) = glyphs.iter().position(|glyph| *glyph == Glyph::One) else {
        let mut pattern = String::new();
        for glyph in glyphs {
            match glyph {
                Glyph::Star => pattern.push('*'),
                // A star that is meant as itself is escaped in Cedar's patterns.
                Glyph::Char('*') => pattern.push_str("\\*"),
                Glyph::Char(character) => escape(*character, &mut pattern),
                Glyph::One => unreachable!("there is none"),
            }
        }
        return format!("({subject} like \"{pattern}\")");
    };
    any(alphabet.iter().map(|character| {
        let mut narrowed = glyphs.to_vec();
        narrowed[at] = Glyph::Char(*character);
        like(subject, &narrowed, alphabet)
    }))
}

/// A set of texts.
pub fn set(texts: impl IntoIterator<Item = String>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|text| quoted(&text)).collect();
    format!("[{}]", texts.join(", "))
}

/// `true` or `false`.
pub fn truth(truth: bool) -> String {
    truth.to_string()
}

/// Not.
pub fn not(expression: &str) -> String {
    format!("!({expression})")
}

/// All of them; `true` when there are none.
pub fn all(parts: impl IntoIterator<Item = String>) -> String {
    joined(parts.into_iter().collect(), "&&", "true")
}

/// One of them; `false` when there are none.
pub fn any(parts: impl IntoIterator<Item = String>) -> String {
    joined(parts.into_iter().collect(), "||", "false")
}

/// Joined as a tree of small depth: Cedar's evaluator recurses.
fn joined(mut parts: Vec<String>, connective: &str, neutral: &str) -> String {
    parts.retain(|part| part != neutral);
    match parts.len() {
        0 => neutral.to_owned(),
        1 => parts.remove(0),
        many => {
            let right = parts.split_off(many / 2);
            format!(
                "({} {connective} {})",
                joined(parts, connective, neutral),
                joined(right, connective, neutral)
            )
        }
    }
}
