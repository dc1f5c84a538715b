//! Users, groups, memberships and agencies.

use std::collections::HashSet;

use serde_json::Value;

use crate::engine::document::Place;
use crate::model::{Account, Agency, Group, User};

use super::super::fields::{self, Fields, LEFT_OUT};
use super::super::problem::Problems;
use super::super::reference::{Found, Names, Reference, malformed};
use super::{Rows, identity};

pub(super) fn users(
    fields: &mut Fields,
    account: &mut Account,
    rows: &mut Rows,
    problems: &mut Problems,
) {
    fields::each(fields, "users", problems, |mut fields, place, problems| {
        let (id, name) = identity(&mut fields, place, &rows.users, problems)?;
        // Taking a user for enabled who is not, or for an owner, would falsify every answer.
        let enabled = fields::flag(&mut fields, "enabled", place, problems);
        let owner = fields::flag(&mut fields, "is_domain_owner", place, problems);
        let (Ok(enabled), Ok(owner)) = (enabled, owner) else {
            return None;
        };
        let row = account.users.push(User {
            id,
            name,
            enabled: enabled.unwrap_or(true),
            owner: owner.unwrap_or(false),
            groups: Vec::new(),
            extra: fields,
        });
        let user = account.users.get(row);
        rows.users.row(&user.id, &user.name, row);
        Some(())
    });
}

pub(super) fn groups(
    fields: &mut Fields,
    account: &mut Account,
    rows: &mut Rows,
    problems: &mut Problems,
) {
    fields::each(fields, "groups", problems, |mut fields, place, problems| {
        let (id, name) = identity(&mut fields, place, &rows.groups, problems)?;
        let description = fields::optional(&mut fields, "description", place, problems);
        let row = account.groups.push(Group {
            id,
            name,
            description: description.unwrap_or_default(),
            members: Vec::new(),
            extra: fields,
        });
        let group = account.groups.get(row);
        rows.groups.row(&group.id, &group.name, row);
        Some(())
    });
}

pub(super) fn memberships(
    fields: &mut Fields,
    account: &mut Account,
    rows: &Rows,
    problems: &mut Problems,
) {
    let root = Place::ROOT;
    let list = root.key("memberships");
    let mut seen = HashSet::new();
    for (index, value) in fields::list(fields, "memberships", problems)
        .iter()
        .enumerate()
    {
        let place = list.index(index);
        let Value::Object(fields) = value else {
            problems.wrong(&place, "{\"group\": …, \"user\": …}", Some(value), LEFT_OUT);
            continue;
        };
        let group = end(fields, ("group", &rows.groups), &place, problems);
        let user = end(fields, ("user", &rows.users), &place, problems);
        let (Some(group), Some(user)) = (group, user) else {
            continue;
        };
        if seen.insert((group, user)) {
            account.groups.get_mut(group).members.push(user);
            account.users.get_mut(user).groups.push(group);
        }
    }
}

/// The row that a member of an object refers to.
pub(super) fn end<I: crate::model::TableId + PartialEq>(
    fields: &Fields,
    (key, names): (&'static str, &Names<I>),
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<I> {
    const EXPECTED: &str = "a reference by id or name";
    let place = place.key(key);
    let value = fields.get(key);
    let Some(reference) = value.and_then(Reference::read) else {
        let found = value.map_or_else(|| "nothing".to_owned(), malformed);
        problems.at(&place, EXPECTED, found, LEFT_OUT);
        return None;
    };
    match names.find(&reference) {
        Found::One(row) => Some(row),
        Found::Several => {
            let expected = format!("one {key}");
            let found = format!("several called {}", reference.said());
            problems.at(
                &place,
                expected,
                found,
                "say which by its id; it is left out",
            );
            None
        }
        Found::None => {
            let expected = format!("a {key} of the snapshot");
            problems.at(&place, expected, reference.said(), LEFT_OUT);
            None
        }
    }
}

pub(super) fn agencies(
    fields: &mut Fields,
    account: &mut Account,
    rows: &mut Rows,
    problems: &mut Problems,
) {
    fields::each(
        fields,
        "agencies",
        problems,
        |mut fields, place, problems| {
            let (id, name) = identity(&mut fields, place, &rows.agencies, problems)?;
            let trusted = fields::optional(&mut fields, "trust_domain_name", place, problems)
                .filter(|name| !name.is_empty())
                .or_else(|| fields.get("trust_domain_id").and_then(fields::text_of));
            let duration = fields::optional(&mut fields, "duration", place, problems);
            let row = account.agencies.push(Agency {
                id,
                name,
                trusted: trusted.unwrap_or_default(),
                duration,
                extra: fields,
            });
            let agency = account.agencies.get(row);
            rows.agencies.row(&agency.id, &agency.name, row);
            Some(())
        },
    );
}
