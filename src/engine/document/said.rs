//! How values of a document are spoken of in messages. Documents are untrusted text: control characters are
//! escaped so that a message cannot move the cursor or reverse the line, and long values are shortened.

use serde_json::Value;

/// The longest piece of somebody's text that a message repeats.
const LONGEST: usize = 60;

/// A value in words: `the number 3`, `"Alow"`, `an object`.
#[must_use]
pub fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("the boolean {value}"),
        Value::Number(value) => format!("the number {value}"),
        Value::String(text) => quote(text),
        Value::Array(items) if items.is_empty() => "an empty array".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// A text in quotes, shortened and safe to print.
#[must_use]
pub fn quote(text: &str) -> String {
    format!("\"{}\"", plain(text))
}

/// A text shortened and safe to print, without quotes.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut safe = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST {
            safe.push('…');
            break;
        }
        push(&mut safe, character);
    }
    safe
}

/// A text safe to print, at full length: for names of files.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        push(&mut safe, character);
    }
    safe
}

fn push(safe: &mut String, character: char) {
    if matches!(character, '\'' | '"' | '\\') {
        safe.push(character);
    } else {
        safe.extend(character.escape_debug());
    }
}
