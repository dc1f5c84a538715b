//! The lists to choose the place from: project, enterprise project, service.
//!
//! INVARIANT: the entries of a list and what choosing one means stand beside each other, in the same order.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::copying::Shape;
use super::evaluator::plain_values;
use super::{Explorer, Moved};
use crate::analysis::matrix::{Column, group_columns, user_columns};
use crate::engine::action::AskedAction;
use crate::engine::condition::satisfying;
use crate::engine::context::Keys;
use crate::model::{Account, ContextValue, Effect, Principal, TableId};
use crate::report::value_text;
use crate::tui::overlays::picker::{Choice, Picker, Purpose};
use crate::tui::theme::{Theme, ThemeKind};

const PROJECT: Purpose = "project";
const ENTERPRISE_PROJECT: Purpose = "enterprise-project";
const SERVICE: Purpose = "service";
const COLUMN: Purpose = "column";
const CIRCUMSTANCE: Purpose = "circumstance";
const COPY: Purpose = "copy-as";
/// The theme, which belongs to the shell.
pub const THEME: Purpose = "theme";

fn choice(text: impl Into<String>, detail: impl Into<String>) -> Choice {
    Choice {
        also: Vec::new(),
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
            Some(parent) => format!("subproject of {}", account.project(parent).shown()),
            None if project.is_mos() => "object storage".to_owned(),
            None => "region".to_owned(),
        };
        choice(project.shown(), detail)
    }));
    let current = explorer.place.project.map_or(0, |id| id.index() + 1);
    Picker::new(PROJECT, "Project", choices, current)
}

/// None, then each.
pub fn enterprise_project(explorer: &Explorer) -> Picker {
    let account = explorer.world.account();
    let mut choices = vec![choice("none", "grants on enterprise projects do not count")];
    let named = account.enterprise_projects.rows().iter();
    choices.extend(named.map(|project| choice(project.shown(), project.id.as_str())));
    let current = explorer
        .place
        .enterprise_project
        .map_or(0, |id| id.index() + 1);
    Picker::new(ENTERPRISE_PROJECT, "Enterprise project", choices, current)
}

/// Every service that has actions or a table.
pub fn service(explorer: &Explorer) -> Picker {
    let catalogue = explorer.world.catalogue();
    let services = super::opening::services(catalogue);
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

/// Whatever can be a column: principals first, then every permission.
fn columns(account: &Account) -> impl Iterator<Item = Column> + '_ {
    let agencies = account.agencies.ids().map(Principal::Agency);
    group_columns(account)
        .into_iter()
        .chain(user_columns(account))
        .chain(agencies.map(Column::Principal))
        .chain(account.permissions.ids().map(Column::Permission))
}

/// Whatever can be a column, by name.
pub fn column(explorer: &Explorer) -> Picker {
    let account = explorer.world.account();
    let choices =
        columns(account).map(|column| choice(explorer.world.shown(column), column.kind(account)));
    Picker::new(COLUMN, "Add a column", choices.collect(), 0)
}

/// What can be said about the condition keys that documents of the account test, and who tests them.
pub fn circumstances(
    explorer: &Explorer,
) -> impl Iterator<Item = (&str, ContextValue, Cow<'_, str>)> {
    let account = explorer.world.account();
    let permissions = account.permissions.rows().iter();
    // who asks and where are fields of their own
    let request = explorer.evaluator.request();
    let filled =
        request.map(|request| Keys::new(account, request, &AskedAction::new(&request.action)));
    let mut seen = BTreeSet::new();
    permissions
        .filter_map(|permission| Some((permission, permission.document.as_ref()?)))
        .flat_map(|(permission, document)| {
            let tests = document
                .statements
                .iter()
                .flat_map(|found| &found.conditions);
            tests.map(move |test| (permission.shown(), test))
        })
        .filter(move |(_, test)| !filled.as_ref().is_some_and(|keys| keys.fills(&test.key)))
        .flat_map(|(name, test)| {
            let values = plain_values(test);
            let passing = satisfying(test, &values, Effect::Allow);
            let failing = satisfying(test, &values, Effect::Deny);
            let said = passing.into_iter().chain(failing);
            said.map(move |value| (test.key.as_str(), value, name.clone()))
        })
        .filter(move |(key, value, _)| seen.insert((key.to_lowercase(), value_text(value))))
}

/// The circumstances to choose from, the open question first.
pub fn circumstance(explorer: &Explorer) -> Picker {
    let open = choice("everything open", "nothing is said about any key");
    let said = circumstances(explorer).map(|(key, value, name)| {
        let detail = format!("tested by {name}");
        choice(format!("{key} {}", value_text(&value)), detail)
    });
    let choices = std::iter::once(open).chain(said).collect();
    Picker::new(CIRCUMSTANCE, "Circumstance", choices, 0)
}

/// The shapes to copy an answer in, each with what it is.
pub fn copy_as(what: [&str; 3]) -> Picker {
    let shapes = Shape::ALL.iter().zip(what);
    let choices: Vec<Choice> = shapes
        .map(|((_, name), what)| choice(*name, what))
        .collect();
    Picker::new(COPY, "Copy the answer as", choices, 0)
}

/// Whether it was asked where to look.
pub fn is_place(purpose: Purpose) -> bool {
    matches!(purpose, PROJECT | ENTERPRISE_PROJECT)
}

/// The shape that was chosen, if that was the question.
pub fn shape(purpose: Purpose, index: usize) -> Option<Shape> {
    let (shape, ..) = Shape::ALL.get(index)?;
    (purpose == COPY).then_some(*shape)
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
            let services = super::opening::services(explorer.world.catalogue());
            if let Some((id, ..)) = services.get(index) {
                explorer.place.service = Some(*id);
            }
        }
        CIRCUMSTANCE => {
            let said = index
                .checked_sub(1)
                .and_then(|index| circumstances(explorer).nth(index))
                .map(|(key, value, _)| (key.to_owned(), value));
            let said = said
                .as_ref()
                .map(|(key, value)| (key.as_str(), value.clone()));
            explorer.evaluator.set_circumstance(said);
            return;
        }
        COLUMN => {
            let column = columns(account).nth(index);
            if let Some(column) = column {
                explorer.matrix.choose(column);
                explorer.follow(Moved::Cell);
            }
            return;
        }
        _ => return,
    }
    explorer.follow(Moved::Place);
}
