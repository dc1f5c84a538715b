//! From what may allow and what may deny, layer by layer, to the decision (sections 4.3, 2, 11).
//! The set of outcomes that some completion of the request can have is the whole argument.

use crate::model::{Decision, Layer};

use super::truth::Truth;

/// Whether anything allows and whether anything denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Some Allow applies.
    pub allow: Truth,
    /// Some Deny applies.
    pub deny: Truth,
}

impl Default for Verdict {
    fn default() -> Self {
        Self {
            allow: Truth::No,
            deny: Truth::No,
        }
    }
}

impl Verdict {
    /// Adds one statement's or permission's part.
    pub fn add(&mut self, allow: Truth, deny: Truth) {
        self.allow = self.allow.or(allow);
        self.deny = self.deny.or(deny);
    }
}

/// Everything that is weighed in one decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    /// Grants at the domain, projects, all resources; the synthetic Allow of `admin` too.
    pub iam: Verdict,
    /// Grants on the enterprise project: asked only when the first layer says nothing.
    pub enterprise_project: Verdict,
    /// Identity policies (5.0), which know no scope.
    pub identity: Verdict,
    /// Service control policies: their Deny wins, and without their Allow nothing is allowed.
    pub control: Option<Verdict>,
}

/// Which outcomes are possible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Outcomes {
    allow: bool,
    explicit: bool,
    implicit: bool,
}

impl Weighed {
    /// The decision.
    #[must_use]
    pub fn decision(&self) -> Decision {
        let outcomes = self.outcomes();
        match (outcomes.allow, outcomes.explicit, outcomes.implicit) {
            (true, false, false) => Decision::Allow,
            (true, _, _) => Decision::Conditional,
            (false, true, false) => Decision::ExplicitDeny,
            (false, _, _) => Decision::ImplicitDeny,
        }
    }

    /// The layer in which an Allow or a Deny of a settled decision stands.
    #[must_use]
    pub fn layer(&self, decision: Decision) -> Option<Layer> {
        let here = |verdict: Verdict| match decision {
            Decision::Allow => verdict.allow == Truth::Yes,
            Decision::ExplicitDeny => verdict.deny == Truth::Yes,
            Decision::ImplicitDeny | Decision::Conditional => false,
        };
        let overall = Verdict {
            allow: self.identity.allow,
            deny: self
                .identity
                .deny
                .or(self.control.map_or(Truth::No, |control| control.deny)),
        };
        if here(self.iam) || here(overall) {
            Some(Layer::Iam)
        } else if here(self.enterprise_project) {
            Some(Layer::EnterpriseProject)
        } else {
            None
        }
    }

    /// Whether the enterprise-project layer may come to be asked.
    #[must_use]
    pub fn second_layer_asked(&self) -> bool {
        self.iam.deny != Truth::Yes && self.iam.allow.or(self.identity.allow) != Truth::Yes
    }

    fn outcomes(&self) -> Outcomes {
        let first = Verdict {
            allow: self.iam.allow.or(self.identity.allow),
            deny: self.iam.deny,
        };
        let mut outcomes = Outcomes {
            explicit: first.deny.possible(),
            allow: first.allow.possible() && first.deny != Truth::Yes,
            implicit: false,
        };
        if first.allow != Truth::Yes && first.deny != Truth::Yes {
            let second = self.enterprise_project;
            outcomes.explicit |= second.deny.possible();
            outcomes.allow |= second.allow.possible() && second.deny != Truth::Yes;
            outcomes.implicit = second.allow != Truth::Yes && second.deny != Truth::Yes;
        }
        if let Some(control) = self.control {
            outcomes.implicit |= outcomes.allow && control.allow != Truth::Yes;
            outcomes.allow &= control.allow.possible();
        }
        let overall = self
            .identity
            .deny
            .or(self.control.map_or(Truth::No, |control| control.deny));
        match overall {
            Truth::No => outcomes,
            Truth::Open => Outcomes {
                explicit: true,
                ..outcomes
            },
            Truth::Yes => Outcomes {
                explicit: true,
                ..Outcomes::default()
            },
        }
    }
}
