//! `permlens catalog`: the embedded catalogue, searched; every row names the document it was read in.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::catalogue::Catalogue;
use crate::engine::pattern::{Question, matches};
use crate::model::nearest;
use crate::report::{Catalogued, Listing};

use super::Status;
use super::args::{CatalogArgs, CatalogKind, Global};
use super::failure::Failure;
use super::session;

/// Lists what matches; nothing is an answer too, with status 1.
pub fn run(
    global: &Global,
    args: &CatalogArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    let catalogue = Catalogue::embedded();
    let what = match args.kind {
        CatalogKind::Services => Catalogued::Services,
        CatalogKind::Actions => Catalogued::Actions,
        CatalogKind::Permissions => Catalogued::Permissions,
        CatalogKind::Operations => Catalogued::Operations,
        CatalogKind::Apis => Catalogued::Apis,
    };
    let mut listing = Listing::of(catalogue, what);
    let names = listing.names();
    let words: Vec<String> = args.query.iter().map(|word| word.to_lowercase()).collect();
    listing.retain(|_, row| words.iter().all(|word| found(row, word)));
    let status = if listing.is_empty() {
        if !global.quiet {
            let asked = args.query.join(" ");
            let near = nearest(&asked, names.iter().map(String::as_str));
            let near = match near.as_slice() {
                [] => String::new(),
                [one] => format!("; the nearest is {one}"),
                several => format!("; the nearest are {}", several.join(", ")),
            };
            writeln!(messages, "permlens: nothing matches {asked:?}{near}")?;
        }
        Status::No
    } else {
        Status::Yes
    };
    let answer = listing.answer();
    let question = question(args);
    session::write_catalogued(out, global.format.into(), room(), (&question, &answer))?;
    Ok(status)
}

/// What was asked, in words.
fn question(args: &CatalogArgs) -> String {
    let kind = args.kind.to_possible_value();
    let kind = kind.as_ref().map_or("", PossibleValue::get_name);
    let of = match args.query.as_slice() {
        [] => String::new(),
        words => format!(" matching {}", words.join(" ")),
    };
    format!("The catalogue: {kind}{of}")
}

/// The columns of the terminal that the answer goes to; a file or a pipe gets everything.
pub(super) fn room() -> Option<usize> {
    let stdout = io::stdout();
    let size = stdout
        .is_terminal()
        .then(|| rustix::termios::tcgetwinsize(&stdout).ok())??;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

/// A word with a star matches a cell as a whole, any other somewhere.
fn found(row: &[&str], word: &str) -> bool {
    row.iter().any(|cell| {
        let cell = cell.to_lowercase();
        if word.contains('*') {
            matches(word, &cell, Question::Literal)
        } else {
            cell.contains(word)
        }
    })
}
