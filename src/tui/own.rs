//! What is the user's own on the screen: keys, themes, and what the last session left.
//!
//! INVARIANT: no file of the user's, however broken, keeps the explorer from opening: what is wrong is told, and the
//! defaults stand in.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::keymap::{Bindable, Overrides, parse_overrides};
use super::layout::Sizes;
use super::theme::{Depth, OwnTheme, Theme, ThemeKind};
use crate::config::{self, Charset, Switch};
use crate::log::{Log, Silence};
use crate::places::{self, PlaceError, Places};

/// What one session leaves to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// Whether the hint of the first start was shown.
    pub greeted: bool,
    /// The theme that was chosen on screen.
    pub theme: Option<String>,
    /// What the user made of the sizes of the panes.
    pub sizes: Sizes,
    /// Where the explorer was.
    pub left: Option<Left>,
}

/// Where the explorer was; by names, for ids belong to one reading of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Left {
    /// In which account: its id, and the file it was read from.
    pub account: String,
    /// The number of the view, from 1.
    pub view: usize,
    /// The number of the pane in focus, from 1.
    pub pane: usize,
    /// What was filtered: the numbers of view and pane, and the text.
    pub filters: Vec<(usize, usize, String)>,
    /// `user`, `group` or `agency`, and its name.
    pub principal: Option<(String, String)>,
    /// The name of the project; nothing where it was any.
    pub project: Option<String>,
    /// The name of the enterprise project.
    pub enterprise_project: Option<String>,
    /// The code of the service.
    pub service: Option<String>,
    /// What the rows of the matrix were.
    pub rows: String,
    /// What its columns were.
    pub columns: String,
    /// What the view Who can asked.
    pub question: String,
    /// Where, if that was not where the panes looked.
    pub asked_in: Option<AskedIn>,
    /// What was folded and opened, and which columns were picked.
    pub arranged: Arranged,
}

/// Where a question of its own place was asked; by names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskedIn {
    /// The name of the project; nothing where it was any.
    pub project: Option<String>,
    /// The name of the enterprise project.
    pub enterprise_project: Option<String>,
}

/// How lists and trees were arranged by hand; by names, like all that is left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Arranged {
    /// The categories folded in the matrix: the code of their service, and their name.
    pub folded: Vec<(String, String)>,
    /// The services that are open where the matrix lists services.
    pub opened: Vec<String>,
    /// The columns picked one by one: `permission`, `user`, `group` or `agency`, and a name or an id.
    pub picked: Vec<(String, String)>,
    /// What the Catalogue view listed.
    pub section: String,
    /// The services open there.
    pub catalogue_open: Vec<String>,
    /// The categories folded there.
    pub catalogue_folded: Vec<(String, String)>,
    /// Whether the findings showed what is folded away at first.
    pub findings_open: bool,
}

/// Everything of the user's that the explorer opens with.
#[derive(Debug, Default)]
pub struct Own {
    /// The keys.
    pub keys: Overrides,
    /// Every theme there is: the built-in ones, then the user's.
    pub themes: Vec<Theme>,
    /// The theme to open with.
    pub theme: Theme,
    /// Whether somebody chose it.
    pub chosen: bool,
    /// What to draw with, where the settings say so.
    pub charset: Option<Charset>,
    /// What the last session left.
    pub session: Session,
    /// Where what goes wrong is written down.
    pub log: Log,
    /// What is wrong with the files.
    pub wrong: Vec<Wrong>,
}

/// A mistake in a file of the user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The file.
    pub file: String,
    /// What is wrong, and where in it.
    pub what: String,
}

impl Wrong {
    fn new(file: &Path, what: &impl ToString) -> Self {
        let (file, what) = (file.display().to_string(), what.to_string());
        // the file stands above what is wrong with it
        let short = what
            .strip_prefix(&file)
            .map(|rest| rest.trim_start_matches([':', ' ']));
        let what = short.map_or(what.clone(), str::to_owned);
        Self { file, what }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}

impl Own {
    /// Reads what the user has; without places the defaults.
    pub fn read(places: Option<&Places>, commands: &[Bindable], depth: Depth) -> Self {
        let mut own = Self {
            themes: ThemeKind::ALL.map(|kind| Theme::new(kind, depth)).to_vec(),
            theme: Theme::new(ThemeKind::default(), depth),
            ..Self::default()
        };
        if let Some(places) = places {
            own.read_keys(places, commands);
            own.read_session(places);
            own.read_settings(places, depth);
        }
        own
    }

    fn read_keys(&mut self, places: &Places, commands: &[Bindable]) {
        let path = places.keymap();
        let Some(text) = self.told(places::read(&path)) else {
            return;
        };
        match parse_overrides(&text, commands) {
            Ok(keys) => self.keys = keys,
            Err(mistakes) => {
                let mistakes = mistakes.iter().map(|mistake| Wrong::new(&path, mistake));
                self.wrong.extend(mistakes);
                let until = "nothing of it is used until it is right";
                self.wrong.push(Wrong::new(&path, &until));
            }
        }
    }

    fn read_session(&mut self, places: &Places) {
        let path = places.session();
        let Some(text) = self.told(places::read(&path)) else {
            return;
        };
        match serde_json::from_str(&text) {
            Ok(session) => self.session = session,
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                let what = format!(
                    "line {line}, column {column}: not what permlens writes there; the last session is forgotten"
                );
                self.wrong.push(Wrong::new(&path, &what));
            }
        }
    }

    fn read_settings(&mut self, places: &Places, depth: Depth) {
        let found = places.themes().map(Some);
        for (name, path) in self.told(found).unwrap_or_default() {
            let Some(text) = self.told(places::read(&path)) else {
                continue;
            };
            match OwnTheme::parse(&text) {
                Ok(theme) => {
                    // one of the same name takes the place of the built-in one
                    self.themes.retain(|other| other.name() != name);
                    self.themes.push(Theme::own(name, &theme, depth));
                }
                Err(error) => self.wrong.push(Wrong::new(&path, &error)),
            }
        }
        let config = match config::read(&places.config()) {
            Ok(config) => config,
            Err(error) => {
                self.wrong.push(Wrong::new(&places.config(), &error));
                // whether it is wanted is not known
                self.log = Log::silent(Silence::Unsettled);
                return;
            }
        };
        self.charset = config.charset;
        self.log = match config.log {
            Switch::On => Log::to(places.log()),
            Switch::Off => Log::silent(Silence::Off),
        };
        // what was chosen on screen is the later word
        let chosen = self.session.theme.clone();
        if let Some(theme) = chosen.and_then(|name| self.named(&name)) {
            self.theme = theme;
            self.chosen = true;
        } else if let Some(name) = config.theme {
            match self.named(&name) {
                Some(theme) => {
                    self.theme = theme;
                    self.chosen = true;
                }
                None => {
                    let names: Vec<&str> = self.themes.iter().map(Theme::name).collect();
                    let what = format!(
                        "theme: found {name:?}, expected one of {}",
                        names.join(", ")
                    );
                    self.wrong.push(Wrong::new(&places.config(), &what));
                }
            }
        }
    }

    fn named(&self, name: &str) -> Option<Theme> {
        self.themes
            .iter()
            .find(|theme| theme.name() == name)
            .cloned()
    }

    fn told<T>(&mut self, read: Result<Option<T>, PlaceError>) -> Option<T> {
        read.unwrap_or_else(|error| {
            let (PlaceError::Read { path, .. } | PlaceError::Write { path, .. }) = &error;
            self.wrong.push(Wrong::new(path, &error));
            None
        })
    }
}

impl Session {
    /// Leaves it to the next session.
    pub fn write(&self, places: &Places) -> Result<(), PlaceError> {
        // a struct of texts always has a JSON form
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        places::write(&places.session(), &(text + "\n"))
    }
}
