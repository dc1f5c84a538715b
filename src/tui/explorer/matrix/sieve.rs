//! What is typed into the matrix's filter: words find rows by name; `can:`, `not:`, `cond:`, `deny:` and `via:` keep
//! columns, `is:` keeps rows by their letters; a whole query (`can(…) and not in(group:…)`) at the end keeps the users,
//! groups and agencies of whom it is true.
//!
//! INVARIANT: a test that cannot be understood keeps everything, and is said.

use std::collections::{HashMap, HashSet};

use crate::analysis::matrix::{Column, Projects};
use crate::analysis::query;
use crate::analysis::who_can::{Asked, Kinds, Where, decisions};
use crate::model::{Decision, GroupId, Mark, PermissionId, Principal, TableId};
use crate::tui::explorer::world::{Place, World};

/// What a column must answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Can,
    Cannot,
    Conditional,
    Denied,
}

/// One test of a column.
#[derive(Debug)]
enum Test {
    /// What it may do with some of the actions.
    Access {
        wanted: Wanted,
        principals: HashMap<Principal, Decision>,
        permissions: HashMap<PermissionId, Decision>,
    },
    /// Those of whom a query is true.
    Query(HashSet<Principal>),
    /// A member of the group, the group itself, or attached to it.
    Via(GroupId),
}

/// A filter, understood.
#[derive(Debug, Default)]
pub struct Sieve {
    /// The words that find rows.
    pub words: String,
    /// What could not be understood.
    pub wrong: Option<String>,
    letters: Vec<Mark>,
    tests: Vec<Test>,
}

impl Sieve {
    /// Understands what is typed, at a place; `columns` are those that could be kept.
    pub fn new(world: &World, place: Place, text: &str, columns: &[Column]) -> Self {
        let mut sieve = Self::default();
        let mut words = Vec::new();
        let (text, query) = text.split_at(query::begins(text).unwrap_or(text.len()));
        if !query.is_empty() {
            sieve.query(world, place, (query, columns));
        }
        for word in text.split_whitespace() {
            let known = word.split_once(':').filter(|(_, rest)| !rest.is_empty());
            let Some((name, rest)) = known else {
                // a test whose argument is still to come finds nothing yet
                if !["can:", "not:", "cond:", "deny:", "via:", "is:"].contains(&word) {
                    words.push(word);
                }
                continue;
            };
            let wanted = match name {
                "can" => Wanted::Can,
                "not" => Wanted::Cannot,
                "cond" => Wanted::Conditional,
                "deny" => Wanted::Denied,
                "via" => {
                    match world.account().find_group(rest) {
                        Ok(group) => sieve.tests.push(Test::Via(group)),
                        Err(error) => sieve.wrong = Some(error.to_string()),
                    }
                    continue;
                }
                "is" => {
                    sieve.letters(rest);
                    continue;
                }
                _ => {
                    words.push(word);
                    continue;
                }
            };
            sieve.access(world, place, wanted, (rest, columns));
        }
        sieve.words = words.join(" ");
        sieve
    }

    fn query(&mut self, world: &World, place: Place, (text, columns): (&str, &[Column])) {
        let kinds = kinds(columns);
        if kinds.is_empty() {
            let said = "a query keeps users, groups and agencies: c shows them as columns";
            self.wrong = Some(said.to_owned());
            return;
        }
        let found = query::parse(text)
            .map_err(|error| error.to_string())
            .and_then(|query| {
                query::holders(&world.columns, &query, &asked_in(world, place), &kinds)
                    .map_err(|error| error.to_string())
            });
        match found {
            Ok(holders) => self.tests.push(Test::Query(holders.into_iter().collect())),
            Err(error) => self.wrong = Some(error),
        }
    }

    fn letters(&mut self, text: &str) {
        for letter in text.chars() {
            let mark = Mark::ALL.into_iter().find(|mark| mark.letter() == letter);
            match mark {
                Some(mark) => self.letters.push(mark),
                None => {
                    let known: String = Mark::ALL.iter().map(|mark| mark.letter()).collect();
                    self.wrong = Some(format!("{letter:?} is no letter of a cell: {known}"));
                }
            }
        }
    }

    fn access(
        &mut self,
        world: &World,
        place: Place,
        wanted: Wanted,
        (text, columns): (&str, &[Column]),
    ) {
        let asked = match Asked::parse(&world.columns, text) {
            Ok(asked) => asked,
            Err(error) => {
                self.wrong = Some(error.to_string());
                return;
            }
        };
        if asked.ways.is_empty() {
            self.wrong = Some(format!("no action matches {text}"));
        }
        let permissions = columns.iter().filter_map(|column| match column {
            Column::Permission(id) => Some((*id, alone(world, *id, &asked))),
            Column::Principal(_) => None,
        });
        self.tests.push(Test::Access {
            wanted,
            principals: decisions(
                &world.columns,
                &asked,
                &asked_in(world, place),
                &kinds(columns),
            )
            .into_iter()
            .collect(),
            permissions: permissions.collect(),
        });
    }

    /// Whether a column stays.
    pub fn takes_column(&self, world: &World, column: &Column) -> bool {
        self.tests.iter().all(|test| match test {
            Test::Access {
                wanted,
                principals,
                permissions,
            } => {
                let found = match column {
                    Column::Principal(principal) => principals.get(principal),
                    Column::Permission(id) => permissions.get(id),
                };
                let found = found.copied().unwrap_or(Decision::ImplicitDeny);
                match wanted {
                    Wanted::Can => found == Decision::Allow,
                    Wanted::Cannot => !matches!(found, Decision::Allow | Decision::Conditional),
                    Wanted::Conditional => found == Decision::Conditional,
                    Wanted::Denied => found == Decision::ExplicitDeny,
                }
            }
            Test::Query(holders) => match column {
                Column::Principal(principal) => holders.contains(principal),
                Column::Permission(_) => false,
            },
            Test::Via(group) => match column {
                Column::Principal(Principal::User(id)) => {
                    world.account().user(*id).groups.contains(group)
                }
                Column::Principal(other) => *other == Principal::Group(*group),
                Column::Permission(id) => {
                    let own = world.engine().grants().own(Principal::Group(*group));
                    own.iter().any(|grant| grant.permission == *id)
                }
            },
        })
    }

    /// Whether columns are tested at all.
    pub fn tests_columns(&self) -> bool {
        !self.tests.is_empty()
    }

    /// The letters of which a row must have one somewhere; none takes every row.
    pub fn wanted_letters(&self) -> &[Mark] {
        &self.letters
    }
}

/// Where the matrix asks.
fn asked_in(world: &World, place: Place) -> Where {
    Where {
        projects: match place.projects(world) {
            Projects::One(project) => vec![project],
            Projects::Any(projects) => projects,
        },
        named: place.project.is_some(),
        enterprise_project: place.enterprise_project,
    }
}

/// The kinds of principals among columns.
fn kinds(columns: &[Column]) -> Vec<Kinds> {
    let mut kinds = Vec::new();
    for column in columns {
        let kind = match column {
            Column::Principal(Principal::User(_)) => Kinds::Users,
            Column::Principal(Principal::Group(_)) => Kinds::Groups,
            Column::Principal(Principal::Agency(_)) => Kinds::Agencies,
            Column::Permission(_) => continue,
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// What a permission by itself says of the first way that it meets.
fn alone(world: &World, id: PermissionId, asked: &Asked) -> Decision {
    let decisions = world.columns.permission(id, None);
    let universe = world.columns.universe();
    let rank = |decision: &Decision| match decision {
        Decision::Allow => 3,
        Decision::Conditional => 2,
        Decision::ExplicitDeny => 1,
        Decision::ImplicitDeny => 0,
    };
    let ways = asked.ways.iter().map(|way| {
        let each = way.iter().map(|name| match universe.find(name) {
            Some(action) if action.index() < universe.len() => decisions.of(action),
            _ => Decision::ImplicitDeny,
        });
        crate::analysis::call::together(each)
    });
    ways.max_by_key(rank).unwrap_or(Decision::ImplicitDeny)
}
