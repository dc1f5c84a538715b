//! What the terminal sent, as keys, pastes, the mouse and answers to questions.
//!
//! Why not the terminal library's reader: on end of file it turns in a circle for ever, so nobody hears that the terminal
//! is gone; an arrow that a slow line delivers in two parts it takes for four other keys; the terminal's answer to a
//! question it takes for typing; and beside each paste it hears of one byte at a time. All of these are bytes, so this is
//! a pure function of them and of the silences between them.
//!
//! INVARIANT: whatever is fed, in whatever pieces, the same bytes mean the same; what waits for its rest is never longer
//! than `MAX_SEQUENCE`, and a paste never longer than `MAX_PASTE`.

mod csi;
mod text;

use std::time::Duration;

use super::Mouse;
use crate::tui::chord::{Chord, Key};

/// A sequence that is longer is noise.
const MAX_SEQUENCE: usize = 4096;
/// What is pasted beyond this is dropped: no field takes nearly as much.
const MAX_PASTE: usize = 1 << 20;
/// What begins every sequence.
const ESC: u8 = 0x1b;
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// How long a lone escape waits to become the beginning of something: it is a key too, and a finger feels more.
const ESCAPE: Duration = Duration::from_millis(40);
/// How long a sequence that has begun waits for its rest; it can be nothing else any more.
const SEQUENCE: Duration = Duration::from_millis(500);
/// How long a paste may pause, on a bad line, before it counts as over.
const PASTE: Duration = Duration::from_secs(3);

/// One thing that the terminal told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A key was pressed.
    Key(Chord),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(Mouse),
    /// The terminal answers a question by an operating-system command; this is its text, such as `11;rgb:0/0/0`.
    Answer(String),
}

/// What the bytes begin with.
enum Step {
    /// So many bytes mean this, or nothing that matters here.
    Means(usize, Option<Told>),
    /// So many bytes begin a paste.
    Paste(usize),
    /// It could still become several things.
    Unfinished,
}

/// Bytes in, meanings out.
#[derive(Debug, Default)]
pub struct Decoder {
    /// What waits for its rest.
    waiting: Vec<u8>,
    /// The paste that is under way.
    paste: Option<Vec<u8>>,
}

impl Decoder {
    /// Takes what the terminal sent.
    pub fn feed(&mut self, bytes: &[u8], told: &mut Vec<Told>) {
        let mut fresh = std::mem::take(&mut self.waiting);
        fresh.extend_from_slice(bytes);
        let mut rest = fresh.as_slice();
        while !rest.is_empty() {
            if self.paste.is_some() {
                match self.pasted(rest, told) {
                    Some(used) => rest = rest.get(used..).unwrap_or_default(),
                    None => break,
                }
                continue;
            }
            let used = match step(rest) {
                Step::Means(used, meaning) => {
                    told.extend(meaning);
                    used
                }
                Step::Paste(used) => {
                    self.paste = Some(Vec::new());
                    used
                }
                // the first byte is noise; the others may be more
                Step::Unfinished if rest.len() > MAX_SEQUENCE => 1,
                Step::Unfinished => break,
            };
            rest = rest.get(used..).unwrap_or_default();
        }
        self.waiting = rest.to_vec();
    }

    /// How long the rest of what was fed may take; `None` if nothing is missing.
    pub fn patience(&self) -> Option<Duration> {
        match (&self.paste, self.waiting.as_slice()) {
            (Some(_), _) => Some(PASTE),
            (None, []) => None,
            (None, [ESC]) => Some(ESCAPE),
            (None, _) => Some(SEQUENCE),
        }
    }

    /// Nothing came for as long as that: what waits must mean something as it is.
    pub fn silence(&mut self, told: &mut Vec<Told>) {
        let waiting = std::mem::take(&mut self.waiting);
        if let Some(mut paste) = self.paste.take() {
            take_paste(&mut paste, &waiting);
            told.push(finished(&paste));
            return;
        }
        match waiting.as_slice() {
            [ESC] => told.push(Told::Key(Chord::plain(Key::Esc))),
            [ESC, byte] if byte.is_ascii_graphic() => {
                told.push(Told::Key(Chord::alt(char::from(*byte))));
            }
            _ => {}
        }
    }

    /// Takes bytes of a paste; how many, or `None` if the rest may be the beginning of its end.
    fn pasted(&mut self, bytes: &[u8], told: &mut Vec<Told>) -> Option<usize> {
        let paste = self.paste.get_or_insert_default();
        if let Some(end) = bytes
            .windows(PASTE_ENDS.len())
            .position(|window| window == PASTE_ENDS)
        {
            take_paste(paste, bytes.get(..end).unwrap_or_default());
            told.push(finished(paste));
            self.paste = None;
            return Some(end + PASTE_ENDS.len());
        }
        let held = (1..PASTE_ENDS.len())
            .rev()
            .find(|held| bytes.ends_with(PASTE_ENDS.get(..*held).unwrap_or_default()))
            .unwrap_or(0);
        let sure = bytes.len() - held;
        take_paste(paste, bytes.get(..sure).unwrap_or_default());
        (sure > 0).then_some(sure)
    }
}

fn take_paste(paste: &mut Vec<u8>, bytes: &[u8]) {
    let room = MAX_PASTE.saturating_sub(paste.len()).min(bytes.len());
    paste.extend_from_slice(bytes.get(..room).unwrap_or_default());
}

fn finished(paste: &[u8]) -> Told {
    Told::Paste(String::from_utf8_lossy(paste).into_owned())
}

/// What the bytes begin with; there is at least one.
fn step(bytes: &[u8]) -> Step {
    match bytes {
        [ESC] | [ESC, b'['] | [ESC, b']'] | [ESC, b'O'] => Step::Unfinished,
        // the first is a key of its own; the second may begin something
        [ESC, ESC, ..] => Step::Means(1, Some(Told::Key(Chord::plain(Key::Esc)))),
        [ESC, b'[', rest @ ..] => csi::step(rest),
        [ESC, b'O', last, ..] => Step::Means(3, csi::keypad(*last)),
        [ESC, b']' | b'P' | b'X' | b'^' | b'_', ..] => text::string(bytes),
        [ESC, rest @ ..] => match text::key(rest) {
            Some((used, key)) => {
                let alt = key.map(|chord| Told::Key(Chord { alt: true, ..chord }));
                Step::Means(used + 1, alt)
            }
            None => Step::Unfinished,
        },
        _ => match text::key(bytes) {
            Some((used, key)) => Step::Means(used, key.map(Told::Key)),
            None => Step::Unfinished,
        },
    }
}
