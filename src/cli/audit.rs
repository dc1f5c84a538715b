//! `permlens audit`: what is risky or broken, printed.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::accepted::{self, Accepted};
use crate::analysis::audit::{self, Acceptance, KeyAge, Moment, Options, RULES, Rule, Severity};
use crate::engine::compiled::Columns;
use crate::import::{self, lines::Lines};
use crate::model::{LookupError, nearest};
use crate::report::{
    self, Answer, AuditReport, Sheet, audit_answer, audit_page, audit_question, sarif, sarif_places,
};

use super::Status;
use super::args::{AuditArgs, FormatArg, Global};
use super::catalog;
use super::earlier;
use super::failure::Failure;
use super::session;

/// Looks and prints.
pub fn run(
    global: &Global,
    args: &AuditArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    if let Some(id) = &args.explain {
        return explain(known(id)?, global, out);
    }
    let only = args
        .only
        .iter()
        .map(|id| known(id))
        .collect::<Result<Vec<_>, _>>()?;
    let now = match &args.now {
        Some(text) => Some(Moment::read(text).ok_or_else(|| {
            Failure::Call(format!(
                "--now {text:?}: expected a date or time like 2026-11-20T08:00:00Z"
            ))
        })?),
        None => None,
    };
    let Accepted {
        path,
        rows: acceptances,
    } = accepted(global, args)?;
    let session = session::open(global, messages)?;
    let columns = Arc::new(Columns::new(Arc::clone(&session.engine)));
    let account = columns.engine().account();
    let since = args.since.as_deref().map(earlier::read).transpose()?;
    let options = Options {
        now,
        key_age: args.key_age.map(KeyAge).unwrap_or_default(),
        since: since.as_ref(),
    };
    let found = audit::audit(&columns, options, &|rule| {
        only.is_empty() || only.contains(&rule)
    });
    let now = audit::moment(&columns, options);
    let mut parted = audit::part_accepted(found, &acceptances, account, now);
    // Of a rule that was not looked at nobody knows whether there is something to accept.
    let looked = |at: &usize| {
        let rule = acceptances.get(*at).and_then(|one| audit::rule(&one.rule));
        only.is_empty() || rule.is_some_and(|rule| only.contains(&rule))
    };
    parted.unused.retain(looked);
    if !global.quiet {
        if now.is_none() {
            writeln!(
                messages,
                "permlens: the account does not say when it was read: no age is judged; --now DATE gives a time"
            )?;
        }
        say(&parted, (&acceptances, &path), now, messages)?;
    }
    let accepted: Vec<(&audit::Finding, &str)> = parted
        .accepted
        .iter()
        .filter_map(|(finding, at)| Some((finding, acceptances.get(*at)?.reason.as_str())))
        .collect();
    let question = audit_question(&only, now);
    let folds = global.format == FormatArg::Table && !args.all && only.is_empty();
    let (shown, folded): (Vec<_>, Vec<_>) = parted
        .left
        .iter()
        .cloned()
        .partition(|finding| !(folds && finding.is_about_published(account)));
    match global.format {
        FormatArg::Sarif => {
            let name = global.account.as_ref().map_or_else(
                || "sample-account.json".to_owned(),
                |path| path.display().to_string(),
            );
            let mut log = sarif(&parted.left, &accepted, account, &name);
            let text = import::text(global.account.as_deref());
            if let Some(lines) = text.as_deref().and_then(Lines::of) {
                let gone = accepted.iter().map(|(finding, _)| *finding);
                sarif_places(&mut log, parted.left.iter().chain(gone), account, &lines);
            }
            report::sarif_rests(&mut log, "audit", &session.provenance(&question)?);
            report::write_document(out, &log)?;
        }
        FormatArg::Html => {
            let report = AuditReport {
                findings: &parted.left,
                accepted: &accepted,
                columns: &columns,
                projects: session.projects(),
                enterprise_project: session.enterprise_project,
                provenance: &session.provenance(&question)?,
            };
            audit_page(out, &report)?;
        }
        FormatArg::Table => {
            let mut answer = audit_answer(&shown, account);
            // A line has room for what was found; files and programs get the evidence too.
            answer.sheets.iter_mut().for_each(short);
            report::write_within(out, report::Format::Table, &answer, catalog::room())?;
        }
        format => {
            let answer = audit_answer(&parted.left, account);
            session.write(out, format.into(), (&question, &answer))?;
        }
    }
    if !matches!(global.format, FormatArg::Sarif) && !global.quiet {
        summary(&shown, messages)?;
        if let count @ 1.. = folded.len() {
            let are = if count == 1 { "is" } else { "are" };
            writeln!(
                messages,
                "permlens: {count} more {are} about the content of system-defined permissions; --all lists them"
            )?;
        }
    }
    let bar = args.fail_on.map_or(Severity::Info, Severity::from);
    let over = parted.left.iter().any(|finding| finding.severity >= bar);
    Ok(if over { Status::No } else { Status::Yes })
}

/// Severity, rule and finding.
fn short(sheet: &mut Sheet) {
    const COLUMNS: usize = 3;
    sheet.columns.truncate(COLUMNS);
    for row in &mut sheet.rows {
        row.truncate(COLUMNS);
    }
}

/// How many findings of each severity, and where to read on.
fn summary(findings: &[audit::Finding], messages: &mut dyn Write) -> Result<(), Failure> {
    if findings.is_empty() {
        writeln!(messages, "permlens: no findings")?;
        return Ok(());
    }
    let counts: Vec<String> = Severity::ALL
        .into_iter()
        .filter_map(|severity| {
            let found = findings.iter();
            let count = found.filter(|finding| finding.severity == severity).count();
            (count > 0).then(|| format!("{count} {}", severity.text()))
        })
        .collect();
    let noun = if findings.len() == 1 {
        "finding"
    } else {
        "findings"
    };
    writeln!(
        messages,
        "permlens: {} {noun}: {}; --explain RULE says why, --format json has evidence and fix",
        findings.len(),
        counts.join(", ")
    )?;
    Ok(())
}

/// What the acceptances did, for whoever maintains the file.
fn say(
    parted: &audit::Parted,
    (acceptances, path): (&[Acceptance], &Path),
    now: Option<Moment>,
    messages: &mut dyn Write,
) -> Result<(), Failure> {
    if !parted.accepted.is_empty() {
        let count = parted.accepted.len();
        let are = if count == 1 {
            "finding is"
        } else {
            "findings are"
        };
        let path = path.display();
        writeln!(messages, "permlens: {count} {are} accepted in {path}")?;
    }
    let expired = match now {
        Some(_) => "has expired",
        None => "ends on a day, and without a time nothing says that it is still to come",
    };
    for (positions, what) in [
        (&parted.expired, expired),
        (&parted.unused, "matches no finding"),
    ] {
        for one in positions.iter().filter_map(|at| acceptances.get(*at)) {
            let subject = one.subject.as_deref().unwrap_or("any subject");
            writeln!(
                messages,
                "permlens: the [[accept]] of {} for {} {what}",
                report::plain(&one.rule),
                report::plain(subject)
            )?;
        }
    }
    Ok(())
}

fn known(id: &str) -> Result<&'static Rule, Failure> {
    audit::rule(id).ok_or_else(|| unknown(id, RULES.iter()))
}

/// There is no rule of this name among these.
pub(super) fn unknown(id: &str, rules: impl Iterator<Item = &'static Rule>) -> Failure {
    let ids: Vec<&str> = rules.map(|rule| rule.id).collect();
    if nearest(id, ids.iter().copied()).is_empty() {
        let ids = ids.join(", ");
        return Failure::Call(format!("no rule is called {id:?}; there are {ids}"));
    }
    Failure::Name(LookupError::unknown("rule", id, ids))
}

/// A rule's page, printed.
pub(super) fn explain(
    rule: &Rule,
    global: &Global,
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    let question = format!("What rule {} is", rule.id);
    let answer = (question.as_str(), &explained(rule));
    session::write_catalogued(out, global.format.into(), None, answer)?;
    Ok(Status::Yes)
}

/// What is accepted: in the file of the call, else in the one beside the account.
fn accepted(global: &Global, args: &AuditArgs) -> Result<Accepted, Failure> {
    match &args.suppressions {
        Some(path) => Ok(accepted::named(path)?),
        None if global.restricted => Ok(Accepted::default()),
        None => Ok(accepted::perhaps(&accepted::beside(
            global.account.as_deref(),
        ))?),
    }
}

/// A rule in every form.
fn explained(rule: &Rule) -> Answer {
    let mut sheet = Sheet::new("", &[]);
    let severity = rule.severity.text();
    let facts = [
        ("Rule", rule.id),
        ("Severity", severity),
        ("Title", rule.title),
        ("What", rule.what),
        ("Why", rule.why),
        ("Basis", rule.basis),
        ("Fix", rule.fix),
    ];
    for (name, text) in facts {
        sheet.row([name, text]);
    }
    let json = serde_json::json!({
        "rule": rule.id,
        "severity": severity,
        "title": rule.title,
        "what": rule.what,
        "why": rule.why,
        "basis": rule.basis,
        "fix": rule.fix,
    });
    Answer {
        sheets: vec![sheet],
        lines: vec![json.clone()],
        json,
    }
}
