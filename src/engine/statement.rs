//! Whether one statement applies to a request: action, resource and conditions together.
//! A clause that a dialect does not know makes the statement fail closed (section 11).

use crate::model::{Condition, Effect, Statement, Version};

use super::action::{self, AskedAction};
use super::condition;
use super::context::Keys;
use super::resource::{self, AskedResource};
use super::settings::Settings;
use super::truth::{Openings, Truth};

/// A request as statements see it: folded and resolved once.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The action.
    pub action: AskedAction,
    /// The resource.
    pub resource: AskedResource,
    /// The condition keys.
    pub keys: Keys<'a>,
    /// The switches.
    pub settings: Settings,
}

/// How a statement stands to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applies {
    /// Whether it applies.
    pub truth: Truth,
    /// What an open answer hangs on.
    pub openings: Openings,
    /// The action pattern that matched; `None` when none did.
    pub pattern: Option<String>,
    /// What keeps a statement of the right action out.
    pub obstacle: Option<Obstacle>,
}

/// Why a statement whose action matches does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Its resource clause does not match.
    Resource,
    /// This test is false.
    Condition(Condition),
    /// A key that its dialect does not know.
    UnknownKey(String),
}

/// Whether `statement`, of a document of `version`, applies.
#[must_use]
pub fn applies(statement: &Statement, version: Version, asked: &Asked<'_>) -> Applies {
    let mut result = Applies {
        truth: Truth::No,
        openings: Openings::default(),
        pattern: action::matching_pattern(&statement.actions, version, &asked.action),
        obstacle: None,
    };
    if result.pattern.is_none() {
        return result;
    }
    if let (Effect::Allow, Some(key)) = (statement.effect, statement.unknown_keys.first()) {
        result.obstacle = Some(Obstacle::UnknownKey(key.clone()));
        return result;
    }
    let mut openings = Openings::default();
    let mut truth = resource::truth(
        &statement.resources,
        version,
        &asked.resource,
        &asked.keys,
        &mut openings,
    );
    if truth == Truth::No {
        result.obstacle = Some(Obstacle::Resource);
        return result;
    }
    for test in &statement.conditions {
        let holds = condition::holds(
            test,
            (version, statement.effect),
            &asked.keys,
            asked.settings,
            &mut openings,
        );
        if holds == Truth::No {
            result.obstacle = Some(Obstacle::Condition(test.clone()));
            return result;
        }
        truth = truth.and(holds);
    }
    result.truth = truth;
    if truth == Truth::Open {
        result.openings = openings;
    }
    result
}
