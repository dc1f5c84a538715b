//! What the clouds publish: services, actions, APIs, operations tables, system-defined permissions.
//! Facts only, each with the document it was read in; the text they are parsed from is in `assets/catalogue`.

mod action;
mod contents;
mod index;
mod names;
mod operation;
mod permission;
mod service;
mod text;
mod uri;

pub use action::{AccessLevel, Action, Api, ApiRow, BeyondRows, DependentAction, Grants};
pub use contents::Entry;
pub use index::Catalogue;
pub use operation::{Cell, Letter, Link, Operation, OperationsTable};
pub use permission::{
    AlternateContent, IdentityPolicy, KindSource, OverlayEntry, Publication, PublishedContent,
    Rename, RoleName, SystemKind, SystemPermission,
};
pub use service::{Document, Listing, ScopeSource, Service, ServiceScope};
pub use text::{CatalogueError, Problem, SourceText};
pub use uri::{ApiMatch, VersionMatch};
