//! An action as asked, and whether a statement's action clause matches it (section 1.3).
//! The whole name compares ignoring case; 1.0 documents also know IAM by its old name.

use crate::model::{ActionClause, Version};

use super::pattern::{self, Question};
use super::truth::Truth;

/// The action asked for, folded once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedAction {
    name: String,
    old_names: Vec<String>,
}

impl AskedAction {
    /// Folds `name`, and adds the names that 1.0 documents may know it by.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let name = name.to_lowercase();
        let mut old_names = Vec::new();
        if let Some(rest) = name.strip_prefix("iam:") {
            old_names.push(format!("identity:{rest}"));
            if matches!(rest, "agencies:assume" | "tokens:assume") {
                old_names.push("identity:assume role".to_owned());
                old_names.push("identity:assumerole".to_owned());
            }
        }
        Self { name, old_names }
    }

    /// The name in lower case.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The service it belongs to, in lower case.
    #[must_use]
    pub fn service(&self) -> &str {
        self.name.split(':').next().unwrap_or_default()
    }

    /// Whether one pattern, in a document of this version, matches.
    #[must_use]
    pub fn matched_by(&self, pattern: &str, version: Version) -> bool {
        let old_names: &[String] = match version {
            Version::Role => &self.old_names,
            Version::Policy | Version::Identity => &[],
        };
        let names = || std::iter::once(&self.name).chain(old_names);
        if !names().any(|name| pattern::may_begin(pattern, name)) {
            return false;
        }
        let question = match version {
            Version::Role | Version::Policy => Question::Literal,
            Version::Identity => Question::OneCharacter,
        };
        let pattern = pattern.to_lowercase();
        names().any(|name| pattern::matches(&pattern, name, question))
    }
}

/// The pattern through which a clause matches the action; for `NotAction`, all of them together.
#[must_use]
pub fn matching_pattern(
    clause: &ActionClause,
    version: Version,
    asked: &AskedAction,
) -> Option<String> {
    match clause {
        ActionClause::Any(patterns) => patterns
            .iter()
            .find(|pattern| asked.matched_by(pattern, version))
            .cloned(),
        ActionClause::NoneOf(patterns) => (!patterns
            .iter()
            .any(|pattern| asked.matched_by(pattern, version)))
        .then(|| format!("not {}", patterns.join(", "))),
    }
}

/// Whether a clause matches the action; an action is always given, so this is never open.
#[must_use]
pub fn truth(clause: &ActionClause, version: Version, asked: &AskedAction) -> Truth {
    matching_pattern(clause, version, asked).is_some().into()
}
