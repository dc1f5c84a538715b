//! What kind of source a JSON value is: told by its content, never by its name (section 6.3).
//! Whoever adds a kind adds it here and turns it into the snapshot's shape.

use serde_json::{Map, Value};

use crate::engine::document::describe;

/// A kind of source.
#[derive(Debug)]
pub(super) enum Kind {
    /// A snapshot of the version that is read: its fields.
    Snapshot(Map<String, Value>),
    /// A snapshot of another version, in words.
    Version(String),
    /// Something else, in words.
    Other(String),
}

/// The top-level keys of the API's answers.
const ANSWERS: [&str; 17] = [
    "users",
    "groups",
    "projects",
    "roles",
    "role",
    "role_assignments",
    "agencies",
    "domains",
    "enterprise_projects",
    "enterprise-projects",
    "identity_providers",
    "mappings",
    "credentials",
    "virtual_mfa_devices",
    "login_protects",
    "token",
    "policies",
];

pub(super) fn kind(value: Value) -> Kind {
    let Value::Object(fields) = value else {
        return Kind::Other(describe(&value));
    };
    match fields.get("format") {
        Some(Value::String(format)) if format == "permlens-snapshot" => {}
        Some(format) => {
            let format = describe(format);
            return Kind::Other(format!("an object whose format is {format}"));
        }
        None => return Kind::Other(resemblance(&fields)),
    }
    match fields.get("version") {
        Some(Value::Number(number)) if number.as_f64() == Some(1.0) => Kind::Snapshot(fields),
        Some(Value::String(text)) if text == "1" => Kind::Snapshot(fields),
        Some(version) => Kind::Version(describe(version)),
        None => Kind::Version("none".to_owned()),
    }
}

/// What an object without a format looks like.
fn resemblance(fields: &Map<String, Value>) -> String {
    if fields.contains_key("Statement") || fields.contains_key("Rules") {
        return "a policy document; `permlens lint` checks those".to_owned();
    }
    if fields.contains_key("terraform_version") {
        return "a Terraform state".to_owned();
    }
    if fields.contains_key("error") || fields.contains_key("error_code") {
        return "an error that the API answered; fetch it again".to_owned();
    }
    match ANSWERS.iter().find(|key| fields.contains_key(**key)) {
        Some(key) => format!("an answer of the IAM API ({key}) without that field"),
        None => "an object without that field".to_owned(),
    }
}
