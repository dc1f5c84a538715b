//! A query's answer: each term once for everyone, then the algebra, then the paths of those who are left.

use std::collections::HashSet;

use super::{EvalError, Mood, Query, Term};
use crate::analysis::who_can::{Able, Asked, Kinds, Ways, Where, decisions};
use crate::engine::compiled::Columns;
use crate::engine::pattern::{Question, matches};
use crate::model::{Decision, GroupId, Principal, UserId, Via};

/// A principal of whom the query is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Who.
    pub principal: Principal,
    /// What lets it, for each `can`, `can-all` and `conditional` term that is true of it, and what denies it, for each
    /// `denied`; with the term's text.
    pub because: Vec<(String, Able)>,
}

/// Everyone of these kinds of whom the query is true, in the account's order.
pub fn evaluate(
    columns: &Columns,
    query: &Query,
    place: &Where,
    kinds: &[Kinds],
) -> Result<Vec<Found>, EvalError> {
    let (evaluation, holders) = answered(columns, query, place, kinds)?;
    Ok(holders
        .into_iter()
        .map(|(at, principal)| evaluation.found(at, principal))
        .collect())
}

/// Everyone of these kinds of whom the query is true, without what makes it so.
pub fn holders(
    columns: &Columns,
    query: &Query,
    place: &Where,
    kinds: &[Kinds],
) -> Result<Vec<Principal>, EvalError> {
    let (_, holders) = answered(columns, query, place, kinds)?;
    Ok(holders.into_iter().map(|(_, who)| who).collect())
}

/// Of how many the query is true, and what makes it true of the first few of them: paths cost more than answers.
/// Those who are passed over count for nothing.
pub fn first(
    columns: &Columns,
    query: &Query,
    place: &Where,
    (most, passed_over): (usize, &dyn Fn(UserId) -> bool),
) -> Result<(usize, Vec<Found>), EvalError> {
    let (evaluation, mut holders) = answered(columns, query, place, &[Kinds::Users])?;
    holders.retain(|(_, who)| !matches!(who, Principal::User(id) if passed_over(*id)));
    let count = holders.len();
    holders.truncate(most);
    let found = holders.into_iter();
    Ok((
        count,
        found.map(|(at, who)| evaluation.found(at, who)).collect(),
    ))
}

/// A query asked, and of whom it is true, each with its place in the account's order.
type Answered<'a> = (Evaluation<'a>, Vec<(usize, Principal)>);

fn answered<'a>(
    columns: &'a Columns,
    query: &Query,
    place: &'a Where,
    kinds: &'a [Kinds],
) -> Result<Answered<'a>, EvalError> {
    let mut evaluation = Evaluation {
        columns,
        place,
        kinds,
        principals: everyone(columns, kinds),
        asked: Vec::new(),
    };
    evaluation.ask(query)?;
    let truth = evaluation.truth(query)?;
    let all = evaluation.principals.iter().copied().zip(truth);
    let holders = all.enumerate().filter(|(_, (_, holds))| *holds);
    let holders = holders
        .map(|(at, (principal, _))| (at, principal))
        .collect();
    Ok((evaluation, holders))
}

/// What a query speaks of that may not be meant as it is written, each once.
pub fn doubts(columns: &Columns, query: &Query) -> Vec<String> {
    match query {
        Query::And(left, right) | Query::Or(left, right) => {
            let mut told = doubts(columns, left);
            for doubt in doubts(columns, right) {
                if !told.contains(&doubt) {
                    told.push(doubt);
                }
            }
            told
        }
        Query::Not(inner) => doubts(columns, inner),
        Query::Term(Term::Access { what, .. }) => {
            let asked = Asked::parse(columns, what).ok();
            let doubt = asked.and_then(|asked| asked.doubt(columns.engine().catalogue()));
            doubt.into_iter().collect()
        }
        Query::Term(_) => Vec::new(),
    }
}

fn everyone(columns: &Columns, kinds: &[Kinds]) -> Vec<Principal> {
    let account = columns.engine().account();
    let mut all = Vec::new();
    for kind in kinds {
        match kind {
            Kinds::Users => all.extend(account.users.ids().map(Principal::User)),
            Kinds::Groups => all.extend(account.groups.ids().map(Principal::Group)),
            Kinds::Agencies => all.extend(account.agencies.ids().map(Principal::Agency)),
        }
    }
    all
}

/// An access term, asked: what it is true of.
struct AccessTerm<'a> {
    term: Term,
    ways: Ways<&'a Columns>,
    decisions: Vec<Decision>,
    holds: Vec<bool>,
}

impl AccessTerm<'_> {
    fn is_denial(&self) -> bool {
        matches!(
            self.term,
            Term::Access {
                mood: Mood::Denied,
                ..
            }
        )
    }
}

struct Evaluation<'a> {
    columns: &'a Columns,
    place: &'a Where,
    kinds: &'a [Kinds],
    principals: Vec<Principal>,
    asked: Vec<AccessTerm<'a>>,
}

impl<'a> Evaluation<'a> {
    fn found(&self, at: usize, principal: Principal) -> Found {
        let mut because = self.because(at, principal);
        let denied = self.asked.iter().filter(|known| known.is_denial());
        let denied = denied.filter(|known| known.holds.get(at) == Some(&true));
        because.extend(denied.map(|known| (written(&known.term), known.ways.denied(principal))));
        Found { principal, because }
    }

    /// Asks every access term of the query once.
    fn ask(&mut self, query: &Query) -> Result<(), EvalError> {
        match query {
            Query::And(left, right) | Query::Or(left, right) => {
                self.ask(left)?;
                self.ask(right)
            }
            Query::Not(inner) => self.ask(inner),
            Query::Term(term) => match term {
                Term::Access {
                    mood,
                    what,
                    project,
                } => {
                    if self.asked.iter().any(|known| known.term == *term) {
                        return Ok(());
                    }
                    let answered = self.access(term, *mood, what, project.as_deref())?;
                    self.asked.push(answered);
                    Ok(())
                }
                _ => Ok(()),
            },
        }
    }

    fn access(
        &self,
        term: &Term,
        mood: Mood,
        what: &str,
        project: Option<&str>,
    ) -> Result<AccessTerm<'a>, EvalError> {
        let account = self.columns.engine().account();
        let asked = Asked::parse(self.columns, what).map_err(|error| EvalError::Asked {
            term: written(term),
            error,
        })?;
        let place = match project {
            Some(name) => Where {
                projects: vec![account.find_project(name)?],
                named: true,
                enterprise_project: self.place.enterprise_project,
            },
            None => self.place.clone(),
        };
        let every = decisions(self.columns, &asked, &place, self.kinds);
        let decided: Vec<Decision> = every.into_iter().map(|(_, decision)| decision).collect();
        let holds = match mood {
            Mood::Can => decided.iter().map(|one| *one == Decision::Allow).collect(),
            Mood::Conditional => decided
                .iter()
                .map(|one| *one == Decision::Conditional)
                .collect(),
            Mood::CanAll => self.each_way(&asked, &place, |ways| {
                !ways.is_empty() && ways.iter().all(|one| *one == Decision::Allow)
            }),
            Mood::Denied => self.each_way(&asked, &place, |ways| {
                ways.contains(&Decision::ExplicitDeny)
            }),
        };
        Ok(AccessTerm {
            term: term.clone(),
            ways: Ways::new(self.columns, &asked, &place),
            decisions: decided,
            holds,
        })
    }

    /// A judgement over the answers to each way by itself.
    fn each_way(
        &self,
        asked: &Asked,
        place: &Where,
        judge: impl Fn(&[Decision]) -> bool,
    ) -> Vec<bool> {
        let mut answers: Vec<Vec<Decision>> = vec![Vec::new(); self.principals.len()];
        for way in &asked.ways {
            let single = Asked {
                ways: vec![way.clone()],
                ..asked.clone()
            };
            let every = decisions(self.columns, &single, place, self.kinds);
            for (row, (_, decision)) in answers.iter_mut().zip(every) {
                row.push(decision);
            }
        }
        answers.iter().map(|ways| judge(ways)).collect()
    }

    fn truth(&self, query: &Query) -> Result<Vec<bool>, EvalError> {
        Ok(match query {
            Query::And(left, right) => {
                let (left, right) = (self.truth(left)?, self.truth(right)?);
                left.into_iter().zip(right).map(|(a, b)| a && b).collect()
            }
            Query::Or(left, right) => {
                let (left, right) = (self.truth(left)?, self.truth(right)?);
                left.into_iter().zip(right).map(|(a, b)| a || b).collect()
            }
            Query::Not(inner) => self.truth(inner)?.into_iter().map(|holds| !holds).collect(),
            Query::Term(term) => self.term(term)?,
        })
    }

    fn term(&self, term: &Term) -> Result<Vec<bool>, EvalError> {
        let account = self.columns.engine().account();
        let of = |judge: &dyn Fn(usize, Principal) -> bool| -> Vec<bool> {
            let principals = self.principals.iter().enumerate();
            principals
                .map(|(at, principal)| judge(at, *principal))
                .collect()
        };
        Ok(match term {
            Term::Access { .. } => {
                let known = self.asked.iter().find(|known| known.term == *term);
                known.map_or_else(Vec::new, |known| known.holds.clone())
            }
            Term::In(name) => {
                let group = account.find_group(name)?;
                let members: HashSet<_> = account.group(group).members.iter().copied().collect();
                of(
                    &|_, principal| matches!(principal, Principal::User(id) if members.contains(&id)),
                )
            }
            Term::Via(_) | Term::OnlyVia(_) if !self.asks_ways() => {
                return Err(EvalError::NoWay(written(term)));
            }
            Term::Via(name) => {
                let via = Via::Group(account.find_group(name)?);
                of(&|at, principal| self.ways(at, principal).contains(&via))
            }
            Term::OnlyVia(name) => {
                let via = Via::Group(account.find_group(name)?);
                of(&|at, principal| {
                    let ways = self.ways(at, principal);
                    !ways.is_empty() && ways.iter().all(|way| *way == via)
                })
            }
            Term::User(pattern) => {
                let pattern = pattern.to_lowercase();
                of(&|_, principal| {
                    let name = account.principal_name(principal).to_lowercase();
                    matches(&pattern, &name, Question::Literal)
                })
            }
        })
    }

    /// Whether some term asks for access, so that there are ways to it.
    fn asks_ways(&self) -> bool {
        !self.asked.iter().all(AccessTerm::is_denial)
    }

    /// Through what a principal is let to whatever the access terms ask; the group admin lets its members, and the
    /// account owner needs no way.
    fn ways(&self, at: usize, principal: Principal) -> HashSet<Via> {
        let account = self.columns.engine().account();
        let mut ways: HashSet<Via> = HashSet::new();
        for (_, able) in self.because(at, principal) {
            ways.extend(able.paths.iter().map(|path| path.cause.grant.via));
            if able.reason == crate::model::Reason::AdminGroup
                && let Principal::User(user) = principal
            {
                let groups = account.user(user).groups.iter();
                let admin = groups.filter(|group| account.group(**group).is_admin());
                ways.extend(admin.map(|group: &GroupId| Via::Group(*group)));
            }
        }
        ways
    }

    /// What makes the positive access terms true of a principal.
    fn because(&self, at: usize, principal: Principal) -> Vec<(String, Able)> {
        let mut because = Vec::new();
        for known in &self.asked {
            if known.is_denial() || !known.holds.get(at).copied().unwrap_or(false) {
                continue;
            }
            let decision = known.decisions.get(at).copied();
            let decision = decision.unwrap_or(Decision::ImplicitDeny);
            let found = known.ways.able((principal, decision));
            because.push((written(&known.term), found));
        }
        because
    }
}

/// A term as one writes it.
fn written(term: &Term) -> String {
    match term {
        Term::Access {
            mood,
            what,
            project,
        } => {
            let name = match mood {
                Mood::Can => "can",
                Mood::CanAll => "can-all",
                Mood::Conditional => "conditional",
                Mood::Denied => "denied",
            };
            match project {
                Some(project) => format!("{name}({what}, project: {project})"),
                None => format!("{name}({what})"),
            }
        }
        Term::In(group) => format!("in(group:{group})"),
        Term::Via(group) => format!("via(group:{group})"),
        Term::OnlyVia(group) => format!("only-via(group:{group})"),
        Term::User(name) => format!("user({name})"),
    }
}
