//! From chords to commands, and back from commands to the keys that reach them.
//!
//! INVARIANT: in contexts that may be live together no chord means two things, and none begins another's sequence; so a
//! key is answered at once or is visibly pending, and nothing here waits for a clock.

mod overrides;

pub use overrides::{KeymapError, Overrides, parse_overrides};

use super::chord::{Chord, ChordError, parse_sequence, sequence_text};
use super::command::{CommandName, Count, KeyContext};

/// A command's keys in one context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Where.
    pub context: KeyContext,
    /// Which keys, one after the other.
    pub keys: Vec<Chord>,
    /// What.
    pub command: CommandName,
}

/// A command as the keymap needs it.
#[derive(Debug, Clone, Copy)]
pub struct Bindable {
    /// Its name.
    pub name: CommandName,
    /// Where its keys work.
    pub contexts: &'static [KeyContext],
    /// Its keys, unless the user says otherwise.
    pub keys: &'static [&'static str],
}

/// What has been typed and not answered yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pending {
    count: Option<u32>,
    chords: Vec<Chord>,
}

impl Pending {
    /// Whether nothing is waiting.
    pub fn is_empty(&self) -> bool {
        self.count.is_none() && self.chords.is_empty()
    }

    /// As one would write it.
    pub fn text(&self) -> String {
        let count = self.count.map(|n| n.to_string()).unwrap_or_default();
        format!("{count} {}", sequence_text(&self.chords))
            .trim()
            .to_owned()
    }
}

/// The answer to a chord.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// It means nothing here.
    Nothing,
    /// More keys are expected.
    Pending,
    /// These commands are bound to it, the most particular context first: the first available one is meant.
    Commands(Vec<CommandName>, Count),
}

/// All bindings.
#[derive(Debug, Clone, Default)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

impl Keymap {
    /// The default keys, with the user's in place of those of the commands they name.
    pub fn new(commands: &[Bindable], overrides: &Overrides) -> Result<Self, ChordError> {
        let mut bindings = Vec::new();
        for command in commands {
            let sequences = match overrides.keys(command.name) {
                Some(own) => own.to_vec(),
                None => command
                    .keys
                    .iter()
                    .map(|keys| parse_sequence(keys))
                    .collect::<Result<_, _>>()?,
            };
            for keys in sequences {
                let of = |context: &KeyContext| Binding {
                    context: *context,
                    keys: keys.clone(),
                    command: command.name,
                };
                bindings.extend(command.contexts.iter().map(of));
            }
        }
        Ok(Self { bindings })
    }

    /// Every binding.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// The keys that run a command, as one writes them; the first is the one to show.
    pub fn keys_of(&self, command: &str) -> Vec<String> {
        let mut keys = Vec::new();
        for binding in self
            .bindings
            .iter()
            .filter(|binding| binding.command == command)
        {
            let text = sequence_text(&binding.keys);
            if !keys.contains(&text) {
                keys.push(text);
            }
        }
        keys
    }

    /// What may follow the pending keys: key and command.
    pub fn continuations(
        &self,
        contexts: &[KeyContext],
        pending: &Pending,
    ) -> Vec<(String, CommandName)> {
        self.live(contexts)
            .filter(|binding| {
                !pending.chords.is_empty() && binding.keys.starts_with(&pending.chords)
            })
            .map(|binding| {
                (
                    sequence_text(binding.keys.get(pending.chords.len()..).unwrap_or_default()),
                    binding.command,
                )
            })
            .collect()
    }

    /// Takes one more chord. A digit is a count unless it is bound here; with alt, or after another digit, it always is.
    pub fn resolve(
        &self,
        contexts: &[KeyContext],
        pending: &mut Pending,
        chord: Chord,
    ) -> Resolved {
        if pending.chords.is_empty()
            && let Some(digit) = chord.digit()
            && (pending.count.is_some() || self.is_count(contexts, chord, digit))
        {
            let count = pending
                .count
                .unwrap_or(0)
                .saturating_mul(10)
                .saturating_add(digit);
            pending.count = Some(count.min(999_999));
            return Resolved::Pending;
        }
        let mut keys = std::mem::take(&mut pending.chords);
        keys.push(chord);
        let begun: Vec<&Binding> = self
            .live(contexts)
            .filter(|binding| binding.keys.starts_with(&keys))
            .collect();
        let mut complete: Vec<CommandName> = Vec::new();
        for context in contexts {
            let here = begun
                .iter()
                .filter(|binding| binding.context == *context && binding.keys.len() == keys.len());
            complete.extend(here.map(|binding| binding.command));
        }
        if !complete.is_empty() {
            let count = Count(pending.count.take());
            return Resolved::Commands(complete, count);
        }
        if begun.is_empty() {
            pending.count = None;
            return Resolved::Nothing;
        }
        pending.chords = keys;
        Resolved::Pending
    }

    fn is_count(&self, contexts: &[KeyContext], chord: Chord, digit: u32) -> bool {
        let bound = self
            .live(contexts)
            .any(|binding| binding.keys.first() == Some(&chord));
        digit != 0 && (chord.alt || !bound)
    }

    fn live<'a>(&'a self, contexts: &'a [KeyContext]) -> impl Iterator<Item = &'a Binding> {
        self.bindings
            .iter()
            .filter(|binding| contexts.contains(&binding.context))
    }

    /// Two commands on one chord, or one chord beginning another's sequence, where both may be live.
    pub fn conflicts(&self) -> Vec<(&Binding, &Binding)> {
        let mut found = Vec::new();
        for (at, one) in self.bindings.iter().enumerate() {
            for other in self.bindings.iter().skip(at + 1) {
                let overlap = one.context.overlaps(other.context) && one.command != other.command;
                if overlap
                    && (one.keys.starts_with(&other.keys) || other.keys.starts_with(&one.keys))
                {
                    found.push((one, other));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::layout::PaneId;

    const COMMANDS: &[Bindable] = &[
        Bindable {
            name: "down",
            contexts: &[KeyContext::List],
            keys: &["j"],
        },
        Bindable {
            name: "first",
            contexts: &[KeyContext::List],
            keys: &["g g"],
        },
        Bindable {
            name: "view",
            contexts: &[KeyContext::Global],
            keys: &["2"],
        },
        Bindable {
            name: "rows",
            contexts: &[KeyContext::Pane(PaneId::Matrix)],
            keys: &["r"],
        },
    ];
    const LIVE: &[KeyContext] = &[KeyContext::List, KeyContext::Global];

    fn press(keys: &str) -> Resolved {
        let map = Keymap::new(COMMANDS, &Overrides::default()).unwrap();
        let mut pending = Pending::default();
        let mut last = Resolved::Nothing;
        for chord in parse_sequence(keys).unwrap() {
            last = map.resolve(LIVE, &mut pending, chord);
        }
        last
    }

    #[test]
    fn sequences_and_counts() {
        let command = |name, count| Resolved::Commands(vec![name], Count(count));
        assert_eq!(press("j"), command("down", None));
        assert_eq!(press("g"), Resolved::Pending);
        assert_eq!(press("g g"), command("first", None));
        assert_eq!(press("7 2 j"), command("down", Some(72)));
        assert_eq!(press("alt-2 0 j"), command("down", Some(20)));
        assert_eq!(
            press("2"),
            command("view", None),
            "a bound digit is no count"
        );
        assert_eq!(press("g x"), Resolved::Nothing);
        assert_eq!(press("r"), Resolved::Nothing, "another pane's key");
        assert_eq!(
            press("9 x j"),
            command("down", None),
            "a key that means nothing drops the count"
        );
    }

    #[test]
    fn the_keys_of_a_command_follow_the_user() {
        let overrides = parse_overrides("\"down\" = [\"n\", \"ctrl-x d\"]", COMMANDS).unwrap();
        let map = Keymap::new(COMMANDS, &overrides).unwrap();
        assert_eq!(map.keys_of("down"), ["n", "ctrl-x d"]);
        assert_eq!(map.keys_of("first"), ["g g"]);
    }
}
