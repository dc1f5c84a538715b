//! What every pane looks at: the account with its engine, and the place the questions are asked in.

use std::borrow::Cow;
use std::sync::Arc;

use crate::analysis::matrix::{Column, Projects};
use crate::catalogue::Catalogue;
use crate::engine::Engine;
use crate::engine::compiled::{Columns, Stand};
use crate::model::{Account, EnterpriseProjectId, Principal, ProjectId, ServiceId};

/// The account, compiled. Cloning is cheap: it is shared.
#[derive(Clone, Debug)]
pub struct World {
    /// Whole columns of decisions, and the engine behind them.
    pub columns: Arc<Columns>,
}

impl World {
    /// The engine.
    pub fn engine(&self) -> &Arc<Engine> {
        self.columns.engine()
    }

    /// The account.
    pub fn account(&self) -> &Account {
        self.engine().account()
    }

    /// The catalogue.
    pub fn catalogue(&self) -> &'static Catalogue {
        self.engine().catalogue()
    }

    /// The name of a principal or a permission as lists show it: one of nothing that can be seen gives way to the id.
    pub fn shown(&self, what: Column) -> Cow<'_, str> {
        what.shown(self.account())
    }

    /// The name of a principal as lists show it.
    pub fn shown_name(&self, principal: Principal) -> Cow<'_, str> {
        self.shown(Column::Principal(principal))
    }

    /// "group image-ops".
    pub fn principal_text(&self, principal: Principal) -> String {
        let name = self.shown_name(principal);
        format!("{} {name}", principal.kind())
    }
}

/// The name of a category of actions as lists show it: the documents file some under none.
pub fn category_name(category: &str) -> &str {
    match category {
        "" => "without a category",
        named => named,
    }
}

/// Where everything is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// The project; `None` is any of them.
    pub project: Option<ProjectId>,
    /// The enterprise project of the resource; `None` is not asked.
    pub enterprise_project: Option<EnterpriseProjectId>,
    /// The service in view; `None` only where the catalogue knows none.
    pub service: Option<ServiceId>,
}

impl Place {
    /// The projects to ask in.
    pub fn projects(&self, world: &World) -> Projects {
        match self.project {
            Some(project) => Projects::One(project),
            None => Projects::any(world.engine()),
        }
    }

    /// The stands to ask at; never empty.
    pub fn stands(&self, account: &Account) -> Vec<Stand> {
        let at = |project| Stand {
            project,
            enterprise_project: self.enterprise_project,
        };
        match self.project {
            Some(project) => vec![at(Some(project))],
            None if account.working_projects().next().is_none() => vec![at(None)],
            None => account.working_projects().map(|id| at(Some(id))).collect(),
        }
    }

    /// The project's name, or "any project".
    pub fn project_text<'a>(&self, account: &'a Account) -> Cow<'a, str> {
        self.project
            .map_or("any project".into(), |id| account.project(id).shown())
    }

    /// Where it is, after a question: ", in project eu-de, in enterprise project retail".
    pub fn asked_where(&self, account: &Account) -> String {
        let mut place = match self.project {
            Some(id) => format!(", in project {}", account.project(id).shown()),
            None => ", in any project".to_owned(),
        };
        if let Some(id) = self.enterprise_project {
            let name = account.enterprise_projects.get(id).shown();
            place.push_str(&format!(", in enterprise project {name}"));
        }
        place
    }

    /// The service's code.
    pub fn service_code(&self, catalogue: &Catalogue) -> &'static str {
        self.service
            .map_or("no service", |id| catalogue.services.get(id).code)
    }
}
