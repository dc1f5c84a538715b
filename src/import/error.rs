//! Why a source was refused. One line each: which file, what was expected, what was found, what to do.

use std::io;

use crate::engine::document::escaped;

/// What an account can be read from, in words.
const SOURCES: &str = "a snapshot, saved responses, a Terraform state or plan, or policy documents";

/// Why a file could not be read, for people: without the system's number of it.
#[must_use]
pub fn unread(error: &io::Error) -> String {
    let words = error.to_string();
    let words = words.split(" (os error").next().unwrap_or_default();
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        _ => format!("cannot be read: {words}"),
    }
}

/// A source that could not be read or is no account.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It could not be read.
    #[error("{}: {}", escaped(.file), unread(.error))]
    Read {
        /// The file.
        file: String,
        /// What went wrong.
        error: io::Error,
    },
    /// It begins like a gzip file and does not go on like one.
    #[error("{}: expected a complete gzip file, found a damaged one ({error}); fetch or compress it again", escaped(.file))]
    Gzip {
        /// The file.
        file: String,
        /// What went wrong.
        error: io::Error,
    },
    /// It is larger than anything sensible.
    #[error("{}: expected at most {limit} bytes of JSON, found more; if this is an account, split its credentials off", escaped(.file))]
    TooLarge {
        /// The file.
        file: String,
        /// The most that is read.
        limit: u64,
    },
    /// There is nothing in it.
    #[error("{}: expected JSON of an account, found an empty file", escaped(.file))]
    Empty {
        /// The file.
        file: String,
    },
    /// The JSON stops in the middle.
    #[error("{}: line {line}{}: expected the rest of the JSON, found the end of the file; it is incomplete: fetch it again", escaped(.file), .column.checked_sub(1).map_or_else(String::new, |_| format!(", column {column}")))]
    Truncated {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1; 0 where the line has nothing.
        column: usize,
    },
    /// It is not JSON.
    #[error("{}: line {line}, column {column}: expected JSON, found something else ({reason}); correct it there", escaped(.file))]
    NotJson {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser says.
        reason: String,
    },
    /// It is something else, as its bytes tell.
    #[error("{}: expected JSON of an account, found {found}", escaped(.file))]
    Other {
        /// The file.
        file: String,
        /// What it is.
        found: &'static str,
    },
    /// It is JSON, but no account.
    #[error("{}: expected {SOURCES}, found {found}", escaped(.file))]
    NotAnAccount {
        /// The file.
        file: String,
        /// What it seems to be.
        found: String,
    },
    /// It is a file of Terraform's that cannot be read.
    #[error("{}: expected a Terraform state of version 4 or what `terraform show -json` says, found {found}", escaped(.file))]
    Terraform {
        /// The file.
        file: String,
        /// What it is, and what to do.
        found: &'static str,
    },
    /// It is a file of Terraform's in which there is nothing of an account.
    #[error("{}: expected identity resources of the providers huaweicloud, opentelekomcloud or flexibleengine, found none; give the state that has the users, groups and roles", escaped(.file))]
    NoResources {
        /// The file.
        file: String,
    },
    /// It has one side only.
    #[error("{}: expected a plan (`terraform show -json PLAN`), found another kind of source; only a plan has a before and an after", escaped(.file))]
    NoPlan {
        /// The file.
        file: String,
    },
    /// There is nothing of an account in it.
    #[error("{}: expected {SOURCES}, found nothing of that kind{}", escaped(.file), .reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})")))]
    NothingFound {
        /// The file or folder.
        file: String,
        /// What was wrong first.
        reason: Option<String>,
    },
    /// It is a snapshot of another version.
    #[error("{}: expected snapshot version 1, found {found}; a newer permlens may read it", escaped(.file))]
    Version {
        /// The file.
        file: String,
        /// The version.
        found: String,
    },
}

impl ImportError {
    /// The file it is about.
    #[must_use]
    pub fn file(&self) -> &str {
        match self {
            Self::Read { file, .. }
            | Self::Gzip { file, .. }
            | Self::TooLarge { file, .. }
            | Self::Empty { file }
            | Self::Truncated { file, .. }
            | Self::NotJson { file, .. }
            | Self::Other { file, .. }
            | Self::NotAnAccount { file, .. }
            | Self::Terraform { file, .. }
            | Self::NoResources { file }
            | Self::NoPlan { file }
            | Self::NothingFound { file, .. }
            | Self::Version { file, .. } => file,
        }
    }

    /// Whether the source could not be read at all, as opposed to being wrong.
    #[must_use]
    pub fn is_io(&self) -> bool {
        matches!(self, Self::Read { .. })
    }
}
