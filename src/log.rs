//! The log: what went wrong in the explorer and what it did beyond the screen, for whoever looks after it.
//!
//! `permlens.log` is in the user's state folder, beside the session ([`Places::log`](crate::places::Places::log)), folder
//! 0700, file 0600; at 1 MiB it becomes `permlens.log.1`, of which there is one. A line is
//!
//! ```text
//! 2026-03-01T09:30:00.125Z warn  4711 GET /v3/agencies?domain_id=d0: 403
//! ```
//!
//! the time (RFC 3339, UTC), the level, the process, the words. `log = "off"` in `config.toml` keeps it from being
//! written, `--restricted` does too.
//!
//! # What stands in it, and what never does
//!
//! It can be shown to an auditor, and be sent along with a report of a defect:
//!
//! - The program and its version, the account's source and how many objects it has, what is assumed, the terminal, how it
//!   ended; each error that was shown, unless it is about what was just typed; each file that was written; what took
//!   long; which cloud was read, and the calls that failed there, with their status; panics.
//! - Names of files, hosts, cloud entries and settings are in these words; so is the user that could not sign in. Ids of
//!   users, groups and projects stand in the paths of calls.
//! - Not what was looked at: no question, answer, search, filter or paste, nobody whose access was asked about. A log that
//!   told them would be a list of who is interested in whom.
//! - Not what the account holds: of objects that were left out their number; the explorer lists them.
//! - Not what a service said: no body, no header, no message out of an answer, for these can repeat what was sent. No
//!   password, passcode, token or key is ever turned into words here.
//!
//! The commands write none: they tell their errors on stderr and by their exit status, and whoever runs them unattended
//! (`collect` in a timer) keeps these already. So does an explorer whose account does not open: it ends before it begins.
//!
//! # Why not one of the crates for it
//!
//! `log` and `tracing` hand records to a global sink from anywhere, the pure modules included, and writers
//! that rotate bring a dozen packages along. Here records are data: `update` returns them, the loop writes them.
//!
//! INVARIANT: writing never fails where it is called, prints nothing, and waits for nobody; a record is one line without
//! anything that a terminal would obey.

use std::path::{Path, PathBuf};

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::places::{self, PlaceError};
use crate::report::plain;

/// No file is longer.
const MOST: u64 = 1 << 20;
/// So much of its end is read.
const END: u64 = 1 << 16;
/// No record has more words, in characters.
const LONGEST: usize = 1000;
/// RFC 3339, always as long.
const TIME: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What was done.
    Info,
    /// What may explain something later.
    Warning,
    /// What did not work.
    Error,
}

impl Level {
    /// Its word in a line, padded to the longest.
    fn text(self) -> &'static str {
        match self {
            Self::Info => "info ",
            Self::Warning => "warn ",
            Self::Error => "error",
        }
    }
}

/// One line, before it has a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// How much it matters.
    pub level: Level,
    /// What happened.
    pub words: String,
}

impl Record {
    /// What was done.
    pub fn info(words: impl Into<String>) -> Self {
        Self::new(Level::Info, words)
    }

    /// What may explain something later.
    pub fn warning(words: impl Into<String>) -> Self {
        Self::new(Level::Warning, words)
    }

    /// What did not work.
    pub fn error(words: impl Into<String>) -> Self {
        Self::new(Level::Error, words)
    }

    fn new(level: Level, words: impl Into<String>) -> Self {
        let words = words.into();
        Self { level, words }
    }

    /// The line, with its end.
    fn line(&self, now: OffsetDateTime) -> String {
        // INVARIANT: a time of our own clock has a form.
        let time = now.format(TIME).unwrap_or_default();
        let (level, process) = (self.level.text(), std::process::id());
        let mut words = plain(&self.words);
        if let Some((cut, _)) = words.char_indices().nth(LONGEST) {
            words.truncate(cut);
            words.push('…');
        }
        format!("{time} {level} {process} {words}\n")
    }
}

/// Why there is no log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// The session leaves no trace.
    Restricted,
    /// The settings say so.
    Off,
    /// The settings cannot be read: they may say so.
    Unsettled,
    /// Nobody knows where it would be.
    Homeless,
}

impl Silence {
    /// In words.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Restricted => "this session is restricted: it writes no log",
            Self::Off => "config.toml says log = \"off\": nothing is written",
            Self::Unsettled => "config.toml is wrong, and may say that there is to be no log",
            Self::Homeless => "there is no log: the environment tells no home folder",
        }
    }
}

/// Where records go; handed to whoever may have something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log(Result<PathBuf, Silence>);

impl Log {
    /// In this file.
    pub fn to(path: impl Into<PathBuf>) -> Self {
        Self(Ok(path.into()))
    }

    /// Nowhere, and why.
    #[must_use]
    pub fn silent(why: Silence) -> Self {
        Self(Err(why))
    }

    /// The file, or why there is none.
    pub fn path(&self) -> Result<&Path, Silence> {
        self.0.as_deref().map_err(|why| *why)
    }

    /// Writes a record, with the time that it is now. Where it cannot be written it is lost: [`Log::trouble`] tells why.
    pub fn write(&self, record: &Record) {
        if let Ok(path) = &self.0 {
            let _ = places::append(path, &record.line(OffsetDateTime::now_utc()), MOST);
        }
    }

    /// Why nothing can be written, if so.
    #[must_use]
    pub fn trouble(&self) -> Option<PlaceError> {
        let path = self.0.as_ref().ok()?;
        places::appendable(path).err()
    }

    /// The last lines.
    pub fn end(&self) -> Result<String, PlaceError> {
        match &self.0 {
            Ok(path) => places::end(path, END),
            Err(_) => Ok(String::new()),
        }
    }
}

impl Default for Log {
    /// Nowhere, until somebody says where.
    fn default() -> Self {
        Self::silent(Silence::Homeless)
    }
}
