//! Actions, and the rows of the published action tables that say which APIs need them.

use crate::model::{ApiId, DocumentId, ServiceId};

/// What kind of access an action is; a guess from its verb and method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessLevel {
    /// Lists things.
    List,
    /// Reads one thing.
    Read,
    /// Changes things.
    Write,
    /// Changes tags.
    Tagging,
    /// Changes who may do what.
    Permissions,
    /// Not guessed.
    Unknown,
}

impl AccessLevel {
    /// The word shown for it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Write => "write",
            Self::Tagging => "tagging",
            Self::Permissions => "permissions",
            Self::Unknown => "unknown",
        }
    }

    /// The level a word stands for.
    #[must_use]
    pub fn from_text(word: &str) -> Option<Self> {
        [
            Self::List,
            Self::Read,
            Self::Write,
            Self::Tagging,
            Self::Permissions,
            Self::Unknown,
        ]
        .into_iter()
        .find(|level| level.text() == word)
    }
}

/// An action that an action table defines, or that other documents name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// The full name as published: `ims:images:delete`.
    pub name: &'static str,
    /// Its service.
    pub service: ServiceId,
    /// Whether an action table defines it; else only dependencies or policies name it.
    pub defined: bool,
    /// The category of its table: "Image Management"; the first of `categories`.
    pub category: &'static str,
    /// What it is for: "Deleting an image"; the first of `labels`.
    pub label: &'static str,
    /// Every category it is listed in, those of its own service's tables first.
    pub categories: Vec<&'static str>,
    /// Every label it is listed with, those of its own service's tables first.
    pub labels: Vec<&'static str>,
    /// A guess at the kind of access.
    pub access: AccessLevel,
    /// Actions that the APIs behind it call on the way.
    pub depends_on: Vec<DependentAction>,
    /// Whether it can be granted in IAM projects; `None` is not documented.
    pub iam_project: Option<bool>,
    /// Whether it can be granted in enterprise projects (true when any of its APIs can); `None` is not documented.
    pub enterprise_project: Option<bool>,
    /// Whether single resources can be named; `None` is not documented.
    pub instance_level: Option<bool>,
    /// The rows of the action tables that need it.
    pub apis: Vec<ApiId>,
    /// The documents that define it, or the ids of those that name it.
    pub documents: Vec<DocumentId>,
    /// Permissions that name it, for an action that no table defines.
    pub referenced_in: Vec<&'static str>,
    /// What documents say of it that no row of a table does; already part of the fields above.
    pub beyond_rows: Option<Box<BeyondRows>>,
}

/// Facts of an action that no row of a published table carries: kept apart so that they can be written back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BeyondRows {
    /// More labels.
    pub labels: Vec<&'static str>,
    /// More categories.
    pub categories: Vec<&'static str>,
    /// More actions needed on the way.
    pub depends_on: Vec<DependentAction>,
    /// Where it can be granted.
    pub grants: Grants,
    /// The documents that say so.
    pub documents: Vec<DocumentId>,
}

/// Where an action can be granted; `None` is not documented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// In IAM projects.
    pub iam_project: Option<bool>,
    /// In enterprise projects.
    pub enterprise_project: Option<bool>,
    /// On single resources.
    pub instance_level: Option<bool>,
}

/// An action needed on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DependentAction {
    /// The action or pattern.
    pub pattern: &'static str,
    /// Whether the table qualifies it with "only …": it is not always needed.
    pub conditional: bool,
}

/// One method and URI template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Api {
    /// `GET`, `POST` …
    pub method: &'static str,
    /// The template: `/v2/images/{image_id}`.
    pub uri: &'static str,
    /// The key of the request body that tells apart what one URI does: `os-extend`.
    pub body_action: Option<&'static str>,
}

/// A row of a published action table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiRow {
    /// The service whose table it is.
    pub service: ServiceId,
    /// The table: "Image Schema".
    pub category: &'static str,
    /// The row's label.
    pub label: &'static str,
    /// Whether the table lists APIs (else operations).
    pub is_api: bool,
    /// The APIs.
    pub apis: Vec<Api>,
    /// The actions needed, all together; none means that the API needs no permission.
    pub actions: Vec<&'static str>,
    /// Actions the table qualifies with "only …"; they are in `actions` only where every action of the row is one.
    pub conditional_actions: Vec<&'static str>,
    /// Actions that the remarks column names.
    pub remark_actions: Vec<&'static str>,
    /// Actions needed on the way.
    pub depends_on: Vec<DependentAction>,
    /// Whether it can be granted in IAM projects.
    pub iam_project: Option<bool>,
    /// Whether it can be granted in enterprise projects.
    pub enterprise_project: Option<bool>,
    /// Where the row stands.
    pub document: DocumentId,
}
