//! From files to an [`Account`], and back. The only module below the command line that reads files.
//! A source that is one kind or another of account opens, without the objects that are wrong in it; each of those is a
//! [`Problem`]. A source that is none is refused with an [`ImportError`].

pub mod answers;
mod detect;
mod error;
pub mod export;
mod fields;
mod folder;
mod problem;
mod read;
mod reference;
mod snapshot;
mod sources;
mod system;
mod text;

use std::path::{Path, PathBuf};

use crate::catalogue::Catalogue;
use crate::model::Account;

pub use answers::Found;
pub use error::ImportError;
pub use problem::{Problem, Problems};

use answers::Gathered;
use sources::Sources;

/// An account, and what could not be taken over from its source.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The account.
    pub account: Account,
    /// What was left out or is incomplete, in the order of the source.
    pub problems: Vec<Problem>,
    /// What the sources turned out to be, where they are not just a snapshot.
    pub found: Vec<Found>,
}

/// Opens an account: a file or a folder of files, or `-` for standard input; plain or gzipped, which content tells.
pub fn open(path: &Path, catalogue: &Catalogue) -> Result<Imported, ImportError> {
    if path.as_os_str() == "-" {
        let bytes = read::standard_input()?;
        return from_slice("standard input", &bytes, catalogue);
    }
    if path.is_dir() {
        return open_all(&[path.to_owned()], catalogue);
    }
    let bytes = read::file(path)?;
    from_slice(&path.to_string_lossy(), &bytes, catalogue)
}

/// Opens one account from several sources of any kinds. One that cannot be read is an error; what in it is no part of
/// an account is a problem.
pub fn open_all(paths: &[PathBuf], catalogue: &Catalogue) -> Result<Imported, ImportError> {
    if let [one] = paths
        && !one.is_dir()
    {
        return open(one, catalogue);
    }
    let name = match paths {
        [one] => one.to_string_lossy().into_owned(),
        several => format!("{} sources", several.len()),
    };
    let mut sources = Sources::new(&name);
    for path in paths {
        sources.open(path)?;
    }
    sources.account(catalogue)
}

/// Opens an account whose bytes are at hand; `name` is what messages call it.
pub fn from_slice(
    name: &str,
    bytes: &[u8],
    catalogue: &Catalogue,
) -> Result<Imported, ImportError> {
    let mut sources = Sources::new(name);
    sources.bytes(name, bytes, |_| None);
    sources.account(catalogue)
}

/// The account that answers make, which were just fetched.
#[must_use]
pub fn from_answers(name: &str, gathered: Gathered, catalogue: &Catalogue) -> Imported {
    let mut problems = Problems::new(name);
    let found = gathered.found().to_vec();
    let fields = gathered.into_snapshot(&mut problems);
    let account = snapshot::account(fields, catalogue, &mut problems);
    Imported {
        account,
        problems: problems.into_list(),
        found,
    }
}

/// The sample account embedded in the program.
pub fn sample(catalogue: &Catalogue) -> Result<Imported, ImportError> {
    let bytes = include_bytes!("../../assets/sample-account.json");
    from_slice("the sample account", bytes, catalogue)
}
