//! The ways in which a question can be met, tried on one principal after another.

use std::collections::HashSet;
use std::ops::Deref;
use std::sync::Arc;

use crate::engine::Because;
use crate::engine::compiled::{Columns, Decisions, Stand};
use crate::model::{ActionId, Decision, Effect, Hinge, Principal, ProjectId, Reason, ServiceLevel};

use super::super::call::together;
use super::paths::{add, note};
use super::{Able, Asked, Where, decided};

/// Where so many questions are asked of one principal, whole columns are cheaper than single answers.
const MANY: usize = 12;

/// A principal of whom the decision is known, with everything that lets it.
#[must_use]
pub fn able(columns: &Columns, asked: &Asked, place: &Where, one: (Principal, Decision)) -> Able {
    Ways::new(columns, asked, place).able(one)
}

/// The ways in which a question can be met, ready to be tried on one principal after another. What is compiled is asked
/// of every place; what lets is told only where the answer is that it does.
#[derive(Debug)]
pub struct Ways<C> {
    columns: C,
    ways: Vec<Vec<Step>>,
    /// Which of the question's ways each is, in one of the projects.
    origins: Vec<usize>,
    places: Vec<Stand>,
    free: bool,
}

/// One action of a way, in one place.
#[derive(Clone, Debug)]
struct Step {
    action: Arc<str>,
    /// Where it is one that something speaks of.
    known: Option<ActionId>,
    /// Which of the places.
    place: usize,
    /// The project, unless the action is one of a global service.
    project: Option<ProjectId>,
}

/// What one principal may do in each of the places, where so much is asked that the whole is worth knowing.
type Whole = Option<Vec<Decisions>>;

impl<C: Deref<Target = Columns>> Ways<C> {
    /// The ways of a question, in each of its projects.
    #[must_use]
    pub fn new(columns: C, asked: &Asked, place: &Where) -> Self {
        let mut places: Vec<Stand> = Vec::new();
        let mut ways = Vec::new();
        let mut origins = Vec::new();
        let asked_for = asked.ways.iter().enumerate();
        for (origin, way) in asked_for.filter(|(_, way)| !way.is_empty()) {
            for stands in super::combinations(columns.engine(), way, place) {
                let steps = stands.into_iter().map(|(action, stand)| {
                    let at = places.iter().position(|known| *known == stand);
                    let level = columns.engine().catalogue().facts(action).level;
                    Step {
                        action: Arc::from(action),
                        known: columns.universe().find(action),
                        place: at.unwrap_or_else(|| {
                            places.push(stand);
                            places.len() - 1
                        }),
                        project: stand.project.filter(|_| level == ServiceLevel::Project),
                    }
                });
                ways.push(steps.collect());
                origins.push(origin);
            }
        }
        Self {
            columns,
            ways,
            origins,
            places,
            free: asked.ways.iter().any(Vec::is_empty),
        }
    }

    /// What is asked.
    #[must_use]
    pub fn columns(&self) -> &C {
        &self.columns
    }

    /// A principal of whom the decision is known, with everything that lets it: every path, in the order in which the
    /// account grants them. Paths of a way that is not met as a whole in a project are left out; so is what only denies.
    #[must_use]
    pub fn able(&self, (principal, decision): (Principal, Decision)) -> Able {
        let whole = self.whole(principal);
        let mut paths = Vec::new();
        let mut hinges = Vec::new();
        let mut reason = self.free.then_some(Reason::NoPermissionNeeded);
        for way in &self.ways {
            let met = way
                .iter()
                .all(|step| lets(self.decided(principal, step, &whole)));
            if !met {
                continue;
            }
            for step in way {
                let told = self.because(principal, step);
                if told.decision == decision {
                    reason = reason.or(Some(told.reason));
                }
                if decision == Decision::Conditional {
                    note(&mut hinges, &told.hinges);
                }
                let mut unless = told.hinges;
                unless.retain(Hinge::takes_back);
                let allows = told.causes.into_iter();
                for cause in allows.filter(|cause| cause.effect == Effect::Allow) {
                    let path = (cause, unless.as_slice());
                    add(&mut paths, path, &step.action, step.project);
                }
            }
        }
        // Who may not has a reason too: that of the first place where the answer is this one.
        let reason = reason.or_else(|| {
            let mut steps = self.ways.iter().flatten();
            let step = steps.find(|step| self.decided(principal, step, &whole) == decision)?;
            Some(self.because(principal, step).reason)
        });
        Able {
            principal,
            decision,
            reason: reason.unwrap_or(Reason::Statement),
            hinges,
            paths,
        }
    }

    /// What a conditional answer hangs on, in the first of the ways that are open: what is enough to know of many
    /// principals at a glance. [`Ways::able`] tells of all ways.
    #[must_use]
    pub fn hinges(&self, principal: Principal) -> Vec<Hinge> {
        let whole = self.whole(principal);
        let open = self.ways.iter().find(|way| {
            let steps = way.iter();
            together(steps.map(|step| self.decided(principal, step, &whole)))
                == Decision::Conditional
        });
        let mut hinges = Vec::new();
        for step in open.into_iter().flatten() {
            note(&mut hinges, &self.because(principal, step).hinges);
        }
        hinges
    }

    /// A principal to whom some way is explicitly denied in every project that is asked, with every statement that
    /// denies it.
    #[must_use]
    pub fn denied(&self, principal: Principal) -> Able {
        let whole = self.whole(principal);
        let denies = |step: &&Step| self.decided(principal, step, &whole) == Decision::ExplicitDeny;
        let open: HashSet<usize> = self
            .ways
            .iter()
            .zip(&self.origins)
            .filter(|(way, _)| !way.iter().any(|step| denies(&step)))
            .map(|(_, origin)| *origin)
            .collect();
        let mut paths = Vec::new();
        let ways = self.ways.iter().zip(&self.origins);
        let closed = ways.filter(|(_, origin)| !open.contains(origin));
        for step in closed.flat_map(|(way, _)| way.iter().filter(denies)) {
            let told = self.because(principal, step).causes.into_iter();
            for cause in told.filter(|cause| cause.effect == Effect::Deny) {
                add(&mut paths, (cause, &[]), &step.action, step.project);
            }
        }
        // What no statement of the account denies, its organization does.
        let reason = if paths.is_empty() {
            Reason::ServiceControl
        } else {
            Reason::Statement
        };
        Able {
            principal,
            decision: Decision::ExplicitDeny,
            reason,
            hinges: Vec::new(),
            paths,
        }
    }

    fn whole(&self, principal: Principal) -> Whole {
        (self.ways.len() > MANY * self.places.len()).then(|| {
            let places = self.places.iter();
            places
                .map(|stand| self.columns.principal(principal, *stand))
                .collect()
        })
    }

    fn stand(&self, step: &Step) -> Stand {
        self.places.get(step.place).copied().unwrap_or_default()
    }

    fn decided(&self, principal: Principal, step: &Step, whole: &Whole) -> Decision {
        let column = whole.as_ref().and_then(|whole| whole.get(step.place));
        match (step.known, column) {
            (Some(action), Some(column)) => column.of(action),
            _ => decided(&self.columns, principal, &step.action, self.stand(step)),
        }
    }

    /// What decides about one step. A role may have spoken of anything: its own Deny is subtracted when it is compiled.
    fn because(&self, principal: Principal, step: &Step) -> Because {
        let engine = self.columns.engine();
        let request = self
            .columns
            .question(principal, &step.action, self.stand(step));
        engine.because(&request, |permission| {
            let compiled = self.columns.compiled(permission);
            match (step.known, compiled) {
                (Some(action), Some(compiled)) => compiled.role || compiled.speaks_of(action),
                _ => true,
            }
        })
    }
}

fn lets(decision: Decision) -> bool {
    matches!(decision, Decision::Allow | Decision::Conditional)
}
