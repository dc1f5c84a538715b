//! Why a command could not answer, and with which exit status it ends.

use std::io;
use std::path::PathBuf;

use crate::accepted::AcceptedError;
use crate::collect::error::CollectError;
use crate::config::ConfigError;
use crate::import::{self, ImportError};
use crate::model::LookupError;
use crate::places::PlaceError;
use crate::report::NotATime;

use super::Status;

/// Why a command could not answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The account could not be read or understood.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The settings file is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Nothing could be read from a cloud.
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// A pull was stopped in the middle, and half of it is not wanted.
    #[error("{0}; nothing was written (--partial save keeps what was read)")]
    Cut(String),
    /// A name that names nothing, or too much.
    #[error("{0}")]
    Name(#[from] LookupError),
    /// The environment tells a time that is none.
    #[error(transparent)]
    Time(#[from] NotATime),
    /// Anything else about the call that is wrong.
    #[error("{0}")]
    Call(String),
    /// A file of the call could not be read.
    #[error("{}: {}", path.display(), import::unread(.error))]
    Read {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        error: io::Error,
    },
    /// What is accepted could not be read.
    #[error(transparent)]
    Accepted(#[from] AcceptedError),
    /// A file could not be written.
    #[error(transparent)]
    Place(PlaceError),
    /// The answer could not be written.
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// The exit status it leads to.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::Import(error) if error.is_io() => Status::Failed,
            Self::Collect(error) if error.is_of_the_call() => Status::Wrong,
            Self::Accepted(AcceptedError::Wrong { .. }) => Status::Wrong,
            Self::Read { .. }
            | Self::Accepted(_)
            | Self::Output(_)
            | Self::Place(_)
            | Self::Collect(_)
            | Self::Cut(_) => Status::Failed,
            Self::Import(_) | Self::Config(_) | Self::Name(_) | Self::Time(_) | Self::Call(_) => {
                Status::Wrong
            }
        }
    }
}
