//! From what a person types to an id: every name, id or display name works as a reference.
//! A reference that fails says which rows come nearest.

use std::borrow::Cow;
use std::fmt;

use super::table::{Table, TableId};
use super::{
    Account, AgencyId, EnterpriseProjectId, GroupId, PermissionId, Principal, ProjectId, UserId,
};

/// A reference that names no row, or more than one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupError {
    /// Nothing has that name or id.
    Unknown {
        /// What was looked for: "user", "group" …
        kind: &'static str,
        /// As typed.
        reference: String,
        /// Names that come near, best first.
        nearest: Vec<String>,
        /// Every name there is, where none comes near and they are few.
        choices: Vec<String>,
    },
    /// Several rows have that name.
    Ambiguous {
        /// What was looked for.
        kind: &'static str,
        /// As typed.
        reference: String,
        /// The ids to choose from.
        ids: Vec<String>,
    },
}

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown {
                kind,
                reference,
                nearest,
                choices,
            } => {
                write!(f, "no {kind} is called {reference:?}")?;
                match nearest.as_slice() {
                    [] if choices.is_empty() => Ok(()),
                    [] => write!(f, "; there are {}", quoted(choices)),
                    [one] => write!(f, "; the nearest is {one:?}"),
                    many => write!(f, "; the nearest are {}", quoted(many)),
                }
            }
            Self::Ambiguous {
                kind,
                reference,
                ids,
            } => write!(
                f,
                "{} {kind}s are called {reference:?}; give one of the ids {}",
                ids.len(),
                quoted(ids)
            ),
        }
    }
}

impl std::error::Error for LookupError {}

/// At most this many names are listed where none of them comes near.
const FEW: usize = 12;

/// What has more bytes is no name with a slip in it, and would take long to compare.
const MISTYPED: usize = 1_024;

/// Names less alike than this are a guess that helps nobody.
const ALIKE: f64 = 0.75;

impl LookupError {
    /// Nothing among `names` is called that.
    pub fn unknown<'a>(
        kind: &'static str,
        reference: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut names: Vec<&str> = names.into_iter().collect();
        let nearest = nearest(reference, names.iter().copied());
        names.sort_unstable();
        names.dedup();
        // Whoever gives an id does not choose among names.
        let id = reference.len() >= 32 && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
        let few = nearest.is_empty() && names.len() <= FEW && !id;
        let choices = names.into_iter().filter(|_| few).map(str::to_owned);
        Self::Unknown {
            kind,
            reference: reference.to_owned(),
            choices: choices.collect(),
            nearest,
        }
    }
}

fn quoted(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    quoted.join(", ")
}

/// Up to three of `names` that look most like `typed`, best first.
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    if typed.len() > MISTYPED {
        return Vec::new();
    }
    let typed = typed.to_lowercase();
    let mut scored: Vec<(f64, &str)> = names
        .into_iter()
        .filter(|name| name.len() <= MISTYPED)
        .map(|name| (likeness(&typed, &name.to_lowercase()), name))
        .filter(|(score, _)| *score > ALIKE)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.truncate(3);
    scored
        .into_iter()
        .map(|(_, name)| name.to_owned())
        .collect()
}

fn likeness(typed: &str, name: &str) -> f64 {
    let similarity = strsim::jaro_winkler(typed, name);
    // A piece of the name is a better guess than a rearrangement of its letters.
    if !typed.is_empty() && name.contains(typed) {
        similarity.max(0.9)
    } else {
        similarity
    }
}

/// A row that can be referred to.
trait Named {
    fn id(&self) -> &str;
    /// Names, most telling first; a later one counts only where no row has it earlier.
    fn names(&self) -> [&str; 2];
}

macro_rules! named {
    ($($row:ident: $first:ident, $second:ident;)+) => {$(
        impl Named for super::$row {
            fn id(&self) -> &str {
                &self.id
            }
            fn names(&self) -> [&str; 2] {
                [&self.$first, &self.$second]
            }
        }
    )+};
}

named! {
    User: name, name;
    Group: name, name;
    Project: name, name;
    EnterpriseProject: name, name;
    Agency: name, name;
    Permission: display_name, name;
}

fn find<I: TableId, T: Named>(
    table: &Table<I, T>,
    kind: &'static str,
    reference: &str,
) -> Result<I, LookupError> {
    // what is shown in a name's place is a reference too
    let by_id = reference.strip_prefix(NO_NAME).unwrap_or(reference);
    if let Some((id, _)) = table.iter().find(|(_, row)| row.id() == by_id) {
        return Ok(id);
    }
    let folded = reference.to_lowercase();
    for fold in [false, true] {
        for position in 0..2 {
            let hits: Vec<(I, &T)> = table
                .iter()
                .filter(|(_, row)| {
                    row.names().get(position).is_some_and(|name| {
                        *name == reference || (fold && name.to_lowercase() == folded)
                    })
                })
                .collect();
            match hits.as_slice() {
                [] => {}
                [(id, _)] => return Ok(*id),
                many => {
                    return Err(LookupError::Ambiguous {
                        kind,
                        reference: reference.to_owned(),
                        ids: many.iter().map(|(_, row)| row.id().to_owned()).collect(),
                    });
                }
            }
        }
    }
    let names = table.rows().iter().flat_map(Named::names);
    Err(LookupError::unknown(kind, reference, names))
}

impl Account {
    /// The user with this id or name.
    pub fn find_user(&self, reference: &str) -> Result<UserId, LookupError> {
        find(&self.users, "user", reference)
    }

    /// The group with this id or name.
    pub fn find_group(&self, reference: &str) -> Result<GroupId, LookupError> {
        find(&self.groups, "group", reference)
    }

    /// The project with this id or name.
    pub fn find_project(&self, reference: &str) -> Result<ProjectId, LookupError> {
        find(&self.projects, "project", reference)
    }

    /// The enterprise project with this id or name.
    pub fn find_enterprise_project(
        &self,
        reference: &str,
    ) -> Result<EnterpriseProjectId, LookupError> {
        find(&self.enterprise_projects, "enterprise project", reference)
    }

    /// The agency with this id or name.
    pub fn find_agency(&self, reference: &str) -> Result<AgencyId, LookupError> {
        find(&self.agencies, "agency", reference)
    }

    /// The permission of this account with this id, display name or internal name.
    pub fn find_permission(&self, reference: &str) -> Result<PermissionId, LookupError> {
        find(&self.permissions, "permission", reference)
    }
}

/// What stands before the id where a name cannot be seen.
const NO_NAME: &str = "(no name) ";

/// A name as it is shown: one of nothing that can be seen gives way to the id.
#[must_use]
pub fn shown<'a>(name: &'a str, id: &str) -> Cow<'a, str> {
    // the one blank that Unicode does not count among the spaces
    let unseen = |c: char| c.is_whitespace() || c == '\u{2800}';
    if name.chars().all(unseen) {
        return format!("{NO_NAME}{id}").into();
    }
    name.into()
}

macro_rules! shown {
    ($($row:ident: $name:ident),*) => {$(
        impl super::account::$row {
            /// Its name as it is shown: one of nothing that can be seen gives way to the id.
            #[must_use]
            pub fn shown(&self) -> Cow<'_, str> {
                shown(&self.$name, &self.id)
            }
        }
    )*};
}
shown!(
    User: name,
    Group: name,
    Agency: name,
    Project: name,
    EnterpriseProject: name,
    Permission: display_name
);

impl Account {
    /// The name of a principal as it is shown: one of nothing that can be seen gives way to the id.
    #[must_use]
    pub fn principal_shown(&self, principal: Principal) -> Cow<'_, str> {
        match principal {
            Principal::User(id) => self.user(id).shown(),
            Principal::Group(id) => self.group(id).shown(),
            Principal::Agency(id) => self.agencies.get(id).shown(),
        }
    }
}
