//! The card of a permission: what it is, whom it reaches, what it allows, service by service.

use super::people::count;
use super::{Card, Thing};
use crate::engine::depends::dependencies;
use crate::model::{Basis, PermissionId};
use crate::tui::explorer::world::World;
use crate::tui::theme::ThemeRole;

/// A permission.
pub fn permission(world: &World, id: PermissionId, card: &mut Card) {
    let account = world.account();
    let catalogue = world.catalogue();
    let row = account.permission(id);
    card.fact("Kind", ThemeRole::Text, row.kind.text());
    if !row.name.is_empty() {
        card.fact("Internal name", ThemeRole::Muted, row.name.clone());
    }
    let (role, words) = match row.basis {
        Basis::Imported => (ThemeRole::Ok, "as the account has it"),
        Basis::Published => (ThemeRole::Ok, "as published for this name"),
        Basis::EarlierName => (ThemeRole::Published, "as published for an earlier name"),
        Basis::Convention => (ThemeRole::Predicted, "predicted from the name"),
        Basis::Unknown => (ThemeRole::Unknown, "not known"),
    };
    card.fact("Content", role, words);
    let service = catalogue.find_service(&row.catalog);
    let code = service.map_or("", |id| catalogue.services.get(id).code);
    for needed in dependencies(catalogue, row, code) {
        match account.find_permission(needed) {
            Ok(other) => card.link(
                world,
                Thing::Permission(other),
                ThemeRole::Warning,
                "needed with it",
            ),
            Err(_) => card.fact("Needs", ThemeRole::Warning, needed),
        }
    }
    if row.document.is_some() {
        card.lead(Thing::Document(id), "Open the document");
    }
    let mut holders: Vec<_> = account
        .assignments
        .rows()
        .iter()
        .filter(|assignment| assignment.permission == id)
        .map(|assignment| {
            let scope = account.scope_name(assignment.scope);
            (
                Thing::of(assignment.subject),
                ThemeRole::Text,
                format!("@ {scope}"),
            )
        })
        .collect();
    let attached = account.identity_attachments.iter();
    holders.extend(
        attached
            .filter(|(_, policy)| *policy == id)
            .map(|(subject, _)| (Thing::of(*subject), ThemeRole::Text, "attached".to_owned())),
    );
    card.links(world, "Assigned to", &holders);
    allows(world, id, card);
}

/// What it allows, a line a service.
fn allows(world: &World, id: PermissionId, card: &mut Card) {
    let catalogue = world.catalogue();
    let decisions = world.columns.permission(id, None);
    let mut services = Vec::new();
    for service in catalogue.services.ids() {
        let (mut may, mut if_, mut denied, mut all) = (0, 0, 0, 0);
        for action in catalogue.actions_of(service) {
            if !catalogue.actions.get(action).defined {
                continue;
            }
            all += 1;
            may += usize::from(decisions.allow.contains(action));
            if_ += usize::from(decisions.conditional.contains(action));
            denied += usize::from(decisions.explicit.contains(action));
        }
        if may + if_ + denied == 0 {
            continue;
        }
        let mut words = format!("{may} of {}", count(all, "action"));
        if if_ > 0 {
            words.push_str(&format!(", {if_} if …"));
        }
        if denied > 0 {
            words.push_str(&format!(", {denied} denied"));
        }
        services.push((Thing::Service(service), ThemeRole::Text, words));
    }
    card.links(world, "What it says of services", &services);
}
