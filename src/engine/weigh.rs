//! The explaining path, first half: every grant that reaches the principal, statement by statement.
//! What applies becomes a cause, what nearly applies a near miss; nothing is decided here.

use crate::catalogue::Catalogue;
use crate::model::{
    Account, Basis, Cause, Document, Effect, Grant, Layer, MissingDependency, NearMiss,
    NearMissReason, Permission, PermissionId, PermissionKind, Version,
};

use super::Engine;
use super::depends::Holdings;
use super::layers::Verdict;
use super::reach::{Place, Reach, reach};
use super::settings::{DependsMode, RoleDeny};
use super::statement::{Applies, Asked, Obstacle, applies};
use super::truth::{Openings, Truth};
use super::{variable, words};

/// What one grant contributes.
#[derive(Clone, Debug, Default)]
pub struct Contribution {
    /// Its part of the verdict.
    pub verdict: Verdict,
    /// Statements that apply, or may.
    pub causes: Vec<Cause>,
    /// Statements that nearly do.
    pub near_misses: Vec<NearMiss>,
    /// Roles it lacks.
    pub lacks: Vec<MissingDependency>,
    /// Condition keys and variables its statements test.
    pub tested: Openings,
}

/// Weighs one grant after another.
#[derive(Debug)]
pub struct Scale<'a> {
    /// The account.
    pub account: &'a Account,
    /// The catalogue.
    pub catalogue: &'a Catalogue,
    /// The request, folded.
    pub asked: &'a Asked<'a>,
    /// What reaches the principal, for dependencies.
    pub holdings: Holdings<'a>,
    /// A statement that is left out in thought.
    pub struck: Option<(PermissionId, usize)>,
}

impl<'a> Scale<'a> {
    /// A scale for one request over what reaches its principal.
    #[must_use]
    pub fn over(engine: &'a Engine, asked: &'a Asked<'a>, grants: &[Grant], place: Place) -> Self {
        Self {
            account: engine.account(),
            catalogue: engine.catalogue(),
            asked,
            holdings: Holdings::new(engine, grants.into(), place),
            struck: None,
        }
    }

    /// The contribution of a 1.x grant, and the layer it counts in.
    #[must_use]
    pub fn grant(&self, grant: Grant) -> (Layer, Contribution) {
        let settings = self.asked.settings;
        let permission = self.account.permission(grant.permission);
        let near = match reach(self.account, settings, grant.scope, &self.holdings.place) {
            Reach::In(Layer::Iam) => {
                return (Layer::Iam, self.inside(grant, permission, Layer::Iam));
            }
            Reach::In(Layer::EnterpriseProject) => {
                if is_role(permission) {
                    let near = self.outside(grant, permission, NearMissReason::EpRole);
                    return (Layer::EnterpriseProject, near);
                }
                let inside = self.inside(grant, permission, Layer::EnterpriseProject);
                return (Layer::EnterpriseProject, inside);
            }
            Reach::OutOfScope => NearMissReason::Scope,
            Reach::NoEnterpriseProjects | Reach::NoEnterpriseProjectAsked => {
                NearMissReason::EnterpriseProject
            }
        };
        (Layer::Iam, self.outside(grant, permission, near))
    }

    /// The contribution of a grant that counts here.
    #[must_use]
    pub fn inside(&self, grant: Grant, permission: &Permission, layer: Layer) -> Contribution {
        let mut result = self.content(grant, permission, layer);
        if result.verdict.allow.possible() && self.asked.settings.depends != DependsMode::Off {
            let service = self.asked.action.service();
            let lacks = self.holdings.missing(grant.permission, layer, service);
            if !lacks.is_empty() && self.asked.settings.depends == DependsMode::Enforce {
                result.verdict.allow = Truth::No;
                let (allows, rest): (Vec<Cause>, Vec<Cause>) = result
                    .causes
                    .into_iter()
                    .partition(|cause| cause.effect == Effect::Allow);
                result.causes = rest;
                let detail = words::needs(&lacks);
                result
                    .near_misses
                    .extend(allows.into_iter().map(|cause| NearMiss {
                        reason: NearMissReason::Dependency,
                        grant: Some(grant),
                        statement: cause.statement,
                        effect: Some(Effect::Allow),
                        pattern: Some(cause.pattern),
                        detail: detail.clone(),
                    }));
            }
            result.lacks = lacks;
        }
        result
    }

    /// The contribution of a permission by itself, its dependencies taken as met.
    #[must_use]
    pub fn alone(&self, grant: Grant, permission: &Permission) -> Contribution {
        self.content(grant, permission, Layer::Iam)
    }

    fn content(&self, grant: Grant, permission: &Permission, layer: Layer) -> Contribution {
        match &permission.document {
            Some(document) => self.document(grant, permission, document, layer),
            None => self.unknown(grant, permission, layer),
        }
    }

    fn document(
        &self,
        grant: Grant,
        permission: &Permission,
        document: &Document,
        layer: Layer,
    ) -> Contribution {
        let mut result = Contribution::default();
        let mut own_deny = Truth::No;
        let mut own_openings = Openings::default();
        for (index, statement) in document.statements.iter().enumerate() {
            if self.struck == Some((grant.permission, index)) {
                continue;
            }
            let found = applies(statement, document.version, self.asked);
            if found.pattern.is_some() {
                self.tested(statement, document.version, &mut result.tested);
            }
            let local = statement.effect == Effect::Deny
                && document.version == Version::Role
                && self.asked.settings.role_deny == RoleDeny::Local;
            if local {
                own_deny = own_deny.or(found.truth);
                own_openings.absorb(&found.openings);
                continue;
            }
            match statement.effect {
                Effect::Allow => result.verdict.add(found.truth, Truth::No),
                Effect::Deny => result.verdict.add(Truth::No, found.truth),
            }
            if found.truth.possible() {
                result.causes.push(Cause {
                    effect: statement.effect,
                    grant,
                    statement: Some(index),
                    pattern: found.pattern.unwrap_or_default(),
                    basis: permission.basis,
                    layer,
                    open_keys: found.openings.keys,
                    open_resources: found.openings.resources,
                });
            } else if let Some(near) = self.near_miss(grant, (index, statement.effect), found) {
                result.near_misses.push(near);
            }
        }
        if own_deny.possible() {
            self.subtract(&mut result, own_deny, &own_openings);
        }
        result
    }

    /// A 1.0 role's own Deny takes back what the same role allows, and nothing else.
    fn subtract(&self, result: &mut Contribution, deny: Truth, openings: &Openings) {
        let certain = result.verdict.allow == Truth::Yes;
        result.verdict.allow = result.verdict.allow.and(deny.negated());
        if deny == Truth::Open {
            if certain {
                // Beside a certain Allow only the Deny is a question.
                result.causes.retain(Cause::certain);
            }
            for cause in &mut result.causes {
                cause.open_keys.extend(openings.keys.iter().cloned());
                cause
                    .open_resources
                    .extend(openings.resources.iter().cloned());
            }
            return;
        }
        for cause in std::mem::take(&mut result.causes) {
            result.near_misses.push(NearMiss {
                reason: NearMissReason::RoleDeny,
                grant: Some(cause.grant),
                statement: cause.statement,
                effect: Some(Effect::Allow),
                pattern: Some(cause.pattern),
                detail: "the role's own Deny takes it back".to_owned(),
            });
        }
    }

    /// Content that nobody knows (section 11): a system permission may allow actions of its own
    /// service, any other may allow or deny anything.
    fn unknown(&self, grant: Grant, permission: &Permission, layer: Layer) -> Contribution {
        let mut result = Contribution::default();
        let Some(pattern) = unknown_reach(self.catalogue, permission, self.asked.action.service())
        else {
            return result;
        };
        result.near_misses.push(NearMiss {
            reason: NearMissReason::UnknownContent,
            grant: Some(grant),
            statement: None,
            effect: None,
            pattern: Some(pattern.clone()),
            detail: "its content is not known".to_owned(),
        });
        let mut effects = vec![Effect::Allow];
        if !permission.kind.is_system() {
            effects.push(Effect::Deny);
        }
        for effect in effects {
            match effect {
                Effect::Allow => result.verdict.add(Truth::Open, Truth::No),
                Effect::Deny => result.verdict.add(Truth::No, Truth::Open),
            }
            result.causes.push(Cause {
                effect,
                grant,
                statement: None,
                pattern: pattern.clone(),
                basis: Basis::Unknown,
                layer,
                open_keys: Vec::new(),
                open_resources: Vec::new(),
            });
        }
        result
    }

    /// A grant that does not count here: each statement that would have mattered is a near miss.
    fn outside(
        &self,
        grant: Grant,
        permission: &Permission,
        reason: NearMissReason,
    ) -> Contribution {
        let mut result = Contribution::default();
        let detail = words::outside(self.account, reason, grant.scope, &self.holdings.place);
        let Some(document) = &permission.document else {
            if unknown_reach(self.catalogue, permission, self.asked.action.service()).is_some() {
                result.near_misses.push(NearMiss {
                    reason,
                    grant: Some(grant),
                    statement: None,
                    effect: None,
                    pattern: None,
                    detail: format!("{detail}; its content is not known"),
                });
            }
            return result;
        };
        for (index, statement) in document.statements.iter().enumerate() {
            let found = applies(statement, document.version, self.asked);
            let local = statement.effect == Effect::Deny && document.version == Version::Role;
            if !found.truth.possible() || local {
                continue;
            }
            result.near_misses.push(NearMiss {
                reason,
                grant: Some(grant),
                statement: Some(index),
                effect: Some(statement.effect),
                pattern: found.pattern,
                detail: detail.clone(),
            });
        }
        result
    }

    fn near_miss(
        &self,
        grant: Grant,
        (index, effect): (usize, Effect),
        found: Applies,
    ) -> Option<NearMiss> {
        let (reason, detail) = match found.obstacle? {
            Obstacle::Resource => (
                NearMissReason::Resource,
                words::resource(
                    self.account.permission(grant.permission),
                    index,
                    &self.asked.resource,
                ),
            ),
            Obstacle::Condition(test) => (
                NearMissReason::Condition,
                words::failed_test(&test, &self.asked.keys),
            ),
            Obstacle::UnknownKey(key) => (
                NearMissReason::Condition,
                format!("{key} is not known in this dialect, so the statement does not apply"),
            ),
        };
        Some(NearMiss {
            reason,
            grant: Some(grant),
            statement: Some(index),
            effect: Some(effect),
            pattern: found.pattern,
            detail,
        })
    }

    fn tested(&self, statement: &crate::model::Statement, version: Version, tested: &mut Openings) {
        let mut note = |key: &str| {
            if !self.asked.keys.fills(key) {
                tested.key(key);
            }
        };
        let mut texts: Vec<&String> = Vec::new();
        for test in &statement.conditions {
            note(&test.key);
            texts.extend(&test.values);
        }
        if let crate::model::ResourceClause::Any(patterns)
        | crate::model::ResourceClause::NoneOf(patterns) = &statement.resources
        {
            texts.extend(patterns);
        }
        if version == Version::Role {
            return;
        }
        for text in texts {
            for part in variable::split(text, version) {
                if let Err(variable::Variable::Key { name, .. }) = part {
                    note(&name);
                }
            }
        }
    }
}

/// Whether a permission counts as a 1.0 role, which an enterprise project does not know.
fn is_role(permission: &Permission) -> bool {
    match &permission.document {
        Some(document) => document.version == Version::Role,
        None => permission.kind == PermissionKind::SystemRole,
    }
}

/// The pattern of what a permission of unknown content might speak of, if that includes `service`.
#[must_use]
pub fn unknown_reach(
    catalogue: &Catalogue,
    permission: &Permission,
    service: &str,
) -> Option<String> {
    if !permission.kind.is_system() {
        return Some("*".to_owned());
    }
    let base = permission.catalog.eq_ignore_ascii_case("base");
    let own = catalogue
        .find_permission(&permission.display_name)
        .and_then(|id| catalogue.permissions.get(id).service)
        .or_else(|| catalogue.find_service(&permission.catalog));
    match own {
        _ if base => Some("*".to_owned()),
        // A service nobody has heard of might be any.
        None => Some("*".to_owned()),
        Some(own) => catalogue
            .find_service(service)
            .is_some_and(|asked| asked == own)
            .then(|| format!("{service}:*:*")),
    }
}
