//! Values of a key that make a test come out as wished; guesses, which the caller tries.

use crate::model::{Base, Condition, ContextValue, Effect};

/// Values worth trying for the test's key: those that satisfy the test of an Allow, or spoil that of a Deny.
/// `values` are the test's, their variables replaced and their wildcards filled in.
#[must_use]
pub fn satisfying(test: &Condition, values: &[String], effect: Effect) -> Vec<ContextValue> {
    let Some(operator) = test.operator else {
        return Vec::new();
    };
    let mut tries: Vec<ContextValue> = Vec::new();
    if operator.base == Base::Null {
        tries.push(ContextValue::Absent);
        tries.push(ContextValue::Values(vec!["example".to_owned()]));
        return tries;
    }
    let wants_match = (effect == Effect::Allow) != operator.negated;
    for value in values {
        for text in around(operator.base, value, wants_match) {
            tries.push(ContextValue::Values(vec![text]));
        }
    }
    tries.push(ContextValue::Absent);
    tries
}

/// Texts that compare true with `value`, or false.
fn around(base: Base, value: &str, wants_match: bool) -> Vec<String> {
    let number = |shift: f64| {
        value
            .trim()
            .parse::<f64>()
            .map(|number| (number + shift).to_string())
            .into_iter()
            .collect::<Vec<_>>()
    };
    match (base, wants_match) {
        (Base::Bool, true) => vec![value.to_lowercase()],
        (Base::Bool, false) => vec![if value.eq_ignore_ascii_case("true") {
            "false".to_owned()
        } else {
            "true".to_owned()
        }],
        (Base::NumberLessThan, true) | (Base::NumberGreaterThanEquals, false) => number(-1.0),
        (Base::NumberGreaterThan, true)
        | (Base::NumberLessThanEquals | Base::NumberEquals, false) => number(1.0),
        (Base::NumberEquals | Base::NumberLessThanEquals | Base::NumberGreaterThanEquals, true)
        | (Base::NumberLessThan | Base::NumberGreaterThan, false) => number(0.0),
        (Base::DateLessThan, true) | (Base::DateGreaterThanEquals, false) => {
            vec!["1970-01-01T00:00:00Z".to_owned()]
        }
        (Base::DateGreaterThan, true) | (Base::DateLessThanEquals | Base::DateEquals, false) => {
            vec!["2999-12-31T23:59:59Z".to_owned()]
        }
        // what equals a bound is on neither side of it
        (Base::DateLessThan | Base::DateGreaterThan, false) => vec![value.to_owned()],
        (Base::IpAddress, true) => vec![value.split('/').next().unwrap_or_default().to_owned()],
        (Base::IpAddress, false) => vec!["192.0.2.1".to_owned(), "2001:db8::1".to_owned()],
        (_, true) => vec![value.to_owned()],
        (_, false) => vec!["example".to_owned()],
    }
}
