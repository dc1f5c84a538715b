//! Who would, but for what: an empty answer has reasons, and the nearest are worth reading.
//!
//! A whole story costs a hundred times what a compiled answer does. So those of whom a story is worth telling are
//! found by what is compiled, and no more than [`STORIES`] are told: in a large account the nearest of all may be
//! missed, never invented.

use std::collections::{HashMap, HashSet};

use crate::engine::compiled::{Columns, Stand};
use crate::model::{
    Cause, Change, Decision, Effect, NearMiss, NearMissReason, PermissionId, Principal, Reason,
    Trace,
};

use super::{Asked, Where, decided};

/// As many stories are told in search of the nearest.
const STORIES: usize = 4_000;

/// As many of them about one principal whose permissions do not speak of the action.
const EACH: usize = 16;

/// What keeps a principal from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// A Deny that beats what would allow it.
    Denied(Cause),
    /// The account's service control policies, which cap what would allow it.
    ServiceControl,
    /// Something that nearly allows it.
    Near(NearMiss),
}

/// A principal who nearly may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Would {
    /// Who.
    pub principal: Principal,
    /// The action that is in the way.
    pub action: String,
    /// What keeps it out.
    pub but: Hindrance,
}

/// Principals who would, but for one thing, `most` of them: those whom a Deny keeps out first, then those who are
/// nearest. Whoever has nothing that speaks of it is left out.
#[must_use]
pub fn would(
    columns: &Columns,
    asked: &Asked,
    place: &Where,
    principals: impl IntoIterator<Item = Principal>,
    most: usize,
) -> Vec<Would> {
    let questions = questions(columns, asked, place);
    let mut search = Search::new(columns, &questions, most);
    let mut silent = Vec::new();
    let mut speaking = Vec::new();
    for principal in principals {
        let spoken_of = search.spoken_of(principal);
        if spoken_of.is_empty() {
            silent.push(principal);
        } else {
            speaking.push((principal, spoken_of));
        }
    }
    search.denied(&speaking);
    search.disabled(&speaking);
    for (principal, spoken_of) in &speaking {
        search.tell(*principal, spoken_of, usize::MAX);
    }
    let all: Vec<usize> = (0..questions.len()).collect();
    for principal in silent {
        search.tell(principal, &all, EACH);
    }
    search.found()
}

/// An action, and where it is asked.
type Question<'a> = (&'a str, Vec<Stand>);

fn questions<'a>(columns: &Columns, asked: &'a Asked, place: &Where) -> Vec<Question<'a>> {
    let mut known = HashSet::new();
    let names = asked.ways.iter().flatten().map(String::as_str);
    let each = names.filter(|name| known.insert(*name));
    each.map(|name| (name, place.stands(columns.engine(), name)))
        .collect()
}

/// How far a principal is from it, and what lies between.
type Near = (usize, Would);

struct Search<'a> {
    columns: &'a Columns,
    questions: &'a [Question<'a>],
    /// Which of the actions each permission says anything about.
    speaks: HashMap<PermissionId, Vec<usize>>,
    most: usize,
    stories: usize,
    found: Vec<Near>,
}

impl<'a> Search<'a> {
    fn new(columns: &'a Columns, questions: &'a [Question<'a>], most: usize) -> Self {
        Self {
            columns,
            questions,
            speaks: HashMap::new(),
            most,
            stories: STORIES,
            found: Vec::new(),
        }
    }

    /// The actions of which any permission of a principal says something, wherever it is granted.
    fn spoken_of(&mut self, principal: Principal) -> Vec<usize> {
        let columns = self.columns;
        let account = columns.engine().account();
        let grants = columns.engine().grants();
        let mut all: Vec<usize> = Vec::new();
        let reaching = grants.reaching(account, principal).into_iter();
        for grant in reaching.chain(grants.identity(account, principal)) {
            let questions = self.questions;
            let spoken_of = self
                .speaks
                .entry(grant.permission)
                .or_insert_with(|| spoken_of(columns, grant.permission, questions));
            all.extend(spoken_of.iter().copied());
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Those of whom a Deny is certain: nobody is nearer.
    fn denied(&mut self, speaking: &[(Principal, Vec<usize>)]) {
        for (principal, spoken_of) in speaking {
            let mut best = None;
            for (action, stand) in places(self.questions, spoken_of) {
                if self.enough() || best.is_some() {
                    break;
                }
                let known = decided(self.columns, *principal, action, stand);
                if known == Decision::ExplicitDeny {
                    let near = self.story(*principal, action, stand);
                    best = near.filter(|(distance, _)| *distance == 0);
                }
            }
            self.found.extend(best);
        }
    }

    /// Those who would if they were enabled.
    fn disabled(&mut self, speaking: &[(Principal, Vec<usize>)]) {
        for (principal, spoken_of) in speaking {
            if !self.is_disabled(*principal) {
                continue;
            }
            for (action, stand) in places(self.questions, spoken_of) {
                if self.enough() || self.stories == 0 {
                    return;
                }
                self.stories -= 1;
                let engine = self.columns.engine();
                let request = self.columns.question(*principal, action, stand);
                let after = engine.decide_after(&request, &Change::Enable);
                if matches!(after, Decision::Allow | Decision::Conditional) {
                    let near = nearest(*principal, action, engine.explain(&request));
                    self.found.extend(near);
                    break;
                }
            }
        }
    }

    /// The nearest of all that is to be told of one principal.
    fn tell(&mut self, principal: Principal, actions: &[usize], most: usize) {
        let known = |(_, would): &Near| would.principal == principal;
        if self.is_disabled(principal) || self.found.iter().any(known) {
            return;
        }
        let mut best: Option<Near> = None;
        for (action, stand) in places(self.questions, actions).take(most) {
            if self.enough() || self.stories == 0 {
                break;
            }
            let Some(near) = self.story(principal, action, stand) else {
                continue;
            };
            if best.as_ref().is_none_or(|(known, _)| near.0 < *known) {
                best = Some(near);
            }
        }
        self.found.extend(best);
    }

    fn story(&mut self, principal: Principal, action: &str, stand: Stand) -> Option<Near> {
        self.stories = self.stories.checked_sub(1)?;
        let engine = self.columns.engine();
        let trace = engine.explain(&self.columns.question(principal, action, stand));
        nearest(principal, action, trace)
    }

    /// Whether as many as are wanted are as near as can be.
    fn enough(&self) -> bool {
        let nearest = self.found.iter().filter(|(distance, _)| *distance == 0);
        nearest.count() >= self.most
    }

    fn is_disabled(&self, principal: Principal) -> bool {
        let account = self.columns.engine().account();
        matches!(principal, Principal::User(id) if !account.user(id).enabled)
    }

    fn found(mut self) -> Vec<Would> {
        self.found
            .sort_by_key(|(distance, would)| (*distance, would.principal));
        self.found.truncate(self.most);
        self.found.into_iter().map(|(_, would)| would).collect()
    }
}

/// Each action in each of its places.
fn places<'b>(
    questions: &'b [Question<'b>],
    chosen: &'b [usize],
) -> impl Iterator<Item = (&'b str, Stand)> + use<'b> {
    let chosen = chosen.iter().filter_map(|at| questions.get(*at));
    chosen.flat_map(|(action, stands)| stands.iter().map(|stand| (*action, *stand)))
}

/// A role's own Deny is subtracted when it is compiled, so a role may have spoken of anything.
fn spoken_of(
    columns: &Columns,
    permission: PermissionId,
    questions: &[Question<'_>],
) -> Vec<usize> {
    let Some(compiled) = columns.compiled(permission) else {
        return Vec::new();
    };
    let speaks = |action: &str| {
        let known = columns.universe().find(action);
        compiled.role || known.is_some_and(|action| compiled.speaks_of(action))
    };
    let all = questions.iter().enumerate();
    all.filter(|(_, (action, _))| speaks(action))
        .map(|(at, _)| at)
        .collect()
}

fn nearest(principal: Principal, action: &str, trace: Trace) -> Option<Near> {
    // A Deny counts as what keeps it out only where something would allow.
    let capped = trace.reason == Reason::ServiceControl;
    let overruled = trace.decision == Decision::ExplicitDeny && !trace.overruled.is_empty();
    let mut causes = trace.because.into_iter();
    let denied = causes.find(|cause| overruled && cause.effect == Effect::Deny);
    let denied = match denied {
        Some(cause) => Some(Hindrance::Denied(cause)),
        // No statement of the account denies it: its organization does.
        None => (overruled || capped).then_some(Hindrance::ServiceControl),
    };
    let near = trace
        .near_misses
        .into_iter()
        .find_map(|near| distance(near.reason).map(|distance| (distance, Hindrance::Near(near))));
    let (distance, but) = denied.map(|but| (0, but)).or(near)?;
    let would = Would {
        principal,
        action: action.to_owned(),
        but,
    };
    Some((distance, would))
}

/// How near a near miss is; `None` for one that is far from allowing.
fn distance(reason: NearMissReason) -> Option<usize> {
    match reason {
        NearMissReason::Disabled => Some(1),
        NearMissReason::Condition | NearMissReason::Resource => Some(2),
        NearMissReason::Dependency | NearMissReason::RoleDeny | NearMissReason::EpRole => Some(3),
        NearMissReason::EnterpriseProject => Some(4),
        NearMissReason::Scope => Some(5),
        NearMissReason::UnknownContent => Some(6),
        NearMissReason::Action => Some(7),
        NearMissReason::NoGrants => None,
    }
}
