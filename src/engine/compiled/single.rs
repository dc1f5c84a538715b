//! One action for one principal, without working out the whole column.

use crate::model::{ActionId, Decision, GroupId, Layer, Mode, Principal, Request, ServiceLevel};

use super::super::grants::groups_of;
use super::column::{Columns, Stand};
use super::desk::{Beside, Waiting};
use super::layers::{Settled, Word, Words};
use super::planes::Planes;
use super::share::subjects;
use super::universe::Level;

impl From<Settled> for Decision {
    /// The decision about the action of the lowest bit.
    fn from(settled: Settled) -> Self {
        match (
            settled.allow & 1,
            settled.explicit & 1,
            settled.conditional & 1,
        ) {
            (1, _, _) => Self::Allow,
            (_, 1, _) => Self::ExplicitDeny,
            (_, _, 1) => Self::Conditional,
            _ => Self::ImplicitDeny,
        }
    }
}

impl Columns {
    /// The answer to a request: from what is compiled where that settles it, else from the explaining path.
    ///
    /// What is compiled knows no resource, and one set of circumstances. An answer that
    /// holds for every completion of the question holds for the strict one too.
    #[must_use]
    pub fn decide(&self, request: &Request) -> Decision {
        let compiled = self.at_once(request).and_then(|words| match request.mode {
            Mode::General => Some(words.settle().into()),
            Mode::Strict => words.whatever_else(),
        });
        compiled.unwrap_or_else(|| self.engine().decide(request))
    }

    fn at_once(&self, request: &Request) -> Option<Words> {
        if request.resource.is_some() || request.context != self.context {
            return None;
        }
        let action = self.universe().find(&request.action)?;
        // Whoever asks may say otherwise than the catalogue.
        let level = match self.universe().level_of(action) {
            Level::Project => ServiceLevel::Project,
            Level::Global | Level::ObjectStorage => ServiceLevel::Global,
        };
        let enterprise_project = self.universe().enterprise_project.contains(action);
        if request.facts.level != level
            || (request.facts.enterprise_project == Some(true)) != enterprise_project
        {
            return None;
        }
        let stand = Stand {
            project: request.project,
            enterprise_project: request.enterprise_project,
        };
        let groups = groups_of(self.engine().account(), &request.principal);
        Some(self.words(groups, request.principal, action, stand))
    }

    /// What a principal may do with one action; the same as in its column.
    #[must_use]
    pub fn cell(&self, principal: Principal, action: ActionId, stand: Stand) -> Decision {
        let groups = groups_of(self.engine().account(), &principal);
        self.cell_in(groups, principal, action, stand)
    }

    /// What a principal might do with one action if these were its groups.
    #[must_use]
    pub fn cell_in(
        &self,
        groups: &[GroupId],
        principal: Principal,
        action: ActionId,
        stand: Stand,
    ) -> Decision {
        self.words(groups, principal, action, stand).settle().into()
    }

    fn words(
        &self,
        groups: &[GroupId],
        principal: Principal,
        action: ActionId,
        stand: Stand,
    ) -> Words {
        let account = self.engine().account();
        if let Principal::User(id) = principal {
            let user = account.user(id);
            if user.owner || !user.enabled {
                let allow = u64::from(user.owner);
                let iam = Word {
                    allow,
                    may_allow: allow,
                    ..Word::default()
                };
                return Words {
                    iam,
                    ..Words::default()
                };
            }
        }
        let mut words = Words::default();
        let mut waits = false;
        for subject in subjects(groups, principal) {
            if let Some(share) = self.share(subject, stand.project) {
                words.iam.add(share.sheet.word(action));
                waits |= !share.kept.is_empty();
            }
        }
        if let Some(enterprise_project) = stand.enterprise_project {
            for subject in subjects(groups, principal) {
                if let Some(share) = self.second(subject, enterprise_project) {
                    words.enterprise_project.add(share.sheet.word(action));
                    waits |= !share.kept.is_empty();
                }
            }
        }
        if !self.shelf().identity.is_empty() {
            for subject in subjects(groups, principal) {
                if let Some(share) = self.identity(subject) {
                    words.identity.add(share.sheet.word(action));
                    waits |= !share.kept.is_empty();
                }
            }
        }
        if waits || self.control.is_some() {
            self.weigh_word((groups, principal), action, stand, &mut words);
        }
        words
    }

    /// Adds what must be weighed for the principal itself, as far as it speaks of the action.
    fn weigh_word(
        &self,
        (groups, principal): (&[GroupId], Principal),
        action: ActionId,
        stand: Stand,
        words: &mut Words,
    ) {
        let mut waiting = Waiting::default();
        for subject in subjects(groups, principal) {
            let first = self.share(subject, stand.project);
            let second = stand
                .enterprise_project
                .and_then(|enterprise_project| self.second(subject, enterprise_project));
            for share in first.into_iter().chain(second) {
                waiting.take(share);
            }
            if let Some(share) = self.identity(subject) {
                waiting.identity.extend_from_slice(&share.kept);
            }
        }
        let personal = self.personal(principal, stand.project);
        let speaks = |grant: &&crate::model::Grant| {
            self.compiled(grant.permission)
                .is_some_and(|compiled| compiled.speaks_of(action))
        };
        let len = self.universe().len();
        let held = waiting.held();
        let standing = self.standing(stand, &waiting.props);
        let beside = Beside {
            personal: &personal,
            standing: &standing,
            held: &held,
        };
        for grant in waiting.grants.iter().filter(speaks) {
            let word = match self.reach(grant, stand) {
                Some((Layer::Iam, _)) => &mut words.iam,
                Some((Layer::EnterpriseProject, _)) => &mut words.enterprise_project,
                None => continue,
            };
            word.add(self.waiting_word(grant, action, stand, beside));
        }
        for grant in waiting.identity.iter().filter(speaks) {
            let mut planes = Planes::none(len);
            self.add_identity(&mut planes, grant, &standing, &personal);
            words.identity.add(Word::of(&planes, action));
        }
        let mut control = Planes::none(len);
        if self.add_control(&personal, &mut control) {
            words.control = Some(Word::of(&control, action));
        }
    }
}
