//! What lets a principal: the paths, through which group or grant of its own, by which permission and statement, where;
//! and what a conditional answer hangs on.

use crate::model::{Cause, Decision, Grant, Hinge, Principal, ProjectId, Reason};

/// One path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The statement that allows, or would if what is open went its way.
    pub cause: Cause,
    /// What may take it back: statements that deny under a condition, service control policies.
    pub unless: Vec<Hinge>,
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
    /// What a conditional answer hangs on, in any of its ways.
    pub hinges: Vec<Hinge>,
    /// Every path.
    pub paths: Vec<Path>,
}

/// Adds a path, or what it allows beside what was known.
pub(super) fn add(
    found: &mut Vec<Path>,
    (cause, unless): (Cause, &[Hinge]),
    action: &str,
    project: Option<ProjectId>,
) {
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
                unless: Vec::new(),
                actions: Vec::new(),
                projects: Vec::new(),
            });
            let Some(last) = found.last_mut() else { return };
            last
        }
    };
    note(&mut path.unless, unless);
    if !path.actions.iter().any(|known| known == action) {
        path.actions.push(action.to_owned());
    }
    if let Some(project) = project
        && !path.projects.contains(&project)
    {
        path.projects.push(project);
    }
}

/// Notes what an answer hangs on, each once: a statement that speaks of several actions is one.
pub(super) fn note(known: &mut Vec<Hinge>, more: &[Hinge]) {
    for hinge in more {
        let same = |other: &Hinge| match (other, hinge) {
            (Hinge::Statement(one), Hinge::Statement(other)) => {
                one.effect == other.effect
                    && one.grant.permission == other.grant.permission
                    && one.statement == other.statement
                    && one.open_keys == other.open_keys
                    && one.open_resources == other.open_resources
            }
            (one, other) => one == other,
        };
        if !known.iter().any(same) {
            known.push(hinge.clone());
        }
    }
}
