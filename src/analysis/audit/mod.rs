//! The audit: what is risky or broken in an account, each finding with its evidence and the fix (section 8).
//!
//! [`RULES`] declares every rule once: id, severity, words, and the function that looks for it. Rules ask the engine and
//! never decide by themselves. There is no clock here: ages count back from a time that the caller gives.
//!
//! INVARIANT: the same account, time and settings give the same findings in the same order, with the same ids.

mod accept;
mod agencies;
mod alike;
pub(super) mod attached;
mod capabilities;
mod credentials;
mod dead;
mod denies;
pub(super) mod drift;
mod duties;
mod equal;
mod escalation;
mod finding;
mod ground;
mod grown;
mod members;
pub(super) mod names;
mod of_documents;
mod parity;
mod people;
mod rule;
mod rules;
mod scopes;
mod security;
mod statements;
mod times;
mod trial;
pub(super) mod written;

pub use accept::{Acceptance, Parted, part_accepted};
pub use finding::{Evidence, Finding, Path, Spot, Subject};
pub use grown::Earlier;
pub use of_documents::DOCUMENT_RULES;
pub use rule::{Rule, Severity};
pub use rules::RULES;
pub use times::Moment;

use crate::engine::compiled::Columns;

use ground::Ground;

/// How an audit is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options<'a> {
    /// The time that ages and expiries count from; without one the snapshot's own, and without that none is judged.
    pub now: Option<Moment>,
    /// From this many days on an access key is old.
    pub key_age: KeyAge,
    /// The catalogue as it was: without it nobody can say what a wildcard gained.
    pub since: Option<&'a Earlier>,
}

/// How many days an access key may be in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyAge(pub u32);

impl Default for KeyAge {
    fn default() -> Self {
        Self(90)
    }
}

/// The rule with this id, in any case.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// Every finding of the chosen rules, the most serious first.
#[must_use]
pub fn audit(
    columns: &Columns,
    options: Options<'_>,
    chosen: &dyn Fn(&Rule) -> bool,
) -> Vec<Finding> {
    let ground = Ground::new(columns, options);
    let mut findings = Vec::new();
    for rule in RULES.iter().filter(|rule| chosen(rule)) {
        (rule.look)(&ground, rule, &mut findings);
    }
    let account = columns.engine().account();
    findings.sort_by_cached_key(|finding| {
        let order = RULES.iter().position(|rule| rule.id == finding.rule.id);
        (
            std::cmp::Reverse(finding.severity),
            order,
            finding.subject.text(account),
            finding.about.clone(),
        )
    });
    findings
}

/// The time an audit counts from: the one given, else the snapshot's.
#[must_use]
pub fn moment(columns: &Columns, options: Options<'_>) -> Option<Moment> {
    Ground::new(columns, options).now
}
