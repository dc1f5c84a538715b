//! Who holds what where: the assignment records (section 5.1).
//! Their order is kept, and an exact repetition is one assignment.

use std::collections::HashSet;

use serde_json::Value;

use crate::engine::document::{Place, describe};
use crate::model::{Account, Assignment, PermissionId, Principal, Scope};

use super::super::fields::{self, Fields, LEFT_OUT};
use super::super::problem::Problems;
use super::super::reference::{Found, Reference, malformed};
use super::Rows;
use super::people::end;
use super::permissions::Permissions;

pub(super) fn assignments(
    fields: &mut Fields,
    account: &mut Account,
    rows: &Rows,
    (permissions, problems): (&mut Permissions<'_>, &mut Problems),
) {
    let listed = fields.get("role_assignments").and_then(Value::as_array);
    let mut seen = HashSet::with_capacity(listed.map_or(0, Vec::len));
    fields::each(
        fields,
        "role_assignments",
        problems,
        |fields, place, problems| {
            let subject = subject(&fields, rows, place, problems)?;
            let scope = scope(&fields, (account, rows), place, problems)?;
            // The role comes last: what is left out must not leave an unresolved permission behind.
            let permission = role(&fields, account, place, (permissions, problems))?;
            let assignment = Assignment {
                subject,
                permission,
                scope,
            };
            if seen.insert(assignment) {
                account.assignments.push(assignment);
            }
            Some(())
        },
    );
}

/// The one of `keys` that an object has.
fn only<'k>(fields: &Fields, keys: [&'k str; 3]) -> Result<&'k str, String> {
    let given: Vec<&str> = keys
        .into_iter()
        .filter(|key| fields.get(*key).is_some_and(|value| !value.is_null()))
        .collect();
    match given.as_slice() {
        [one] => Ok(one),
        [] => Err("none of them".to_owned()),
        several => Err(several.join(" and ")),
    }
}

pub(super) fn subject(
    fields: &Fields,
    rows: &Rows,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<Principal> {
    match only(fields, ["user", "group", "agency"]) {
        Ok("user") => end(fields, ("user", &rows.users), place, problems).map(Principal::User),
        Ok("group") => end(fields, ("group", &rows.groups), place, problems).map(Principal::Group),
        Ok(_) => end(fields, ("agency", &rows.agencies), place, problems).map(Principal::Agency),
        Err(found) => {
            problems.at(place, "exactly one of user, group, agency", found, LEFT_OUT);
            None
        }
    }
}

fn role(
    fields: &Fields,
    account: &mut Account,
    place: &Place<'_>,
    (permissions, problems): (&mut Permissions<'_>, &mut Problems),
) -> Option<PermissionId> {
    let place = place.key("role");
    let value = fields.get("role");
    let Some(reference) = value.and_then(Reference::read) else {
        let found = value.map_or_else(|| "nothing".to_owned(), malformed);
        let expected = "a role by id, display_name or name";
        problems.at(&place, expected, found, LEFT_OUT);
        return None;
    };
    match permissions.resolve(&reference, account) {
        Found::One(permission) => Some(permission),
        Found::Several | Found::None => {
            let found = format!("several called {}", reference.said());
            problems.at(
                &place,
                "one role",
                found,
                "say which by its id; it is left out",
            );
            None
        }
    }
}

fn scope(
    fields: &Fields,
    (account, rows): (&Account, &Rows),
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<Scope> {
    let inherited = fields.get("is_inherited");
    let Ok(inherited) = inherited.map_or(Ok(None), fields::flag_of) else {
        let place = place.key("is_inherited");
        problems.wrong(&place, "true or false", inherited, LEFT_OUT);
        return None;
    };
    let place = place.key("scope");
    let value = fields.get("scope");
    let Some(Value::Object(scope)) = value else {
        let expected = "{\"project\", \"domain\" or \"enterprise_project\": {\"id\": …}}";
        problems.wrong(&place, expected, value, LEFT_OUT);
        return None;
    };
    // Upstream Keystone says it inside the scope.
    let inherited = inherited.unwrap_or_else(|| {
        scope.get("OS-INHERIT:inherited_to").and_then(Value::as_str) == Some("projects")
    });
    match only(scope, ["project", "domain", "enterprise_project"]) {
        Ok("project") => {
            let project = end(scope, ("project", &rows.projects), &place, problems)?;
            // Section 11: its subprojects, not the project itself.
            Some(if inherited {
                Scope::Subprojects(project)
            } else {
                Scope::Project(project)
            })
        }
        Ok("domain") => {
            own_domain(scope, account, &place, problems)?;
            Some(if inherited { Scope::All } else { Scope::Global })
        }
        Ok(_) => {
            let names = &rows.enterprise_projects;
            let project = end(scope, ("enterprise_project", names), &place, problems)?;
            Some(Scope::EnterpriseProject(project))
        }
        Err(found) => {
            let expected = "exactly one of project, domain, enterprise_project";
            problems.at(&place, expected, found, LEFT_OUT);
            None
        }
    }
}

/// A grant at another account's domain is none of this one's.
fn own_domain(
    scope: &Fields,
    account: &Account,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<()> {
    let domain = &account.domain;
    let value = scope.get("domain")?;
    let Some(reference) = Reference::read(value) else {
        let place = place.key("domain");
        problems.at(
            &place,
            "the account's id or name",
            describe(value),
            LEFT_OUT,
        );
        return None;
    };
    let own = match &reference.id {
        // What the snapshot does not say of its domain cannot be contradicted.
        Some(_) if domain.id.is_empty() => true,
        // What an account is called that does not know its own id.
        Some(id) if id == "this" => true,
        Some(id) => *id == domain.id || *id == domain.name,
        None => domain.name.is_empty() || reference.words().any(|word| word == domain.name),
    };
    if own {
        return Some(());
    }
    let place = place.key("domain");
    problems.at(&place, "the account itself", reference.said(), LEFT_OUT);
    None
}
