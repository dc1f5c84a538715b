//! Text broken into rows: at blanks where it can, inside a word where it must.
//!
//! INVARIANT: no row is wider than the width, and no visible character is lost.

use unicode_segmentation::UnicodeSegmentation;

use super::text;

/// The rows of a text; at least one, so that an empty text keeps its place.
pub fn wrap(words: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let safe = text::clean(words);
    let mut rows = Vec::new();
    let mut rest = safe.as_ref();
    loop {
        let (head, _) = text::fit(rest, width);
        if head.len() == rest.len() {
            rows.push(rest.to_owned());
            return rows;
        }
        // a character wider than the whole width has to go somewhere
        let head = match head {
            "" => rest.graphemes(true).next().unwrap_or_default(),
            head => head,
        };
        let ends_word = rest
            .get(head.len()..)
            .is_some_and(|rest| rest.starts_with(' '));
        // a word that fits into a row of its own is not broken
        let fits_whole = |at: usize| {
            let word = rest.get(at + 1..).unwrap_or_default();
            let word = word.split(' ').next().unwrap_or_default();
            text::width(word) <= width
        };
        let at = match head.rfind(' ') {
            _ if ends_word => head.len(),
            Some(at) if at > 0 && (at >= head.len() / 2 || fits_whole(at)) => at,
            _ => head
                .rfind([':', '/', ','])
                .map(|at| at + 1)
                .filter(|at| *at > head.len() / 2)
                .unwrap_or(head.len()),
        };
        let (now, later) = rest.split_at(at);
        rows.push(now.trim_end().to_owned());
        rest = later.trim_start();
        if rest.is_empty() {
            return rows;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_at_blanks_then_at_colons_then_anywhere() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("ims:images:delete", 12), ["ims:images:", "delete"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("数据", 1), ["数", "据"]);
    }
}
