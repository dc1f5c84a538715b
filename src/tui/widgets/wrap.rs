//! Text broken into rows: at blanks where it can, inside a word where it must.
//!
//! INVARIANT: no row is wider than the width, and no visible character is lost.

use unicode_segmentation::UnicodeSegmentation;

use super::motion::Cursor;
use super::{Piece, pieces_width, text};
use crate::tui::theme::ThemeRole;

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

/// Pieces behind a lead as rows: what does not fit goes on below, stepped in as far as what it belongs to.
pub fn pieces<'a>(
    lead: Vec<Piece<'a>>,
    pieces: &'a [Piece<'_>],
    width: usize,
) -> Vec<Vec<Piece<'a>>> {
    let mut used = pieces_width(&lead);
    let hang = (used + stepped(pieces)).min(width / 2);
    let mut rows = vec![lead];
    for piece in pieces {
        let safe = text::clean(&piece.text).into_owned();
        let mut rest = safe.as_str();
        while !rest.is_empty() {
            let room = width.saturating_sub(used);
            let (fits, _) = text::fit(rest, room);
            // a word that fits into a row of its own is not broken
            let word = rest.split(' ').next().unwrap_or_default();
            let whole = used > hang && text::width(word) <= width - hang;
            let within = if whole { 0 } else { fits.len() };
            let cut = if fits.len() == rest.len() {
                fits.len()
            } else {
                fits.rfind([' ', ',', '/', ':']).map_or(within, |at| at + 1)
            };
            // nothing fits beside what stands there already, or anywhere
            let cut = match cut {
                0 if used > hang => 0,
                0 => rest.len(),
                cut => cut,
            };
            let (now, later) = rest.split_at(cut);
            if let Some(row) = rows.last_mut().filter(|_| !now.is_empty()) {
                row.push(Piece::new(piece.role, now.to_owned()));
                used += text::width(now);
            }
            rest = later;
            if !rest.is_empty() {
                rows.push(vec![Piece::new(ThemeRole::Text, " ".repeat(hang))]);
                used = hang;
            }
        }
    }
    rows
}

/// The first line on screen: lines of several rows take room from those above the cursor's.
pub fn top<R>(laid: &[Vec<R>], cursor: Cursor, page: usize) -> usize {
    let at = cursor.at();
    let mut top = cursor.top(laid.len(), page);
    let taken = |top: usize| -> usize {
        let lines = laid.iter().take(at + 1).skip(top);
        lines.map(Vec::len).sum()
    };
    while top < at && taken(top) > page {
        top += 1;
    }
    top
}

/// How far the rows below the first are stepped in: as far as what stands beside a label, else a little.
fn stepped(pieces: &[Piece<'_>]) -> usize {
    match pieces {
        [label, _, ..] if label.role == ThemeRole::Label && label.text.ends_with(' ') => {
            text::width(&label.text)
        }
        _ => {
            let written: String = pieces.iter().map(|piece| piece.text.as_ref()).collect();
            written.len() - written.trim_start_matches(' ').len() + 2
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

    #[test]
    fn pieces_go_on_below_what_they_belong_to() {
        let rows = |shown: &[(ThemeRole, &'static str)], width| {
            let shown: Vec<Piece<'_>> = shown
                .iter()
                .map(|(role, text)| Piece::new(*role, *text))
                .collect();
            let lead = vec![Piece::new(ThemeRole::Key, "› ")];
            let rows = pieces(lead, &shown, width);
            let text = |row: &Vec<Piece<'_>>| row.iter().map(|piece| &*piece.text).collect();
            rows.iter().map(text).collect::<Vec<String>>()
        };
        use ThemeRole::{Label, Muted, Text};
        assert_eq!(
            rows(&[(Label, "Kind  "), (Text, "one two three")], 17),
            ["› Kind  one two ", "        three"]
        );
        assert_eq!(
            rows(&[(Text, "GET /a"), (Text, "  "), (Muted, "Exporting")], 16),
            ["› GET /a  ", "    Exporting"]
        );
        assert_eq!(
            rows(&[(Text, "abcdefghijkl")], 8),
            ["› abcdef", "    ghij", "    kl"]
        );
    }
}
