//! What belongs to what: the actions, permissions and rows of a service, and everything that can be searched for.

use super::{ApiRow, Catalogue, Document, Listing, Operation};
use crate::model::{ActionId, ApiId, DocumentId, OperationId, ServiceId, SystemPermissionId};

/// Something of the catalogue that a search can find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// A service.
    Service(ServiceId),
    /// An action.
    Action(ActionId),
    /// A row of an action table.
    Api(ApiId),
    /// A row of an operations table.
    Operation(OperationId),
    /// A system-defined role or policy.
    Permission(SystemPermissionId),
}

impl Catalogue {
    /// The services that documents describe; those that only actions name are left out.
    pub fn described_services(&self) -> impl Iterator<Item = ServiceId> {
        self.services
            .iter()
            .filter(|(_, service)| service.listing == Listing::Described)
            .map(|(id, _)| id)
    }

    /// The actions of a service: those that tables define, then those only referred to.
    pub fn actions_of(&self, service: ServiceId) -> impl Iterator<Item = ActionId> {
        self.actions
            .iter()
            .filter(move |(_, action)| action.service == service)
            .map(|(id, _)| id)
    }

    /// The rows of a service's action tables.
    pub fn apis_of(&self, service: ServiceId) -> impl Iterator<Item = ApiId> {
        self.apis
            .iter()
            .filter(move |(_, row)| row.service == service)
            .map(|(id, _)| id)
    }

    /// The permissions of a service: its own, then those of others that its pages list.
    pub fn permissions_of(&self, service: ServiceId) -> impl Iterator<Item = SystemPermissionId> {
        let own = self
            .permissions
            .iter()
            .filter(move |(_, row)| row.service == Some(service));
        let listed = self.permissions.iter().filter(move |(_, row)| {
            row.service != Some(service) && row.listed_for.contains(&service)
        });
        own.chain(listed).map(|(id, _)| id)
    }

    /// Everything that can be searched for, with the text that is searched.
    pub fn entries(&self) -> impl Iterator<Item = (Entry, &'static str)> {
        let services = self.services.iter();
        let actions = self.actions.iter();
        let permissions = self.permissions.iter();
        let operations = self.operations.iter();
        let apis = self.apis.iter();
        services
            .map(|(id, row)| (Entry::Service(id), row.code))
            .chain(actions.map(|(id, row)| (Entry::Action(id), row.name)))
            .chain(permissions.map(|(id, row)| (Entry::Permission(id), row.name)))
            .chain(operations.map(|(id, row)| (Entry::Operation(id), row.label)))
            .chain(apis.map(|(id, row)| (Entry::Api(id), row.label)))
    }

    /// The document with this citation, such as the `source` of a published content.
    #[must_use]
    pub fn find_document(&self, citation: &str) -> Option<DocumentId> {
        self.documents
            .iter()
            .find(|(_, document)| document.citation == citation)
            .map(|(id, _)| id)
    }
}

impl ApiRow {
    /// Whether the table says that this needs no permission.
    #[must_use]
    pub fn needs_no_permission(&self) -> bool {
        self.actions.is_empty()
    }
}

impl Operation {
    /// Whether it is linked to the actions it needs, so that its cells can be computed.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        !self.actions.is_empty()
    }
}

impl Document {
    /// Whether it is a file of a repository at a known commit.
    #[must_use]
    pub fn is_versioned(&self) -> bool {
        !self.commit.is_empty()
    }
}
