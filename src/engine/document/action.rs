//! `Action` and `NotAction`: strings, repaired where a publication lost its wildcards (section 1.3).

use serde_json::{Map, Value};

use crate::model::{ActionClause, Version};

use super::statement::Around;
use super::top::present;
use super::{DocumentError, Notes, Place, Topic, cannot, quote};

pub(super) fn clause(
    fields: &Map<String, Value>,
    around: &mut Around<'_>,
    notes: &mut Notes,
) -> Result<ActionClause, DocumentError> {
    let place = around.place;
    match (present(fields, "Action"), present(fields, "NotAction")) {
        (None, None) => Err(cannot(&place.key("Action"), "Action or NotAction", None)),
        (Some(actions), not) => {
            if not.is_some() {
                let message = "a statement has either Action or NotAction; it fails closed";
                notes.error(Topic::Action, &place.key("NotAction"), message);
                around.fail("NotAction");
            }
            let place = place.key("Action");
            let patterns = patterns(actions, &place, notes)?;
            if patterns.is_empty() {
                notes.error(
                    Topic::Action,
                    &place,
                    "an empty Action list matches nothing",
                );
            }
            Ok(ActionClause::Any(patterns))
        }
        (None, Some(actions)) => {
            let place = place.key("NotAction");
            if around.version != Version::Identity {
                // The validator of 1.x knows it (IAM.1030-1032), the guides do not.
                notes.warning(
                    Topic::Action,
                    &place,
                    "NotAction is not documented for this version",
                );
            }
            let patterns = patterns(actions, &place, notes)?;
            if patterns.is_empty() {
                notes.error(
                    Topic::Action,
                    &place,
                    "an empty NotAction list; the statement fails closed",
                );
                around.fail("NotAction");
            }
            Ok(ActionClause::NoneOf(patterns))
        }
    }
}

fn patterns(
    value: &Value,
    place: &Place<'_>,
    notes: &mut Notes,
) -> Result<Vec<String>, DocumentError> {
    match value {
        Value::String(text) => {
            notes.info(
                Topic::Action,
                place,
                "a single action should stand in an array",
            );
            Ok(vec![pattern(text, place, notes)])
        }
        Value::Array(items) => {
            let mut patterns = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                let place = place.index(index);
                match item {
                    Value::String(text) => patterns.push(pattern(text, &place, notes)),
                    _ => return Err(cannot(&place, "an action (a string)", Some(item))),
                }
            }
            Ok(patterns)
        }
        _ => Err(cannot(place, "an array of actions", Some(value))),
    }
}

fn pattern(text: &str, place: &Place<'_>, notes: &mut Notes) -> String {
    if text.trim().is_empty() {
        notes.error(Topic::Action, place, "an empty action matches nothing");
    }
    let Some(repaired) = repaired_action(text) else {
        return text.to_owned();
    };
    let message = format!(
        "{} lost its wildcards; read as {}",
        quote(text),
        quote(&repaired)
    );
    notes.warning(Topic::Action, place, message);
    repaired
}

/// What an action is read as that lost its wildcards: `::Get` is what some pages print for `*:*:Get*`, since their
/// rendering swallowed the asterisks.
#[must_use]
pub fn repaired_action(text: &str) -> Option<String> {
    let rest = text.strip_prefix("::").filter(|rest| !rest.is_empty())?;
    Some(format!("*:*:{}*", rest.trim_end_matches('*')))
}
