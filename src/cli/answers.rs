//! How the answers of `check` are written: the promised JSON, and the story as people read it.

use std::io::{self, IsTerminal, Write};

use serde_json::{Value, json};

use crate::catalogue::{ApiMatch, Catalogue, VersionMatch};
use crate::model::Decision;
use crate::report::{
    self, Answer, Sheet, Tag, decision_json, decision_rows, headline, plain, story, verdict,
};

use super::args::{CheckArgs, Colour};
use super::decided::Decided;
use super::failure::Failure;
use super::pasted::Reading;
use super::session::Session;

/// The decisive answer in the promised shape, with the others beside it where an API was asked.
pub fn answer(session: &Session, decided: &Decided, reading: Option<&Reading>) -> Answer {
    let account = session.engine.account();
    let decision = decided.decision();
    let decisive = decided
        .answers
        .iter()
        .find(|(_, trace)| trace.decision == decision);
    let mut document = decisive.map_or(Value::Null, |(request, trace)| {
        decision_json(&session.engine, request, trace)
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
    }
    if decided.api.is_some() || decided.answers.len() > 1 {
        let actions = decided
            .answers
            .iter()
            .map(|(request, trace)| decision_json(&session.engine, request, trace))
            .collect();
        report::insert(&mut document, "actions", actions);
    }
    if let Some(reading) = reading {
        let error = reading.json(session, Some(decision));
        report::insert(&mut document, "error", error);
    }
    let mut sheet = Sheet::new("", &["part", "text"]);
    sheet.row(["decision", decision.text()]);
    for (part, text) in reading
        .iter()
        .flat_map(|reading| reading.lines(session, decision))
    {
        sheet.row([part, text.as_str()]);
    }
    for (request, trace) in &decided.answers {
        decision_rows(account, (request, trace), &mut sheet);
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
        "conditional_actions": row.conditional_actions,
        "enterprise_project": row.enterprise_project,
        "version": match candidate.version {
            VersionMatch::Same => "same",
            VersionMatch::Other => "other",
        },
    })
}

/// A candidate in a line: what it is called, what it needs, and what is not certain about it.
fn candidate_text(catalogue: &Catalogue, candidate: &ApiMatch) -> String {
    let row = catalogue.apis.get(candidate.row);
    let mut needs = if row.actions.is_empty() {
        "needs no permission".to_owned()
    } else {
        row.actions.join(" and ")
    };
    let sometimes: Vec<&str> = row
        .conditional_actions
        .iter()
        .copied()
        .filter(|action| !row.actions.contains(action))
        .collect();
    if !sometimes.is_empty() {
        needs.push_str("; in some cases also ");
        needs.push_str(&sometimes.join(", "));
    }
    if row.enterprise_project == Some(false) {
        needs.push_str("; this API knows no enterprise projects");
    }
    if candidate.version == VersionMatch::Other {
        needs.push_str("; only this version of the API is published");
    }
    format!(
        "{} {}: {} ({needs})",
        candidate.api.method, candidate.api.uri, row.label
    )
}

/// Whether the verdict is coloured; the words say it all without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Plain text.
    Plain,
    /// With the escape sequences of a terminal.
    Coloured,
}

impl Paint {
    /// What `--color` comes to here: `auto` colours on a terminal unless `NO_COLOR` is set.
    pub fn of(colour: Colour) -> Self {
        let unwanted = || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        match colour {
            Colour::Always => Self::Coloured,
            Colour::Auto if io::stdout().is_terminal() && !unwanted() && !dumb() => Self::Coloured,
            Colour::Auto | Colour::Never => Self::Plain,
        }
    }

    /// A line that starts with the verdict.
    fn line(self, decision: Decision, line: &str) -> String {
        let word = verdict(decision);
        match (self, line.strip_prefix(word)) {
            (Self::Coloured, Some(rest)) => {
                let code = match decision {
                    Decision::Allow => 32,
                    Decision::ExplicitDeny => 31,
                    Decision::Conditional => 33,
                    Decision::ImplicitDeny => 2,
                };
                format!("\u{1b}[{code}m{word}\u{1b}[0m{rest}")
            }
            _ => line.to_owned(),
        }
    }
}

/// The story as people read it: the deciding lines, or everything with `--explain`.
pub fn tell(
    args: &CheckArgs,
    session: &Session,
    (decided, reading): (&Decided, Option<&Reading>),
    paint: Paint,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let account = session.engine.account();
    if let Some((call, candidates)) = &decided.api {
        let catalogue = session.engine.catalogue();
        let (decision, call) = (
            decided.decision(),
            plain(&format!("{} {}", call.method, call.path)),
        );
        let line = format!("{}  {call}", verdict(decision));
        writeln!(out, "{}", paint.line(decision, &line))?;
        for candidate in candidates {
            writeln!(out, "  {}", candidate_text(catalogue, candidate))?;
        }
    }
    for (request, trace) in &decided.answers {
        let line = plain(&headline(account, request, trace));
        writeln!(out, "{}", paint.line(trace.decision, &line))?;
        let lines = story(account, trace);
        let first = |tag| lines.iter().position(|line| line.tag == tag);
        let firsts = [first(Tag::Near), first(Tag::Flip)];
        let shown: Vec<_> = lines
            .iter()
            .enumerate()
            .filter(|(at, line)| {
                args.explain
                    || !matches!(line.tag, Tag::Near | Tag::Flip)
                    || firsts.contains(&Some(*at))
            })
            .map(|(_, line)| line)
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
    for (part, text) in reading
        .iter()
        .flat_map(|reading| reading.lines(session, decided.decision()))
    {
        writeln!(out, "{part:<8}{}", plain(&text))?;
    }
    Ok(())
}
