//! From the fields to the answer: in which projects it is asked, and what came out.
//!
//! INVARIANT: where any project will do, the most permissive answer counts, and the request says where it was found.

use super::Followed;
use super::api::{self, Called};
use super::asked::Asked;
use super::said::{Standing, standing};
use crate::analysis::call::free;
use crate::model::{Cause, Decision, PermissionId, ProjectId, Request, ServiceLevel, Trace};
use crate::tui::explorer::world::World;

/// The answer to the fields.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The request, in the project that was looked into.
    pub request: Option<Request>,
    /// What came out.
    pub trace: Option<Trace>,
    /// In how many projects it was asked.
    pub projects: usize,
    /// What the column's permission gives by itself.
    pub alone: Option<(PermissionId, Trace)>,
    /// The other actions of the row with their decisions.
    pub needed: Vec<(String, Decision)>,
    /// The API that is called, where a call is asked about.
    pub called: Option<Called>,
    /// What the text in the action field is.
    pub standing: Standing,
}

impl Answer {
    /// The condition keys that matter.
    pub fn tested_keys(&self) -> &[String] {
        self.trace
            .as_ref()
            .map_or(&[], |trace| trace.tested_keys.as_slice())
    }

    /// The statements that decide: of the cell where it is a permission's, else of the answer.
    pub fn causes(&self) -> impl Iterator<Item = &Cause> {
        let alone = self.alone.as_ref().map(|(_, trace)| trace);
        let trace = alone.or(self.trace.as_ref()).into_iter();
        trace.flat_map(|trace| trace.because.iter().chain(&trace.overruled))
    }

    /// The statements of a permission that decide, with the patterns that matched.
    pub fn deciding(&self, permission: PermissionId) -> Vec<(usize, String)> {
        let causes: Vec<&Cause> = match &self.alone {
            Some((of, trace)) if *of == permission => trace.because.iter().collect(),
            _ => self
                .trace
                .iter()
                .flat_map(|trace| trace.because.iter().chain(&trace.overruled))
                .collect(),
        };
        causes
            .into_iter()
            .filter(|cause| cause.grant.permission == permission)
            .filter_map(|cause| Some((cause.statement?, cause.pattern.clone())))
            .collect()
    }
}

/// How permissive a decision is; the most permissive counts where any project will do.
fn rank(decision: Decision) -> u8 {
    match decision {
        Decision::ExplicitDeny => 0,
        Decision::ImplicitDeny => 1,
        Decision::Conditional => 2,
        Decision::Allow => 3,
    }
}

/// The projects to ask in: the one that is named, all of them, or none for a global service.
fn projects(world: &World, asked: &Asked) -> Vec<Option<ProjectId>> {
    let level = world.catalogue().facts(asked.action.trim()).level;
    match (asked.project, level) {
        (Some(project), _) => vec![Some(project)],
        (None, ServiceLevel::Global) => vec![None],
        (None, ServiceLevel::Project) => {
            let all: Vec<_> = world.account().working_projects().map(Some).collect();
            if all.is_empty() { vec![None] } else { all }
        }
    }
}

/// The decision alone, the most permissive of the projects.
pub fn decide(world: &World, asked: &Asked) -> Option<Decision> {
    projects(world, asked)
        .into_iter()
        .filter_map(|project| asked.request(world, project))
        .map(|request| world.engine().decide(&request))
        .max_by_key(|decision| rank(*decision))
}

/// The decision on whatever the action field says, an action or a call.
pub fn decide_text(world: &World, asked: &Asked) -> Option<Decision> {
    evaluate(world, asked, &Followed::default())
        .trace
        .map(|trace| trace.decision)
}

/// Of several texts for the action field, the one that is allowed least.
pub fn least_allowed(world: &World, asked: &Asked, texts: &[String]) -> Option<String> {
    if let [one] = texts {
        return Some(one.clone());
    }
    let decided = |text: &&String| {
        let action = (*text).clone();
        let asked = Asked {
            action,
            ..asked.clone()
        };
        decide_text(world, &asked).map_or(4, rank)
    };
    texts.iter().min_by_key(decided).cloned()
}

/// The whole answer.
pub fn evaluate(world: &World, asked: &Asked, followed: &Followed) -> Answer {
    let standing = standing(world, &asked.action);
    if standing == Standing::NoAction {
        return Answer {
            standing,
            ..Answer::default()
        };
    }
    Answer {
        standing,
        ..asked_about(world, asked, followed)
    }
}

fn asked_about(world: &World, asked: &Asked, followed: &Followed) -> Answer {
    let Some(called) = api::called(world, &asked.action) else {
        let together = followed
            .row
            .as_ref()
            .filter(|row| row.together && row.actions.contains(&asked.action))
            .map_or(&[][..], |row| row.actions.as_slice());
        return of_action(world, asked, followed, together);
    };
    let actions = match &called {
        Called::Known { actions, .. } => actions.clone(),
        Called::Unknown => Vec::new(),
    };
    // several actions are needed in one project: the one where they go farthest together
    let projects = projects_together(world, asked, &actions);
    let project = projects
        .iter()
        .copied()
        .rev()
        .max_by_key(|project| together_in(world, asked, &actions, *project))
        .flatten();
    // the action that decides: the first that is least allowed
    let with = |action: &String| Asked {
        action: action.clone(),
        project: asked.project.or(project),
        ..asked.clone()
    };
    let deciding = actions
        .iter()
        .min_by_key(|action| decide(world, &with(action)).map_or(4, rank));
    let mut answer = match deciding {
        Some(action) => of_action(world, &with(action), followed, &actions),
        None => Answer {
            trace: match (&called, asked.principal) {
                (Called::Known { .. }, Some(principal)) => Some(free(world.account(), principal)),
                _ => None,
            },
            request: asked
                .request(world, asked.project)
                .filter(|_| called != Called::Unknown),
            ..Answer::default()
        },
    };
    answer.called = Some(called);
    answer.projects = answer.projects.max(projects.len());
    answer
}

/// Where several actions are asked about together while any project will do; nothing where one decides alone.
fn projects_together(world: &World, asked: &Asked, actions: &[String]) -> Vec<Option<ProjectId>> {
    if asked.project.is_some() || actions.len() < 2 {
        return Vec::new();
    }
    let local = |action: &&String| world.catalogue().facts(action).level == ServiceLevel::Project;
    if !actions.iter().any(|action| local(&action)) {
        return Vec::new();
    }
    world.account().working_projects().map(Some).collect()
}

/// How far all of the actions go in a project: as far as the least allowed.
fn together_in(
    world: &World,
    asked: &Asked,
    actions: &[String],
    project: Option<ProjectId>,
) -> Option<u8> {
    let decided = |action: &String| {
        let asked = Asked {
            action: action.clone(),
            project,
            ..asked.clone()
        };
        decide(world, &asked).map(rank)
    };
    actions.iter().map(decided).min().flatten()
}

/// The answer about one action; `together` are all that are needed with it.
fn of_action(world: &World, asked: &Asked, followed: &Followed, together: &[String]) -> Answer {
    let engine = world.engine();
    let projects = projects(world, asked);
    let mut best: Option<(Decision, Request)> = None;
    for request in projects
        .iter()
        .filter_map(|project| asked.request(world, *project))
    {
        let decision = engine.decide(&request);
        if best
            .as_ref()
            .is_none_or(|(known, _)| rank(decision) > rank(*known))
        {
            best = Some((decision, request));
        }
    }
    let request = best.map(|(_, request)| request);
    let trace = request.as_ref().map(|request| engine.explain(request));
    let alone = followed
        .row
        .as_ref()
        .and_then(|row| row.permission)
        .zip(request.as_ref())
        .map(|(permission, request)| (permission, engine.explain_permission(permission, request)));
    let decided = |action: &String| {
        let asked = Asked {
            action: action.clone(),
            ..asked.clone()
        };
        Some((action.clone(), decide(world, &asked)?))
    };
    let needed = match together {
        [] | [_] => Vec::new(),
        several => several.iter().filter_map(decided).collect(),
    };
    Answer {
        request,
        trace,
        projects: projects.len(),
        alone,
        needed,
        ..Answer::default()
    }
}
