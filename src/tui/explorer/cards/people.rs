//! Cards of those who act and of where they act: users, groups, agencies, projects.

use super::{Card, Thing};
use crate::model::{
    AgencyId, EnterpriseProjectId, Grant, GroupId, Principal, ProjectId, Scope, UserId, Via,
};
use crate::tui::explorer::world::World;
use crate::tui::theme::ThemeRole;

/// A user: state, groups, everything that reaches it.
pub fn user(world: &World, id: UserId, card: &mut Card) {
    let account = world.account();
    let user = account.user(id);
    card.fact("Id", ThemeRole::Muted, user.id.clone());
    if user.owner {
        card.fact("Account owner", ThemeRole::Warning, "may do everything");
    }
    let state = if user.enabled {
        (ThemeRole::Ok, "enabled")
    } else {
        (
            ThemeRole::Disabled,
            "disabled: nothing counts until it is enabled",
        )
    };
    card.fact("State", state.0, state.1);
    if user
        .groups
        .iter()
        .any(|group| account.group(*group).is_admin())
    {
        card.fact("Group admin", ThemeRole::Warning, "may do everything");
    }
    card.lead(
        Thing::Access(Principal::User(id)),
        "Show in the Access view",
    );
    let groups: Vec<_> = user
        .groups
        .iter()
        .map(|group| {
            let members = account.group(*group).members.len();
            (
                Thing::Group(*group),
                ThemeRole::Text,
                count(members, "member"),
            )
        })
        .collect();
    card.links(world, "Groups", &groups);
    holdings(world, Principal::User(id), card);
}

/// A group: members, what is attached.
pub fn group(world: &World, id: GroupId, card: &mut Card) {
    let account = world.account();
    let group = account.group(id);
    card.fact("Id", ThemeRole::Muted, group.id.clone());
    if !group.description.is_empty() {
        card.fact("Description", ThemeRole::Text, group.description.clone());
    }
    if group.is_admin() {
        card.fact(
            "Built in",
            ThemeRole::Warning,
            "its members may do everything",
        );
    }
    card.lead(
        Thing::Access(Principal::Group(id)),
        "Show in the Access view",
    );
    holdings(world, Principal::Group(id), card);
    let members: Vec<_> = group
        .members
        .iter()
        .map(|user| {
            let enabled = account.user(*user).enabled;
            let (role, word) = if enabled {
                (ThemeRole::Text, "")
            } else {
                (ThemeRole::Disabled, "disabled")
            };
            (Thing::User(*user), role, word.to_owned())
        })
        .collect();
    card.links(world, "Members", &members);
}

/// An agency: whom it trusts, what it is granted.
pub fn agency(world: &World, id: AgencyId, card: &mut Card) {
    let agency = world.account().agencies.get(id);
    card.fact("Id", ThemeRole::Muted, agency.id.clone());
    card.fact("Trusts", ThemeRole::Text, agency.trusted.clone());
    if let Some(duration) = &agency.duration {
        card.fact("For", ThemeRole::Text, duration.clone());
    }
    card.lead(
        Thing::Access(Principal::Agency(id)),
        "Show in the Access view",
    );
    holdings(world, Principal::Agency(id), card);
}

/// A project: where it belongs, what is granted there.
pub fn project(world: &World, id: ProjectId, card: &mut Card) {
    let account = world.account();
    let project = account.project(id);
    card.fact("Id", ThemeRole::Muted, project.id.clone());
    match project.parent {
        Some(parent) => card.fact(
            "Subproject of",
            ThemeRole::Text,
            account.project(parent).shown().into_owned(),
        ),
        None if project.is_mos() => card.fact("Kind", ThemeRole::Text, "object storage"),
        None => card.fact("Kind", ThemeRole::Text, "region"),
    }
    if !project.enabled {
        card.fact("State", ThemeRole::Disabled, "disabled");
    }
    granted_here(world, Scope::Project(id), card);
    let beneath: Vec<_> = account
        .projects
        .iter()
        .filter(|(_, other)| other.parent == Some(id))
        .map(|(other, _)| (Thing::Project(other), ThemeRole::Text, String::new()))
        .collect();
    if !beneath.is_empty() {
        card.links(world, "Subprojects", &beneath);
    }
}

/// An enterprise project: what is granted there.
pub fn enterprise_project(world: &World, id: EnterpriseProjectId, card: &mut Card) {
    let project = world.account().enterprise_projects.get(id);
    card.fact("Id", ThemeRole::Muted, project.id.clone());
    granted_here(world, Scope::EnterpriseProject(id), card);
}

fn granted_here(world: &World, scope: Scope, card: &mut Card) {
    let rows = world.account().assignments.rows().iter();
    let granted: Vec<_> = rows
        .filter(|row| row.scope == scope)
        .map(|row| {
            let whom = world.principal_text(row.subject);
            (
                Thing::Permission(row.permission),
                ThemeRole::Text,
                format!("to {whom}"),
            )
        })
        .collect();
    card.links(world, "Granted here", &granted);
}

/// What reaches a principal, and how.
fn holdings(world: &World, principal: Principal, card: &mut Card) {
    let engine = world.engine();
    let account = engine.account();
    let mut grants = engine.grants().reaching(account, principal);
    grants.extend(engine.grants().identity(account, principal));
    let held: Vec<_> = grants
        .into_iter()
        .map(|grant| {
            let detail = reached(world, principal, grant);
            (Thing::Permission(grant.permission), ThemeRole::Text, detail)
        })
        .collect();
    card.links(world, "Permissions", &held);
}

fn reached(world: &World, principal: Principal, grant: Grant) -> String {
    let account = world.account();
    let scope = account.scope_name(grant.scope);
    match (grant.via, principal) {
        (Via::Group(_), Principal::Group(_)) => format!("@ {scope}"),
        (Via::Group(id), _) => format!("@ {scope}, via {}", account.group(id).shown()),
        (Via::Direct, _) => format!("@ {scope}, granted directly"),
    }
}

/// "1 member", "2 members".
pub fn count(many: usize, one: &str) -> String {
    match many {
        1 => format!("1 {one}"),
        many => format!("{many} {one}s"),
    }
}
