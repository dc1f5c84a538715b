//! What an account opens on where nobody said: a principal, a project and a service.
//!
//! INVARIANT: a start that names nothing opens on something worth seeing, if the account has anything.

use super::World;
use crate::catalogue::Catalogue;
use crate::model::{Principal, ProjectId, Scope, ServiceId, ServiceLevel, TableId};

/// The first group that has members and attachments; the one that may do everything explains nothing.
pub(super) fn worth_seeing(world: &World) -> Option<Principal> {
    let account = world.account();
    let grants = world.engine().grants();
    account
        .groups
        .iter()
        .filter(|(_, group)| !group.is_admin() && !group.members.is_empty())
        .map(|(id, _)| Principal::Group(id))
        .find(|group| !grants.own(*group).is_empty())
}

/// The region project that most is granted in; accounts list projects in no telling order.
pub(super) fn busiest(world: &World) -> Option<ProjectId> {
    let account = world.account();
    let granted = |id: ProjectId| {
        account
            .assignments
            .rows()
            .iter()
            .filter(|assignment| assignment.scope == Scope::Project(id))
            .count()
    };
    // of several with as many, the first
    let mut best: Option<(usize, ProjectId)> = None;
    for id in account.region_projects() {
        let count = granted(id);
        if best.is_none_or(|(known, _)| count > known) {
            best = Some((count, id));
        }
    }
    best.map(|(_, id)| id)
}

/// The services worth choosing: how many actions and operations each has.
pub(super) fn services(catalogue: &Catalogue) -> Vec<(ServiceId, usize, usize)> {
    let mut actions = vec![0; catalogue.services.len()];
    for action in catalogue
        .actions
        .rows()
        .iter()
        .filter(|action| action.defined)
    {
        if let Some(count) = actions.get_mut(action.service.index()) {
            *count += 1;
        }
    }
    let mut operations = vec![0; catalogue.services.len()];
    for operation in catalogue.operations.rows() {
        if let Some(count) = operations.get_mut(operation.service.index()) {
            *count += 1;
        }
    }
    let mut services: Vec<(ServiceId, usize, usize)> = catalogue
        .services
        .ids()
        .zip(actions)
        .zip(operations)
        .map(|((id, actions), operations)| (id, actions, operations))
        .filter(|(_, actions, operations)| actions + operations > 0)
        .collect();
    services.sort_by_key(|(id, ..)| catalogue.services.get(*id).code);
    services
}

/// A service with an operations table that the principal's permissions speak of; images before others.
pub(super) fn telling(world: &World, principal: Option<Principal>) -> Option<ServiceId> {
    let catalogue = world.catalogue();
    let engine = world.engine();
    let mut with_table: Vec<ServiceId> = services(catalogue)
        .into_iter()
        .filter(|(_, _, operations)| *operations > 0)
        .map(|(id, ..)| id)
        .collect();
    let first = |id: &ServiceId| {
        let code = catalogue.services.get(*id).code;
        (code != "ims", code != "ecs")
    };
    with_table.sort_by_key(first);
    let grants = principal
        .map(|principal| engine.grants().reaching(engine.account(), principal))
        .unwrap_or_default();
    let speaks = |id: &ServiceId| {
        let code = catalogue.services.get(*id).code;
        let universe = world.columns.universe();
        grants.iter().any(|grant| {
            let Some(compiled) = world.columns.compiled(grant.permission) else {
                return false;
            };
            universe.of_service(code).is_some_and(|actions| {
                compiled.allow.meets(actions) || compiled.deny.meets(actions)
            })
        })
    };
    with_table
        .iter()
        .find(|id| speaks(id))
        .or(with_table.first())
        .copied()
        .or_else(|| {
            // a catalogue without any table: a service deployed per project tells more than a global one
            let all = services(catalogue);
            let mut ids = all.iter().map(|(id, ..)| *id);
            ids.find(|id| catalogue.level(*id) == ServiceLevel::Project)
        })
}
