//! Whether one test of a condition holds (section 3): operator, key, values, and what is missing.
//! The families of comparisons have a file each; here is what they share: negation, sets, absence.

mod address;
mod date;
mod number;
mod satisfying;
mod text;

use std::cmp::Ordering;

pub use satisfying::satisfying;

use crate::model::{Base, Condition, Effect, Operator, Quantifier, Version};

use super::context::{KeyValue, Keys};
use super::settings::{NegatedMissing, Settings};
use super::truth::{Openings, Truth};
use super::variable::{self, Expanded, Piece};

/// Whether `condition` holds, in a statement of this effect; open keys are noted.
#[must_use]
pub fn holds(
    condition: &Condition,
    (version, effect): (Version, Effect),
    keys: &Keys<'_>,
    settings: Settings,
    openings: &mut Openings,
) -> Truth {
    let Some(operator) = condition.operator else {
        // An unknown operator fails closed.
        return (effect == Effect::Deny).into();
    };
    let value = keys.get(&condition.key);
    if operator.base == Base::Null {
        return null(condition, &value, openings);
    }
    match value {
        KeyValue::Open => {
            openings.key(&condition.key);
            // The values may hang on further keys.
            for value in &condition.values {
                let _ = variable::expand(value, version, keys, openings);
            }
            Truth::Open
        }
        KeyValue::Absent => absent(operator, settings).into(),
        KeyValue::Known([]) => empty(operator, settings).into(),
        KeyValue::Known(members) => {
            let mut noted = Openings::default();
            let values: Vec<Expanded> = condition
                .values
                .iter()
                .map(|value| variable::expand(value, version, keys, &mut noted))
                .collect();
            let truth = present(operator, members, &values);
            if truth == Truth::Open {
                openings.absorb(&noted);
            }
            truth
        }
    }
}

/// `Null`: `true` asks for absence, `false` for presence; several values are alternatives.
fn null(condition: &Condition, value: &KeyValue<'_>, openings: &mut Openings) -> Truth {
    let asks = |wanted: &str| {
        condition
            .values
            .iter()
            .any(|value| value.eq_ignore_ascii_case(wanted))
    };
    match (asks("true"), asks("false"), value) {
        (true, true, _) => Truth::Yes,
        (false, false, _) => Truth::No,
        (_, _, KeyValue::Open) => {
            openings.key(&condition.key);
            Truth::Open
        }
        (wants_absent, _, KeyValue::Absent) => wants_absent.into(),
        (_, wants_present, KeyValue::Known(_)) => wants_present.into(),
    }
}

/// The key is present, but an empty set: `IfExists` does not rescue it (section 3.3).
fn empty(operator: Operator, settings: Settings) -> bool {
    absent(
        Operator {
            if_exists: false,
            ..operator
        },
        settings,
    )
}

/// The key is absent (section 3.3).
fn absent(operator: Operator, settings: Settings) -> bool {
    match operator.quantifier {
        Quantifier::Any if !operator.if_exists => false,
        _ if operator.if_exists => true,
        Quantifier::All => true,
        _ => operator.negated && settings.negated_missing == NegatedMissing::True,
    }
}

fn present(operator: Operator, members: &[String], values: &[Expanded]) -> Truth {
    let one = |member: &String| {
        let matched = values
            .iter()
            .map(|value| match value {
                Expanded::Failed => Truth::No,
                Expanded::Open => Truth::Open,
                Expanded::Text(pieces) => compare(operator.base, member, pieces).into(),
            })
            .fold(Truth::No, Truth::or);
        if operator.negated {
            matched.negated()
        } else {
            matched
        }
    };
    match operator.quantifier {
        Quantifier::First => members.first().map_or(Truth::No, one),
        Quantifier::All => members.iter().map(one).fold(Truth::Yes, Truth::and),
        Quantifier::Any => members.iter().map(one).fold(Truth::No, Truth::or),
    }
}

/// The base comparison of the request's `member` with one value of the document.
/// What does not parse compares as false, before negation (section 3.2).
fn compare(base: Base, member: &str, value: &[Piece]) -> bool {
    let plain = || text::plain(value);
    let folded = || plain().to_lowercase();
    let number = |holds: fn(Ordering) -> bool| number::compare(member, &plain()).is_some_and(holds);
    let date = |holds: fn(Ordering) -> bool| date::compare(member, &plain()).is_some_and(holds);
    match base {
        Base::StringEquals => member == plain(),
        Base::StringEqualsIgnoreCase => member.to_lowercase() == folded(),
        Base::StringMatch => text::globs(value, member),
        Base::StringLike => text::like(value, member),
        Base::StringStartWith => member.to_lowercase().starts_with(&folded()),
        Base::StringEndWith => member.to_lowercase().ends_with(&folded()),
        Base::NumberEquals => number(Ordering::is_eq),
        Base::NumberLessThan => number(Ordering::is_lt),
        Base::NumberLessThanEquals => number(Ordering::is_le),
        Base::NumberGreaterThan => number(Ordering::is_gt),
        Base::NumberGreaterThanEquals => number(Ordering::is_ge),
        Base::DateEquals => date(Ordering::is_eq),
        Base::DateLessThan => date(Ordering::is_lt),
        Base::DateLessThanEquals => date(Ordering::is_le),
        Base::DateGreaterThan => date(Ordering::is_gt),
        Base::DateGreaterThanEquals => date(Ordering::is_ge),
        Base::Bool => {
            let known = matches!(folded().as_str(), "true" | "false");
            known && member.eq_ignore_ascii_case(&plain())
        }
        Base::IpAddress => address::within(member, &plain()),
        // Handled before any value is looked at.
        Base::Null => false,
    }
}
