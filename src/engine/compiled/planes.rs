//! What a whole column's statements say, as four sets of actions, and what follows from them.

use crate::model::{ActionId, Decision, TableId};

use super::layers::Word;
use super::{Bits, Span};

/// Which actions some statement allows or denies, for certain or perhaps.
#[derive(Clone, Debug)]
pub struct Planes {
    /// Allowed for certain.
    pub allow: Bits,
    /// Allowed perhaps.
    pub maybe_allow: Bits,
    /// Denied for certain.
    pub deny: Bits,
    /// Denied perhaps.
    pub maybe_deny: Bits,
}

impl Planes {
    /// Nothing said about `len` actions.
    #[must_use]
    pub fn none(len: usize) -> Self {
        Self {
            allow: Bits::none(len),
            maybe_allow: Bits::none(len),
            deny: Bits::none(len),
            maybe_deny: Bits::none(len),
        }
    }

    /// Takes what these planes deny away from what they allow, and denies nothing:
    /// how the Deny statements of a 1.0 role count.
    pub fn subtract_own_deny(&mut self) {
        // What may be taken away was allowed for certain, and is now allowed perhaps.
        let mut shaken = self.allow.clone();
        shaken.keep(&self.maybe_deny);
        self.maybe_allow.add(&shaken);
        self.allow.remove(&self.maybe_deny);
        self.allow.remove(&self.deny);
        self.maybe_allow.remove(&self.deny);
        self.deny.clear();
        self.maybe_deny.clear();
    }

    /// Says nothing, about `len` actions.
    pub fn reset(&mut self, len: usize) {
        if self.allow.words().len() == len.div_ceil(64) {
            self.clear();
        } else {
            *self = Self::none(len);
        }
    }

    /// Says nothing any more.
    pub fn clear(&mut self) {
        self.allow.clear();
        self.maybe_allow.clear();
        self.deny.clear();
        self.maybe_deny.clear();
    }

    /// Adds what other planes say about the actions of `mask`.
    pub fn add_masked(&mut self, other: &Self, mask: &Bits) {
        self.allow.add_masked(&other.allow, mask);
        self.maybe_allow.add_masked(&other.maybe_allow, mask);
        self.deny.add_masked(&other.deny, mask);
        self.maybe_deny.add_masked(&other.maybe_deny, mask);
    }
}

/// The decisions of a column: an action in none of the sets is denied implicitly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decisions {
    /// Allowed.
    pub allow: Bits,
    /// Denied explicitly.
    pub explicit: Bits,
    /// Conditional.
    pub conditional: Bits,
}

impl Decisions {
    /// All actions denied implicitly.
    #[must_use]
    pub fn none(len: usize) -> Self {
        Self {
            allow: Bits::none(len),
            explicit: Bits::none(len),
            conditional: Bits::none(len),
        }
    }

    /// All actions denied implicitly again.
    pub fn clear(&mut self) {
        self.allow.clear();
        self.explicit.clear();
        self.conditional.clear();
    }

    /// The answer for one action.
    #[must_use]
    #[inline]
    pub fn of(&self, action: ActionId) -> Decision {
        if self.allow.contains(action) {
            Decision::Allow
        } else if self.explicit.contains(action) {
            Decision::ExplicitDeny
        } else if self.conditional.contains(action) {
            Decision::Conditional
        } else {
            Decision::ImplicitDeny
        }
    }

    /// All actions allowed.
    #[must_use]
    pub fn all(len: usize) -> Self {
        Self {
            allow: Bits::all(len),
            ..Self::none(len)
        }
    }
}

/// Planes at rest: only the words that say something are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sheet {
    /// Allowed for certain.
    pub allow: Span,
    /// Allowed perhaps.
    pub maybe_allow: Span,
    /// Denied for certain.
    pub deny: Span,
    /// Denied perhaps.
    pub maybe_deny: Span,
}

impl Sheet {
    /// Planes, packed.
    #[must_use]
    pub fn of(planes: &Planes) -> Self {
        Self {
            allow: Span::of(&planes.allow),
            maybe_allow: Span::of(&planes.maybe_allow),
            deny: Span::of(&planes.deny),
            maybe_deny: Span::of(&planes.maybe_deny),
        }
    }

    /// Adds everything to planes.
    pub fn pour(&self, into: &mut Planes) {
        self.allow.pour(&mut into.allow);
        self.maybe_allow.pour(&mut into.maybe_allow);
        self.deny.pour(&mut into.deny);
        self.maybe_deny.pour(&mut into.maybe_deny);
    }

    /// What is said about one action, in the lowest bit.
    #[must_use]
    pub fn word(&self, action: ActionId) -> Word {
        let (at, bit) = (action.index() / 64, action.index() % 64);
        let take = |span: &Span| span.word(at) >> bit & 1;
        let (allow, deny) = (take(&self.allow), take(&self.deny));
        Word {
            allow,
            may_allow: allow | take(&self.maybe_allow),
            deny,
            may_deny: deny | take(&self.maybe_deny),
        }
    }

    /// How many bytes the words take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        [&self.allow, &self.maybe_allow, &self.deny, &self.maybe_deny]
            .map(Span::bytes)
            .iter()
            .sum()
    }
}
