//! One source or several, of any kinds: what each file holds is found out, and all of it makes one account.

use std::fs;
use std::path::{Path, PathBuf};

use crate::catalogue::Catalogue;
use crate::engine::document::describe;

use super::addresses::Addresses;
use super::answers::{Answer, Found, Gathered};
use super::detect::{self, Kind};
use super::documents::is_document;
use super::fields::Fields;
use super::folder::{self, MANIFEST, Manifest};
use super::parsed::{self, Parsed};
use super::problem::{Problem, Problems};
use super::terraform::{self, Form, Moment};
use super::text::Document;
use super::{ImportError, Imported, policies, read, snapshot};

/// So much is read from all files together.
const LIMIT: u64 = 1 << 31;

/// What is being put together.
#[derive(Debug)]
pub(super) struct Sources {
    /// What messages about the whole call it.
    name: String,
    gathered: Gathered,
    /// A snapshot, as long as it is all there is.
    only: Option<(String, Fields)>,
    problems: Vec<Problem>,
    /// Which side of plans is read.
    moment: Moment,
    /// What states say, which is a part of an account.
    part: Option<Part>,
    /// Policy documents by themselves, and their files.
    policies: Vec<policies::Lone>,
    /// What the objects of a source are called there.
    addresses: Vec<(String, Addresses)>,
    notices: Vec<String>,
    /// What states and documents turned out to be.
    found: Vec<Found>,
    /// Why the first that was refused was.
    refused: Option<ImportError>,
}

/// What is known of an account of which states tell a part.
#[derive(Debug, Default)]
struct Part {
    /// The account's id, where a resource names it.
    domain: Option<String>,
    /// Whether one of them is a plan.
    is_plan: bool,
}

impl Sources {
    pub(super) fn new(name: &str, moment: Moment) -> Self {
        Self {
            name: name.to_owned(),
            gathered: Gathered::default(),
            only: None,
            problems: Vec::new(),
            moment,
            part: None,
            policies: Vec::new(),
            addresses: Vec::new(),
            notices: Vec::new(),
            found: Vec::new(),
            refused: None,
        }
    }

    /// Takes in a path, or `-`.
    pub(super) fn open(&mut self, path: &Path) -> Result<(), ImportError> {
        if path.as_os_str() == "-" {
            let bytes = read::standard_input()?;
            self.bytes("standard input", &bytes, |_| None);
        } else if path.is_dir() {
            self.folder(path)?;
        } else {
            let bytes = read::file(path)?;
            self.bytes(&path.to_string_lossy(), &bytes, |_| None);
        }
        Ok(())
    }

    fn folder(&mut self, root: &Path) -> Result<(), ImportError> {
        let name = root.to_string_lossy().into_owned();
        let unreadable = |error| ImportError::Read { file: name, error };
        let found = folder::list(root).map_err(unreadable)?;
        for (path, reason) in &found.passed {
            self.left_out(&path.to_string_lossy(), "a file of JSON", reason);
        }
        let is_manifest = |path: &&PathBuf| path.file_name().is_some_and(|name| name == MANIFEST);
        let mut manifest = Manifest::default();
        for path in found.files.iter().filter(is_manifest) {
            self.manifest(path, &mut manifest);
        }
        for lost in manifest.lost(&found.files) {
            self.left_out(&lost.to_string_lossy(), "a file of that name", "none");
        }
        let mut room = LIMIT;
        let fits = |path: &&PathBuf| {
            let size = fs::metadata(path).map_or(0, |what| what.len());
            room = room.saturating_sub(size);
            room > 0
        };
        let answers: Vec<PathBuf> = found
            .files
            .into_iter()
            .filter(|path| !is_manifest(&path))
            .collect();
        let read: Vec<&PathBuf> = answers.iter().take_while(fits).collect();
        parsed::each(&read, |path, parsed| {
            self.take(&path.to_string_lossy(), parsed, |at| {
                manifest.call(path, at)
            });
        });
        if let Some(beyond) = answers.get(read.len()) {
            self.left_out(&beyond.to_string_lossy(), "2 GiB in all files", "more");
        }
        Ok(())
    }

    fn manifest(&mut self, path: &Path, manifest: &mut Manifest) {
        let name = path.to_string_lossy();
        let read = read::file(path).and_then(|bytes| read::json(&name, &bytes));
        match read {
            Ok(value) => {
                if let Err(expected) = manifest.add(path, &value) {
                    self.left_out(&name, expected, "something else");
                }
            }
            Err(error) => self.refuse(error),
        }
    }

    /// Takes in the bytes of a file; `call` says what each answer in it is to, where that is known.
    pub(super) fn bytes<'a>(
        &mut self,
        name: &str,
        bytes: &[u8],
        call: impl Fn(usize) -> Option<&'a str>,
    ) {
        self.take(name, Parsed::of(name, bytes), call);
    }

    /// Takes in what a file was read as.
    fn take<'a>(&mut self, name: &str, parsed: Parsed, call: impl Fn(usize) -> Option<&'a str>) {
        for (at, document) in parsed.documents.into_iter().enumerate() {
            self.document(name, document, call(at));
        }
        self.problems.extend(parsed.problems);
        if let Some(error) = parsed.error {
            self.refuse(error);
        }
    }

    /// Takes in one value of a file.
    fn document(&mut self, name: &str, document: Document, call: Option<&str>) {
        let source = match document.line {
            Some(line) => format!("{name}:{line}"),
            None => name.to_owned(),
        };
        let kind = match document.status {
            // A refusal may say anything.
            400.. => Kind::Answer(document.value),
            _ => detect::kind(document.value),
        };
        match kind {
            Kind::Snapshot(fields) => self.snapshot(source, fields),
            Kind::Answer(body) => {
                let answers = self.answers();
                if let Some(date) = document.date {
                    answers.given_at(date);
                }
                answers.add(Answer {
                    source,
                    path: call.map(str::to_owned),
                    status: document.status,
                    body,
                });
            }
            Kind::Terraform(form, fields) => self.terraform(source, form, fields),
            Kind::OldTerraform(found) => self.refuse(ImportError::Terraform {
                file: source,
                found,
            }),
            Kind::Policy(value) => self.policies.push((source, None, value)),
            Kind::Policies(list) => {
                for (index, value) in list.into_iter().enumerate() {
                    if is_document(&value) {
                        self.policies.push((source.clone(), Some(index), value));
                    } else {
                        let found = format!("{} as item {index} of the list", describe(&value));
                        self.left_out(&source, "a policy document", &found);
                    }
                }
            }
            Kind::Version(found) => self.refuse(ImportError::Version {
                file: source,
                found,
            }),
            Kind::Other(found) => self.refuse(ImportError::NotAnAccount {
                file: source,
                found,
            }),
        }
    }

    fn snapshot(&mut self, source: String, fields: Fields) {
        if self.only.is_none() && self.gathered.is_empty() {
            self.only = Some((source, fields));
        } else {
            self.answers().add_snapshot(&source, fields);
        }
    }

    fn terraform(&mut self, source: String, form: Form, fields: Fields) {
        let mut problems = Problems::new(&source);
        let reading = terraform::read(&source, fields, (form, self.moment), &mut problems);
        self.problems.extend(problems.into_list());
        // Before a first plan there is nothing, and that is something to know.
        if reading.count == 0 && !reading.is_plan {
            return self.refuse(ImportError::NoResources { file: source });
        }
        let part = self.part.get_or_insert_default();
        part.domain = part.domain.take().or(reading.domain);
        part.is_plan |= reading.is_plan;
        self.notices.extend(reading.notices);
        self.found.push(Found {
            source: source.clone(),
            what: "identity_resources",
            count: reading.count,
        });
        self.addresses.push((source.clone(), reading.addresses));
        self.snapshot(source, reading.fields);
    }

    /// The account that policy documents make, if there are any.
    fn documents(&mut self) {
        let documents = std::mem::take(&mut self.policies);
        if documents.is_empty() {
            return;
        }
        let name = match documents.as_slice() {
            [(file, ..)] => file.clone(),
            _ => self.name.clone(),
        };
        self.notices.push(policies::notice(&name, documents.len()));
        self.found.push(Found {
            source: name.clone(),
            what: "policy_documents",
            count: documents.len(),
        });
        let mut problems = Problems::new(&name);
        let (fields, addresses) = policies::snapshot(documents, &mut problems);
        self.problems.extend(problems.into_list());
        self.addresses.push((name.clone(), addresses));
        self.snapshot(name, fields);
    }

    /// Whether a plan was among the sources.
    pub(super) fn has_plan(&self) -> bool {
        self.part.as_ref().is_some_and(|part| part.is_plan)
    }

    /// The answers, which a snapshot so far becomes one of.
    fn answers(&mut self) -> &mut Gathered {
        if let Some((source, fields)) = self.only.take() {
            self.gathered.add_snapshot(&source, fields);
        }
        &mut self.gathered
    }

    /// A file that is nothing of an account: it is left out, and if that was all, that is why.
    fn refuse(&mut self, error: ImportError) {
        let file = error.file().to_owned();
        let said = error.to_string();
        let said = said
            .split_once(": ")
            .map_or(said.as_str(), |(_, rest)| rest);
        // `line 2, column 5` is a place.
        let (place, said) = match said.split_once(": expected ") {
            Some((place, _)) if place.starts_with("line ") => (
                format!("$ ({place})"),
                said.get(place.len() + 2..).unwrap_or(said),
            ),
            _ => ("$".to_owned(), said),
        };
        let (expected, found) = said
            .strip_prefix("expected ")
            .and_then(|rest| rest.split_once(", found "))
            .unwrap_or(("a source of an account", said));
        self.left_out_at(&file, place, expected, found);
        self.refused.get_or_insert(error);
    }

    fn left_out(&mut self, file: &str, expected: &str, found: &str) {
        self.left_out_at(file, "$".to_owned(), expected, found);
    }

    fn left_out_at(&mut self, file: &str, pointer: String, expected: &str, found: &str) {
        self.problems.push(Problem {
            file: file.to_owned(),
            pointer,
            expected: expected.to_owned().into(),
            found: crate::engine::document::escaped(found),
            advice: "it is left out",
        });
    }

    /// The account that all of it makes.
    pub(super) fn account(mut self, catalogue: &Catalogue) -> Result<Imported, ImportError> {
        self.documents();
        let mut found = self.found;
        let (mut problems, mut fields) = match self.only {
            Some((source, fields)) => {
                let mut problems = Problems::new(&source);
                problems.extend(self.problems);
                (problems, fields)
            }
            None if self.gathered.is_empty() => {
                let name = self.name;
                let nothing = ImportError::NothingFound {
                    file: name.clone(),
                    reason: self
                        .gathered
                        .problems()
                        .iter()
                        .chain(&self.problems)
                        .next()
                        .map(|problem| problem.within(&name)),
                };
                return Err(self.refused.unwrap_or(nothing));
            }
            None => {
                let mut problems = Problems::new(&self.name);
                problems.extend(self.problems);
                found.extend_from_slice(self.gathered.found());
                let fields = self.gathered.into_snapshot(&mut problems);
                (problems, fields)
            }
        };
        for (source, addresses) in self.addresses {
            problems.called(&source, addresses);
        }
        if let Some(part) = self.part {
            terraform::stand_ins(&mut fields, part.domain, &mut problems);
        }
        let account = snapshot::account(fields, catalogue, &mut problems);
        Ok(Imported {
            account,
            problems: problems.into_list(),
            found,
            notices: self.notices,
        })
    }
}
