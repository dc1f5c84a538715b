//! What the clouds publish: services, actions, APIs, operations tables, system-defined permissions.
//! Facts only, each with the document it was read in; the text they are parsed from is in `assets/catalogue`.

mod action;
mod index;
mod operation;
mod permission;
mod service;

pub use action::{AccessLevel, Action, Api, ApiRow, DependentAction};
pub use index::Catalogue;
pub use operation::{Cell, Letter, Link, Operation, OperationsTable};
pub use permission::{
    IdentityPolicy, OverlayEntry, Publication, PublishedContent, Rename, RoleName, SystemKind,
    SystemPermission,
};
pub use service::{Document, ScopeSource, Service, ServiceScope};
