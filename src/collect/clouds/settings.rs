//! What one source says of a cloud: the common ground of files and environment.

use std::path::PathBuf;

use super::super::secret::Secret;
use super::Reference;

/// What one source says, by the names of `clouds.yaml`: the common ground of files and environment.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) auth_url: Option<String>,
    pub(super) auth_type: Option<String>,
    pub(super) username: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) passcode: Option<Secret>,
    pub(super) user_domain: Option<Reference>,
    pub(super) domain: Option<Reference>,
    pub(super) project_name: Option<String>,
    pub(super) project_id: Option<String>,
    pub(super) project_domain: Option<Reference>,
    /// A domain that stands in where no other is named (`default_domain`).
    pub(super) default_domain: Option<Reference>,
    pub(super) system: bool,
    pub(super) token: Option<Secret>,
    pub(super) application_id: Option<String>,
    pub(super) application_secret: Option<Secret>,
    pub(super) access: Option<String>,
    pub(super) secret: Option<Secret>,
    pub(super) session: Option<Secret>,
    pub(super) region: Option<String>,
    pub(super) eps: Option<String>,
    pub(super) authority: Option<PathBuf>,
    pub(super) verify: Option<bool>,
    pub(super) certificate: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
}

impl Settings {
    /// An entry of a file, and what the environment may add to it: what is not written into files, and how this machine
    /// reaches others. Whom to be and what to ask for stay the entry's: half of one and half of another would be a third.
    pub(super) fn completed(self, environment: Self) -> Self {
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
