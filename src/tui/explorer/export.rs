//! Exporting the pane in focus to a file: the same writers as the command line, in the format that the name ends in.
//!
//! INVARIANT: nothing is replaced unless it was said that it would be; what is written is readable by its owner only.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::{Answer, Explorer};
use crate::log::Record;
use crate::places;
use crate::report::{self, Format, NotATime, Provenance, stamp_of_environment};
use crate::tui::app::{About, App, Export, Pane, Task};
use crate::tui::command::{Availability, Count, KeyContext as K, Spec};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::ask::Ask;
use crate::tui::overlays::picker::Purpose;

type Tasks = Vec<Task<Explorer>>;

/// The question says by this that the name of a file was given.
pub const EXPORT: Purpose = "export";

/// The endings, each with its format.
const ENDINGS: [(&str, Format); 5] = [
    ("csv", Format::Csv),
    ("html", Format::Html),
    ("md", Format::Markdown),
    ("json", Format::Json),
    ("jsonl", Format::Jsonl),
];

/// How an export ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// Written, this many bytes.
    Written {
        /// The file.
        name: String,
        /// Its length.
        bytes: usize,
    },
    /// There is a file of that name.
    Exists(String),
    /// It could not be written.
    Failed {
        /// The file.
        name: String,
        /// Why.
        why: String,
    },
}

/// The command.
#[rustfmt::skip] // one line a field reads as a table
pub fn specs() -> Vec<Spec<Explorer>> {
    vec![
        Spec { name: "export.open", title: "Export", help: "Writes all of this pane, or of what is read, to a file: csv, html, Markdown or JSON, as its name ends.",
               contexts: &[K::Global, K::Reader], keys: &["e"], hint: Some("export"), available: exportable, run: open },
    ]
}

fn exportable(app: &App<Explorer>) -> Availability {
    if app.content.restricted {
        return Availability::No("this session is restricted: it writes no file");
    }
    Availability::when(exported(app).is_some(), "there is nothing to export here")
}

/// What is exported: of what lies over the view, else of the pane in focus.
fn exported(app: &App<Explorer>) -> Option<Export> {
    match app.shell.overlays.last() {
        Some(Overlay::Reader(_)) => app.content.card_exported(&app.shell.overlays),
        _ => app.focused_pane().and_then(Pane::exported),
    }
}

fn open(app: &mut App<Explorer>, _: Count) -> Tasks {
    let name = format!(
        "{}.csv",
        exported(app).map_or("permlens", |export| export.stem)
    );
    app.open(Overlay::Ask(Box::new(question(&name))));
    Vec::new()
}

fn question(name: &str) -> Ask {
    let hint = "tab goes through csv, html, md, json, jsonl";
    let endings = ENDINGS.iter().map(|(ending, _)| *ending).collect();
    Ask::new(EXPORT, ("Export to", hint), name, endings)
}

/// A name was given; `replace` if it was said that such a file exists.
pub fn named(app: &mut App<Explorer>, (name, replace): (&str, bool)) -> Tasks {
    let name = name.trim().to_owned();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let known = ENDINGS
        .iter()
        .find(|(known, _)| ending.eq_ignore_ascii_case(known));
    let Some((_, format)) = known else {
        let note = "the name must end in .csv, .html, .md, .json or .jsonl".to_owned();
        app.open(Overlay::Ask(Box::new(question(&name).failed(note))));
        return Vec::new();
    };
    let Some(export) = exported(app) else {
        return Vec::new();
    };
    let format = *format;
    let about = match app.shell.overlays.last() {
        Some(_) => About::Account,
        None => app.focused_pane().map_or(About::Account, Pane::rests_on),
    };
    let rests = rests(&app.content, about, export.asked.clone());
    vec![app.ask("export", move || {
        let bytes = written(export, format, rests);
        Answer::Saved(save(&name, bytes, replace))
    })]
}

/// What an export of this pane will say that it rests on; worked out by whoever writes it, for a digest takes time.
fn rests(
    explorer: &Explorer,
    about: About,
    asked: String,
) -> impl FnOnce() -> Result<Provenance, NotATime> + Send + use<> {
    let engine = Arc::clone(explorer.world.engine());
    let left_out = explorer.left_out.clone();
    move || {
        let time = stamp_of_environment()?;
        let provenance = match about {
            About::Account => Provenance::of(&engine, &left_out),
            About::Catalogue => Provenance::of_catalogue(engine.catalogue()),
        };
        Ok(provenance.asking(asked).reported(time))
    }
}

/// What is asked, with the filter that it was seen through.
pub fn filtered(asked: &str, filter: &str) -> String {
    if filter.is_empty() {
        return asked.to_owned();
    }
    format!("{asked}; filtered by {filter:?}")
}

/// The worker wrote it, or did not.
pub fn saved(app: &mut App<Explorer>, saved: Saved) -> Tasks {
    match saved {
        Saved::Written { name, bytes } => {
            let words = format!("{name}: {bytes} bytes written");
            app.note(Record::info(format!("export: {words}")));
            app.say(words);
        }
        Saved::Exists(name) => {
            let note = format!("{name} exists: enter again replaces it");
            app.open(Overlay::Ask(Box::new(question(&name).noted(note))));
        }
        Saved::Failed { name, why } => {
            app.note(Record::error(format!("export: {name}: {why}")));
            app.open(Overlay::Ask(Box::new(question(&name).failed(why))));
        }
    }
    Vec::new()
}

/// The file's bytes.
fn written(
    export: Export,
    format: Format,
    rests: impl FnOnce() -> Result<Provenance, NotATime>,
) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match (format, export.page) {
        (Format::Html, Some(page)) => page(&mut bytes, &rests().map_err(io::Error::other)?)?,
        (format, _) if format.bears_provenance() => {
            let rests = rests().map_err(io::Error::other)?;
            report::write_evidence(&mut bytes, format, &(export.make)(), &rests)?;
        }
        (format, _) => report::write(&mut bytes, format, &(export.make)())?,
    }
    Ok(bytes)
}

fn save(name: &str, bytes: io::Result<Vec<u8>>, replace: bool) -> Saved {
    let path = Path::new(name);
    if !replace && path.exists() {
        return Saved::Exists(name.to_owned());
    }
    let failed = |error: io::Error| Saved::Failed {
        name: name.to_owned(),
        why: error.to_string(),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return failed(error),
    };
    // as a snapshot is kept: whole or not at all, in a folder that is made if it is missing
    match places::write_with(path, |file| file.write_all(&bytes)) {
        Ok(_) => Saved::Written {
            name: name.to_owned(),
            bytes: bytes.len(),
        },
        Err(error) => failed(error.into_io()),
    }
}
