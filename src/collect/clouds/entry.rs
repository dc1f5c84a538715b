//! `clouds.yaml`: where it is looked for, what `secure.yaml` and `clouds-public.yaml` add, and one entry of it.

use std::path::{Path, PathBuf};

use super::super::secret::Secret;
use super::settings::Settings;
use super::variables::truth;
use super::yaml::{self, Node};
use super::{CloudError, Environment, Reference};
use crate::places;

/// Where the files are looked for.
#[derive(Clone, Debug)]
pub struct Files {
    clouds: Vec<PathBuf>,
    secure: Vec<PathBuf>,
    public: Vec<PathBuf>,
}

impl Files {
    /// The usual places: what the environment names, the current folder, the user's, the machine's.
    #[must_use]
    pub fn usual(environment: &Environment) -> Self {
        let mut folders = vec![PathBuf::new()];
        let of_user = environment
            .path("XDG_CONFIG_HOME")
            .or_else(|| environment.path("HOME").map(|home| home.join(".config")));
        folders.extend(of_user.map(|folder| folder.join("openstack")));
        folders.push(PathBuf::from("/etc/openstack"));
        Self::within(&folders, environment)
    }

    /// These folders, in this order; files that the environment names come first.
    #[must_use]
    pub fn within(folders: &[PathBuf], environment: &Environment) -> Self {
        let places = |name: &str, first: Option<PathBuf>| {
            let found = folders.iter().flat_map(|folder| {
                ["yaml", "yml", "json"].map(|kind| folder.join(format!("{name}.{kind}")))
            });
            first.into_iter().chain(found).collect()
        };
        Self {
            clouds: places("clouds", environment.path("OS_CLIENT_CONFIG_FILE")),
            secure: places("secure", environment.path("OS_CLIENT_SECURE_FILE")),
            public: places("clouds-public", None),
        }
    }
}

/// The entries there are to choose from.
pub fn names(files: &Files) -> Result<Vec<String>, CloudError> {
    let Some((_, root)) = first(&files.clouds)? else {
        return Ok(Vec::new());
    };
    let clouds = root.get("clouds");
    Ok(clouds
        .into_iter()
        .flat_map(Node::names)
        .map(str::to_owned)
        .collect())
}

/// The first of these files that there is.
fn first(paths: &[PathBuf]) -> Result<Option<(&Path, Node)>, CloudError> {
    for path in paths {
        if let Some(text) = places::read(path)? {
            // Wiped when it has been read.
            let text = Secret::new(text);
            let root = yaml::parse(text.reveal()).map_err(|message| CloudError::Shape {
                path: path.clone(),
                message,
            })?;
            return Ok(Some((path, root)));
        }
    }
    Ok(None)
}

/// One entry, with what the other files say about it.
pub(super) fn read(files: &Files, name: &str) -> Result<Settings, CloudError> {
    let entry_of = |root: &Node, list: &str, name: &str| root.get(list)?.get(name).cloned();
    let unknown = |known: Vec<String>| CloudError::Unknown {
        asked: name.to_owned(),
        known,
        looked: files.clouds.clone(),
    };
    let (path, root) = first(&files.clouds)?.ok_or_else(|| unknown(Vec::new()))?;
    let Some(mut entry) = entry_of(&root, "clouds", name) else {
        let known = root.get("clouds").into_iter().flat_map(Node::names);
        return Err(unknown(known.map(str::to_owned).collect()));
    };
    if let Some((_, secure)) = first(&files.secure)?
        && let Some(over) = entry_of(&secure, "clouds", name)
    {
        entry = entry.under(over);
    }
    // An older word for the same thing.
    let profile = entry.get("profile").or_else(|| entry.get("cloud"));
    if let Some(profile) = profile.and_then(Node::text).cloned()
        && let Some((_, public)) = first(&files.public)?
        && let Some(below) = entry_of(&public, "public-clouds", profile.reveal())
    {
        entry = below.under(entry);
    }
    let Node::Mapping(_) = &entry else {
        return Err(CloudError::Shape {
            path: path.to_owned(),
            message: format!("clouds.{name}: a mapping was expected"),
        });
    };
    Ok(settings(&entry))
}

fn settings(entry: &Node) -> Settings {
    // Some files have everything beside `auth`; what is inside wins.
    let secret = |names: &[&str]| -> Option<Secret> {
        let inside = entry.get("auth");
        names.iter().find_map(|name| {
            let found = inside.and_then(|auth| auth.get(name));
            found.or_else(|| entry.get(name))?.text().cloned()
        })
    };
    let text = |names: &[&str]| secret(names).map(|text| text.reveal().to_owned());
    let domain = |ids: &[&str], names: &[&str]| {
        let id = text(ids).map(Reference::Id);
        id.or_else(|| text(names).map(Reference::Name))
    };
    // As written, or below the home; relative ones are relative to where one stands, as for the other tools.
    let path = |name: &str| text(&[name]).map(|path| home(&path));
    let insecure = text(&["insecure"]).and_then(|word| truth(&word));
    Settings {
        auth_url: text(&["auth_url"]),
        auth_type: text(&["auth_type"]),
        username: text(&["username", "user_name"]),
        user_id: text(&["user_id"]),
        password: secret(&["password"]),
        passcode: secret(&["passcode"]),
        user_domain: domain(&["user_domain_id"], &["user_domain_name"]),
        domain: domain(&["domain_id"], &["domain_name"]),
        project_name: text(&["project_name", "tenant_name"]),
        project_id: text(&["project_id", "tenant_id"]),
        project_domain: domain(&["project_domain_id"], &["project_domain_name"]),
        default_domain: text(&["default_domain"]).map(Reference::Id),
        system: text(&["system_scope"]).is_some_and(|scope| scope == "all"),
        token: secret(&["token", "auth_token"]),
        application_id: text(&["application_credential_id"]),
        application_secret: secret(&["application_credential_secret"]),
        access: text(&["ak", "access_key"]),
        secret: secret(&["sk", "secret_key"]),
        session: secret(&["security_token"]),
        region: text(&["region_name"]),
        eps: text(&["eps_endpoint_override"]),
        authority: path("cacert"),
        verify: text(&["verify"])
            .and_then(|word| truth(&word))
            .or(insecure.map(|insecure| !insecure)),
        certificate: path("cert"),
        key: path("key"),
    }
}

fn home(path: &str) -> PathBuf {
    match path.strip_prefix("~/").zip(std::env::home_dir()) {
        Some((rest, home)) => home.join(rest),
        None => PathBuf::from(path),
    }
}
