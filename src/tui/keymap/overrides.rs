//! The user's keys: text of the form `"matrix.rows" = ["r"]`, checked before any of it is used.
//!
//! INVARIANT: either all of it is right, or nothing of it is used and every mistake is named.

use super::{Bindable, Keymap};
use crate::tui::chord::{Chord, ChordError, Key, parse_sequence, sequence_text};
use crate::tui::command::{CommandName, KeyContext};

/// The user's keys, by command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    keys: Vec<(CommandName, Vec<Vec<Chord>>)>,
}

impl Overrides {
    /// The keys the user gave a command; an empty list takes its keys away.
    pub fn keys(&self, command: &str) -> Option<&[Vec<Chord>]> {
        self.keys
            .iter()
            .find(|(name, _)| *name == command)
            .map(|(_, keys)| keys.as_slice())
    }
}

/// The commands that end the program; one of them keeps a key.
const WAYS_OUT: [CommandName; 2] = ["app.quit", "app.interrupt"];

/// A mistake in a keymap.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// Not TOML.
    #[error("line {line}: {message}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// No such command.
    #[error("line {line}: no command is called `{found}`{}", .nearest.map(|name| format!(": did you mean `{name}`?")).unwrap_or_default())]
    UnknownCommand {
        /// The line, from 1.
        line: usize,
        /// What was written.
        found: String,
        /// The nearest name.
        nearest: Option<CommandName>,
    },
    /// Neither a text nor a list of texts.
    #[error(
        "line {line}: the keys of `{command}` are a text or a list of texts, such as [\"r\", \"ctrl-x r\"]"
    )]
    WrongType {
        /// The line, from 1.
        line: usize,
        /// Whose keys.
        command: CommandName,
    },
    /// A key that does not exist.
    #[error("line {line}: keys of `{command}`: {source}")]
    Chord {
        /// The line, from 1.
        line: usize,
        /// Whose keys.
        command: CommandName,
        /// What is wrong.
        source: ChordError,
    },
    /// A letter where letters are typed.
    #[error(
        "line {line}: `{keys}` of `{command}` would be typed into the field: take a key with ctrl or alt, or one like tab"
    )]
    Typed {
        /// The line, from 1.
        line: usize,
        /// Whose keys.
        command: CommandName,
        /// The keys.
        keys: String,
    },
    /// Nobody could leave.
    #[error("neither {} has a key left: nothing would end permlens", WAYS_OUT.map(|name| format!("`{name}`")).join(" nor "))]
    NoWayOut,
    /// Two commands would answer the same keys.
    #[error(
        "`{keys}` of `{one}` and `{other_keys}` of `{other}` cannot both work: change one of them"
    )]
    Conflict {
        /// The first command.
        one: CommandName,
        /// Its keys.
        keys: String,
        /// The second command.
        other: CommandName,
        /// Its keys.
        other_keys: String,
    },
}

/// Reads overrides and checks them against the commands there are.
pub fn parse_overrides(text: &str, commands: &[Bindable]) -> Result<Overrides, Vec<KeymapError>> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        vec![KeymapError::Syntax {
            line: line_of(text, at),
            message: error.message().to_owned(),
        }]
    })?;
    let mut overrides = Overrides::default();
    let mut mistakes = Vec::new();
    let mut named: Vec<(usize, String, &toml::Value)> = flat("", &table)
        .into_iter()
        .map(|(name, value)| (line_naming(text, &name), name, value))
        .collect();
    named.sort_by_key(|(line, ..)| *line);
    for (line, name, value) in named {
        let Some(command) = commands.iter().find(|command| command.name == name) else {
            mistakes.push(KeymapError::UnknownCommand {
                line,
                nearest: nearest(&name, commands),
                found: name,
            });
            continue;
        };
        let (typed_over, command) = (command.contexts.iter().all(types), command.name);
        match texts(value) {
            None => mistakes.push(KeymapError::WrongType { line, command }),
            Some(texts) => match texts
                .into_iter()
                .map(parse_sequence)
                .collect::<Result<Vec<_>, _>>()
            {
                Ok(keys) => {
                    let typed = keys.iter().filter(|_| typed_over);
                    let typed = typed.filter(|keys| keys.first().is_some_and(is_letter));
                    mistakes.extend(typed.map(|keys| KeymapError::Typed {
                        line,
                        command,
                        keys: sequence_text(keys),
                    }));
                    overrides.keys.push((command, keys));
                }
                Err(source) => mistakes.push(KeymapError::Chord {
                    line,
                    command,
                    source,
                }),
            },
        }
    }
    let silent = |name: CommandName| overrides.keys(name).is_some_and(<[_]>::is_empty);
    if WAYS_OUT.into_iter().all(silent) {
        mistakes.push(KeymapError::NoWayOut);
    }
    if mistakes.is_empty()
        && let Ok(keymap) = Keymap::new(commands, &overrides)
        && let Ok(built_in) = Keymap::new(commands, &Overrides::default())
    {
        let shared = built_in.conflicts();
        let known = |one: CommandName, other: CommandName| {
            let mut pairs = shared.iter();
            pairs.any(|(a, b)| (a.command, b.command) == (one, other))
        };
        mistakes.extend(
            keymap
                .conflicts()
                .into_iter()
                // the built-in keys share some among commands that are never available together
                .filter(|(one, other)| !known(one.command, other.command))
                .map(|(one, other)| KeymapError::Conflict {
                    one: one.command,
                    keys: sequence_text(&one.keys),
                    other: other.command,
                    other_keys: sequence_text(&other.keys),
                }),
        );
    }
    if mistakes.is_empty() {
        Ok(overrides)
    } else {
        Err(mistakes)
    }
}

/// Whether a text field has the keys there.
fn types(context: &KeyContext) -> bool {
    use KeyContext as K;
    matches!(context, K::Field | K::Palette | K::Picker | K::Ask)
}

/// Whether a field would write it.
fn is_letter(chord: &Chord) -> bool {
    matches!(chord.key, Key::Char(_)) && !chord.ctrl && !chord.alt
}

/// `[matrix] rows = …`, `matrix.rows = …` and `"matrix.rows" = …` say the same.
fn flat<'a>(prefix: &str, table: &'a toml::Table) -> Vec<(String, &'a toml::Value)> {
    let mut all = Vec::new();
    for (key, value) in table {
        let name = if prefix.is_empty() {
            key.clone()
        } else {
            format!("{prefix}.{key}")
        };
        match value {
            toml::Value::Table(inner) => all.extend(flat(&name, inner)),
            _ => all.push((name, value)),
        }
    }
    all
}

fn texts(value: &toml::Value) -> Option<Vec<&str>> {
    match value {
        toml::Value::String(text) => Some(vec![text]),
        toml::Value::Array(items) => items.iter().map(toml::Value::as_str).collect(),
        _ => None,
    }
}

fn nearest(name: &str, commands: &[Bindable]) -> Option<CommandName> {
    commands
        .iter()
        .map(|command| {
            (
                strsim::damerau_levenshtein(command.name, name),
                command.name,
            )
        })
        .min()
        .filter(|(distance, command)| *distance <= command.len() / 2)
        .map(|(_, command)| command)
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}

/// Good enough for a message: the first line that holds the name, or its last part.
fn line_naming(text: &str, name: &str) -> usize {
    let last = name.rsplit('.').next().unwrap_or(name);
    let of = |needle: &str| text.lines().position(|line| line.contains(needle));
    of(name).or_else(|| of(last)).map_or(1, |line| line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMANDS: &[Bindable] = &[
        Bindable {
            name: "matrix.rows",
            contexts: &[KeyContext::Global],
            keys: &["r"],
        },
        Bindable {
            name: "app.quit",
            contexts: &[KeyContext::Global],
            keys: &["q"],
        },
    ];

    fn mistakes(text: &str) -> Vec<String> {
        parse_overrides(text, COMMANDS)
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn all_spellings_of_a_name() {
        for text in [
            "\"matrix.rows\" = \"x\"",
            "matrix.rows = [\"x\"]",
            "[matrix]\nrows = [\"x\"]",
        ] {
            let overrides = parse_overrides(text, COMMANDS).unwrap();
            assert_eq!(
                overrides.keys("matrix.rows"),
                Some(&[vec![Chord::char('x')]][..]),
                "{text}"
            );
        }
        assert_eq!(
            parse_overrides("app.quit = []", COMMANDS)
                .unwrap()
                .keys("app.quit"),
            Some(&[][..])
        );
    }

    #[test]
    fn mistakes_say_where_and_what_instead() {
        assert_eq!(
            mistakes("# mine\nmatrix.row = \"x\"\napp.quit = 7\n"),
            [
                "line 2: no command is called `matrix.row`: did you mean `matrix.rows`?",
                "line 3: the keys of `app.quit` are a text or a list of texts, such as [\"r\", \"ctrl-x r\"]",
            ]
        );
        assert_eq!(
            mistakes("app.quit = \"ctrl-entr\""),
            ["line 1: keys of `app.quit`: no key is called `entr`: did you mean `enter`?"]
        );
        assert_eq!(
            mistakes("app.quit = \"r x\""),
            ["`r` of `matrix.rows` and `r x` of `app.quit` cannot both work: change one of them"]
        );
        assert!(mistakes("\na = \n").join("\n").starts_with("line 2: "));
    }
}
