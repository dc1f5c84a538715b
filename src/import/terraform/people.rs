//! Users, groups, who is in which, access keys.

use serde_json::{Value, json};

use crate::import::fields::{Fields, LEFT_OUT};

use super::kind::Kind;
use super::picture::{LATER, PENDING, Picture, id, name, rest, texts};
use super::resource::Resource;

const USER_LISTS: [&str; 4] = ["users", "user_ids", "user_id_list", "user_id"];

pub(super) fn user(from: &Resource, picture: &mut Picture<'_>) {
    let found = id(from, &["id", "user_id"], picture);
    let called = name(from, &["name", "user_name"], picture);
    let (Some(id), Some(name)) = (found, called) else {
        return;
    };
    if from.is_unknown("enabled") {
        let advice = "the user counts as enabled";
        picture.problem((from, ".enabled"), "true or false", LATER, advice);
    }
    let mut fields = rest(from, &["id", "name", "user_id", "user_name"]);
    fields.insert("id".to_owned(), id.as_str().into());
    fields.insert("name".to_owned(), name.into());
    picture.object("users", &id, fields, from);
}

pub(super) fn group(from: &Resource, picture: &mut Picture<'_>) {
    let found = id(from, &["id", "group_id"], picture);
    let called = name(from, &["name", "group_name"], picture);
    let (Some(id), Some(name)) = (found, called) else {
        return;
    };
    let mut fields = rest(from, &["id", "name", "group_id", "group_name", "users"]);
    fields.insert("id".to_owned(), id.as_str().into());
    fields.insert("name".to_owned(), name.into());
    picture.object("groups", &id, fields, from);
    // A group that is only read says who is in it.
    if from.is_unknown("users") {
        picture.unread("memberships", ("group", &id), from);
    }
    let Some(Value::Array(members)) = from.values.get("users") else {
        return;
    };
    for (index, member) in members.iter().enumerate() {
        let Value::Object(values) = member else {
            continue;
        };
        let member = Resource {
            written: format!("{}.users[{index}]", from.written),
            address: None,
            kind: Kind::User,
            values: values.clone(),
            ..from.clone()
        };
        user(&member, picture);
        if let Some(user) = member.first(&["id", "user_id"]) {
            let pair = json!({"group": {"id": id}, "user": {"id": user}});
            picture.relation("memberships", pair, &member);
        }
    }
}

/// A group and its users.
pub(super) fn members(from: &Resource, picture: &mut Picture<'_>) {
    let Some(group) = subject(from, &["group", "group_id"], "group", picture) else {
        return;
    };
    for key in USER_LISTS {
        for user in texts(from, key, picture) {
            let pair = json!({"group": {"id": group}, "user": {"id": user}});
            picture.relation("memberships", pair, from);
        }
    }
    if USER_LISTS.iter().any(|key| from.is_unknown(key)) {
        let advice = "whatever hangs on who is in the group is conditional";
        picture.problem((from, ".users"), "the users of the group", LATER, advice);
        picture.unread("memberships", ("group", &group), from);
    }
}

/// A user and their groups.
pub(super) fn groups(from: &Resource, picture: &mut Picture<'_>) {
    let Some(user) = subject(from, &["user", "user_id"], "user", picture) else {
        return;
    };
    for key in ["groups", "group_id"] {
        for group in texts(from, key, picture) {
            let pair = json!({"group": {"id": group}, "user": {"id": user}});
            picture.relation("memberships", pair, from);
        }
    }
    if from.is_unknown("groups") || from.is_unknown("group_id") {
        let advice = "whatever hangs on the groups of the user is conditional";
        picture.problem((from, ".groups"), "the groups of the user", LATER, advice);
        picture.unread("memberships", ("user", &user), from);
    }
}

/// Whom a resource is about. One that is not known yet is stood in for, so that what it gets is not lost.
pub(super) fn subject(
    from: &Resource,
    keys: &[&'static str],
    kind: &'static str,
    picture: &mut Picture<'_>,
) -> Option<String> {
    if let Some(id) = from.first(keys) {
        return Some(id);
    }
    let Some(key) = keys.iter().find(|key| from.is_unknown(key)) else {
        let expected = match kind {
            "group" => "the id of a group",
            "user" => "the id of a user",
            _ => "the id of an agency",
        };
        let below = format!(".{}", keys.first().copied().unwrap_or_default());
        picture.problem((from, &below), expected, "none", LEFT_OUT);
        return None;
    };
    let (list, expected) = match kind {
        "group" => ("groups", "a group"),
        "user" => ("users", "a user"),
        _ => ("agencies", "an agency"),
    };
    let id = format!("{}.{key}", from.pending_id());
    if !picture.has(list, &id) {
        let advice = "one that goes by the place of its name stands in for it";
        picture.problem((from, &format!(".{key}")), expected, LATER, advice);
        let fields = json!({
            "id": id,
            "name": format!("{}.{key} ({PENDING})", from.short()),
            "description": LATER,
        });
        if let Value::Object(fields) = fields {
            picture.object(list, &id, fields, from);
        }
        if kind == "group" {
            picture.unread("memberships", ("group", &id), from);
        }
    }
    Some(id)
}

/// An access key without its secret half.
pub(super) fn access_key(from: &Resource, picture: &mut Picture<'_>) {
    let (Some(user), Some(access)) = (from.text("user_id"), from.first(&["access", "id"])) else {
        return;
    };
    let mut fields = Fields::new();
    fields.insert("access".to_owned(), access.into());
    fields.insert("user_id".to_owned(), user.into());
    for key in ["status", "description", "create_time"] {
        if let Some(text) = from.text(key) {
            fields.insert(key.to_owned(), text.into());
        }
    }
    picture.relation("credentials", fields.into(), from);
}
