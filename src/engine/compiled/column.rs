//! Whole columns: what a principal, or a permission by itself, may do with every action there is.

use std::sync::{Arc, OnceLock};

use crate::model::{
    Context, EnterpriseProjectId, Grant, Layer, PermissionId, Principal, ProjectId, Request,
    TableId,
};

use super::super::Engine;
use super::super::grants::groups_of;
use super::desk::Desk;
use super::force::{Standing, props};
use super::layers::Layers;
use super::permission::{Compiled, Compiler};
use super::personal::Personal;
use super::planes::{Decisions, Planes};
use super::shelf::Shelf;
use super::who::Members;
use super::{Bits, Universe};

/// Every permission of an account, compiled.
#[derive(Clone, Debug)]
pub struct Columns {
    pub(super) engine: Arc<Engine>,
    pub(super) universe: Arc<Universe>,
    pub(super) compiled: Arc<[Arc<Compiled>]>,
    pub(super) control: Option<Arc<[Compiled]>>,
    /// Which permissions others depend on.
    pub(super) props: Arc<[bool]>,
    pub(super) members: OnceLock<Arc<Members>>,
    pub(super) shelf: Shelf,
    /// What is said about condition keys.
    pub(super) context: Context,
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
        let universe = Arc::new(Universe::new(engine.catalogue(), account));
        let mut compiler = Compiler::new(&engine, &universe);
        let permissions = account.permissions.rows().iter();
        let compiled = permissions
            .map(|permission| Arc::new(compiler.permission(permission)))
            .collect();
        let control = compiler.control(account);
        let props = props(&engine);
        let shelf = Shelf::new(&engine);
        Self {
            engine,
            universe,
            compiled,
            control,
            props,
            members: OnceLock::new(),
            shelf,
            context: Context::default(),
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
        self.compiled.get(permission.index()).map(AsRef::as_ref)
    }

    /// The circumstances that everything is answered under: what is said about condition keys.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The question about one action in one place that is answered here: under the circumstances, and of resources in
    /// general.
    #[must_use]
    pub fn question(&self, principal: Principal, action: &str, stand: Stand) -> Request {
        Request {
            context: self.context.clone(),
            ..self.engine.question(principal, action, stand)
        }
    }

    /// Who asks, for the statements that hang on it.
    pub(super) fn personal(
        &self,
        principal: Principal,
        project: Option<ProjectId>,
    ) -> Personal<'_> {
        let (account, settings) = (self.engine.account(), self.engine.settings());
        Personal::new(account, settings, principal, project).under(&self.context)
    }

    /// Nobody in particular.
    pub(super) fn nobody(&self, project: Option<ProjectId>) -> Personal<'_> {
        let (account, settings) = (self.engine.account(), self.engine.settings());
        Personal::nobody(account, settings, project).under(&self.context)
    }

    pub(super) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Whether other roles depend on a permission.
    #[must_use]
    pub fn is_prop(&self, permission: PermissionId) -> bool {
        self.props.get(permission.index()) == Some(&true)
    }

    /// What a principal may do.
    #[must_use]
    pub fn principal(&self, principal: Principal, stand: Stand) -> Decisions {
        let mut desk = Desk::new(self.universe.len());
        self.fill(principal, stand, &mut desk);
        desk.decisions
    }

    /// What a principal may do without the grants that `left_out` names; what the rest depends on
    /// stays there. Nothing kept between questions is used, so it is the slow way.
    #[must_use]
    pub fn principal_without(
        &self,
        principal: Principal,
        stand: Stand,
        left_out: &dyn Fn(&Grant) -> bool,
    ) -> Decisions {
        let account = self.engine.account();
        let len = self.universe.len();
        if let Some(settled) = self.settled(principal) {
            return settled;
        }
        let grants = self.engine.grants().reaching(account, principal);
        let standing = self.standing(stand, &grants);
        let personal = self.personal(principal, stand.project);
        let mut iam = Planes::none(len);
        let mut second = Planes::none(len);
        let admin = groups_of(account, &principal)
            .iter()
            .any(|group| account.group(*group).is_admin());
        if admin {
            iam.allow = Bits::all(len);
        }
        for grant in grants.iter().filter(|grant| !left_out(grant)) {
            let Some((layer, _)) = self.reach(grant, stand) else {
                continue;
            };
            let planes = match layer {
                Layer::Iam => &mut iam,
                Layer::EnterpriseProject => &mut second,
            };
            self.add_grant(planes, grant, &standing, &personal);
        }
        let mut identity = Planes::none(len);
        for grant in self.engine.grants().identity(account, principal) {
            self.add_identity(&mut identity, &grant, &standing, &personal);
        }
        let mut control = Planes::none(len);
        let layers = Layers {
            iam: &iam,
            enterprise_project: Some(&second),
            identity: Some(&identity),
            control: self
                .add_control(&personal, &mut control)
                .then_some(&control),
        };
        layers.decisions(len)
    }

    /// Owner and disabled user: nothing needs weighing.
    fn settled(&self, principal: Principal) -> Option<Decisions> {
        let Principal::User(id) = principal else {
            return None;
        };
        let user = self.engine.account().user(id);
        if user.owner {
            return Some(Decisions::all(self.universe.len()));
        }
        (!user.enabled).then(|| Decisions::none(self.universe.len()))
    }

    pub(super) fn standing<'a>(&'a self, stand: Stand, grants: &'a [Grant]) -> Standing<'a> {
        Standing::new(
            &self.engine,
            grants,
            stand.project,
            stand.enterprise_project,
        )
    }

    /// Whether a grant counts for any action at a place.
    #[must_use]
    pub fn reaches(&self, grant: &Grant, stand: Stand) -> bool {
        self.reach(grant, stand).is_some()
    }

    /// What a permission says by itself, wherever it is granted and whatever it depends on.
    #[must_use]
    pub fn permission(&self, permission: PermissionId, project: Option<ProjectId>) -> Decisions {
        let len = self.universe.len();
        let personal = self.nobody(project);
        let iam = self
            .personal_planes(permission, &personal)
            .unwrap_or_else(|| Planes::none(len));
        let layers = Layers {
            iam: &iam,
            enterprise_project: None,
            identity: None,
            control: None,
        };
        layers.decisions(len)
    }

    /// Adds what one grant says to one principal, to the planes of its layer.
    pub(super) fn add_grant(
        &self,
        planes: &mut Planes,
        grant: &Grant,
        standing: &Standing<'_>,
        personal: &Personal<'_>,
    ) {
        let stand = Stand {
            project: standing.project,
            enterprise_project: standing.enterprise_project,
        };
        let Some((layer, mask)) = self.reach(grant, stand) else {
            return;
        };
        let Some(compiled) = self.compiled(grant.permission) else {
            return;
        };
        if layer == Layer::EnterpriseProject && compiled.role {
            return;
        }
        if let Some(part) = self.in_force(grant, (layer, mask), standing, personal) {
            planes.add_masked(&part, mask);
        }
    }

    /// Adds what one identity policy says to one principal.
    pub(super) fn add_identity(
        &self,
        planes: &mut Planes,
        grant: &Grant,
        standing: &Standing<'_>,
        personal: &Personal<'_>,
    ) {
        let everything = self.universe.levels([true; 3]);
        if let Some(part) = self.in_force(grant, (Layer::Iam, everything), standing, personal) {
            planes.add_masked(&part, everything);
        }
    }

    /// The planes of a grant's permission for one principal, without the Allows that lack a role.
    fn in_force(
        &self,
        grant: &Grant,
        (layer, mask): (Layer, &Bits),
        standing: &Standing<'_>,
        personal: &Personal<'_>,
    ) -> Option<Planes> {
        let compiled = self.compiled(grant.permission)?;
        let mut part = self.personal_planes(grant.permission, personal)?;
        if self.gated(compiled) {
            let mut reached = part.allow.clone();
            reached.add(&part.maybe_allow);
            reached.keep(mask);
            let suspended = standing.suspended(&self.universe, grant.permission, layer, &reached);
            part.allow.remove(&suspended);
            part.maybe_allow.remove(&suspended);
        }
        Some(part)
    }

    /// The planes of a permission for one principal, its conditional statements weighed.
    pub(super) fn personal_planes(
        &self,
        permission: PermissionId,
        personal: &Personal<'_>,
    ) -> Option<Planes> {
        let compiled = self.compiled(permission)?;
        let document = self
            .engine
            .account()
            .permission(permission)
            .document
            .as_ref();
        Some(compiled.weighed(document, &self.universe, personal))
    }

    /// Adds what the service control policies say; `false` outside an organization.
    pub(super) fn add_control(&self, personal: &Personal<'_>, planes: &mut Planes) -> bool {
        let (Some(compiled), Some(policies)) = (&self.control, &self.engine.account().scps) else {
            return false;
        };
        let everything = Bits::all(self.universe.len());
        if !self.engine.account().unreadable_scps.is_empty() {
            planes.maybe_allow.add(&everything);
            planes.maybe_deny.add(&everything);
        }
        for (compiled, document) in compiled.iter().zip(policies) {
            if compiled.aside.is_empty() {
                compiled.pour(planes, &everything);
            } else {
                let part = compiled.weighed(Some(document), &self.universe, personal);
                planes.add_masked(&part, &everything);
            }
        }
        true
    }
}
