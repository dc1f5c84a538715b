//! Text on its way to the screen: measured, shortened, made harmless.
//!
//! INVARIANT: nothing that comes out of [`clean`] or [`sweep`] can steer a terminal. Names come from accounts and may
//! hold anything: escape sequences, line breaks, direction overrides. They are shown as visible stand-ins.

use std::borrow::Cow;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub use crate::config::Charset;
use crate::report::stand_in;

impl Charset {
    /// Reads the locale the way the C library does: `LC_ALL`, else `LC_CTYPE`, else `LANG`; the first that is set decides.
    /// The console of Linux has UTF-8 and a font with hardly a mark in it.
    pub fn from_env(var: impl Fn(&str) -> Option<String>) -> Self {
        if var("TERM").is_some_and(|term| term == "linux") {
            return Self::Ascii;
        }
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .filter_map(&var)
            .find(|value| !value.is_empty())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if locale.contains("utf-8") || locale.contains("utf8") {
            Self::Unicode
        } else {
            Self::Ascii
        }
    }
}

/// The text with everything that could steer a terminal or hide itself replaced by something visible.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !is_plain(text) && text.chars().any(|c| stand_in(c).is_some()) {
        Cow::Owned(text.chars().map(|c| stand_in(c).unwrap_or(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether the text is of letters that take a column and a byte each, as nearly all are.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Columns the text takes.
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        text.len()
    } else {
        text.width()
    }
}

/// The longest beginning that fits, and the columns it takes; never splits what a reader calls a character.
pub fn fit(text: &str, columns: usize) -> (&str, usize) {
    if is_plain(text) {
        let shown = text.get(..columns).unwrap_or(text);
        return (shown, shown.len());
    }
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let next = used + grapheme.width();
        if next > columns {
            return (text.get(..at).unwrap_or_default(), used);
        }
        used = next;
    }
    (text, used)
}

/// The text shortened to at most `columns`, with an ellipsis where something was cut.
pub fn truncate(text: &str, columns: usize) -> Cow<'_, str> {
    if fit(text, columns).0.len() == text.len() {
        return Cow::Borrowed(text);
    }
    match columns {
        0 => Cow::Borrowed(""),
        _ => Cow::Owned(format!("{}…", fit(text, columns - 1).0)),
    }
}

/// Shortened in the middle: both ends of a long name tell more than its beginning.
pub fn truncate_middle(text: &str, columns: usize) -> Cow<'_, str> {
    if columns < 8 || text.width() <= columns {
        return truncate(text, columns);
    }
    let tail_columns = (columns - 1) / 3;
    let (head, _) = fit(text, columns - 1 - tail_columns);
    let mut start = text.len();
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        used += grapheme.width();
        if used > tail_columns {
            break;
        }
        start = at;
    }
    Cow::Owned(format!("{head}…{}", text.get(start..).unwrap_or_default()))
}

/// The ASCII drawing of a character that we use for frames, marks and ellipses; anything else becomes `?`.
fn ascii(symbol: &str) -> &'static str {
    match symbol {
        "╭" | "╮" | "╰" | "╯" | "├" | "└" | "┬" | "┴" | "┼" | "┤" | "┌" | "┐" | "┘" => {
            "+"
        }
        "─" | "━" | "—" | "–" => "-",
        "│" | "┃" | "║" => "|",
        "█" | "▐" | "┋" => "#",
        "▌" | "›" | "→" => ">",
        "▸" => "+",
        "▾" => "-",
        "▼" | "↓" => "v",
        "‹" | "←" => "<",
        "▲" | "↑" => "^",
        "·" | "∙" => ".",
        "•" | "●" | "✓" => "*",
        "○" => "o",
        "°" => "'",
        "×" | "✗" => "x",
        "⇄" => "=",
        "≈" | "∼" => "~",
        _ => "?",
    }
}

/// The last gate before the terminal: whatever a widget drew there, no cell leaves here with a character that steers.
pub fn sweep(buf: &mut Buffer, area: Rect, charset: Charset) {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    for row in area.rows() {
        let start = buf.index_of(row.x, row.y);
        let row = buf.content.iter_mut().skip(start).take(area.width.into());
        row.for_each(|cell| harmless(cell, charset));
    }
    if charset == Charset::Ascii {
        spell_ellipses(buf, area);
    }
}

/// Puts something that cannot steer, and that the terminal can show, in the place of what is in the cell.
fn harmless(cell: &mut Cell, charset: Charset) {
    let symbol = cell.symbol();
    if matches!(symbol.as_bytes(), [b' '..=b'~'] | []) {
        return;
    }
    // the lines of frames, which are most of the rest
    if charset == Charset::Unicode && matches!(symbol, "│" | "─") {
        return;
    }
    if let Cow::Owned(safe) = clean(symbol) {
        // a cell holds one character: the first stand-in tells enough
        let one = safe.graphemes(true).next().unwrap_or("\u{fffd}").to_owned();
        cell.set_symbol(&one);
    }
    if charset == Charset::Ascii && !cell.symbol().is_ascii() && cell.symbol() != "…" {
        let plain = ascii(cell.symbol());
        cell.set_symbol(plain);
    }
}

/// Without the character an ellipsis is three dots: in blanks after it, else over the end of what it cuts.
fn spell_ellipses(buf: &mut Buffer, area: Rect) {
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if buf[(x, y)].symbol() != "…" {
                continue;
            }
            let at = |x: Option<u16>| x.filter(|x| (area.left()..area.right()).contains(x));
            let is = |x: Option<u16>, wanted: fn(&str) -> bool| {
                at(x).is_some_and(|x| wanted(buf[(x, y)].symbol()))
            };
            let blank = |symbol: &str| symbol == " ";
            let letter = |symbol: &str| matches!(symbol.as_bytes(), [b'!'..=b'~']);
            let after = [x.checked_add(1), x.checked_add(2)];
            let before = [x.checked_sub(1), x.checked_sub(2)];
            let dots = if before.iter().all(|x| is(*x, letter)) {
                before
            } else if after.iter().all(|x| is(*x, blank)) && !is(x.checked_add(3), letter) {
                after
            } else if is(before[0], letter) && is(before[1], blank) {
                before
            } else {
                [None, None]
            };
            for x in dots.into_iter().chain([Some(x)]).flatten() {
                buf[(x, y)].set_symbol(".");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_by_columns_not_bytes() {
        assert_eq!(truncate("naïve", 5), "naïve");
        assert_eq!(truncate("数据管理员", 5), "数据…");
        assert_eq!(truncate("e\u{301}tude", 3), "e\u{301}t…");
        assert_eq!(truncate("abc", 0), "");
        assert_eq!(
            truncate_middle("compute-admins-eu-west-101", 12),
            "compute-…101"
        );
    }

    #[test]
    fn the_first_locale_variable_that_is_set_decides() {
        let of = |pairs: &'static [(&str, &str)]| {
            Charset::from_env(move |name| {
                pairs
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[("LANG", "C.UTF-8")]), Charset::Unicode);
        assert_eq!(
            of(&[("LC_ALL", "C"), ("LANG", "en_US.utf8")]),
            Charset::Ascii
        );
        assert_eq!(
            of(&[("LC_ALL", ""), ("LANG", "en_US.utf8")]),
            Charset::Unicode
        );
        assert_eq!(of(&[]), Charset::Ascii);
        assert_eq!(
            of(&[("TERM", "linux"), ("LANG", "en_US.utf8")]),
            Charset::Ascii
        );
    }

    #[test]
    fn an_ellipsis_is_three_dots_in_ascii() {
        for (text, plain) in [
            ("compute…", "compu..."),
            ("if …   |", "if ... |"),
            ("in use (…|", "in use...|"),
            ("a b …  1 Access", "a b .  1 Access"),
            ("a…b", "a.b"),
        ] {
            let mut buf = Buffer::with_lines([text]);
            let area = buf.area;
            sweep(&mut buf, area, Charset::Ascii);
            let shown: String = buf.content.iter().map(Cell::symbol).collect();
            assert_eq!(shown.trim_end(), plain.trim_end());
        }
    }

    #[test]
    fn what_could_steer_is_shown() {
        assert_eq!(
            clean("a\u{200d}b\u{200c}\u{ad}"),
            "a\u{fffd}b\u{fffd}\u{fffd}"
        );
        assert_eq!(clean("a\u{1b}[31mb"), "a␛[31mb");
        assert_eq!(clean("x\u{202e}y\n"), "x\u{fffd}y␊");
    }
}
