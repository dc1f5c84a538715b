//! The explaining path, second half: one request → its whole [`Trace`].
//! It walks documents as written; the compiled path that fills the matrix weighs and decides by itself, and
//! shares with this one only the tests of single conditions and resources.

use crate::model::{
    Cause, Change, Decision, Grant, GroupId, Hinge, Layer, MissingDependency, NearMiss,
    NearMissReason, PermissionId, Principal, Reason, Request, Scope, TableId, Trace, Via,
};

use super::Engine;
use super::action::AskedAction;
use super::context::Keys;
use super::grants::groups_of;
use super::layers::Weighed;
use super::nearby;
use super::reach::Place;
use super::resource::AskedResource;
use super::statement::Asked;
use super::story::{finish, hinges, reason, split};
use super::truth::Openings;
use super::weigh::{Contribution, Scale};

/// Everything that was found out about one request.
#[derive(Default)]
pub(super) struct Findings {
    pub weighed: Weighed,
    pub causes: Vec<Cause>,
    pub near_misses: Vec<NearMiss>,
    pub lacks: Vec<MissingDependency>,
    pub tested: Openings,
    pub control: Openings,
    pub admin: bool,
    pub granted: bool,
}

/// What decided: the part of a [`Trace`] that a listing of paths needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// The answer.
    pub decision: Decision,
    /// In one word.
    pub reason: Reason,
    /// The statements that decided.
    pub causes: Vec<Cause>,
    /// What a conditional answer hangs on.
    pub hinges: Vec<Hinge>,
}

impl Engine {
    /// The answer alone.
    #[must_use]
    pub fn decide(&self, request: &Request) -> Decision {
        match self.settled(request) {
            Some(trace) => trace.decision,
            None => self.weigh(request, None, |_| true).weighed.decision(),
        }
    }

    /// What decides, without what might have: for a listing, which knows which permissions speak of the action at all
    /// and asks of no other.
    #[must_use]
    pub fn because(&self, request: &Request, speaks: impl Fn(PermissionId) -> bool) -> Because {
        if let Some(trace) = self.settled(request) {
            return Because {
                decision: trace.decision,
                reason: trace.reason,
                causes: Vec::new(),
                hinges: Vec::new(),
            };
        }
        let findings = self.weigh(request, None, speaks);
        let decision = findings.weighed.decision();
        let layer = findings.weighed.layer(decision);
        Because {
            decision,
            reason: reason(&findings, decision),
            causes: split(&findings, decision, layer).0,
            hinges: hinges(&findings, decision),
        }
    }

    /// The answer that a single change would lead to.
    #[must_use]
    pub fn decide_after(&self, request: &Request, change: &Change) -> Decision {
        let mut request = request.clone();
        match change {
            Change::Context { key, value } => {
                request.context.insert(key, value.clone());
            }
            Change::Resource(resource) => request.resource = Some(resource.clone()),
            Change::EnterpriseProject(id) => request.enterprise_project = Some(*id),
            Change::Enable | Change::Attach(_) | Change::Detach(_) | Change::Strike { .. } => {}
        }
        match self.settled(&request) {
            Some(trace) if *change != Change::Enable => trace.decision,
            _ => self
                .weigh(&request, Some(change), |_| true)
                .weighed
                .decision(),
        }
    }

    /// The answer with its whole story.
    #[must_use]
    pub fn explain(&self, request: &Request) -> Trace {
        if let Some(trace) = self.settled(request) {
            return trace;
        }
        let mut findings = self.weigh(request, None, |_| true);
        let decision = findings.weighed.decision();
        if !findings.granted && !findings.admin {
            findings.near_misses.push(NearMiss::of_principal(
                NearMissReason::NoGrants,
                "it has no grants at all",
            ));
        }
        if decision != Decision::Allow {
            let asked = self.asked(request);
            findings
                .near_misses
                .extend(nearby::patterns(self, request, &asked));
        }
        let mut missing = findings.lacks.clone();
        if matches!(decision, Decision::Allow | Decision::Conditional) {
            missing.extend(self.action_gaps(request));
        }
        missing.sort();
        missing.dedup();
        finish(findings, decision, missing)
    }

    /// What a permission says by itself, wherever it is granted and whatever it depends on: the
    /// story behind a permission's own column. The request's principal does not count.
    #[must_use]
    pub fn explain_permission(&self, permission: PermissionId, request: &Request) -> Trace {
        // A group's keys are nobody's: those that name a user stay open.
        let request = Request {
            principal: Principal::Group(GroupId::from_index(0)),
            ..request.clone()
        };
        let asked = self.asked(&request);
        let grant = Grant {
            permission,
            via: Via::Direct,
            scope: Scope::All,
        };
        let place = self.place(&request, asked.action.service());
        let scale = Scale::over(self, &asked, &[], place);
        let contribution = scale.alone(grant, self.account().permission(permission));
        let mut findings = Findings {
            granted: true,
            ..Findings::default()
        };
        findings
            .weighed
            .iam
            .add(contribution.verdict.allow, contribution.verdict.deny);
        findings.take(contribution);
        let decision = findings.weighed.decision();
        finish(findings, decision, Vec::new())
    }

    /// Owner and disabled user: nothing needs weighing (sections 4.1, 11).
    fn settled(&self, request: &Request) -> Option<Trace> {
        let Principal::User(id) = request.principal else {
            return None;
        };
        let user = self.account().user(id);
        if user.owner {
            return Some(Trace::new(Decision::Allow, Reason::AccountOwner));
        }
        (!user.enabled).then(|| Trace {
            near_misses: vec![NearMiss::disabled()],
            ..Trace::new(Decision::ImplicitDeny, Reason::Disabled)
        })
    }

    /// Folds a request for the statements to look at.
    pub(super) fn asked<'a>(&'a self, request: &'a Request) -> Asked<'a> {
        let action = AskedAction::new(&request.action);
        let agencies = self
            .account()
            .agencies
            .rows()
            .iter()
            .map(|agency| [agency.id.clone(), agency.name.clone()]);
        Asked {
            keys: Keys::new(self.account(), request, &action),
            resource: AskedResource::new(
                (action.name(), &self.account().domain.id),
                request.resource.as_deref(),
                agencies,
            ),
            settings: self.settings(),
            action,
        }
    }

    /// Where the request is made.
    pub(super) fn place(&self, request: &Request, service: &str) -> Place {
        Place {
            facts: request.facts,
            object_storage: service == "obs",
            project: request.project,
            enterprise_project: request.enterprise_project,
        }
    }

    fn weigh(
        &self,
        request: &Request,
        change: Option<&Change>,
        speaks: impl Fn(PermissionId) -> bool,
    ) -> Findings {
        let account = self.account();
        let asked = self.asked(request);
        let mut grants = self.grants().reaching(account, request.principal);
        let identity = self.grants().identity(account, request.principal);
        match change {
            Some(Change::Attach(grant)) => grants.push(*grant),
            Some(Change::Detach(grant)) => grants.retain(|known| known != grant),
            _ => {}
        }
        let place = self.place(request, asked.action.service());
        let mut scale = Scale::over(self, &asked, &grants, place);
        if let Some(Change::Strike {
            permission,
            statement,
        }) = change
        {
            scale.struck = Some((*permission, *statement));
        }
        let admin = groups_of(account, &request.principal)
            .iter()
            .any(|group| account.group(*group).is_admin());
        let mut findings = Findings {
            admin,
            granted: !(grants.is_empty() && identity.is_empty()),
            ..Findings::default()
        };
        findings.weighed.iam.allow = admin.into();
        for grant in grants.iter().filter(|grant| speaks(grant.permission)) {
            let (layer, contribution) = scale.grant(*grant);
            let verdict = match layer {
                Layer::Iam => &mut findings.weighed.iam,
                Layer::EnterpriseProject => &mut findings.weighed.enterprise_project,
            };
            verdict.add(contribution.verdict.allow, contribution.verdict.deny);
            findings.take(contribution);
        }
        for grant in identity.iter().filter(|grant| speaks(grant.permission)) {
            let permission = account.permission(grant.permission);
            let contribution = scale.inside(*grant, permission, Layer::Iam);
            findings
                .weighed
                .identity
                .add(contribution.verdict.allow, contribution.verdict.deny);
            findings.take(contribution);
        }
        let (control, openings) = super::control::verdict(account, &asked);
        findings.weighed.control = control;
        findings.control = openings;
        findings
    }
}

impl Findings {
    fn take(&mut self, contribution: Contribution) {
        self.causes.extend(contribution.causes);
        self.near_misses.extend(contribution.near_misses);
        self.lacks.extend(contribution.lacks);
        self.tested.absorb(&contribution.tested);
    }
}
