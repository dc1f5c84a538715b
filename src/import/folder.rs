//! The files of a folder of saved responses, and what its manifest says about them.
//!
//! A manifest is a file `calls.json` beside the answers: an object whose keys are names of files there and whose values
//! are the requests they answer, or a list of them where a file holds several answers one after another:
//!
//! ```json
//! {"ops-members.json": "GET /v3/groups/7a41…/users", "pages.txt": ["/v3/users?limit=500", "/v3/users?limit=500&marker=9c"]}
//! ```
//!
//! INVARIANT: nothing outside of the folder is opened because a manifest names it.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// What the manifest is called.
pub(super) const MANIFEST: &str = "calls.json";

/// Folders below folders, so deep.
const DEEPEST: usize = 16;
/// So many files are looked at.
const MOST: usize = 200_000;

/// The files of a folder, in the order of their names.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// What there is to read.
    pub files: Vec<PathBuf>,
    /// What is passed over, and why.
    pub passed: Vec<(PathBuf, String)>,
}

pub(super) fn list(root: &Path) -> io::Result<Folder> {
    let mut folder = Folder::default();
    walk(root, 0, &mut folder)?;
    Ok(folder)
}

fn walk(at: &Path, depth: usize, into: &mut Folder) -> io::Result<()> {
    let mut entries = fs::read_dir(at)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // Editors, version control and shells keep theirs there.
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if into.files.len() >= MOST {
            into.passed.push((path, format!("more than {MOST} files")));
            return Ok(());
        }
        let is_link = entry.file_type()?.is_symlink();
        let what = match fs::metadata(&path) {
            Ok(what) => what,
            Err(error) => {
                into.passed.push((path, error.to_string()));
                continue;
            }
        };
        if what.is_dir() {
            if is_link {
                into.passed.push((path, "a link to a folder".to_owned()));
            } else if depth >= DEEPEST {
                into.passed.push((path, "folders too deep".to_owned()));
            } else if let Err(error) = walk(&path, depth + 1, into) {
                into.passed.push((path, error.to_string()));
            }
        } else if what.is_file() {
            into.files.push(path);
        } else {
            // A pipe would be waited for.
            into.passed.push((path, "no file".to_owned()));
        }
    }
    Ok(())
}

/// The requests by the files that answer them.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    calls: BTreeMap<PathBuf, Vec<String>>,
}

impl Manifest {
    /// Reads one; `Err` says what is wrong with it.
    pub(super) fn add(&mut self, path: &Path, value: &Value) -> Result<(), &'static str> {
        const EXPECTED: &str = "names of files, and the request that each answers";
        let folder = path.parent().unwrap_or(Path::new(""));
        let fields = value.as_object().ok_or(EXPECTED)?;
        for (name, calls) in fields {
            let calls: Option<Vec<String>> = match calls {
                Value::String(call) => Some(vec![call.clone()]),
                Value::Array(calls) => calls
                    .iter()
                    .map(|call| call.as_str().map(str::to_owned))
                    .collect(),
                _ => None,
            };
            self.calls.insert(folder.join(name), calls.ok_or(EXPECTED)?);
        }
        Ok(())
    }

    /// What the answer at this place of a file is to.
    pub(super) fn call(&self, file: &Path, index: usize) -> Option<&str> {
        let calls = self.calls.get(file)?;
        calls.get(index).map(String::as_str)
    }

    /// Files that it speaks of and that are not there.
    pub(super) fn lost<'a>(&'a self, files: &'a [PathBuf]) -> impl Iterator<Item = &'a Path> {
        let there: HashSet<&Path> = files.iter().map(PathBuf::as_path).collect();
        let named = self.calls.keys().map(PathBuf::as_path);
        named.filter(move |file| !there.contains(file))
    }
}
