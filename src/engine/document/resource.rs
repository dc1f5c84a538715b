//! `Resource` and `NotResource`: arrays of five-segment patterns, or agency URIs (sections 1.4 and 2).

use serde_json::{Map, Value};

use crate::engine::variable::{self, Variable};
use crate::model::{ResourceClause, Version};

use super::statement::Around;
use super::{Notes, Place, Topic, describe, limits, quote};

pub(super) fn clause(value: &Value, around: &mut Around<'_>, notes: &mut Notes) -> ResourceClause {
    let place = around.place.key("Resource");
    if let Value::Object(fields) = value {
        return agencies(fields, around, notes);
    }
    let Some(patterns) = patterns(value, &place, around.version, notes) else {
        around.fail("Resource");
        return ResourceClause::All;
    };
    if around.version == Version::Role {
        let message = "in 1.0 a Resource can only name agencies; it is evaluated all the same";
        notes.warning(Topic::Resource, &place, message);
    }
    if patterns.is_empty() {
        notes.error(
            Topic::Resource,
            &place,
            "an empty Resource list is read as every resource",
        );
    }
    if patterns.is_empty() || patterns.iter().any(|pattern| pattern == "*") {
        ResourceClause::All
    } else {
        ResourceClause::Any(patterns)
    }
}

/// `NotResource` of 5.0.
pub(super) fn complement(
    value: &Value,
    around: &mut Around<'_>,
    notes: &mut Notes,
) -> ResourceClause {
    let place = around.place.key("NotResource");
    match patterns(value, &place, around.version, notes) {
        Some(patterns) if patterns.is_empty() => {
            notes.error(
                Topic::Resource,
                &place,
                "an empty NotResource list is read as absent",
            );
            ResourceClause::All
        }
        Some(patterns) => ResourceClause::NoneOf(patterns),
        None => {
            around.fail("NotResource");
            ResourceClause::All
        }
    }
}

/// `{"uri": ["/iam/agencies/…"]}`.
fn agencies(
    fields: &Map<String, Value>,
    around: &mut Around<'_>,
    notes: &mut Notes,
) -> ResourceClause {
    let place = around.place.key("Resource");
    let uris = fields.get("uri");
    if fields.len() != 1 || uris.is_none() || around.version == Version::Identity {
        let message = "an object as Resource is {\"uri\": [agencies]}, in 1.0 and 1.1; the statement fails closed";
        notes.error(Topic::Resource, &place, message);
        around.fail("Resource");
        return ResourceClause::All;
    }
    let place = place.key("uri");
    let uris = match uris {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(value) => texts(value, &place, notes),
    };
    match uris {
        None => {
            around.fail("Resource");
            ResourceClause::All
        }
        Some(uris) if uris.is_empty() => {
            notes.error(
                Topic::Resource,
                &place,
                "an empty list of agencies is read as every resource",
            );
            ResourceClause::All
        }
        Some(uris) => {
            for (index, uri) in uris.iter().enumerate() {
                if !uri.starts_with("/iam/agencies/") {
                    let message =
                        format!("{} is not of the form /iam/agencies/<agency>", quote(uri));
                    notes.warning(Topic::Resource, &place.index(index), message);
                }
            }
            ResourceClause::Agencies(uris)
        }
    }
}

fn patterns(
    value: &Value,
    place: &Place<'_>,
    version: Version,
    notes: &mut Notes,
) -> Option<Vec<String>> {
    let texts = texts(value, place, notes)?;
    for (index, text) in texts.iter().enumerate() {
        form(text, &place.index(index), version, notes);
    }
    Some(texts)
}

/// Strings, or `None` where there is something else, which is said.
fn texts(value: &Value, place: &Place<'_>, notes: &mut Notes) -> Option<Vec<String>> {
    let wrong = |place: &Place<'_>, value: &Value, notes: &mut Notes| {
        let found = describe(value);
        let message =
            format!("expected resources as strings, found {found}; the statement fails closed");
        notes.error(Topic::Resource, place, message);
    };
    match value {
        Value::String(text) => {
            notes.info(
                Topic::Resource,
                place,
                "a single resource should stand in an array",
            );
            Some(vec![text.clone()])
        }
        Value::Array(items) => {
            let mut texts = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                let Value::String(text) = item else {
                    wrong(&place.index(index), item, notes);
                    return None;
                };
                texts.push(text.clone());
            }
            Some(texts)
        }
        _ => {
            wrong(place, value, notes);
            None
        }
    }
}

/// `service:region:account:type:path`, with variables in the path only (1.1).
fn form(text: &str, place: &Place<'_>, version: Version, notes: &mut Notes) {
    let fixed = text.split_once("${").map_or(text, |(before, _)| before);
    let colons = fixed.matches(':').count();
    let has_variable = fixed.len() < text.len();
    if has_variable && version == Version::Policy && colons < 4 {
        let message = "a policy variable may only stand in the fifth part of a resource";
        notes.warning(Topic::Variable, place, message);
    } else if !has_variable && text != "*" && colons < 4 {
        let message = format!(
            "{} is not of the form service:region:account:type:path",
            quote(text)
        );
        notes.warning(Topic::Resource, place, message);
    }
    limits::resource(text, place, version, notes);
    variables(text, version, place, notes);
}

/// Section 3.7: names that are no condition keys here, and references that cannot be read.
pub(super) fn variables(text: &str, version: Version, place: &Place<'_>, notes: &mut Notes) {
    if !text.contains("${") {
        return;
    }
    if version == Version::Role {
        let message = "1.0 knows no policy variables; the text is taken literally";
        notes.warning(Topic::Variable, place, message);
        return;
    }
    for part in variable::split(text, version) {
        match part {
            Err(Variable::Malformed) => {
                let message = format!(
                    "{} holds a policy variable that cannot be read and so matches nothing; the form is ${{key}} or \
                     ${{key, 'default'}}",
                    quote(text)
                );
                notes.error(Topic::Variable, place, message);
            }
            Err(Variable::Key { name, .. }) if foreign(&name) => {
                let message = format!(
                    "{} is not a condition key here, so the variable is never filled; use g:UserName and its like",
                    quote(&name)
                );
                notes.warning(Topic::Variable, place, message);
            }
            Err(_) | Ok(_) => {}
        }
    }
}

/// The names another cloud uses: `aws:username`, `iam:username`.
fn foreign(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("aws:") || matches!(name.as_str(), "iam:username" | "iam:userid")
}
