//! The audit: what is risky or broken in an account, each finding with its evidence and the fix (section 8).
//!
//! [`RULES`] declares every rule once: id, severity, words, and the function that looks for it. Rules ask the engine and
//! never decide by themselves. There is no clock here: ages count back from a time that the caller gives.
//!
//! INVARIANT: the same account, time and settings give the same findings in the same order, with the same ids.

mod agencies;
pub(super) mod attached;
mod capabilities;
mod credentials;
mod dead;
mod denies;
pub(super) mod drift;
mod escalation;
mod finding;
mod ground;
mod members;
pub(super) mod names;
mod of_documents;
mod parity;
mod people;
mod rule;
mod rules;
mod scopes;
mod security;
mod suppress;
mod times;
pub(super) mod written;

pub use finding::{Evidence, Finding, Path, Spot, Subject};
pub use of_documents::DOCUMENT_RULES;
pub use rule::{Rule, Severity};
pub use rules::RULES;
pub use suppress::{Suppressed, Suppression, suppress};
pub use times::Moment;

use crate::engine::compiled::Columns;

use ground::Ground;

/// How an audit is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The time that ages and expiries count from; without one the snapshot's own, and without that none is judged.
    pub now: Option<Moment>,
}

/// The rule with this id, in any case.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// Every finding of the chosen rules, the most serious first.
#[must_use]
pub fn audit(columns: &Columns, options: Options, chosen: &dyn Fn(&Rule) -> bool) -> Vec<Finding> {
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
pub fn moment(columns: &Columns, options: Options) -> Option<Moment> {
    Ground::new(columns, options).now
}
