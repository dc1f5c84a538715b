//! Which answers the list shows.

use super::able;
use crate::model::Decision;

/// Which answers are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Only {
    /// Those who may, conditionally or not.
    #[default]
    Able,
    /// Those who may for certain.
    Allowed,
    /// Those who may under a condition.
    Conditional,
}

impl Only {
    /// The next one.
    pub fn next(self) -> Self {
        match self {
            Self::Able => Self::Allowed,
            Self::Allowed => Self::Conditional,
            Self::Conditional => Self::Able,
        }
    }

    /// In words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Able => "may, or may if",
            Self::Allowed => "may",
            Self::Conditional => "may if",
        }
    }

    /// Whether somebody with this answer is listed.
    pub fn takes(self, decision: Decision) -> bool {
        match self {
            Self::Able => able(decision),
            Self::Allowed => decision == Decision::Allow,
            Self::Conditional => decision == Decision::Conditional,
        }
    }
}
