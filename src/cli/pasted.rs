//! `permlens check --error`: a pasted refusal beside the options of the call, which win over it.

use std::io::{self, Read};
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use crate::analysis::pasted::{self, Asked, Missing, Part, Pasted, Resolved, hints};
use crate::model::{Decision, Request, ServiceLevel};
use crate::report::plain;

use super::args::CheckArgs;
use super::failure::Failure;
use super::session::Session;

/// More than this is no error message.
const LONGEST: u64 = 4 << 20;

/// A refusal, read and looked up.
pub struct Reading {
    text: Pasted,
    /// What it names in this account.
    pub resolved: Resolved,
    /// What neither the text nor an option says.
    missing: Vec<Missing>,
}

impl Reading {
    /// Reads the text of `--error`, or standard input for `-`.
    pub fn open(text: &str, args: &CheckArgs, session: &Session) -> Result<Self, Failure> {
        let text = match text {
            "-" => pasted::read(&standard_input()?),
            text => pasted::read(text),
        };
        let engine = &session.engine;
        let resolved = text.resolve(engine.account(), engine.catalogue());
        let given = |part| match part {
            Part::Action => args.action.is_some() || args.api.is_some(),
            Part::User => args.user.is_some() || args.group.is_some() || args.agency.is_some(),
            Part::Project => session.project.is_some(),
            Part::EnterpriseProject => session.enterprise_project.is_some(),
        };
        let missing = resolved.missing.iter();
        let missing = missing.filter(|missing| !given(missing.part)).cloned();
        Ok(Self {
            missing: missing.collect(),
            text,
            resolved,
        })
    }

    /// What the text asks.
    pub fn asked(&self) -> Result<&[Asked], Failure> {
        if self.resolved.asked.is_empty() {
            return Err(Failure::Call("say what: --action or --api".to_owned()));
        }
        Ok(&self.resolved.asked)
    }

    /// A project that the text names and the account does not have may not be replaced by the only one there is.
    pub fn settle_project<'a>(
        &self,
        mut requests: impl Iterator<Item = &'a Request>,
    ) -> Result<(), Failure> {
        let mut missing = self.missing.iter();
        let unknown =
            missing.any(|missing| missing.part == Part::Project) && self.text.names_a_project();
        if unknown && requests.any(|request| request.facts.level == ServiceLevel::Project) {
            return Err(Failure::Call("say in which project: --project".to_owned()));
        }
        Ok(())
    }

    /// Why the text does not do, with what was found in it.
    pub fn not_enough(&self, failure: &Failure, session: &Session) -> Failure {
        if self.text.is_empty() && !self.missing.is_empty() {
            let advice =
                "nothing usable is in the text: no action, no API call, no user, no project";
            return Failure::Call(advice.to_owned());
        }
        let mut told = failure.to_string();
        for finding in &self.resolved.found {
            told += &format!("\n  found    {} {}", finding.part, plain(&finding.text));
        }
        for missing in &self.missing {
            told += &format!("\n  missing  {}", plain(&missing.to_string()));
        }
        for hint in hints(&self.text, session.engine.account(), None) {
            told += &format!("\n  note     {}", plain(&hint));
        }
        Failure::Call(told)
    }

    /// What was found, what not, and what to consider.
    pub fn json(&self, session: &Session, decision: Option<Decision>) -> Value {
        json!({
            "found": self.found(),
            "missing": self.missing(),
            "hints": hints(&self.text, session.engine.account(), decision),
        })
    }

    fn found(&self) -> Value {
        let mut found: Map<String, Value> = Map::new();
        for finding in &self.resolved.found {
            let text = Value::from(finding.text.as_str());
            // A text may name several actions or calls, and one of anything else.
            match finding.part {
                "action" | "policy" | "call" | "address" => {
                    let list = found.entry(finding.part).or_insert_with(|| json!([]));
                    if let Value::Array(list) = list {
                        list.push(text);
                    }
                }
                part => {
                    found.insert(part.to_owned(), text);
                }
            }
        }
        Value::Object(found)
    }

    fn missing(&self) -> Vec<Value> {
        let missing = self.missing.iter();
        missing
            .map(|missing| {
                json!({"part": missing.part.text(), "why": missing.why, "advice": missing.advice})
            })
            .collect()
    }

    /// The same for people.
    pub fn lines(&self, session: &Session, decision: Decision) -> Vec<(&'static str, String)> {
        let found = self.resolved.found.iter();
        let found = found.map(|found| {
            let part = found.part.replace('_', " ");
            ("found", format!("{part} {}", found.text))
        });
        let missing = self.missing.iter();
        let missing = missing.map(|missing| ("missing", missing.to_string()));
        let mut lines: Vec<_> = found.chain(missing).collect();
        if decision == Decision::Allow {
            lines.push(("note", "this snapshot allows what was refused".to_owned()));
        }
        let hints = hints(&self.text, session.engine.account(), Some(decision));
        lines.extend(hints.into_iter().map(|hint| ("note", hint)));
        lines
    }
}

fn standard_input() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    io::stdin()
        .take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::Read {
            path: PathBuf::from("-"),
            error,
        })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
