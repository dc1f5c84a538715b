//! What `check` asked and was answered: one action, or every action that an API call needs.

use crate::analysis::call::{Call, free, together};
use crate::catalogue::ApiMatch;
use crate::engine::compiled::Columns;
use crate::model::{ActionFacts, Decision, Request, ServiceLevel, Trace};

use super::question::Circumstances;
use super::session::{Failure, Session};

/// What was asked and answered, action by action; an API may need several.
#[derive(Default)]
pub struct Decided {
    /// Each request with its answer.
    pub answers: Vec<(Request, Trace)>,
    /// The API that was asked, and what it may be.
    pub api: Option<(Call, Vec<ApiMatch>)>,
}

impl Decided {
    /// The decision of all together.
    pub fn decision(&self) -> Decision {
        together(self.answers.iter().map(|(_, trace)| trace.decision))
    }

    /// One action by its name.
    pub fn action(
        &mut self,
        session: &Session,
        columns: &Columns,
        circumstances: &Circumstances,
        action: &str,
    ) -> Result<(), Failure> {
        let request = circumstances.request(&session.engine, action)?;
        let trace = columns.explain(&request);
        self.answers.push((request, trace));
        Ok(())
    }

    /// Every action that the API needs, together.
    pub fn call(
        &mut self,
        session: &Session,
        columns: &Columns,
        mut circumstances: Circumstances,
        (call, candidates): (Call, Vec<ApiMatch>),
    ) -> Result<(), Failure> {
        let engine = &session.engine;
        let Some(best) = candidates.first() else {
            return Err(Failure::Call(format!(
                "no published API is {} {}; `permlens catalog apis` lists those that are known",
                call.method, call.path
            )));
        };
        circumstances.project = circumstances
            .project
            .or_else(|| call.project(engine.account()));
        let row = engine.catalogue().apis.get(best.row);
        if row.actions.is_empty() {
            let request = Request {
                principal: circumstances.principal,
                action: format!("{} {}", best.api.method, best.api.uri),
                facts: ActionFacts {
                    level: ServiceLevel::Global,
                    enterprise_project: None,
                },
                project: circumstances.project,
                enterprise_project: circumstances.enterprise_project,
                resource: None,
                context: circumstances.context.clone(),
                mode: circumstances.mode,
            };
            let trace = free(engine.account(), request.principal);
            self.answers.push((request, trace));
        }
        for action in &row.actions {
            self.action(session, columns, &circumstances, action)?;
        }
        // A text may tell of several calls; the first heads the answer, the actions of all are in it.
        self.api.get_or_insert((call, candidates));
        Ok(())
    }
}
