//! L10 and L11: permissions whose name is out of date, or promises less than they allow.

use crate::catalogue::{AccessLevel, Catalogue};
use crate::model::{Basis, Permission, PermissionId};

use super::finding::{Finding, Subject, few};
use super::ground::Ground;
use super::rule::Rule;

/// The obsolete name that an account uses for a permission, and the name it has now.
fn renaming(ground: &Ground<'_>, permission: &Permission) -> Option<(String, String)> {
    if !permission.kind.is_system() {
        return None;
    }
    let catalogue = ground.catalogue();
    // A permission found by an old name keeps the reference as its id.
    let names = [&permission.display_name, &permission.id, &permission.name];
    names.into_iter().find_map(|name| {
        let listed = catalogue
            .find_permission(name)
            .and_then(|id| catalogue.permissions.get(id).renamed_to);
        let rename = || {
            let mut renames = catalogue.renames.iter();
            let rename = renames.find(|rename| rename.old.eq_ignore_ascii_case(name))?;
            Some(rename.new)
        };
        let new = listed.or_else(rename)?;
        (!new.eq_ignore_ascii_case(name)).then(|| (name.clone(), new.to_owned()))
    })
}

pub(super) fn obsolete(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    for (id, permission) in ground.account().permissions.iter() {
        if ground.holders(id).is_empty() {
            continue;
        }
        if let Some((old, new)) = renaming(ground, permission) {
            found.push(
                Finding::new(
                    rule,
                    Subject::Permission(id),
                    format!("{old} is called {new} now"),
                )
                .because(ground.held(id))
                .fixed_by(format!(
                    "Attach {new} in its place, so that scripts find it"
                )),
            );
        }
    }
}

/// Whether an operation's verb reads only, whatever method the table gives.
fn reads(action: &str) -> bool {
    const VERBS: [&str; 10] = [
        "get", "list", "show", "query", "check", "head", "search", "describe", "count", "batchget",
    ];
    let verb = action.rsplit(':').next().unwrap_or_default();
    VERBS.iter().any(|read| verb.starts_with(read))
}

/// Whether an action, in lower case, changes something.
pub(in crate::analysis) fn changes(catalogue: &Catalogue, name: &str) -> bool {
    const VERBS: [&str; 6] = ["manage", "use", "update", "create", "delete", "set"];
    let known = catalogue.find_action(name);
    let changes = known.is_some_and(|id| {
        matches!(
            catalogue.actions.get(id).access,
            AccessLevel::Write | AccessLevel::Tagging | AccessLevel::Permissions
        )
    });
    let verb = name.rsplit(':').next().unwrap_or_default();
    let by_verb = VERBS.iter().any(|write| verb.starts_with(write));
    !reads(name) && (changes || by_verb)
}

fn writes(ground: &Ground<'_>, id: PermissionId) -> Vec<String> {
    let mut actions = Vec::new();
    let Some(compiled) = ground.columns.compiled(id) else {
        return actions;
    };
    let universe = ground.columns.universe();
    let mut allowed = crate::engine::compiled::Bits::none(universe.len());
    compiled.allow.pour(&mut allowed);
    compiled.maybe_allow.pour(&mut allowed);
    for action in allowed.iter() {
        let name = universe.name(action);
        if changes(ground.catalogue(), name) {
            actions.push(ground.spelled(name));
        }
    }
    actions
}

/// Whether a permission of this name promises that nothing can be changed with it.
pub(in crate::analysis) fn promises_reading(name: &str) -> bool {
    let folded = name.to_lowercase().replace(['-', '_', ' '], "");
    folded.contains("readonly") || folded.ends_with("viewer")
}

pub(super) fn read_only(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    for (id, permission) in ground.account().permissions.iter() {
        let promised = promises_reading(&permission.display_name);
        // A predicted content is what the name promises, and what nobody holds harms nobody.
        let idle = permission.kind.is_system() && ground.holders(id).is_empty();
        if !promised || idle || matches!(permission.basis, Basis::Convention | Basis::Unknown) {
            continue;
        }
        let actions = writes(ground, id);
        if actions.is_empty() {
            continue;
        }
        let names = few(actions.iter().map(String::as_str));
        let title = format!("{} also allows {names}", permission.shown());
        found.push(Finding::new(rule, Subject::Permission(id), title).because(ground.held(id)));
    }
}
