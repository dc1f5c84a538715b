//! Random condition blocks: every operator on every kind of key, mostly the ones that belong together.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::keys::{
    BLOCKS, DATE_OPERATORS, FILLED, GIVEN, Key, Kind, NUMBER_OPERATORS, TEXT_OPERATORS, TEXTS,
};

/// A `Condition` block.
pub fn block(dice: &mut Dice) -> Value {
    let mut operators = Map::new();
    for _ in 0..dice.within(1..=2) {
        let key = match dice.percent(65) {
            true => *dice.pick(&GIVEN),
            false => *dice.pick(&FILLED),
        };
        let (name, kind, _) = key;
        let (operator, values) = test(dice, key, kind);
        // Key names ignore case.
        let name = match dice.percent(15) {
            true => name.to_uppercase(),
            false => name.to_owned(),
        };
        operators.insert(operator, json!({name: values}));
    }
    Value::Object(operators)
}

const KINDS: [Kind; 5] = [
    Kind::Text,
    Kind::Number,
    Kind::Date,
    Kind::Bool,
    Kind::Address,
];

fn test(dice: &mut Dice, key: Key, kind: Kind) -> (String, Vec<String>) {
    match dice.below(100) {
        0..8 => {
            let values = [
                vec!["true"],
                vec!["false"],
                vec!["true", "False"],
                vec!["maybe"],
            ];
            let values = dice.pick(&values).iter().map(|v| (*v).to_owned());
            return ("Null".to_owned(), values.collect());
        }
        8..15 => return ("NoSuchOperator".to_owned(), vec!["x".to_owned()]),
        _ => {}
    }
    // Sometimes an operator of another kind: what does not parse compares as false.
    let other = *dice.pick(&KINDS);
    let kind = if dice.percent(10) { other } else { kind };
    let base = match kind {
        Kind::Text => *dice.pick(&TEXT_OPERATORS),
        Kind::Number => *dice.pick(&NUMBER_OPERATORS),
        Kind::Date => *dice.pick(&DATE_OPERATORS),
        Kind::Bool => "Bool",
        Kind::Address => *dice.pick(&["IpAddress", "NotIpAddress"]),
    };
    let multi = key.0 == "g:TagKeys";
    let prefix = match dice.below(if multi { 4 } else { 12 }) {
        0 => "ForAllValues:",
        1 => "ForAnyValue:",
        _ => "",
    };
    let suffix = if dice.percent(25) { "IfExists" } else { "" };
    let count = dice.within(1..=3);
    let values = dice.many(count, |dice| value(dice, key, kind));
    (format!("{prefix}{base}{suffix}"), values)
}

fn value(dice: &mut Dice, (_, _, values): Key, kind: Kind) -> String {
    let own = dice.percent(60);
    match kind {
        Kind::Text if !own => (*dice.pick(&TEXTS)).to_owned(),
        Kind::Text => patterned(dice, values),
        Kind::Address if !own => (*dice.pick(&BLOCKS)).to_owned(),
        _ => (*dice.pick(values)).to_owned(),
    }
}

/// One of the values, sometimes cut short: at a star, in its case, without its end.
fn patterned(dice: &mut Dice, values: &[&str]) -> String {
    let value = *dice.pick(values);
    let cut = value
        .chars()
        .take(dice.below(value.chars().count() + 1))
        .collect::<String>();
    match dice.below(10) {
        0 => format!("{cut}*"),
        1 => cut,
        2 => value.to_uppercase(),
        3 => value.replacen('e', "?", 1),
        _ => value.to_owned(),
    }
}
