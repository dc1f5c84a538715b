//! `permlens query`: the principals of whom an expression is true, with the paths that make it so.

use std::io::Write;
use std::sync::Arc;

use crate::analysis::query::{doubts, evaluate, parse};
use crate::engine::compiled::Columns;
use crate::report::{self, Format, found_answer};

use super::Status;
use super::args::{Global, QueryArgs};
use super::failure::Failure;
use super::session;
use super::who_can::{self, kinds, place};

/// Evaluates and lists.
pub fn run(
    global: &Global,
    args: &QueryArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    let call = |error: String| Failure::Call(report::plain(&error));
    let query = parse(&args.expression).map_err(|error| call(format!("the query, {error}")))?;
    let session = session::open(global, messages)?;
    let columns = Columns::new(Arc::clone(&session.engine));
    let found = evaluate(&columns, &query, &place(&session), &kinds(&args.kinds))
        .map_err(|error| call(error.to_string()))?;
    let format = Format::from(global.format);
    if !global.quiet {
        who_can::doubts(doubts(&columns, &query), messages)?;
    }
    if found.is_empty() && !global.quiet {
        writeln!(messages, "permlens: it is true of nobody")?;
    }
    if !(found.is_empty() && format == Format::Table) {
        let answer = found_answer(session.engine.account(), &found);
        let question = format!("Of whom it is true: {}", args.expression);
        session.write(out, format, (&question, &answer))?;
    }
    Ok(if found.is_empty() {
        Status::No
    } else {
        Status::Yes
    })
}
