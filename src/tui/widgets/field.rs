//! A line of text being edited. The cursor moves by what a reader calls a character.
//!
//! INVARIANT: the cursor is a byte index on a boundary of the text, and the text has no control character in it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_segmentation::UnicodeSegmentation;
use zeroize::Zeroize;

use super::{put, text};
use crate::tui::chord::{Chord, Key};
use crate::tui::theme::{Theme, ThemeRole};

/// Longer pastes are cut: nothing that is typed here is longer.
const MAX_BYTES: usize = 4096;

/// What a chord did to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// The text is another.
    Changed,
    /// Only the cursor moved, or nothing did.
    Kept,
    /// The field has no use for this chord; someone else may.
    Refused,
}

/// One line of editable text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    text: String,
    cursor: usize,
}

impl Field {
    /// A field with this text, the cursor at its end.
    pub fn new(text: &str) -> Self {
        let mut field = Self::default();
        field.insert(text);
        field
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing has been typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Replaces the text.
    pub fn set(&mut self, text: &str) {
        *self = Self::new(text);
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Makes room for all that may be typed, so that no copy is left behind when it grows.
    pub fn reserve(&mut self) {
        self.text.reserve_exact(MAX_BYTES);
    }

    /// Overwrites the text.
    pub fn wipe(&mut self) {
        self.cursor = 0;
        self.text.zeroize();
    }

    /// A field that looks like this one, with a dot for each letter.
    pub fn masked(&self) -> Self {
        let dots = |text: &str| "•".repeat(text.graphemes(true).count());
        let before = dots(self.before());
        Self {
            cursor: before.len(),
            text: before + &dots(self.after()),
        }
    }

    fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    fn after(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or_default()
    }

    /// Inserts text at the cursor: typed or pasted. Line breaks and tabs become blanks, other controls are dropped.
    pub fn insert(&mut self, text: &str) -> Typed {
        let room = MAX_BYTES.saturating_sub(self.text.len());
        let mut fresh = String::new();
        for c in text.trim_matches(['\r', '\n']).chars() {
            let c = if matches!(c, '\n' | '\r' | '\t') {
                ' '
            } else {
                c
            };
            if !c.is_control() && fresh.len() + c.len_utf8() <= room {
                fresh.push(c);
            }
        }
        if fresh.is_empty() {
            return Typed::Kept;
        }
        self.text.insert_str(self.cursor, &fresh);
        self.cursor += fresh.len();
        Typed::Changed
    }

    /// Takes a chord, or refuses it.
    pub fn handle(&mut self, chord: Chord) -> Typed {
        if let Some(c) = chord.typed() {
            return self.insert(c.encode_utf8(&mut [0; 4]));
        }
        let Chord {
            key,
            ctrl,
            alt,
            shift,
        } = chord;
        match (key, ctrl, alt, shift) {
            (Key::Left, false, false, false) | (Key::Char('b'), true, false, _) => {
                self.go(self.left())
            }
            (Key::Right, false, false, false) | (Key::Char('f'), true, false, _) => {
                self.go(self.right())
            }
            (Key::Home, false, false, false) | (Key::Char('a'), true, false, _) => self.go(0),
            (Key::End, false, false, false) | (Key::Char('e'), true, false, _) => {
                self.go(self.text.len())
            }
            (Key::Left, true, _, _) | (Key::Char('b'), false, true, _) => self.go(self.word_left()),
            (Key::Right, true, _, _) | (Key::Char('f'), false, true, _) => {
                self.go(self.word_right())
            }
            (Key::Backspace, false, false, _) | (Key::Char('h'), true, false, _) => {
                self.cut(self.left(), self.cursor)
            }
            (Key::Delete, false, false, _) => self.cut(self.cursor, self.right()),
            (Key::Char('d'), true, false, _) if !self.is_empty() => {
                self.cut(self.cursor, self.right())
            }
            (Key::Char('u'), true, false, _) => self.cut(0, self.cursor),
            (Key::Char('k'), true, false, _) => self.cut(self.cursor, self.text.len()),
            (Key::Char('w'), true, false, _) | (Key::Backspace, _, _, _) => {
                self.cut(self.word_left(), self.cursor)
            }
            (Key::Char('d'), false, true, _) => self.cut(self.cursor, self.word_right()),
            _ => Typed::Refused,
        }
    }

    fn go(&mut self, to: usize) -> Typed {
        self.cursor = to;
        Typed::Kept
    }

    fn cut(&mut self, from: usize, to: usize) -> Typed {
        if from >= to {
            return Typed::Kept;
        }
        self.text.replace_range(from..to, "");
        self.cursor = from;
        Typed::Changed
    }

    fn left(&self) -> usize {
        self.before()
            .grapheme_indices(true)
            .next_back()
            .map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.cursor + self.after().graphemes(true).next().map_or(0, str::len)
    }

    /// The start of the word before the cursor; a word is a run of letters and digits, as action names are made of them.
    fn word_left(&self) -> usize {
        let kept = self
            .before()
            .trim_end_matches(|c: char| !c.is_alphanumeric());
        kept.trim_end_matches(char::is_alphanumeric).len()
    }

    fn word_right(&self) -> usize {
        let rest = self
            .after()
            .trim_start_matches(|c: char| !c.is_alphanumeric());
        self.text.len() - rest.trim_start_matches(char::is_alphanumeric).len()
    }

    /// Draws the visible part and returns where the terminal's cursor belongs.
    pub fn draw(
        &self,
        area: Rect,
        buf: &mut Buffer,
        theme: &Theme,
        placeholder: &str,
    ) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return None;
        }
        if self.is_empty() {
            put(
                buf,
                (area.x, area.y),
                area.right(),
                (placeholder, theme.style(ThemeRole::Placeholder)),
            );
            return Some(area.as_position());
        }
        let room = usize::from(area.width).saturating_sub(1);
        let before = text::clean(self.before());
        let mut hidden = 0;
        let mut shown = before.as_ref();
        let total = text::width(shown);
        // scrolled just far enough that the cursor is inside
        while total - hidden > room {
            let Some(first) = shown.graphemes(true).next() else {
                break;
            };
            hidden += text::width(first);
            shown = shown.get(first.len()..).unwrap_or_default();
        }
        let style = theme.style(ThemeRole::Field);
        let x = put(buf, (area.x, area.y), area.right(), (shown, style));
        put(buf, (x, area.y), area.right(), (self.after(), style));
        Some(Position {
            x: x.min(area.right() - 1),
            y: area.y,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[&str]) -> (String, usize) {
        let mut field = Field::default();
        for key in keys {
            match key.strip_prefix('"') {
                Some(text) => field.insert(text),
                None => field.handle(key.parse().unwrap()),
            };
        }
        (field.text().to_owned(), field.cursor)
    }

    #[test]
    fn edits_by_what_a_reader_calls_a_character() {
        assert_eq!(
            typed(&["\"e\u{301}x", "left", "backspace"]),
            ("x".into(), 0)
        );
        assert_eq!(typed(&["\"数据", "left", "a"]), ("数a据".into(), 4));
        assert_eq!(typed(&["\"ab", "home", "delete"]), ("b".into(), 0));
    }

    #[test]
    fn words_end_at_punctuation() {
        assert_eq!(
            typed(&["\"ims:images:delete", "ctrl-w"]),
            ("ims:images:".into(), 11)
        );
        assert_eq!(
            typed(&["\"ims:images:delete", "ctrl-left", "ctrl-k"]),
            ("ims:images:".into(), 11)
        );
        assert_eq!(
            typed(&["\"ims:images", "home", "ctrl-right", "ctrl-u"]),
            (":images".into(), 0)
        );
    }

    #[test]
    fn a_paste_becomes_one_harmless_line() {
        assert_eq!(typed(&["\"a\r\nb\u{1b}[31m\n"]).0, "a  b[31m");
        assert_eq!(Field::new(&"x".repeat(100_000)).text().len(), MAX_BYTES);
    }

    #[test]
    fn what_it_cannot_use_goes_on() {
        let mut field = Field::default();
        for key in [
            "enter", "esc", "tab", "up", "ctrl-c", "ctrl-d", "f1", "alt-x",
        ] {
            assert_eq!(field.handle(key.parse().unwrap()), Typed::Refused, "{key}");
        }
    }

    #[test]
    fn scrolls_so_that_the_cursor_is_seen() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 6, 1));
        let cursor = Field::new("abcdefghij").draw(buf.area, &mut buf, &Theme::default(), "");
        assert_eq!(
            buf.content
                .iter()
                .map(ratatui::buffer::Cell::symbol)
                .collect::<String>(),
            "fghij "
        );
        assert_eq!(cursor, Some(Position { x: 5, y: 0 }));
    }
}
