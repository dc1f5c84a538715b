//! `permlens check --batch`: one JSON object in, one out, in order; a wrong line does not stop the rest.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Write};
use std::path::Path;
use std::sync::Arc;

use time::OffsetDateTime;
use time::macros::format_description;

use crate::engine::compiled::Columns;
use crate::report::{decision_json, write_line};

use super::Status;
use super::check::wrong_line;
use super::failure::Failure;
use super::question::BatchLine;
use super::session::Session;

/// A line longer than this is no request.
const LONGEST: usize = 1 << 20;

/// The time of this run, as condition keys write it.
#[must_use]
pub fn now() -> String {
    OffsetDateTime::now_utc()
        .format(format_description!(
            "[year]-[month]-[day]T[hour]:[minute]:[second]Z"
        ))
        .unwrap_or_default()
}

/// Answers every line of a file, or of standard input for `-`.
pub fn run(
    session: &Session,
    file: &Path,
    strict: bool,
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    let failed = |error| Failure::Read {
        path: file.to_owned(),
        error,
    };
    let mut input: Box<dyn BufRead> = if file.as_os_str() == "-" {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(file).map_err(failed)?))
    };
    let now = now();
    let columns = Columns::new(Arc::clone(&session.engine));
    let mut status = Status::Yes;
    let mut bytes = Vec::new();
    for number in 1.. {
        let length = line(&mut *input, &mut bytes).map_err(failed)?;
        if length == 0 {
            break;
        }
        let answered = match length {
            0..=LONGEST => answer(session, &columns, &bytes, (strict, &now)),
            _ => Err(Failure::Call(format!(
                "the line has {length} bytes; a request has at most {LONGEST}"
            ))),
        };
        let answer = match answered {
            Ok(answer) => answer,
            Err(error) => {
                status = Status::Wrong;
                wrong_line(number, &error.to_string())
            }
        };
        write_line(out, &answer)?;
    }
    Ok(status)
}

/// Reads the next line, of which no more is kept than a request may have. Says how long it is.
fn line(input: &mut dyn BufRead, kept: &mut Vec<u8>) -> io::Result<usize> {
    kept.clear();
    let most = LONGEST as u64 + 1;
    let mut length = (&mut *input).take(most).read_until(b'\n', kept)?;
    let mut ended = length <= LONGEST || kept.ends_with(b"\n");
    while !ended {
        let more = input.fill_buf()?;
        let end = more.iter().position(|byte| *byte == b'\n');
        let skipped = end.map_or(more.len(), |end| end + 1);
        ended = skipped == 0 || end.is_some();
        input.consume(skipped);
        length += skipped;
    }
    Ok(length)
}

fn answer(
    session: &Session,
    columns: &Columns,
    bytes: &[u8],
    (strict, now): (bool, &str),
) -> Result<serde_json::Value, Failure> {
    let line: BatchLine = parse(bytes).map_err(Failure::Call)?;
    let request = line.request(session, strict, now)?;
    let trace = columns.explain(&request);
    Ok(decision_json(&session.engine, &request, &trace))
}

/// The line of the batch is said beside the message, so the message says the column only.
fn parse(bytes: &[u8]) -> Result<BatchLine, String> {
    const EXPECTED: &str = "expected one request as a JSON object";
    let told = |error: serde_json::Error| {
        let text = error.to_string();
        match text.split_once(" at line ") {
            Some((reason, _)) if reason.contains(EXPECTED) => reason.to_owned(),
            Some((reason, _)) => {
                format!("{EXPECTED}; at column {}: {reason}", error.column())
            }
            None => format!("{EXPECTED}: {text}"),
        }
    };
    match bytes.trim_ascii() {
        [] => Err(format!("an empty line; {EXPECTED}")),
        // Rust structures are also read from arrays; a request is not.
        [b'[', ..] => match serde_json::from_slice::<serde_json::Value>(bytes) {
            Ok(_) => Err(format!("an array; {EXPECTED}")),
            Err(error) => Err(told(error)),
        },
        _ => serde_json::from_slice(bytes).map_err(told),
    }
}
