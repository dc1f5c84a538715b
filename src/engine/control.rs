//! Service control policies: they cap what an account's principals may do, and never grant (section 2).
//! They match the action's name as it is.

use crate::model::{Account, Effect};

use super::layers::Verdict;
use super::statement::{Asked, applies};
use super::truth::{Openings, Truth};

/// What the account's service control policies say; `None` when it is in no organization.
#[must_use]
pub fn verdict(account: &Account, asked: &Asked<'_>) -> (Option<Verdict>, Openings) {
    let Some(policies) = &account.scps else {
        return (None, Openings::default());
    };
    let mut verdict = Verdict::default();
    let mut allows = Openings::default();
    let mut denies = Openings::default();
    if !account.unreadable_scps.is_empty() {
        verdict.add(Truth::Open, Truth::Open);
    }
    for document in policies {
        for statement in &document.statements {
            let found = applies(statement, document.version, asked);
            match statement.effect {
                Effect::Allow => {
                    verdict.add(found.truth, Truth::No);
                    allows.absorb(&found.openings);
                }
                Effect::Deny => {
                    verdict.add(Truth::No, found.truth);
                    denies.absorb(&found.openings);
                }
            }
        }
    }
    let mut openings = Openings::default();
    if verdict.allow == Truth::Open {
        openings.absorb(&allows);
    }
    if verdict.deny == Truth::Open {
        openings.absorb(&denies);
    }
    (Some(verdict), openings)
}
