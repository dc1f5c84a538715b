//! `permlens check`: one decision with its story, or many from a file.

use std::io::Write;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::analysis::call::Call;
use crate::analysis::pasted::Asked;
use crate::engine::compiled::Columns;
use crate::model::{Decision, Mode};
use crate::report::{self, Answer, Format, decision_asked};

use super::answers::{Paint, answer, tell};
use super::args::{CheckArgs, Global};
use super::decided::{Decided, notes};
use super::failure::Failure;
use super::pasted::Reading;
use super::question::{Circumstances, Named, context};
use super::session::{self, Session};
use super::{Status, batch};

const WHOM: &str = "say for whom: --user, --group or --agency";
const WHAT: &str = "say what: --action, --api, --error, or many with --batch";

/// Decides and answers.
pub fn run(
    global: &Global,
    args: &CheckArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    let whom = [&args.user, &args.group, &args.agency];
    let what = [&args.action, &args.api];
    if args.batch.is_none() && args.error.is_none() {
        let missing: Vec<&str> = [(whom.as_slice(), WHOM), (what.as_slice(), WHAT)]
            .into_iter()
            .filter(|(given, _)| given.iter().all(|option| option.is_none()))
            .map(|(_, advice)| advice)
            .collect();
        if !missing.is_empty() {
            return Err(Failure::Call(missing.join("\n  ")));
        }
    }
    let session = session::open(global, messages)?;
    if let Some(file) = &args.batch {
        return batch::run(&session, file, args.strict, out);
    }
    let reading = match &args.error {
        Some(text) => Some(Reading::open(text, args, &session)?),
        None => None,
    };
    let format = Format::from(global.format);
    let decided = match decide(args, &session, reading.as_ref()) {
        Ok(decided) => decided,
        Err(failure) => {
            // What was found is worth having even where it is not enough to decide.
            if let (Some(reading), Format::Json | Format::Jsonl) = (&reading, format) {
                let document = json!({"error": reading.json(&session, None)});
                let answer = Answer {
                    sheets: Vec::new(),
                    lines: vec![document.clone()],
                    json: document,
                };
                report::write(out, format, &answer)?;
            }
            return Err(match &reading {
                Some(reading) => reading.not_enough(&failure, &session),
                None => failure,
            });
        }
    };
    if !global.quiet {
        for note in notes(args, &session, &decided) {
            writeln!(messages, "permlens: {}", report::plain(&note))?;
        }
    }
    let reading = reading.as_ref();
    match format {
        Format::Table => {
            let paint = Paint::of(global.color);
            tell(args, &session, (&decided, reading), paint, out)?;
        }
        format => {
            let answer = answer(&session, &decided, reading);
            // whatever is asked at once is asked of the same resource, under the same circumstances
            let asked = decided.answers.first();
            let asked = asked.map_or_else(String::new, |(request, _)| decision_asked(request));
            session.write(out, format, (&asked, &answer))?;
        }
    }
    Ok(if decided.decision() == Decision::Allow {
        Status::Yes
    } else {
        Status::No
    })
}

fn decide(
    args: &CheckArgs,
    session: &Session,
    reading: Option<&Reading>,
) -> Result<Decided, Failure> {
    let circumstances = circumstances(args, session, reading)?;
    let columns = Columns::new(Arc::clone(&session.engine));
    let mut decided = Decided::default();
    match (&args.action, &args.api, reading) {
        (Some(action), _, _) => decided.action(session, &columns, &circumstances, action)?,
        (None, Some(text), _) => {
            let call = Call::parse(text).map_err(|error| Failure::Call(error.to_string()))?;
            let candidates = call.candidates(session.engine.catalogue());
            decided.call(session, &columns, circumstances, (call, candidates))?;
        }
        (None, None, Some(reading)) => {
            for asked in reading.asked()? {
                let circumstances = circumstances.clone();
                match asked {
                    Asked::Action(action) => {
                        decided.action(session, &columns, &circumstances, action)?;
                    }
                    Asked::Api(call, candidates) => {
                        let api = (call.clone(), candidates.clone());
                        decided.call(session, &columns, circumstances, api)?;
                    }
                }
            }
        }
        (None, None, None) => {
            return Err(Failure::Call(WHAT.to_owned()));
        }
    }
    if let Some(reading) = reading {
        let requests = decided.answers.iter().map(|(request, _)| request);
        reading.settle_project(requests)?;
    }
    Ok(decided)
}

fn circumstances(
    args: &CheckArgs,
    session: &Session,
    reading: Option<&Reading>,
) -> Result<Circumstances, Failure> {
    let named = match (&args.user, &args.group, &args.agency) {
        (Some(name), _, _) => Some(Named::User(name.clone())),
        (None, Some(name), _) => Some(Named::Group(name.clone())),
        (None, None, Some(name)) => Some(Named::Agency(name.clone())),
        (None, None, None) => None,
    };
    let text = reading.map(|reading| &reading.resolved);
    let principal = match named {
        Some(named) => Some(named.resolve(&session.engine)?),
        None => text.and_then(|text| text.principal),
    };
    let Some(principal) = principal else {
        return Err(Failure::Call(WHOM.to_owned()));
    };
    let mut circumstances = Circumstances {
        principal,
        project: session.project.or(text.and_then(|text| text.project)),
        enterprise_project: session
            .enterprise_project
            .or(text.and_then(|text| text.enterprise_project)),
        resource: args
            .resource
            .clone()
            .or_else(|| text.and_then(|text| text.resource.clone())),
        context: context(&args.context, &args.absent)?,
        mode: if args.strict {
            Mode::Strict
        } else {
            Mode::General
        },
    };
    circumstances.fill_time(&batch::now());
    Ok(circumstances)
}

/// A line of a batch that could not be answered.
#[must_use]
pub fn wrong_line(line: usize, error: &str) -> Value {
    json!({"error": error, "line": line})
}
