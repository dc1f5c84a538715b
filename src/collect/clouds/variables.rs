//! The environment: `OS_*` of the OpenStack tools, `HW_*` and `HUAWEICLOUD_SDK_*` of the clouds' own.

use std::collections::HashMap;
use std::path::PathBuf;

use super::super::secret::Secret;
use super::Reference;
use super::settings::Settings;

/// Every variable that is read, so that a test (and a reader) can see that there is no other.
const READ: [&str; 51] = [
    "OS_CLOUD",
    "OS_CLIENT_CONFIG_FILE",
    "OS_CLIENT_SECURE_FILE",
    "OS_AUTH_URL",
    "OS_AUTH_TYPE",
    "OS_USERNAME",
    "OS_USER_ID",
    "OS_PASSWORD",
    "OS_PASSCODE",
    "OS_USER_DOMAIN_NAME",
    "OS_USER_DOMAIN_ID",
    "OS_DOMAIN_NAME",
    "OS_DOMAIN_ID",
    "OS_DEFAULT_DOMAIN",
    "OS_PROJECT_NAME",
    "OS_PROJECT_ID",
    "OS_TENANT_NAME",
    "OS_TENANT_ID",
    "OS_PROJECT_DOMAIN_NAME",
    "OS_PROJECT_DOMAIN_ID",
    "OS_SYSTEM_SCOPE",
    "OS_TOKEN",
    "OS_AUTH_TOKEN",
    "OS_APPLICATION_CREDENTIAL_ID",
    "OS_APPLICATION_CREDENTIAL_SECRET",
    "OS_ACCESS_KEY",
    "OS_SECRET_KEY",
    "OS_SECURITY_TOKEN",
    "OS_REGION_NAME",
    "OS_EPS_ENDPOINT_OVERRIDE",
    "OS_CACERT",
    "OS_CERT",
    "OS_KEY",
    "OS_INSECURE",
    "HW_AUTH_URL",
    "HW_ACCESS_KEY",
    "HW_SECRET_KEY",
    "HW_SECURITY_TOKEN",
    "HW_REGION_NAME",
    "HW_DOMAIN_NAME",
    "HW_DOMAIN_ID",
    "HW_USER_NAME",
    "HW_USER_PASSWORD",
    "HW_AUTH_TOKEN",
    "HW_INSECURE",
    "HUAWEICLOUD_SDK_AK",
    "HUAWEICLOUD_SDK_SK",
    "HUAWEICLOUD_SDK_SECURITY_TOKEN",
    "HUAWEICLOUD_SDK_DOMAIN_ID",
    "HOME",
    "XDG_CONFIG_HOME",
];

/// What the environment says.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    said: HashMap<&'static str, Secret>,
}

impl Environment {
    /// The environment of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self::from(|name| std::env::var(name).ok())
    }

    /// An environment that answers like this.
    #[must_use]
    pub fn from(ask: impl Fn(&str) -> Option<String>) -> Self {
        let said = READ
            .into_iter()
            .filter_map(|name| Some((name, Secret::new(ask(name)?))))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        Self { said }
    }

    /// The entry of `clouds.yaml` that is asked for.
    #[must_use]
    pub fn cloud(&self) -> Option<String> {
        self.first(&["OS_CLOUD"])
    }

    /// A path it names.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        let path = self.said.get(name)?;
        Some(PathBuf::from(path.reveal()))
    }

    fn secret(&self, names: &[&str]) -> Option<Secret> {
        // Keys of another cloud may lie about while `OS_*` speaks of this one.
        let of_openstack = self.said.contains_key("OS_AUTH_URL");
        names
            .iter()
            .filter(|name| !of_openstack || name.starts_with("OS_"))
            .find_map(|name| self.said.get(name).cloned())
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        self.secret(names).map(|value| value.reveal().to_owned())
    }

    fn domain(&self, ids: &[&str], names: &[&str]) -> Option<Reference> {
        let id = self.first(ids).map(Reference::Id);
        id.or_else(|| self.first(names).map(Reference::Name))
    }

    /// Everything it says about a cloud.
    pub(super) fn settings(&self) -> Settings {
        Settings {
            auth_url: self.first(&["OS_AUTH_URL", "HW_AUTH_URL"]),
            auth_type: self.first(&["OS_AUTH_TYPE"]),
            username: self.first(&["OS_USERNAME", "HW_USER_NAME"]),
            user_id: self.first(&["OS_USER_ID"]),
            password: self.secret(&["OS_PASSWORD", "HW_USER_PASSWORD"]),
            passcode: self.secret(&["OS_PASSCODE"]),
            user_domain: self.domain(&["OS_USER_DOMAIN_ID"], &["OS_USER_DOMAIN_NAME"]),
            domain: self.domain(
                &["OS_DOMAIN_ID", "HW_DOMAIN_ID", "HUAWEICLOUD_SDK_DOMAIN_ID"],
                &["OS_DOMAIN_NAME", "HW_DOMAIN_NAME"],
            ),
            project_name: self.first(&["OS_PROJECT_NAME", "OS_TENANT_NAME"]),
            project_id: self.first(&["OS_PROJECT_ID", "OS_TENANT_ID"]),
            project_domain: self.domain(&["OS_PROJECT_DOMAIN_ID"], &["OS_PROJECT_DOMAIN_NAME"]),
            default_domain: self.first(&["OS_DEFAULT_DOMAIN"]).map(Reference::Id),
            system: self
                .first(&["OS_SYSTEM_SCOPE"])
                .is_some_and(|scope| scope == "all"),
            token: self.secret(&["OS_TOKEN", "OS_AUTH_TOKEN", "HW_AUTH_TOKEN"]),
            application_id: self.first(&["OS_APPLICATION_CREDENTIAL_ID"]),
            application_secret: self.secret(&["OS_APPLICATION_CREDENTIAL_SECRET"]),
            access: self.first(&["OS_ACCESS_KEY", "HW_ACCESS_KEY", "HUAWEICLOUD_SDK_AK"]),
            secret: self.secret(&["OS_SECRET_KEY", "HW_SECRET_KEY", "HUAWEICLOUD_SDK_SK"]),
            session: self.secret(&[
                "OS_SECURITY_TOKEN",
                "HW_SECURITY_TOKEN",
                "HUAWEICLOUD_SDK_SECURITY_TOKEN",
            ]),
            region: self.first(&["OS_REGION_NAME", "HW_REGION_NAME"]),
            eps: self.first(&["OS_EPS_ENDPOINT_OVERRIDE"]),
            authority: self.path("OS_CACERT"),
            verify: self
                .first(&["OS_INSECURE", "HW_INSECURE"])
                .and_then(|word| truth(&word))
                .map(|insecure| !insecure),
            certificate: self.path("OS_CERT"),
            key: self.path("OS_KEY"),
        }
    }
}

/// The truth that a word tells, as the OpenStack tools read it.
pub(super) fn truth(word: &str) -> Option<bool> {
    match word.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" | "t" | "y" => Some(true),
        "false" | "no" | "off" | "0" | "f" | "n" => Some(false),
        _ => None,
    }
}
