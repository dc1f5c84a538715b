//! The catalogue as a whole, and how things in it are found.
//! Names are found ignoring case: published tables mix it.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::model::{
    ActionFacts, ActionId, ApiId, DocumentId, OperationId, ServiceId, ServiceLevel,
    SystemPermissionId, Table,
};

use super::{
    Action, ApiRow, Document, IdentityPolicy, Operation, OperationsTable, OverlayEntry, Rename,
    RoleName, Service, ServiceScope, SystemPermission,
};

/// Every published fact, indexed.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Source documents.
    pub documents: Table<DocumentId, Document>,
    /// Services.
    pub services: Table<ServiceId, Service>,
    /// Actions: those that tables define, then those only referred to.
    pub actions: Table<ActionId, Action>,
    /// Rows of the action tables.
    pub apis: Table<ApiId, ApiRow>,
    /// Rows of the operations tables, service by service in published order.
    pub operations: Table<OperationId, Operation>,
    /// System-defined roles and policies.
    pub permissions: Table<SystemPermissionId, SystemPermission>,
    /// System-defined identity policies.
    pub identity_policies: Vec<IdentityPolicy>,
    /// Dependencies that documents name (section 7.4 of the specification).
    pub overlay: Vec<OverlayEntry>,
    /// Documented renamings.
    pub renames: Vec<Rename>,
    /// Internal names, cloud by cloud.
    pub role_names: Vec<RoleName>,
    index: Index,
}

/// Lower-case names → rows; filled by [`Catalogue::indexed`].
#[derive(Debug, Default)]
struct Index {
    services: HashMap<String, ServiceId>,
    actions: HashMap<String, ActionId>,
    permissions: HashMap<String, SystemPermissionId>,
    /// The services with an operations table.
    tabled: HashSet<ServiceId>,
    /// What clouds call the same permission; filled when it is first asked for.
    variants: OnceLock<HashMap<String, Vec<&'static str>>>,
}

impl Catalogue {
    /// With the index filled from the tables.
    #[must_use]
    pub(super) fn indexed(mut self) -> Self {
        let mut services = HashMap::with_capacity(self.services.len() * 4);
        // What is typed most wins: codes, then prefixes, short names, full names.
        for (id, service) in self.services.iter() {
            services
                .entry(service.code.to_ascii_lowercase())
                .or_insert(id);
        }
        let rest: [fn(&Service) -> Vec<&'static str>; 3] = [
            |service| service.prefixes.clone(),
            |service| vec![service.short],
            |service| vec![service.name],
        ];
        for names in rest {
            for (id, service) in self.services.iter() {
                for name in names(service).into_iter().filter(|name| !name.is_empty()) {
                    services.entry(name.to_ascii_lowercase()).or_insert(id);
                }
            }
        }
        let operations = self.operations.rows().iter();
        self.index = Index {
            services,
            tabled: operations.map(|operation| operation.service).collect(),
            actions: by_name(self.actions.iter().map(|(id, row)| (row.name, id))),
            permissions: by_name(self.permissions.iter().map(|(id, row)| (row.name, id))),
            variants: OnceLock::new(),
        };
        self
    }

    /// The service with this code, action prefix, short or full name.
    #[must_use]
    pub fn find_service(&self, name: &str) -> Option<ServiceId> {
        self.index.services.get(&name.to_ascii_lowercase()).copied()
    }

    /// The service an action belongs to, by its first segment.
    #[must_use]
    pub fn service_of(&self, action: &str) -> Option<ServiceId> {
        self.find_service(action.split(':').next().unwrap_or_default())
    }

    /// The action of this name.
    #[must_use]
    pub fn find_action(&self, name: &str) -> Option<ActionId> {
        self.index.actions.get(&name.to_ascii_lowercase()).copied()
    }

    /// The system-defined permission with this display name.
    #[must_use]
    pub fn find_permission(&self, name: &str) -> Option<SystemPermissionId> {
        self.index
            .permissions
            .get(&name.to_ascii_lowercase())
            .copied()
    }

    /// The display names that clouds give to the same permission, by its internal name: `SWR Admin` and
    /// `SWR Administrator` are both `swr_adm`. The name itself is not among them.
    #[must_use]
    pub fn display_name_variants(&self, display_name: &str) -> &[&'static str] {
        let variants = self.index.variants.get_or_init(|| self.variants());
        let known = variants.get(&display_name.to_ascii_lowercase());
        known.map_or(&[], Vec::as_slice)
    }

    /// The operations table of a service; empty where none is published.
    #[must_use]
    pub fn operations_table(&self, service: ServiceId) -> OperationsTable {
        let mut table = OperationsTable::default();
        for (id, operation) in self.operations.iter() {
            if operation.service != service {
                continue;
            }
            table.rows.push(id);
            for cell in &operation.cells {
                if !table.columns.contains(&cell.permission) {
                    table.columns.push(cell.permission);
                }
            }
        }
        table
    }

    /// Whether an operations table of the service is published.
    #[must_use]
    pub fn has_operations(&self, service: ServiceId) -> bool {
        self.index.tabled.contains(&service)
    }

    /// The level of a service; not known counts as per project.
    #[must_use]
    pub fn level(&self, service: ServiceId) -> ServiceLevel {
        match self.services.get(service).scope {
            ServiceScope::Global => ServiceLevel::Global,
            ServiceScope::Project | ServiceScope::Both | ServiceScope::Unknown => {
                ServiceLevel::Project
            }
        }
    }

    /// What a decision needs to know of an action, whether or not it is catalogued.
    #[must_use]
    pub fn facts(&self, action: &str) -> ActionFacts {
        let level = match self.service_of(action) {
            Some(service) => self.level(service),
            None => level_by_prefix(action),
        };
        let enterprise_project = self
            .find_action(action)
            .and_then(|id| self.actions.get(id).enterprise_project);
        ActionFacts {
            level,
            enterprise_project,
        }
    }
}

fn by_name<I>(rows: impl ExactSizeIterator<Item = (&'static str, I)>) -> HashMap<String, I> {
    let mut index = HashMap::with_capacity(rows.len());
    for (name, id) in rows {
        index.entry(name.to_ascii_lowercase()).or_insert(id);
    }
    index
}

/// Global services of section 5.2 that the catalogue may not list.
fn level_by_prefix(action: &str) -> ServiceLevel {
    const GLOBAL: [&str; 8] = ["iam", "obs", "tms", "rms", "eps", "cdn", "scm", "config"];
    let prefix = action.split(':').next().unwrap_or_default();
    if GLOBAL.iter().any(|code| code.eq_ignore_ascii_case(prefix)) {
        ServiceLevel::Global
    } else {
        ServiceLevel::Project
    }
}
