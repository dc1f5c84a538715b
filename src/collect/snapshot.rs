//! What was pulled, as a snapshot.

use std::collections::HashSet;

use serde_json::{Map, Value};
use time::format_description::well_known::Rfc3339;

use crate::import::{self, Problem};

use super::address::Base;
use super::pages::Kind;
use super::pull::Pulled;
use super::session::Halt;

/// A snapshot that was read from a cloud.
#[derive(Debug)]
pub struct Collected {
    /// The snapshot.
    pub snapshot: Map<String, Value>,
    /// What was odd about the answers.
    pub problems: Vec<Problem>,
    /// The calls that no good answer came to: path and query, and the status; 0 where there was no answer at all.
    pub failed: Vec<(String, u16)>,
    /// Why it is only a part, if it is.
    pub stopped: Option<Halt>,
}

impl Collected {
    /// What was refused or did not come whole: the call, and why.
    #[must_use]
    pub fn unread(&self) -> Vec<(&str, &str)> {
        let text = |entry: &'_ Value, key: &str| entry.get(key).and_then(Value::as_str).is_some();
        let list = self.snapshot.get("unread").and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter(|entry| text(entry, "call"))
            .map(|entry| {
                let said = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
                (said("call"), said("reason"))
            })
            .collect()
    }

    /// The first calls that failed, and how many more did: path and status, nothing of what was sent or answered.
    #[must_use]
    pub fn failures(&self, most: usize) -> Vec<String> {
        let words = |(call, status): &(String, u16)| match status {
            0 => format!("GET {call}: no answer"),
            status => format!("GET {call}: {status}"),
        };
        let mut told: Vec<String> = self.failed.iter().take(most).map(words).collect();
        match self.failed.len().saturating_sub(most) {
            0 => {}
            1 => told.push("1 more call failed".to_owned()),
            rest => told.push(format!("{rest} more calls failed")),
        }
        told
    }

    /// How many objects of a list it has.
    #[must_use]
    pub fn count(&self, key: &str) -> usize {
        let list = self.snapshot.get(key).and_then(Value::as_array);
        list.map_or(0, Vec::len)
    }
}

/// Puts the answers together, with where and when they were given.
#[must_use]
pub fn snapshot(pulled: Pulled, from: &Base) -> Collected {
    let source = format!("collect {from}");
    let mut gathered = import::answers::Gathered::default();
    gathered.asked_of(pulled.kind == Kind::Upstream);
    let mut failed = Vec::new();
    for answer in pulled.answers {
        if !(200..300).contains(&answer.status) {
            failed.push((answer.path.clone().unwrap_or_default(), answer.status));
        }
        gathered.add(answer);
    }
    let (mut snapshot, problems) = import::snapshot_of(&source, gathered);
    // INVARIANT: a time of our own clock has a form.
    let began = pulled.began.replace_nanosecond(0).unwrap_or(pulled.began);
    let began = began.format(&Rfc3339).unwrap_or_default();
    // Members of a group that were told from both sides are there twice.
    if let Some(Value::Array(memberships)) = snapshot.get_mut("memberships") {
        let mut seen = HashSet::new();
        memberships.retain(|membership| seen.insert(membership.to_string()));
    }
    let mut head = Map::new();
    for key in ["format", "version"] {
        if let Some(value) = snapshot.shift_remove(key) {
            head.insert(key.to_owned(), value);
        }
    }
    head.insert("collected_at".to_owned(), began.into());
    head.insert("source".to_owned(), source.into());
    if let Some(halt) = &pulled.stopped {
        head.insert("partial".to_owned(), halt.to_string().into());
    }
    snapshot.shift_remove("source");
    head.extend(snapshot);
    Collected {
        snapshot: head,
        problems,
        failed,
        stopped: pulled.stopped,
    }
}
