//! Where to ask and as whom: what an administrator has configured already, brought into one [`Cloud`].
//!
//! The command line wins over everything. Where an entry of `clouds.yaml` is chosen (`--cloud`, `OS_CLOUD`), the rest of
//! the environment only adds a password and the like; without one, the environment says it all. `entry` reads the files, `variables` the
//! environment; here both become a [`Cloud`], or a [`CloudError`] that says what is missing and where it may stand.
//!
//! INVARIANT: no message holds a value that was read, only its name: any value may be a secret.

mod entry;
mod variables;
mod yaml;

use std::path::PathBuf;

use super::address::{AddressError, Base};
use super::secret::Secret;
use super::signing::Keys;

pub use entry::{Files, names};
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

/// What one source says, by the names of `clouds.yaml`: the common ground of files and environment.
#[derive(Clone, Debug, Default)]
struct Settings {
    auth_url: Option<String>,
    auth_type: Option<String>,
    username: Option<String>,
    user_id: Option<String>,
    password: Option<Secret>,
    passcode: Option<Secret>,
    user_domain: Option<Reference>,
    domain: Option<Reference>,
    project_name: Option<String>,
    project_id: Option<String>,
    project_domain: Option<Reference>,
    /// A domain that stands in where no other is named (`default_domain`).
    default_domain: Option<Reference>,
    system: bool,
    token: Option<Secret>,
    application_id: Option<String>,
    application_secret: Option<Secret>,
    access: Option<String>,
    secret: Option<Secret>,
    session: Option<Secret>,
    region: Option<String>,
    eps: Option<String>,
    authority: Option<PathBuf>,
    verify: Option<bool>,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
}

/// Brings together what the call, the files and the environment say.
pub fn resolve(
    overrides: &Overrides,
    files: &Files,
    environment: &Environment,
) -> Result<Cloud, CloudError> {
    let asked = overrides.cloud.clone().or_else(|| environment.cloud());
    let mut settings = match &asked {
        Some(name) => entry::read(files, name)?.completed(environment.settings()),
        None => environment.settings(),
    };
    lay_over(&mut settings, overrides);
    let mut cloud = cloud(settings, asked)?;
    cloud.wants_insecure &= !overrides.insecure;
    cloud.trust.insecure = overrides.insecure;
    cloud.second_factor = overrides.second_factor;
    Ok(cloud)
}

fn lay_over(settings: &mut Settings, overrides: &Overrides) {
    let set = |into: &mut Option<String>, from: &Option<String>| {
        if from.is_some() {
            into.clone_from(from);
        }
    };
    set(&mut settings.auth_url, &overrides.auth_url);
    if let Some(name) = &overrides.username {
        let other = settings
            .username
            .as_ref()
            .is_some_and(|known| known != name);
        // A password that was configured for somebody else is of no use; one that is nobody's is this one's.
        if other || settings.user_id.is_some() {
            settings.user_id = None;
            settings.password = None;
        }
        // Whoever names a user does not want to be somebody else by a token or keys that lie about.
        settings.auth_type = None;
        settings.token = None;
        settings.application_id = None;
        settings.access = None;
    }
    set(&mut settings.username, &overrides.username);
    if let Some(domain) = &overrides.user_domain {
        settings.user_domain = Some(Reference::Name(domain.clone()));
    }
    if let Some(domain) = &overrides.domain {
        settings.domain = Some(Reference::Name(domain.clone()));
        settings.project_name = None;
        settings.project_id = None;
        settings.system = false;
    }
    if let Some(project) = &overrides.project {
        settings.project_name = Some(project.clone());
        settings.project_id = None;
        settings.system = false;
    }
    if overrides.authority.is_some() {
        settings.authority.clone_from(&overrides.authority);
    }
}

/// Neither an entry nor an address.
const NO_ADDRESS: CloudError = CloudError::Missing(
    "no address of an identity service: name an entry of clouds.yaml with --cloud, or set OS_AUTH_URL",
);

/// What is asked for is complete, or what it lacks; `entry` is the one of `clouds.yaml` that it began with.
fn cloud(settings: Settings, entry: Option<String>) -> Result<Cloud, CloudError> {
    let identity = match (&settings.auth_url, &settings.region) {
        (Some(url), _) => Base::parse(url).map_err(|error| CloudError::Address {
            name: "auth_url (OS_AUTH_URL)",
            error,
        })?,
        // Keys of Huawei Cloud come with a region and no address.
        (None, Some(region)) if settings.access.is_some() => {
            let cloud = if region == "eu-west-101" { "eu" } else { "com" };
            Base::parse(&format!("https://iam.{region}.myhuaweicloud.{cloud}")).map_err(
                |error| CloudError::Address {
                    name: "region_name (HW_REGION_NAME)",
                    error,
                },
            )?
        }
        (None, _) => {
            return Err(entry.map_or(NO_ADDRESS, CloudError::NoAddress));
        }
    };
    let enterprise_projects = match &settings.eps {
        None => None,
        Some(url) => Some(Base::parse(url).map_err(|error| CloudError::Address {
            name: "eps_endpoint_override",
            error,
        })?),
    };
    let scope = scope(&settings)?;
    let trust = Trust {
        authority: settings.authority.clone(),
        insecure: false,
        client: settings
            .certificate
            .clone()
            // One file may hold both.
            .map(|own| (own.clone(), settings.key.clone().unwrap_or(own))),
    };
    Ok(Cloud {
        identity,
        enterprise_projects,
        wants_insecure: settings.verify == Some(false),
        login: login(settings)?,
        scope,
        trust,
        second_factor: false,
    })
}

fn login(settings: Settings) -> Result<Login, CloudError> {
    let kind = settings.auth_type.as_deref().unwrap_or_default();
    let wants = |kinds: &[&str]| kind.is_empty() || kinds.contains(&kind);
    if wants(&["v3applicationcredential"])
        && let (Some(id), Some(secret)) = (settings.application_id, settings.application_secret)
    {
        return Ok(Login::Application { id, secret });
    }
    if wants(&["token", "v3token", "admin_token", "none"])
        && let Some(token) = settings.token
    {
        return Ok(Login::Token(token));
    }
    let password = (settings.user_id.is_some() || settings.username.is_some())
        && settings.password.is_some()
        && kind != "aksk";
    if !password
        && wants(&["aksk"])
        && let (Some(access), Some(secret)) = (settings.access, settings.secret)
    {
        return Ok(Login::Keys(Keys {
            access,
            secret,
            session: settings.session,
        }));
    }
    let user = match (settings.user_id, settings.username) {
        (Some(id), _) => Named::Id(id),
        (None, Some(name)) => Named::Name {
            name,
            domain: settings
                .user_domain
                // On Huawei and OTC a user belongs to the account that the token is for.
                .or(settings.default_domain)
                .or(settings.domain)
                .ok_or(CloudError::Missing(
                    "the user is given by name, and not the domain it is in: set user_domain_name (OS_USER_DOMAIN_NAME)",
                ))?,
        },
        (None, None) => {
            return Err(CloudError::Missing(
                "nobody to sign in as: set username and password, a token, or ak and sk \
                 (OS_USERNAME and OS_PASSWORD; OS_TOKEN; OS_ACCESS_KEY and OS_SECRET_KEY or HW_ACCESS_KEY and HW_SECRET_KEY)",
            ));
        }
    };
    Ok(Login::Password {
        user,
        password: settings.password,
        passcode: settings.passcode,
    })
}

fn scope(settings: &Settings) -> Result<TokenScope, CloudError> {
    let project_domain = settings
        .project_domain
        .clone()
        .or_else(|| settings.default_domain.clone())
        .or_else(|| settings.domain.clone())
        .or_else(|| settings.user_domain.clone());
    Ok(if settings.system {
        TokenScope::System
    } else if let Some(id) = &settings.project_id {
        TokenScope::Project(Named::Id(id.clone()))
    } else if let Some(name) = &settings.project_name {
        TokenScope::Project(Named::Name {
            name: name.clone(),
            domain: project_domain.ok_or(CloudError::Missing(
                "the project is given by name, and not the domain it is in: set project_domain_name (OS_PROJECT_DOMAIN_NAME)",
            ))?,
        })
    } else if let Some(domain) = &settings.domain {
        TokenScope::Domain(domain.clone())
    } else {
        TokenScope::None
    })
}

impl Settings {
    /// An entry of a file, and what the environment may add to it: what is not written into files, and how this machine
    /// reaches others. Whom to be and what to ask for stay the entry's: half of one and half of another would be a third.
    fn completed(self, environment: Self) -> Self {
        Self {
            password: self.password.or(environment.password),
            passcode: self.passcode.or(environment.passcode),
            eps: self.eps.or(environment.eps),
            authority: self.authority.or(environment.authority),
            verify: self.verify.or(environment.verify),
            ..self
        }
    }
}
