//! Who may do this? An action, a wildcard, an API call or an operation in; principals out, each with every path that
//! leads there and what it hangs on; and for those who may not, what keeps them from it. Columns that stand under
//! circumstances answer under these.

mod asked;
mod paths;
mod ways;
mod would;

use crate::engine::Engine;
use crate::engine::compiled::{Columns, Stand, Who};
use crate::model::{Decision, EnterpriseProjectId, Principal, ProjectId, ServiceLevel};

use super::call::{free, together};

pub use asked::{AskError, Asked, Kind};
pub use paths::{Able, Path};
pub use ways::{Ways, able};
pub use would::{Hindrance, Would, would};

/// Where it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Where {
    /// In at least one of these projects.
    pub projects: Vec<ProjectId>,
    /// Whether the one project was named: then actions of global services are asked in it too, else in none.
    pub named: bool,
    /// About resources of this enterprise project.
    pub enterprise_project: Option<EnterpriseProjectId>,
}

impl Where {
    /// In any project of the account in which something can be deployed, outside enterprise projects.
    #[must_use]
    pub fn anywhere(engine: &Engine) -> Self {
        Self {
            projects: engine.account().working_projects().collect(),
            named: false,
            enterprise_project: None,
        }
    }

    /// Where one action is asked: in each project, or once for an action of a global service.
    pub(super) fn stands(&self, engine: &Engine, action: &str) -> Vec<Stand> {
        let stand = |project| Stand {
            project,
            enterprise_project: self.enterprise_project,
        };
        match engine.catalogue().facts(action).level {
            ServiceLevel::Global => {
                let named = self.projects.first().filter(|_| self.named);
                vec![stand(named.copied())]
            }
            ServiceLevel::Project if self.projects.is_empty() => vec![stand(None)],
            ServiceLevel::Project => self.projects.iter().map(|id| stand(Some(*id))).collect(),
        }
    }
}

/// Which principals are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kinds {
    /// Every user.
    Users,
    /// Every group, asked by itself.
    Groups,
    /// Every agency, once assumed.
    Agencies,
}

/// The decision about each principal of some kinds, in the account's order: the most permissive of the projects, and of
/// the ways in which the question can be met.
#[must_use]
pub fn decisions(
    columns: &Columns,
    asked: &Asked,
    place: &Where,
    kinds: &[Kinds],
) -> Vec<(Principal, Decision)> {
    let account = columns.engine().account();
    let mut all: Vec<(Principal, Option<Decision>)> = Vec::new();
    for kind in kinds {
        let start = all.len();
        let none = |principal| (principal, None);
        match kind {
            Kinds::Users => all.extend(account.users.ids().map(Principal::User).map(none)),
            Kinds::Groups => all.extend(account.groups.ids().map(Principal::Group).map(none)),
            Kinds::Agencies => all.extend(account.agencies.ids().map(Principal::Agency).map(none)),
        }
        let Some(rows) = all.get_mut(start..) else {
            continue;
        };
        for way in &asked.ways {
            if way.is_empty() {
                for (principal, decision) in rows.iter_mut() {
                    *decision = better(*decision, free(account, *principal).decision);
                }
                continue;
            }
            for stands in combinations(columns.engine(), way, place) {
                let sets: Vec<Side<'_>> = stands
                    .iter()
                    .map(|(action, stand)| Side::new(columns, *kind, action, *stand))
                    .collect();
                for (principal, decision) in rows.iter_mut() {
                    let here = together(sets.iter().map(|side| side.of(columns, *principal)));
                    *decision = better(*decision, here);
                }
            }
        }
    }
    let known = |decision: Option<Decision>| decision.unwrap_or(Decision::ImplicitDeny);
    all.into_iter()
        .map(|(principal, decision)| (principal, known(decision)))
        .collect()
}

/// The actions of a way, each with its place, once for every project: they are needed together, so in the same one.
fn combinations<'a>(
    engine: &Engine,
    way: &'a [String],
    place: &Where,
) -> Vec<Vec<(&'a str, Stand)>> {
    let stands: Vec<(&str, Vec<Stand>)> = way
        .iter()
        .map(|action| (action.as_str(), place.stands(engine, action)))
        .collect();
    let most = stands.iter().map(|(_, stands)| stands.len()).max();
    (0..most.unwrap_or_default())
        .map(|at| {
            stands
                .iter()
                .filter_map(|(action, stands)| {
                    let stand = stands.get(at).or(stands.first())?;
                    Some((*action, *stand))
                })
                .collect()
        })
        .collect()
}

/// The more permissive of two answers, of which one will do. A Deny that does not hold everywhere is not shown as one.
fn better(known: Option<Decision>, other: Decision) -> Option<Decision> {
    let rank = |decision| match decision {
        Decision::ExplicitDeny => 0,
        Decision::ImplicitDeny => 1,
        Decision::Conditional => 2,
        Decision::Allow => 3,
    };
    known
        .into_iter()
        .chain([other])
        .max_by_key(|decision| rank(*decision))
}

/// One action in one place, for everyone: compiled where it can be.
struct Side<'a> {
    action: &'a str,
    stand: Stand,
    who: Option<Who>,
}

impl<'a> Side<'a> {
    fn new(columns: &Columns, kind: Kinds, action: &'a str, stand: Stand) -> Self {
        let known = columns.universe().find(action);
        Self {
            who: known
                .filter(|_| kind == Kinds::Users)
                .map(|action| columns.who(action, stand)),
            action,
            stand,
        }
    }

    fn of(&self, columns: &Columns, principal: Principal) -> Decision {
        if let (Some(who), Principal::User(user)) = (&self.who, principal) {
            return who.decision(user);
        }
        decided(columns, principal, self.action, self.stand)
    }
}

/// The answer for one principal about one action in one place: compiled, or asked of the engine where the action is
/// one that nothing speaks of.
fn decided(columns: &Columns, principal: Principal, action: &str, stand: Stand) -> Decision {
    match columns.universe().find(action) {
        Some(known) => columns.cell(principal, known, stand),
        None => {
            let request = columns.question(principal, action, stand);
            columns.engine().decide(&request)
        }
    }
}
