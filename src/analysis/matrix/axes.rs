//! What stands on the two sides of a matrix, in the order the documents give.

use std::borrow::Cow;

use crate::catalogue::Catalogue;
use crate::engine::depends::dependencies;
use crate::model::{
    Account, ActionId, GroupId, OperationId, PermissionId, Principal, ServiceId, shown,
};

/// What the rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rows {
    /// Rows of the published operations tables.
    #[default]
    Operations,
    /// Single actions.
    Actions,
    /// Whole services.
    Services,
}

/// What one row asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKey {
    /// A published operation.
    Operation(OperationId),
    /// An action.
    Action(ActionId),
    /// Every defined action of a service.
    Service(ServiceId),
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it asks.
    pub key: RowKey,
    /// A stable name: `ims/creating-images`, `ims:images:list`, `ims`.
    pub id: String,
    /// What is shown.
    pub label: String,
    /// The heading it stands under.
    pub category: &'static str,
    /// Its service.
    pub service: ServiceId,
    /// The actions it asks about; none for an operation that no document links to actions.
    pub actions: Vec<ActionId>,
}

impl Row {
    /// Whether it is answered by the actions of its service as a whole: no document links it to some of them.
    #[must_use]
    pub fn is_whole_service(&self) -> bool {
        self.actions.is_empty() || matches!(self.key, RowKey::Service(_))
    }
}

/// The rows of one kind, of these services; of all when none is given.
#[must_use]
pub fn rows(catalogue: &Catalogue, kind: Rows, services: &[ServiceId]) -> Vec<Row> {
    let wanted = |service: ServiceId| services.is_empty() || services.contains(&service);
    match kind {
        Rows::Operations => operations(catalogue, &wanted),
        Rows::Actions => catalogue
            .actions
            .iter()
            .filter(|(_, action)| action.defined && wanted(action.service))
            .map(|(id, action)| Row {
                key: RowKey::Action(id),
                id: action.name.to_owned(),
                label: action.name.to_owned(),
                category: action.category,
                service: action.service,
                actions: vec![id],
            })
            .collect(),
        Rows::Services => catalogue
            .services
            .iter()
            .filter(|(id, _)| wanted(*id))
            .map(|(id, service)| Row {
                key: RowKey::Service(id),
                id: service.code.to_owned(),
                label: service.short.to_owned(),
                category: "",
                service: id,
                actions: actions(catalogue, RowKey::Service(id)),
            })
            .filter(|row| !row.actions.is_empty())
            .collect(),
    }
}

fn operations(catalogue: &Catalogue, wanted: &dyn Fn(ServiceId) -> bool) -> Vec<Row> {
    catalogue
        .operations
        .iter()
        .filter(|(_, operation)| wanted(operation.service))
        .map(|(id, operation)| Row {
            key: RowKey::Operation(id),
            id: format!(
                "{}/{}",
                catalogue.services.get(operation.service).code,
                slug(operation.label)
            ),
            label: operation.label.to_owned(),
            category: operation.category,
            service: operation.service,
            actions: actions(catalogue, RowKey::Operation(id)),
        })
        .collect()
}

/// "Creating images" → "creating-images".
fn slug(label: &str) -> String {
    let mut slug = String::with_capacity(label.len());
    for character in label.chars() {
        if character.is_alphanumeric() {
            slug.extend(character.to_lowercase());
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}

/// One column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// A permission by itself.
    Permission(PermissionId),
    /// What a principal may do with everything that reaches it.
    Principal(Principal),
}

impl Column {
    /// The name shown.
    #[must_use]
    pub fn label<'a>(&self, account: &'a Account) -> &'a str {
        match self {
            Self::Permission(id) => &account.permission(*id).display_name,
            Self::Principal(principal) => account.principal_name(*principal),
        }
    }

    /// The label as it is shown: one of nothing that can be seen gives way to the id.
    #[must_use]
    pub fn shown<'a>(&self, account: &'a Account) -> Cow<'a, str> {
        shown(self.label(account), self.id(account))
    }

    /// A stable id.
    #[must_use]
    pub fn id<'a>(&self, account: &'a Account) -> &'a str {
        match self {
            Self::Permission(id) => &account.permission(*id).id,
            Self::Principal(Principal::User(id)) => &account.user(*id).id,
            Self::Principal(Principal::Group(id)) => &account.group(*id).id,
            Self::Principal(Principal::Agency(id)) => &account.agencies.get(*id).id,
        }
    }

    /// "role", "policy", "custom", "user", "group", "agency".
    #[must_use]
    pub fn kind(&self, account: &Account) -> &'static str {
        match self {
            Self::Permission(id) => account.permission(*id).kind.text(),
            Self::Principal(Principal::User(_)) => "user",
            Self::Principal(Principal::Group(_)) => "group",
            Self::Principal(Principal::Agency(_)) => "agency",
        }
    }

    /// The roles that a permission's column depends on, for these services.
    #[must_use]
    pub fn depends<'a>(
        &self,
        catalogue: &'a Catalogue,
        account: &'a Account,
        services: &[ServiceId],
    ) -> Vec<&'a str> {
        let Self::Permission(id) = self else {
            return Vec::new();
        };
        let mut names: Vec<&str> = Vec::new();
        for service in services {
            let code = catalogue.services.get(*service).code;
            for name in dependencies(catalogue, account.permission(*id), code) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }
}

/// The permissions that the operations tables of these services have columns for.
#[must_use]
pub fn operation_columns(
    catalogue: &Catalogue,
    account: &Account,
    services: &[ServiceId],
) -> Vec<Column> {
    let services: Vec<ServiceId> = if services.is_empty() {
        catalogue.services.ids().collect()
    } else {
        services.to_vec()
    };
    let mut columns = Vec::new();
    for service in services {
        for permission in catalogue.operations_table(service).columns {
            let name = catalogue.permissions.get(permission).name;
            push(&mut columns, account, name);
        }
    }
    columns
}

/// The system-defined permissions of these services; of all when none is given.
#[must_use]
pub fn system_columns(
    catalogue: &Catalogue,
    account: &Account,
    services: &[ServiceId],
) -> Vec<Column> {
    let mut columns = Vec::new();
    for permission in catalogue.permissions.rows() {
        let wanted = services.is_empty()
            || permission
                .service
                .is_some_and(|service| services.contains(&service));
        if wanted {
            push(&mut columns, account, permission.name);
        }
    }
    columns
}

fn push(columns: &mut Vec<Column>, account: &Account, name: &str) {
    // Every system-defined permission has a row in a completed account.
    if let Ok(id) = account.find_permission(name) {
        let column = Column::Permission(id);
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
}

/// The permissions attached to a group, each once, in the order of the assignments.
#[must_use]
pub fn attached_columns(account: &Account, group: GroupId) -> Vec<Column> {
    let mut columns = Vec::new();
    for assignment in account.assignments.rows() {
        let column = Column::Permission(assignment.permission);
        if assignment.subject == Principal::Group(group) && !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}

/// Every user.
#[must_use]
pub fn user_columns(account: &Account) -> Vec<Column> {
    account
        .users
        .ids()
        .map(|id| Column::Principal(Principal::User(id)))
        .collect()
}

/// Every group.
#[must_use]
pub fn group_columns(account: &Account) -> Vec<Column> {
    account
        .groups
        .ids()
        .map(|id| Column::Principal(Principal::Group(id)))
        .collect()
}

/// The actions a row asks about, as ids of the catalogue.
fn actions(catalogue: &Catalogue, key: RowKey) -> Vec<ActionId> {
    match key {
        RowKey::Action(action) => vec![action],
        RowKey::Operation(operation) => catalogue
            .operations
            .get(operation)
            .actions
            .iter()
            .filter_map(|name| catalogue.find_action(name))
            .collect(),
        RowKey::Service(service) => catalogue
            .actions
            .iter()
            .filter(|(_, action)| action.defined && action.service == service)
            .map(|(id, _)| id)
            .collect(),
    }
}
