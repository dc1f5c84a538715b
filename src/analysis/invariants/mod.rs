//! Invariants: what must hold of an account whatever else changes, each with the smallest counterexample when it does
//! not. Rules are queries in plain words; whoever only *might* (under a condition) breaks a rule about who may not.
//!
//! | rule | holds when |
//! | --- | --- |
//! | `only = [WHO…]`, `may = [P…]` | nobody else may, or might, do any of it |
//! | `nobody-may = [P…]`, `except = [WHO…]` | nobody may, or might, do any of it |
//! | `everyone-in = GROUP`, `may = [P…]` | each member may do all of it, for certain |
//! | `never-both = [P, Q]` | nobody may, or might, do both |
//! | `equal = [WHO, WHO…]` | these may do the same, action by action, project by project |
//! | `nobody = EXPR` | the query is true of nobody |
//!
//! `P` is an action, a wildcard, an API call or an operation; WHO is `user:NAME` or `group:NAME`; `projects` narrows a
//! rule to some projects. The account owner may do everything and is never a counterexample.

mod check;
mod rules;

pub use check::{Broken, CheckError, Checked, Difference, check, doubts};
pub use rules::{Condition, Rule, RulesError, Who, parse};
