//! `permlens assert`: do the invariants of a file hold?

use std::io::Write;
use std::sync::Arc;

use crate::analysis::invariants::{check, doubts, parse};
use crate::engine::compiled::Columns;
use crate::report::{self, invariants_answer, invariants_junit, invariants_sarif};

use super::Status;
use super::args::{AssertArgs, FormatArg, Global};
use super::failure::Failure;
use super::session;
use super::who_can::{self, place};

/// Tries every rule, and ends with whether all hold.
pub fn run(
    global: &Global,
    args: &AssertArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    let bytes = std::fs::read(&args.rules).map_err(|error| Failure::Read {
        path: args.rules.clone(),
        error,
    })?;
    let wrong = |error: String| {
        Failure::Call(
            report::plain(&format!("{}: {error}", args.rules.display())).replace('␊', "\n"),
        )
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| wrong("it is not UTF-8; save it as UTF-8".to_owned()))?;
    let rules = parse(&text).map_err(|error| wrong(error.to_string()))?;
    let session = session::open(global, messages)?;
    let columns = Columns::new(Arc::clone(&session.engine));
    let account = session.engine.account();
    let place = place(&session);
    let mut checked = Vec::new();
    for rule in &rules {
        let one = check(&columns, rule, &place);
        checked.push(one.map_err(|error| wrong(format!("rule {:?}: {error}", rule.name)))?);
        if !global.quiet {
            let doubts = doubts(&columns, rule).into_iter();
            let doubts = doubts.map(|doubt| format!("rule {:?}: {doubt}", rule.name));
            who_can::doubts(doubts, messages)?;
        }
    }
    match global.format {
        FormatArg::Junit => {
            let rests = session.provenance("Do the rules hold")?;
            write!(out, "{}", invariants_junit(account, &checked, &rests))?;
        }
        FormatArg::Sarif => {
            let name = args.rules.display().to_string();
            let mut log = invariants_sarif(account, &checked, &name);
            report::sarif_rests(
                &mut log,
                "assert",
                &session.provenance("Do the rules hold")?,
            );
            report::write_document(out, &log)?;
        }
        format => {
            let answer = invariants_answer(account, &checked);
            session.write(out, format.into(), ("Do the rules hold", &answer))?;
        }
    }
    let broken = checked.iter().filter(|one| one.broken.is_some()).count();
    if !global.quiet {
        writeln!(
            messages,
            "permlens: {broken} of {} rules broken",
            checked.len()
        )?;
    }
    Ok(if broken == 0 { Status::Yes } else { Status::No })
}
