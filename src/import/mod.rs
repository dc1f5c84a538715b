//! From files to an [`Account`], and back. Nothing else reads the files of an account.
//! A source that is one kind or another of account opens, without the objects that are wrong in it; each of those is a
//! [`Problem`]. A source that is none is refused with an [`ImportError`].

mod addresses;
pub mod answers;
mod detect;
mod documents;
mod error;
pub mod export;
mod fields;
mod folder;
pub mod lines;
mod parsed;
mod policies;
mod problem;
mod read;
mod reference;
mod snapshot;
mod sources;
mod system;
mod terraform;
mod text;
mod tight;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::catalogue::Catalogue;
use crate::model::Account;

pub use answers::Found;
pub use error::{ImportError, unread};
pub use problem::{LeftOut, Problem, Problems};

use answers::Gathered;
use sources::Sources;
use terraform::Moment;

/// An account, and what could not be taken over from its source.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The account.
    pub account: Account,
    /// What was left out or is incomplete, in the order of the source.
    pub problems: Vec<Problem>,
    /// What the sources turned out to be, where they are not just a snapshot.
    pub found: Vec<Found>,
    /// What whoever reads answers must know of the sources: that they are a part of an account, or one to come. Safe to
    /// print.
    pub notices: Vec<String>,
}

/// The two accounts of a plan.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The account as it is.
    pub before: Imported,
    /// The account as it will be once the plan is applied.
    pub after: Imported,
}

/// Opens an account: a file or a folder of files, or `-` for standard input; plain or gzipped, which content tells. Of a
/// plan, the account as it will be after it.
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

/// Opens both sides of a Terraform plan, as `terraform show -json PLAN` writes it.
pub fn open_plan(path: &Path, catalogue: &Catalogue) -> Result<Plan, ImportError> {
    let name = path.to_string_lossy();
    let (name, bytes) = match path.as_os_str() == "-" {
        true => ("standard input", read::standard_input()?),
        false => (name.as_ref(), read::file(path)?),
    };
    let side = |moment| {
        let mut sources = Sources::new(name, moment);
        sources.bytes(name, &bytes, |_| None);
        let file = name.to_owned();
        let is_plan = sources.has_plan();
        let imported = sources.account(catalogue)?;
        match is_plan {
            true => Ok(imported),
            false => Err(ImportError::NoPlan { file }),
        }
    };
    Ok(Plan {
        before: side(Moment::Before)?,
        after: side(Moment::After)?,
    })
}

/// Opens one account from several sources, plans among them as it is before them; without a plan there is no before.
pub fn open_before(paths: &[PathBuf], catalogue: &Catalogue) -> Result<Imported, ImportError> {
    let sources = sources(paths, Moment::Before)?;
    if sources.has_plan() {
        return sources.account(catalogue);
    }
    let file = called(paths);
    Err(ImportError::NoPlan { file })
}

/// Opens one account from several sources of any kinds. One that cannot be read is an error; what in it is no part of
/// an account is a problem.
pub fn open_all(paths: &[PathBuf], catalogue: &Catalogue) -> Result<Imported, ImportError> {
    if let [one] = paths
        && !one.is_dir()
    {
        return open(one, catalogue);
    }
    sources(paths, Moment::After)?.account(catalogue)
}

fn sources(paths: &[PathBuf], moment: Moment) -> Result<Sources, ImportError> {
    let mut sources = Sources::new(&called(paths), moment);
    for path in paths {
        sources.open(path)?;
    }
    Ok(sources)
}

/// What messages call several sources.
fn called(paths: &[PathBuf]) -> String {
    match paths {
        [one] => one.to_string_lossy().into_owned(),
        several => format!("{} sources", several.len()),
    }
}

/// Opens an account whose bytes are at hand; `name` is what messages call it.
pub fn from_slice(
    name: &str,
    bytes: &[u8],
    catalogue: &Catalogue,
) -> Result<Imported, ImportError> {
    let mut sources = Sources::new(name, Moment::After);
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
        notices: Vec::new(),
    }
}

/// The snapshot that answers make, and what was odd about them; `name` is what messages call the whole.
#[must_use]
pub fn snapshot_of(
    name: &str,
    gathered: Gathered,
) -> (serde_json::Map<String, serde_json::Value>, Vec<Problem>) {
    let mut problems = Problems::new(name);
    let snapshot = gathered.into_snapshot(&mut problems);
    (snapshot, problems.into_list())
}

/// The sample account embedded in the program.
pub fn sample(catalogue: &Catalogue) -> Result<Imported, ImportError> {
    from_slice("the sample account", SAMPLE, catalogue)
}

/// The sample account as a snapshot.
const SAMPLE: &[u8] = include_bytes!("../../assets/sample-account.json");

/// The text of an account whose lines can be pointed at: of a snapshot in one plain file, or of the sample.
#[must_use]
pub fn text(path: Option<&Path>) -> Option<Cow<'static, [u8]>> {
    match path {
        None => Some(Cow::Borrowed(SAMPLE)),
        Some(path) if path.is_file() => read::file(path).ok().map(Cow::Owned),
        Some(_) => None,
    }
}
