//! A theme of the user's: a parent, and the roles that look different.
//!
//! ```toml
//! parent = "light"
//! [roles]
//! denied = "#c00000 bold"
//! selected = "white on #204080"
//! ```
//!
//! INVARIANT: a role that the file does not name looks as in the parent; a file with a mistake is not used at all.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier};
use serde::Deserialize;

use super::palette::{Ink, ThemeKind, Tint};
use super::role::ThemeRole;

/// A mistake in a theme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// Not TOML, or not of this shape.
    #[error("{0}")]
    Shape(String),
    /// No such parent.
    #[error("parent: expected {names}, found {0:?}", names = ThemeKind::ALL.map(ThemeKind::name).join(", "))]
    Parent(String),
    /// No such role.
    #[error("[roles]: nothing on the screen is called {found:?}{}", .nearest.as_deref().map(|name| format!(": did you mean {name:?}?")).unwrap_or_default())]
    Role {
        /// What was written.
        found: String,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// Neither a colour nor a way to write.
    #[error(
        "[roles] {role}: {word:?} is no colour (#rrggbb, or one of {COLOURS}) and none of {WAYS}, on"
    )]
    Word {
        /// Whose look.
        role: String,
        /// What was written.
        word: String,
    },
}

const COLOURS: &str = "black, red, green, yellow, blue, magenta, cyan, grey, dark-grey, light-red, light-green, light-yellow, light-blue, light-magenta, light-cyan, white";
const WAYS: &str = "bold, dim, italic, underlined, reversed";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    parent: String,
    roles: BTreeMap<String, String>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            parent: ThemeKind::Dark.name().to_owned(),
            roles: BTreeMap::new(),
        }
    }
}

/// A theme file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTheme {
    /// What looks as it does there unless said otherwise.
    pub parent: ThemeKind,
    roles: Vec<(ThemeRole, Ink)>,
}

impl OwnTheme {
    /// Reads a theme file.
    pub fn parse(text: &str) -> Result<Self, ThemeError> {
        let file: File = toml::from_str(text)
            .map_err(|error| ThemeError::Shape(error.to_string().trim().to_owned()))?;
        let parent = ThemeKind::ALL
            .into_iter()
            .find(|kind| kind.name() == file.parent)
            .ok_or(ThemeError::Parent(file.parent))?;
        let roles = file
            .roles
            .iter()
            .map(|(name, words)| Ok((role(name)?, ink(name, words)?)))
            .collect::<Result<_, ThemeError>>()?;
        Ok(Self { parent, roles })
    }

    /// The ink of a role.
    pub fn ink(&self, role: ThemeRole) -> Ink {
        self.roles
            .iter()
            .find(|(own, _)| *own == role)
            .map_or_else(|| self.parent.ink(role), |(_, ink)| *ink)
    }
}

fn role(found: &str) -> Result<ThemeRole, ThemeError> {
    let named = ThemeRole::ALL.iter().find(|role| role.name() == found);
    named.copied().ok_or_else(|| {
        let far = |role: &ThemeRole| strsim::jaro_winkler(&role.name(), found);
        let nearest = ThemeRole::ALL
            .iter()
            .max_by(|one, other| far(one).total_cmp(&far(other)))
            .filter(|role| far(role) > 0.75);
        ThemeError::Role {
            found: found.to_owned(),
            nearest: nearest.map(|role| role.name()),
        }
    })
}

fn ink(role: &str, words: &str) -> Result<Ink, ThemeError> {
    let mut ink = Ink::default();
    let mut ground = false;
    for word in words.split_whitespace() {
        let way = match word {
            "on" => {
                ground = true;
                continue;
            }
            "bold" => Some(Modifier::BOLD),
            "dim" => Some(Modifier::DIM),
            "italic" => Some(Modifier::ITALIC),
            "underlined" => Some(Modifier::UNDERLINED),
            "reversed" => Some(Modifier::REVERSED),
            _ => None,
        };
        match (way, tint(word)) {
            (Some(way), _) => {
                ink.modifier |= way;
                ink.plain |= way;
            }
            (None, Some(tint)) if ground => ink.bg = Some(tint),
            (None, Some(tint)) => ink.fg = Some(tint),
            (None, None) => {
                return Err(ThemeError::Word {
                    role: role.to_owned(),
                    word: word.to_owned(),
                });
            }
        }
    }
    // a ground that a terminal without colour cannot show still sets its text apart
    if ink.bg.is_some() && ink.plain.is_empty() {
        ink.plain = Modifier::REVERSED;
    }
    Ok(ink)
}

/// The sixteen colours, as terminals show them unless told otherwise.
const SIXTEEN: [(&str, u32, Color); 16] = [
    ("black", 0x000000, Color::Black),
    ("red", 0xcd0000, Color::Red),
    ("green", 0x00cd00, Color::Green),
    ("yellow", 0xcdcd00, Color::Yellow),
    ("blue", 0x0000ee, Color::Blue),
    ("magenta", 0xcd00cd, Color::Magenta),
    ("cyan", 0x00cdcd, Color::Cyan),
    ("grey", 0xe5e5e5, Color::Gray),
    ("dark-grey", 0x7f7f7f, Color::DarkGray),
    ("light-red", 0xff0000, Color::LightRed),
    ("light-green", 0x00ff00, Color::LightGreen),
    ("light-yellow", 0xffff00, Color::LightYellow),
    ("light-blue", 0x5c5cff, Color::LightBlue),
    ("light-magenta", 0xff00ff, Color::LightMagenta),
    ("light-cyan", 0x00ffff, Color::LightCyan),
    ("white", 0xffffff, Color::White),
];

fn tint(word: &str) -> Option<Tint> {
    if let Some((_, rgb, ansi)) = SIXTEEN.iter().find(|(name, ..)| *name == word) {
        return Some(Tint {
            rgb: *rgb,
            ansi: *ansi,
        });
    }
    let digits = word.strip_prefix('#').filter(|digits| {
        digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit())
    })?;
    let rgb = u32::from_str_radix(digits, 16).ok()?;
    let far = |other: u32| -> u32 {
        let pairs = rgb.to_be_bytes().into_iter().zip(other.to_be_bytes());
        pairs
            .map(|(one, other)| u32::from(one.abs_diff(other)).pow(2))
            .sum()
    };
    let (.., ansi) = SIXTEEN.iter().min_by_key(|(_, other, _)| far(*other))?;
    Some(Tint { rgb, ansi: *ansi })
}
