//! From what every layer says to what follows, for sixty-four actions at once: the compiled path's own reading
//! of sections 2 and 4.3. The set of outcomes that some completion of the request can have is the argument.

use crate::model::{ActionId, Decision, TableId};

use super::Bits;
use super::planes::{Decisions, Planes};

/// The planes of one column.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    /// Grants at the domain, projects, all resources.
    pub iam: &'a Planes,
    /// Grants on the enterprise project; absent when none is asked or none reaches the principal.
    pub enterprise_project: Option<&'a Planes>,
    /// Identity policies; absent when none reaches the principal.
    pub identity: Option<&'a Planes>,
    /// Service control policies; absent outside an organization.
    pub control: Option<&'a Planes>,
}

/// One word of four planes: what may be includes what is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Allowed for certain.
    pub allow: u64,
    /// Allowed for certain or perhaps.
    pub may_allow: u64,
    /// Denied for certain.
    pub deny: u64,
    /// Denied for certain or perhaps.
    pub may_deny: u64,
}

impl Word {
    /// Adds what another says.
    pub fn add(&mut self, other: Self) {
        self.allow |= other.allow;
        self.may_allow |= other.may_allow;
        self.deny |= other.deny;
        self.may_deny |= other.may_deny;
    }

    /// What planes say about one action, in the lowest bit.
    #[must_use]
    pub fn of(planes: &Planes, action: ActionId) -> Self {
        let word = Self::at(planes, action.index() / 64);
        let bit = |word: u64| word >> (action.index() % 64) & 1;
        Self {
            allow: bit(word.allow),
            may_allow: bit(word.may_allow),
            deny: bit(word.deny),
            may_deny: bit(word.may_deny),
        }
    }

    fn at(planes: &Planes, index: usize) -> Self {
        let at = |bits: &Bits| bits.words().get(index).copied().unwrap_or(0);
        let (allow, deny) = (at(&planes.allow), at(&planes.deny));
        Self {
            allow,
            may_allow: allow | at(&planes.maybe_allow),
            deny,
            may_deny: deny | at(&planes.maybe_deny),
        }
    }
}

/// One word of every layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Grants at the domain, projects, all resources.
    pub iam: Word,
    /// Grants on the enterprise project.
    pub enterprise_project: Word,
    /// Identity policies.
    pub identity: Word,
    /// Service control policies; absent outside an organization.
    pub control: Option<Word>,
}

/// One word of each set of [`Decisions`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Allowed.
    pub allow: u64,
    /// Conditional.
    pub conditional: u64,
    /// Denied explicitly.
    pub explicit: u64,
}

impl Settled {
    #[inline]
    fn put(self, allow: &mut u64, conditional: &mut u64, explicit: &mut u64) {
        *allow = self.allow;
        *conditional = self.conditional;
        *explicit = self.explicit;
    }
}

impl Words {
    /// The decision about the action of the lowest bit, if every completion of the question has it.
    #[must_use]
    pub fn whatever_else(&self) -> Option<Decision> {
        let denied = self.iam.may_deny
            | self.enterprise_project.may_deny
            | self.identity.may_deny
            | self.control.map_or(0, |control| control.may_deny);
        match Decision::from(self.settle()) {
            Decision::Conditional => None,
            // Some completion may be denied explicitly.
            Decision::ImplicitDeny if denied & 1 == 1 => None,
            decision => Some(decision),
        }
    }

    /// What follows.
    #[must_use]
    #[inline]
    pub fn settle(&self) -> Settled {
        let (iam, identity, second) = (self.iam, self.identity, self.enterprise_project);
        let allow = iam.allow | identity.allow;
        let silent = !iam.deny & !allow;
        let mut can_allow = ((iam.may_allow | identity.may_allow) & !iam.deny)
            | (silent & second.may_allow & !second.deny);
        let mut can_deny = iam.may_deny | (silent & second.may_deny);
        let mut can_fall = silent & !second.allow & !second.deny;
        let mut overall = identity;
        if let Some(control) = self.control {
            can_fall |= can_allow & !control.allow;
            can_allow &= control.may_allow;
            overall.deny |= control.deny;
            overall.may_deny |= control.may_deny;
        }
        can_deny |= overall.may_deny;
        can_allow &= !overall.deny;
        can_fall &= !overall.deny;
        Settled {
            allow: can_allow & !can_deny & !can_fall,
            conditional: can_allow & (can_deny | can_fall),
            explicit: can_deny & !can_allow & !can_fall,
        }
    }
}

impl Planes {
    fn words(&self) -> impl Iterator<Item = Word> + '_ {
        let certain = self.allow.words().iter().zip(self.deny.words());
        let perhaps = self.maybe_allow.words().iter();
        let perhaps = perhaps.zip(self.maybe_deny.words());
        certain
            .zip(perhaps)
            .map(|((allow, deny), (maybe_allow, maybe_deny))| Word {
                allow: *allow,
                may_allow: allow | maybe_allow,
                deny: *deny,
                may_deny: deny | maybe_deny,
            })
    }
}

impl Layers<'_> {
    /// What follows, for all actions, word by word.
    pub fn decide(&self, into: &mut Decisions) {
        let sets = into
            .allow
            .words_mut()
            .iter_mut()
            .zip(into.conditional.words_mut())
            .zip(into.explicit.words_mut());
        if self.identity.is_none() && self.control.is_none() {
            // The usual cases, written so that the compiler can take several words at a time.
            let first = self.iam.words();
            if let Some(second) = self.enterprise_project {
                for (((allow, open), explicit), (iam, second)) in
                    sets.zip(first.zip(second.words()))
                {
                    let words = Words {
                        iam,
                        enterprise_project: second,
                        ..Words::default()
                    };
                    words.settle().put(allow, open, explicit);
                }
            } else {
                for (((allow, open), explicit), iam) in sets.zip(first) {
                    let words = Words {
                        iam,
                        ..Words::default()
                    };
                    words.settle().put(allow, open, explicit);
                }
            }
            return;
        }
        for (index, ((allow, conditional), explicit)) in sets.enumerate() {
            let take = |planes: Option<&Planes>| planes.map(|planes| Word::at(planes, index));
            let settled = Words {
                iam: Word::at(self.iam, index),
                enterprise_project: take(self.enterprise_project).unwrap_or_default(),
                identity: take(self.identity).unwrap_or_default(),
                control: take(self.control),
            }
            .settle();
            settled.put(allow, conditional, explicit);
        }
    }

    /// The decisions over `len` actions.
    #[must_use]
    pub fn decisions(&self, len: usize) -> Decisions {
        let mut result = Decisions::none(len);
        self.decide(&mut result);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every combination of one layer's four planes, one in each bit.
    #[test]
    fn the_usual_case_is_the_general_one() {
        let mut iam = Planes::none(16);
        for (plane, word) in [
            (&mut iam.allow, 0x00ff),
            (&mut iam.deny, 0x0f0f),
            (&mut iam.maybe_allow, 0x3333),
            (&mut iam.maybe_deny, 0x5555),
        ] {
            plane.words_mut().fill(word);
        }
        let nothing = Planes::none(16);
        let usual = Layers {
            iam: &iam,
            enterprise_project: None,
            identity: None,
            control: None,
        };
        let general = Layers {
            enterprise_project: Some(&nothing),
            ..usual
        };
        assert_eq!(usual.decisions(16), general.decisions(16));
    }
}
