//! What can be wrong with the catalogue's text, and where.

/// A line of the catalogue's text that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}")]
pub struct CatalogueError {
    /// The file, as its path below `assets/catalogue`.
    pub file: &'static str,
    /// The line, from 1; 0 is the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No such file was given.
    #[error("the file is missing")]
    NoFile,
    /// A line is indented where a new entry should start.
    #[error("expected the start of an entry, found an indented line")]
    Indented,
    /// A keyword that has no meaning here.
    #[error("expected {expected}, found {found:?}")]
    Unexpected {
        /// What could stand here.
        expected: &'static str,
        /// What does.
        found: String,
    },
    /// Something an entry needs is not there.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A reference to something that is declared nowhere.
    #[error("there is no {kind} {name:?}")]
    Unknown {
        /// What was looked for.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// Something is declared twice.
    #[error("{kind} {name:?} is declared twice")]
    Twice {
        /// What it is.
        kind: &'static str,
        /// Its name.
        name: String,
    },
}
