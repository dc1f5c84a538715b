//! One permission compiled: what it allows and denies, for certain or perhaps, and the statements kept
//! aside because they hang on who asks or in which project.

use std::collections::HashMap;
use std::sync::Arc;

use crate::catalogue::Catalogue;
use crate::model::{
    Account, ActionClause, ActionId, Context, Document, Effect, Permission, PermissionKind,
    ResourceClause, Statement, Version,
};

use super::super::Engine;
use super::super::settings::{RoleDeny, Settings};
use super::super::weigh::unknown_reach;
use super::aside::Aside;
use super::glob::Trials;
use super::personal::{Hangs, Personal};
use super::planes::{Planes, Sheet};
use super::universe::folded;
use super::{Bits, Span, Universe};

/// A compiled permission.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// Allowed for certain, for everybody.
    pub allow: Span,
    /// Denied for certain. The Deny of a 1.0 role is subtracted already, unless statements of the role
    /// were kept aside: then it is when they are weighed.
    pub deny: Span,
    /// Allowed perhaps: on a condition or a resource, or the content is unknown.
    pub maybe_allow: Span,
    /// Denied perhaps.
    pub maybe_deny: Span,
    /// Statements that must be looked at for each principal or project.
    pub aside: Vec<Aside>,
    /// Whether it counts as a 1.0 role.
    pub role: bool,
    /// Whether its Deny statements count against its own Allows only.
    pub local_deny: bool,
    /// Whether it depends on other roles.
    pub gated: bool,
    /// Whether it has an Allow at all; one without is deny-only.
    pub has_allow: bool,
}

impl Compiled {
    /// Adds what it says about the actions of `mask`; only for one without statements kept aside.
    pub fn pour(&self, into: &mut Planes, mask: &Bits) {
        self.allow.pour_masked(&mut into.allow, mask);
        self.maybe_allow.pour_masked(&mut into.maybe_allow, mask);
        self.deny.pour_masked(&mut into.deny, mask);
        self.maybe_deny.pour_masked(&mut into.maybe_deny, mask);
    }

    /// Whether it says anything about an action, to anybody.
    #[must_use]
    pub fn speaks_of(&self, action: ActionId) -> bool {
        [&self.allow, &self.maybe_allow, &self.deny, &self.maybe_deny]
            .into_iter()
            .chain(self.aside.iter().map(|aside| &aside.actions))
            .any(|span| span.contains(action))
    }

    fn take(&mut self, planes: &Planes) {
        let sheet = Sheet::of(planes);
        self.allow = sheet.allow;
        self.maybe_allow = sheet.maybe_allow;
        self.deny = sheet.deny;
        self.maybe_deny = sheet.maybe_deny;
    }
}

/// Compiles permissions one after another; accounts repeat patterns a lot.
#[derive(Debug)]
pub struct Compiler<'a> {
    catalogue: &'a Catalogue,
    universe: &'a Universe,
    settings: Settings,
    nobody: Personal<'a>,
    known: HashMap<Version, HashMap<String, Span>>,
    trials: (Trials, Trials),
}

impl<'a> Compiler<'a> {
    /// A compiler for one account.
    #[must_use]
    pub fn new(engine: &'a Engine, universe: &'a Universe) -> Self {
        let settings = engine.settings();
        Self {
            catalogue: engine.catalogue(),
            universe,
            settings,
            nobody: Personal::nobody(engine.account(), settings, None),
            known: HashMap::new(),
            trials: Default::default(),
        }
    }

    /// The same under circumstances: what is said about condition keys.
    #[must_use]
    pub fn under(mut self, context: &Context) -> Self {
        self.nobody = self.nobody.under(context);
        self
    }

    /// Compiles one permission.
    #[must_use]
    pub fn permission(&mut self, permission: &Permission) -> Compiled {
        let mut compiled = match &permission.document {
            Some(document) => self.document(document),
            None => self.unknown(permission),
        };
        let overlay = &self.catalogue.overlay;
        compiled.gated = permission
            .document
            .as_ref()
            .is_some_and(|document| !document.depends.is_empty())
            || (permission.kind.is_system()
                && overlay
                    .iter()
                    .any(|entry| entry.role.eq_ignore_ascii_case(&permission.display_name)));
        compiled
    }

    fn unknown(&self, permission: &Permission) -> Compiled {
        let mut maybe = Bits::none(self.universe.len());
        for (code, actions) in self.universe.services() {
            if unknown_reach(self.catalogue, permission, code).is_some() {
                maybe.add(actions);
            }
        }
        let maybe = Span::of(&maybe);
        Compiled {
            role: permission.kind == PermissionKind::SystemRole,
            has_allow: true,
            maybe_deny: if permission.kind.is_system() {
                Span::default()
            } else {
                maybe.clone()
            },
            maybe_allow: maybe,
            ..Compiled::default()
        }
    }

    /// Compiles the service control policies of an account, if it has any.
    pub fn control(&mut self, account: &Account) -> Option<Arc<[Compiled]>> {
        let policies = account.scps.as_ref()?.iter();
        Some(policies.map(|document| self.document(document)).collect())
    }

    /// Compiles one document.
    #[must_use]
    pub fn document(&mut self, document: &Document) -> Compiled {
        let len = self.universe.len();
        let mut compiled = Compiled {
            role: document.version == Version::Role,
            ..Compiled::default()
        };
        compiled.local_deny = compiled.role && self.settings.role_deny == RoleDeny::Local;
        let mut planes = Planes::none(len);
        let mut open = Vec::new();
        let mut own_deny = Bits::none(len);
        for (index, statement) in document.statements.iter().enumerate() {
            compiled.has_allow |= statement.effect == Effect::Allow;
            if statement.effect == Effect::Allow && !statement.unknown_keys.is_empty() {
                continue;
            }
            let outright = outright(statement);
            let into = match statement.effect {
                _ if !outright => {
                    let mut actions = Bits::none(len);
                    self.clause(&statement.actions, document.version, &mut actions);
                    open.push((index, statement, actions));
                    continue;
                }
                Effect::Allow => &mut planes.allow,
                Effect::Deny if compiled.local_deny => &mut own_deny,
                Effect::Deny => &mut planes.deny,
            };
            self.clause(&statement.actions, document.version, into);
        }
        let subtracting = compiled.local_deny && !own_deny.is_empty();
        if subtracting {
            planes.allow.remove(&own_deny);
        }
        for (index, statement, mut actions) in open {
            if subtracting && statement.effect == Effect::Allow {
                actions.remove(&own_deny);
            }
            let aside = Aside {
                statement: index,
                effect: statement.effect,
                actions: Span::of(&actions),
                hangs: Hangs::of(statement),
            };
            if aside.hangs.settled() {
                let statement = (statement, document.version);
                aside.weigh(statement, (self.universe, &self.nobody), &mut planes);
            } else {
                compiled.aside.push(aside);
            }
        }
        if compiled.local_deny && compiled.aside.is_empty() {
            planes.subtract_own_deny();
        }
        compiled.take(&planes);
        compiled
    }

    /// The actions that one statement names.
    #[must_use]
    pub fn statement(&mut self, statement: &Statement, version: Version) -> Span {
        let mut actions = Bits::none(self.universe.len());
        self.clause(&statement.actions, version, &mut actions);
        Span::of(&actions)
    }

    fn clause(&mut self, clause: &ActionClause, version: Version, into: &mut Bits) {
        match clause {
            ActionClause::Any(patterns) => {
                for pattern in patterns {
                    self.pattern(pattern, version, into);
                }
            }
            ActionClause::NoneOf(patterns) => {
                let mut named = Bits::none(self.universe.len());
                for pattern in patterns {
                    self.pattern(pattern, version, &mut named);
                }
                let mut rest = Bits::all(self.universe.len());
                rest.remove(&named);
                into.add(&rest);
            }
        }
    }

    fn pattern(&mut self, pattern: &str, version: Version, into: &mut Bits) {
        let pattern = folded(pattern);
        let known = self.known.entry(version).or_default();
        if let Some(span) = known.get(pattern.as_ref()) {
            span.pour(into);
            return;
        }
        let matched = self
            .universe
            .matching_tried(&pattern, version, &mut self.trials);
        into.add(&matched);
        known.insert(pattern.into_owned(), Span::of(&matched));
    }
}

/// Whether a statement applies whenever its action matches.
pub(super) fn outright(statement: &Statement) -> bool {
    statement.conditions.is_empty() && statement.resources == ResourceClause::All
}
