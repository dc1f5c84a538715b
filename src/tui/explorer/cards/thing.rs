//! Everything that has a card: what a link leads to, what the jump list lists.

use crate::model::{
    ActionId, AgencyId, ApiId, EnterpriseProjectId, GroupId, OperationId, PermissionId, Principal,
    ProjectId, ServiceId, UserId,
};
use crate::tui::explorer::world::World;

/// One thing of the account or the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Thing {
    /// A user.
    User(UserId),
    /// A group.
    Group(GroupId),
    /// An agency.
    Agency(AgencyId),
    /// A project.
    Project(ProjectId),
    /// An enterprise project.
    EnterpriseProject(EnterpriseProjectId),
    /// A permission.
    Permission(PermissionId),
    /// A permission's document.
    Document(PermissionId),
    /// A service.
    Service(ServiceId),
    /// An action of the catalogue.
    Action(ActionId),
    /// A row of the published operations tables.
    Operation(OperationId),
    /// A row of the published action tables: an API and what it needs.
    Api(ApiId),
    /// Who may perform an action.
    WhoCan(ActionId),
    /// Who may carry out an operation.
    WhoCanOperate(OperationId),
    /// A principal in the Access view.
    Access(Principal),
    /// The cell under the matrix's cursor.
    Cell,
    /// The finding under the cursor, with its evidence.
    Finding,
    /// The paths of whom the cursor of the view Who can is on.
    Paths,
}

impl Thing {
    /// What kind of thing it is, in a word.
    pub fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Group(_) => "group",
            Self::Agency(_) => "agency",
            Self::Project(_) => "project",
            Self::EnterpriseProject(_) => "enterprise project",
            Self::Permission(_) => "permission",
            Self::Document(_) => "document",
            Self::Service(_) => "service",
            Self::Action(_) => "action",
            Self::Operation(_) => "operation",
            Self::Api(_) => "API",
            Self::WhoCan(_) | Self::WhoCanOperate(_) => "who can",
            Self::Access(_) => "access",
            Self::Cell => "cell",
            Self::Finding => "finding",
            Self::Paths => "paths",
        }
    }

    /// Its name.
    pub fn name(self, world: &World) -> String {
        let account = world.account();
        let catalogue = world.catalogue();
        match self {
            Self::User(id) => world.shown_name(Principal::User(id)).into_owned(),
            Self::Group(id) => world.shown_name(Principal::Group(id)).into_owned(),
            Self::Agency(id) => world.shown_name(Principal::Agency(id)).into_owned(),
            Self::Project(id) => account.project(id).shown().into_owned(),
            Self::EnterpriseProject(id) => account.enterprise_projects.get(id).shown().into_owned(),
            Self::Permission(id) | Self::Document(id) => {
                account.permission(id).shown().into_owned()
            }
            Self::Service(id) => {
                let service = catalogue.services.get(id);
                format!("{} {}", service.code, service.name)
            }
            Self::Action(id) | Self::WhoCan(id) => catalogue.actions.get(id).name.to_owned(),
            Self::Operation(id) | Self::WhoCanOperate(id) => {
                catalogue.operations.get(id).label.to_owned()
            }
            Self::Api(id) => {
                let row = catalogue.apis.get(id);
                match row.apis.first() {
                    Some(api) => format!("{} {}", api.method, api.uri),
                    None => row.label.to_owned(),
                }
            }
            Self::Access(principal) => world.shown_name(principal).into_owned(),
            // what is under a cursor says itself what it is
            Self::Cell | Self::Finding | Self::Paths => self.kind().to_owned(),
        }
    }

    /// What helps to tell it from others of the same name.
    pub fn detail(self, world: &World) -> String {
        let account = world.account();
        let catalogue = world.catalogue();
        match self {
            Self::Permission(id) => {
                let row = account.permission(id);
                // what no response described is filed nowhere
                match row.kind.is_own() || row.catalog.is_empty() {
                    true => row.kind.text().to_owned(),
                    false => format!("{}, {}", row.kind.text(), row.catalog),
                }
            }
            Self::Action(id) => catalogue.actions.get(id).label.to_owned(),
            Self::Operation(id) => {
                let row = catalogue.operations.get(id);
                format!("operation of {}", catalogue.services.get(row.service).code)
            }
            Self::Api(id) => catalogue.apis.get(id).label.to_owned(),
            other => other.kind().to_owned(),
        }
    }

    /// What else it is known by: its id, its label, the other calls of an API's row.
    pub fn other_names(self, world: &World) -> Vec<String> {
        let account = world.account();
        let catalogue = world.catalogue();
        let label = |label: &str| vec![label.to_owned()];
        match self {
            Self::User(id) => label(&account.user(id).id),
            Self::Group(id) => label(&account.group(id).id),
            Self::Agency(id) => label(&account.agencies.get(id).id),
            Self::Project(id) => label(&account.project(id).id),
            Self::EnterpriseProject(id) => label(&account.enterprise_projects.get(id).id),
            Self::Permission(id) | Self::Document(id) => {
                let row = account.permission(id);
                let mut names = vec![row.name.clone(), row.id.clone()];
                names.dedup();
                names.retain(|name| *name != row.display_name);
                names
            }
            Self::Action(id) | Self::WhoCan(id) => label(catalogue.actions.get(id).label),
            Self::Api(id) => {
                let row = catalogue.apis.get(id);
                let calls = row.apis.iter().skip(1);
                let mut names: Vec<String> = calls
                    .map(|api| format!("{} {}", api.method, api.uri))
                    .collect();
                names.push(row.label.to_owned());
                names
            }
            Self::Service(_)
            | Self::Operation(_)
            | Self::WhoCanOperate(_)
            | Self::Access(_)
            | Self::Cell
            | Self::Finding
            | Self::Paths => Vec::new(),
        }
    }

    /// The card of a principal.
    pub fn of(principal: Principal) -> Self {
        match principal {
            Principal::User(id) => Self::User(id),
            Principal::Group(id) => Self::Group(id),
            Principal::Agency(id) => Self::Agency(id),
        }
    }

    /// Everything that can be jumped to, people first.
    pub fn all(world: &World) -> Vec<Self> {
        let account = world.account();
        let catalogue = world.catalogue();
        let mut all: Vec<Self> = Vec::new();
        all.extend(account.users.ids().map(Self::User));
        all.extend(account.groups.ids().map(Self::Group));
        all.extend(account.agencies.ids().map(Self::Agency));
        all.extend(account.projects.ids().map(Self::Project));
        let enterprise = account.enterprise_projects.ids();
        all.extend(enterprise.map(Self::EnterpriseProject));
        all.extend(account.permissions.ids().map(Self::Permission));
        all.extend(catalogue.services.ids().map(Self::Service));
        all.extend(catalogue.actions.ids().map(Self::Action));
        all.extend(catalogue.operations.ids().map(Self::Operation));
        all.extend(catalogue.apis.ids().map(Self::Api));
        all
    }
}
