//! What an answer rests on, so that two people can tell whether they read the same evidence: the account and its
//! digest, the catalogue, the program, the assumptions, and what is not known.
//!
//! INVARIANT: nothing here comes from a clock or names a path; the same account, asked the same, says the same.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Answer, Sheet, insert};
use crate::catalogue::{Catalogue, SourceText};
use crate::engine::{Engine, Settings};
use crate::import::export;
use crate::model::{Account, Basis, Permission, PermissionId, TableId};

/// The variable that fixes the time of a build or report (reproducible-builds.org).
pub const SOURCE_DATE_EPOCH: &str = "SOURCE_DATE_EPOCH";

/// As many names are worth reading in one line.
const FEW: usize = 12;

/// A time of the report that is no number of seconds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{SOURCE_DATE_EPOCH}={0:?}: expected the seconds since 1970-01-01, such as 1763625600")]
pub struct NotATime(String);

/// The time that a report bears: what `SOURCE_DATE_EPOCH` says, in words. A report that is told no time bears none.
pub fn stamp(seconds: Option<&str>) -> Result<Option<String>, NotATime> {
    let Some(text) = seconds.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let wrong = || NotATime(text.to_owned());
    let seconds: i64 = text.trim().parse().map_err(|_| wrong())?;
    let time = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| wrong())?;
    time.format(&Rfc3339).map(Some).map_err(|_| wrong())
}

/// The same by this process's environment.
pub fn stamp_of_environment() -> Result<Option<String>, NotATime> {
    let told = std::env::var_os(SOURCE_DATE_EPOCH);
    stamp(told.as_ref().map(|text| text.to_string_lossy()).as_deref())
}

/// What an answer rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The account; none for an answer of the catalogue alone.
    pub account: Option<Examined>,
    /// SHA-256 over the paths and texts of the embedded catalogue.
    pub catalogue: String,
    /// The day of the newest document that the catalogue was read from.
    pub catalogue_as_of: String,
    /// Name and version of the program.
    pub program: String,
    /// What was asked, where the answer does not say it itself.
    pub question: Option<String>,
    /// The time that the report was told to bear.
    pub reported_at: Option<String>,
}

/// The account that an answer rests on, and how it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// Where it was read, as the source says it.
    pub source: Option<String>,
    /// When, as the source says it.
    pub collected_at: Option<String>,
    /// SHA-256 of the account as `permlens import --output -` writes it: the same, whatever files it came from.
    pub digest: String,
    /// The readings that do not stand as documented: name, value, default.
    pub assumptions: Vec<(&'static str, &'static str, &'static str)>,
    /// What is not known, or not known for certain.
    pub unknown: Vec<String>,
}

impl Provenance {
    /// What every answer over this account rests on; `left_out` is what could not be taken over from its files.
    #[must_use]
    pub fn of(engine: &Engine, left_out: &[String]) -> Self {
        let settings = engine.settings();
        Self::of_account((engine.account(), engine.catalogue()), settings, left_out)
    }

    /// The same without an engine.
    #[must_use]
    pub fn of_account(
        (account, catalogue): (&Account, &Catalogue),
        settings: Settings,
        left_out: &[String],
    ) -> Self {
        Self {
            account: Some(Examined {
                name: account.domain.name.clone(),
                id: account.domain.id.clone(),
                source: account.source.clone(),
                collected_at: account.collected_at.clone(),
                digest: digest(account),
                assumptions: settings.changed().collect(),
                unknown: unknown(account, left_out),
            }),
            ..Self::of_catalogue(catalogue)
        }
    }

    /// What every answer of the catalogue alone rests on.
    #[must_use]
    pub fn of_catalogue(catalogue: &Catalogue) -> Self {
        Self {
            catalogue: catalogue_digest(Catalogue::embedded_texts()),
            catalogue_as_of: newest(catalogue),
            program: concat!("permlens ", env!("CARGO_PKG_VERSION")).to_owned(),
            ..Self::default()
        }
    }

    /// The same for an answer to this question.
    #[must_use]
    pub fn asking(mut self, question: impl Into<String>) -> Self {
        self.question = Some(question.into());
        self
    }

    /// The same for a report that bears this time.
    #[must_use]
    pub fn reported(mut self, at: Option<String>) -> Self {
        self.reported_at = at;
        self
    }

    /// Adds itself to an answer that is about the account as a whole, for formats that have no other room for it.
    pub fn join(&self, answer: &mut Answer) {
        for line in answer.lines.iter_mut().chain([&mut answer.json]) {
            insert(line, "provenance", self.json());
        }
        if let (Some(sheet), Some(account)) = (answer.sheets.first_mut(), &self.account) {
            sheet.row(["Digest", &account.digest]);
            sheet.row(["Catalogue", &self.catalogue]);
            sheet.row(["Program", &self.program]);
        }
    }

    /// Its facts for people, each with its name.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let account = self.account.as_ref();
        let mut facts = Vec::new();
        facts.extend(account.map(|account| ("Account", account.called())));
        facts.extend(self.question.clone().map(|asked| ("Asked", asked)));
        facts.extend(account.into_iter().flat_map(Examined::origin));
        let catalogue = format!(
            "documents up to {}, {}",
            self.catalogue_as_of, self.catalogue
        );
        facts.push(("Catalogue", catalogue));
        facts.push(("Program", self.program.clone()));
        facts.extend(self.reported_at.clone().map(|at| ("Report of", at)));
        facts.extend(account.into_iter().flat_map(Examined::doubts));
        facts
    }

    /// The same as a sheet of two columns.
    #[must_use]
    pub fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new("What this rests on", &["Fact", "Value"]);
        for (name, text) in self.facts() {
            sheet.row([name.to_owned(), text]);
        }
        sheet
    }

    /// The same for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let account = self.account.as_ref();
        let assumed = account.into_iter().flat_map(|read| &read.assumptions);
        let assumptions: Map<String, Value> = assumed
            .map(|(name, value, _)| ((*name).to_owned(), json!(value)))
            .collect();
        json!({
            "account": account.map(|read| &read.name),
            "account_id": account.map(|read| &read.id),
            "source": account.map(|read| &read.source),
            "collected_at": account.map(|read| &read.collected_at),
            "digest": account.map(|read| &read.digest),
            "catalogue": self.catalogue,
            "catalogue_as_of": self.catalogue_as_of,
            "program": self.program,
            "question": self.question,
            "reported_at": self.reported_at,
            "assumptions": assumptions,
            "unknown": account.map(|read| &read.unknown),
        })
    }
}

impl Examined {
    fn called(&self) -> String {
        match self.id.as_str() {
            "" => self.name.clone(),
            id => format!("{} ({id})", self.name),
        }
    }

    fn origin(&self) -> [(&'static str, String); 3] {
        let said = |text: &Option<String>| {
            let text = text.as_deref().filter(|text| !text.is_empty());
            text.unwrap_or("the source does not say").to_owned()
        };
        [
            ("Read from", said(&self.source)),
            ("Read at", said(&self.collected_at)),
            ("Digest", self.digest.clone()),
        ]
    }

    /// What is assumed, and what is not known.
    fn doubts(&self) -> Vec<(&'static str, String)> {
        let assumed = self.assumptions.iter();
        let assumed: Vec<String> = assumed
            .map(|(name, value, default)| format!("{name}={value} (by default {default})"))
            .collect();
        let assumed = match assumed.as_slice() {
            [] => "none beyond the documented readings".to_owned(),
            some => some.join("; "),
        };
        let mut doubts = vec![("Assumptions", assumed)];
        match self.unknown.as_slice() {
            [] => doubts.push(("Not known", "nothing: every content was read".to_owned())),
            some => doubts.extend(some.iter().map(|one| ("Not known", one.clone()))),
        }
        doubts
    }
}

/// The SHA-256 of an account as it is written back: keys and objects in one order, one spelling for each.
#[must_use]
pub fn digest(account: &Account) -> String {
    let mut sink = Digested(Sha256::new());
    // A digest takes whatever it is given.
    let _ = export::write(account, &mut sink);
    hexadecimal(sink.0)
}

fn catalogue_digest(texts: &[SourceText]) -> String {
    let mut state = Sha256::new();
    for text in texts {
        // The lengths keep the end of one text from passing for the beginning of the next.
        state.update((text.path.len() as u64).to_be_bytes());
        state.update(text.path);
        state.update((text.text.len() as u64).to_be_bytes());
        state.update(text.text);
    }
    hexadecimal(state)
}

fn hexadecimal(state: Sha256) -> String {
    let mut text = "sha256:".to_owned();
    for byte in state.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

struct Digested(Sha256);

impl Write for Digested {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn newest(catalogue: &Catalogue) -> String {
    let dates = catalogue.documents.rows().iter();
    dates
        .map(|document| document.date)
        .max()
        .unwrap_or("no day")
        .to_owned()
}

/// What is attached to somebody without its content being known for certain, what the source could not say, and what
/// was left out of it.
fn unknown(account: &Account, left_out: &[String]) -> Vec<String> {
    let attached = attached(account);
    let held = |basis: Basis| {
        let held = account.permissions.iter();
        let held = held.filter(|(id, _)| attached.get(id.index()).copied().unwrap_or_default());
        held.map(|(_, permission)| permission)
            .filter(move |permission| permission.basis == basis)
    };
    let mut unknown = Vec::new();
    for (basis, what) in [
        (Basis::Unknown, "content unknown"),
        (Basis::Convention, "content predicted from the name"),
        (
            Basis::EarlierName,
            "content as published for an earlier name",
        ),
    ] {
        let names: Vec<&str> = held(basis).map(name).collect();
        if !names.is_empty() {
            unknown.push(format!("{what}: {}", few(&names)));
        }
    }
    if !account.unreadable_scps.is_empty() {
        let count = account.unreadable_scps.len();
        unknown.push(format!(
            "{count} service control policies that could not be read"
        ));
    }
    unknown.extend(account.unread.iter().map(ToString::to_string));
    if !left_out.is_empty() {
        let lines: Vec<&str> = left_out.iter().map(String::as_str).collect();
        unknown.push(format!("left out or incomplete: {}", few(&lines)));
    }
    unknown
}

fn name(permission: &Permission) -> &str {
    &permission.display_name
}

/// Which permissions somebody holds.
fn attached(account: &Account) -> Vec<bool> {
    let mut attached = vec![false; account.permissions.len()];
    let assigned = account.assignments.rows().iter().map(|row| row.permission);
    let identity = account.identity_attachments.iter().map(|(_, id)| *id);
    for permission in assigned.chain(identity) {
        let _: PermissionId = permission;
        if let Some(held) = attached.get_mut(permission.index()) {
            *held = true;
        }
    }
    attached
}

fn few(names: &[&str]) -> String {
    let shown: Vec<&str> = names.iter().take(FEW).copied().collect();
    match names.len().checked_sub(FEW) {
        Some(more @ 1..) => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}
