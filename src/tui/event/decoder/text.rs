//! What is not a control sequence: characters, control keys, and the strings in which a terminal answers.

use super::{ESC, Step, Told};
use crate::tui::chord::{Chord, Key};

/// The key that the bytes begin with and how many bytes it takes; `None` if a character is not complete.
pub(super) fn key(bytes: &[u8]) -> Option<(usize, Option<Chord>)> {
    let first = *bytes.first()?;
    let single = |key| Some((1, Some(key)));
    match first {
        b'\r' => single(Chord::plain(Key::Enter)),
        b'\t' => single(Chord::plain(Key::Tab)),
        0x7f => single(Chord::plain(Key::Backspace)),
        0 => single(Chord::ctrl(' ')),
        0x01..=0x1a => single(Chord::ctrl(char::from(first - 1 + b'a'))),
        ESC => single(Chord::plain(Key::Esc)),
        // ctrl with \ ] ^ _, which keyboards send for these digits
        0x1c..=0x1f => single(Chord::ctrl(char::from(first - 0x1c + b'4'))),
        0x20..=0x7e => single(Chord::char(char::from(first))),
        _ => character(bytes),
    }
}

fn character(bytes: &[u8]) -> Option<(usize, Option<Chord>)> {
    let head = bytes.get(..bytes.len().min(4)).unwrap_or_default();
    match head.utf8_chunks().next() {
        Some(chunk) if !chunk.valid().is_empty() => {
            let c = chunk.valid().chars().next()?;
            Some((c.len_utf8(), (!c.is_control()).then(|| Chord::char(c))))
        }
        // a character whose end has not come yet
        Some(chunk) if chunk.invalid().len() == head.len() && unfinished(head) => None,
        Some(chunk) => Some((chunk.invalid().len().max(1), None)),
        None => Some((1, None)),
    }
}

fn unfinished(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// A string that the terminal sends: up to BEL or ESC \, and over when a control character stands in it.
pub(super) fn string(bytes: &[u8]) -> Step {
    let body = bytes.get(2..).unwrap_or_default();
    let Some(end) = body.iter().position(|byte| *byte < 0x20) else {
        return Step::Unfinished;
    };
    let told = || {
        let text = String::from_utf8_lossy(body.get(..end).unwrap_or_default()).into_owned();
        let command = bytes.starts_with(b"\x1b]");
        command.then_some(Told::Answer(text))
    };
    match body.get(end..).unwrap_or_default() {
        [0x07, ..] => Step::Means(2 + end + 1, told()),
        [ESC, b'\\', ..] => Step::Means(2 + end + 2, told()),
        [ESC] => Step::Unfinished,
        // broken off: what broke it means something by itself
        _ => Step::Means(2 + end, None),
    }
}
