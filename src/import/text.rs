//! The JSON values in a text that somebody saved: usually one; else several one after another or one a line, the lines
//! that `curl -i` writes before an answer, warnings before the JSON, and pages of which one is broken.
//!
//! INVARIANT: a text that is one JSON value is never read in any other way.

use serde_json::{Deserializer, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::ImportError;
use super::problem::Problems;
use super::read;
use super::tight::Tight;

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Document {
    /// The line it begins on, from 1; nothing when it is all there is.
    pub line: Option<usize>,
    /// The status that was answered with it; 200 where none is written.
    pub status: u16,
    /// When it was answered, where the lines before it say so.
    pub date: Option<OffsetDateTime>,
    /// The value.
    pub value: Value,
}

/// Broken parts are told so often; who sends more knows by then.
const MOST_TOLD: usize = 20;

/// Hands out the values one by one. What a text that is no value at all should say of itself is the error; parts that
/// are broken are problems.
pub(super) fn documents(
    name: &str,
    bytes: &[u8],
    problems: &mut Problems,
    take: &mut dyn FnMut(Document),
) -> Result<(), ImportError> {
    let error = match read::json(name, bytes) {
        Ok(value) => {
            take(Document {
                line: None,
                status: 200,
                date: None,
                value,
            });
            return Ok(());
        }
        Err(error) => error,
    };
    // A snapshot is one value: its pieces are nothing by themselves.
    let start = bytes.get(..512).unwrap_or(bytes);
    if start
        .windows(17)
        .any(|window| window == b"permlens-snapshot")
    {
        return Err(error);
    }
    let mut found = false;
    let mut take = |document| {
        found = true;
        take(document);
    };
    let mut broken = Problems::new(name);
    Text::new(bytes, &mut take).read(&mut broken);
    if !found {
        // What is wrong with the whole says what is wrong with its only part.
        return Err(error);
    }
    problems.extend(broken.into_list());
    Ok(())
}

/// A text that is being read.
struct Text<'a> {
    rest: &'a [u8],
    line: usize,
    /// The status line of `curl -i` that was seen last, until its body comes.
    status: Option<u16>,
    /// When it says it was answered.
    date: Option<OffsetDateTime>,
    told: usize,
    /// How many bytes may still be read in vain: what is broken everywhere is not tried everywhere.
    patience: usize,
    take: &'a mut dyn FnMut(Document),
}

impl<'a> Text<'a> {
    fn new(bytes: &'a [u8], take: &'a mut dyn FnMut(Document)) -> Self {
        Self {
            rest: bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes),
            line: 1,
            status: None,
            date: None,
            told: 0,
            patience: bytes.len().saturating_mul(2).saturating_add(1 << 16),
            take,
        }
    }

    fn read(&mut self, problems: &mut Problems) {
        loop {
            // Between values stand blanks, and the commas of a list whose brackets were cut off.
            let blank = |byte: &&u8| byte.is_ascii_whitespace() || **byte == b',';
            let blanks = self.rest.iter().take_while(blank).count();
            self.skip(blanks);
            match self.rest.first() {
                None => return self.refused(),
                Some(b'{' | b'[') => {
                    if !self.value(problems) {
                        return;
                    }
                }
                Some(_) => self.other_line(),
            }
        }
    }

    /// A status that refuses may come with a page that is no JSON, or with nothing.
    fn refused(&mut self) {
        if let Some(status) = self.status.filter(|status| *status >= 400) {
            (self.take)(Document {
                line: Some(self.line),
                status,
                date: self.date,
                value: Value::Null,
            });
        }
    }

    fn skip(&mut self, bytes: usize) {
        let (skipped, rest) = self.rest.split_at(bytes.min(self.rest.len()));
        self.line += skipped.iter().filter(|byte| **byte == b'\n').count();
        self.rest = rest;
    }

    fn line_length(&self) -> usize {
        let end = self.rest.iter().position(|byte| *byte == b'\n');
        end.map_or(self.rest.len(), |end| end + 1)
    }

    /// A header or a warning.
    fn other_line(&mut self) {
        let length = self.line_length();
        let line = self.rest.get(..length).unwrap_or_default();
        if let Some(status) = status(line) {
            self.status = Some(status);
            self.date = None;
        } else if self.status.is_some() {
            self.date = date(line).or(self.date);
        }
        self.skip(length);
    }

    /// Reads a value; nothing comes after one that the end of the text cuts off.
    fn value(&mut self, problems: &mut Problems) -> bool {
        let mut values = Deserializer::from_slice(self.rest).into_iter::<Tight>();
        let error = match values.next() {
            Some(Ok(Tight(value))) => {
                let read = values.byte_offset();
                let document = Document {
                    line: Some(self.line),
                    status: self.status.take().unwrap_or(200),
                    date: self.date.take(),
                    value,
                };
                (self.take)(document);
                self.skip(read);
                return true;
            }
            Some(Err(error)) => error,
            None => return false,
        };
        let warning = error.line() == 1 && self.rest.starts_with(b"[") && is_words(self.rest);
        if !warning && self.told < MOST_TOLD {
            self.told += 1;
            let place = format!("$ (line {})", self.line + error.line().saturating_sub(1));
            let (found, advice) = if error.is_eof() {
                (
                    "the end of the text",
                    "the answer is incomplete and left out; fetch it again",
                )
            } else {
                (
                    "something else",
                    "the answer is left out; fetch it again or correct it there",
                )
            };
            problems.at_path(place, "JSON", found.to_owned(), advice);
        }
        if error.is_eof() {
            return false;
        }
        let vain = self.offset(&error);
        self.patience = self.patience.saturating_sub(vain);
        self.next_start();
        self.patience > 0
    }

    /// How far an attempt got.
    fn offset(&self, error: &serde_json::Error) -> usize {
        let lines = self.rest.split_inclusive(|byte| *byte == b'\n');
        let before = lines.take(error.line().saturating_sub(1));
        before.map(<[u8]>::len).sum::<usize>() + error.column()
    }

    /// Goes to the next line that could begin an answer.
    fn next_start(&mut self) {
        loop {
            let length = self.line_length();
            self.skip(length);
            match self.rest {
                [] | [b'{' | b'[', ..] | [b'H', b'T', b'T', b'P', b'/', ..] => return,
                _ => {}
            }
        }
    }
}

/// Whether a bracket opens a word, as in `[WARNING] …`, not a list.
fn is_words(text: &[u8]) -> bool {
    !text.starts_with(b"[true")
        && !text.starts_with(b"[false")
        && !text.starts_with(b"[null")
        && text.get(1).is_some_and(u8::is_ascii_alphabetic)
}

/// `Date: Sat, 21 Nov 2026 08:15:00 GMT`
fn date(line: &[u8]) -> Option<OffsetDateTime> {
    let (name, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
    let value = value.trim().replace("GMT", "+0000");
    name.eq_ignore_ascii_case("date")
        .then(|| OffsetDateTime::parse(&value, &Rfc2822).ok())?
}

/// `HTTP/1.1 200 OK`
fn status(line: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.strip_prefix("HTTP/")?.split_ascii_whitespace();
    words.next()?;
    words.next()?.parse().ok()
}
