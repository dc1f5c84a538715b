//! What a rule is: its id, how serious it is, its words, and the function that looks for it.

use super::finding::Finding;
use super::ground::Ground;

/// How serious a finding is, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Untidy.
    Low,
    /// Probably not meant.
    Warn,
    /// To be dealt with in time.
    Medium,
    /// To be dealt with soon.
    High,
    /// Somebody can become administrator.
    Critical,
}

impl Severity {
    /// Every severity, the most serious first.
    pub const ALL: [Self; 6] = [
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Warn,
        Self::Low,
        Self::Info,
    ];

    /// The word for it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Warn => "warn",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The severity that a word stands for.
    #[must_use]
    pub fn from_text(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.text().eq_ignore_ascii_case(word))
    }
}

/// Looks for what a rule is about.
pub(super) type Look = fn(&Ground<'_>, &'static Rule, &mut Vec<Finding>);

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// `R01`, `L01`, …: never given to another rule.
    pub id: &'static str,
    /// How serious its findings usually are.
    pub severity: Severity,
    /// A fragment: "can grant roles".
    pub title: &'static str,
    /// When it speaks.
    pub what: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// What it rests on.
    pub basis: &'static str,
    /// What to do.
    pub fix: &'static str,
    pub(super) look: Look,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}
