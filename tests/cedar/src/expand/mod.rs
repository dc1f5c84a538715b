//! What is settled before Cedar is asked: which permissions reach the principal there, in which layer,
//! and which of them are in force (sections 4.3, 4.4, 5.2).

mod force;
mod scope;

use std::collections::BTreeSet;

use permlens::catalogue::Catalogue;
use permlens::engine::DependsMode;
use permlens::model::{Account, GroupId, PermissionId, Principal, Request, Scope, Version};

use crate::reading::{Mistake, Reading};
use scope::Counts;

/// The permissions of one layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// Those whose Denies count.
    pub reaching: BTreeSet<PermissionId>,
    /// Those whose Allows count too.
    pub in_force: BTreeSet<PermissionId>,
}

/// What a request's principal holds where the request is made.
#[derive(Clone, Debug, Default)]
pub struct Holdings {
    /// Grants at the domain, projects, all resources; identity policies, which know no place.
    pub first: Layer,
    /// Grants on the resource's enterprise project.
    pub second: Layer,
    /// Whether the built-in group `admin` is among the principal's.
    pub admin: bool,
}

/// Where a principal's permissions come from.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// The account.
    pub account: &'a Account,
    /// The catalogue, for the documented dependencies and the levels of services.
    pub catalogue: &'a Catalogue,
    /// How the specification is read.
    pub reading: Reading,
}

impl World<'_> {
    /// What the principal of `request` holds there.
    #[must_use]
    pub fn holdings(&self, request: &Request) -> Holdings {
        let account = self.account;
        let groups: &[GroupId] = match &request.principal {
            Principal::User(id) => &account.user(*id).groups,
            Principal::Group(id) => std::slice::from_ref(id),
            Principal::Agency(_) => &[],
        };
        let reached = |subject: Principal| {
            subject == request.principal
                || groups
                    .iter()
                    .any(|group| subject == Principal::Group(*group))
        };
        let grants: Vec<(PermissionId, Scope)> = account
            .assignments
            .rows()
            .iter()
            .filter(|assignment| reached(assignment.subject))
            .map(|assignment| (assignment.permission, assignment.scope))
            .collect();
        let mut layers = [Layer::default(), Layer::default()];
        for (permission, scope) in &grants {
            match self.counts(*scope, request) {
                Counts::First => layers[0].reaching.insert(*permission),
                Counts::Second if !self.is_role(*permission) => {
                    layers[1].reaching.insert(*permission)
                }
                Counts::Second | Counts::Not => false,
            };
        }
        // A dependency of the second layer may be met in either, one of the first in the first only.
        let global = self.global_roles(&grants);
        let mut present: BTreeSet<PermissionId> = &layers[0].reaching | &global;
        for layer in &mut layers {
            present.extend(&layer.reaching);
            let service = request.action.split(':').next().unwrap_or_default();
            let enforced = self.reading.settings.depends == DependsMode::Enforce
                && !self.reading.makes(Mistake::DependenciesIgnored);
            layer.in_force = match enforced {
                true => &self.in_force(&present, service) & &layer.reaching,
                false => layer.reaching.clone(),
            };
        }
        let [mut first, second] = layers;
        if !self.reading.makes(Mistake::IdentityIgnored) {
            for (subject, permission) in &account.identity_attachments {
                if reached(*subject) {
                    first.reaching.insert(*permission);
                    first.in_force.insert(*permission);
                }
            }
        }
        Holdings {
            first,
            second,
            admin: groups
                .iter()
                .any(|group| account.group(*group).name == "admin"),
        }
    }

    /// 1.0 roles are not known on enterprise projects.
    fn is_role(&self, permission: PermissionId) -> bool {
        let document = self.account.permission(permission).document.as_ref();
        document.is_some_and(|document| document.version == Version::Role)
            && !self.reading.makes(Mistake::RolesOnEnterpriseProjects)
    }
}
