//! The user's settings file: which readings of unsettled rules are assumed unless a call says otherwise, the theme, the
//! characters to draw with, and whether there is a log.
//! It is only read, never created; `--restricted` does without it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::engine::{SettingError, Settings};
use crate::places::{self, PlaceError};

/// What may stand in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    /// Switch → value, as `--assume` takes them.
    assume: BTreeMap<String, toml::Value>,
    /// The explorer's theme.
    theme: Option<String>,
    /// What the explorer draws with.
    charset: Option<Charset>,
    /// Whether the explorer writes its log.
    log: Switch,
}

/// Whether something is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// It is.
    #[default]
    On,
    /// It is not.
    Off,
}

/// Which characters the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Charset {
    /// Everything printable.
    #[default]
    Unicode,
    /// Only ASCII: the locale is not UTF-8, or frames and marks come out too wide.
    Ascii,
}

/// A settings file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It is there and cannot be read.
    #[error(transparent)]
    Read(#[from] PlaceError),
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

/// What the settings file says.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Which readings of unsettled rules are assumed.
    pub settings: Settings,
    /// The name of the explorer's theme.
    pub theme: Option<String>,
    /// What the explorer draws with; as the terminal and the locale have it where nothing is said.
    pub charset: Option<Charset>,
    /// Whether the explorer writes its log.
    pub log: Switch,
}

/// What the file at `path` says; the defaults when there is no file.
pub fn read(path: &Path) -> Result<Config, ConfigError> {
    let mut settings = Settings::default();
    let Some(text) = places::read(path)? else {
        return Ok(Config::default());
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
    Ok(Config {
        settings,
        theme: file.theme,
        charset: file.charset,
        log: file.log,
    })
}
