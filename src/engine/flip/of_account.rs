//! Changes of the account: a Deny taken away, a missing role attached, a permission that would allow it, and, away
//! from Allow, the one grant that allows it withdrawn.

use std::collections::HashSet;

use crate::model::{
    Change, Decision, Effect, Flip, Grant, NearMiss, NearMissReason, PermissionId, Principal,
    Scope, ServiceLevel, TableId, Via,
};

use super::super::compiled::{Bits, Stand};
use super::{MOST, Tried};

impl Tried<'_> {
    /// The Deny taken away: its grant, or the statement alone.
    pub(super) fn by_removal(&self) -> Vec<Flip> {
        let mut flips = Vec::new();
        let denies = self
            .trace
            .because
            .iter()
            .filter(|cause| cause.effect == Effect::Deny);
        for cause in denies.take(MOST) {
            flips.extend(self.try_change(Change::Detach(cause.grant), self.detach(cause.grant)));
            if let Some(statement) = cause.statement {
                flips.extend(self.try_change(
                    Change::Strike {
                        permission: cause.grant.permission,
                        statement,
                    },
                    format!("remove statement {} of {}", statement + 1, self.name(cause)),
                ));
            }
        }
        flips
    }

    /// The one missing role of a grant that is not in force.
    pub(super) fn by_dependency(&self) -> Vec<Flip> {
        let account = self.engine().account();
        let suspended = self
            .trace
            .near_misses
            .iter()
            .filter(|near| near.reason == NearMissReason::Dependency);
        let mut flips: Vec<Flip> = Vec::new();
        for grant in suspended.filter_map(|near: &NearMiss| near.grant) {
            for lack in &self.trace.missing_dependencies {
                let Ok(permission) = account.find_permission(&lack.name) else {
                    continue;
                };
                let added = Grant {
                    permission,
                    ..grant
                };
                let words = format!(
                    "attach {}, which {} needs, {}",
                    lack.name,
                    lack.needed_by,
                    self.to(added)
                );
                if flips.len() < MOST
                    && !flips.iter().any(|flip| flip.change == words)
                    && let Some(flip) = self.try_change(Change::Attach(added), words)
                {
                    flips.push(flip);
                }
            }
        }
        flips
    }

    /// A permission that would allow it, the one that adds least first.
    pub(super) fn by_attachment(&self) -> Vec<Flip> {
        let account = self.engine().account();
        let Some(action) = self.columns.universe().find(&self.request.action) else {
            return Vec::new();
        };
        let Some((via, scope)) = self.place() else {
            return Vec::new();
        };
        let held = self.columns.principal(
            self.request.principal,
            Stand {
                project: self.request.project,
                enterprise_project: self.request.enterprise_project,
            },
        );
        let mut candidates: Vec<(usize, PermissionId)> = account
            .permissions
            .ids()
            .filter_map(|permission| {
                let compiled = self.columns.compiled(permission)?;
                if !compiled.allow.contains(action) {
                    return None;
                }
                // Counted as `show` counts: what action tables define, not what somebody misspelt.
                let mut added = Bits::none(self.columns.universe().len());
                compiled.allow.pour(&mut added);
                added.remove(&held.allow);
                added.keep(&self.columns.universe().defined);
                Some((added.len(), permission))
            })
            .collect();
        let reaching: HashSet<Grant> = self
            .engine()
            .grants()
            .reaching(account, self.request.principal)
            .into_iter()
            .collect();
        candidates.sort_by_key(|(added, permission)| (*added, permission.index()));
        let mut flips = Vec::new();
        for (added, permission) in candidates {
            if flips.len() >= MOST {
                break;
            }
            let grant = Grant {
                permission,
                via,
                scope,
            };
            // What is held already turns nothing.
            if reaching.contains(&grant) {
                continue;
            }
            let words = format!(
                "attach {} {} (adds {added} {}{})",
                account.permission(permission).shown(),
                self.to(grant),
                if added == 1 { "action" } else { "actions" },
                self.for_whom(via),
            );
            flips.extend(self.try_change(Change::Attach(grant), words));
        }
        flips
    }

    /// Where an administrator would attach: to the group that nearly lets the principal, else its
    /// first, where the request is made.
    fn place(&self) -> Option<(Via, Scope)> {
        let account = self.engine().account();
        let via = match self.request.principal {
            Principal::User(user) => {
                let nearly = self.trace.because.iter().map(|cause| cause.grant.via);
                let group = nearly.into_iter().find_map(|via| match via {
                    Via::Group(group) => Some(group),
                    Via::Direct => None,
                });
                Via::Group(group.or_else(|| account.user(user).groups.first().copied())?)
            }
            Principal::Group(group) => Via::Group(group),
            Principal::Agency(_) => Via::Direct,
        };
        let scope = match (self.request.facts.level, self.request.project) {
            (ServiceLevel::Global, _) => Scope::Global,
            (ServiceLevel::Project, Some(project)) => Scope::Project(project),
            (ServiceLevel::Project, None) => Scope::All,
        };
        Some((via, scope))
    }

    /// Away from Allow: the one grant that allows it taken away.
    pub(super) fn against(&self) -> Vec<Flip> {
        let mut grants: Vec<Grant> = self
            .trace
            .because
            .iter()
            .filter(|cause| cause.effect == Effect::Allow)
            .map(|cause| cause.grant)
            .collect();
        grants.sort();
        grants.dedup();
        grants
            .into_iter()
            .take(MOST)
            .filter_map(|grant| {
                let apply = Change::Detach(grant);
                let becomes = self.engine().decide_after(self.request, &apply);
                (becomes != Decision::Allow).then(|| Flip {
                    change: self.detach(grant),
                    apply,
                    becomes,
                })
            })
            .collect()
    }
}
