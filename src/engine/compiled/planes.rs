//! What a whole column's statements say, as four sets of actions, and what follows from them.

use super::Bits;

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

    /// All actions allowed.
    #[must_use]
    pub fn all(len: usize) -> Self {
        Self {
            allow: Bits::all(len),
            ..Self::none(len)
        }
    }
}

/// The planes of one column.
#[derive(Clone, Debug)]
pub struct Layers {
    /// Grants at the domain, projects, all resources.
    pub iam: Planes,
    /// Grants on the enterprise project; absent when none is asked.
    pub enterprise_project: Option<Planes>,
    /// Identity policies; absent when none reaches the principal.
    pub identity: Option<Planes>,
    /// Service control policies; absent outside an organization.
    pub control: Option<Planes>,
}

impl Layers {
    /// What follows, for all actions at once, word by word.
    #[must_use]
    pub fn decisions(&self, len: usize) -> Decisions {
        let mut result = Decisions::none(len);
        let words = self.iam.allow.words().len();
        let at = |bits: &Bits, index: usize| bits.words().get(index).copied().unwrap_or(0);
        let full = Bits::all(len);
        for index in 0..words {
            let take = |planes: &Planes| {
                let (allow, deny) = (at(&planes.allow, index), at(&planes.deny, index));
                Word {
                    allow,
                    may_allow: allow | at(&planes.maybe_allow, index),
                    deny,
                    may_deny: deny | at(&planes.maybe_deny, index),
                }
            };
            let iam = take(&self.iam);
            let identity = self.identity.as_ref().map(take).unwrap_or_default();
            let second = self
                .enterprise_project
                .as_ref()
                .map(take)
                .unwrap_or_default();
            let allow = iam.allow | identity.allow;
            let silent = !iam.deny & !allow;
            let mut can_allow = ((iam.may_allow | identity.may_allow) & !iam.deny)
                | (silent & second.may_allow & !second.deny);
            let mut can_deny = iam.may_deny | (silent & second.may_deny);
            let mut can_fall = silent & !second.allow & !second.deny;
            let mut overall = identity;
            if let Some(control) = self.control.as_ref().map(take) {
                can_fall |= can_allow & !control.allow;
                can_allow &= control.may_allow;
                overall.deny |= control.deny;
                overall.may_deny |= control.may_deny;
            }
            can_deny |= overall.may_deny;
            can_allow &= !overall.deny;
            can_fall &= !overall.deny;
            let mask = at(&full, index);
            let set = |bits: &mut Bits, word: u64| {
                if let Some(slot) = bits.words_mut().get_mut(index) {
                    *slot = word & mask;
                }
            };
            set(&mut result.allow, can_allow & !can_deny & !can_fall);
            set(&mut result.conditional, can_allow & (can_deny | can_fall));
            set(&mut result.explicit, can_deny & !can_allow & !can_fall);
        }
        result
    }
}

/// One word of four planes.
#[derive(Clone, Copy, Default)]
struct Word {
    allow: u64,
    may_allow: u64,
    deny: u64,
    may_deny: u64,
}
