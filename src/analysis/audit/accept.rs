//! Findings that somebody has looked at and accepted, for a reason and until a day.

use crate::model::Account;

use super::finding::Finding;
use super::times::Moment;

/// One acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The rule.
    pub rule: String,
    /// The subject: its id, its name, or "group NAME"; `None` accepts every finding of the rule.
    pub subject: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// Until when: from that instant on it counts no more.
    pub expires: Option<Moment>,
}

/// What the acceptances made of the findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parted {
    /// Those that stay.
    pub left: Vec<Finding>,
    /// Those accepted, each with the position of its acceptance.
    pub accepted: Vec<(Finding, usize)>,
    /// Positions of acceptances that are past their day.
    pub expired: Vec<usize>,
    /// Positions of acceptances that accept nothing.
    pub unused: Vec<usize>,
}

impl Acceptance {
    /// Whether it accepts this finding.
    #[must_use]
    pub fn accepts(&self, finding: &Finding, account: &Account) -> bool {
        let named = |wanted: &String| {
            let subject = &finding.subject;
            *wanted == subject.id(account)
                || *wanted == subject.name(account)
                || *wanted == subject.text(account)
                || *wanted == finding.id(account)
        };
        self.rule.eq_ignore_ascii_case(finding.rule.id) && self.subject.as_ref().is_none_or(named)
    }

    /// Whether its day has not come. Without a time nothing says that it has not.
    #[must_use]
    pub fn holds(&self, now: Option<Moment>) -> bool {
        self.expires
            .is_none_or(|expires| now.is_some_and(|now| now < expires))
    }
}

/// Parts the findings.
#[must_use]
pub fn part_accepted(
    findings: Vec<Finding>,
    acceptances: &[Acceptance],
    account: &Account,
    now: Option<Moment>,
) -> Parted {
    let mut parted = Parted::default();
    let mut used = vec![false; acceptances.len()];
    for finding in findings {
        let hit = acceptances
            .iter()
            .position(|one| one.holds(now) && one.accepts(&finding, account));
        match hit {
            Some(at) => {
                if let Some(used) = used.get_mut(at) {
                    *used = true;
                }
                parted.accepted.push((finding, at));
            }
            None => parted.left.push(finding),
        }
    }
    for (at, (one, used)) in acceptances.iter().zip(used).enumerate() {
        if !one.holds(now) {
            parted.expired.push(at);
        } else if !used {
            parted.unused.push(at);
        }
    }
    parted
}
