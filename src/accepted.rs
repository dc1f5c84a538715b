//! The file of accepted findings: small, written by people or from the explorer, kept beside what it is about.
//!
//! ```toml
//! # agency partner-managed to account northwind-services never expires
//! [[accept]]
//! rule = "R14"
//! subject = "agency partner-managed"  # a name, an id, or a finding's own id; without one every finding of the rule
//! reason = "migration until the end of the year"
//! expires = 2026-12-31  # from then on it counts no more
//! ```

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::analysis::audit::{self, Acceptance, Moment, RULES};
use crate::model::nearest;
use crate::places::{self, PlaceError};

/// What the file is called where nothing else is said.
pub const NAME: &str = "permlens-accepted.toml";

/// What is accepted, and where that is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// The file, whether or not it is there yet.
    pub path: PathBuf,
    /// Its rows, in order.
    pub rows: Vec<Acceptance>,
}

/// Why the file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum AcceptedError {
    /// It could not be read or written.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// It was named and is not there.
    #[error("{}: there is no such file", .0.display())]
    Missing(PathBuf),
    /// It says something that is not understood.
    #[error("{}: {message}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What, and what was expected.
        message: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    accept: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    rule: String,
    subject: Option<String>,
    reason: String,
    expires: Option<toml::Value>,
}

/// The file that goes with an account: in the same folder; in the current one for an account without a file.
#[must_use]
pub fn beside(account: Option<&Path>) -> PathBuf {
    let file = account.filter(|path| path.as_os_str() != "-");
    let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
    folder.join(NAME)
}

/// Reads a file that was named.
pub fn named(path: &Path) -> Result<Accepted, AcceptedError> {
    match places::read(path)? {
        Some(text) => parsed(path, &text),
        None => Err(AcceptedError::Missing(path.to_owned())),
    }
}

/// Reads a file that may not be there.
pub fn perhaps(path: &Path) -> Result<Accepted, AcceptedError> {
    parsed(path, &places::read(path)?.unwrap_or_default())
}

/// Adds a row at the end of the file, which is made if there is none. `title` says in words what was accepted.
///
/// INVARIANT: what people wrote in the file stays as it is; a file that is not understood is not touched.
pub fn add(path: &Path, row: &Acceptance, title: &str) -> Result<(), AcceptedError> {
    let text = places::read(path)?.unwrap_or_default();
    parsed(path, &text)?;
    let between = match text.as_str() {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let more = format!("{between}{}", written(row, title));
    parsed(path, &format!("{text}{more}"))?;
    let write = || {
        let mut file = fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(path)?;
        file.write_all(more.as_bytes())
    };
    write().map_err(|error| {
        AcceptedError::Place(PlaceError::Write {
            path: path.to_owned(),
            error,
        })
    })
}

/// A row as the file has it.
#[must_use]
pub fn written(row: &Acceptance, title: &str) -> String {
    // A comment ends with its line, and a text of one line with its quotes, whatever is in a name.
    let tame = |text: &str| -> String {
        let tame = |one: char| if one.is_control() { ' ' } else { one };
        text.chars().map(tame).collect()
    };
    let quoted = |text: &str| {
        format!(
            "\"{}\"",
            tame(text).replace('\\', "\\\\").replace('"', "\\\"")
        )
    };
    let title = tame(title);
    let mut text = format!("# {title}\n[[accept]]\nrule = {}\n", quoted(&row.rule));
    if let Some(subject) = &row.subject {
        text.push_str(&format!("subject = {}\n", quoted(subject)));
    }
    text.push_str(&format!("reason = {}\n", quoted(&row.reason)));
    if let Some(expires) = row.expires {
        text.push_str(&format!("expires = {}\n", expires.date()));
    }
    text
}

fn parsed(path: &Path, text: &str) -> Result<Accepted, AcceptedError> {
    let rows = rows(text).map_err(|message| AcceptedError::Wrong {
        path: path.to_owned(),
        message,
    })?;
    Ok(Accepted {
        path: path.to_owned(),
        rows,
    })
}

fn rows(text: &str) -> Result<Vec<Acceptance>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut rows = Vec::new();
    for row in file.accept {
        if audit::rule(&row.rule).is_none() {
            let ids = RULES.iter().map(|rule| rule.id);
            let near = nearest(&row.rule, ids.clone());
            let known = if near.is_empty() {
                format!("there are {}", ids.collect::<Vec<_>>().join(", "))
            } else {
                format!("the nearest are {}", near.join(", "))
            };
            return Err(format!("no rule is called {:?}; {known}", row.rule));
        }
        if row.reason.trim().is_empty() {
            return Err(format!(
                "the [[accept]] of {}: expected a reason, found an empty text",
                row.rule
            ));
        }
        if row
            .subject
            .as_ref()
            .is_some_and(|subject| subject.trim().is_empty())
        {
            return Err(format!(
                "the [[accept]] of {}: expected a subject, found an empty text; without one it is for every \
                 finding of the rule",
                row.rule
            ));
        }
        let expires = match &row.expires {
            None => None,
            Some(value) => {
                let text = match value {
                    toml::Value::String(text) => text.clone(),
                    toml::Value::Datetime(date) => date.to_string(),
                    other => format!("a {}", other.type_str()),
                };
                Some(Moment::read(&text).ok_or_else(|| {
                    format!(
                        "the [[accept]] of {}: expected a date like 2026-12-31 under expires, found {text:?}",
                        row.rule
                    )
                })?)
            }
        };
        rows.push(Acceptance {
            rule: row.rule,
            subject: row.subject,
            reason: row.reason,
            expires,
        });
    }
    Ok(rows)
}
