//! Findings as SARIF 2.1.0: what code-scanning services and editors read.
//!
//! A result names its subject as a logical location, and the account's file as the artifact; where that is a snapshot,
//! [`sarif_places`](super::sarif_places()) adds the lines. The partial fingerprint is the finding's id, so that a service recognises it in the next run.

use serde_json::{Map, Value, json};

use crate::analysis::audit::{Finding, RULES, Rule, Severity};
use crate::model::Account;

use super::audit::evidence_text;
use super::sheet::plain;
use super::{Provenance, insert};

/// The log of one run: the findings that stay, then those accepted, each with its reason.
#[must_use]
pub fn sarif(
    findings: &[Finding],
    accepted: &[(&Finding, &str)],
    account: &Account,
    artifact: &str,
) -> Value {
    let uri = uri(artifact);
    let left = findings
        .iter()
        .map(|finding| result(finding, account, &uri, None));
    let gone = accepted
        .iter()
        .map(|(finding, reason)| result(finding, account, &uri, Some(reason)));
    let results: Vec<Value> = left.chain(gone).collect();
    let rules: Vec<Value> = RULES.iter().map(rule).collect();
    log(rules, vec![json!({"location": {"uri": uri}})], results)
}

/// The log of one run that judged these files by these rules.
pub(super) fn log(rules: Vec<Value>, artifacts: Vec<Value>, results: Vec<Value>) -> Value {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "permlens",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "artifacts": artifacts,
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// Says in a log what its run rests on; runs of the same command and account follow each other in one category.
pub fn sarif_rests(log: &mut Value, command: &str, provenance: &Provenance) {
    let Some(run) = log.pointer_mut("/runs/0") else {
        return;
    };
    let digest = provenance.account.as_ref().map(|read| read.digest.as_str());
    let id = format!("permlens {command}/{}", digest.unwrap_or_default());
    insert(run, "automationDetails", json!({"id": id}));
    insert(run, "properties", json!({"provenance": provenance.json()}));
}

pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium | Severity::Warn => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// The number that services sort security findings by.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Warn => "4.0",
        Severity::Low => "2.0",
        Severity::Info => "1.0",
    }
}

pub(super) fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "name": pascal(rule.title),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": format!("{} {}", rule.what, rule.why)},
        "help": {"text": format!("{}. Basis: {}", rule.fix, rule.basis)},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {
            "tags": ["security", "iam"],
            "security-severity": score(rule.severity),
        },
    })
}

/// "can grant roles" → "CanGrantRoles".
fn pascal(title: &str) -> String {
    title
        .split(|character: char| !character.is_alphanumeric())
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect()
}

fn result(finding: &Finding, account: &Account, uri: &str, reason: Option<&str>) -> Value {
    let mut message = format!("{}. {}.", plain(&finding.title), plain(&finding.fix));
    for evidence in &finding.evidence {
        message.push_str("\n- ");
        message.push_str(&plain(&evidence_text(evidence, account)));
    }
    let subject = finding.subject;
    let index = RULES.iter().position(|rule| rule.id == finding.rule.id);
    let mut fields = Map::new();
    let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
    put("ruleId", json!(finding.rule.id));
    if let Some(index) = index {
        put("ruleIndex", json!(index));
    }
    put("level", json!(level(finding.severity)));
    put("message", json!({"text": message}));
    let location = json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri, "index": 0},
        },
        "logicalLocations": [{
            "name": plain(&subject.name(account)),
            "fullyQualifiedName": plain(&subject.text(account)),
            "kind": subject.kind(),
        }],
    });
    put("locations", json!([location]));
    put(
        "partialFingerprints",
        json!({"permlens/v1": finding.id(account)}),
    );
    put("properties", json!({"severity": finding.severity.text()}));
    if let Some(reason) = reason {
        let suppression = json!({"kind": "external", "justification": plain(reason)});
        put("suppressions", json!([suppression]));
    }
    Value::Object(fields)
}

/// A path as a relative URI reference: what RFC 3986 does not allow in a path is percent-encoded.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
