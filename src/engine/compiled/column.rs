//! Whole columns: what a principal, or a permission by itself, may do with every action there is.

use std::sync::Arc;

use crate::model::{
    Account, ActionFacts, Context, Document, Effect, EnterpriseProjectId, Grant, GroupId, Layer,
    Mode, PermissionId, Principal, ProjectId, Request, ResourceClause, ServiceLevel, Statement,
    TableId, Version,
};

use super::super::action::AskedAction;
use super::super::context::Keys;
use super::super::grants::groups_of;
use super::super::resource::{self, AskedResource};
use super::super::settings::{DependsMode, Settings};
use super::super::truth::{Openings, Truth};
use super::super::{Engine, condition};
use super::force::Standing;
use super::permission::{Compiled, PatternCache, compile, compile_document};
use super::planes::{Decisions, Layers, Planes};
use super::universe::Level;
use super::{Bits, Universe};

/// Every permission of an account, compiled.
#[derive(Clone, Debug)]
pub struct Columns {
    engine: Arc<Engine>,
    universe: Universe,
    compiled: Vec<Compiled>,
    control: Option<Vec<Compiled>>,
}

/// Where a column is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stand {
    /// The project; without one, grants on projects do not count.
    pub project: Option<ProjectId>,
    /// The enterprise project.
    pub enterprise_project: Option<EnterpriseProjectId>,
}

impl Columns {
    /// Compiles the engine's account.
    #[must_use]
    pub fn new(engine: Arc<Engine>) -> Self {
        let account = engine.account();
        let universe = Universe::new(engine.catalogue(), account);
        let mut cache = PatternCache::default();
        let compiled = account
            .permissions
            .rows()
            .iter()
            .map(|permission| {
                compile(
                    engine.catalogue(),
                    &universe,
                    permission,
                    engine.settings(),
                    &mut cache,
                )
            })
            .collect();
        let control = account.scps.as_ref().map(|policies| {
            policies
                .iter()
                .map(|document| {
                    compile_document(&universe, document, engine.settings(), &mut cache)
                })
                .collect()
        });
        Self {
            engine,
            universe,
            compiled,
            control,
        }
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// The actions.
    #[must_use]
    pub fn universe(&self) -> &Universe {
        &self.universe
    }

    /// A permission as compiled.
    #[must_use]
    pub fn compiled(&self, permission: PermissionId) -> Option<&Compiled> {
        self.compiled.get(permission.index())
    }

    /// What a principal may do.
    #[must_use]
    pub fn principal(&self, principal: Principal, stand: Stand) -> Decisions {
        self.principal_without(principal, stand, &|_| false)
    }

    /// What a principal may do without the grants that `left_out` names; what the rest depends on
    /// stays there.
    #[must_use]
    pub fn principal_without(
        &self,
        principal: Principal,
        stand: Stand,
        left_out: &dyn Fn(&Grant) -> bool,
    ) -> Decisions {
        let account = self.engine.account();
        let len = self.universe.len();
        if let Principal::User(id) = principal {
            let user = account.user(id);
            if user.owner {
                return Decisions::all(len);
            }
            if !user.enabled {
                return Decisions::none(len);
            }
        }
        let grants = self.engine.grants().reaching(account, principal);
        let standing = Standing {
            engine: &self.engine,
            grants: &grants,
            project: stand.project,
            enterprise_project: stand.enterprise_project,
        };
        let personal = Personal::new(account, self.engine.settings(), principal, stand.project);
        let mut layers = Layers {
            iam: Planes::none(len),
            enterprise_project: stand.enterprise_project.map(|_| Planes::none(len)),
            identity: None,
            control: self.control(&personal),
        };
        let admin = groups_of(account, &principal)
            .iter()
            .any(|group| account.group(*group).is_admin());
        if admin {
            layers.iam.allow = Bits::all(len);
        }
        for grant in grants.iter().filter(|grant| !left_out(grant)) {
            self.add_grant(&mut layers, grant, &standing, &personal);
        }
        let identity = self.engine.grants().identity(account, principal);
        if !identity.is_empty() {
            let mut planes = Planes::none(len);
            let everything = Bits::all(len);
            for grant in &identity {
                if let Some(part) = self.personal_planes(grant.permission, &personal) {
                    planes.add_masked(&part, &everything);
                }
            }
            layers.identity = Some(planes);
        }
        layers.decisions(len)
    }

    /// Whether a grant counts for any action at a place.
    #[must_use]
    pub fn reaches(&self, grant: &Grant, stand: Stand) -> bool {
        let standing = Standing {
            engine: &self.engine,
            grants: &[],
            project: stand.project,
            enterprise_project: stand.enterprise_project,
        };
        Level::ALL
            .into_iter()
            .any(|level| standing.layer(grant.scope, level).is_some())
    }

    /// What a permission says by itself, wherever it is granted and whatever it depends on.
    #[must_use]
    pub fn permission(&self, permission: PermissionId, project: Option<ProjectId>) -> Decisions {
        let len = self.universe.len();
        let personal = Personal::nobody(self.engine.account(), self.engine.settings(), project);
        let layers = Layers {
            iam: self
                .personal_planes(permission, &personal)
                .unwrap_or_else(|| Planes::none(len)),
            enterprise_project: None,
            identity: None,
            control: None,
        };
        layers.decisions(len)
    }

    fn add_grant(
        &self,
        layers: &mut Layers,
        grant: &Grant,
        standing: &Standing<'_>,
        personal: &Personal<'_>,
    ) {
        let len = self.universe.len();
        let mut mask = Bits::none(len);
        let mut layer = None;
        for level in Level::ALL {
            if let Some(found) = standing.layer(grant.scope, level) {
                mask.add(self.universe.level(level));
                layer = Some(found);
            }
        }
        let Some(layer) = layer else { return };
        let Some(compiled) = self.compiled(grant.permission) else {
            return;
        };
        let planes = match layer {
            Layer::Iam => &mut layers.iam,
            Layer::EnterpriseProject => {
                if compiled.role {
                    return;
                }
                mask.keep(&self.universe.enterprise_project);
                match &mut layers.enterprise_project {
                    Some(planes) => planes,
                    None => return,
                }
            }
        };
        let Some(mut part) = self.personal_planes(grant.permission, personal) else {
            return;
        };
        if compiled.gated && self.engine.settings().depends == DependsMode::Enforce {
            let mut reached = part.allow.clone();
            reached.add(&part.maybe_allow);
            reached.keep(&mask);
            let suspended = standing.suspended(&self.universe, grant.permission, layer, &reached);
            part.allow.remove(&suspended);
            part.maybe_allow.remove(&suspended);
        }
        planes.add_masked(&part, &mask);
    }

    /// The planes of a permission for one principal, its conditional statements weighed.
    fn personal_planes(&self, permission: PermissionId, personal: &Personal<'_>) -> Option<Planes> {
        let compiled = self.compiled(permission)?;
        let document = self
            .engine
            .account()
            .permission(permission)
            .document
            .as_ref();
        Some(self.weighed(compiled, document, personal))
    }

    fn weighed(
        &self,
        compiled: &Compiled,
        document: Option<&Document>,
        personal: &Personal<'_>,
    ) -> Planes {
        let mut planes = Planes {
            allow: compiled.allow.clone(),
            maybe_allow: compiled.maybe_allow.clone(),
            deny: compiled.deny.clone(),
            maybe_deny: compiled.maybe_deny.clone(),
        };
        let Some(document) = document else {
            return planes;
        };
        for aside in &compiled.aside {
            let Some(statement) = document.statements.get(aside.statement) else {
                continue;
            };
            if !mentions_service(statement) {
                let truth = personal.truth(statement, document.version, "");
                place(&mut planes, aside.effect, truth, &aside.actions);
                continue;
            }
            for (service, actions) in self.universe.services() {
                if actions.meets(&aside.actions) {
                    let truth = personal.truth(statement, document.version, service);
                    let mut share = actions.clone();
                    share.keep(&aside.actions);
                    place(&mut planes, aside.effect, truth, &share);
                }
            }
        }
        if compiled.local_deny {
            planes.subtract_own_deny();
        }
        planes
    }

    fn control(&self, personal: &Personal<'_>) -> Option<Planes> {
        let compiled = self.control.as_ref()?;
        let policies = self.engine.account().scps.as_ref()?;
        let everything = Bits::all(self.universe.len());
        let mut planes = Planes::none(self.universe.len());
        for (compiled, document) in compiled.iter().zip(policies) {
            let part = self.weighed(compiled, Some(document), personal);
            planes.add_masked(&part, &everything);
        }
        Some(planes)
    }
}

fn place(planes: &mut Planes, effect: Effect, truth: Truth, actions: &Bits) {
    let plane = match (effect, truth) {
        (_, Truth::No) => return,
        (Effect::Allow, Truth::Yes) => &mut planes.allow,
        (Effect::Allow, Truth::Open) => &mut planes.maybe_allow,
        (Effect::Deny, Truth::Yes) => &mut planes.deny,
        (Effect::Deny, Truth::Open) => &mut planes.maybe_deny,
    };
    plane.add(actions);
}

/// Whether a statement's truth may differ between services.
fn mentions_service(statement: &Statement) -> bool {
    let mentions = |text: &str| text.to_lowercase().contains("g:servicename");
    let in_resources = match &statement.resources {
        ResourceClause::Any(patterns) | ResourceClause::NoneOf(patterns) => {
            patterns.iter().any(|pattern| mentions(pattern))
        }
        ResourceClause::All | ResourceClause::Agencies(_) => false,
    };
    in_resources
        || statement
            .conditions
            .iter()
            .any(|test| mentions(&test.key) || test.values.iter().any(|value| mentions(value)))
}

/// What the engine fills in for a principal, to weigh conditional statements with.
struct Personal<'a> {
    account: &'a Account,
    settings: Settings,
    request: Request,
}

impl<'a> Personal<'a> {
    fn new(
        account: &'a Account,
        settings: Settings,
        principal: Principal,
        project: Option<ProjectId>,
    ) -> Self {
        Self {
            account,
            settings,
            request: Request {
                principal,
                action: String::new(),
                facts: ActionFacts {
                    level: ServiceLevel::Project,
                    enterprise_project: None,
                },
                project,
                enterprise_project: None,
                resource: None,
                context: Context::default(),
                mode: Mode::General,
            },
        }
    }

    /// Nobody in particular: the keys that name a user stay open, as they do for a group.
    fn nobody(account: &'a Account, settings: Settings, project: Option<ProjectId>) -> Self {
        let nobody = Principal::Group(GroupId::from_index(0));
        Self::new(account, settings, nobody, project)
    }

    fn truth(&self, statement: &Statement, version: Version, service: &str) -> Truth {
        let action = AskedAction::new(&format!("{service}:"));
        let keys = Keys::new(self.account, &self.request, &action);
        let mut openings = Openings::default();
        let mut truth = resource::truth(
            &statement.resources,
            version,
            &AskedResource::General,
            &keys,
            &mut openings,
        );
        for test in &statement.conditions {
            if truth == Truth::No {
                break;
            }
            let holds = condition::holds(
                test,
                (version, statement.effect),
                &keys,
                self.settings,
                &mut openings,
            );
            truth = truth.and(holds);
        }
        truth
    }
}
