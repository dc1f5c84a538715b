//! Whether a rule holds, and the smallest counterexample where it does not.

use std::collections::HashSet;

use super::{Condition, Rule, Who};
use crate::analysis::query::{self, EvalError, Found, Mood, Query, QueryError, Term, first, parse};
use crate::analysis::who_can::Where;
use crate::engine::compiled::{Columns, Stand};
use crate::model::{ActionId, Decision, Principal, ProjectId, TableId, UserId};

/// Of so many counterexamples the smallest is told.
const COMPARED: usize = 8;

/// A rule, tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its name.
    pub name: String,
    /// What breaks it; nothing where it holds.
    pub broken: Option<Broken>,
}

/// What breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The counterexample with the fewest paths (of the first few), and how many there are.
    Somebody {
        /// Whom the rule is broken by, and how.
        found: Box<Found>,
        /// How many break it.
        count: usize,
    },
    /// Two who should be equal are not.
    Different(Difference),
}

/// An action that one may do and the other may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The two.
    pub users: [UserId; 2],
    /// The first action that differs.
    pub action: String,
    /// Where.
    pub project: Option<ProjectId>,
    /// What each may.
    pub decisions: [Decision; 2],
    /// How many actions differ there.
    pub count: usize,
}

/// A rule that cannot be tried on this account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// A query that is none.
    #[error("the query, {0}")]
    Query(#[from] QueryError),
    /// A name that is not there, or something that cannot be asked.
    #[error(transparent)]
    Eval(#[from] EvalError),
}

/// Tries a rule.
pub fn check(columns: &Columns, rule: &Rule, place: &Where) -> Result<Checked, CheckError> {
    let account = columns.engine().account();
    let mut place = place.clone();
    if !rule.projects.is_empty() {
        place.projects = rule
            .projects
            .iter()
            .map(|name| account.find_project(name))
            .collect::<Result<_, _>>()
            .map_err(EvalError::from)?;
        place.named = place.projects.len() == 1;
    }
    let broken = match &rule.condition {
        Condition::Equal(who) => different(columns, who, &place)?,
        other => somebody(columns, &query(other)?, &place)?,
    };
    Ok(Checked {
        name: rule.name.clone(),
        broken,
    })
}

/// What a rule speaks of that may not be meant as it is written: "nobody may" holds of a name with a slip in it.
#[must_use]
pub fn doubts(columns: &Columns, rule: &Rule) -> Vec<String> {
    if matches!(rule.condition, Condition::Equal(_)) {
        return Vec::new();
    }
    query(&rule.condition).map_or_else(|_| Vec::new(), |query| query::doubts(columns, &query))
}

fn term(mood: Mood, what: &str) -> Query {
    Query::Term(Term::Access {
        mood,
        what: what.to_owned(),
        project: None,
    })
}

fn any(queries: impl IntoIterator<Item = Query>) -> Option<Query> {
    queries
        .into_iter()
        .reduce(|one, other| Query::Or(Box::new(one), Box::new(other)))
}

fn and(one: Query, other: Query) -> Query {
    Query::And(Box::new(one), Box::new(other))
}

fn not(query: Query) -> Query {
    Query::Not(Box::new(query))
}

/// Who may, or might, do it.
fn might(what: &str) -> Query {
    let may = [term(Mood::Can, what), term(Mood::Conditional, what)];
    let [can, conditional] = may;
    Query::Or(Box::new(can), Box::new(conditional))
}

fn among(who: &Who) -> Query {
    Query::Term(match who {
        Who::User(name) => Term::User(name.clone()),
        Who::Group(name) => Term::In(name.clone()),
    })
}

/// The query that must be true of nobody.
fn query(condition: &Condition) -> Result<Query, CheckError> {
    Ok(match condition {
        Condition::Only { who, may } => {
            let does = any(may.iter().map(|what| might(what)));
            let does = does.unwrap_or_else(|| not(might("*")));
            match any(who.iter().map(among)) {
                Some(named) => and(does, not(named)),
                None => does,
            }
        }
        Condition::Everyone { group, may } => {
            let lacks = any(may.iter().map(|what| not(term(Mood::CanAll, what))));
            let member = Query::Term(Term::In(group.clone()));
            lacks.map_or(member.clone(), |lacks| and(member, lacks))
        }
        Condition::NeverBoth(one, other) => and(might(one), might(other)),
        Condition::Nobody(text) => parse(text)?,
        Condition::Equal(_) => not(might("*")),
    })
}

fn somebody(columns: &Columns, query: &Query, place: &Where) -> Result<Option<Broken>, CheckError> {
    let account = columns.engine().account();
    // The owner may do everything, whatever the rules say.
    let owner = |user: UserId| account.user(user).owner;
    let (count, found) = first(columns, query, place, (COMPARED, &owner))?;
    let paths =
        |one: &Found| -> usize { one.because.iter().map(|(_, able)| able.paths.len()).sum() };
    let smallest = found.into_iter().min_by_key(paths);
    Ok(smallest.map(|found| Broken::Somebody {
        found: Box::new(found),
        count,
    }))
}

fn different(columns: &Columns, who: &[Who], place: &Where) -> Result<Option<Broken>, CheckError> {
    let account = columns.engine().account();
    let mut users: Vec<UserId> = Vec::new();
    let mut seen = HashSet::new();
    for one in who {
        let named = match one {
            Who::User(name) => vec![account.find_user(name).map_err(EvalError::from)?],
            Who::Group(name) => {
                let group = account.find_group(name).map_err(EvalError::from)?;
                account.group(group).members.clone()
            }
        };
        users.extend(named.into_iter().filter(|user| seen.insert(*user)));
    }
    let mut stands: Vec<Option<ProjectId>> = place.projects.iter().copied().map(Some).collect();
    if stands.is_empty() {
        stands.push(None);
    }
    let Some((first, rest)) = users.split_first() else {
        return Ok(None);
    };
    for project in stands {
        let stand = Stand {
            project,
            enterprise_project: place.enterprise_project,
        };
        let known = columns.principal(Principal::User(*first), stand);
        for other in rest {
            let own = columns.principal(Principal::User(*other), stand);
            let all = (0..columns.universe().len()).map(ActionId::from_index);
            let mut differ = all.filter(|action| known.of(*action) != own.of(*action));
            if let Some(action) = differ.next() {
                return Ok(Some(Broken::Different(Difference {
                    users: [*first, *other],
                    action: columns.universe().name(action).to_owned(),
                    project,
                    decisions: [known.of(action), own.of(action)],
                    count: 1 + differ.count(),
                })));
            }
        }
    }
    Ok(None)
}
