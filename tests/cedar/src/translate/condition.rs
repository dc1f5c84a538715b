//! One test of a condition (section 3), with what it says of a key that is missing, empty or multi-valued.

use permlens::engine::NegatedMissing;
use permlens::model::{Base, Condition, Effect, Operator, Quantifier};

use super::With;
use super::asked::SLOTS;
use super::compare::compare;
use super::glyph::{Question, text};
use super::syntax::{all, any, not, quoted, set, truth};
use super::variable::{Alternative, alternatives};
use crate::reading::Mistake;

/// Whether the test holds, in a statement of this effect.
pub fn test(condition: &Condition, effect: Effect, with: With<'_>) -> String {
    let Some(operator) = condition.operator else {
        // What nobody can read fails closed.
        let closed = effect == Effect::Deny && !with.reading.makes(Mistake::UnknownOperatorFalse);
        return truth(closed);
    };
    let name = quoted(&condition.key.to_lowercase());
    if operator.base == Base::Null {
        return null(condition, &name);
    }
    let values: Vec<Vec<Alternative>> = condition
        .values
        .iter()
        .map(|value| alternatives(value, Question::Wild, with))
        .collect();
    let operator = misread(operator, with);
    let present =
        sets(operator, &name, &values).unwrap_or_else(|| slots(operator, &name, &values, with));
    format!(
        "(if context has {name} then {present} else {})",
        truth(absent(operator, with))
    )
}

fn misread(operator: Operator, with: With<'_>) -> Operator {
    let quantifier = match operator.quantifier {
        Quantifier::All if with.reading.makes(Mistake::AllIsAny) => Quantifier::Any,
        as_is => as_is,
    };
    Operator {
        quantifier,
        if_exists: operator.if_exists && !with.reading.makes(Mistake::IfExistsIgnored),
        ..operator
    }
}

fn null(condition: &Condition, name: &str) -> String {
    any(condition
        .values
        .iter()
        .map(|value| match value.to_lowercase().as_str() {
            "true" => not(&format!("context has {name}")),
            "false" => format!("context has {name}"),
            _ => truth(false),
        }))
}

/// The table of section 3.3.
fn absent(operator: Operator, with: With<'_>) -> bool {
    operator.if_exists || empty(operator, with)
}

/// A set without members: nothing is there to match, and nothing to fail.
fn empty(operator: Operator, with: With<'_>) -> bool {
    match operator.quantifier {
        Quantifier::Any => false,
        Quantifier::All => true,
        Quantifier::First => {
            operator.negated
                && with.reading.settings.negated_missing == NegatedMissing::True
                && !with.reading.makes(Mistake::NegatedMissingFalse)
        }
    }
}

/// Equality of sets is what Cedar can say by itself, where no variable stands in the way.
fn sets(operator: Operator, name: &str, values: &[Vec<Alternative>]) -> Option<String> {
    let folds = match operator.base {
        Base::StringEquals => false,
        Base::StringEqualsIgnoreCase => true,
        _ => return None,
    };
    let texts = values
        .iter()
        .map(|alternatives| match alternatives.as_slice() {
            [only] if only.when == "true" => {
                let text = text(&only.glyphs);
                Some(if folds { text.to_lowercase() } else { text })
            }
            _ => None,
        });
    let wanted = set(texts.collect::<Option<Vec<String>>>()?);
    let given = format!("context[{name}].{}", if folds { "lowers" } else { "texts" });
    match (operator.quantifier, operator.negated) {
        (Quantifier::First, _) => None,
        (Quantifier::All, false) => Some(format!("({wanted}.containsAll({given}))")),
        (Quantifier::Any, false) => Some(format!("({given}.containsAny({wanted}))")),
        (Quantifier::All, true) => Some(format!("(!({given}.containsAny({wanted})))")),
        (Quantifier::Any, true) => Some(format!("(!({wanted}.containsAll({given})))")),
    }
}

/// Everything else member by member: Cedar quantifies over no set, so each has a place of its own.
fn slots(operator: Operator, name: &str, values: &[Vec<Alternative>], with: With<'_>) -> String {
    let one = |slot: &str| {
        let member = format!("context[{name}].{slot}");
        let matched = any(values
            .iter()
            .flatten()
            .map(|value| compare(operator.base, &member, value, with)));
        if operator.negated {
            not(&matched)
        } else {
            matched
        }
    };
    let there = |slot: &str| format!("(context[{name}] has {slot})");
    match operator.quantifier {
        Quantifier::First => {
            let first = SLOTS[0];
            let empty = truth(empty(operator, with));
            format!("(if {} then {} else {empty})", there(first), one(first))
        }
        Quantifier::All => {
            all(SLOTS.map(|slot| format!("({} || {})", not(&there(slot)), one(slot))))
        }
        Quantifier::Any => any(SLOTS.map(|slot| format!("({} && {})", there(slot), one(slot)))),
    }
}
