//! Invariants as answers: which hold, what breaks the others; for people, for CI (JUnit) and for code scanning (SARIF).

use std::fmt::Write as _;

use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use super::decision::principal_json;
use super::markup::escaped;
use super::sarif::uri;
use super::who_can::first_path;
use super::{Answer, Provenance, Sheet, plain};
use crate::analysis::invariants::{Broken, Checked};
use crate::model::{Account, Principal};
use crate::report::verdict;

/// What breaks a rule, in a sentence.
#[must_use]
pub fn broken_text(account: &Account, broken: &Broken) -> String {
    match broken {
        Broken::Somebody { found, count } => {
            let mut text = account.principal_shown(found.principal).into_owned();
            for (term, able) in &found.because {
                let _ = write!(text, "; {term}{}", first_path(account, able));
            }
            if *count > 1 {
                let _ = write!(text, " (and {} more)", count - 1);
            }
            text
        }
        Broken::Different(one) => {
            let [a, b] = one.users.map(|user| account.user(user).shown());
            let [x, y] = one.decisions.map(verdict);
            let place = one.project.map_or(String::new(), |id| {
                format!(" in {}", account.project(id).shown())
            });
            let more = match one.count {
                0 | 1 => String::new(),
                count => format!("; {} more differ there", count - 1),
            };
            format!("{}{place}: {a} {x}, {b} {y}{more}", one.action)
        }
    }
}

/// The rules and how they came out.
#[must_use]
pub fn invariants_answer(account: &Account, checked: &[Checked]) -> Answer {
    let mut sheet = Sheet::new("", &["Rule", "Holds", "Counterexample"]);
    let mut lines = Vec::new();
    for one in checked {
        let text = one
            .broken
            .as_ref()
            .map(|broken| broken_text(account, broken));
        let holds = if text.is_none() { "yes" } else { "no" };
        sheet.row([
            one.name.clone(),
            holds.to_owned(),
            text.clone().unwrap_or_default(),
        ]);
        let principal = match &one.broken {
            Some(Broken::Somebody { found, .. }) => Some(principal_json(account, found.principal)),
            Some(Broken::Different(one)) => {
                let [_, other] = one.users;
                Some(principal_json(account, Principal::User(other)))
            }
            None => None,
        };
        lines.push(json!({
            "rule": one.name,
            "holds": one.broken.is_none(),
            "principal": principal,
            "counterexample": text,
        }));
    }
    Answer {
        sheets: vec![sheet],
        json: Value::Array(lines.clone()),
        lines,
    }
}

/// The rules as JUnit XML: a test case each, what they rest on as properties. Both schemas in use take it: the one of
/// Ant, which asks for a host and a time, and the one of Jenkins. The time is the report's or else the account's, never
/// a clock's, and no host is named.
#[must_use]
pub fn invariants_junit(account: &Account, checked: &[Checked], rests: &Provenance) -> String {
    let failures = checked.iter().filter(|one| one.broken.is_some()).count();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        xml,
        "<testsuites>\n<testsuite name=\"permlens assert\" package=\"permlens\" id=\"0\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"0\" timestamp=\"{}\" hostname=\"localhost\">\n<properties>",
        checked.len(),
        second(account, rests)
    );
    for (name, text) in rests.facts() {
        let (name, text) = (escaped(name), escaped(&text));
        let _ = writeln!(xml, "<property name=\"{name}\" value=\"{text}\"/>");
    }
    xml.push_str("</properties>\n");
    for one in checked {
        let name = escaped(&one.name);
        let _ = write!(
            xml,
            "<testcase name=\"{name}\" classname=\"permlens\" time=\"0\""
        );
        match &one.broken {
            None => xml.push_str("/>\n"),
            Some(broken) => {
                let text = escaped(&broken_text(account, broken));
                let _ = writeln!(
                    xml,
                    "><failure message=\"{text}\" type=\"invariant\">{text}</failure></testcase>"
                );
            }
        }
    }
    xml.push_str("<system-out/>\n<system-err/>\n</testsuite>\n</testsuites>\n");
    xml
}

/// The time of a report in UTC, to the second and without a zone, as JUnit has it.
fn second(account: &Account, rests: &Provenance) -> String {
    let times = [&rests.reported_at, &account.collected_at];
    let read = |text: &String| OffsetDateTime::parse(text, &Rfc3339).ok();
    let time = times.into_iter().flatten().find_map(read);
    let time = time
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .to_offset(UtcOffset::UTC);
    let shape = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
    time.format(&shape).unwrap_or_default()
}

/// The broken rules as SARIF 2.1.0, one rule a rule, located at the file of rules.
#[must_use]
pub fn invariants_sarif(account: &Account, checked: &[Checked], file: &str) -> Value {
    let rules: Vec<Value> = checked
        .iter()
        .map(|one| json!({"id": plain(&one.name), "shortDescription": {"text": plain(&one.name)}}))
        .collect();
    let results: Vec<Value> = checked
        .iter()
        .enumerate()
        .filter_map(|(at, one)| {
            let text = plain(&broken_text(account, one.broken.as_ref()?));
            Some(json!({
                "ruleId": plain(&one.name),
                "ruleIndex": at,
                "level": "error",
                "message": {"text": text},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(file)}}}],
            }))
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "permlens", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}
