//! A chord: one key with its modifiers, in one spelling.
//!
//! INVARIANT: two presses that a reader would call the same are equal. A capital letter carries its shift, punctuation
//! has none, ctrl is written with the small letter, and shift-tab is Tab with shift.

use std::fmt;
use std::str::FromStr;

/// A key, without its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are what is printed on the keys")]
pub enum Key {
    Char(char),
    F(u8),
    Enter,
    Esc,
    Tab,
    Backspace,
    Delete,
    Insert,
    Home,
    End,
    PageUp,
    PageDown,
    Up,
    Down,
    Left,
    Right,
}

/// The names of keys that are not a character.
const NAMED: [(&str, Key); 16] = [
    ("space", Key::Char(' ')),
    ("enter", Key::Enter),
    ("esc", Key::Esc),
    ("tab", Key::Tab),
    ("backspace", Key::Backspace),
    ("delete", Key::Delete),
    ("insert", Key::Insert),
    ("home", Key::Home),
    ("end", Key::End),
    ("pageup", Key::PageUp),
    ("pagedown", Key::PageDown),
    ("up", Key::Up),
    ("down", Key::Down),
    ("left", Key::Left),
    ("right", Key::Right),
    ("minus", Key::Char('-')),
];

/// One key press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord {
    /// The key.
    pub key: Key,
    /// Held with ctrl.
    pub ctrl: bool,
    /// Held with alt.
    pub alt: bool,
    /// Held with shift; never for characters.
    pub shift: bool,
}

/// Why a chord or a sequence could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChordError {
    /// There was nothing.
    #[error("a key is missing")]
    Empty,
    /// The key has no such name.
    #[error("no key is called `{found}`{}", .nearest.map(|name| format!(": did you mean `{name}`?")).unwrap_or_default())]
    UnknownKey {
        /// What was written.
        found: String,
        /// The nearest name.
        nearest: Option<&'static str>,
    },
}

impl Chord {
    /// A key alone.
    pub const fn plain(key: Key) -> Self {
        Self {
            key,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// A character alone.
    pub const fn char(c: char) -> Self {
        Self::plain(Key::Char(c))
    }

    /// A character with ctrl.
    pub const fn ctrl(c: char) -> Self {
        Self {
            key: Key::Char(c),
            ctrl: true,
            alt: false,
            shift: false,
        }
    }

    /// A character with alt.
    pub const fn alt(c: char) -> Self {
        Self {
            key: Key::Char(c),
            ctrl: false,
            alt: true,
            shift: false,
        }
    }

    /// The same press in the one spelling.
    pub(crate) fn normalised(mut self) -> Self {
        if let Key::Char(c) = self.key {
            if self.ctrl {
                self.key = Key::Char(c.to_ascii_lowercase());
            } else if self.shift && c.is_ascii_lowercase() {
                self.key = Key::Char(c.to_ascii_uppercase());
            }
            self.shift = false;
        }
        self
    }

    /// The character this chord types into a text field, if it types one.
    pub fn typed(self) -> Option<char> {
        match self {
            Self {
                key: Key::Char(c),
                ctrl: false,
                alt: false,
                ..
            } if !c.is_control() => Some(c),
            _ => None,
        }
    }

    /// The digit, if it is one, alone or with alt.
    pub fn digit(self) -> Option<u32> {
        match self {
            Self {
                key: Key::Char(c),
                ctrl: false,
                ..
            } => c.to_digit(10),
            _ => None,
        }
    }
}

impl FromStr for Chord {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, ChordError> {
        let mut chord = Self::plain(Key::Esc);
        let mut rest = text;
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-").filter(|r| !r.is_empty()) {
                chord.ctrl = true;
                rest = after;
            } else if let Some(after) = rest.strip_prefix("alt-").filter(|r| !r.is_empty()) {
                chord.alt = true;
                rest = after;
            } else if let Some(after) = rest.strip_prefix("shift-").filter(|r| !r.is_empty()) {
                chord.shift = true;
                rest = after;
            } else {
                break;
            }
        }
        let mut chars = rest.chars();
        chord.key = match (chars.next(), chars.next()) {
            (None, _) => return Err(ChordError::Empty),
            (Some(c), None) => Key::Char(c),
            _ => named(rest)?,
        };
        Ok(chord.normalised())
    }
}

fn named(text: &str) -> Result<Key, ChordError> {
    let lower = text.to_lowercase();
    if let Some((_, key)) = NAMED.iter().find(|(name, _)| *name == lower) {
        return Ok(*key);
    }
    if let Some(n) = lower
        .strip_prefix('f')
        .and_then(|n| n.parse().ok())
        .filter(|n| (1..=24).contains(n))
    {
        return Ok(Key::F(n));
    }
    let nearest = NAMED
        .iter()
        .map(|(name, _)| (strsim::damerau_levenshtein(name, &lower), *name))
        .min()
        .filter(|(distance, _)| *distance <= 2);
    Err(ChordError::UnknownKey {
        found: text.to_owned(),
        nearest: nearest.map(|(_, name)| name),
    })
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [
            (self.ctrl, "ctrl-"),
            (self.alt, "alt-"),
            (self.shift, "shift-"),
        ] {
            if held {
                f.write_str(name)?;
            }
        }
        match self.key {
            Key::F(n) => write!(f, "f{n}"),
            Key::Char(c) if c != ' ' => write!(f, "{c}"),
            key => f.write_str(
                NAMED
                    .iter()
                    .find(|(_, named)| *named == key)
                    .map_or("?", |(name, _)| name),
            ),
        }
    }
}

/// Reads chords separated by blanks: `g g`, `ctrl-x ctrl-s`.
pub fn parse_sequence(text: &str) -> Result<Vec<Chord>, ChordError> {
    let chords: Vec<Chord> = text
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    if chords.is_empty() {
        Err(ChordError::Empty)
    } else {
        Ok(chords)
    }
}

/// Writes chords as [`parse_sequence`] reads them.
pub fn sequence_text(chords: &[Chord]) -> String {
    chords
        .iter()
        .map(Chord::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for text in [
            "ctrl-p",
            "shift-tab",
            "g g",
            "?",
            "space",
            "alt-left",
            "f12",
            "G",
            "-",
            "ctrl--",
            "pagedown",
        ] {
            assert_eq!(sequence_text(&parse_sequence(text).unwrap()), text);
        }
        assert_eq!("shift-g".parse::<Chord>().unwrap(), Chord::char('G'));
        assert_eq!("ctrl-P".parse::<Chord>().unwrap(), Chord::ctrl('p'));
    }

    #[test]
    fn a_wrong_name_gets_the_nearest() {
        let message = "entr".parse::<Chord>().unwrap_err().to_string();
        assert_eq!(message, "no key is called `entr`: did you mean `enter`?");
    }
}
