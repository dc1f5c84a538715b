//! From files to an [`Account`], and back. The only module below the command line that reads files.
//! A source that is one kind or another of account opens, without the objects that are wrong in it; each of those is a
//! [`Problem`]. A source that is none is refused with an [`ImportError`].

pub mod answers;
mod detect;
mod error;
pub mod export;
mod fields;
mod problem;
mod read;
mod reference;
mod snapshot;
mod system;

use std::path::Path;

use serde_json::Value;

use crate::catalogue::Catalogue;
use crate::model::Account;

pub use error::ImportError;
pub use problem::Problem;

use detect::Kind;
use problem::Problems;

/// An account, and what could not be taken over from its source.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The account.
    pub account: Account,
    /// What was left out or is incomplete, in the order of the source.
    pub problems: Vec<Problem>,
}

/// Opens an account: a path, or `-` for standard input; plain or gzipped, which its content tells.
pub fn open(path: &Path, catalogue: &Catalogue) -> Result<Imported, ImportError> {
    if path.as_os_str() == "-" {
        let bytes = read::standard_input()?;
        return from_slice("standard input", &bytes, catalogue);
    }
    let bytes = read::file(path)?;
    from_slice(&path.to_string_lossy(), &bytes, catalogue)
}

/// Opens an account whose bytes are at hand; `name` is what messages call it.
pub fn from_slice(
    name: &str,
    bytes: &[u8],
    catalogue: &Catalogue,
) -> Result<Imported, ImportError> {
    let bytes = read::inflated(name, bytes)?;
    let value = read::json(name, &bytes)?;
    from_value(name, value, catalogue)
}

/// The snapshot that answers make, and what was odd about them; `name` is what messages call the whole.
#[must_use]
pub fn snapshot_of(
    name: &str,
    gathered: answers::Gathered,
) -> (serde_json::Map<String, Value>, Vec<Problem>) {
    let mut problems = Problems::new(name);
    let snapshot = gathered.into_snapshot(&mut problems);
    (snapshot, problems.into_list())
}

/// The sample account embedded in the program.
pub fn sample(catalogue: &Catalogue) -> Result<Imported, ImportError> {
    let bytes = include_bytes!("../../assets/sample-account.json");
    from_slice("the sample account", bytes, catalogue)
}

/// Opens an account from its JSON. Other kinds of sources bring themselves into the snapshot's shape first, so that
/// there is one place that resolves references and judges objects.
fn from_value(name: &str, value: Value, catalogue: &Catalogue) -> Result<Imported, ImportError> {
    let mut problems = Problems::new(name);
    let account = match detect::kind(value) {
        Kind::Snapshot(fields) => snapshot::account(fields, catalogue, &mut problems),
        Kind::Version(found) => {
            return Err(ImportError::Version {
                file: name.to_owned(),
                found,
            });
        }
        Kind::Other(found) => {
            return Err(ImportError::NotAnAccount {
                file: name.to_owned(),
                found,
            });
        }
    };
    Ok(Imported {
        account,
        problems: problems.into_list(),
    })
}
