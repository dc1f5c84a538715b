//! The user's settings file: which readings of unsettled rules are assumed unless a call says otherwise.
//! It is only read, never created; `--restricted` does without it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use serde::Deserialize;

use crate::engine::{SettingError, Settings};

/// What may stand in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    /// Switch → value, as `--assume` takes them.
    assume: BTreeMap<String, toml::Value>,
}

/// A settings file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It is there and cannot be read.
    #[error("{}: cannot be read: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is not what a settings file looks like.
    #[error("{}: {message}", path.display())]
    Shape {
        /// The file.
        path: PathBuf,
        /// Line, column and what is wrong there.
        message: String,
    },
    /// It names a switch or value that does not exist.
    #[error("{}: [assume]: {error}", path.display())]
    Assume {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: SettingError,
    },
}

/// Where the file may be: `config.toml` in the program's folder of the user's settings.
#[must_use]
pub fn path() -> Option<PathBuf> {
    ProjectDirs::from("", "", "permlens").map(|folders| folders.config_dir().join("config.toml"))
}

/// The readings that the file at `path` assumes; the defaults when there is no file.
pub fn read(path: &Path) -> Result<Settings, ConfigError> {
    let mut settings = Settings::default();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(settings),
        Err(error) => {
            return Err(ConfigError::Read {
                path: path.to_owned(),
                error,
            });
        }
    };
    let file: File = toml::from_str(&text).map_err(|error| ConfigError::Shape {
        path: path.to_owned(),
        message: error.to_string().trim().to_owned(),
    })?;
    for (name, value) in &file.assume {
        let value = match value {
            toml::Value::String(text) => text.clone(),
            toml::Value::Boolean(yes) => yes.to_string(),
            other => {
                return Err(ConfigError::Shape {
                    path: path.to_owned(),
                    message: format!(
                        "[assume] {name}: expected a text, found {}",
                        other.type_str()
                    ),
                });
            }
        };
        settings
            .assume(&format!("{name}={value}"))
            .map_err(|error| ConfigError::Assume {
                path: path.to_owned(),
                error,
            })?;
    }
    Ok(settings)
}
