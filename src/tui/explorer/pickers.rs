//! The lists to choose the place from: project, enterprise project, service.
//!
//! INVARIANT: the entries of a list and what choosing one means stand beside each other, in the same order.

use super::{Explorer, Moved};
use crate::model::TableId;
use crate::tui::overlays::picker::{Choice, Picker, Purpose};
use crate::tui::theme::{Theme, ThemeKind};

const PROJECT: Purpose = "project";
const ENTERPRISE_PROJECT: Purpose = "enterprise-project";
const SERVICE: Purpose = "service";
/// The theme, which belongs to the shell.
pub const THEME: Purpose = "theme";

fn choice(text: impl Into<String>, detail: impl Into<String>) -> Choice {
    Choice {
        text: text.into(),
        detail: detail.into(),
    }
}

/// Any project, then each.
pub fn project(explorer: &Explorer) -> Picker {
    let account = explorer.world.account();
    let mut choices = vec![choice("any project", "the most permissive answer counts")];
    choices.extend(account.projects.rows().iter().map(|project| {
        let detail = match project.parent {
            Some(parent) => format!("subproject of {}", account.project(parent).name),
            None if project.is_mos() => "object storage".to_owned(),
            None => "region".to_owned(),
        };
        choice(project.name.as_str(), detail)
    }));
    let current = explorer.place.project.map_or(0, |id| id.index() + 1);
    Picker::new(PROJECT, "Project", choices, current)
}

/// None, then each.
pub fn enterprise_project(explorer: &Explorer) -> Picker {
    let account = explorer.world.account();
    let mut choices = vec![choice("none", "grants on enterprise projects do not count")];
    let named = account.enterprise_projects.rows().iter();
    choices.extend(named.map(|project| choice(project.name.as_str(), project.id.as_str())));
    let current = explorer
        .place
        .enterprise_project
        .map_or(0, |id| id.index() + 1);
    Picker::new(ENTERPRISE_PROJECT, "Enterprise project", choices, current)
}

/// Every service that has actions or a table.
pub fn service(explorer: &Explorer) -> Picker {
    let catalogue = explorer.world.catalogue();
    let services = super::start::services(catalogue);
    let longest = services
        .iter()
        .map(|(id, ..)| catalogue.services.get(*id).code.len())
        .max()
        .unwrap_or(0);
    let choices = services
        .iter()
        .map(|(id, actions, operations)| {
            let service = catalogue.services.get(*id);
            let table = match operations {
                0 => String::new(),
                1 => ", 1 operation".to_owned(),
                count => format!(", {count} operations"),
            };
            let actions = match actions {
                1 => "1 action".to_owned(),
                count => format!("{count} actions"),
            };
            choice(
                format!("{:<longest$}  {}", service.code, service.name),
                format!("{actions}{table}"),
            )
        })
        .collect();
    let current = services
        .iter()
        .position(|(id, ..)| Some(*id) == explorer.place.service)
        .unwrap_or(0);
    Picker::new(SERVICE, "Service", choices, current)
}

/// Every theme, the built-in ones first.
pub fn theme(themes: &[Theme], current: &Theme) -> Picker {
    let built_in = |theme: &Theme| {
        ThemeKind::ALL
            .iter()
            .any(|kind| kind.name() == theme.name())
    };
    let choices = themes
        .iter()
        .map(|theme| match built_in(theme) {
            true => choice(theme.name(), "built in"),
            false => choice(theme.name(), format!("yours, from {}", theme.kind().name())),
        })
        .collect();
    let at = themes
        .iter()
        .position(|theme| theme.name() == current.name())
        .unwrap_or(0);
    Picker::new(THEME, "Theme", choices, at)
}

/// What choosing means.
pub fn picked(explorer: &mut Explorer, purpose: Purpose, index: usize) {
    let account = explorer.world.account();
    match purpose {
        PROJECT => {
            explorer.place.project = index
                .checked_sub(1)
                .and_then(|index| account.projects.ids().nth(index));
        }
        ENTERPRISE_PROJECT => {
            explorer.place.enterprise_project = index
                .checked_sub(1)
                .and_then(|index| account.enterprise_projects.ids().nth(index));
        }
        SERVICE => {
            let services = super::start::services(explorer.world.catalogue());
            if let Some((id, ..)) = services.get(index) {
                explorer.place.service = Some(*id);
            }
        }
        _ => return,
    }
    explorer.follow(Moved::Place);
}
