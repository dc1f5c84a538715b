//! Random documents of every dialect.

use permlens::engine::document::parse;
use permlens::model::{Document, Version};
use serde_json::{Map, Value, json};

use super::condition::block;
use super::dice::Dice;
use super::words::{ACTIONS, AGENCY_PATTERNS, PATTERNS, RESOURCE_PATTERNS, URN_PATTERNS, WIDE};

/// What a random account's documents turn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Actions, scopes, dependencies; now and then a resource or a condition.
    Mixed,
    /// Resources: the actions are wide.
    Resources,
    /// Conditions: the actions are wide.
    Conditions,
}

impl Style {
    /// How many statements in a hundred have a resource clause.
    fn resources(self) -> usize {
        match self {
            Self::Mixed => 25,
            Self::Resources => 85,
            Self::Conditions => 5,
        }
    }

    /// How many statements in a hundred have conditions.
    fn conditions(self) -> usize {
        match self {
            Self::Mixed => 35,
            Self::Resources => 10,
            Self::Conditions => 90,
        }
    }
}

/// A document; roles and policies may depend on others by display name.
pub fn document(dice: &mut Dice, style: Style, version: Version, depends: &[String]) -> Document {
    let count = dice.within(1..=3);
    let statements = dice.many(count, |dice| statement(dice, style, version));
    let mut source = json!({"Version": version.text(), "Statement": statements});
    if !depends.is_empty() {
        let depends: Vec<Value> = depends
            .iter()
            .map(|name| json!({"catalog": "BASE", "display_name": name}))
            .collect();
        source["Depends"] = json!(depends);
    }
    read(&source)
}

/// A service control policy: its Allows are bare, its Denies may be anything but `NotResource`.
pub fn control(dice: &mut Dice, wide: bool) -> Document {
    let allowed = match wide {
        true => vec!["*".to_owned()],
        false => {
            let count = dice.within(2..=5);
            dice.many(count, ending)
        }
    };
    let mut statements = vec![json!({"Effect": "Allow", "Action": allowed, "Resource": "*"})];
    if dice.percent(70) {
        let mut deny = statement(dice, Style::Mixed, Version::Identity);
        deny["Effect"] = json!("Deny");
        deny.as_object_mut()
            .expect("an object")
            .remove("NotResource");
        statements.push(deny);
    }
    read(&json!({"Version": "5.0", "Statement": statements}))
}

fn read(source: &Value) -> Document {
    match parse(source) {
        Ok((document, _)) => document,
        Err(error) => panic!("random documents can be read: {error}\n{source}"),
    }
}

fn statement(dice: &mut Dice, style: Style, version: Version) -> Value {
    let mut fields = Map::new();
    let deny = dice.percent(if version == Version::Role { 35 } else { 28 });
    fields.insert(
        "Effect".to_owned(),
        json!(if deny { "Deny" } else { "Allow" }),
    );
    let key = if dice.percent(8) {
        "NotAction"
    } else {
        "Action"
    };
    let count = dice.within(1..=3);
    let wide = style != Style::Mixed && key == "Action";
    let mut actions = dice.many(count, |dice| match wide {
        true => (*dice.pick(&WIDE)).to_owned(),
        false => pattern(dice, version),
    });
    if dice.percent(2) && key == "Action" {
        actions.clear();
    }
    fields.insert(key.to_owned(), json!(actions));
    if dice.percent(style.resources()) {
        let (key, value) = resource(dice, version);
        fields.insert(key.to_owned(), value);
    }
    if dice.percent(style.conditions()) {
        fields.insert("Condition".to_owned(), block(dice));
    }
    // A key that the dialect does not know.
    if dice.percent(3) {
        fields.insert("Principal".to_owned(), json!({"IAM": ["d2"]}));
    }
    Value::Object(fields)
}

/// A pattern that is often written, or one made from an action: a segment or an end gone wild, the case turned.
fn pattern(dice: &mut Dice, version: Version) -> String {
    if dice.percent(35) {
        return (*dice.pick(&PATTERNS)).to_owned();
    }
    let action = *dice.pick(&ACTIONS);
    let parts: Vec<&str> = action.split(':').collect();
    match dice.below(7) {
        0 => format!("{}:*:{}", parts[0], parts[2]),
        1 => format!("{}:{}:*", parts[0], parts[1]),
        2 => format!("*:{}:{}", parts[1], parts[2]),
        3 => action[..dice.within(3..=action.len())].to_owned() + "*",
        4 => action.to_uppercase(),
        5 if version == Version::Identity => action.replacen('e', "?", 1),
        _ => action.to_owned(),
    }
}

/// An action of a service control policy: wildcards alone or at the end.
fn ending(dice: &mut Dice) -> String {
    let action = *dice.pick(&ACTIONS);
    match dice.below(3) {
        0 => format!("{}:*", action.split(':').next().unwrap_or_default()),
        1 => action[..action.len() - 1].to_owned() + "?",
        _ => action.to_owned(),
    }
}

fn resource(dice: &mut Dice, version: Version) -> (&'static str, Value) {
    let identity = version == Version::Identity;
    if !identity && dice.percent(20) {
        let count = dice.within(1..=2);
        let uris = dice.many(count, |dice| *dice.pick(&AGENCY_PATTERNS));
        return ("Resource", json!({"uri": uris}));
    }
    let count = dice.within(1..=3);
    let patterns = dice.many(count, |dice| match identity && dice.percent(30) {
        true => *dice.pick(&URN_PATTERNS),
        false => *dice.pick(&RESOURCE_PATTERNS),
    });
    match identity && dice.percent(25) {
        true => ("NotResource", json!(patterns)),
        false => ("Resource", json!(patterns)),
    }
}
