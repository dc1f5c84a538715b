//! D01 and D02: memberships and groups that add nothing.
//!
//! INVARIANT: a membership that is found can end without any cell of the user changing; two groups that are found
//! together answer alike in every project and enterprise project there is.

use std::collections::{BTreeSet, HashMap};

use crate::engine::compiled::{Bits, Desk, Stand};
use crate::model::{GroupId, PermissionId, Principal, Scope};

use super::finding::{Evidence, Finding, Path, Subject};
use super::ground::Ground;
use super::rule::Rule;

/// What is attached to a group, as a set: nothing else about it decides.
fn attached(ground: &Ground<'_>, group: GroupId) -> BTreeSet<(PermissionId, Scope)> {
    let grants = ground.own(Principal::Group(group));
    grants
        .into_iter()
        .map(|grant| (grant.permission, grant.scope))
        .collect()
}

pub(super) fn memberships(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let account = ground.account();
    let sets: Vec<BTreeSet<(PermissionId, Scope)>> = account
        .groups
        .ids()
        .map(|group| attached(ground, group))
        .collect();
    let set = |group: GroupId| sets.get(super::finding::rank(group));
    for (id, user) in account.users.iter() {
        if user.groups.len() < 2 || ground.is_built_in(Principal::User(id)) {
            continue;
        }
        let mut left: Vec<GroupId> = user.groups.clone();
        // The later membership is the one that adds nothing.
        for group in user.groups.iter().rev() {
            let Some(own) = set(*group).filter(|own| !own.is_empty()) else {
                continue;
            };
            let others: Vec<GroupId> = left
                .iter()
                .copied()
                .filter(|other| other != group)
                .collect();
            let covered = own.iter().all(|grant| {
                let mut others = others.iter();
                others.any(|other| set(*other).is_some_and(|set| set.contains(grant)))
            });
            if !covered {
                continue;
            }
            let name = &account.group(*group).name;
            let title = format!("user {} gains nothing from group {name}", user.name);
            let paths = others.iter().flat_map(|other| {
                let holder = Principal::Group(*other);
                let grants = ground.own(holder).into_iter();
                grants
                    .filter(|grant| own.contains(&(grant.permission, grant.scope)))
                    .map(move |grant| Evidence::Path(Path::of(holder, &grant)))
            });
            found.push(
                Finding::new(rule, Subject::Principal(Principal::User(id)), title)
                    .about(account.group(*group).id.as_str())
                    .because(paths)
                    .fixed_by(format!("End the membership in {name}")),
            );
            left = others;
        }
    }
}

/// Everywhere that something can be asked.
fn stands(ground: &Ground<'_>) -> Vec<Stand> {
    let account = ground.account();
    let projects: Vec<_> = account.projects.ids().map(Some).chain([None]).collect();
    let mut stands = Vec::new();
    for project in projects {
        for enterprise_project in account.enterprise_projects.ids().map(Some).chain([None]) {
            stands.push(Stand {
                project,
                enterprise_project,
            });
        }
    }
    stands
}

pub(super) fn equal_groups(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let account = ground.account();
    let candidates: Vec<GroupId> = account
        .groups
        .iter()
        .filter(|(id, group)| !group.is_admin() && !ground.own(Principal::Group(*id)).is_empty())
        .map(|(id, _)| id)
        .collect();
    // Groups that differ at the first place are told apart there; few are asked everywhere.
    let mut classes: Vec<Vec<GroupId>> = vec![candidates];
    let mut desk = Desk::new(ground.columns.universe().len());
    for stand in stands(ground) {
        let mut finer = Vec::new();
        for class in classes {
            let mut parts: HashMap<[Bits; 3], Vec<GroupId>> = HashMap::new();
            let mut order = Vec::new();
            for group in class {
                ground
                    .columns
                    .fill(Principal::Group(group), stand, &mut desk);
                let decisions = &desk.decisions;
                let key = [
                    decisions.allow.clone(),
                    decisions.explicit.clone(),
                    decisions.conditional.clone(),
                ];
                let part = parts.entry(key.clone()).or_default();
                if part.is_empty() {
                    order.push(key);
                }
                part.push(group);
            }
            let parts = order.iter().filter_map(|key| parts.remove(key));
            finer.extend(parts.filter(|part| part.len() > 1));
        }
        classes = finer;
    }
    for class in classes {
        let names: Vec<&str> = class
            .iter()
            .map(|id| account.group(*id).name.as_str())
            .collect();
        let Some(first) = class.first() else {
            continue;
        };
        let acts = !ground.own(Principal::Group(*first)).is_empty();
        if !acts {
            continue;
        }
        let title = format!("groups {} have the same effect", names.join(", "));
        let paths = class.iter().flat_map(|group| {
            let holder = Principal::Group(*group);
            let grants = ground.own(holder).into_iter();
            grants.map(move |grant| Evidence::Path(Path::of(holder, &grant)))
        });
        found.push(
            Finding::new(rule, Subject::Principal(Principal::Group(*first)), title)
                .because(paths)
                .fixed_by(format!("Keep one of them: {}", names.join(", "))),
        );
    }
}
