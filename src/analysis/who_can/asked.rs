//! From what is typed to what is asked: an action, a wildcard, an API call, or an operation of the published tables.

use crate::analysis::audit::drift;
use crate::analysis::call::Call;
use crate::analysis::matrix::{Rows, rows};
use crate::catalogue::Catalogue;
use crate::engine::action::AskedAction;
use crate::engine::compiled::Columns;
use crate::model::{LookupError, Version};

/// What kind of thing is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One action.
    Action,
    /// Any of the actions that a wildcard matches.
    Wildcard,
    /// An API call.
    Api,
    /// A row of the published operations tables.
    Operation,
}

/// A question that can be asked about everyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// As it is shown.
    pub label: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// The ways in which it can be met, each the actions that are needed together. An empty way needs no permission; no
    /// way at all is a wildcard that matches nothing.
    pub ways: Vec<Vec<String>>,
}

/// A text that asks nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// Nothing is typed.
    #[error(
        "say what: an action (ims:images:delete), a wildcard (iam:*:create*), an API call (\"DELETE /v2/images/abc\") or an operation (Deleting images)"
    )]
    Nothing,
    /// The call is none that is published.
    #[error("no published API is {0}; `permlens catalog apis` lists those that are known")]
    Api(String),
    /// It has no colon, so it should be an operation, and there is none of that name.
    #[error(
        "{0}; an action looks like ims:images:delete, an API call like \"DELETE /v2/images/abc\""
    )]
    Operation(LookupError),
    /// An operation that no document links to actions: a published letter is all there is.
    #[error(
        "no document says which actions {0:?} needs; `permlens matrix --rows operations` shows the published letters"
    )]
    Unlinked(String),
}

impl Asked {
    /// Reads what is typed. Actions that no catalogue knows are asked about like any other.
    pub fn parse(columns: &Columns, text: &str) -> Result<Self, AskError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AskError::Nothing);
        }
        if let Ok(call) = Call::parse(text) {
            return Self::api(columns, &call);
        }
        if !text.contains(':') && text != "*" {
            return Self::operation(columns, text);
        }
        Ok(if text.contains('*') {
            Self::wildcard(columns, text)
        } else {
            Self {
                label: text.to_owned(),
                kind: Kind::Action,
                ways: vec![vec![text.to_owned()]],
            }
        })
    }

    /// Any action that the pattern matches, of those that the catalogue defines or a document names outright.
    #[must_use]
    pub fn wildcard(columns: &Columns, pattern: &str) -> Self {
        let universe = columns.universe();
        let ways = universe
            .everything()
            .iter()
            .map(|action| universe.name(action))
            .filter(|name| AskedAction::new(name).matched_by(pattern, Version::Policy))
            .map(|name| vec![written(columns, name)])
            .collect();
        Self {
            label: pattern.to_owned(),
            kind: Kind::Wildcard,
            ways,
        }
    }

    /// What makes doubt whether it is meant as it is written, though it can be asked: a slip in a name is answered like
    /// the name of something new.
    #[must_use]
    pub fn doubt(&self, catalogue: &Catalogue) -> Option<String> {
        if self.ways.is_empty() {
            let label = &self.label;
            return Some(format!(
                "no action matches {label}, in the catalogue or in the account's documents"
            ));
        }
        if !matches!(self.kind, Kind::Action | Kind::Wildcard) {
            return None;
        }
        let by_service = drift::by_service(catalogue);
        let drift = drift::judge(catalogue, &by_service, &self.label)?;
        let (what, near) = drift.told();
        let told = format!("{} {what}", self.label);
        Some(match near {
            [] => told,
            [one] => format!("{told}; the nearest is {one}"),
            some => format!("{told}; the nearest are {}", some.join(", ")),
        })
    }

    fn api(columns: &Columns, call: &Call) -> Result<Self, AskError> {
        let catalogue = columns.engine().catalogue();
        let label = format!("{} {}", call.method, call.path);
        let candidates = call.candidates(catalogue);
        if candidates.is_empty() {
            return Err(AskError::Api(label));
        }
        let mut ways: Vec<Vec<String>> = Vec::new();
        for candidate in &candidates {
            let row = catalogue.apis.get(candidate.row);
            let way = row.actions.iter().map(|name| (*name).to_owned()).collect();
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        Ok(Self {
            label,
            kind: Kind::Api,
            ways,
        })
    }

    fn operation(columns: &Columns, name: &str) -> Result<Self, AskError> {
        let catalogue = columns.engine().catalogue();
        let all = rows(catalogue, Rows::Operations, &[]);
        let same = |row: &&crate::analysis::matrix::Row| {
            row.id.eq_ignore_ascii_case(name) || row.label.eq_ignore_ascii_case(name)
        };
        let Some(row) = all.iter().find(same) else {
            let labels = all.iter().map(|row| row.label.as_str());
            return Err(AskError::Operation(LookupError::unknown(
                "operation",
                name,
                labels,
            )));
        };
        if row.actions.is_empty() {
            return Err(AskError::Unlinked(row.label.clone()));
        }
        let way = row.actions.iter();
        Ok(Self {
            label: row.label.clone(),
            kind: Kind::Operation,
            ways: vec![
                way.map(|id| catalogue.actions.get(*id).name.to_owned())
                    .collect(),
            ],
        })
    }
}

/// The name as the catalogue spells it; the universe keeps names in lower case.
fn written(columns: &Columns, name: &str) -> String {
    let catalogue = columns.engine().catalogue();
    catalogue.find_action(name).map_or_else(
        || name.to_owned(),
        |id| catalogue.actions.get(id).name.to_owned(),
    )
}
