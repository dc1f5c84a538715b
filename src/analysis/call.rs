//! An API call as a question: which published API it is, and which actions that API needs together.

use std::fmt;

use crate::catalogue::{ApiMatch, Catalogue};
use crate::model::{Account, Decision, NearMiss, Principal, ProjectId, Reason, Trace};

/// `METHOD /path`, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `GET`, `POST` …
    pub method: String,
    /// The path, or a whole URL.
    pub path: String,
}

/// A text that is no call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotACall(String);

impl fmt::Display for NotACall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no API call; expected \"METHOD /path\", such as \"DELETE /v2/images/abc\"",
            self.0
        )
    }
}

impl std::error::Error for NotACall {}

impl Call {
    /// Reads `METHOD /path` or `METHOD https://host/path`.
    pub fn parse(text: &str) -> Result<Self, NotACall> {
        let wrong = || NotACall(text.to_owned());
        let (method, path) = text
            .trim()
            .split_once(char::is_whitespace)
            .ok_or_else(wrong)?;
        let path = path.trim();
        let is_method = !method.is_empty() && method.chars().all(|c| c.is_ascii_alphabetic());
        let is_path = path.starts_with('/') || path.contains("://");
        if !is_method || !is_path || path.contains(char::is_whitespace) {
            return Err(wrong());
        }
        Ok(Self {
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
        })
    }

    /// The published APIs it may be, equally good ones all.
    #[must_use]
    pub fn candidates(&self, catalogue: &Catalogue) -> Vec<ApiMatch> {
        catalogue.match_api(&self.method, &self.path)
    }

    /// The project that a segment of the path names by id.
    #[must_use]
    pub fn project(&self, account: &Account) -> Option<ProjectId> {
        let path = self.path.split('?').next().unwrap_or_default();
        path.split('/').find_map(|segment| {
            account
                .projects
                .iter()
                .find(|(_, project)| !segment.is_empty() && project.id == segment)
                .map(|(id, _)| id)
        })
    }
}

/// The decision of several actions that are needed together.
#[must_use]
pub fn together(decisions: impl IntoIterator<Item = Decision>) -> Decision {
    decisions
        .into_iter()
        .min_by_key(|decision| match decision {
            Decision::ExplicitDeny => 0,
            Decision::ImplicitDeny => 1,
            Decision::Conditional => 2,
            Decision::Allow => 3,
        })
        .unwrap_or(Decision::Allow)
}

/// The answer about an API that needs no permission: any enabled principal may call it (section 11).
#[must_use]
pub fn free(account: &Account, principal: Principal) -> Trace {
    let disabled = matches!(principal, Principal::User(id)
        if !account.user(id).enabled && !account.user(id).owner);
    if disabled {
        Trace {
            near_misses: vec![NearMiss::disabled()],
            ..Trace::new(Decision::ImplicitDeny, Reason::Disabled)
        }
    } else {
        Trace::new(Decision::Allow, Reason::NoPermissionNeeded)
    }
}
