//! Answers that refuse, as entries of `unread`.

use serde_json::{Value, json};

use crate::import::fields::{Fields, text_of};

use super::asked::{self, Asked};
use super::calls::Fills;
use super::{Gathered, Origin, grants};

/// The keys of the shapes in which the services refuse.
const ERRORS: [&str; 3] = ["error", "error_code", "error_msg"];

/// Whether a body says that something went wrong.
pub(super) fn is_refusal(body: &Value) -> bool {
    body.as_object().is_some_and(refuses)
}

/// Whether an object says that something went wrong.
pub(super) fn refuses(fields: &Fields) -> bool {
    ERRORS.iter().any(|key| fields.contains_key(*key)) && !fields.values().any(Value::is_array)
}

impl Gathered {
    pub(super) fn refuse(&mut self, source: u32, asked: Option<Asked>, status: u16, body: &Value) {
        let asked = asked.or_else(|| asked::by_name(self.name_of(source)));
        let reason = reason(status, body);
        let Some(asked) = asked else {
            let origin = Origin {
                source,
                key: "",
                index: None,
            };
            let advice = "what it was asked is not known; name the file after the call, or list it in calls.json";
            let found = format!("a refusal ({})", crate::engine::document::plain(&reason));
            self.problem(origin, "an answer", found, advice);
            return;
        };
        let call = match asked.query.as_str() {
            "" => asked.path(),
            query => format!("{}?{query}", asked.path()),
        };
        let entry = entry(what(&asked), Some(&asked), &call, &reason);
        self.refused.push((entry, Some(asked)));
        self.note(source, "refusals", 1);
    }
}

/// What is not known where a request has no answer.
pub(super) fn what(asked: &Asked) -> &'static str {
    let owner = grants::subject(asked).is_some();
    match asked.call.fills {
        // Who is on an enterprise project, and the enterprise projects of somebody.
        Fills::Users | Fills::Groups if asked.value("enterprise_project").is_some() => {
            "role_assignments"
        }
        Fills::EnterpriseProjects if owner => "role_assignments",
        Fills::IdentityPolicyAttachments if asked.value("policy").is_some() => {
            "identity_policy_attachments"
        }
        Fills::Listed => asked.call.key,
        fills => fills.text(),
    }
}

/// An entry of `unread`.
pub(super) fn entry(what: &str, asked: Option<&Asked>, call: &str, reason: &str) -> Fields {
    let mut fields = Fields::new();
    fields.insert("what".to_owned(), what.into());
    if let Some(asked) = asked {
        if let Some(subject) = grants::subject(asked) {
            fields.insert(subject.key.to_owned(), json!({"id": subject.text}));
        }
        if let Some(scope) = scope(asked).filter(|_| what == "role_assignments") {
            fields.insert("scope".to_owned(), scope.0);
            if scope.1 {
                fields.insert("is_inherited".to_owned(), true.into());
            }
        }
    }
    let call = match call.strip_prefix('/') {
        Some(_) => format!("GET {call}"),
        None => call.to_owned(),
    };
    fields.insert("call".to_owned(), call.into());
    fields.insert("reason".to_owned(), reason.into());
    fields
}

/// Where the roles asked for would be held, and whether below.
fn scope(asked: &Asked) -> Option<(Value, bool)> {
    let inherited = asked.inherited() || asked.parameter("is_inherited") == Some("true");
    if let Some(scope) = grants::scope(asked) {
        return Some((json!({scope.key: {"id": scope.text}}), inherited));
    }
    // Of all domain-wide assignments the domain is the only scope; other kinds are many places.
    let domain = asked.parameter("domain_id")?;
    (asked.parameter("scope") == Some("domain"))
        .then(|| (json!({"domain": {"id": domain}}), inherited))
}

/// Why, in the service's own words.
fn reason(status: u16, body: &Value) -> String {
    let within = body.get("error").filter(|error| error.is_object());
    let body = within.unwrap_or(body);
    let text = |key: &str| {
        body.get(key)
            .and_then(text_of)
            .filter(|text| !text.is_empty())
    };
    let code = text("code").or_else(|| text("error_code"));
    let words = text("title")
        .or_else(|| text("message"))
        .or_else(|| text("error_msg"));
    let status = (status >= 400).then(|| status.to_string());
    let code = status.or(code);
    match (code, words) {
        (Some(code), Some(words)) => format!("{code} {words}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "refused".to_owned(),
    }
}
