//! Findings as an answer: a table for people, objects for programs.

use serde_json::{Value, json};

use crate::analysis::audit::{Evidence, Finding, Moment, Path, Rule, Subject};
use crate::model::Account;

use super::{Answer, Sheet, insert, scope_json};

/// What an audit was asked, in words: which rules, all of them if none is named, and as of when.
#[must_use]
pub fn audit_question(only: &[&Rule], now: Option<Moment>) -> String {
    let ids: Vec<&str> = only.iter().map(|rule| rule.id).collect();
    let rules = match ids.as_slice() {
        [] => "every rule".to_owned(),
        some => format!("rules {}", some.join(", ")),
    };
    match now {
        Some(now) => format!("Audit: {rules}, ages as of {}", now.date()),
        None => format!("Audit: {rules}, no age judged"),
    }
}

/// Findings in every form.
#[must_use]
pub fn audit_answer(findings: &[Finding], account: &Account) -> Answer {
    let mut sheet = Sheet::new("", &["Severity", "Rule", "Finding", "Evidence", "Fix"]);
    for finding in findings {
        let evidence: Vec<String> = finding
            .evidence
            .iter()
            .map(|evidence| evidence_text(evidence, account))
            .collect();
        sheet.row([
            finding.severity.text().to_owned(),
            finding.rule.id.to_owned(),
            finding.title.clone(),
            evidence.join("; "),
            finding.fix.clone(),
        ]);
    }
    let lines: Vec<Value> = findings
        .iter()
        .map(|finding| finding_json(finding, account))
        .collect();
    Answer {
        sheets: vec![sheet],
        json: Value::Array(lines.clone()),
        lines,
    }
}

/// A finding for programs.
#[must_use]
pub fn finding_json(finding: &Finding, account: &Account) -> Value {
    let evidence: Vec<Value> = finding
        .evidence
        .iter()
        .map(|evidence| match evidence {
            Evidence::Fact(fact) => json!({"fact": fact}),
            Evidence::Path(path) => path_json(path, account),
        })
        .collect();
    json!({
        "id": finding.id(account),
        "rule": finding.rule.id,
        "severity": finding.severity.text(),
        "title": finding.title,
        "subject": subject_json(&finding.subject, account),
        "evidence": evidence,
        "fix": finding.fix,
    })
}

fn subject_json(subject: &Subject, account: &Account) -> Value {
    let mut value = json!({
        "kind": subject.kind(),
        "name": subject.name(account),
        "id": subject.id(account),
    });
    if let Subject::Assignment(holder, permission, scope) = subject {
        insert(
            &mut value,
            holder.kind(),
            json!(account.principal_name(*holder)),
        );
        let name = account.permission(*permission).display_name.as_str();
        insert(&mut value, "permission", json!(name));
        insert(&mut value, "scope", scope_json(account, *scope));
    }
    value
}

fn path_json(path: &Path, account: &Account) -> Value {
    let mut value = json!({});
    insert(
        &mut value,
        path.holder.kind(),
        json!(account.principal_name(path.holder)),
    );
    let name = account.permission(path.permission).display_name.as_str();
    insert(&mut value, "permission", json!(name));
    insert(&mut value, "scope", scope_json(account, path.scope));
    if let Some(statement) = path.statement {
        insert(&mut value, "statement", json!(statement));
    }
    if let Some(pattern) = &path.pattern {
        insert(&mut value, "pattern", json!(pattern));
    }
    value
}

/// A piece of evidence in one line; statements count from one, as everywhere people read.
#[must_use]
pub fn evidence_text(evidence: &Evidence, account: &Account) -> String {
    match evidence {
        Evidence::Fact(fact) => fact.clone(),
        Evidence::Path(path) => {
            let statement = match (path.statement, &path.pattern) {
                (Some(at), Some(pattern)) => format!(" #{} {pattern}", at + 1),
                (Some(at), None) => format!(" #{}", at + 1),
                (None, _) => String::new(),
            };
            format!(
                "{} {} → {}{statement} @ {}",
                path.holder.kind(),
                account.principal_shown(path.holder),
                account.permission(path.permission).shown(),
                account.scope_name(path.scope)
            )
        }
    }
}
