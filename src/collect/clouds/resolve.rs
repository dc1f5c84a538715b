//! What the call, the files and the environment say, brought together into one [`Cloud`].

use super::super::address::Base;
use super::super::signing::Keys;
use super::settings::Settings;
use super::{
    Cloud, CloudError, Environment, Files, Login, Named, Overrides, Reference, TokenScope, Trust,
    entry,
};

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
