//! `permlens audit`: what is risky or broken, printed.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde::Deserialize;

use crate::analysis::audit::{self, Moment, Options, RULES, Rule, Severity, Suppression};
use crate::engine::compiled::Columns;
use crate::model::{LookupError, nearest};
use crate::report::{self, Answer, Sheet, audit_answer, sarif};

use super::Status;
use super::args::{AuditArgs, FormatArg, Global};
use super::catalog;
use super::session::{self, Failure};

/// What may stand in a file of suppressions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    accept: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    rule: String,
    subject: Option<String>,
    reason: String,
    expires: Option<toml::Value>,
}

/// Looks and prints.
pub fn run(
    global: &Global,
    args: &AuditArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    if let Some(id) = &args.explain {
        report::write(out, global.format.into(), &explained(known(id)?))?;
        return Ok(Status::Yes);
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
    let suppressions = match &args.suppressions {
        Some(path) => read(path)?,
        None => Vec::new(),
    };
    let session = session::open(global, messages)?;
    let columns = Columns::new(session.engine);
    let account = columns.engine().account();
    let options = Options { now };
    let found = audit::audit(&columns, options, &|rule| {
        only.is_empty() || only.contains(&rule)
    });
    let now = audit::moment(&columns, options);
    let parted = audit::suppress(found, &suppressions, account, now);
    if !global.quiet {
        if now.is_none() {
            writeln!(
                messages,
                "permlens: the account does not say when it was read: no age is judged; --now DATE gives a time"
            )?;
        }
        say(&parted, &suppressions, messages)?;
    }
    if global.format == FormatArg::Sarif {
        let accepted: Vec<(&audit::Finding, &str)> = parted
            .accepted
            .iter()
            .filter_map(|(finding, at)| Some((finding, suppressions.get(*at)?.reason.as_str())))
            .collect();
        let name = global.account.as_ref().map_or_else(
            || "sample-account.json".to_owned(),
            |path| path.display().to_string(),
        );
        report::write_document(out, &sarif(&parted.left, &accepted, account, &name))?;
    } else {
        let mut answer = audit_answer(&parted.left, account);
        if global.format == FormatArg::Table {
            // A line has room for what was found; files and programs get the evidence too.
            answer.sheets.iter_mut().for_each(short);
        }
        report::write_within(out, global.format.into(), &answer, catalog::room())?;
        if !global.quiet {
            summary(&parted.left, messages)?;
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

/// What the suppressions did, for whoever maintains the file.
fn say(
    parted: &audit::Suppressed,
    suppressions: &[Suppression],
    messages: &mut dyn Write,
) -> Result<(), Failure> {
    if !parted.accepted.is_empty() {
        let count = parted.accepted.len();
        let are = if count == 1 {
            "finding is"
        } else {
            "findings are"
        };
        writeln!(messages, "permlens: {count} {are} suppressed")?;
    }
    for (positions, what) in [
        (&parted.expired, "has expired"),
        (&parted.unused, "matches no finding"),
    ] {
        for one in positions.iter().filter_map(|at| suppressions.get(*at)) {
            let subject = one.subject.as_deref().unwrap_or("any subject");
            writeln!(
                messages,
                "permlens: the suppression of {} for {} {what}",
                report::plain(&one.rule),
                report::plain(subject)
            )?;
        }
    }
    Ok(())
}

fn known(id: &str) -> Result<&'static Rule, Failure> {
    audit::rule(id).ok_or_else(|| {
        let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        if nearest(id, ids.iter().copied()).is_empty() {
            return Failure::Call(format!(
                "no rule is called {id:?}; there are {}",
                ids.join(", ")
            ));
        }
        Failure::Name(LookupError::unknown("rule", id, ids))
    })
}

fn read(path: &Path) -> Result<Vec<Suppression>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::Read {
        path: path.to_owned(),
        error,
    })?;
    let wrong = |message: String| Failure::Call(format!("{}: {message}", path.display()));
    let file: File = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let mut suppressions = Vec::new();
    for row in file.accept {
        known(&row.rule).map_err(|failure| wrong(failure.to_string()))?;
        if row.reason.trim().is_empty() {
            return Err(wrong(format!(
                "the suppression of {}: expected a reason, found an empty text",
                row.rule
            )));
        }
        let expires = match &row.expires {
            None => None,
            Some(value) => {
                let text = match value {
                    toml::Value::String(text) => text.clone(),
                    toml::Value::Datetime(date) => date.to_string(),
                    other => format!("a {}", other.type_str()),
                };
                Some(Moment::read(&text).ok_or_else(|| {
                    wrong(format!(
                        "the suppression of {}: expected a date like 2026-12-31 under expires, found {text:?}",
                        row.rule
                    ))
                })?)
            }
        };
        suppressions.push(Suppression {
            rule: row.rule,
            subject: row.subject,
            reason: row.reason,
            expires,
        });
    }
    Ok(suppressions)
}

/// A rule in every form.
pub(super) fn explained(rule: &Rule) -> Answer {
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
