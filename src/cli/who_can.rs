//! `permlens who-can`: who may do something, and through what; where nobody may, who nearly may.

use std::io::Write;
use std::sync::Arc;

use crate::analysis::matrix::Projects;
use crate::analysis::who_can::{Asked, Kinds, Ways, Where, decisions, would};
use crate::engine::compiled::Columns;
use crate::model::{Decision, Principal};
use crate::report::{self, Format, Named, able_answer, would_lines};

use super::Status;
use super::args::{Global, KindArg, OnlyArg, WhoCanArgs};
use super::failure::Failure;
use super::question::context;
use super::session::{self, Session};

/// As many of those who nearly may are worth reading.
const NEARLY: usize = 5;

/// Lists and ends with whether anybody may.
pub fn run(
    global: &Global,
    args: &WhoCanArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    let session = session::open(global, messages)?;
    let context = context(&args.context, &args.absent)?;
    let columns = Columns::new(Arc::clone(&session.engine)).under(&context);
    let asked = Asked::parse(&columns, &args.what)
        .map_err(|error| Failure::Call(report::plain(&error.to_string())))?;
    let place = place(&session);
    let kinds = kinds(&args.kinds);
    let everyone = decisions(&columns, &asked, &place, &kinds);
    let wanted = |decision: Decision| match args.only {
        None => matches!(decision, Decision::Allow | Decision::Conditional),
        Some(OnlyArg::Allow) => decision == Decision::Allow,
        Some(OnlyArg::Conditional) => decision == Decision::Conditional,
    };
    let ways = Ways::new(&columns, &asked, &place);
    let found: Vec<_> = everyone
        .iter()
        .filter(|(_, decision)| wanted(*decision))
        .map(|(principal, decision)| ways.able((*principal, *decision)))
        .collect();
    if !global.quiet {
        say(
            &session,
            (&columns, &asked),
            (&place, &everyone, found.is_empty()),
            messages,
        )?;
    }
    let format = Format::from(global.format);
    if !(found.is_empty() && format == Format::Table) {
        let named = if format == Format::Table {
            Named::Few
        } else {
            Named::All
        };
        let answer = able_answer(&session.engine, &asked, &found, named);
        let mut question = format!("Who can: {}", asked.label);
        if !context.is_empty() {
            question.push_str(&format!(", if {}", report::circumstances(&context)));
        }
        session.write(out, format, (&question, &answer))?;
    }
    Ok(if found.is_empty() {
        Status::No
    } else {
        Status::Yes
    })
}

/// The kinds that are named, each once.
pub(super) fn kinds(named: &[KindArg]) -> Vec<Kinds> {
    let mut kinds: Vec<Kinds> = Vec::new();
    for kind in named.iter().map(|kind| Kinds::from(*kind)) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// Where the call asks.
pub(super) fn place(session: &Session) -> Where {
    let projects = match session.projects() {
        Projects::One(project) => vec![project],
        Projects::Any(any) => any,
    };
    Where {
        projects,
        named: session.project.is_some(),
        enterprise_project: session.enterprise_project,
    }
}

/// Says what may not be meant as it is written; nothing is refused for it.
pub(super) fn doubts(
    doubts: impl IntoIterator<Item = String>,
    messages: &mut dyn Write,
) -> Result<(), Failure> {
    for doubt in doubts {
        writeln!(messages, "permlens: {}", report::plain(&doubt))?;
    }
    Ok(())
}

/// Where it was asked, and why nobody may.
fn say(
    session: &Session,
    (columns, asked): (&Columns, &Asked),
    (place, everyone, nobody): (&Where, &[(Principal, Decision)], bool),
    messages: &mut dyn Write,
) -> Result<(), Failure> {
    let account = session.engine.account();
    let label = report::plain(&asked.label);
    doubts(asked.doubt(session.engine.catalogue()), messages)?;
    let mut names = asked.ways.iter().flatten();
    let level = |name: &String| session.engine.catalogue().facts(name).level;
    let in_projects = names.any(|name| level(name) == crate::model::ServiceLevel::Project);
    if session.project.is_none() && in_projects && place.projects.len() > 1 {
        writeln!(
            messages,
            "permlens: without --project: in at least one of the {} projects",
            place.projects.len()
        )?;
    }
    let of = |wanted: Decision| everyone.iter().filter(|(_, one)| *one == wanted).count();
    let (sure, open) = (of(Decision::Allow), of(Decision::Conditional));
    if nobody && sure > 0 {
        // Asked for the conditional answers only.
        writeln!(
            messages,
            "permlens: nobody may {label} under a condition only; {sure} may for certain"
        )?;
    } else if nobody && open > 0 {
        writeln!(
            messages,
            "permlens: nobody may {label} for certain; {open} may under a condition"
        )?;
    } else if nobody {
        writeln!(messages, "permlens: nobody may {label}")?;
        let rest = everyone.iter().map(|(principal, _)| *principal);
        let would = would(columns, asked, place, rest, NEARLY);
        for line in would_lines(account, &would) {
            writeln!(messages, "  {}", report::plain(&line))?;
        }
    }
    Ok(())
}
