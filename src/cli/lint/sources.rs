//! The texts of a call of lint: files, files of folders, standard input.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::analysis::lint::is_document;
use crate::cli::failure::Failure;

/// The service takes 6144 characters; what is longer than this was named by mistake.
const LONGEST: u64 = 16 << 20;

/// Where a text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Input,
    File(PathBuf),
}

/// One text to be judged.
#[derive(Clone, Debug)]
pub struct Source {
    pub origin: Origin,
    /// As messages name it.
    pub label: String,
    /// What the policy in it is called, unless it says so itself.
    pub name: String,
    /// Whether a folder was named, not the file.
    pub in_folder: bool,
}

impl Source {
    fn file(path: PathBuf, in_folder: bool) -> Self {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        Self {
            label: path.display().to_string(),
            name: file.strip_suffix(".json").unwrap_or(&file).to_owned(),
            origin: Origin::File(path),
            in_folder,
        }
    }
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text; with stand-ins where it is none.
    pub text: String,
    /// How many bytes of it are text, if not all are.
    pub valid: Option<usize>,
}

impl Text {
    /// Whether it is good JSON that holds something else than a policy document.
    pub fn is_other(&self) -> bool {
        let value = serde_json::from_str::<Value>(&self.text);
        value.is_ok_and(|value| !is_document(&value))
    }
}

/// The texts that paths name, in order, each once; and what of it cannot be looked at.
pub fn gather(paths: &[PathBuf]) -> Result<(Vec<Source>, Vec<Failure>), Failure> {
    let (mut sources, mut unreadable) = (Vec::new(), Vec::new());
    for path in paths {
        if path.as_os_str() == "-" {
            if sources
                .iter()
                .any(|one: &Source| one.origin == Origin::Input)
            {
                let twice = "standard input can be read once only";
                return Err(Failure::Call(twice.to_owned()));
            }
            sources.push(Source {
                origin: Origin::Input,
                label: "<stdin>".to_owned(),
                name: String::new(),
                in_folder: false,
            });
        } else if path.is_dir() {
            folder(path, &mut sources, &mut unreadable);
        } else {
            sources.push(Source::file(path.clone(), false));
        }
    }
    let mut seen = std::collections::HashSet::new();
    sources.retain(|source| seen.insert(source.label.clone()));
    Ok((sources, unreadable))
}

/// The `.json` files below a folder, in order of their names; hidden folders and links to folders are passed by.
fn folder(path: &Path, sources: &mut Vec<Source>, unreadable: &mut Vec<Failure>) {
    let listed = fs::read_dir(path).and_then(|entries| {
        let entries = entries.map(|entry| {
            let entry = entry?;
            Ok((entry.path(), entry.file_type()?))
        });
        entries.collect::<io::Result<Vec<_>>>()
    });
    let mut entries = match listed {
        Ok(entries) => entries,
        Err(error) => {
            unreadable.push(Failure::Read {
                path: path.to_owned(),
                error,
            });
            return;
        }
    };
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    for (path, kind) in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let hidden = name.starts_with('.');
        if kind.is_dir() && !hidden {
            folder(&path, sources, unreadable);
        } else if name.ends_with(".json") && path.is_file() {
            sources.push(Source::file(path, true));
        }
    }
}

/// The text of a source.
pub fn text(source: &Source) -> Result<Text, Failure> {
    let mut bytes = Vec::new();
    let read = match &source.origin {
        Origin::Input => io::stdin().take(LONGEST + 1).read_to_end(&mut bytes),
        Origin::File(path) => {
            fs::File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes))
        }
    };
    let wrong = |error| Failure::Read {
        path: PathBuf::from(&source.label),
        error,
    };
    if read.map_err(wrong)? as u64 > LONGEST {
        return Err(wrong(io::Error::other(
            "longer than 16 MiB: not a policy document",
        )));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Text { text, valid: None },
        Err(error) => Text {
            valid: Some(error.utf8_error().valid_up_to()),
            text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
        },
    })
}
