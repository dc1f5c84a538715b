//! What the truth of a conditional statement hangs on, and what it is for one principal.
//! A statement that hangs on nothing the engine fills in is weighed once, when it is compiled.

use crate::model::{
    Account, ActionFacts, Context, GroupId, Mode, Principal, ProjectId, Request, ResourceClause,
    ServiceLevel, Statement, TableId, Version,
};

use super::super::action::AskedAction;
use super::super::condition;
use super::super::context::Keys;
use super::super::resource::{self, AskedResource, Home};
use super::super::settings::Settings;
use super::super::truth::{Openings, Truth};

/// Which of the keys that the engine fills in a statement speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hangs {
    /// On the service of the action.
    pub service: bool,
    /// On the project.
    pub project: bool,
    /// On who the user is.
    pub user: bool,
}

impl Hangs {
    /// Reads a statement for the keys it names, in conditions and in variables alike.
    #[must_use]
    pub fn of(statement: &Statement) -> Self {
        let mut hangs = Self {
            service: resource::tells_services_apart(&statement.resources),
            ..Self::default()
        };
        let mut look = |text: &str| {
            if !text.contains([':']) {
                return;
            }
            let text = text.to_lowercase();
            hangs.service |= text.contains("g:servicename");
            hangs.project |= text.contains("g:projectname");
            hangs.user |= text.contains("g:username") || text.contains("g:userid");
        };
        if let ResourceClause::Any(patterns) | ResourceClause::NoneOf(patterns) =
            &statement.resources
        {
            patterns.iter().for_each(|pattern| look(pattern));
        }
        for test in &statement.conditions {
            look(&test.key);
            test.values.iter().for_each(|value| look(value));
        }
        hangs
    }

    /// Whether it is the same for every principal and place.
    #[must_use]
    pub fn settled(self) -> bool {
        !self.project && !self.user
    }
}

/// What the engine fills in for a principal, to weigh conditional statements with.
#[derive(Debug)]
pub struct Personal<'a> {
    account: &'a Account,
    settings: Settings,
    request: Request,
}

impl<'a> Personal<'a> {
    /// A principal in a project.
    #[must_use]
    pub fn new(
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

    /// The same under circumstances: what is said about condition keys.
    #[must_use]
    pub fn under(mut self, context: &Context) -> Self {
        self.request.context.clone_from(context);
        self
    }

    /// Nobody in particular: the keys that name a user stay open, as they do for a group.
    #[must_use]
    pub fn nobody(account: &'a Account, settings: Settings, project: Option<ProjectId>) -> Self {
        let nobody = Principal::Group(GroupId::from_index(0));
        Self::new(account, settings, nobody, project)
    }

    /// Resources in general, of a service.
    #[must_use]
    pub fn general(&self, service: &str) -> AskedResource {
        AskedResource::General(Home {
            service: service.to_owned(),
            domain: self.account.domain.id.clone(),
        })
    }

    /// Whether a statement applies to actions of a service that it matches, when they are asked
    /// about resources in general or about some agency.
    #[must_use]
    pub fn truth(
        &self,
        (statement, version): (&Statement, Version),
        service: &str,
        asked: &AskedResource,
    ) -> Truth {
        let action = AskedAction::new(&format!("{service}:"));
        let keys = Keys::new(self.account, &self.request, &action);
        let mut openings = Openings::default();
        let mut truth = resource::truth(&statement.resources, version, asked, &keys, &mut openings);
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
