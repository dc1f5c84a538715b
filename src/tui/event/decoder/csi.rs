//! Control sequences: keys that are not characters, and the mouse.

use super::{Step, Told};
use crate::tui::chord::{Chord, Key};
use crate::tui::event::{Mouse, MouseKind};

/// What the bytes after ESC [ begin with; the lengths of steps count these two too.
pub(super) fn step(bytes: &[u8]) -> Step {
    match bytes {
        // the form of the mouse that has three bytes and no end
        [b'M', button, x, y, ..] => {
            let of = |byte: &u8| u32::from(byte.saturating_sub(32));
            Step::Means(6, mouse([of(button), of(x), of(y)], b'M'))
        }
        [b'M', ..] => Step::Unfinished,
        // F1 to F5 on the Linux console
        [b'[', last @ b'A'..=b'E', ..] => {
            let key = Key::F(last - b'A' + 1);
            Step::Means(4, Some(Told::Key(Chord::plain(key))))
        }
        [b'['] => Step::Unfinished,
        _ => {
            let Some(end) = bytes.iter().position(|byte| !(0x20..=0x3f).contains(byte)) else {
                return Step::Unfinished;
            };
            let parameters = bytes.get(..end).unwrap_or_default();
            match bytes.get(end) {
                Some(last @ 0x40..=0x7e) => meaning(2 + end + 1, parameters, *last),
                // broken off: what broke it means something by itself
                _ => Step::Means(2 + end, None),
            }
        }
    }
}

fn meaning(length: usize, parameters: &[u8], last: u8) -> Step {
    if let [b'<', rest @ ..] = parameters {
        let told = three(rest).and_then(|numbers| mouse(numbers, last));
        return Step::Means(length, told);
    }
    let numbers = Numbers::read(parameters);
    let told = match last {
        b'~' if numbers.first == 200 => return Step::Paste(length),
        // a key that has no number of its own: its character stands last
        b'~' if numbers.first == 27 => numbers.third.and_then(letter),
        b'~' => numbered(numbers.first),
        b'u' => letter(numbers.first),
        b'M' => {
            let told = three(parameters)
                .and_then(|[button, x, y]| mouse([button.saturating_sub(32), x, y], last));
            return Step::Means(length, told);
        }
        b'Z' => {
            let chord = Chord {
                shift: true,
                ..numbers.chord(Key::Tab)
            };
            return Step::Means(length, Some(Told::Key(chord)));
        }
        b'R' if numbers.first != 1 => None,
        _ => lettered(last),
    };
    let told = told.filter(|_| !numbers.released);
    Step::Means(length, told.map(|key| Told::Key(numbers.chord(key))))
}

/// The numbers of a key: which, with what held, and whether it was let go.
struct Numbers {
    first: u32,
    held: u32,
    third: Option<u32>,
    released: bool,
}

impl Numbers {
    fn read(parameters: &[u8]) -> Self {
        let mut fields = parameters.split(|byte| *byte == b';');
        let mut next = || fields.next().map(|field| field.split(|byte| *byte == b':'));
        let first = next().and_then(|mut parts| number(parts.next()?));
        let mut second = next().into_iter().flatten();
        let held = second.next().and_then(number).unwrap_or(1);
        let kind = second.next().and_then(number);
        let third = next().and_then(|mut parts| number(parts.next()?));
        Self {
            first: first.unwrap_or(1),
            held: held.saturating_sub(1),
            third,
            released: kind == Some(3),
        }
    }

    fn chord(&self, key: Key) -> Chord {
        let held = |bit: u32| self.held & bit != 0;
        Chord {
            key,
            shift: held(1),
            alt: held(2),
            ctrl: held(4),
        }
        .normalised()
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn three(parameters: &[u8]) -> Option<[u32; 3]> {
    let mut fields = parameters.split(|byte| *byte == b';').map(number);
    Some([fields.next()??, fields.next()??, fields.next()??])
}

/// The keys after ESC O, as an application keypad sends them.
pub(super) fn keypad(last: u8) -> Option<Told> {
    let key = match last {
        b'M' => Some(Key::Enter),
        b'j'..=b'y' => Some(Key::Char(char::from(last - b'j' + b'*'))),
        _ => lettered(last),
    };
    key.map(|key| Told::Key(Chord::plain(key)))
}

fn lettered(last: u8) -> Option<Key> {
    Some(match last {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'H' => Key::Home,
        b'F' => Key::End,
        b'P'..=b'S' => Key::F(last - b'P' + 1),
        _ => return None,
    })
}

fn numbered(number: u32) -> Option<Key> {
    let f = |less: u32| u8::try_from(number - less).ok().map(Key::F);
    match number {
        1 | 7 => Some(Key::Home),
        2 => Some(Key::Insert),
        3 => Some(Key::Delete),
        4 | 8 => Some(Key::End),
        5 => Some(Key::PageUp),
        6 => Some(Key::PageDown),
        11..=15 => f(10),
        17..=21 => f(11),
        23..=26 => f(12),
        28..=29 => f(13),
        31..=34 => f(14),
        _ => None,
    }
}

/// A key told by the number of its character.
fn letter(code: u32) -> Option<Key> {
    match char::from_u32(code)? {
        '\r' => Some(Key::Enter),
        '\t' => Some(Key::Tab),
        '\x1b' => Some(Key::Esc),
        '\x7f' | '\x08' => Some(Key::Backspace),
        // where keyboards have keys that are no characters
        '\u{e000}'..='\u{f8ff}' => None,
        c if c.is_control() => None,
        c => Some(Key::Char(c)),
    }
}

/// The mouse: the low two bits are the button, the higher say what kind of report it is.
fn mouse([button, x, y]: [u32; 3], last: u8) -> Option<Told> {
    const MOVED: u32 = 32;
    const HELD: u32 = 4 | 8 | 16;
    let kind = match (button & !HELD, last) {
        (0, b'm') | (3, b'M') => MouseKind::Release,
        (0, b'M') => MouseKind::Press,
        (MOVED, b'M') => MouseKind::Drag,
        (64, b'M') => MouseKind::WheelUp,
        (65, b'M') => MouseKind::WheelDown,
        _ => return None,
    };
    // counted from one on the line, from nought here; a report of column nought is broken
    let place = |number: u32| u16::try_from(number.checked_sub(1)?).ok();
    Some(Told::Mouse(Mouse {
        kind,
        x: place(x)?,
        y: place(y)?,
    }))
}
