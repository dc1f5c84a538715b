//! Columns put together from what is kept, in buffers that are used again for the next one.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::model::{ActionId, Grant, GroupId, Layer, PermissionId, Principal, Scope};

use super::super::grants::groups_of;
use super::column::{Columns, Stand};
use super::force::Standing;
use super::layers::{Layers, Word};
use super::personal::Personal;
use super::planes::{Decisions, Planes, Sheet};
use super::share::{Share, subjects};
use super::shelf::GateKey;

/// Buffers for one column after another.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The answer last worked out.
    pub decisions: Decisions,
    iam: Planes,
    second: Planes,
    identity: Planes,
    control: Planes,
    pub(super) waiting: Waiting,
}

/// What must be weighed for the principal itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    pub(super) grants: Vec<Grant>,
    pub(super) identity: Vec<Grant>,
    pub(super) props: Vec<Grant>,
}

impl Waiting {
    pub(super) fn clear(&mut self) {
        self.grants.clear();
        self.identity.clear();
        self.props.clear();
    }

    pub(super) fn take(&mut self, share: &Share) {
        self.grants.extend_from_slice(&share.kept);
        self.props.extend_from_slice(&share.props);
    }

    pub(super) fn held(&self) -> Arc<[(PermissionId, Scope)]> {
        let mut held: Vec<_> = self
            .props
            .iter()
            .map(|grant| (grant.permission, grant.scope))
            .collect();
        held.sort_unstable();
        held.dedup();
        held.into()
    }
}

impl Desk {
    /// Buffers for columns of `len` actions.
    #[must_use]
    pub fn new(len: usize) -> Self {
        // The other layers are rarely asked: they get their length then.
        let planes = || Planes::none(0);
        Self {
            decisions: Decisions::none(len),
            iam: Planes::none(len),
            second: planes(),
            identity: planes(),
            control: planes(),
            waiting: Waiting::default(),
        }
    }
}

impl Columns {
    /// Works out what a principal may do, into `desk.decisions`.
    pub fn fill(&self, principal: Principal, stand: Stand, desk: &mut Desk) {
        let groups = groups_of(self.engine().account(), &principal);
        self.fill_in(groups, principal, stand, desk);
    }

    /// What a principal might do if these were its groups, into `desk.decisions`.
    pub fn fill_in(&self, groups: &[GroupId], principal: Principal, stand: Stand, desk: &mut Desk) {
        let engine = self.engine();
        let account = engine.account();
        if let Principal::User(id) = principal {
            let user = account.user(id);
            if user.owner || !user.enabled {
                desk.decisions.clear();
                if user.owner {
                    desk.decisions.allow.fill(self.universe().len());
                }
                return;
            }
        }
        desk.iam.clear();
        desk.waiting.clear();
        for subject in subjects(groups, principal) {
            if let Some(share) = self.share(subject, stand.project) {
                share.sheet.pour(&mut desk.iam);
                desk.waiting.take(share);
            }
        }
        if let Some(enterprise_project) = stand.enterprise_project {
            desk.second.reset(self.universe().len());
            for subject in subjects(groups, principal) {
                if let Some(share) = self.second(subject, enterprise_project) {
                    share.sheet.pour(&mut desk.second);
                    desk.waiting.take(share);
                }
            }
        }
        let with_identity = !self.shelf().identity.is_empty();
        if with_identity {
            desk.identity.reset(self.universe().len());
            for subject in subjects(groups, principal) {
                if let Some(share) = self.identity(subject) {
                    share.sheet.pour(&mut desk.identity);
                    desk.waiting.identity.extend_from_slice(&share.kept);
                }
            }
        }
        let with_control = self.control.is_some();
        if with_control || !desk.waiting.grants.is_empty() || !desk.waiting.identity.is_empty() {
            self.weigh_waiting(principal, stand, desk);
        }
        let layers = Layers {
            iam: &desk.iam,
            enterprise_project: stand.enterprise_project.map(|_| &desk.second),
            identity: with_identity.then_some(&desk.identity),
            control: with_control.then_some(&desk.control),
        };
        layers.decide(&mut desk.decisions);
    }

    fn weigh_waiting(&self, principal: Principal, stand: Stand, desk: &mut Desk) {
        let personal = self.personal(principal, stand.project);
        let waiting = std::mem::take(&mut desk.waiting);
        let standing = self.standing(stand, &waiting.props);
        let held = OnceCell::new();
        for grant in &waiting.grants {
            let planes = match self.reach(grant, stand) {
                Some((Layer::Iam, _)) => &mut desk.iam,
                Some((Layer::EnterpriseProject, _)) => &mut desk.second,
                None => continue,
            };
            let beside = Beside {
                personal: &personal,
                standing: &standing,
                held: held.get_or_init(|| waiting.held()),
            };
            self.weigh_one(grant, stand, beside, planes);
        }
        for grant in &waiting.identity {
            self.add_identity(&mut desk.identity, grant, &standing, &personal);
        }
        if self.control.is_some() {
            desk.control.reset(self.universe().len());
            self.add_control(&personal, &mut desk.control);
        }
        desk.waiting = waiting;
    }

    /// One kept grant, to the planes of its layer.
    fn weigh_one(&self, grant: &Grant, stand: Stand, beside: Beside<'_>, planes: &mut Planes) {
        match self.gate(grant, stand, beside) {
            Some(sheet) => sheet.pour(planes),
            None => {
                self.add_grant(planes, grant, beside.standing, beside.personal);
            }
        }
    }

    /// One kept grant, as far as it speaks of one action.
    pub(super) fn waiting_word(
        &self,
        grant: &Grant,
        action: ActionId,
        stand: Stand,
        beside: Beside<'_>,
    ) -> Word {
        match self.gate(grant, stand, beside) {
            Some(sheet) => sheet.word(action),
            None => {
                let mut planes = Planes::none(self.universe().len());
                self.add_grant(&mut planes, grant, beside.standing, beside.personal);
                Word::of(&planes, action)
            }
        }
    }

    /// The kept answer for a role that waits only because it depends on others.
    fn gate(&self, grant: &Grant, stand: Stand, beside: Beside<'_>) -> Option<Arc<Sheet>> {
        if !self.compiled(grant.permission)?.aside.is_empty() {
            return None;
        }
        let key = GateKey {
            permission: grant.permission,
            scope: grant.scope,
            stand,
            beside: Arc::clone(beside.held),
        };
        Some(self.behind_gate(key, || {
            let mut planes = Planes::none(self.universe().len());
            self.add_grant(&mut planes, grant, beside.standing, beside.personal);
            Sheet::of(&planes)
        }))
    }
}

/// Who asks, and beside which other grants a role is held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside<'a> {
    pub(super) personal: &'a Personal<'a>,
    /// What the roles find that it depends on.
    pub(super) standing: &'a Standing<'a>,
    /// The same as permissions and scopes, sorted, each once.
    pub(super) held: &'a Arc<[(PermissionId, Scope)]>,
}
