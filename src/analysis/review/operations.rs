//! Rows about operations: which a user may carry out, and which edit takes one away without taking another that is
//! kept. Every edit is tried on the account before it is proposed.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::analysis::matrix::{Column, Matrix, Projects, Question, Row, Rows, rows};
use crate::engine::Engine;
use crate::engine::compiled::{Columns, Stand};
use crate::model::{Effect, Mark, Principal, ServiceId, UserId, Via};

use super::edits::{Outcome, ReviewEdit, applied, some};
use super::{Answer, Entry, Held, Verdict};

/// The operations of these services (of all, when none is given) that each user may carry out in at least one project,
/// conditional ones included, each with the letter of its cell.
#[must_use]
pub fn operations(columns: &Arc<Columns>, services: &[ServiceId]) -> Vec<(Entry, Mark)> {
    let engine = columns.engine();
    let rows = rows(engine.catalogue(), Rows::Operations, services);
    let users = engine.account().users.ids();
    let mut found = Vec::new();
    for user in users {
        for (row, mark) in rows.iter().zip(marks(columns, &rows, user)) {
            if may(mark) {
                let held = Held::Operation(row.id.clone());
                found.push((Entry { user, held }, mark));
            }
        }
    }
    found
}

fn may(mark: Mark) -> bool {
    matches!(
        mark,
        Mark::Allowed | Mark::MissingDependency | Mark::Conditional
    )
}

fn marks(columns: &Arc<Columns>, rows: &[Row], user: UserId) -> Vec<Mark> {
    let column = Column::Principal(Principal::User(user));
    let question = Question {
        rows: rows.to_vec(),
        columns: vec![column],
        projects: Projects::any(columns.engine()),
        enterprise_project: None,
    };
    let cells = Matrix::new(Arc::clone(columns), question).cells(&column);
    cells.into_iter().map(|cell| cell.mark).collect()
}

/// The operations of a sheet, and which of them each user keeps.
pub(super) struct Allowed<'a> {
    columns: &'a Arc<Columns>,
    rows: HashMap<String, Row>,
    kept: Vec<(UserId, &'a str, usize)>,
}

impl<'a> Allowed<'a> {
    pub fn new(columns: &'a Arc<Columns>, answers: &'a [Answer]) -> Self {
        let named: BTreeSet<&str> = answers
            .iter()
            .filter_map(|answer| match &answer.entry.held {
                Held::Operation(name) => Some(name.as_str()),
                Held::Grant(_) => None,
            })
            .collect();
        let all = if named.is_empty() {
            Vec::new()
        } else {
            rows(columns.engine().catalogue(), Rows::Operations, &[])
        };
        let kept = answers
            .iter()
            .filter(|answer| answer.verdict != Verdict::Remove)
            .filter_map(|answer| match &answer.entry.held {
                Held::Operation(name) => Some((answer.entry.user, name.as_str(), answer.line)),
                Held::Grant(_) => None,
            })
            .collect();
        Self {
            columns,
            rows: all
                .into_iter()
                .filter(|row| named.contains(row.id.as_str()))
                .map(|row| (row.id.clone(), row))
                .collect(),
            kept,
        }
    }

    /// The columns after some edits.
    fn after(&self, edits: &[ReviewEdit]) -> Arc<Columns> {
        let engine = self.columns.engine();
        let account = Arc::new(applied(engine.account(), edits));
        let edited = Engine::new(engine.catalogue(), account, engine.settings());
        Arc::new(Columns::new(Arc::new(edited)))
    }

    /// What is kept and would be lost.
    fn lost(&self, after: &Arc<Columns>, touched: &dyn Fn(UserId) -> bool) -> Vec<String> {
        let account = self.columns.engine().account();
        let mut lost = Vec::new();
        for (user, name, line) in self.kept.iter().filter(|(user, _, _)| touched(*user)) {
            let Some(row) = self.rows.get(*name) else {
                continue;
            };
            let may_still = marks(after, std::slice::from_ref(row), *user)
                .into_iter()
                .all(may);
            if !may_still {
                let who = &account.user(*user).name;
                lost.push(format!("{} of {who} (line {line})", row.label));
            }
        }
        lost
    }
}

/// The edits that take an operation from a user.
pub(super) fn without(
    allowed: &mut Allowed<'_>,
    outcome: &Outcome,
    user: UserId,
    name: &str,
) -> Result<Vec<ReviewEdit>, String> {
    let Some(row) = allowed.rows.get(name).cloned() else {
        return Err(format!("{name} is no operation of the catalogue"));
    };
    let mut done: Vec<ReviewEdit> = outcome.edits.iter().map(|(edit, _)| *edit).collect();
    let before = done.len();
    let mut obstacle = Vec::new();
    // Each round cuts one of the ways; there are no more rounds than ways.
    loop {
        let now = allowed.after(&done);
        if !marks(&now, std::slice::from_ref(&row), user)
            .into_iter()
            .any(may)
        {
            return Ok(done.split_off(before));
        }
        let candidates = candidates(&now, &row, user);
        let next = candidates.into_iter().find(|edit| {
            let mut tried = done.clone();
            tried.push(*edit);
            let members = members(&now, *edit);
            let lost = allowed.lost(&allowed.after(&tried), &|one| members.contains(&one));
            obstacle.extend(
                lost.iter()
                    .filter(|text| !obstacle.contains(*text))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
            lost.is_empty()
        });
        match next {
            Some(edit) => done.push(edit),
            None if obstacle.is_empty() => {
                return Err(format!(
                    "{} may do {} for a reason that no edit here takes away",
                    now.engine().account().user(user).shown(),
                    row.label
                ));
            }
            None => {
                let names: Vec<&str> = obstacle.iter().map(String::as_str).collect();
                return Err(format!(
                    "every edit that takes it also takes {}",
                    some(&names)
                ));
            }
        }
    }
}

/// Whom an edit may take something from.
fn members(columns: &Columns, edit: ReviewEdit) -> Vec<UserId> {
    match edit {
        ReviewEdit::Leave { user, .. } => vec![user],
        ReviewEdit::Detach { subject, .. } => match subject {
            Principal::User(user) => vec![user],
            Principal::Group(group) => columns.engine().account().group(group).members.clone(),
            Principal::Agency(_) => Vec::new(),
        },
    }
}

/// Edits that cut one of the ways in which a user is let: leaving a group first, which touches nobody else.
fn candidates(columns: &Columns, row: &Row, user: UserId) -> Vec<ReviewEdit> {
    let engine = columns.engine();
    let account = engine.account();
    let mut leave = BTreeSet::new();
    let mut detach = BTreeSet::new();
    for group in &account.user(user).groups {
        if account.group(*group).is_admin() {
            leave.insert(ReviewEdit::Leave {
                user,
                group: *group,
            });
        }
    }
    for action in &row.actions {
        let action = columns.universe().name(*action);
        for project in account.working_projects() {
            let stand = Stand {
                project: Some(project),
                enterprise_project: None,
            };
            let trace = engine.explain(&engine.question(Principal::User(user), action, stand));
            for cause in trace
                .because
                .iter()
                .filter(|cause| cause.effect == Effect::Allow)
            {
                let grant = cause.grant;
                let subject = match grant.via {
                    Via::Group(group) => {
                        leave.insert(ReviewEdit::Leave { user, group });
                        Principal::Group(group)
                    }
                    Via::Direct => Principal::User(user),
                };
                detach.insert(ReviewEdit::Detach { subject, grant });
            }
        }
    }
    leave.into_iter().chain(detach).collect()
}
