//! Why a cell shows its letter: the stories of the actions behind it, told by the explaining path where the letter was
//! found.

use std::collections::HashMap;

use crate::engine::compiled::Stand;
use crate::model::{
    ActionId, Decision, GroupId, PermissionId, Principal, ProjectId, TableId, Trace,
};

use super::{Answer, Cell, Column, Matrix};

/// What a cell rests on, told.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// The cell.
    pub cell: Cell,
    /// The project it was found in: the first of the most permissive ones. None for what is asked of global services.
    pub project: Option<ProjectId>,
    /// The stories, in the order of the row's actions. Of a whole service, and of a row that is linked to no action,
    /// one story for each decision about the actions of the service.
    pub told: Vec<(ActionId, Trace)>,
    /// How many of the actions came out as each story does: 1 but for whole services.
    pub alike: Vec<usize>,
}

/// Stories of one column, by action and place: rows share them.
type Known = HashMap<(ActionId, Option<ProjectId>), Trace>;

impl Matrix {
    /// Every cell of one column with its reasons, in the order of the rows.
    #[must_use]
    pub fn whys(&self, column: &Column) -> Vec<Why> {
        let answer = self.answer(column);
        let mut known = Known::new();
        (0..self.question.rows.len())
            .map(|row| self.why(row, &answer, &mut known))
            .collect()
    }

    fn why(&self, index: usize, answer: &Answer, known: &mut Known) -> Why {
        let cell = self.cell(index, answer);
        let mut why = Why {
            cell,
            project: None,
            told: Vec::new(),
            alike: Vec::new(),
        };
        let Some(row) = self.question.rows.get(index) else {
            return why;
        };
        let (asker, stand, decisions) = match answer {
            Answer::Permission(permission, decisions) => {
                let project = match self.question.projects {
                    super::Projects::One(project) => Some(project),
                    super::Projects::Any(_) => None,
                };
                let stand = Stand {
                    project,
                    enterprise_project: None,
                };
                (Asker::Permission(*permission), stand, decisions)
            }
            Answer::Principal(places, without) => {
                let global = self.global.get(index) == Some(&true);
                let alone = without.as_deref().filter(|_| global);
                // The first of the most permissive, as the cell itself was found.
                let found = alone.or_else(|| {
                    let mut places = places.iter();
                    places.find(|at| self.cell_at(index, row, at) == cell)
                });
                let Some(at) = found else { return why };
                let (principal, stand) = at.asked;
                (Asker::Principal(principal), stand, &at.decisions)
            }
        };
        why.project = stand
            .project
            .filter(|_| !self.global.get(index).copied().unwrap_or(false));
        let mut tell = |action: ActionId| {
            let story = || self.story(&asker, action, stand);
            let told = known.entry((action, stand.project)).or_insert_with(story);
            (action, told.clone())
        };
        if row.is_whole_service() {
            let code = self.engine().catalogue().services.get(row.service).code;
            let actions: Vec<ActionId> = match self.columns.universe().of_service(code) {
                Some(all) if row.actions.is_empty() => all.iter().collect(),
                _ => row.actions.clone(),
            };
            for decision in [
                Decision::Allow,
                Decision::Conditional,
                Decision::ExplicitDeny,
                Decision::ImplicitDeny,
            ] {
                let alike = |action: &&ActionId| decisions.of(**action) == decision;
                let mut actions = actions.iter().filter(alike);
                if let Some(first) = actions.next() {
                    why.told.push(tell(*first));
                    why.alike.push(1 + actions.count());
                }
            }
        } else {
            why.told.extend(row.actions.iter().copied().map(tell));
            why.alike = vec![1; why.told.len()];
        }
        why
    }

    fn story(&self, asker: &Asker, action: ActionId, stand: Stand) -> Trace {
        let engine = self.columns.engine();
        let nobody = Principal::Group(GroupId::from_index(0));
        let name = self.columns.universe().name(action);
        let principal = asker.principal().unwrap_or(nobody);
        let request = self.columns.question(principal, name, stand);
        match asker {
            Asker::Permission(id) => engine.explain_permission(*id, &request),
            Asker::Principal(_) => engine.explain(&request),
        }
    }
}

/// Whose column it is.
enum Asker {
    Permission(PermissionId),
    Principal(Principal),
}

impl Asker {
    fn principal(&self) -> Option<Principal> {
        match self {
            Self::Permission(_) => None,
            Self::Principal(principal) => Some(*principal),
        }
    }
}
