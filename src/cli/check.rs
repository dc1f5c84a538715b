//! `permlens check`: one decision with its story, or many from a file.

use std::io::Write;

use serde_json::json;

use crate::model::{Mode, Request, Trace};
use crate::report::{self, Answer, Format, Sheet, Tag, decision_json, headline, plain, story};

use super::args::{CheckArgs, Global};
use super::question::{Circumstances, Named, context};
use super::session::{self, Failure, Session};
use super::{Status, batch};

/// Decides and answers.
pub fn run(
    global: &Global,
    args: &CheckArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    let session = session::open(global, messages)?;
    if let Some(file) = &args.batch {
        return batch::run(&session, file, args.strict, out);
    }
    let named = match (&args.user, &args.group, &args.agency) {
        (Some(name), _, _) => Named::User(name.clone()),
        (None, Some(name), _) => Named::Group(name.clone()),
        (None, None, Some(name)) => Named::Agency(name.clone()),
        (None, None, None) => {
            return Err(Failure::Call(
                "say for whom: --user, --group or --agency".to_owned(),
            ));
        }
    };
    let mut circumstances = Circumstances {
        principal: named.resolve(&session.engine)?,
        project: session.project,
        enterprise_project: session.enterprise_project,
        resource: args.resource.clone(),
        context: context(&args.context)?,
        mode: if args.strict {
            Mode::Strict
        } else {
            Mode::General
        },
    };
    circumstances.fill_time(&batch::now());
    let Some(action) = &args.action else {
        return Err(Failure::Call("say what: --action".to_owned()));
    };
    let request = circumstances.request(&session.engine, action)?;
    let trace = session.engine.explain(&request);
    answer(global, args, &session, (&request, &trace), out)
}

fn answer(
    global: &Global,
    args: &CheckArgs,
    session: &Session,
    (request, trace): (&Request, &Trace),
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    let account = session.engine.account();
    match Format::from(global.format) {
        Format::Table => tell(args, session, request, trace, out)?,
        format => {
            let document = decision_json(account, request, trace);
            let mut sheet = Sheet::new("", &["part", "text"]);
            sheet.row(["decision", trace.decision.text()]);
            for line in story(account, trace) {
                sheet.row([line.tag.word(), line.text.as_str()]);
            }
            let answer = Answer {
                sheets: vec![sheet],
                lines: vec![document.clone()],
                json: document,
            };
            report::write(out, format, &answer)?;
        }
    }
    Ok(if trace.decision == crate::model::Decision::Allow {
        Status::Yes
    } else {
        Status::No
    })
}

/// The story as people read it: the deciding lines, or everything with `--explain`.
fn tell(
    args: &CheckArgs,
    session: &Session,
    request: &Request,
    trace: &Trace,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let account = session.engine.account();
    writeln!(out, "{}", plain(&headline(account, request, trace)))?;
    let lines = story(account, trace);
    let shown: Vec<_> = lines
        .iter()
        .filter(|line| args.explain || !matches!(line.tag, Tag::Near | Tag::Flip))
        .collect();
    let last = shown.len().saturating_sub(1);
    for (index, line) in shown.iter().enumerate() {
        let branch = if index == last { '└' } else { '├' };
        writeln!(out, "{branch} {:<6}{}", line.tag.word(), plain(&line.text))?;
    }
    let hidden = lines.len() - shown.len();
    if hidden > 0 {
        writeln!(
            out,
            "{hidden} more {}: --explain",
            if hidden == 1 { "line" } else { "lines" }
        )?;
    }
    Ok(())
}

/// A line of a batch that could not be answered.
pub fn wrong_line(line: usize, error: &str) -> serde_json::Value {
    json!({"error": error, "line": line})
}
