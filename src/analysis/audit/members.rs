//! D01 and D03: memberships and groups that add nothing.
//!
//! INVARIANT: the memberships that D01 finds can all end, and the groups that D03 finds can all go, without any cell
//! of any user changing, nor what a condition makes of it.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use crate::engine::compiled::{Bits, Stand};
use crate::model::{ActionId, Grant, GroupId, PermissionId, Principal, Scope, User, UserId};

use super::alike::{Bench, Missing};
use super::finding::{Evidence, Finding, Path, Subject, count, few};
use super::ground::{Ground, Samples};
use super::rule::Rule;

/// Users who are answered by what is granted: the owner may do everything, a disabled user nothing.
fn is_answered(user: &User) -> bool {
    user.enabled && !user.owner
}

fn others(groups: &[GroupId], left: &dyn Fn(GroupId) -> bool, group: GroupId) -> Vec<GroupId> {
    let others = groups.iter().copied();
    others.filter(|one| *one != group && left(*one)).collect()
}

impl Ground<'_> {
    /// Memberships that could end, each by itself. Built-in groups and those without permissions are not looked at.
    fn idle_memberships(&self) -> Rc<HashSet<(UserId, GroupId)>> {
        let idle = self.idle.get_or_init(|| {
            let account = self.account();
            let mut bench = Bench::new(self.columns);
            let mut idle = HashSet::new();
            let users = account.users.iter();
            for (id, user) in users.filter(|(_, user)| is_answered(user)) {
                for group in &user.groups {
                    let rest = others(&user.groups, &|_| true, *group);
                    if self.adds_nothing(id, &rest, *group, &mut bench) {
                        idle.insert((id, *group));
                    }
                }
            }
            Rc::new(idle)
        });
        Rc::clone(idle)
    }

    /// A few things that a group's own permissions allow, to see at once that a membership is good for something.
    fn samples(&self, group: GroupId) -> Samples {
        const PLACES: usize = 4;
        let known = self.samples.borrow().get(&group).cloned();
        known.unwrap_or_else(|| {
            let holder = Principal::Group(group);
            let mut samples = Vec::new();
            for stand in self.places(&[holder]).into_iter().take(PLACES) {
                let allowed = self.columns.principal(holder, stand).allow;
                let first = allowed.iter().next();
                let last = allowed.iter().last();
                samples.extend(first.into_iter().chain(last).map(|action| (action, stand)));
            }
            let samples: Samples = samples.into();
            self.samples.borrow_mut().insert(group, Rc::clone(&samples));
            samples
        })
    }

    /// Whether a user with these other groups is answered alike without this one.
    fn adds_nothing(
        &self,
        user: UserId,
        rest: &[GroupId],
        group: GroupId,
        bench: &mut Bench,
    ) -> bool {
        let holder = Principal::Group(group);
        if self.account().group(group).is_admin() {
            return false;
        }
        let principal = Principal::User(user);
        let with: Vec<GroupId> = rest.iter().copied().chain([group]).collect();
        let cell = |groups: &[GroupId], (action, stand): (ActionId, Stand)| {
            self.columns.cell_in(groups, principal, action, stand)
        };
        let samples = self.samples(group);
        let mut samples = samples.iter();
        if samples.any(|sample| cell(rest, *sample) != cell(&with, *sample)) {
            return false;
        }
        let own = self.own(holder);
        let beside = Self::reaching(rest, principal);
        let held: BTreeSet<(PermissionId, Scope)> = beside
            .iter()
            .flat_map(|subject| self.own(*subject))
            .map(|grant| (grant.permission, grant.scope))
            .collect();
        let extra: Vec<&Grant> = own
            .iter()
            .filter(|grant| !held.contains(&(grant.permission, grant.scope)))
            .collect();
        if extra.is_empty() {
            return !own.is_empty();
        }
        let beyond = |grant: &&Grant| {
            let document = self
                .account()
                .permission(grant.permission)
                .document
                .as_ref();
            document.is_some_and(|document| {
                let mut statements = document.statements.iter();
                statements.any(|statement| self.is_beyond(statement, document.version))
            })
        };
        if extra.iter().any(beyond) {
            return false;
        }
        let columns = self.columns;
        let len = columns.universe().len();
        let prop = extra.iter().any(|grant| columns.is_prop(grant.permission));
        let subjects = Self::reaching(&with, principal);
        self.places(&subjects).into_iter().all(|stand| {
            let mut here = extra
                .iter()
                .filter(|grant| columns.reaches(grant, stand))
                .peekable();
            let touched = if prop {
                // Other roles may depend on it.
                Bits::all(len)
            } else if here.peek().is_none() {
                return true;
            } else {
                here.fold(Bits::none(len), |mut touched, grant| {
                    touched.add(&self.spoken(grant.permission));
                    touched
                })
            };
            let missing = Missing {
                touched: &touched,
                denial: false,
            };
            columns.fill_in(&with, principal, stand, &mut bench.with);
            columns.fill_in(rest, principal, stand, &mut bench.without);
            bench.alike(missing)
        })
    }

    /// Through what a user has what a group gives, as far as a few lines tell.
    fn instead(&self, user: UserId, rest: &[GroupId], group: GroupId) -> Vec<Evidence> {
        const SHOWN: usize = 6;
        let own = self.own(Principal::Group(group));
        let len = self.columns.universe().len();
        let given = own.iter().fold(Bits::none(len), |mut given, grant| {
            given.add(&self.spoken(grant.permission));
            given
        });
        let subjects = Self::reaching(rest, Principal::User(user));
        let paths = subjects.into_iter().flat_map(|holder| {
            let grants = self.own(holder).into_iter();
            grants.map(move |grant| (holder, grant))
        });
        let (mut same, mut like): (Vec<Path>, Vec<Path>) = Default::default();
        for (holder, grant) in paths {
            let path = Path::of(holder, &grant);
            let is_same =
                |one: &Grant| (one.permission, one.scope) == (grant.permission, grant.scope);
            if own.iter().any(is_same) {
                same.push(path);
            } else if self.spoken(grant.permission).meets(&given) {
                like.push(path);
            }
        }
        self.resting_on(same.into_iter().chain(like).take(SHOWN).collect())
    }
}

pub(super) fn memberships(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let account = ground.account();
    let idle = ground.idle_memberships();
    let mut bench = Bench::new(ground.columns);
    for (id, user) in account.users.iter() {
        let mut gone: Vec<GroupId> = Vec::new();
        // The later membership is the one that adds nothing.
        for group in user.groups.iter().rev() {
            let rest = others(&user.groups, &|one| !gone.contains(&one), *group);
            let ends = if gone.is_empty() {
                idle.contains(&(id, *group))
            } else {
                is_answered(user) && ground.adds_nothing(id, &rest, *group, &mut bench)
            };
            if !ends {
                continue;
            }
            gone.push(*group);
            let name = account.group(*group).shown();
            let title = format!("user {} gains nothing from group {name}", user.shown());
            let admin = rest.iter().any(|group| account.group(*group).is_admin());
            let finding = Finding::new(rule, Subject::Principal(Principal::User(id)), title)
                .about(account.group(*group).id.as_str());
            let finding = if admin {
                finding.fact("the built-in group admin allows everything already")
            } else {
                finding.because(ground.instead(id, &rest, *group))
            };
            found.push(finding.fixed_by(format!("End the membership in {name}")));
        }
    }
}

pub(super) fn groups(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let account = ground.account();
    let idle = ground.idle_memberships();
    let mut bench = Bench::new(ground.columns);
    let mut gone: HashSet<GroupId> = HashSet::new();
    let ids: Vec<GroupId> = account.groups.ids().collect();
    // Of two that say the same the later goes.
    for id in ids.into_iter().rev() {
        let group = account.group(id);
        let members = group.members.iter().copied();
        let members: Vec<UserId> = members
            .filter(|user| is_answered(account.user(*user)))
            .collect();
        if members.is_empty() || group.is_admin() || account.members_unread(id) {
            continue;
        }
        let own = ground.own(Principal::Group(id));
        let rest =
            |user: UserId| others(&account.user(user).groups, &|one| !gone.contains(&one), id);
        let goes = own.is_empty()
            || members.iter().all(|user| {
                let groups = &account.user(*user).groups;
                if groups.iter().any(|one| gone.contains(one)) {
                    ground.adds_nothing(*user, &rest(*user), id, &mut bench)
                } else {
                    idle.contains(&(*user, id))
                }
            });
        if !goes {
            continue;
        }
        let members_text = count(members.len(), "member");
        let what = if own.is_empty() {
            format!("has no permissions: it gives its {members_text} nothing")
        } else {
            format!("gives its {members_text} nothing they do not have without it")
        };
        let names = members.iter().map(|user| account.user(*user).shown());
        let mut finding = Finding::new(
            rule,
            Subject::Principal(Principal::Group(id)),
            format!("group {} {what}", group.shown()),
        )
        .fact(format!("members: {}", few(names)));
        if let Some(first) = members.first().filter(|_| !own.is_empty()) {
            let name = account.user(*first).shown();
            finding = finding
                .fact(format!("{name}, for one, has it all from:"))
                .because(ground.instead(*first, &rest(*first), id));
        }
        found.push(finding);
        gone.insert(id);
    }
}
