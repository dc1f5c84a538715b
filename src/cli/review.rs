//! `permlens review`: the sheet of an access review, and what a filled one asks for.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use crate::analysis::matrix::{Rows, rows};
use crate::analysis::review::{self, Entry};
use crate::engine::compiled::Columns;
use crate::report::{ReviewTold, review_outcome, review_sheet};

use super::Status;
use super::args::{Global, ReviewBy, ReviewCommand};
use super::failure::Failure;
use super::session::{self, Session};

/// No sheet is longer; what is, is something else.
const LONGEST: u64 = 256 << 20;

/// Writes the sheet, or reads a filled one.
pub fn run(
    global: &Global,
    command: &ReviewCommand,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    let session = session::open(global, messages)?;
    let columns = Arc::new(Columns::new(Arc::clone(&session.engine)));
    let account = session.engine.account();
    match command {
        ReviewCommand::Sheet { by, service } => {
            let services = session.services(service)?;
            let entries = match by {
                ReviewBy::Permissions => {
                    let grants = review::grants(&session.engine).into_iter();
                    grants.map(|entry| (entry, None)).collect()
                }
                ReviewBy::Operations => operations(&session, &columns, &services),
            };
            let answer = review_sheet(account, &entries);
            let question = "Access review: who holds what";
            session.write(out, global.format.into(), (question, &answer))?;
            Ok(Status::Yes)
        }
        ReviewCommand::Apply { file } => {
            let sheet = read(file)?;
            let mut known = review::grants(&session.engine);
            known.extend(
                review::operations(&columns, &[])
                    .into_iter()
                    .map(|(entry, _)| entry),
            );
            let (answers, wrong) = review::read(account, &known, &sheet)
                .map_err(|error| Failure::Call(format!("{}: {error}", file.display())))?;
            let outcome = review::outcome(&columns, &answers);
            let answer = review_outcome(account, &outcome, &wrong);
            let question = "Access review: what the filled sheet asks for";
            session.write(out, global.format.into(), (question, &answer))?;
            if !global.quiet {
                writeln!(
                    messages,
                    "permlens: {} kept, {} not decided yet",
                    outcome.kept, outcome.undecided
                )?;
            }
            Ok(if !wrong.is_empty() {
                Status::Wrong
            } else if outcome.unresolved.is_empty() {
                Status::Yes
            } else {
                Status::No
            })
        }
    }
}

fn operations(
    session: &Session,
    columns: &Arc<Columns>,
    services: &[crate::model::ServiceId],
) -> Vec<(Entry, Option<ReviewTold>)> {
    let labels = rows(session.engine.catalogue(), Rows::Operations, services);
    let label = |name: &str| {
        let row = labels.iter().find(|row| row.id == name);
        row.map_or_else(|| name.to_owned(), |row| row.label.clone())
    };
    review::operations(columns, services)
        .into_iter()
        .map(|(entry, mark)| {
            let told = match &entry.held {
                review::Held::Operation(name) => Some(ReviewTold {
                    label: label(name),
                    mark,
                }),
                review::Held::Grant(_) => None,
            };
            (entry, told)
        })
        .collect()
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error| Failure::Read {
        path: file.to_owned(),
        error,
    };
    let mut bytes = Vec::new();
    let input: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        Box::new(std::fs::File::open(file).map_err(failed)?)
    };
    let read = input.take(LONGEST + 1).read_to_end(&mut bytes);
    if read.map_err(failed)? as u64 > LONGEST {
        return Err(Failure::Call(format!(
            "{}: longer than 256 MiB: not a review sheet",
            file.display()
        )));
    }
    Ok(bytes)
}
