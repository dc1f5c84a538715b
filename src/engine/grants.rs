//! How permissions reach principals: through groups, directly, as identity policies.

use crate::model::{Account, Grant, GroupId, Principal, Scope, Via};

/// The assignments of an account, by subject.
#[derive(Clone, Debug, Default)]
pub struct GrantIndex {
    users: Vec<Vec<Grant>>,
    groups: Vec<Vec<Grant>>,
    agencies: Vec<Vec<Grant>>,
    identity: Vec<(Principal, Grant)>,
}

impl GrantIndex {
    /// Indexes the assignments of `account`, each subject's in their order.
    #[must_use]
    pub fn new(account: &Account) -> Self {
        use crate::model::TableId;
        let mut index = Self {
            users: vec![Vec::new(); account.users.len()],
            groups: vec![Vec::new(); account.groups.len()],
            agencies: vec![Vec::new(); account.agencies.len()],
            identity: Vec::new(),
        };
        for assignment in account.assignments.rows() {
            let (rows, row, via) = match assignment.subject {
                Principal::User(id) => (&mut index.users, id.index(), Via::Direct),
                Principal::Group(id) => (&mut index.groups, id.index(), Via::Group(id)),
                Principal::Agency(id) => (&mut index.agencies, id.index(), Via::Direct),
            };
            if let Some(grants) = rows.get_mut(row) {
                grants.push(Grant {
                    permission: assignment.permission,
                    via,
                    scope: assignment.scope,
                });
            }
        }
        for (subject, permission) in &account.identity_attachments {
            let via = match subject {
                Principal::Group(id) => Via::Group(*id),
                Principal::User(_) | Principal::Agency(_) => Via::Direct,
            };
            let grant = Grant {
                permission: *permission,
                via,
                scope: Scope::All,
            };
            index.identity.push((*subject, grant));
        }
        index
    }

    /// What is assigned to a subject itself.
    #[must_use]
    pub fn own(&self, subject: Principal) -> &[Grant] {
        use crate::model::TableId;
        let (rows, row) = match subject {
            Principal::User(id) => (&self.users, id.index()),
            Principal::Group(id) => (&self.groups, id.index()),
            Principal::Agency(id) => (&self.agencies, id.index()),
        };
        rows.get(row).map_or(&[], Vec::as_slice)
    }

    /// What reaches a principal: its groups' grants, then its own.
    #[must_use]
    pub fn reaching(&self, account: &Account, principal: Principal) -> Vec<Grant> {
        let mut grants: Vec<Grant> = groups_of(account, &principal)
            .iter()
            .flat_map(|group| self.own(Principal::Group(*group)))
            .copied()
            .collect();
        if !matches!(principal, Principal::Group(_)) {
            grants.extend(self.own(principal));
        }
        grants
    }

    /// The identity policies that reach a principal; they know no scope, so theirs is `All`.
    #[must_use]
    pub fn identity(&self, account: &Account, principal: Principal) -> Vec<Grant> {
        if self.identity.is_empty() {
            return Vec::new();
        }
        let groups = groups_of(account, &principal);
        self.identity
            .iter()
            .filter(|(subject, _)| match subject {
                Principal::Group(group) => groups.contains(group),
                other => *other == principal,
            })
            .map(|(_, grant)| *grant)
            .collect()
    }
}

/// The groups whose grants reach a principal.
#[must_use]
pub fn groups_of<'a>(account: &'a Account, principal: &'a Principal) -> &'a [GroupId] {
    match principal {
        Principal::User(id) => &account.user(*id).groups,
        Principal::Group(id) => std::slice::from_ref(id),
        Principal::Agency(_) => &[],
    }
}
