//! Where to ask and as whom: what an administrator has configured already, brought into one [`Cloud`].
//!
//! The command line wins over everything. Where an entry of `clouds.yaml` is chosen (`--cloud`, `OS_CLOUD`), the rest of
//! the environment only adds a password and the like; without one, the environment says it all. `entry` reads the files,
//! `variables` the environment, both into `settings`; [`resolve()`] makes a [`Cloud`] of them, or a [`CloudError`] that says
//! what is missing and where it may stand.
//!
//! INVARIANT: no message holds a value that was read, only its name: any value may be a secret.

mod entry;
mod resolve;
mod settings;
mod variables;
mod yaml;

use std::path::PathBuf;

use super::address::{AddressError, Base};
use super::secret::Secret;
use super::signing::Keys;

pub use entry::{Files, names};
pub use resolve::resolve;
pub use variables::Environment;

/// Where to ask and as whom.
#[derive(Clone, Debug)]
pub struct Cloud {
    /// The identity service.
    pub identity: Base,
    /// The service of enterprise projects, where it was configured.
    pub enterprise_projects: Option<Base>,
    /// Who asks.
    pub login: Login,
    /// What the token is asked for.
    pub scope: TokenScope,
    /// How the server proves itself.
    pub trust: Trust,
    /// Whether the passcode of a second factor is asked for at once, not only when the service wants one.
    pub second_factor: bool,
    /// Whether the configuration says not to check certificates: that is not followed without the call saying so too.
    pub wants_insecure: bool,
}

/// Who asks.
#[derive(Clone, Debug)]
pub enum Login {
    /// A user with a password; asked for where it is not configured.
    Password {
        /// The user.
        user: Named,
        /// The password.
        password: Option<Secret>,
        /// The passcode of a second factor.
        passcode: Option<Secret>,
    },
    /// A token that exists already.
    Token(Secret),
    /// An application credential (upstream Keystone only).
    Application {
        /// Its id.
        id: String,
        /// Its secret.
        secret: Secret,
    },
    /// Every request is signed.
    Keys(Keys),
}

impl Login {
    /// What of it nobody is to see.
    pub(super) fn secrets(&self) -> impl Iterator<Item = Secret> {
        let secrets = match self {
            Self::Password {
                password, passcode, ..
            } => [password.clone(), passcode.clone()],
            Self::Token(secret) | Self::Application { secret, .. } => [Some(secret.clone()), None],
            Self::Keys(keys) => [Some(keys.secret.clone()), keys.session.clone()],
        };
        secrets.into_iter().flatten()
    }
}

/// A user or project, by id, or by name and domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// By id.
    Id(String),
    /// By name, within a domain.
    Name {
        /// The name.
        name: String,
        /// Its domain.
        domain: Reference,
    },
}

impl Named {
    /// What messages call it.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Id(words) | Self::Name { name: words, .. } => words,
        }
    }
}

/// A domain, by id or by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// By id.
    Id(String),
    /// By name.
    Name(String),
}

/// What the token is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenScope {
    /// An account (domain).
    Domain(Reference),
    /// A project.
    Project(Named),
    /// The whole of a Keystone.
    System,
    /// Whatever the service gives.
    None,
}

/// How the server proves itself, and the client.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The authorities to trust instead of the public ones.
    pub authority: Option<PathBuf>,
    /// Trust anybody. Only a call can say so, never a file or the environment.
    pub insecure: bool,
    /// The client's own certificate and its key.
    pub client: Option<(PathBuf, PathBuf)>,
}

/// What a call says about the cloud; it wins over everything else.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The entry of `clouds.yaml`.
    pub cloud: Option<String>,
    /// The address of the identity service.
    pub auth_url: Option<String>,
    /// The user.
    pub username: Option<String>,
    /// The user's domain.
    pub user_domain: Option<String>,
    /// The domain to be scoped to.
    pub domain: Option<String>,
    /// The project to be scoped to.
    pub project: Option<String>,
    /// The authorities to trust.
    pub authority: Option<PathBuf>,
    /// Trust anybody.
    pub insecure: bool,
    /// Ask for the passcode of a second factor.
    pub second_factor: bool,
}

/// Settings from which no call can be made.
#[derive(Debug, thiserror::Error)]
pub enum CloudError {
    /// A file is there and cannot be read.
    #[error(transparent)]
    Read(#[from] crate::places::PlaceError),
    /// A file is not what it should be.
    #[error("{}: {message}", path.display())]
    Shape {
        /// The file.
        path: PathBuf,
        /// Where and what.
        message: String,
    },
    /// An entry was asked for that no file has.
    #[error("no cloud {asked:?} in clouds.yaml{}", nearby(known, looked))]
    Unknown {
        /// What was asked for.
        asked: String,
        /// The entries there are.
        known: Vec<String>,
        /// Where files were looked for.
        looked: Vec<PathBuf>,
    },
    /// An entry does not say where to ask.
    #[error("cloud {0:?} has no auth_url in clouds.yaml: the address of its identity service")]
    NoAddress(String),
    /// Something that a call needs is missing.
    #[error("{0}")]
    Missing(&'static str),
    /// An address is none.
    #[error("{name}: {error}")]
    Address {
        /// The setting.
        name: &'static str,
        /// What is wrong.
        error: AddressError,
    },
}

fn nearby(known: &[String], looked: &[PathBuf]) -> String {
    if known.is_empty() {
        let looked: Vec<String> = looked
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        format!(": none was found in {}", looked.join(", "))
    } else {
        format!(": it has {}", known.join(", "))
    }
}
