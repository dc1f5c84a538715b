//! Asking a person for a secret: on a terminal only, with nothing shown of it.

use std::io::{self, IsTerminal, Read, Write};

use rustix::termios::{self, LocalModes, OptionalActions, SpecialCodeIndex, Termios};

use crate::collect::secret::Secret;
use crate::collect::sign_in::Question;

/// Longer is no password.
const LONGEST: usize = 4096;

/// Asks, if there is a terminal to ask on; nothing when nobody answers.
pub fn ask(question: &Question) -> Option<Secret> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return None;
    }
    let words = match question {
        Question::Password(user) => format!("Password of {}: ", plain(user)),
        Question::Passcode(user) => format!("Passcode of {}'s second factor: ", plain(user)),
    };
    let quiet = Quiet::new().ok()?;
    let mut screen = io::stderr();
    let _ = write!(screen, "{words}");
    let _ = screen.flush();
    let given = read();
    drop(quiet);
    let _ = writeln!(screen);
    given
}

fn plain(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).collect()
}

/// One line, key by key, since the keys that end a program arrive as letters here.
fn read() -> Option<Secret> {
    let mut typed = zeroize::Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut input = io::stdin().lock();
    loop {
        let mut byte = [0];
        if input.read(&mut byte).ok()? == 0 {
            return None;
        }
        match byte {
            [b'\r' | b'\n'] => break,
            // ctrl-c, ctrl-d
            [3 | 4] => return None,
            // backspace; a letter may be several bytes
            [8 | 127] => while typed.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {},
            // ctrl-u
            [21] => typed.clear(),
            [other] if typed.len() < LONGEST => typed.push(other),
            _ => {}
        }
    }
    let text = String::from_utf8(typed.to_vec()).ok()?;
    Some(Secret::new(text)).filter(|secret| !secret.is_empty())
}

/// A terminal that shows nothing of what is typed, until this is dropped.
struct Quiet(Termios);

impl Quiet {
    fn new() -> io::Result<Self> {
        let before = termios::tcgetattr(io::stdin())?;
        let mut quiet = before.clone();
        quiet
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG);
        quiet.special_codes[SpecialCodeIndex::VMIN] = 1;
        quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
        termios::tcsetattr(io::stdin(), OptionalActions::Flush, &quiet)?;
        Ok(Self(before))
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // Nothing is left to be done where the terminal is gone.
        let _ = termios::tcsetattr(io::stdin(), OptionalActions::Flush, &self.0);
    }
}
