//! Shares kept between questions, each made when it is first asked for: per subject, and per project and
//! enterprise project asked in. A subject that has nothing particular in a project shares what it has everywhere.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::model::{
    EnterpriseProjectId, Grant, GroupId, PermissionId, Principal, ProjectId, Scope, TableId, Via,
};

use super::super::Engine;
use super::column::{Columns, Stand};
use super::planes::Sheet;
use super::share::Share;

type Slot = OnceLock<Arc<Share>>;

/// So many groups stand together: an edit of one makes room for these anew and shares the rest.
const TOGETHER: usize = 32;

/// The shares of every subject that has grants, at one place. Columns before and after an edit share
/// what the edit does not touch, whichever of them works it out.
#[derive(Clone, Debug)]
struct Place {
    groups: Vec<Arc<Vec<Slot>>>,
    others: Arc<Vec<Slot>>,
}

impl Place {
    fn new(groups: usize, others: usize) -> Self {
        let chunks = groups.div_ceil(TOGETHER);
        Self {
            groups: std::iter::repeat_with(|| Arc::new(empty(TOGETHER)))
                .take(chunks)
                .collect(),
            others: Arc::new(empty(others)),
        }
    }

    fn group(&self, group: GroupId) -> Option<&Slot> {
        let chunk = self.groups.get(group.index() / TOGETHER)?;
        chunk.get(group.index() % TOGETHER)
    }

    /// Throws away what a group contributes.
    fn forget(&mut self, group: GroupId) {
        if let Some(chunk) = self.groups.get_mut(group.index() / TOGETHER) {
            let mut slots = chunk.as_ref().clone();
            if let Some(slot) = slots.get_mut(group.index() % TOGETHER) {
                *slot = OnceLock::new();
            }
            *chunk = Arc::new(slots);
        }
    }

    fn slots(&self) -> impl Iterator<Item = &Slot> {
        let groups = self.groups.iter().flat_map(|chunk| chunk.iter());
        groups.chain(self.others.iter())
    }
}

/// Which roles of a principal are in force: the grant, where, and beside which other grants.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct GateKey {
    pub(super) permission: PermissionId,
    pub(super) scope: Scope,
    pub(super) stand: Stand,
    pub(super) beside: Arc<[(PermissionId, Scope)]>,
}

type Gates = HashMap<GateKey, Arc<Sheet>>;

/// Everything kept.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    /// No project, then each of the account's.
    projects: Vec<OnceLock<Place>>,
    enterprise_projects: Vec<OnceLock<Place>>,
    /// By subject, for those that have identity policies.
    pub(super) identity: BTreeMap<Principal, (Vec<Grant>, Slot)>,
    /// For each user the number of its slot, plus one; zero for those without grants of their own.
    seats: Arc<[u32]>,
    others: usize,
    gates: Arc<Mutex<Gates>>,
}

/// How much is kept, to be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Projects and enterprise projects asked in so far.
    pub places: usize,
    /// Pairs of subject and place whose contribution is at hand.
    pub shares: usize,
    /// Contributions that differ, so that each is held by itself.
    pub distinct: usize,
    /// Answers kept for roles that depend on others.
    pub gates: usize,
    /// Bytes of all of this.
    pub bytes: usize,
}

impl Shelf {
    pub(super) fn new(engine: &Engine) -> Self {
        let account = engine.account();
        let (seats, others) = seats(engine);
        Self {
            projects: empty(account.projects.len() + 1),
            enterprise_projects: empty(account.enterprise_projects.len()),
            identity: identity(engine),
            seats,
            others,
            gates: Arc::default(),
        }
    }

    /// Throws away what is kept of these subjects.
    pub(super) fn forget(&mut self, engine: &Engine, touched: &[Principal]) {
        if touched.is_empty() {
            return;
        }
        if !(self.identity.is_empty() && engine.account().identity_attachments.is_empty()) {
            self.identity = identity(engine);
        }
        // A user who gains or loses its only grant moves the seats of those after it.
        let moved = touched.iter().any(|it| !matches!(it, Principal::Group(_)));
        if moved {
            (self.seats, self.others) = seats(engine);
        }
        let places = self
            .projects
            .iter_mut()
            .chain(&mut self.enterprise_projects);
        for place in places.filter_map(OnceLock::get_mut) {
            if moved {
                place.others = Arc::new(empty(self.others));
            }
            for subject in touched {
                if let Principal::Group(group) = subject {
                    place.forget(*group);
                }
            }
        }
    }

    /// With nothing kept about what a role's dependencies come to.
    pub(super) fn forget_gates(&mut self) {
        self.gates = Arc::default();
    }

    fn place<'a>(&self, slot: &'a OnceLock<Place>, groups: usize) -> &'a Place {
        slot.get_or_init(|| Place::new(groups, self.others))
    }

    fn seat<'a>(&self, place: &'a Place, subject: Principal, direct: usize) -> Option<&'a Slot> {
        match subject {
            Principal::Group(group) => place.group(group),
            Principal::User(user) => {
                let seat = *self.seats.get(user.index())? as usize;
                place.others.get(seat.checked_sub(1)?)
            }
            Principal::Agency(agency) => place.others.get(direct + agency.index()),
        }
    }

    fn direct(&self, agencies: usize) -> usize {
        self.others - agencies
    }
}

/// The seats of users, and how many seats users and agencies take.
fn seats(engine: &Engine) -> (Arc<[u32]>, usize) {
    let account = engine.account();
    let mut direct = 0;
    let seats = account
        .users
        .ids()
        .map(|user| {
            if engine.grants().own(Principal::User(user)).is_empty() {
                return 0;
            }
            direct += 1;
            direct
        })
        .collect();
    (seats, direct as usize + account.agencies.len())
}

fn identity(engine: &Engine) -> BTreeMap<Principal, (Vec<Grant>, Slot)> {
    let mut identity: BTreeMap<Principal, (Vec<Grant>, Slot)> = BTreeMap::new();
    for (subject, permission) in &engine.account().identity_attachments {
        let via = match subject {
            Principal::Group(group) => Via::Group(*group),
            Principal::User(_) | Principal::Agency(_) => Via::Direct,
        };
        let grant = Grant {
            permission: *permission,
            via,
            scope: Scope::All,
        };
        identity.entry(*subject).or_default().0.push(grant);
    }
    identity
}

fn empty<T>(len: usize) -> Vec<OnceLock<T>> {
    std::iter::repeat_with(OnceLock::new).take(len).collect()
}

impl Columns {
    /// A subject's contribution to the first layer; absent for one without grants.
    pub(super) fn share(&self, subject: Principal, project: Option<ProjectId>) -> Option<&Share> {
        let slot = self.slot(subject, project)?;
        let share = slot.get_or_init(|| {
            if project.is_some()
                && !self.particular(subject, project)
                && let Some(base) = self.slot(subject, None)
            {
                let base = base.get_or_init(|| Arc::new(self.build_share(subject, None)));
                return Arc::clone(base);
            }
            Arc::new(self.build_share(subject, project))
        });
        Some(share)
    }

    fn slot(&self, subject: Principal, project: Option<ProjectId>) -> Option<&Slot> {
        let account = self.engine().account();
        let shelf = self.shelf();
        let at = project.map_or(0, |project| project.index() + 1);
        let place = shelf.place(shelf.projects.get(at)?, account.groups.len());
        shelf.seat(place, subject, shelf.direct(account.agencies.len()))
    }

    /// A subject's contribution to the second layer.
    pub(super) fn second(
        &self,
        subject: Principal,
        enterprise_project: EnterpriseProjectId,
    ) -> Option<&Share> {
        let account = self.engine().account();
        let shelf = self.shelf();
        let slot = shelf.enterprise_projects.get(enterprise_project.index())?;
        let place = shelf.place(slot, account.groups.len());
        let slot = shelf.seat(place, subject, shelf.direct(account.agencies.len()))?;
        Some(slot.get_or_init(|| Arc::new(self.build_second(subject, enterprise_project))))
    }

    /// A subject's identity policies; absent where it has none.
    pub(super) fn identity(&self, subject: Principal) -> Option<&Share> {
        let (grants, slot) = self.shelf().identity.get(&subject)?;
        Some(slot.get_or_init(|| Arc::new(self.build_identity(grants))))
    }

    /// What a role that depends on others says, worked out once for all who hold the same beside it.
    pub(super) fn behind_gate(&self, key: GateKey, work_out: impl FnOnce() -> Sheet) -> Arc<Sheet> {
        let gates = &self.shelf().gates;
        let known = gates
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .map(Arc::clone);
        known.unwrap_or_else(|| {
            let sheet = Arc::new(work_out());
            let mut gates = gates.lock().unwrap_or_else(PoisonError::into_inner);
            gates.insert(key, Arc::clone(&sheet));
            sheet
        })
    }

    /// How much is kept between questions.
    #[must_use]
    pub fn census(&self) -> Census {
        let shelf = self.shelf();
        let mut census = Census::default();
        let mut seen: HashSet<*const Share> = HashSet::new();
        let places = shelf.projects.iter().chain(&shelf.enterprise_projects);
        for place in places.filter_map(OnceLock::get) {
            census.places += 1;
            census.bytes += place.slots().count() * size_of::<Slot>();
            for share in place.slots().filter_map(OnceLock::get) {
                census.shares += 1;
                if seen.insert(Arc::as_ptr(share)) {
                    census.distinct += 1;
                    census.bytes += size_of::<Share>()
                        + share.sheet.bytes()
                        + size_of_val(&*share.kept)
                        + size_of_val(&*share.props);
                }
            }
        }
        let gates = shelf.gates.lock().unwrap_or_else(PoisonError::into_inner);
        census.gates = gates.len();
        census.bytes += gates
            .iter()
            .map(|(key, sheet)| {
                size_of::<GateKey>()
                    + size_of_val(&*key.beside)
                    + size_of::<Sheet>()
                    + sheet.bytes()
            })
            .sum::<usize>();
        census
    }
}
