//! Names of condition operators (section 3.2). A name nobody knows is no operator: the test then fails closed.

use crate::model::{Base, Operator, Quantifier, nearest};

use super::{Notes, Place, Topic, quote};

/// Every base operator: its name, what it compares, whether it negates.
const NAMES: [(&str, Base, bool); 34] = [
    ("StringEquals", Base::StringEquals, false),
    ("StringNotEquals", Base::StringEquals, true),
    (
        "StringEqualsIgnoreCase",
        Base::StringEqualsIgnoreCase,
        false,
    ),
    (
        "StringNotEqualsIgnoreCase",
        Base::StringEqualsIgnoreCase,
        true,
    ),
    ("StringMatch", Base::StringMatch, false),
    ("StringNotMatch", Base::StringMatch, true),
    ("StringStartWith", Base::StringStartWith, false),
    ("StringNotStartWith", Base::StringStartWith, true),
    ("StringEndWith", Base::StringEndWith, false),
    ("StringNotEndWith", Base::StringEndWith, true),
    ("StringLike", Base::StringLike, false),
    ("StringNotLike", Base::StringLike, true),
    ("NumberEquals", Base::NumberEquals, false),
    ("NumberNotEquals", Base::NumberEquals, true),
    ("NumberLessThan", Base::NumberLessThan, false),
    ("NumberLessThanEquals", Base::NumberLessThanEquals, false),
    ("NumberGreaterThan", Base::NumberGreaterThan, false),
    (
        "NumberGreaterThanEquals",
        Base::NumberGreaterThanEquals,
        false,
    ),
    // The spelling of object storage.
    ("NumericEquals", Base::NumberEquals, false),
    ("NumericNotEquals", Base::NumberEquals, true),
    ("NumericLessThan", Base::NumberLessThan, false),
    ("NumericLessThanEquals", Base::NumberLessThanEquals, false),
    ("NumericGreaterThan", Base::NumberGreaterThan, false),
    (
        "NumericGreaterThanEquals",
        Base::NumberGreaterThanEquals,
        false,
    ),
    ("DateEquals", Base::DateEquals, false),
    ("DateNotEquals", Base::DateEquals, true),
    ("DateLessThan", Base::DateLessThan, false),
    ("DateLessThanEquals", Base::DateLessThanEquals, false),
    ("DateGreaterThan", Base::DateGreaterThan, false),
    ("DateGreaterThanEquals", Base::DateGreaterThanEquals, false),
    ("Bool", Base::Bool, false),
    ("IpAddress", Base::IpAddress, false),
    ("NotIpAddress", Base::IpAddress, true),
    ("Null", Base::Null, false),
];

/// The operator of this name; case may differ.
#[must_use]
pub fn operator(text: &str) -> Option<Operator> {
    named(text).map(|(operator, ..)| operator)
}

/// The operator of this name as the table spells it: what `text` means whatever its case.
#[must_use]
pub fn operator_spelling(text: &str) -> Option<String> {
    let (operator, _, base) = named(text)?;
    let prefix = match operator.quantifier {
        Quantifier::First => "",
        Quantifier::All => "ForAllValues:",
        Quantifier::Any => "ForAnyValue:",
    };
    let suffix = if operator.if_exists { "IfExists" } else { "" };
    Some(format!("{prefix}{base}{suffix}"))
}

/// The known operator that `text` most likely means, in whatever wraps it.
#[must_use]
pub fn operator_meant(text: &str) -> Option<String> {
    let (prefix, rest) = match text.split_once(':') {
        Some((prefix, rest)) => (format!("{prefix}:"), rest),
        None => (String::new(), text),
    };
    let lower = rest.to_ascii_lowercase();
    let ends = ["ifexists", "ifexsits"];
    let (base, suffix) = match ends.iter().find_map(|end| lower.strip_suffix(end)) {
        Some(base) => (base, "IfExists"),
        None => (lower.as_str(), ""),
    };
    let near = nearest(base, NAMES.iter().map(|(name, ..)| *name));
    operator_spelling(&format!("{prefix}{}{suffix}", near.first()?))
}

/// The operator of this name, with a diagnostic where it is unknown or oddly written.
pub(super) fn noted(text: &str, place: &Place<'_>, notes: &mut Notes) -> Option<Operator> {
    match named(text) {
        Some((operator, Spelling::Exact, _)) => Some(operator),
        Some((operator, Spelling::OtherCase, _)) => {
            let message = format!(
                "{} is not how the operator is spelled; case is ignored here",
                quote(text)
            );
            notes.warning(Topic::Operator, place, message);
            Some(operator)
        }
        None => {
            let message = format!(
                "{} is not a known operator{}; the test is false in an Allow and true in a Deny",
                quote(text),
                hint(text)
            );
            notes.error(Topic::Operator, place, message);
            None
        }
    }
}

/// Whether a name is written as the table of operators has it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Exact,
    OtherCase,
}

/// The operator, how it is written, and the name of its base.
fn named(text: &str) -> Option<(Operator, Spelling, &'static str)> {
    const PREFIXES: [(&str, Quantifier); 2] = [
        ("ForAllValues:", Quantifier::All),
        ("ForAnyValue:", Quantifier::Any),
    ];
    let mut spelling = Spelling::Exact;
    let mut rest = text;
    let mut quantifier = Quantifier::First;
    for (prefix, meaning) in PREFIXES {
        let Some((head, tail)) = rest.split_at_checked(prefix.len()) else {
            continue;
        };
        if head.eq_ignore_ascii_case(prefix) {
            spelling = spelling.and(head == prefix);
            (rest, quantifier) = (tail, meaning);
            break;
        }
    }
    let mut if_exists = false;
    let suffix = "IfExists";
    if let Some((head, tail)) = rest
        .len()
        .checked_sub(suffix.len())
        .and_then(|at| rest.split_at_checked(at))
        && tail.eq_ignore_ascii_case(suffix)
    {
        spelling = spelling.and(tail == suffix);
        (rest, if_exists) = (head, true);
    }
    let (name, base, negated) = NAMES
        .iter()
        .find(|(name, ..)| name.eq_ignore_ascii_case(rest))?;
    // Null asks whether the key is there at all: nothing may wrap it.
    if *base == Base::Null && (if_exists || quantifier != Quantifier::First) {
        return None;
    }
    let operator = Operator {
        base: *base,
        negated: *negated,
        quantifier,
        if_exists,
    };
    Some((operator, spelling.and(*name == rest), *name))
}

impl Spelling {
    fn and(self, exact: bool) -> Self {
        if exact { self } else { Self::OtherCase }
    }
}

fn hint(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if lower.ends_with("ifexsits") {
        return " (the suffix is IfExists)".to_owned();
    }
    if lower.starts_with("null") || lower.ends_with(":null") {
        return " (nothing may wrap Null)".to_owned();
    }
    match nearest(text, NAMES.iter().map(|(name, ..)| *name)).first() {
        Some(name) => format!(" (did you mean {name}?)"),
        None => String::new(),
    }
}
