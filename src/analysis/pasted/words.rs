//! The words of a flat text: names, keys, values and addresses, and what ties each to the one before.
//! Everything here is one pass over the text.

/// Schemes that start an address in the middle of a word, as in `GET:https://…`.
const SCHEMES: [&str; 2] = ["http://", "https://"];
/// A quoted value longer than this is prose, not a name.
const LONGEST_VALUE: usize = 256;

/// How a word is tied to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// They follow each other in prose.
    Prose,
    /// The one before is a key, this its value: `key: value`, `key=value`, `<key>value`.
    Value,
    /// They belong to different things.
    Break,
}

/// Where a word is.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
}

/// The words of a text, addressed by position; what lies outside is an empty word.
#[derive(Debug)]
pub(super) struct Words<'a> {
    flat: &'a str,
    spans: Vec<Span>,
}

impl<'a> Words<'a> {
    /// Takes a flat text apart.
    pub(super) fn new(flat: &'a str) -> Self {
        let mut words = Self {
            flat,
            spans: Vec::new(),
        };
        let mut at = 0;
        while let Some(rest) = flat.get(at..) {
            let Some(offset) = rest.find(|c| !is_gap(c)) else {
                break;
            };
            let (start, word) = (at + offset, rest.get(offset..).unwrap_or_default());
            let length = word_length(word).max(1);
            at = start + length;
            words.push(start, word.get(..length).unwrap_or_default());
        }
        words
    }

    fn push(&mut self, start: usize, raw: &str) {
        let without = raw.trim_start_matches([':', '\'']);
        let start = start + raw.len() - without.len();
        let word = without.trim_end_matches(['.', ':', '!', '?', '\'', '…']);
        if !word.is_empty() {
            self.spans.push(Span {
                start,
                end: start + word.len(),
            });
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The word at a position.
    pub(super) fn text(&self, at: usize) -> &'a str {
        let span = self.spans.get(at);
        span.and_then(|span| self.flat.get(span.start..span.end))
            .unwrap_or_default()
    }

    /// The word before a position.
    pub(super) fn before(&self, at: usize, steps: usize) -> &'a str {
        at.checked_sub(steps)
            .map_or("", |position| self.text(position))
    }

    /// Whether the words from a position on are these, in any case.
    pub(super) fn says(&self, at: usize, words: &[&str]) -> bool {
        let mut wanted = words.iter().enumerate();
        wanted.all(|(offset, word)| self.text(at + offset).eq_ignore_ascii_case(word))
    }

    /// What stands between the word before a position and the word there.
    pub(super) fn gap(&self, at: usize) -> &'a str {
        let end = at.checked_sub(1).and_then(|before| self.spans.get(before));
        let end = end.map_or(0, |span| span.end);
        let start = self
            .spans
            .get(at)
            .map_or(self.flat.len(), |span| span.start);
        self.flat.get(end..start).unwrap_or_default()
    }

    /// How the word at a position is tied to the one before.
    pub(super) fn joint(&self, at: usize) -> Joint {
        let gap = self.gap(at);
        let mut signs = gap
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '`'));
        match (signs.next(), signs.next(), signs.next()) {
            (None, _, _) => Joint::Prose,
            (Some(':' | '=' | '>'), None, _) | (Some('='), Some('>'), None) => Joint::Value,
            _ => Joint::Break,
        }
    }

    /// The value at a position: all that its quotes or tags hold, else the word.
    pub(super) fn value(&self, at: usize) -> &'a str {
        let word = self.text(at);
        let close = match self.gap(at).chars().next_back() {
            Some(quote @ ('"' | '\'' | '`')) => quote,
            Some('>') => '<',
            _ => return word,
        };
        let start = self.spans.get(at).map_or(0, |span| span.start);
        let mut end = start + LONGEST_VALUE;
        while end < self.flat.len() && !self.flat.is_char_boundary(end) {
            end += 1;
        }
        let rest = self.flat.get(start..end.min(self.flat.len()));
        rest.and_then(|rest| rest.split_once(close))
            .map_or(word, |(value, _)| value.trim())
    }

    /// The text from the word at `from` to the one at `to`, the last included.
    pub(super) fn span(&self, from: usize, to: usize) -> &'a str {
        match (self.spans.get(from), self.spans.get(to)) {
            (Some(first), Some(last)) => self.flat.get(first.start..last.end).unwrap_or_default(),
            _ => "",
        }
    }
}

fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || "\"`<>{}[](),;=|\\".contains(c)
        || (!c.is_ascii() && !c.is_alphanumeric() && c != '…')
}

/// How far the word goes that a text starts with: an address to where no address goes on, anything else to a gap,
/// an address, or a quote that is no apostrophe.
fn word_length(text: &str) -> usize {
    if text.starts_with('/') || SCHEMES.iter().any(|scheme| text.starts_with(scheme)) {
        let ends = |c: char| c.is_whitespace() || "\"'`<>{}[](),;|\\".contains(c);
        return text.find(ends).unwrap_or(text.len());
    }
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let address = c == 'h' && at > 0 && SCHEMES.iter().any(|scheme| rest.starts_with(scheme));
        let apostrophe =
            before.is_alphabetic() && rest.chars().nth(1).is_some_and(char::is_alphabetic);
        if is_gap(c) || address || (c == '\'' && !apostrophe) {
            return at;
        }
        before = c;
    }
    text.len()
}
