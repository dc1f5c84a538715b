//! Actions that an API calls on the way and the principal may not perform (section 4.5).
//! They are reported beside the decision and never change it.

use std::collections::BTreeMap;

use crate::model::{Decision, Effect, Lack, MissingDependency, Request};

use super::Engine;
use super::pattern::{self, Question};
use super::weigh::Scale;

/// Whether the name of an action begins with this, in any case: most do not, and need not be folded to see it.
fn begins(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(prefix))
}

impl Engine {
    /// The dependent actions of the request's action that are not allowed.
    #[must_use]
    pub fn action_gaps(&self, request: &Request) -> Vec<MissingDependency> {
        let Some(action) = self.catalogue().find_action(&request.action) else {
            return Vec::new();
        };
        let needed: Vec<&str> = self
            .catalogue()
            .actions
            .get(action)
            .depends_on
            .iter()
            .filter(|dependent| !dependent.conditional)
            .map(|dependent| dependent.pattern)
            .collect();
        self.gaps(request, &needed)
    }

    /// Which of `needed` (actions or patterns) the request's principal may not perform there.
    #[must_use]
    pub fn gaps(&self, request: &Request, needed: &[&str]) -> Vec<MissingDependency> {
        let mut decided = BTreeMap::new();
        needed
            .iter()
            .filter(|pattern| !self.satisfied(request, pattern, &mut decided))
            .map(|pattern| MissingDependency {
                kind: Lack::Action,
                name: (*pattern).to_owned(),
                needed_by: request.action.clone(),
            })
            .collect()
    }

    /// A pattern is satisfied when every catalogued action under it is allowed.
    fn satisfied(
        &self,
        request: &Request,
        needed: &str,
        decided: &mut BTreeMap<String, bool>,
    ) -> bool {
        let mut allowed = |action: &str| {
            *decided.entry(action.to_lowercase()).or_insert_with(|| {
                self.decide(&self.on_the_way(request, action)) == Decision::Allow
            })
        };
        if !needed.contains('*') {
            return allowed(needed);
        }
        let folded = needed.to_lowercase();
        let literal = folded.split('*').next().unwrap_or_default();
        let mut any = false;
        for action in self.catalogue().actions.rows() {
            if action.defined
                && begins(action.name, literal)
                && pattern::matches(&folded, &action.name.to_lowercase(), Question::Literal)
            {
                any = true;
                if !allowed(action.name) {
                    return false;
                }
            }
        }
        any || self.covered(request, &folded)
    }

    /// The same request for another action, on resources in general.
    fn on_the_way(&self, request: &Request, action: &str) -> Request {
        Request {
            action: action.to_owned(),
            facts: self.catalogue().facts(action),
            resource: None,
            ..request.clone()
        }
    }

    /// Without catalogued actions under it: some Allow pattern covers the needed pattern whole,
    /// and no Deny touches it.
    fn covered(&self, request: &Request, needed: &str) -> bool {
        let stand_in = self.on_the_way(request, needed);
        let account = self.account();
        let asked = self.asked(&stand_in);
        let grants = self.grants().reaching(account, request.principal);
        let place = self.place(&stand_in, asked.action.service());
        let scale = Scale::over(self, &asked, &grants, place);
        // The needed pattern asked as if it were an action: a star in it is matched only by a star.
        if self.decide(&stand_in) != Decision::Allow {
            return false;
        }
        !grants.iter().any(|grant| {
            let (_, contribution) = scale.grant(*grant);
            let document = account.permission(grant.permission).document.as_ref();
            contribution.verdict.deny.possible()
                || document.is_some_and(|document| {
                    document
                        .statements
                        .iter()
                        .filter(|statement| statement.effect == Effect::Deny)
                        .flat_map(|statement| statement.actions.patterns())
                        .any(|denied| pattern::intersects(&denied.to_lowercase(), needed))
                })
        })
    }
}
