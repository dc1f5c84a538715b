//! One action for every user: the columns turned on their side, group by group.

use std::sync::Arc;

use crate::model::{ActionId, Decision, Principal, TableId, UserId};

use super::column::{Columns, Stand};
use super::layers::{Layers, Word};
use super::planes::{Decisions, Planes};
use super::share::Share;

/// Who may perform an action: a set of users for each answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    sets: Decisions,
}

impl Who {
    /// The answer for one user.
    #[must_use]
    pub fn decision(&self, user: UserId) -> Decision {
        self.sets.of(ActionId::from_index(user.index()))
    }

    /// How many may.
    #[must_use]
    pub fn allowed(&self) -> usize {
        self.sets.allow.len()
    }

    /// Those who may for certain, in order.
    pub fn allowed_users(&self) -> impl Iterator<Item = UserId> + '_ {
        let allowed = self.sets.allow.iter();
        allowed.map(|at| UserId::from_index(at.index()))
    }

    /// Those who may perhaps, in order.
    pub fn conditional_users(&self) -> impl Iterator<Item = UserId> + '_ {
        let open = self.sets.conditional.iter();
        open.map(|at| UserId::from_index(at.index()))
    }

    fn put(&mut self, user: UserId, decision: Decision) {
        let at = ActionId::from_index(user.index());
        for (set, kind) in [
            (&mut self.sets.allow, Decision::Allow),
            (&mut self.sets.explicit, Decision::ExplicitDeny),
            (&mut self.sets.conditional, Decision::Conditional),
        ] {
            set.put(at, decision == kind);
        }
    }
}

/// The members of every group, side by side, as the users name their groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Members {
    /// Where each group's members start; one more than there are groups.
    starts: Vec<u32>,
    users: Vec<UserId>,
    /// Users with grants of their own.
    direct: Vec<UserId>,
    /// Users about whom nothing needs weighing.
    settled: Vec<UserId>,
}

impl Members {
    fn new(columns: &Columns) -> Self {
        let account = columns.engine().account();
        let mut counts = vec![0u32; account.groups.len() + 1];
        for user in account.users.rows() {
            for group in &user.groups {
                if let Some(count) = counts.get_mut(group.index() + 1) {
                    *count += 1;
                }
            }
        }
        let mut total = 0;
        for count in &mut counts {
            total += *count;
            *count = total;
        }
        let mut next = counts.clone();
        let mut users = vec![UserId::from_index(0); total as usize];
        let mut members = Self::default();
        for (id, user) in account.users.iter() {
            for group in &user.groups {
                if let Some(at) = next.get_mut(group.index()) {
                    if let Some(slot) = users.get_mut(*at as usize) {
                        *slot = id;
                    }
                    *at += 1;
                }
            }
            if user.owner || !user.enabled {
                members.settled.push(id);
            }
            let own = Principal::User(id);
            if !columns.engine().grants().own(own).is_empty()
                || columns.shelf().identity.contains_key(&own)
            {
                members.direct.push(id);
            }
        }
        Self {
            starts: counts,
            users,
            ..members
        }
    }

    fn of(&self, group: usize) -> &[UserId] {
        let start = self.starts.get(group).map_or(0, |at| *at as usize);
        let end = self.starts.get(group + 1).map_or(start, |at| *at as usize);
        self.users.get(start..end).unwrap_or_default()
    }
}

/// Adds what is said of one action to each of these users.
fn add(planes: &mut Planes, word: Word, users: &[UserId]) {
    for (plane, said) in [
        (&mut planes.allow, word.allow),
        (&mut planes.maybe_allow, word.may_allow & !word.allow),
        (&mut planes.deny, word.deny),
        (&mut planes.maybe_deny, word.may_deny & !word.deny),
    ] {
        if said & 1 == 1 {
            for user in users {
                plane.insert(ActionId::from_index(user.index()));
            }
        }
    }
}

impl Columns {
    /// What every user may do with one action.
    #[must_use]
    pub fn who(&self, action: ActionId, stand: Stand) -> Who {
        let account = self.engine().account();
        let len = account.users.len();
        // Service control policies may look at the user: then each is asked by itself.
        if self.control.is_some() {
            return self.each(action, stand);
        }
        let mut single = Vec::new();
        let iam = self.side(action, &mut single, |subject| {
            self.share(subject, stand.project)
        });
        let second = stand.enterprise_project.map(|enterprise_project| {
            self.side(action, &mut single, |subject| {
                self.second(subject, enterprise_project)
            })
        });
        let identity = (!self.shelf().identity.is_empty())
            .then(|| self.side(action, &mut single, |subject| self.identity(subject)));
        let layers = Layers {
            iam: &iam,
            enterprise_project: second.as_ref(),
            identity: identity.as_ref(),
            control: None,
        };
        let mut who = Who {
            sets: layers.decisions(len),
        };
        single.extend_from_slice(&self.members().settled);
        single.sort_unstable();
        single.dedup();
        for user in single {
            who.put(user, self.cell(Principal::User(user), action, stand));
        }
        who
    }

    fn members(&self) -> &Members {
        self.members.get_or_init(|| Arc::new(Members::new(self)))
    }

    /// What one layer says of an action to each user; who must be asked by itself is noted.
    fn side<'a>(
        &'a self,
        action: ActionId,
        single: &mut Vec<UserId>,
        share: impl Fn(Principal) -> Option<&'a Share>,
    ) -> Planes {
        let account = self.engine().account();
        let members = self.members();
        let mut planes = Planes::none(account.users.len());
        let groups = account.groups.ids().enumerate();
        let groups = groups.map(|(at, group)| (Principal::Group(group), members.of(at)));
        let direct = members.direct.iter();
        let direct = direct.map(|user| (Principal::User(*user), std::slice::from_ref(user)));
        for (subject, users) in groups.chain(direct) {
            let Some(share) = share(subject) else {
                continue;
            };
            add(&mut planes, share.sheet.word(action), users);
            if share.kept.iter().any(|grant| {
                self.compiled(grant.permission)
                    .is_some_and(|compiled| compiled.speaks_of(action))
            }) {
                single.extend_from_slice(users);
            }
        }
        planes
    }

    fn each(&self, action: ActionId, stand: Stand) -> Who {
        let account = self.engine().account();
        let mut who = Who {
            sets: Decisions::none(account.users.len()),
        };
        for user in account.users.ids() {
            who.put(user, self.cell(Principal::User(user), action, stand));
        }
        who
    }
}
