//! What a field could be completed to: from the account, the catalogue and the documents.
//!
//! INVARIANT: a candidate, put into its field, is understood by it.

use std::collections::BTreeSet;

use super::api::apis;
use super::asked::{Asked, FieldId};
use crate::analysis::matrix::Rows;
use crate::engine::condition::satisfying;
use crate::model::{Condition, ContextValue, Effect, Principal};
use crate::search::Index;
use crate::tui::explorer::world::World;
use crate::tui::widgets::completion::Suggestion;

/// No more suggestions than anybody reads.
const MOST: usize = 50;

/// The candidates of one field, prepared once when its editing begins.
#[derive(Debug)]
pub struct Candidates {
    all: Vec<(String, String)>,
    index: Index,
}

impl Candidates {
    /// Everything that a field could hold and that has a name.
    pub fn of(world: &World, field: &FieldId, asked: &Asked) -> Self {
        let principal = asked.principal;
        let all = match field {
            FieldId::Principal => principals(world),
            FieldId::Action => service_first(actions(world), &asked.action),
            FieldId::Project => projects(world),
            FieldId::EnterpriseProject => enterprise_projects(world),
            FieldId::Resource => resources(world, principal),
            FieldId::Key(key) => values(world, key, principal),
        };
        let index = Index::new(all.iter().map(|(text, detail)| match field {
            FieldId::Action => format!("{text} {detail}"),
            _ => text.clone(),
        }));
        Self { all, index }
    }

    /// Everything that can be asked about everyone: actions, API calls, and operations that are linked to actions.
    pub fn of_questions(world: &World) -> Self {
        let catalogue = world.catalogue();
        let operations = crate::analysis::matrix::rows(catalogue, Rows::Operations, &[]);
        let linked = operations.into_iter().filter(|row| !row.actions.is_empty());
        let all: Vec<(String, String)> = linked
            .map(|row| {
                let service = catalogue.services.get(row.service).code;
                (row.label, format!("operation of {service}"))
            })
            .chain(actions(world))
            .collect();
        let index = Index::new(all.iter().map(|(text, detail)| format!("{text} {detail}")));
        Self { all, index }
    }

    /// All of them, in the order they are listed.
    pub fn into_texts(self) -> Vec<String> {
        self.all.into_iter().map(|(text, _)| text).collect()
    }

    /// Those that match what was typed, best first.
    pub fn matching(&mut self, typed: &str) -> Vec<Suggestion> {
        let hits = self.index.find(typed);
        // scattered letters are for those who type nothing that stands anywhere
        let words = typed.split_whitespace().count();
        let together = hits.iter().any(|hit| hit.is_together(words));
        hits.into_iter()
            .filter(|hit| !together || hit.is_together(words))
            .take(MOST)
            .filter_map(|hit| {
                let (text, detail) = self.all.get(hit.index)?;
                let mut matched = self.index.positions(hit.index, typed);
                matched.retain(|position| *position < text.chars().count());
                Some(Suggestion {
                    text: text.clone(),
                    detail: detail.clone(),
                    matched,
                })
            })
            .collect()
    }
}

fn principals(world: &World) -> Vec<(String, String)> {
    let account = world.account();
    let users = account.users.iter().map(|(id, user)| {
        let detail = match (user.owner, user.enabled) {
            (true, _) => "account owner".to_owned(),
            (_, false) => "disabled".to_owned(),
            _ => {
                let names: Vec<_> = user
                    .groups
                    .iter()
                    .map(|group| account.group(*group).shown())
                    .collect();
                names.join(", ")
            }
        };
        (world.principal_text(Principal::User(id)), detail)
    });
    let groups = account.groups.iter().map(|(id, group)| {
        let text = world.principal_text(Principal::Group(id));
        (text, format!("{} users", group.members.len()))
    });
    let agencies = account.agencies.iter().map(|(id, agency)| {
        let text = world.principal_text(Principal::Agency(id));
        (text, format!("for {}", agency.trusted))
    });
    users.chain(groups).chain(agencies).collect()
}

fn actions(world: &World) -> Vec<(String, String)> {
    let catalogue = world.catalogue();
    let known = catalogue
        .actions
        .rows()
        .iter()
        .map(|action| (action.name.to_owned(), action.label.to_owned()));
    let beyond = catalogue.actions.len();
    let universe = world.columns.universe();
    let own = (beyond..universe.len()).map(|index| {
        let id = crate::model::TableId::from_index(index);
        (
            universe.name(id).to_owned(),
            "only this account names it".to_owned(),
        )
    });
    known.chain(own).chain(apis(world)).collect()
}

/// The same, those of the action's service before the others.
fn service_first(mut all: Vec<(String, String)>, action: &str) -> Vec<(String, String)> {
    let service = action.split_inclusive(':').next().unwrap_or_default();
    all.sort_by_key(|(name, _)| !name.starts_with(service));
    all
}

fn projects(world: &World) -> Vec<(String, String)> {
    let account = world.account();
    let any = (
        "any".to_owned(),
        "the most permissive answer counts".to_owned(),
    );
    let named = account.projects.rows().iter().map(|project| {
        let detail = match project.parent {
            Some(parent) => format!("in {}", account.project(parent).shown()),
            None if project.is_mos() => "object storage".to_owned(),
            None => "region".to_owned(),
        };
        (project.shown().into_owned(), detail)
    });
    std::iter::once(any).chain(named).collect()
}

fn enterprise_projects(world: &World) -> Vec<(String, String)> {
    let none = ("none".to_owned(), "not asked".to_owned());
    let named = world
        .account()
        .enterprise_projects
        .rows()
        .iter()
        .map(|project| (project.shown().into_owned(), String::new()));
    std::iter::once(none).chain(named).collect()
}

/// The documents that reach a principal.
fn documents(
    world: &World,
    principal: Option<Principal>,
) -> impl Iterator<Item = (&str, &crate::model::Document)> {
    let engine = world.engine();
    let account = engine.account();
    let grants = principal
        .map(|principal| {
            let mut grants = engine.grants().reaching(account, principal);
            grants.extend(engine.grants().identity(account, principal));
            grants
        })
        .unwrap_or_default();
    grants.into_iter().filter_map(move |grant| {
        let permission = account.permission(grant.permission);
        Some((
            permission.display_name.as_str(),
            permission.document.as_ref()?,
        ))
    })
}

fn resources(world: &World, principal: Option<Principal>) -> Vec<(String, String)> {
    use crate::model::ResourceClause as R;
    let mut seen = BTreeSet::new();
    let mut all = vec![("*".to_owned(), "resources in general".to_owned())];
    for (name, document) in documents(world, principal) {
        for statement in &document.statements {
            let (R::Any(patterns) | R::NoneOf(patterns) | R::Agencies(patterns)) =
                &statement.resources
            else {
                continue;
            };
            for pattern in patterns {
                if seen.insert(pattern.clone()) {
                    all.push((pattern.clone(), name.to_owned()));
                }
            }
        }
    }
    all
}

fn values(world: &World, key: &str, principal: Option<Principal>) -> Vec<(String, String)> {
    let mut all = vec![
        ("unset".to_owned(), "left open".to_owned()),
        ("absent".to_owned(), "not in the request".to_owned()),
    ];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut add = |value: String, detail: &str| {
        if seen.insert(value.clone()) {
            all.push((value, detail.to_owned()));
        }
    };
    for (name, document) in documents(world, principal) {
        for test in document
            .statements
            .iter()
            .flat_map(|statement| &statement.conditions)
            .filter(|test| test.key.eq_ignore_ascii_case(key))
        {
            // what passes the test and what fails it
            for effect in [Effect::Allow, Effect::Deny] {
                for value in satisfying(test, &plain_values(test), effect) {
                    if let ContextValue::Values(values) = value {
                        add(values.join(","), name);
                    }
                }
            }
        }
    }
    all
}

/// The values of a test that can be given as they are: their wildcards filled in, those with variables left out.
pub fn plain_values(test: &Condition) -> Vec<String> {
    let values = test.values.iter().filter(|value| !value.contains("${"));
    values.map(|value| value.replace('*', "example")).collect()
}
