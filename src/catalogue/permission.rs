//! System-defined roles and policies: names, what is published of their content, dependencies, renamings.

use crate::model::{DocumentId, ServiceId};

use super::ServiceScope;

/// What kind a system-defined permission is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SystemKind {
    /// A role (1.0).
    Role,
    /// A policy (1.1).
    Policy,
}

/// How the kind of a permission is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KindSource {
    /// Documents say so, or its content shows it.
    Stated,
    /// No document says it.
    Guessed,
    /// Documents disagree: how many call it what.
    Disputed {
        /// Documents that call it a role.
        role: u32,
        /// Documents that call it a policy.
        policy: u32,
    },
}

/// The name under which the content of a permission was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Publication {
    /// Published for this very name.
    ThisName,
    /// Published for the name it had before a documented renaming.
    EarlierName,
}

/// Published content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedContent {
    /// The document as JSON text: `{"Version":…,"Statement":[…],"Depends":[…]}`.
    pub json: &'static str,
    /// For this name or an earlier one.
    pub publication: Publication,
    /// The name it was published as, where that differs.
    pub published_as: Option<&'static str>,
    /// Whether its resource types are an older vocabulary that fine-grained action names do not match.
    pub legacy_vocabulary: bool,
    /// Whether wildcards lost in publication were put back.
    pub repaired: bool,
    /// Where it was published: a page or document path.
    pub source: &'static str,
    /// The same, as a document of the catalogue.
    pub document: DocumentId,
    /// A remark about the source.
    pub note: &'static str,
    /// `{"Statement":[…]}` as it stood in the source, where `json` is a repaired reading of it.
    pub as_published: Option<&'static str>,
    /// Other texts published for the same name.
    pub alternates: Vec<AlternateContent>,
}

/// Another published text of the same permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlternateContent {
    /// `{"Statement":[…]}`.
    pub json: &'static str,
    /// Where it was published.
    pub document: DocumentId,
}

/// A system-defined role or policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemPermission {
    /// The display name.
    pub name: &'static str,
    /// The service it belongs to; `None` for the base roles (catalog BASE).
    pub service: Option<ServiceId>,
    /// Role or policy.
    pub kind: SystemKind,
    /// How the kind is known.
    pub kind_source: KindSource,
    /// Whether the kind is guessed or documents disagree on it.
    pub kind_doubtful: bool,
    /// Where it is meant to be granted.
    pub scope: ServiceScope,
    /// Roles that pages name as its dependencies: display name, and whether in the same project.
    pub depends: Vec<(&'static str, bool)>,
    /// Services whose pages list it.
    pub listed_for: Vec<ServiceId>,
    /// Its content, where published.
    pub content: Option<PublishedContent>,
    /// The name it has now, where a renaming is documented.
    pub renamed_to: Option<&'static str>,
    /// Names it had.
    pub renamed_from: Vec<&'static str>,
    /// The documents that list it.
    pub documents: Vec<DocumentId>,
}

/// A dependency of a role that documents name and its content may lack (section 7.4 of the specification).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverlayEntry {
    /// The role, by display name.
    pub role: &'static str,
    /// For which service; `None` is every service without an entry of its own.
    pub service: Option<ServiceId>,
    /// Display names of the roles it requires.
    pub requires: Vec<&'static str>,
    /// Those of them that are required for global services, the others being required in the same project.
    pub requires_globally: Vec<&'static str>,
    /// The role this one is a documented variant of: the entry is that role's.
    pub same_as: Option<&'static str>,
    /// Which document says so: the first of `documents`.
    pub source: &'static str,
    /// Every document that says so.
    pub documents: Vec<DocumentId>,
}

/// A documented renaming of a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rename {
    /// Before.
    pub old: &'static str,
    /// After.
    pub new: &'static str,
    /// In which cloud.
    pub cloud: &'static str,
    /// Which document says so.
    pub source: &'static str,
    /// The same, as a document of the catalogue.
    pub document: DocumentId,
}

/// An internal name in one cloud; `system_all_N` differs between clouds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleName {
    /// The cloud: `otc-eu-de`, `huaweicloud` …
    pub cloud: &'static str,
    /// The internal name: `te_admin`.
    pub name: &'static str,
    /// The display name there; `None` where the table leaves it empty.
    pub display_name: Option<&'static str>,
    /// The display name an older version of the table gives.
    pub earlier_display_name: Option<&'static str>,
    /// The table it stands in.
    pub document: DocumentId,
}

/// A system-defined identity policy (5.0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityPolicy {
    /// Its name.
    pub name: &'static str,
    /// Its service code, as given.
    pub service: &'static str,
    /// `RegularSystemPolicy` or `ImpersonateSystemPolicy`, where known.
    pub policy_type: Option<&'static str>,
    /// Whether the console shows it, where known.
    pub visible: Option<bool>,
    /// Its URN, where known.
    pub urn: Option<&'static str>,
    /// The document as JSON text, where published.
    pub json: Option<&'static str>,
    /// Where it was read.
    pub source: &'static str,
    /// The same, as a document of the catalogue.
    pub document: DocumentId,
    /// Whether the document comes from a third party.
    pub third_party: bool,
}
