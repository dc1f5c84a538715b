//! Services, and the documents that facts were read in.

use crate::model::DocumentId;

/// Whether a service is domain-wide or deployed per project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceScope {
    /// Domain-wide.
    Global,
    /// Per project.
    Project,
    /// Both: said of the base roles, never of a service.
    Both,
    /// Not said; decisions take it as per project.
    Unknown,
}

/// How a service's scope is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopeSource {
    /// A document says so.
    Documented,
    /// It follows from documents.
    Derived,
    /// A plausible reading.
    Assumed,
    /// It is not known.
    Unknown,
}

/// How the catalogue knows a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Listing {
    /// Documents describe it.
    Described,
    /// Only the first segment of an action that some document names.
    OnlyNamed,
}

/// A cloud service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The first segment of its actions, in lower case: `ims`.
    pub code: &'static str,
    /// Its short name: `IMS`.
    pub short: &'static str,
    /// Its full name.
    pub name: &'static str,
    /// Domain-wide or per project.
    pub scope: ServiceScope,
    /// How that is known.
    pub scope_source: ScopeSource,
    /// Described, or only named in actions.
    pub listing: Listing,
    /// Every first segment its actions use, as published; some belong to other services too.
    pub prefixes: Vec<&'static str>,
    /// The documents it was read in.
    pub documents: Vec<DocumentId>,
}

/// A page that facts were read in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its number in the catalogue's text: `12` of `d12`.
    pub key: u32,
    /// The whole reference: `repository:path`, a web address, or a description.
    pub citation: &'static str,
    /// The repository, or the citation where it is none.
    pub repository: &'static str,
    /// The path in it; may be empty.
    pub path: &'static str,
    /// The commit, where it is a repository.
    pub commit: &'static str,
    /// Its date, `YYYY-MM-DD`, where known.
    pub date: &'static str,
}
