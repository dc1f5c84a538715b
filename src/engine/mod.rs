//! The policy engine: documents → decision and trace. Pure: it knows no file, clock, terminal or command line.
//! Its rules are those of the specification of permissions; each module names the sections it restates.

pub mod action;
pub mod compiled;
pub mod condition;
pub mod content;
pub mod context;
mod control;
pub mod depends;
pub mod document;
mod explain;
mod flip;
mod gaps;
mod grants;
pub mod lacks;
mod layers;
mod nearby;
pub mod pattern;
mod reach;
pub mod resource;
mod settings;
mod statement;
mod story;
mod truth;
pub mod variable;
mod weigh;
mod words;

use std::sync::Arc;

pub use explain::Because;
pub use grants::{GrantIndex, groups_of};
pub use settings::{DependsMode, NegatedMissing, RegionGrant, RoleDeny, SettingError, Settings};
pub use truth::{Openings, Truth};

use crate::catalogue::Catalogue;
use crate::model::{Account, Context, Mode, Permission, Principal, Request};
use compiled::Stand;

/// Answers requests about one account.
#[derive(Clone, Debug)]
pub struct Engine {
    catalogue: &'static Catalogue,
    account: Arc<Account>,
    settings: Settings,
    grants: GrantIndex,
}

impl Engine {
    /// An engine over an account, with the facts of a catalogue and the given readings.
    #[must_use]
    pub fn new(catalogue: &'static Catalogue, account: Arc<Account>, settings: Settings) -> Self {
        let grants = GrantIndex::new(&account);
        Self {
            catalogue,
            account,
            settings,
            grants,
        }
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The catalogue.
    #[must_use]
    pub fn catalogue(&self) -> &'static Catalogue {
        self.catalogue
    }

    /// The switches.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Whether a permission whose content is not certain may speak of a service's actions.
    #[must_use]
    pub fn may_speak_of(&self, permission: &Permission, service: &str) -> bool {
        weigh::unknown_reach(self.catalogue, permission, service).is_some()
    }

    /// The general question about one action in one place: nothing is said of a resource or of condition keys.
    #[must_use]
    pub fn question(&self, principal: Principal, action: &str, stand: Stand) -> Request {
        Request {
            principal,
            action: action.to_owned(),
            facts: self.catalogue.facts(action),
            project: stand.project,
            enterprise_project: stand.enterprise_project,
            resource: None,
            context: Context::default(),
            mode: Mode::General,
        }
    }

    /// What reaches whom.
    #[must_use]
    pub fn grants(&self) -> &GrantIndex {
        &self.grants
    }
}
