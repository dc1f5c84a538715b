//! One statement: its effect, its clauses, and the keys its dialect does not know (sections 1.1 and 2).
//! A clause that cannot be understood is noted as an unknown key, so that the statement fails closed: as an Allow it
//! does not apply, as a Deny it applies without the clause (section 11).

use serde_json::{Map, Value};

use crate::model::{Effect, ResourceClause, Statement, Version};

use super::top::present;
use super::{DocumentError, Notes, Place, Topic, action, cannot, condition, quote, resource};

/// What is known around a clause while it is read.
pub(super) struct Around<'a> {
    /// The dialect.
    pub version: Version,
    /// Where the statement stands.
    pub place: &'a Place<'a>,
    /// Clauses that make the statement fail closed.
    pub failed: Vec<String>,
}

impl Around<'_> {
    /// Makes the statement fail closed because of this clause.
    pub(super) fn fail(&mut self, key: &str) {
        if !self.failed.iter().any(|failed| failed == key) {
            self.failed.push(key.to_owned());
        }
    }
}

pub(super) fn statement(
    value: &Value,
    version: Version,
    place: &Place<'_>,
    notes: &mut Notes,
) -> Result<Statement, DocumentError> {
    let Value::Object(fields) = value else {
        return Err(cannot(place, "a statement (an object)", Some(value)));
    };
    let effect = effect(fields.get("Effect"), &place.key("Effect"), notes)?;
    let mut around = Around {
        version,
        place,
        failed: Vec::new(),
    };
    let actions = action::clause(fields, &mut around, notes)?;
    let resources = resources(fields, &mut around, notes);
    let conditions = condition::block(present(fields, "Condition"), &mut around, notes);
    unknown(fields, &mut around, notes);
    Ok(Statement {
        effect,
        actions,
        resources,
        conditions,
        unknown_keys: around.failed,
    })
}

fn effect(
    value: Option<&Value>,
    place: &Place<'_>,
    notes: &mut Notes,
) -> Result<Effect, DocumentError> {
    const EXPECTED: &str = "Allow or Deny";
    let Some(Value::String(text)) = value else {
        return Err(cannot(place, EXPECTED, value));
    };
    let effect = if text.eq_ignore_ascii_case("Allow") {
        Effect::Allow
    } else if text.eq_ignore_ascii_case("Deny") {
        Effect::Deny
    } else {
        return Err(cannot(place, EXPECTED, value));
    };
    if text != effect.text() {
        let message = format!("{} is usually written {}", quote(text), effect.text());
        notes.info(Topic::Effect, place, message);
    }
    Ok(effect)
}

fn resources(
    fields: &Map<String, Value>,
    around: &mut Around<'_>,
    notes: &mut Notes,
) -> ResourceClause {
    let written = present(fields, "Resource");
    let complement = present(fields, "NotResource").filter(|_| around.version == Version::Identity);
    match (written, complement) {
        (None, None) => ResourceClause::All,
        (None, Some(value)) => resource::complement(value, around, notes),
        (Some(value), complement) => {
            if complement.is_some() {
                let message = "a statement has either Resource or NotResource; it fails closed";
                notes.error(Topic::Resource, &around.place.key("NotResource"), message);
                around.fail("NotResource");
            }
            resource::clause(value, around, notes)
        }
    }
}

/// Keys that the dialect does not know (error code IAM.1059). They are kept in the source.
fn unknown(fields: &Map<String, Value>, around: &mut Around<'_>, notes: &mut Notes) {
    for key in fields.keys() {
        let known = match key.as_str() {
            "Effect" | "Action" | "NotAction" | "Resource" | "Condition" => true,
            "NotResource" | "Sid" => around.version == Version::Identity,
            _ => false,
        };
        if known {
            continue;
        }
        let message = format!(
            "{} is not known in version {}; the statement fails closed: as an Allow it does not apply, as a Deny it \
             applies without it",
            quote(key),
            around.version.text()
        );
        notes.error(Topic::Key, &around.place.key(key), message);
        around.fail(key);
    }
}
