//! Set algebra over access: `can(iam:*:create*) and can(obs:bucket:PutBucketPolicy) and not in(group:admins)`.
//! Answers are the principals of whom it is true, with the paths that make it so.
//!
//! | term | true of a principal who |
//! | --- | --- |
//! | `can(P)` | may do some action that `P` matches, for certain; `P` is an action, a wildcard, an API call or an operation |
//! | `can-all(P)` | may do every one of them |
//! | `conditional(P)` | may do some of them under a condition, and none for certain |
//! | `denied(P)` | is explicitly denied some of them, in every project that is asked |
//! | `in(group:G)` | is a member of the group |
//! | `via(group:G)` | has a path through the group to what the query's `can` and `conditional` terms ask |
//! | `only-via(group:G)` | has no other path to it |
//! | `user(GLOB)` | is so named; `*` stands for any run of characters |
//!
//! `and` binds closer than `or`, `not` closer than both; parentheses group. A second argument `project: NAME` asks in
//! one project; else each term by itself holds in at least one of those that the query is asked in, not all terms in
//! the same one.

mod eval;
mod parse;

use crate::model::LookupError;

pub use eval::{Found, doubts, evaluate, first, holders};
pub use parse::{QueryError, begins, parse};

/// A query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// Both.
    And(Box<Query>, Box<Query>),
    /// Either.
    Or(Box<Query>, Box<Query>),
    /// Not.
    Not(Box<Query>),
    /// A term.
    Term(Term),
}

/// How much of what is matched must be allowed, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mood {
    /// Some of it, for certain.
    Can,
    /// All of it, for certain.
    CanAll,
    /// Some of it under a condition, none for certain.
    Conditional,
    /// Some of it is explicitly denied.
    Denied,
}

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// About access.
    Access {
        /// How.
        mood: Mood,
        /// To what.
        what: String,
        /// Where, if the term says so itself.
        project: Option<String>,
    },
    /// Member of a group.
    In(String),
    /// Let through a group.
    Via(String),
    /// Let through no other group or grant.
    OnlyVia(String),
    /// So named.
    User(String),
}

/// A query that cannot be answered for this account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// A group or project that is not there.
    #[error(transparent)]
    Name(#[from] LookupError),
    /// `via` speaks of the ways to what other terms ask, and there is none.
    #[error(
        "{0} speaks of the way to something: it needs a can(…), can-all(…) or conditional(…) beside it"
    )]
    NoWay(String),
    /// What is asked about is nothing that can be asked.
    #[error("{term}: {error}")]
    Asked {
        /// The term.
        term: String,
        /// Why.
        error: crate::analysis::who_can::AskError,
    },
}
