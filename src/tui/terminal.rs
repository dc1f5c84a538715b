//! The terminal, held by one guard: raw mode, alternate screen, mouse, paste, cursor. One place takes it, one gives it back.
//!
//! INVARIANT: whatever ends the program (return, error, panic in any thread, signal), [`restore`] has run before. It can
//! run from any thread and takes no lock that the drawing thread may hold.

mod cells;
mod frames;
mod panics;
mod pen;
mod signals;
mod size;
mod ways;

pub use frames::{Frames, Painted, Repertoire};
pub use signals::{can_suspend, watch};
pub use size::window;

use std::io::{self, IsTerminal};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::buffer::Buffer;

use crate::log::Log;

/// Why the terminal could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// There is none.
    #[error(
        "the explorer needs a terminal, but {0} is not one; the subcommands work without: see `permlens --help`"
    )]
    NotATerminal(&'static str),
    /// There is one that can only print lines.
    #[error(
        "the terminal says that it can only print lines (TERM={0}); set TERM, or use the subcommands: see `permlens --help`"
    )]
    Dumb(String),
    /// The system refused.
    #[error("the terminal cannot be used: {0}")]
    Io(#[from] io::Error),
}

/// Alternate screen; cursor off; mouse presses, drags and wheel in the form that has no limit; bracketed paste. Mere
/// movements of the mouse are not asked for: over a slow line they are a flood.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?1000h\x1b[?1002h\x1b[?1006h\x1b[?2004h";
/// All of it back, and colours and a half-sent frame too.
const LEAVE: &[u8] =
    b"\x1b[?2026l\x1b[?2004l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[0m\x1b[?25h\x1b[?1049l";
/// Frames of this size are worth the bytes that make a terminal show them at once.
const LONG_FRAME: usize = 1024;

static HELD: AtomicBool = AtomicBool::new(false);

/// Gives the terminal back, if it is held. Errors are of no use here: there is nobody left to tell.
pub fn restore() {
    if HELD.swap(false, Ordering::SeqCst) {
        let _ = crossterm::terminal::disable_raw_mode();
        let _ = send(LEAVE);
    }
}

/// Writes past the standard library's buffer, whose lock a stalled drawing thread may hold.
fn send(mut bytes: &[u8]) -> io::Result<()> {
    let stdout = io::stdout();
    while !bytes.is_empty() {
        match rustix::io::write(&stdout, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The terminal while it is ours.
#[derive(Debug)]
pub struct Guard {
    frames: Frames,
    synchronized: bool,
}

impl Guard {
    /// Takes the terminal, or says why not before anything was changed. A panic is noted in the log.
    pub fn take(log: &Log) -> Result<Self, TerminalError> {
        if !io::stdin().is_terminal() {
            return Err(TerminalError::NotATerminal("the standard input"));
        }
        if !io::stdout().is_terminal() {
            return Err(TerminalError::NotATerminal("the standard output"));
        }
        let term = std::env::var("TERM").unwrap_or_default();
        if term == "dumb" {
            return Err(TerminalError::Dumb(term));
        }
        hook_panics(log.clone());
        let synchronized = !(term.starts_with("vt") || term == "linux" || term.is_empty());
        let guard = Self {
            frames: Frames::new(window(), Repertoire::of(&term)),
            synchronized,
        };
        enter()?;
        Ok(guard)
    }

    /// Draws one frame and sends what differs from the last; nothing is sent while the terminal is not ours.
    /// The painter is given what is on screen now, if that is known.
    pub fn draw(
        &mut self,
        paint: impl FnOnce(&mut Buffer, Option<&Buffer>) -> Painted,
    ) -> io::Result<()> {
        if !HELD.load(Ordering::SeqCst) {
            return Ok(());
        }
        let bytes = self.frames.paint_over(paint);
        if self.synchronized && bytes.len() > LONG_FRAME {
            send(&[b"\x1b[?2026h".as_slice(), &bytes, b"\x1b[?2026l"].concat())
        } else {
            send(&bytes)
        }
    }

    /// Forgets what is on screen, and looks at the size again: the next frame is sent whole.
    pub fn refresh(&mut self) {
        self.frames.forget(window());
    }

    /// Sends something that is not part of a frame, such as text for the clipboard.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        if HELD.load(Ordering::SeqCst) {
            send(bytes)
        } else {
            Ok(())
        }
    }

    /// Gives the terminal to the shell and stops, with everything in our process group; `Msg::Resumed` follows.
    pub fn suspend(&mut self) -> io::Result<()> {
        restore();
        rustix::process::kill_current_process_group(rustix::process::Signal::STOP)
            .map_err(io::Error::from)
    }

    /// Gives the terminal to another program that we start; [`Guard::retake`] takes it back.
    pub fn lend(&mut self) {
        restore();
    }

    /// Takes it again, after a stop of whatever kind: someone else has written on it and changed its modes.
    pub fn retake(&mut self) -> io::Result<()> {
        // raw mode is remembered as on, though a shell may have turned it off
        let _ = crossterm::terminal::disable_raw_mode();
        enter()?;
        self.refresh();
        Ok(())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

fn enter() -> io::Result<()> {
    crossterm::terminal::enable_raw_mode()?;
    HELD.store(true, Ordering::SeqCst);
    send(ENTER)
}

/// A panic is noted, and printed on a restored terminal; one outside the main thread ends the program, whose screen is gone.
fn hook_panics(log: Log) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let main = std::thread::current().id();
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let held = HELD.load(Ordering::SeqCst);
            restore();
            log.write(&panics::record(info));
            previous(info);
            if held && std::thread::current().id() != main {
                std::process::exit(101);
            }
        }));
    });
}
