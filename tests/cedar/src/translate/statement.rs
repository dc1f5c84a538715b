//! Statements and documents (sections 1, 2, 4.3): each becomes `permit` or `forbid` for those who hold it.

use permlens::engine::RoleDeny;
use permlens::model::{ActionClause, Document, Effect, Statement, Version};

use super::With;
use super::asked::OLD_NAMES;
use super::condition::test;
use super::glyph::{Question, lower, written};
use super::resource::clause;
use super::syntax::{all, any, like, not, quoted, truth};
use crate::reading::Mistake;

/// Who a document's statements are for: the entities that its holders are in.
#[derive(Clone, Debug)]
pub struct Marker {
    /// Those for whom it is in force, so that its Allows count.
    pub in_force: Option<String>,
    /// Those whom it reaches, so that its Denies count.
    pub reaches: Option<String>,
}

/// The policies of a document, as Cedar text.
#[must_use]
pub fn document(document: &Document, marker: &Marker, with: With<'_>) -> Vec<String> {
    let permit = |when: String| policy("permit", marker.in_force.as_deref(), &when);
    let forbid = |when: String| policy("forbid", marker.reaches.as_deref(), &when);
    let clauses = |effect: Effect| {
        let statements = document.statements.iter();
        statements
            .filter(move |statement| statement.effect == effect)
            .map(|one| statement(one, with))
    };
    let local = document.version == Version::Role
        && with.reading.settings.role_deny == RoleDeny::Local
        && !with.reading.makes(Mistake::RoleDenyGlobal);
    let mut own = Vec::new();
    let mut policies: Vec<String> = Vec::new();
    if local {
        own.extend(
            (!with.reading.makes(Mistake::RoleDenyIgnored))
                .then(|| not(&any(clauses(Effect::Deny)))),
        );
    } else if !with.reading.makes(Mistake::DenyIgnored) {
        policies.extend(clauses(Effect::Deny).map(forbid));
    }
    // A role's own Deny takes back what the role allows, and nothing else.
    policies.extend(
        clauses(Effect::Allow).map(|allow| permit(all([vec![allow], own.clone()].concat()))),
    );
    policies
}

fn policy(effect: &str, held: Option<&str>, when: &str) -> String {
    let principal = held.map_or_else(
        || "principal".to_owned(),
        |held| format!("principal in Held::{}", quoted(held)),
    );
    format!("{effect} ({principal}, action, resource) when {{ {when} }};")
}

fn statement(statement: &Statement, with: With<'_>) -> String {
    // A key nobody knows: the Allow does not apply, the Deny applies without it.
    if statement.effect == Effect::Allow && !statement.unknown_keys.is_empty() {
        return truth(false);
    }
    let tests = statement.conditions.iter();
    all([
        action(&statement.actions, with),
        clause(&statement.resources, with),
    ]
    .into_iter()
    .chain(tests.map(|one| test(one, statement.effect, with))))
}

fn action(clause: &ActionClause, with: With<'_>) -> String {
    let matched = any(clause
        .patterns()
        .iter()
        .map(|pattern| pattern_matches(pattern, with)));
    match clause {
        ActionClause::NoneOf(_) if !with.reading.makes(Mistake::NotActionIgnored) => not(&matched),
        _ => matched,
    }
}

fn pattern_matches(pattern: &str, with: With<'_>) -> String {
    let question = match with.version {
        Version::Identity => Question::Wild,
        Version::Role | Version::Policy => Question::Plain,
    };
    let mut glyphs: Vec<_> = written(pattern, question).collect();
    if !with.reading.makes(Mistake::ActionCaseKept) {
        glyphs = lower(&glyphs);
    }
    let matches = |name: &str| {
        like(
            &format!("context.{name}"),
            &glyphs,
            with.domain.characters(),
        )
    };
    let mut names = vec![matches("action")];
    if with.version == Version::Role {
        names.extend(OLD_NAMES.map(|name| format!("(context has {name} && {})", matches(name))));
    }
    any(names)
}
