//! The paths that let a principal: through which group or grant of its own, by which permission and statement, where.

use crate::engine::Engine;
use crate::model::{Cause, Decision, Effect, Grant, Principal, ProjectId, Reason, ServiceLevel};

use super::{Asked, Where, request};

/// One path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The statement that allows, or would if what is open went its way.
    pub cause: Cause,
    /// The actions it allows, of those asked for.
    pub actions: Vec<String>,
    /// The projects in which it does; none for actions of global services.
    pub projects: Vec<ProjectId>,
}

/// A principal who may, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Able {
    /// Who.
    pub principal: Principal,
    /// The answer about it.
    pub decision: Decision,
    /// Why, where no path is needed: the account owner, the group admin, an API that needs no permission.
    pub reason: Reason,
    /// Every path.
    pub paths: Vec<Path>,
}

/// A principal of whom the decision is known, with everything that lets it.
#[must_use]
pub fn able(
    engine: &Engine,
    asked: &Asked,
    place: &Where,
    (principal, decision): (Principal, Decision),
) -> Able {
    let paths = paths(engine, asked, place, principal);
    let mut names = asked.ways.iter().flatten();
    let reason = if asked.ways.iter().any(Vec::is_empty) {
        Reason::NoPermissionNeeded
    } else {
        let first = names.find_map(|action| {
            let stands = place.stands(engine, action);
            let mut traces = stands
                .into_iter()
                .map(|stand| engine.explain(&request(engine, principal, action, stand)));
            let found = traces.find(|trace| trace.decision == decision)?;
            Some(found.reason)
        });
        first.unwrap_or(Reason::Statement)
    };
    Able {
        principal,
        decision,
        reason,
        paths,
    }
}

/// Every path of a principal, in the order in which the account grants them. Paths of a way that is not met as a whole
/// in a project are left out; so is what only denies.
#[must_use]
pub fn paths(engine: &Engine, asked: &Asked, place: &Where, principal: Principal) -> Vec<Path> {
    let mut found: Vec<Path> = Vec::new();
    for way in &asked.ways {
        for stands in super::combinations(engine, way, place) {
            let traces: Vec<_> = stands
                .iter()
                .map(|(action, stand)| {
                    let trace = engine.explain(&request(engine, principal, action, *stand));
                    (*action, stand.project, trace)
                })
                .collect();
            let met = traces.iter().all(|(_, _, trace)| {
                matches!(trace.decision, Decision::Allow | Decision::Conditional)
            });
            if !met {
                continue;
            }
            for (action, project, trace) in traces {
                let allows = trace.because.into_iter();
                for cause in allows.filter(|cause| cause.effect == Effect::Allow) {
                    add(
                        &mut found,
                        cause,
                        action,
                        project.filter(|_| {
                            engine.catalogue().facts(action).level == ServiceLevel::Project
                        }),
                    );
                }
            }
        }
    }
    found
}

fn add(found: &mut Vec<Path>, cause: Cause, action: &str, project: Option<ProjectId>) {
    let same = |grant: Grant, statement: Option<usize>| {
        grant == cause.grant && statement == cause.statement
    };
    let at = found
        .iter()
        .position(|path| same(path.cause.grant, path.cause.statement));
    let path = match at.and_then(|at| found.get_mut(at)) {
        Some(path) => path,
        None => {
            found.push(Path {
                cause,
                actions: Vec::new(),
                projects: Vec::new(),
            });
            let Some(last) = found.last_mut() else { return };
            last
        }
    };
    if !path.actions.iter().any(|known| known == action) {
        path.actions.push(action.to_owned());
    }
    if let Some(project) = project
        && !path.projects.contains(&project)
    {
        path.projects.push(project);
    }
}
