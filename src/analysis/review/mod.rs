//! Access reviews: one row for each thing a user holds, to be kept or removed, and the edits that a filled sheet asks
//! for. Nothing that is kept, or not yet decided, is lost by an edit.

mod answers;
mod edits;
mod key;
mod operations;

use crate::engine::Engine;
use crate::model::{Grant, Principal, UserId};

pub use answers::{Answer, ReadError, Verdict, Wrong, read};
pub use edits::{Outcome, ReviewEdit, Unresolved, outcome};
pub use key::key;

/// One row of a review: what a user holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Who.
    pub user: UserId,
    /// What.
    pub held: Held,
}

/// What a row of a review is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Held {
    /// A permission that reaches the user.
    Grant(Grant),
    /// An operation that the user may carry out, by its stable name (`ims/creating-images`).
    Operation(String),
}

/// The permissions that reach each user, identity policies included, in the account's order.
#[must_use]
pub fn grants(engine: &Engine) -> Vec<Entry> {
    let account = engine.account();
    let of = |user: UserId| {
        let principal = Principal::User(user);
        let mut held = engine.grants().reaching(account, principal);
        held.extend(engine.grants().identity(account, principal));
        held.into_iter().map(move |grant| Entry {
            user,
            held: Held::Grant(grant),
        })
    };
    account.users.ids().flat_map(of).collect()
}

pub use operations::operations;
