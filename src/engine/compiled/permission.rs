//! One permission compiled: what it allows and denies outright, and the statements kept aside
//! because they hang on a condition or a resource.

use std::collections::HashMap;

use crate::catalogue::Catalogue;
use crate::model::{
    ActionClause, Document, Effect, Permission, PermissionKind, ResourceClause, Statement, Version,
};

use super::super::settings::{RoleDeny, Settings};
use super::super::weigh::unknown_reach;
use super::{Bits, Universe};

/// A compiled permission.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// Allowed without any condition.
    pub allow: Bits,
    /// Denied without any condition; empty for a 1.0 role, whose Deny is subtracted already.
    pub deny: Bits,
    /// Allowed for all one knows: the content is unknown.
    pub maybe_allow: Bits,
    /// Denied for all one knows.
    pub maybe_deny: Bits,
    /// Statements that must be looked at for each principal.
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
    fn empty(len: usize) -> Self {
        Self {
            allow: Bits::none(len),
            deny: Bits::none(len),
            maybe_allow: Bits::none(len),
            maybe_deny: Bits::none(len),
            ..Self::default()
        }
    }
}

/// A statement that hangs on a condition or a resource.
#[derive(Clone, Debug)]
pub struct Aside {
    /// Its index in the document.
    pub statement: usize,
    /// Allow or Deny.
    pub effect: Effect,
    /// The actions it matches.
    pub actions: Bits,
}

/// Patterns compiled so far; accounts repeat them a lot.
#[derive(Debug, Default)]
pub struct PatternCache {
    known: HashMap<(String, Version), Bits>,
}

impl PatternCache {
    fn clause(&mut self, universe: &Universe, clause: &ActionClause, version: Version) -> Bits {
        let mut bits = Bits::none(universe.len());
        for pattern in clause.patterns() {
            let key = (pattern.to_lowercase(), version);
            let matched = self
                .known
                .entry(key)
                .or_insert_with_key(|(pattern, version)| universe.matching(pattern, *version));
            bits.add(matched);
        }
        match clause {
            ActionClause::Any(_) => bits,
            ActionClause::NoneOf(_) => {
                let mut rest = Bits::all(universe.len());
                rest.remove(&bits);
                rest
            }
        }
    }
}

/// Compiles one permission.
#[must_use]
pub fn compile(
    catalogue: &Catalogue,
    universe: &Universe,
    permission: &Permission,
    settings: Settings,
    cache: &mut PatternCache,
) -> Compiled {
    let mut compiled = match &permission.document {
        Some(document) => compile_document(universe, document, settings, cache),
        None => unknown(catalogue, universe, permission),
    };
    compiled.gated = permission
        .document
        .as_ref()
        .is_some_and(|document| !document.depends.is_empty())
        || (permission.kind.is_system()
            && catalogue
                .overlay
                .iter()
                .any(|entry| entry.role.eq_ignore_ascii_case(&permission.display_name)));
    compiled
}

fn unknown(catalogue: &Catalogue, universe: &Universe, permission: &Permission) -> Compiled {
    let mut compiled = Compiled::empty(universe.len());
    compiled.role = permission.kind == PermissionKind::SystemRole;
    compiled.has_allow = true;
    for (code, actions) in universe.services() {
        if unknown_reach(catalogue, permission, code).is_some() {
            compiled.maybe_allow.add(actions);
            if !permission.kind.is_system() {
                compiled.maybe_deny.add(actions);
            }
        }
    }
    compiled
}

/// Compiles one document.
#[must_use]
pub fn compile_document(
    universe: &Universe,
    document: &Document,
    settings: Settings,
    cache: &mut PatternCache,
) -> Compiled {
    let len = universe.len();
    let mut compiled = Compiled::empty(len);
    compiled.role = document.version == Version::Role;
    compiled.local_deny = compiled.role && settings.role_deny == RoleDeny::Local;
    let mut own_deny = Bits::none(len);
    for (index, statement) in document.statements.iter().enumerate() {
        compiled.has_allow |= statement.effect == Effect::Allow;
        if statement.effect == Effect::Allow && !statement.unknown_keys.is_empty() {
            continue;
        }
        let actions = cache.clause(universe, &statement.actions, document.version);
        match (statement.effect, outright(statement)) {
            (_, false) => compiled.aside.push(Aside {
                statement: index,
                effect: statement.effect,
                actions,
            }),
            (Effect::Allow, true) => compiled.allow.add(&actions),
            (Effect::Deny, true) if compiled.local_deny => own_deny.add(&actions),
            (Effect::Deny, true) => compiled.deny.add(&actions),
        }
    }
    compiled.allow.remove(&own_deny);
    for aside in &mut compiled.aside {
        if aside.effect == Effect::Allow {
            aside.actions.remove(&own_deny);
        }
    }
    compiled
}

/// Whether a statement applies whenever its action matches.
fn outright(statement: &Statement) -> bool {
    statement.conditions.is_empty() && statement.resources == ResourceClause::All
}
