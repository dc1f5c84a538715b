//! What the Catalogue view lists.

/// One of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Section {
    /// Services, categories and actions, as a tree.
    #[default]
    Actions,
    /// Rows of the published operations tables.
    Operations,
    /// APIs and what they need.
    Apis,
    /// System-defined and custom permissions.
    Permissions,
}

impl Section {
    /// All of them, in the order they come.
    pub const ALL: [Self; 4] = [
        Self::Actions,
        Self::Operations,
        Self::Apis,
        Self::Permissions,
    ];

    /// The next one.
    pub fn next(self) -> Self {
        match self {
            Self::Actions => Self::Operations,
            Self::Operations => Self::Apis,
            Self::Apis => Self::Permissions,
            Self::Permissions => Self::Actions,
        }
    }

    /// Its name within a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Actions => "actions",
            Self::Operations => "operations",
            Self::Apis => "APIs",
            Self::Permissions => "permissions",
        }
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Actions => "Services and actions",
            Self::Operations => "Operations",
            Self::Apis => "APIs",
            Self::Permissions => "Permissions",
        }
    }
}
