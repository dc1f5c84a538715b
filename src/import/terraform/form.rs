//! Which of Terraform's files a JSON object is, and why some are refused.

use serde_json::Value;

use crate::import::fields::Fields;

/// A file of Terraform or OpenTofu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Form {
    /// A state as it is stored, version 4.
    State,
    /// What `terraform show -json` says of a state.
    Shown,
    /// What it says of a plan.
    Plan,
    /// One that cannot be read, and what to do about it.
    Refused(&'static str),
}

const OLD: &str = "one of an earlier version; open it once with Terraform 0.12 or later \
                   (`terraform init`, `terraform apply -refresh-only`), then give what `terraform show -json` says";
const NEWER: &str = "one of a later version; give what `terraform show -json` says";
const ENCRYPTED: &str = "an encrypted one; give what `tofu show -json` says";
const NO_JSON_FORM: &str = "one of a form that is not known; give what `terraform show -json` of Terraform 0.12 or later says";

/// What an object is, if it is one of Terraform's.
pub(in crate::import) fn form(fields: &Fields) -> Option<Form> {
    if fields.contains_key("encrypted_data") && fields.contains_key("encryption_version") {
        return Some(Form::Refused(ENCRYPTED));
    }
    let has = |key: &str| fields.contains_key(key);
    if let Some(Value::String(version)) = fields.get("format_version") {
        let plan = has("planned_values") || has("resource_changes") || has("prior_state");
        let shown = has("values") || has("terraform_version") || fields.len() == 1;
        return match version.split('.').next() {
            Some("0" | "1") if plan => Some(Form::Plan),
            Some("0" | "1") if shown => Some(Form::Shown),
            _ => (plan || shown).then_some(Form::Refused(NO_JSON_FORM)),
        };
    }
    let is_state = has("terraform_version") || (has("lineage") && has("serial"));
    if !is_state {
        return None;
    }
    let version = fields.get("version").and_then(Value::as_u64);
    Some(match version {
        Some(4) => Form::State,
        Some(0..=3) => Form::Refused(OLD),
        Some(_) => Form::Refused(NEWER),
        None if has("modules") => Form::Refused(OLD),
        None => Form::Refused(NO_JSON_FORM),
    })
}
