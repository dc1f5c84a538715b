//! From answers to edits: a user leaves a group where nothing of it is kept, a permission is detached where nobody
//! keeps it. What neither reaches without taking something that is kept is left to people, and said.

use std::collections::HashSet;
use std::sync::Arc;

use crate::engine::compiled::Columns;
use crate::model::{Account, Grant, GroupId, Principal, Scope, UserId, Via};

use super::operations::{Allowed, without};
use super::{Answer, Held, Verdict};

/// One edit of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReviewEdit {
    /// The user is taken out of the group.
    Leave {
        /// Who.
        user: UserId,
        /// Which group.
        group: GroupId,
    },
    /// The permission is detached: from the grant's group, or from the user itself.
    Detach {
        /// Whose it is.
        subject: Principal,
        /// The grant.
        grant: Grant,
    },
}

/// A removal that no edit reaches without taking something that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// The line of the sheet.
    pub line: usize,
    /// What stands in the way.
    pub why: String,
}

/// What a filled sheet asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The edits, each with the lines it answers, in the order of the sheet.
    pub edits: Vec<(ReviewEdit, Vec<usize>)>,
    /// What people must decide.
    pub unresolved: Vec<Unresolved>,
    /// How many rows are kept.
    pub kept: usize,
    /// How many rows nobody has decided.
    pub undecided: usize,
}

impl Outcome {
    pub(super) fn add(&mut self, edit: ReviewEdit, line: usize) {
        match self.edits.iter_mut().find(|(known, _)| *known == edit) {
            Some((_, lines)) => lines.push(line),
            None => self.edits.push((edit, vec![line])),
        }
    }
}

/// The edits that `answers` ask for.
#[must_use]
pub fn outcome(columns: &Arc<Columns>, answers: &[Answer]) -> Outcome {
    let count = |verdict| {
        answers
            .iter()
            .filter(|answer| answer.verdict == verdict)
            .count()
    };
    let mut outcome = Outcome {
        kept: count(Verdict::Keep),
        undecided: count(Verdict::Undecided),
        ..Outcome::default()
    };
    let removed: HashSet<(UserId, Grant)> = answers
        .iter()
        .filter(|answer| answer.verdict == Verdict::Remove)
        .filter_map(|answer| match answer.entry.held {
            Held::Grant(grant) => Some((answer.entry.user, grant)),
            Held::Operation(_) => None,
        })
        .collect();
    let mut allowed = Allowed::new(columns, answers);
    for answer in answers
        .iter()
        .filter(|answer| answer.verdict == Verdict::Remove)
    {
        let user = answer.entry.user;
        let found = match &answer.entry.held {
            Held::Grant(grant) => by_grant(columns, &removed, user, *grant),
            Held::Operation(name) => without(&mut allowed, &outcome, user, name),
        };
        match found {
            Ok(edits) => edits
                .into_iter()
                .for_each(|edit| outcome.add(edit, answer.line)),
            Err(why) => outcome.unresolved.push(Unresolved {
                line: answer.line,
                why,
            }),
        }
    }
    outcome
}

/// The edit that takes a permission from a user, and from nobody who keeps it.
fn by_grant(
    columns: &Columns,
    removed: &HashSet<(UserId, Grant)>,
    user: UserId,
    grant: Grant,
) -> Result<Vec<ReviewEdit>, String> {
    let engine = columns.engine();
    let account = engine.account();
    let Via::Group(group) = grant.via else {
        let subject = Principal::User(user);
        return Ok(vec![ReviewEdit::Detach { subject, grant }]);
    };
    let keepers: Vec<_> = account
        .group(group)
        .members
        .iter()
        .filter(|member| !removed.contains(&(**member, grant)))
        .map(|member| account.user(*member).shown())
        .collect();
    if keepers.is_empty() {
        let subject = Principal::Group(group);
        return Ok(vec![ReviewEdit::Detach { subject, grant }]);
    }
    let also: Vec<_> = through(columns, user, group)
        .filter(|other| !removed.contains(&(user, *other)))
        .map(|other| account.permission(other.permission).shown())
        .collect();
    if also.is_empty() {
        return Ok(vec![ReviewEdit::Leave { user, group }]);
    }
    Err(format!(
        "{} is also kept by {}, so it cannot be detached; {} keeps {} through the same group, so cannot leave it",
        account.permission(grant.permission).shown(),
        some(&keepers),
        account.user(user).shown(),
        some(&also),
    ))
}

/// What reaches a user through one of its groups.
fn through(columns: &Columns, user: UserId, group: GroupId) -> impl Iterator<Item = Grant> {
    let engine = columns.engine();
    let principal = Principal::User(user);
    let mut grants = engine.grants().reaching(engine.account(), principal);
    grants.extend(engine.grants().identity(engine.account(), principal));
    let via = Via::Group(group);
    grants.into_iter().filter(move |grant| grant.via == via)
}

/// A few of several names.
pub(super) fn some<T: AsRef<str>>(names: &[T]) -> String {
    const FEW: usize = 3;
    let shown = names
        .iter()
        .take(FEW)
        .map(AsRef::as_ref)
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(FEW) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The account after some edits.
#[must_use]
pub(super) fn applied<'a>(
    account: &Account,
    edits: impl IntoIterator<Item = &'a ReviewEdit>,
) -> Account {
    let mut account = account.clone();
    for edit in edits {
        match edit {
            ReviewEdit::Leave { user, group } => {
                account
                    .users
                    .get_mut(*user)
                    .groups
                    .retain(|known| known != group);
                account
                    .groups
                    .get_mut(*group)
                    .members
                    .retain(|known| known != user);
            }
            ReviewEdit::Detach { subject, grant } => {
                let left = account.assignments.rows().iter().filter(|row| {
                    !(row.subject == *subject
                        && row.permission == grant.permission
                        && row.scope == grant.scope)
                });
                account.assignments = left.copied().collect();
                // An identity policy knows no scope: its grant is at all resources.
                if grant.scope == Scope::All {
                    account.identity_attachments.retain(|(holder, policy)| {
                        !(holder == subject && *policy == grant.permission)
                    });
                }
            }
        }
    }
    account
}
