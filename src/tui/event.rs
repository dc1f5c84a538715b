//! What reaches the program, as one plain enum, and the two threads that send it: input and worker.
//!
//! INVARIANT: nothing outside this module sees what a terminal sends, and the loop never waits for anything but its
//! channel.

pub mod decoder;
mod input;
mod worker;

pub use input::Input;
pub use worker::{Errand, Job, Revision, Revisions, Topic, Watch, Worker};

use std::time::Duration;

use super::chord::Chord;
use super::command::{CommandName, Count};

/// Everything that can happen.
#[derive(Debug)]
pub enum Msg<A> {
    /// A key press.
    Key(Chord),
    /// A bracketed paste.
    Paste(String),
    /// The mouse did something.
    Mouse(Mouse),
    /// The terminal answers a question that it was asked, by an operating-system command: `11;rgb:0/0/0`.
    Answer(String),
    /// So long it took to answer the first.
    Away(Duration),
    /// What the terminal sent in one piece: taken in order, shown once.
    Together(Vec<Msg<A>>),
    /// The window has another size.
    Resize,
    /// Run this command: from the palette, the mouse or a test.
    Run(CommandName, Count),
    /// The worker has an answer to the question of this revision.
    Done(Revision, A),
    /// A deadline that the app asked for has passed.
    Deadline,
    /// Another program had the terminal; it is ours again.
    Resumed,
    /// Someone wants us stopped, as ctrl-z does.
    Suspend,
    /// It is over.
    Quit(Ending),
}

impl<A> From<decoder::Told> for Msg<A> {
    fn from(told: decoder::Told) -> Self {
        use decoder::Told;
        match told {
            Told::Key(chord) => Self::Key(chord),
            Told::Paste(text) => Self::Paste(text),
            Told::Mouse(mouse) => Self::Mouse(mouse),
            Told::Answer(text) => Self::Answer(text),
        }
    }
}

/// Why it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The user asked.
    Asked,
    /// A signal asked.
    Signal(i32),
    /// The terminal is gone.
    Vanished,
}

impl Ending {
    /// The exit status, by the shell's custom for signals.
    pub fn status(self) -> u8 {
        match self {
            Self::Asked => 0,
            Self::Signal(signal) => 128u8.saturating_add(u8::try_from(signal).unwrap_or(0)),
            Self::Vanished => 129,
        }
    }
}

impl std::fmt::Display for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Asked => f.write_str("ended as the user asked"),
            Self::Signal(signal) => match signal_hook::low_level::signal_name(*signal) {
                Some(name) => write!(f, "ended by {name}"),
                None => write!(f, "ended by signal {signal}"),
            },
            Self::Vanished => f.write_str("ended, for the terminal is gone"),
        }
    }
}

/// What the mouse did, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub kind: MouseKind,
    /// The column.
    pub x: u16,
    /// The row.
    pub y: u16,
}

/// The mouse's doings that mean something here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button went down.
    Press,
    /// The left button is down and the mouse moved.
    Drag,
    /// The left button came up.
    Release,
    /// The wheel, towards the top.
    WheelUp,
    /// The wheel, towards the bottom.
    WheelDown,
}
