//! Who holds which role where, and which identity policies.

use serde_json::{Value, json};

use crate::import::fields::{LEFT_OUT, flag_of};

use super::people::subject;
use super::picture::{LATER, Picture};
use super::resource::Resource;

const ROLE_LATER: &str = "what it allows counts as unknown";

pub(super) fn role_assignment(from: &Resource, picture: &mut Picture<'_>) {
    let of_user = from.text("user_id").is_some() || from.is_unknown("user_id");
    let (kind, key) = match of_user {
        true => ("user", "user_id"),
        false => ("group", "group_id"),
    };
    let Some(whom) = subject(from, &[key], kind, picture) else {
        return;
    };
    let role = match from.text("role_id") {
        Some(id) => id,
        None if from.is_unknown("role_id") => {
            picture.problem((from, ".role_id"), "the id of a role", LATER, ROLE_LATER);
            format!("{}.role_id", from.pending_id())
        }
        None => {
            picture.problem((from, ".role_id"), "the id of a role", "none", LEFT_OUT);
            return;
        }
    };
    match scope(from) {
        Scope::At(scope, inherited) => {
            let grant = json!({
                kind: {"id": whom},
                "role": {"id": role},
                "scope": scope,
                "is_inherited": inherited,
            });
            picture.relation("role_assignments", grant, from);
        }
        Scope::Later => {
            let expected = "the id of a project or of the account";
            let advice = "whatever hangs on where the role is held is conditional";
            picture.problem((from, ".project_id"), expected, LATER, advice);
            picture.unread("role_assignments", (kind, &whom), from);
        }
        Scope::Nowhere => {
            let expected = "one of domain_id, project_id, enterprise_project_id";
            picture.problem((from, ""), expected, "none of them", LEFT_OUT);
        }
    }
}

enum Scope {
    /// A place, and whether it is meant for all projects there.
    At(Value, bool),
    Later,
    Nowhere,
}

/// `project_id = "all"` is every project, as is `all_projects` beside the account's id.
fn scope(from: &Resource) -> Scope {
    let flag = from.values.get("all_projects").map(flag_of);
    let everywhere = flag == Some(Ok(Some(true)));
    let project = from.text("project_id");
    let domain = || from.text("domain_id").unwrap_or_else(|| "this".to_owned());
    if everywhere || project.as_deref() == Some("all") {
        return Scope::At(json!({"domain": {"id": domain()}}), true);
    }
    if let Some(project) = project {
        return Scope::At(json!({"project": {"id": project}}), false);
    }
    if let Some(project) = from.text("enterprise_project_id") {
        return Scope::At(json!({"enterprise_project": {"id": project}}), false);
    }
    let unknown = ["project_id", "enterprise_project_id", "all_projects"];
    if unknown.iter().any(|key| from.is_unknown(key)) {
        return Scope::Later;
    }
    match from.text("domain_id") {
        Some(domain) => Scope::At(json!({"domain": {"id": domain}}), false),
        None if from.is_unknown("domain_id") => {
            // A resource has one account to be in.
            Scope::At(json!({"domain": {"id": "this"}}), false)
        }
        None => Scope::Nowhere,
    }
}

/// An identity policy and whom it is attached to.
pub(super) fn attachment(from: &Resource, picture: &mut Picture<'_>) {
    let (kind, key) = if from.type_name.contains("_user_") {
        ("user", "user_id")
    } else if from.type_name.contains("_group_") {
        ("group", "group_id")
    } else {
        ("agency", "agency_id")
    };
    let Some(whom) = subject(from, &[key], kind, picture) else {
        return;
    };
    let policy = match from.text("policy_id") {
        Some(id) => id,
        None if from.is_unknown("policy_id") => {
            let expected = "the id of an identity policy";
            picture.problem((from, ".policy_id"), expected, LATER, ROLE_LATER);
            format!("{}.policy_id", from.pending_id())
        }
        None => {
            let expected = "the id of an identity policy";
            picture.problem((from, ".policy_id"), expected, "none", LEFT_OUT);
            return;
        }
    };
    let attached = json!({kind: {"id": whom}, "policy_id": policy});
    picture.relation("identity_policy_attachments", attached, from);
}
