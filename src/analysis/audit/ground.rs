//! What the rules look at: the account compiled, who holds what, and the time.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use crate::catalogue::Catalogue;
use crate::engine::Engine;
use crate::engine::action::{AskedAction, matching_pattern};
use crate::engine::compiled::{Bits, Columns, Stand, Who};
use crate::engine::pattern::{self, Question};
use crate::model::{
    Account, ActionId, Assignment, Basis, Decision, Effect, Grant, GroupId, PermissionId,
    Principal, Scope, UserId, Via,
};

use super::finding::{Evidence, Path};
use super::grown::Earlier;
use super::times::Moment;
use super::{KeyAge, Options};

/// Some actions, each where it is allowed.
pub(super) type Samples = Rc<[(ActionId, Stand)]>;

/// The account, compiled, and what several rules ask of it.
pub(super) struct Ground<'a> {
    pub columns: &'a Columns,
    pub now: Option<Moment>,
    pub key_age: KeyAge,
    pub since: Option<&'a Earlier>,
    /// Every assignment by permission, in the account's order.
    holders: HashMap<PermissionId, Vec<Assignment>>,
    who: RefCell<BTreeMap<ActionId, Rc<Who>>>,
    /// Memberships that could end, once looked for.
    pub(super) idle: OnceCell<Rc<HashSet<(UserId, GroupId)>>>,
    /// What groups allow here and there.
    pub(super) samples: RefCell<HashMap<GroupId, Samples>>,
}

impl<'a> Ground<'a> {
    pub fn new(columns: &'a Columns, options: Options<'a>) -> Self {
        let account = columns.engine().account();
        let mut holders: HashMap<PermissionId, Vec<Assignment>> = HashMap::new();
        let attached = account
            .identity_attachments
            .iter()
            .map(|(subject, permission)| Assignment {
                subject: *subject,
                permission: *permission,
                scope: Scope::All,
            });
        for assignment in account.assignments.rows().iter().copied().chain(attached) {
            holders
                .entry(assignment.permission)
                .or_default()
                .push(assignment);
        }
        let collected = || account.collected_at.as_deref().and_then(Moment::read);
        Self {
            columns,
            now: options.now.or_else(collected),
            key_age: options.key_age,
            since: options.since,
            holders,
            who: RefCell::default(),
            idle: OnceCell::new(),
            samples: RefCell::default(),
        }
    }

    pub fn engine(&self) -> &'a Engine {
        self.columns.engine()
    }

    pub fn account(&self) -> &'a Account {
        self.engine().account()
    }

    pub fn catalogue(&self) -> &'static Catalogue {
        self.engine().catalogue()
    }

    /// Who holds a permission, where.
    pub fn holders(&self, permission: PermissionId) -> &[Assignment] {
        self.holders.get(&permission).map_or(&[], Vec::as_slice)
    }

    /// The first few holders of a permission as evidence.
    pub fn held(&self, permission: PermissionId) -> Vec<Evidence> {
        self.held_at(permission, None)
    }

    /// The first few holders of one of its statements.
    pub fn held_at(&self, permission: PermissionId, statement: Option<usize>) -> Vec<Evidence> {
        const SHOWN: usize = 5;
        let holders = self.holders(permission).iter();
        holders
            .take(SHOWN)
            .map(|assignment| {
                Evidence::Path(Path {
                    holder: assignment.subject,
                    permission,
                    scope: assignment.scope,
                    statement,
                    pattern: None,
                })
            })
            .collect()
    }

    /// The same paths, and, where the content of a permission among them is not known for certain, that it is not.
    pub fn resting_on(&self, paths: Vec<Path>) -> Vec<Evidence> {
        let mut told = BTreeSet::new();
        let mut facts = Vec::new();
        for path in &paths {
            let permission = self.account().permission(path.permission);
            let known = matches!(permission.basis, Basis::Imported | Basis::Published);
            if !known && told.insert(path.permission) {
                let name = &permission.shown();
                let basis = permission.basis.text();
                facts.push(Evidence::Fact(format!(
                    "it rests on the content of {name}, which is {basis}"
                )));
            }
        }
        paths.into_iter().map(Evidence::Path).chain(facts).collect()
    }

    /// Everyone that something can be granted to: groups, users, agencies.
    pub fn subjects(&self) -> impl Iterator<Item = Principal> + use<> {
        let account = self.account();
        let groups = account.groups.ids().map(Principal::Group);
        let users = account.users.ids().map(Principal::User);
        let agencies = account.agencies.ids().map(Principal::Agency);
        groups.chain(users).chain(agencies)
    }

    /// What is attached to a subject itself, identity policies included.
    pub fn own(&self, subject: Principal) -> Vec<Grant> {
        let mut grants = self.engine().grants().own(subject).to_vec();
        if !self.account().identity_attachments.is_empty() {
            let identity = self.engine().grants().identity(self.account(), subject);
            let own = identity.into_iter().filter(|grant| match subject {
                Principal::User(_) => grant.via == Via::Direct,
                Principal::Group(_) | Principal::Agency(_) => true,
            });
            grants.extend(own);
        }
        grants
    }

    /// Whether somebody's rights hold whatever is granted: the owner, the built-in group.
    pub fn is_built_in(&self, principal: Principal) -> bool {
        let account = self.account();
        match principal {
            Principal::User(id) => {
                let user = account.user(id);
                user.owner || user.groups.iter().any(|id| account.group(*id).is_admin())
            }
            Principal::Group(id) => account.group(id).is_admin(),
            Principal::Agency(_) => false,
        }
    }

    /// What a principal may do with an action of a global service, whether or not it is catalogued.
    pub fn globally(&self, principal: Principal, action: &str) -> Decision {
        match self.columns.universe().find(action) {
            Some(id) => self.columns.cell(principal, id, Stand::default()),
            None => self
                .columns
                .engine()
                .decide(&self.request(principal, action)),
        }
    }

    fn request(&self, principal: Principal, action: &str) -> crate::model::Request {
        crate::model::Request {
            principal,
            action: action.to_owned(),
            facts: self.catalogue().facts(action),
            project: None,
            enterprise_project: None,
            resource: None,
            context: Default::default(),
            mode: Default::default(),
        }
    }

    /// Every user's answer about an action of a global service.
    pub fn who(&self, action: ActionId) -> Rc<Who> {
        let known = self.who.borrow().get(&action).cloned();
        known.unwrap_or_else(|| {
            let who = Rc::new(self.columns.who(action, Stand::default()));
            self.who.borrow_mut().insert(action, Rc::clone(&who));
            who
        })
    }

    /// What one user may do with an action of a global service.
    pub fn user(&self, user: UserId, action: &str) -> Decision {
        match self.columns.universe().find(action) {
            Some(id) => self.who(id).decision(user),
            None => self.globally(Principal::User(user), action),
        }
    }

    /// The names of actions that a rule's patterns mean; a pattern without a wildcard is a name, catalogued or not.
    pub fn actions(&self, patterns: &[&str]) -> Vec<String> {
        let universe = self.columns.universe();
        let iam = universe.of_service("iam");
        let mut names = Vec::new();
        for wanted in patterns {
            let folded = wanted.to_lowercase();
            if !folded.contains('*') {
                names.push((*wanted).to_owned());
                continue;
            }
            let found = iam.into_iter().flat_map(Bits::iter);
            let found = found.map(|id| universe.name(id));
            names.extend(
                found
                    .filter(|name| pattern::matches(&folded, name, Question::Literal))
                    .map(|name| self.spelled(name)),
            );
        }
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.to_lowercase()));
        names
    }

    /// An action as the catalogue spells it.
    pub fn spelled(&self, action: &str) -> String {
        let catalogue = self.catalogue();
        catalogue.find_action(action).map_or_else(
            || action.to_owned(),
            |id| catalogue.actions.get(id).name.to_owned(),
        )
    }

    /// The Allow statements through which a subject's own grants let it do one of these actions of a global service.
    pub fn paths(&self, subject: Principal, actions: &[String]) -> Vec<Path> {
        let asked: Vec<AskedAction> = actions.iter().map(|name| AskedAction::new(name)).collect();
        let mut paths = Vec::new();
        for grant in self.own(subject) {
            if !matches!(grant.scope, Scope::Global | Scope::All) {
                continue;
            }
            let permission = self.account().permission(grant.permission);
            let Some(document) = &permission.document else {
                continue;
            };
            for (index, statement) in document.statements.iter().enumerate() {
                if statement.effect != Effect::Allow {
                    continue;
                }
                let pattern = asked.iter().find_map(|action| {
                    let speaks = self
                        .columns
                        .universe()
                        .find(action.name())
                        .is_none_or(|id| {
                            self.columns
                                .compiled(grant.permission)
                                .is_some_and(|compiled| compiled.speaks_of(id))
                        });
                    matching_pattern(&statement.actions, document.version, action)
                        .filter(|_| speaks)
                });
                if let Some(pattern) = pattern {
                    paths.push(Path {
                        statement: Some(index),
                        pattern: Some(pattern),
                        ..Path::of(subject, &grant)
                    });
                }
            }
        }
        paths
    }
}
