//! L02 and L06: Deny statements that stop nothing.

use crate::engine::compiled::Bits;
use crate::model::{Account, Assignment, Grant, Principal, Scope};

use super::finding::{Evidence, Finding, Path, few};
use super::ground::Ground;
use super::rule::Rule;
use super::scopes::about;

/// Whether two scopes of the same layer have a place in common.
pub(super) fn overlap(account: &Account, a: Scope, b: Scope) -> bool {
    let second = |scope| matches!(scope, Scope::EnterpriseProject(_));
    if second(a) || second(b) {
        return a == b;
    }
    let mos = |scope| matches!(scope, Scope::Project(id) if account.project(id).is_mos());
    let parent = |scope| match scope {
        Scope::Project(id) => account.project(id).parent.or(Some(id)),
        Scope::Subprojects(id) => Some(id),
        _ => None,
    };
    match (a, b) {
        (Scope::All, _) | (_, Scope::All) => true,
        (Scope::Global, other) | (other, Scope::Global) => other == Scope::Global || mos(other),
        _ => a == b || parent(a) == parent(b),
    }
}

impl Ground<'_> {
    /// What a grant may allow anybody.
    fn may_allow(&self, grant: &Grant) -> Bits {
        let mut bits = Bits::none(self.columns.universe().len());
        if let Some(compiled) = self.columns.compiled(grant.permission) {
            compiled.allow.pour(&mut bits);
            compiled.maybe_allow.pour(&mut bits);
            if compiled.has_allow {
                for aside in &compiled.aside {
                    aside.actions.pour(&mut bits);
                }
            }
        }
        bits
    }

    /// What a permission denies, for certain or perhaps, beyond its own Allows.
    fn denies(&self, permission: crate::model::PermissionId) -> Bits {
        let mut bits = Bits::none(self.columns.universe().len());
        if let Some(compiled) = self.columns.compiled(permission)
            && !compiled.local_deny
        {
            compiled.deny.pour(&mut bits);
            compiled.maybe_deny.pour(&mut bits);
            if !compiled.has_allow {
                for aside in &compiled.aside {
                    aside.actions.pour(&mut bits);
                }
            }
        }
        bits
    }

    /// Whose grants an assignment counts beside: the members of a group, or a group without any by itself.
    fn concerned(&self, assignment: &Assignment) -> Vec<Principal> {
        match assignment.subject {
            Principal::Group(id) if !self.account().group(id).members.is_empty() => {
                let members = self.account().group(id).members.iter();
                members.map(|user| Principal::User(*user)).collect()
            }
            other => vec![other],
        }
    }

    /// A grant of the subject, or of somebody in it, that satisfies the test: the subject's own first.
    fn companion(&self, assignment: &Assignment, test: &dyn Fn(&Grant) -> bool) -> Option<Grant> {
        let own = self.own(assignment.subject);
        if let Some(grant) = own.iter().find(|grant| test(grant)) {
            return Some(*grant);
        }
        self.concerned(assignment)
            .into_iter()
            .find_map(|principal| {
                let grants = self.engine().grants().reaching(self.account(), principal);
                let identity = self.engine().grants().identity(self.account(), principal);
                grants
                    .iter()
                    .chain(&identity)
                    .find(|grant| test(grant))
                    .copied()
            })
    }
}

pub(super) fn alone(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let account = ground.account();
    for assignment in account.assignments.rows() {
        let deny_only = ground
            .columns
            .compiled(assignment.permission)
            .is_some_and(|compiled| !compiled.has_allow);
        let permission = account.permission(assignment.permission);
        if !deny_only || permission.document.is_none() {
            continue;
        }
        // The owner and the built-in group may do everything; there a Deny has something to stop.
        if ground
            .concerned(assignment)
            .into_iter()
            .any(|principal| ground.is_built_in(principal))
        {
            continue;
        }
        let denied = ground.denies(assignment.permission);
        let companion = ground.companion(assignment, &|grant| {
            grant.permission != assignment.permission
                && overlap(account, grant.scope, assignment.scope)
                && ground.may_allow(grant).meets(&denied)
        });
        // A group may be for denying alone; one with Allows of its own in the scope is meant to be stopped there.
        let beside = |grant: &Grant| {
            overlap(account, grant.scope, assignment.scope) && !ground.may_allow(grant).is_empty()
        };
        let own = ground.own(assignment.subject);
        let meant = own.iter().any(beside);
        let elsewhere = companion.filter(|grant| meant && !own.contains(grant));
        if companion.is_some() && elsewhere.is_none() {
            continue;
        }
        let title = format!(
            "{} denies what nothing beside it allows",
            ground.worded(assignment)
        );
        let actions: Vec<String> = denied
            .iter()
            .take(7)
            .map(|id| ground.spelled(ground.columns.universe().name(id)))
            .collect();
        let mut finding = about(rule, assignment, title).fact(format!(
            "it denies {}",
            few(actions.iter().map(String::as_str))
        ));
        if let Some(grant) = elsewhere {
            let other = Path::of(assignment.subject, &grant);
            finding = finding
                .fact("members of another group have it from there:")
                .because([Evidence::Path(other)]);
        }
        found.push(finding);
    }
}

pub(super) fn shadowed(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let account = ground.account();
    for assignment in account.assignments.rows() {
        if !matches!(assignment.scope, Scope::EnterpriseProject(_)) {
            continue;
        }
        let mut denied = ground.denies(assignment.permission);
        denied.keep(&ground.columns.universe().enterprise_project);
        if denied.is_empty() {
            continue;
        }
        let companion = ground.companion(assignment, &|grant| {
            if matches!(grant.scope, Scope::EnterpriseProject(_)) {
                return false;
            }
            let mut allowed = ground.may_allow(grant);
            allowed.keep(&ground.reached(grant.scope));
            allowed.meets(&denied)
        });
        let Some(grant) = companion else {
            continue;
        };
        let mut both = ground.may_allow(&grant);
        both.keep(&denied);
        let actions: Vec<String> = both
            .iter()
            .take(7)
            .map(|id| ground.spelled(ground.columns.universe().name(id)))
            .collect();
        let title = format!(
            "{} is overridden by {} at {}",
            ground.worded(assignment),
            account.permission(grant.permission).shown(),
            account.scope_name(grant.scope)
        );
        found.push(
            about(rule, assignment, title)
                .because([Evidence::Path(Path::of(assignment.subject, &grant))])
                .fact(format!(
                    "allowed at project level all the same: {}",
                    few(actions.iter().map(String::as_str))
                )),
        );
    }
}
