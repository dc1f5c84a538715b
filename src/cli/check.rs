//! `permlens check`: one decision with its story, or many from a file.

use std::io::Write;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::analysis::call::{Call, free, together};
use crate::catalogue::{ApiMatch, Catalogue};
use crate::engine::compiled::Columns;
use crate::model::{ActionFacts, Decision, Mode, Request, ServiceLevel, Trace};
use crate::report::{
    self, Answer, Format, Sheet, Tag, decision_json, headline, plain, story, verdict,
};

use super::args::{CheckArgs, Global};
use super::question::{Circumstances, Named, context};
use super::session::{self, Failure, Session};
use super::{Status, batch};

/// What was asked and answered, action by action; an API may need several.
struct Decided {
    answers: Vec<(Request, Trace)>,
    api: Option<(Call, Vec<ApiMatch>)>,
}

impl Decided {
    fn decision(&self) -> Decision {
        together(self.answers.iter().map(|(_, trace)| trace.decision))
    }
}

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
    let circumstances = circumstances(args, &session)?;
    let columns = Columns::new(Arc::clone(&session.engine));
    let decided = match (&args.action, &args.api) {
        (Some(action), _) => {
            let request = circumstances.request(&session.engine, action)?;
            let trace = columns.explain(&request);
            Decided {
                answers: vec![(request, trace)],
                api: None,
            }
        }
        (None, Some(call)) => by_api(&session, &columns, circumstances, call)?,
        (None, None) => return Err(Failure::Call("say what: --action or --api".to_owned())),
    };
    match Format::from(global.format) {
        Format::Table => tell(args, &session, &decided, out)?,
        format => report::write(out, format, &answer(&session, &decided))?,
    }
    Ok(if decided.decision() == Decision::Allow {
        Status::Yes
    } else {
        Status::No
    })
}

fn circumstances(args: &CheckArgs, session: &Session) -> Result<Circumstances, Failure> {
    let named = match (&args.user, &args.group, &args.agency) {
        (Some(name), _, _) => Named::User(name.clone()),
        (None, Some(name), _) => Named::Group(name.clone()),
        (None, None, Some(name)) => Named::Agency(name.clone()),
        (None, None, None) => {
            let advice = "say for whom: --user, --group or --agency";
            return Err(Failure::Call(advice.to_owned()));
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
    Ok(circumstances)
}

/// Every action that the API needs, together.
fn by_api(
    session: &Session,
    columns: &Columns,
    mut circumstances: Circumstances,
    text: &str,
) -> Result<Decided, Failure> {
    let engine = &session.engine;
    let call = Call::parse(text).map_err(|error| Failure::Call(error.to_string()))?;
    let candidates = call.candidates(engine.catalogue());
    let Some(best) = candidates.first() else {
        return Err(Failure::Call(format!(
            "no published API is {} {}; `permlens catalog apis` lists those that are known",
            call.method, call.path
        )));
    };
    circumstances.project = circumstances
        .project
        .or_else(|| call.project(engine.account()));
    let row = engine.catalogue().apis.get(best.row);
    let mut answers = Vec::new();
    if row.actions.is_empty() {
        let request = Request {
            principal: circumstances.principal,
            action: format!("{} {}", best.api.method, best.api.uri),
            facts: ActionFacts {
                level: ServiceLevel::Global,
                enterprise_project: None,
            },
            project: circumstances.project,
            enterprise_project: circumstances.enterprise_project,
            resource: None,
            context: circumstances.context.clone(),
            mode: circumstances.mode,
        };
        let trace = free(engine.account(), request.principal);
        answers.push((request, trace));
    }
    for action in &row.actions {
        let request = circumstances.request(engine, action)?;
        let trace = columns.explain(&request);
        answers.push((request, trace));
    }
    Ok(Decided {
        answers,
        api: Some((call, candidates)),
    })
}

/// The decisive answer in the promised shape, with the others beside it where an API was asked.
fn answer(session: &Session, decided: &Decided) -> Answer {
    let account = session.engine.account();
    let decision = decided.decision();
    let decisive = decided
        .answers
        .iter()
        .find(|(_, trace)| trace.decision == decision);
    let mut document = decisive.map_or(Value::Null, |(request, trace)| {
        decision_json(account, request, trace)
    });
    if let Some((call, candidates)) = &decided.api {
        let api = json!({
            "call": format!("{} {}", call.method, call.path),
            "candidates": candidates
                .iter()
                .map(|candidate| candidate_json(session.engine.catalogue(), candidate))
                .collect::<Vec<_>>(),
        });
        report::insert(&mut document, "api", api);
        let actions = decided
            .answers
            .iter()
            .map(|(request, trace)| decision_json(account, request, trace))
            .collect();
        report::insert(&mut document, "actions", actions);
    }
    let mut sheet = Sheet::new("", &["part", "text"]);
    sheet.row(["decision", decision.text()]);
    for (request, trace) in &decided.answers {
        sheet.row(["request", headline(account, request, trace).as_str()]);
        for line in story(account, trace) {
            sheet.row([line.tag.word(), line.text.as_str()]);
        }
    }
    Answer {
        sheets: vec![sheet],
        lines: vec![document.clone()],
        json: document,
    }
}

fn candidate_json(catalogue: &Catalogue, candidate: &ApiMatch) -> Value {
    let row = catalogue.apis.get(candidate.row);
    json!({
        "api": format!("{} {}", candidate.api.method, candidate.api.uri),
        "service": catalogue.services.get(row.service).code,
        "label": row.label,
        "actions": row.actions,
    })
}

/// The story as people read it: the deciding lines, or everything with `--explain`.
fn tell(
    args: &CheckArgs,
    session: &Session,
    decided: &Decided,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let account = session.engine.account();
    if let Some((call, candidates)) = &decided.api {
        let catalogue = session.engine.catalogue();
        writeln!(
            out,
            "{}  {} {}",
            verdict(decided.decision()),
            plain(&call.method),
            plain(&call.path)
        )?;
        for candidate in candidates {
            let row = catalogue.apis.get(candidate.row);
            writeln!(
                out,
                "  {} {}: {} ({})",
                candidate.api.method,
                candidate.api.uri,
                row.label,
                if row.actions.is_empty() {
                    "needs no permission".to_owned()
                } else {
                    row.actions.join(" and ")
                }
            )?;
        }
    }
    for (request, trace) in &decided.answers {
        writeln!(out, "{}", plain(&headline(account, request, trace)))?;
        let lines = story(account, trace);
        let shown: Vec<_> = lines
            .iter()
            .filter(|line| args.explain || !matches!(line.tag, Tag::Near | Tag::Flip))
            .collect();
        let hidden = lines.len() - shown.len();
        for (index, line) in shown.iter().enumerate() {
            let last = index + 1 == shown.len() && hidden == 0;
            let branch = if last { '└' } else { '├' };
            writeln!(out, "{branch} {:<6}{}", line.tag.word(), plain(&line.text))?;
        }
        if hidden > 0 {
            let lines = if hidden == 1 { "line" } else { "lines" };
            writeln!(out, "└ {hidden} more {lines} with --explain")?;
        }
    }
    Ok(())
}

/// A line of a batch that could not be answered.
#[must_use]
pub fn wrong_line(line: usize, error: &str) -> Value {
    json!({"error": error, "line": line})
}
