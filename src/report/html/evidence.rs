//! The whole report of an audit as one page: summary, findings, who may do what and why, the users, the rules.
//!
//! Users whom the same reaches share a column of the matrix. Where it is still too large for a reader, and for a file
//! that one sends, whole services take the place of operations, and last of all columns are left out: the page says so.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Arc;

use super::grid::{self, Grid, GridColumn};
use super::{begin, end, escaped, head, table};
use crate::analysis::audit::{Finding, RULES, Severity, Subject};
use crate::analysis::matrix::{Column, Matrix, Projects, Question, Rows, rows};
use crate::analysis::profiles::{Profile, profiles};
use crate::engine::compiled::Columns;
use crate::model::{Account, EnterpriseProjectId, Principal, TableId, User, UserId};
use crate::report::audit::evidence_text;
use crate::report::reasons::{MOST_REASONS, Reasons};
use crate::report::{Provenance, Sheet};

/// As many users of one column are named in full.
const NAMED: usize = 40;

/// What an audit found, and where it was asked.
#[derive(Debug)]
pub struct AuditReport<'a> {
    /// The findings, the most serious first.
    pub findings: &'a [Finding],
    /// Those accepted, each with its reason.
    pub accepted: &'a [(&'a Finding, &'a str)],
    /// The account, compiled.
    pub columns: &'a Arc<Columns>,
    /// The projects that the matrix asks in.
    pub projects: Projects,
    /// The enterprise project that it asks in.
    pub enterprise_project: Option<EnterpriseProjectId>,
    /// What all of it rests on.
    pub provenance: &'a Provenance,
}

/// Writes the page.
pub fn audit_page(out: &mut dyn Write, report: &AuditReport<'_>) -> io::Result<()> {
    let account = report.columns.engine().account();
    begin(out, &format!("Access report: {}", account.domain.name))?;
    let links = ["Summary", "Findings", "Access", "Users", "Rules"];
    write!(out, "<nav aria-label=\"Sections\"><ul>")?;
    for link in links {
        write!(
            out,
            "<li><a href=\"#{}\">{link}</a></li>",
            link.to_lowercase()
        )?;
    }
    writeln!(out, "</ul></nav>")?;
    head(out, report.provenance)?;
    summary(out, report, account)?;
    findings(out, report, account)?;
    access(out, report, account)?;
    rules(out, report)?;
    end(out)
}

fn summary(out: &mut dyn Write, report: &AuditReport<'_>, account: &Account) -> io::Result<()> {
    writeln!(out, "<h2 id=\"summary\">Summary</h2>\n<ul class=\"tiles\">")?;
    for severity in Severity::ALL {
        let of = |finding: &&Finding| finding.severity == severity;
        let count = report.findings.iter().filter(of).count();
        let text = severity.text();
        writeln!(out, "<li><b class=\"{text}\">{count}</b> {text}</li>")?;
    }
    writeln!(out, "</ul>\n<ul class=\"tiles\">")?;
    let disabled = account
        .users
        .rows()
        .iter()
        .filter(|user| !user.enabled)
        .count();
    for (count, what) in [
        (account.users.len(), format!("users, {disabled} disabled")),
        (account.groups.len(), "groups".to_owned()),
        (account.agencies.len(), "agencies".to_owned()),
        (account.assignments.len(), "assignments".to_owned()),
        (account.projects.len(), "projects".to_owned()),
        (report.accepted.len(), "accepted findings".to_owned()),
    ] {
        writeln!(out, "<li><b>{count}</b> {what}</li>")?;
    }
    writeln!(out, "</ul>")?;
    let owners = account.users.rows().iter().filter(|user| user.owner);
    let owners: Vec<_> = owners.map(User::shown).collect();
    let members = account
        .groups
        .rows()
        .iter()
        .filter(|group| group.is_admin());
    let members: Vec<_> = members
        .flat_map(|group| &group.members)
        .map(|id| account.user(*id).shown())
        .collect();
    for (what, names) in [
        ("Account owner", owners),
        ("Members of the group admin", members),
    ] {
        let names = if names.is_empty() {
            "none".to_owned()
        } else {
            few(&names)
        };
        writeln!(
            out,
            "<p>{what}, who may do everything: {}.</p>",
            escaped(&names)
        )?;
    }
    Ok(())
}

fn few(names: &[Cow<'_, str>]) -> String {
    let shown: Vec<_> = names.iter().take(NAMED).cloned().collect();
    match names.len().checked_sub(NAMED) {
        Some(more @ 1..) => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}

fn findings(out: &mut dyn Write, report: &AuditReport<'_>, account: &Account) -> io::Result<()> {
    let columns = ["Severity", "Rule", "Finding", "Evidence", "Fix"];
    let mut sheet = Sheet::new("", &columns);
    for finding in report.findings {
        let evidence = finding.evidence.iter();
        // One line each; a line end in a name stays one of its characters.
        let evidence = evidence.map(|evidence| evidence_text(evidence, account).replace('\n', "␊"));
        sheet.row([
            finding.severity.text().to_owned(),
            finding.rule.id.to_owned(),
            finding.title.clone(),
            evidence.collect::<Vec<_>>().join("\n"),
            finding.fix.clone(),
        ]);
    }
    writeln!(out, "<h2 id=\"findings\">Findings</h2>")?;
    if sheet.rows.is_empty() {
        writeln!(out, "<p>Nothing was found.</p>")?;
    } else {
        table(out, &sheet, &finding_cell)?;
    }
    if report.accepted.is_empty() {
        return Ok(());
    }
    let mut accepted = Sheet::new("", &["Severity", "Rule", "Finding", "Accepted because"]);
    for (finding, reason) in report.accepted {
        accepted.row([
            finding.severity.text(),
            finding.rule.id,
            &finding.title,
            *reason,
        ]);
    }
    writeln!(out, "<h2>Accepted findings</h2>")?;
    table(out, &accepted, &finding_cell)
}

fn finding_cell(at: usize, text: &str) -> Option<String> {
    match at {
        0 => Some(format!("<span class=\"sev {text}\">{text}</span>")),
        1 => Some(format!("<a class=\"id\" href=\"#rule-{text}\">{text}</a>")),
        3 if text.contains('\n') => {
            let lines: Vec<String> = text.split('\n').map(escaped).collect();
            Some(lines.join("<br>"))
        }
        _ => None,
    }
}

fn access(out: &mut dyn Write, report: &AuditReport<'_>, account: &Account) -> io::Result<()> {
    let engine = report.columns.engine();
    let mut shown = profiles(engine);
    let (users, count) = (account.users.len(), shown.len());
    let operations = rows(engine.catalogue(), Rows::Operations, &[]);
    let (kind, rows) = if operations.len() * count <= MOST_REASONS {
        (Rows::Operations, operations)
    } else {
        (
            Rows::Services,
            rows(engine.catalogue(), Rows::Services, &[]),
        )
    };
    let most = MOST_REASONS / rows.len().max(1);
    let left_out: Vec<Profile> = if count > most {
        let first = foremost(report, account);
        shown.sort_by_key(|profile| !profile.iter().any(|user| first.contains(user)));
        shown.split_off(most)
    } else {
        Vec::new()
    };
    let matrix = Matrix::new(
        Arc::clone(report.columns),
        Question {
            rows,
            columns: shown
                .iter()
                .filter_map(|profile| profile.first())
                .map(|user| Column::Principal(Principal::User(*user)))
                .collect(),
            projects: report.projects.clone(),
            enterprise_project: report.enterprise_project,
        },
    );
    writeln!(out, "<div class=\"wide\">\n<h2 id=\"access\">Access</h2>")?;
    explain_extent(out, (&shown, &left_out), (users, kind))?;
    let columns: Vec<GridColumn> = shown
        .iter()
        .enumerate()
        .map(|(at, profile)| column(account, at, profile))
        .collect();
    let first = if kind == Rows::Operations {
        "Operation"
    } else {
        "Service"
    };
    let told = Reasons::of(&matrix);
    grid::write(
        out,
        &Grid {
            matrix: &matrix,
            first,
            columns: &columns,
            told: &told,
        },
    )?;
    writeln!(out, "</div>")?;
    people(out, account, &shown)
}

/// What the matrix covers, and what was left out of it and why.
fn explain_extent(
    out: &mut dyn Write,
    (shown, left_out): (&[Profile], &[Profile]),
    (users, kind): (usize, Rows),
) -> io::Result<()> {
    let rows = match kind {
        Rows::Operations => "the published operations",
        _ => "whole services, since single operations would make the page too large",
    };
    writeln!(
        out,
        "<p>What each user may do: {users} users in {} columns. Users whom the same reaches in the same way share a column; the rows are {rows}. Letters answer the general question, with no resource or condition given.</p>",
        shown.len() + left_out.len()
    )?;
    if !left_out.is_empty() {
        let people: usize = left_out.iter().map(Vec::len).sum();
        writeln!(
            out,
            "<p><strong>{} columns with {people} users are left out</strong>, to keep the page to {MOST_REASONS} cells. Shown first are the account owner, members of the group admin and users whom a high or critical finding is about, then the others in the account's order. <code>permlens matrix --cols users --format csv</code> has them all.</p>",
            left_out.len()
        )?;
    }
    Ok(())
}

/// Whoever must not be left out: who may do everything, and whom a serious finding is about.
fn foremost(report: &AuditReport<'_>, account: &Account) -> HashSet<UserId> {
    let owners = account.users.iter().filter(|(_, user)| user.owner);
    let mut first: HashSet<UserId> = owners.map(|(id, _)| id).collect();
    let admins = account
        .groups
        .rows()
        .iter()
        .filter(|group| group.is_admin());
    first.extend(admins.flat_map(|group| &group.members));
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.severity >= Severity::High)
    {
        let (Subject::Principal(who) | Subject::Assignment(who, ..)) = finding.subject else {
            continue;
        };
        match who {
            Principal::User(id) => drop(first.insert(id)),
            Principal::Group(id) => first.extend(&account.group(id).members),
            Principal::Agency(_) => {}
        }
    }
    first
}

fn column(account: &Account, at: usize, profile: &Profile) -> GridColumn {
    let names: Vec<_> = profile.iter().map(|id| account.user(*id).shown()).collect();
    let first = names.first().cloned().unwrap_or_default();
    let label = match names.len() {
        0 | 1 => format!("{} {first}", at + 1),
        more => format!("{} {first} +{}", at + 1, more - 1),
    };
    GridColumn {
        label,
        full: (names.len() > 1).then(|| few(&names)),
    }
}

/// Every user, and in which column.
fn people(out: &mut dyn Write, account: &Account, shown: &[Profile]) -> io::Result<()> {
    let mut places = vec![None; account.users.len()];
    for (at, user) in shown
        .iter()
        .enumerate()
        .flat_map(|(at, profile)| profile.iter().map(move |user| (at, user)))
    {
        if let Some(place) = places.get_mut(user.index()) {
            *place = Some(at + 1);
        }
    }
    let mut sheet = Sheet::new("", &["User", "Column", "State", "Groups"]);
    for (user, place) in account.users.rows().iter().zip(places) {
        let groups: Vec<_> = user
            .groups
            .iter()
            .map(|id| account.group(*id).shown())
            .collect();
        let state = match (user.owner, user.enabled) {
            (true, _) => "account owner",
            (_, false) => "disabled",
            _ => "enabled",
        };
        sheet.row([
            user.shown().into_owned(),
            place.map_or("left out".to_owned(), |at| at.to_string()),
            state.to_owned(),
            groups.join(", "),
        ]);
    }
    writeln!(out, "<h2 id=\"users\">Users</h2>")?;
    table(out, &sheet, &|_, _| None)
}

/// The rules that spoke.
fn rules(out: &mut dyn Write, report: &AuditReport<'_>) -> io::Result<()> {
    writeln!(out, "<h2 id=\"rules\">Rules</h2>\n<dl class=\"rules\">")?;
    let accepted = report.accepted.iter().map(|(finding, _)| *finding);
    let spoke: HashSet<&str> = report
        .findings
        .iter()
        .chain(accepted)
        .map(|finding| finding.rule.id)
        .collect();
    for rule in RULES.iter().filter(|rule| spoke.contains(rule.id)) {
        writeln!(
            out,
            "<dt id=\"rule-{0}\"><span class=\"id\">{0}</span> {1}</dt>\n<dd>{2} {3}</dd>\n<dd class=\"soft\">Basis: {4}</dd>",
            rule.id,
            escaped(rule.title),
            escaped(rule.what),
            escaped(rule.why),
            escaped(rule.basis)
        )?;
    }
    writeln!(out, "</dl>")
}
