//! Text within HTML and XML.

use super::plain;

/// Text as both show it, whatever is in it.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in plain(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // No page may contain these, not even by their numbers, and no XML the last two of the first plane.
            '\u{fdd0}'..='\u{fdef}' => escaped.push('\u{fffd}'),
            other if u32::from(other) & 0xfffe == 0xfffe => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
