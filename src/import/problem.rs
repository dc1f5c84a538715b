//! What is wrong with one object of a source that opens all the same. Everything in it is safe to print.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use serde_json::Value;

use crate::engine::document::{Place, describe, escaped};
use crate::model::Unread;

use super::addresses::Addresses;
use super::answers::Origins;

/// One object, or one field, that was left out or is incomplete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The source.
    pub file: String,
    /// Where in it, as a JSON path: `$.roles[3].policy.Statement[0].Effect`.
    pub pointer: String,
    /// What belongs there.
    pub expected: Cow<'static, str>,
    /// What stands there.
    pub found: String,
    /// What became of it, or what to do.
    pub advice: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}: expected {}, found {}; {}",
            escaped(&self.file),
            self.pointer,
            self.expected,
            self.found,
            self.advice
        )
    }
}

/// What could not be taken over, in words, for lists that name every source once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The source, or what its like is called.
    pub of: String,
    /// Where in it, what was expected, what was found, what to do.
    pub text: String,
}

impl From<&Problem> for LeftOut {
    fn from(problem: &Problem) -> Self {
        let of = escaped(&problem.file);
        let said = problem.to_string();
        let text = said.strip_prefix(of.as_str()).unwrap_or(&said);
        let text = text.strip_prefix(": ").unwrap_or(text).to_owned();
        Self { of, text }
    }
}

impl From<&Unread> for LeftOut {
    fn from(unread: &Unread) -> Self {
        let said = unread.to_string();
        let text = said.strip_prefix("not read: ").unwrap_or(&said).to_owned();
        Self {
            of: "Not read".to_owned(),
            text,
        }
    }
}

impl Problem {
    /// In words, where it is clear that this file is spoken of.
    #[must_use]
    pub(super) fn within(&self, file: &str) -> String {
        let said = self.to_string();
        let mut own = escaped(file);
        own.push_str(": ");
        let said = said.strip_prefix(&own).unwrap_or(&said);
        said.strip_prefix("$: ").unwrap_or(said).to_owned()
    }
}

/// The problems of a source that is being read.
#[derive(Debug)]
pub struct Problems {
    file: String,
    list: Vec<Problem>,
    /// Where the objects of a snapshot stood that was put together from answers.
    origins: Option<Origins>,
    /// What the objects of a source are called there, by source.
    addresses: HashMap<String, Addresses>,
}

impl Problems {
    /// None yet; `file` is what they call the source.
    #[must_use]
    pub fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            list: Vec::new(),
            origins: None,
            addresses: HashMap::new(),
        }
    }

    /// From now on, places in a source are told in its own words.
    pub(super) fn called(&mut self, file: &str, addresses: Addresses) {
        self.addresses.insert(file.to_owned(), addresses);
    }

    /// Problems that were found elsewhere.
    pub(super) fn extend(&mut self, problems: Vec<Problem>) {
        self.list.extend(problems);
    }

    /// From now on, places are those of the answers that the snapshot was put together from.
    pub(super) fn stand_at(&mut self, origins: Origins) {
        self.origins = Some(origins);
    }

    /// The problems, in the order in which they were met.
    #[must_use]
    pub fn into_list(self) -> Vec<Problem> {
        self.list
    }

    /// A problem at a place.
    pub(super) fn at(
        &mut self,
        place: &Place<'_>,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<String>,
        advice: &'static str,
    ) {
        self.at_path(place.path(), expected, found, advice);
    }

    /// A problem at a place whose path is at hand.
    pub(super) fn at_path(
        &mut self,
        pointer: String,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<String>,
        advice: &'static str,
    ) {
        let origin = self.origins.as_ref().and_then(|known| known.of(&pointer));
        let (file, pointer) = origin.unwrap_or_else(|| (self.file.clone(), pointer));
        let called = self
            .addresses
            .get(&file)
            .and_then(|known| known.of(&pointer));
        let (file, pointer) = match called {
            Some((other, pointer)) => (other.unwrap_or(file), pointer),
            None => (file, pointer),
        };
        self.list.push(Problem {
            file,
            pointer,
            expected: spoken(expected.into()),
            found: found.into(),
            advice,
        });
    }

    /// A problem with a file as a whole.
    pub(super) fn in_file(
        &mut self,
        file: &str,
        expected: &'static str,
        found: &str,
        advice: &'static str,
    ) {
        self.list.push(Problem {
            file: file.to_owned(),
            pointer: Place::ROOT.path(),
            expected: expected.into(),
            found: found.to_owned(),
            advice,
        });
    }

    /// A value of the wrong kind.
    pub(super) fn wrong(
        &mut self,
        place: &Place<'_>,
        expected: &'static str,
        value: Option<&Value>,
        advice: &'static str,
    ) {
        let found = value.map_or_else(|| "nothing".to_owned(), describe);
        self.at(place, expected, found, advice);
    }
}

/// A file as notices call it: without the way to it, safe to print.
pub(super) fn short(file: &str) -> String {
    let name = Path::new(file).file_name();
    escaped(&name.map_or_else(|| file.into(), |name| name.to_string_lossy()))
}

/// "a enterprise_project of …" is a key put into a sentence: it is said as people say it.
fn spoken(expected: Cow<'static, str>) -> Cow<'static, str> {
    match expected.strip_prefix("a enterprise_project") {
        Some(rest) => Cow::Owned(format!("an enterprise project{rest}")),
        None => expected,
    }
}
