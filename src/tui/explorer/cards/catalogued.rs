//! Cards of what the clouds publish: services, actions, operations, APIs.

use super::people::count;
use super::{Card, Thing};
use crate::catalogue::{Letter, ServiceScope};
use crate::engine::action::{AskedAction, matching_pattern};
use crate::model::{ActionId, ApiId, Basis, OperationId, PermissionKind, ServiceId, ServiceLevel};
use crate::tui::explorer::world::World;
use crate::tui::theme::ThemeRole;

fn documented(answer: Option<bool>) -> (ThemeRole, &'static str) {
    match answer {
        Some(true) => (ThemeRole::Ok, "yes"),
        Some(false) => (ThemeRole::NotAllowed, "no"),
        None => (ThemeRole::Unknown, "not documented"),
    }
}

/// A service: where it counts, and how much the catalogue knows of it.
pub fn service(world: &World, id: ServiceId, card: &mut Card) {
    let catalogue = world.catalogue();
    let service = catalogue.services.get(id);
    let scope = match service.scope {
        ServiceScope::Global => "global: granted for global services",
        ServiceScope::Project => "granted per project",
        ServiceScope::Both => "both, global and per project",
        ServiceScope::Unknown => "not documented; read as per project",
    };
    card.fact("Code", ThemeRole::Strong, service.code);
    card.fact("Scope", ThemeRole::Text, scope);
    let permissions: Vec<_> = catalogue
        .permissions_of(id)
        .filter_map(|system| {
            let name = catalogue.permissions.get(system).name;
            let found = world.account().find_permission(name).ok()?;
            let kind = world.account().permission(found).kind.text();
            Some((Thing::Permission(found), ThemeRole::Text, kind.to_owned()))
        })
        .collect();
    card.links(world, "System permissions", &permissions);
    let operations: Vec<_> = catalogue
        .operations
        .iter()
        .filter(|(_, row)| row.service == id)
        .map(|(operation, row)| {
            (
                Thing::Operation(operation),
                ThemeRole::Text,
                row.category.to_owned(),
            )
        })
        .collect();
    if !operations.is_empty() {
        card.links(world, "Operations", &operations);
    }
    let actions: Vec<_> = catalogue
        .actions_of(id)
        .map(|action| {
            let row = catalogue.actions.get(action);
            let (role, label) = if row.defined {
                (ThemeRole::Text, row.label)
            } else {
                (ThemeRole::Unknown, "named in other documents only")
            };
            (Thing::Action(action), role, label.to_owned())
        })
        .collect();
    card.links(world, "Actions", &actions);
}

/// An action: its facts, its APIs, what it needs on the way, which permissions grant it.
pub fn action(world: &World, id: ActionId, card: &mut Card) {
    let catalogue = world.catalogue();
    let action = catalogue.actions.get(id);
    card.fact("For", ThemeRole::Strong, action.label);
    card.link(
        world,
        Thing::Service(action.service),
        ThemeRole::Text,
        action.category,
    );
    card.fact(
        "Access",
        ThemeRole::Text,
        format!("{} (guessed from its verb)", action.access.text()),
    );
    let level = match catalogue.facts(action.name).level {
        ServiceLevel::Global => "asked once, for global services",
        ServiceLevel::Project => "asked per project",
    };
    card.fact("Level", ThemeRole::Text, level);
    for (name, answer) in [
        ("IAM projects", action.iam_project),
        ("Enterprise projects", action.enterprise_project),
        ("Single resources", action.instance_level),
    ] {
        let (role, words) = documented(answer);
        card.fact(name, role, words);
    }
    if !action.defined {
        card.fact(
            "Defined",
            ThemeRole::Unknown,
            "no action table defines it; other documents name it",
        );
    }
    card.lead(Thing::WhoCan(id), "Who can do this?");
    let apis: Vec<_> = action
        .apis
        .iter()
        .map(|api| {
            (
                Thing::Api(*api),
                ThemeRole::Text,
                catalogue.apis.get(*api).label.to_owned(),
            )
        })
        .collect();
    card.links(world, "APIs", &apis);
    if !action.depends_on.is_empty() {
        card.heading("Needed on the way", Some(action.depends_on.len()));
        for needed in &action.depends_on {
            let sometimes = if needed.conditional {
                "in some cases"
            } else {
                ""
            };
            match catalogue.find_action(needed.pattern) {
                Some(other) => card.link(world, Thing::Action(other), ThemeRole::Text, sometimes),
                None => card.note(format!("{}  {sometimes}", needed.pattern)),
            }
        }
    }
    granting(world, id, card);
    testing(world, action.name, card);
    card.heading("Read in", Some(action.documents.len()));
    for document in action.documents.iter().take(8) {
        card.note(catalogue.documents.get(*document).citation);
    }
}

/// The permissions that grant an action: those of the account first.
fn granting(world: &World, id: ActionId, card: &mut Card) {
    let account = world.account();
    let mut found = Vec::new();
    for (permission, row) in account.permissions.iter() {
        let Some(compiled) = world.columns.compiled(permission) else {
            continue;
        };
        if !compiled.allow.contains(id) && !compiled.speaks_of(id) {
            continue;
        }
        let decisions = world.columns.permission(permission, None);
        let (role, word) = if decisions.allow.contains(id) {
            (ThemeRole::Allowed, "")
        } else if decisions.conditional.contains(id) {
            (ThemeRole::Conditional, ", if …")
        } else if decisions.explicit.contains(id) {
            (ThemeRole::Denied, ", denies it")
        } else {
            continue;
        };
        let basis = match row.basis {
            Basis::Imported | Basis::Published => "",
            Basis::EarlierName => ", content of an earlier name",
            Basis::Convention => ", content predicted",
            Basis::Unknown => ", content unknown",
        };
        let detail = format!("{}{basis}{word}", row.kind.text());
        found.push((
            row.kind != PermissionKind::Custom,
            Thing::Permission(permission),
            role,
            detail,
        ));
    }
    found.sort_by_key(|(system, ..)| *system);
    let found: Vec<_> = found
        .into_iter()
        .map(|(_, thing, role, detail)| (thing, role, detail))
        .collect();
    card.links(world, "Granted by", &found);
}

/// The permissions of the account whose statements about an action have conditions, and the keys that these test.
fn testing(world: &World, name: &str, card: &mut Card) {
    let asked = AskedAction::new(name);
    let mut found = Vec::new();
    for (permission, row) in world.account().permissions.iter() {
        let Some(document) = &row.document else {
            continue;
        };
        let about = document.statements.iter().filter(|statement| {
            matching_pattern(&statement.actions, document.version, &asked).is_some()
        });
        let mut keys: Vec<&str> = Vec::new();
        for test in about.flat_map(|statement| &statement.conditions) {
            if !keys.iter().any(|key| key.eq_ignore_ascii_case(&test.key)) {
                keys.push(&test.key);
            }
        }
        if !keys.is_empty() {
            let permission = Thing::Permission(permission);
            found.push((permission, ThemeRole::Conditional, keys.join(", ")));
        }
    }
    if !found.is_empty() {
        card.links(world, "Condition keys are tested by", &found);
    }
}

/// An operation: its actions, and the published letters.
pub fn operation(world: &World, id: OperationId, card: &mut Card) {
    let catalogue = world.catalogue();
    let row = catalogue.operations.get(id);
    card.link(
        world,
        Thing::Service(row.service),
        ThemeRole::Text,
        row.category,
    );
    if row.is_linked() {
        card.lead(Thing::WhoCanOperate(id), "Who can do this?");
    } else {
        card.note(
            "No document says which actions it needs: the published letters are all there is.",
        );
    }
    needed(row.actions.len(), card);
    for name in &row.actions {
        match catalogue.find_action(name) {
            Some(action) => {
                let label = catalogue.actions.get(action).label;
                card.link(world, Thing::Action(action), ThemeRole::Text, label);
            }
            None => card.note(*name),
        }
    }
    if !row.cells.is_empty() {
        card.heading("Published letters", Some(row.cells.len()));
    }
    for cell in &row.cells {
        let name = catalogue.permissions.get(cell.permission).name;
        let (role, letter) = match cell.letter {
            Letter::Y => (ThemeRole::Allowed, "Y"),
            Letter::X => (ThemeRole::NotAllowed, "x"),
            Letter::Unsaid => (ThemeRole::Unknown, "?"),
        };
        match world.account().find_permission(name) {
            Ok(found) => card.link(world, Thing::Permission(found), role, letter),
            Err(_) => card.fact(name, role, letter),
        }
    }
    card.heading("Read in", None);
    card.note(catalogue.documents.get(row.document).citation);
}

/// What stands over the actions that are needed, if any are.
fn needed(actions: usize, card: &mut Card) {
    match actions {
        0 => {}
        1 => card.heading("Action needed", None),
        _ => card.heading("Actions, needed together", Some(actions)),
    }
}

/// An API: what it is called with, and the actions it needs.
pub fn api(world: &World, id: ApiId, card: &mut Card) {
    let catalogue = world.catalogue();
    let row = catalogue.apis.get(id);
    card.fact("For", ThemeRole::Strong, row.label);
    card.link(
        world,
        Thing::Service(row.service),
        ThemeRole::Text,
        row.category,
    );
    let (role, words) = documented(row.enterprise_project);
    card.fact("Enterprise projects", role, words);
    card.heading("Calls", Some(row.apis.len()));
    for api in &row.apis {
        let body = api
            .body_action
            .map_or(String::new(), |key| format!("  with {key} in its body"));
        card.note(format!("{} {}{body}", api.method, api.uri));
    }
    if row.needs_no_permission() {
        card.heading("Needs no permission", None);
        card.note("Any enabled principal may call it.");
    } else {
        needed(row.actions.len(), card);
    }
    for name in &row.actions {
        let sometimes = if row.conditional_actions.contains(name) {
            "in some cases"
        } else {
            ""
        };
        match catalogue.find_action(name) {
            Some(action) => card.link(world, Thing::Action(action), ThemeRole::Text, sometimes),
            None => card.note(format!("{name}  {sometimes}")),
        }
    }
    if !row.depends_on.is_empty() {
        card.heading("Needed on the way", Some(row.depends_on.len()));
        for needed in &row.depends_on {
            card.note(needed.pattern);
        }
    }
    card.heading("Read in", None);
    card.note(format!(
        "{} ({})",
        catalogue.documents.get(row.document).citation,
        count(row.apis.len(), "call")
    ));
}
