//! C01: wildcards that mean more today than they did in an earlier version of the catalogue.

use std::collections::{BTreeSet, HashSet};

use crate::engine::compiled::Bits;
use crate::model::Effect;

use super::finding::{Finding, Subject, count};
use super::ground::Ground;
use super::rule::Rule;

/// The actions of an earlier version of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// In lower case: nobody tells actions apart by theirs.
    names: BTreeSet<String>,
}

impl Earlier {
    /// These actions, in any case.
    #[must_use]
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter();
        Self {
            names: names.map(|name| name.as_ref().to_lowercase()).collect(),
        }
    }

    /// How many there were.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there were none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

pub(super) fn wildcards(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    // So many are named; whoever has more gained has a whole service gained.
    const SHOWN: usize = 20;
    let Some(earlier) = ground.since else {
        return;
    };
    let universe = ground.columns.universe();
    let mut new = Bits::none(universe.len());
    for (id, action) in ground.catalogue().actions.iter() {
        new.put(id, !earlier.names.contains(&action.name.to_lowercase()));
    }
    if new.is_empty() {
        return;
    }
    for (id, permission) in ground.account().permissions.iter() {
        if !permission.kind.is_own() {
            continue;
        }
        let Some(document) = &permission.document else {
            continue;
        };
        let mut told: HashSet<(Effect, String)> = HashSet::new();
        for (index, statement) in document.statements.iter().enumerate() {
            let wild = statement.actions.patterns().iter();
            for pattern in wild.filter(|pattern| pattern.contains(['*', '?'])) {
                if !told.insert((statement.effect, pattern.to_lowercase())) {
                    continue;
                }
                let mut gained = universe.matching(pattern, document.version);
                gained.keep(&new);
                let actions = gained.len();
                if actions == 0 {
                    continue;
                }
                let does = match statement.effect {
                    Effect::Allow => "allows",
                    Effect::Deny => "denies",
                };
                let name = &permission.shown();
                let title = format!(
                    "{pattern} in {name} {does} {} more than it did",
                    count(actions, "action")
                );
                let number = index + 1;
                let mut finding = Finding::new(rule, Subject::Permission(id), title)
                    .about(format!("{does}/{pattern}"))
                    .fact(format!("statement {number}"));
                for action in gained.iter().take(SHOWN) {
                    finding =
                        finding.fact(format!("new: {}", ground.spelled(universe.name(action))));
                }
                if let Some(more @ 1..) = actions.checked_sub(SHOWN) {
                    finding = finding.fact(format!("and {more} more"));
                }
                found.push(finding.because(ground.held_at(id, Some(index))));
            }
        }
    }
}
