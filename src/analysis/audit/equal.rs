//! D02: groups that answer alike in every project and enterprise project there is.

use std::collections::HashMap;

use crate::engine::compiled::{Bits, Desk, Stand};
use crate::model::{GroupId, Principal};

use super::finding::{Evidence, Finding, Path, Subject};
use super::ground::Ground;
use super::rule::Rule;

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

pub(super) fn groups(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
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
        let names: Vec<_> = class.iter().map(|id| account.group(*id).shown()).collect();
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
