//! What `check` asked and was answered: one action, or every action that an API call needs.

use crate::analysis::call::{Call, free, together};
use crate::catalogue::ApiMatch;
use crate::engine::action::{AskedAction, matching_pattern};
use crate::engine::compiled::Columns;
use crate::model::{
    ActionClause, ActionFacts, Decision, Document, Request, ResourceClause, ServiceLevel,
    Statement, Trace, nearest,
};
use crate::report::plain;

use super::args::CheckArgs;
use super::failure::Failure;
use super::question::Circumstances;
use super::session::Session;

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
                plain(&call.method),
                plain(&call.path)
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

/// What the caller may have mistyped: words that nothing in the account or the catalogue has a use for.
pub fn notes(args: &CheckArgs, session: &Session, decided: &Decided) -> Vec<String> {
    let mut notes = Vec::new();
    if decided.api.is_none() {
        for (request, _) in &decided.answers {
            notes.extend(undefined(session, &request.action));
        }
    }
    let mut keys: Vec<&str> = Vec::new();
    for argument in &args.context {
        let key = argument.split_once('=').map_or("", |(key, _)| key.trim());
        let tested = decided.answers.iter();
        let mut tested = tested.filter(|(request, _)| tested_by_any(session, request, key));
        if !keys.contains(&key) && tested.next().is_none() {
            notes.push(format!("no statement for this request tests {key}"));
        }
        keys.push(key);
    }
    notes
}

fn undefined(session: &Session, action: &str) -> Option<String> {
    let catalogue = session.engine.catalogue();
    let documents = session.engine.account().permissions.rows().iter();
    let mut statements = documents
        .filter_map(|permission| permission.document.as_ref())
        .flat_map(|document| &document.statements);
    let names = |statement: &Statement| {
        let ActionClause::Any(patterns) = &statement.actions else {
            return false;
        };
        let folded = action.to_lowercase();
        patterns
            .iter()
            .any(|pattern| pattern.to_lowercase() == folded)
    };
    if catalogue.find_action(action).is_some() || statements.any(names) {
        return None;
    }
    let known = catalogue.actions.rows().iter().map(|row| row.name);
    let mut note = format!("no document defines {action}");
    if let Some(name) = nearest(action, known).first() {
        note += &format!("; the nearest is {name}");
    } else if action.matches(':').count() != 2 {
        note += "; an action has three parts, as ims:images:list has";
    }
    Some(note)
}

/// Whether a statement that is about the request's action, and reaches its principal, looks at a condition key.
fn tested_by_any(session: &Session, request: &Request, key: &str) -> bool {
    let account = session.engine.account();
    let grants = session.engine.grants().reaching(account, request.principal);
    let attached = grants
        .into_iter()
        .filter_map(|grant| account.permission(grant.permission).document.as_ref());
    let asked = AskedAction::new(&request.action);
    let looks = |document: &Document| {
        document.statements.iter().any(|statement| {
            matching_pattern(&statement.actions, document.version, &asked).is_some()
                && looks_at(statement, key)
        })
    };
    attached.chain(account.scps.iter().flatten()).any(looks)
}

fn looks_at(statement: &Statement, key: &str) -> bool {
    let variable = format!("${{{}", key.to_lowercase());
    let names = |text: &String| text.to_lowercase().contains(&variable);
    let resources = match &statement.resources {
        ResourceClause::All => &[][..],
        ResourceClause::Any(texts)
        | ResourceClause::NoneOf(texts)
        | ResourceClause::Agencies(texts) => texts,
    };
    resources.iter().any(names)
        || statement.conditions.iter().any(|test| {
            test.key.to_lowercase() == key.to_lowercase() || test.values.iter().any(names)
        })
}
