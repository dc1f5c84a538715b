//! The places where the user's own files live, and how they are read and written there.
//!
//! Settings (`config.toml`, `keymap.toml`, `themes/NAME.toml`) are only read; the state of the last session is written,
//! the log grows. Whoever is to leave no trace (`--restricted`) has no [`Places`] at all.
//!
//! INVARIANT: a file is replaced whole or not at all, but for the log, to which whole lines are added; folders made here
//! are 0700, files 0600, also where they take another's place; only what is rewritten ([`rewrite`]) keeps its permissions.

mod growing;

pub use growing::{append, appendable, end};

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// No file of settings is longer; what is, was put there by mistake.
const LONGEST: u64 = 1 << 20;

/// So many unfinished files of killed sessions are passed over before one is said to be in the way.
const MOST_LEFT: u32 = 16;

/// The folders of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    settings: PathBuf,
    state: PathBuf,
}

/// A file of the user's that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// It is there and cannot be read.
    #[error("{}: cannot be read: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It cannot be written.
    #[error("{}: cannot be written: {error}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl PlaceError {
    /// Why, for whoever has the file before the eyes.
    #[must_use]
    pub fn into_io(self) -> io::Error {
        match self {
            Self::Read { error, .. } | Self::Write { error, .. } => error,
        }
    }
}

impl Places {
    /// Where this user's files belong, if the environment tells a home.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        let folders = ProjectDirs::from("", "", "permlens")?;
        // only some systems know a folder for state
        let state = folders
            .state_dir()
            .unwrap_or_else(|| folders.data_local_dir());
        Some(Self {
            settings: folders.config_dir().to_owned(),
            state: state.to_owned(),
        })
    }

    /// Settings in one folder, state in another.
    #[must_use]
    pub fn new(settings: impl Into<PathBuf>, state: impl Into<PathBuf>) -> Self {
        Self {
            settings: settings.into(),
            state: state.into(),
        }
    }

    /// The settings file.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.settings.join("config.toml")
    }

    /// The user's keys.
    #[must_use]
    pub fn keymap(&self) -> PathBuf {
        self.settings.join("keymap.toml")
    }

    /// What the last session left.
    #[must_use]
    pub fn session(&self) -> PathBuf {
        self.state.join("session.json")
    }

    /// What went wrong, in this session and those before.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.state.join("permlens.log")
    }

    /// The user's themes, by name.
    pub fn themes(&self) -> Result<Vec<(String, PathBuf)>, PlaceError> {
        let folder = self.settings.join("themes");
        let wrong = |error| PlaceError::Read {
            path: folder.clone(),
            error,
        };
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(wrong(error)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let path = entry.map_err(wrong)?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
                && let Some(name) = path.file_stem().and_then(|name| name.to_str())
            {
                found.push((name.to_owned(), path));
            }
        }
        found.sort();
        Ok(found)
    }
}

/// The text of a file; nothing where there is none.
pub fn read(path: &Path) -> Result<Option<String>, PlaceError> {
    read_text(path).map_err(|error| PlaceError::Read {
        path: path.to_owned(),
        error,
    })
}

fn read_text(path: &Path) -> io::Result<Option<String>> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        // a pipe would be waited for
        Ok(what) if !what.is_file() => return Err(io::Error::other("it is not a file")),
        Ok(_) => {}
    }
    let mut text = String::new();
    let file = fs::File::open(path)?;
    if file.take(LONGEST + 1).read_to_string(&mut text)? as u64 > LONGEST {
        return Err(io::Error::other("it is longer than 1 MiB"));
    }
    Ok(Some(text))
}

/// Replaces a file by this text, and makes its folder if there is none.
pub fn write(path: &Path, text: &str) -> Result<(), PlaceError> {
    write_with(path, |file| file.write_all(text.as_bytes())).map(drop)
}

/// Replaces a file by what `content` writes, and makes its folder if there is none. Says how many bytes it has.
pub fn write_with(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<u64, PlaceError> {
    replace(path, None, content).map_err(|error| PlaceError::Write {
        path: path.to_owned(),
        error,
    })
}

/// Replaces the text of a file that is there and not the program's own: it keeps its permissions, and a link to it
/// stays a link.
pub fn rewrite(path: &Path, text: &str) -> Result<(), PlaceError> {
    let done = fs::canonicalize(path).and_then(|path| {
        let there = fs::metadata(&path)?.permissions();
        if there.readonly() {
            return Err(io::Error::from(io::ErrorKind::PermissionDenied));
        }
        replace(&path, Some(there), |file| file.write_all(text.as_bytes()))
    });
    done.map(drop).map_err(|error| PlaceError::Write {
        path: path.to_owned(),
        error,
    })
}

/// Whether a file can be put there: found out by putting one beside it and taking it away again. A folder that is not there
/// yet is not made for that.
pub fn writable(path: &Path) -> Result<(), PlaceError> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    if folder.is_some_and(|folder| !folder.exists()) {
        return Ok(());
    }
    let tried = opened(path).and_then(|(_, beside)| fs::remove_file(beside));
    tried.map_err(|error| PlaceError::Write {
        path: path.to_owned(),
        error,
    })
}

fn replace(
    path: &Path,
    permissions: Option<fs::Permissions>,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<u64> {
    let (file, beside) = opened(path)?;
    let write = || {
        let mut file = io::BufWriter::with_capacity(1 << 18, file);
        content(&mut file)?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        if let Some(permissions) = permissions {
            file.set_permissions(permissions)?;
        }
        file.sync_all()?;
        Ok(file.metadata()?.len())
    };
    let done = write().and_then(|length| fs::rename(&beside, path).map(|()| length));
    if done.is_err() {
        // whatever went wrong first is what is told
        let _ = fs::remove_file(&beside);
    }
    done
}

/// The folder that a file is to be in is there now, if it was not before.
fn make_folder_of(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .ok_or_else(|| io::Error::other("it is in no folder"))?;
    let mut making = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut making, 0o700);
    making.recursive(true).create(folder)
}

/// A new file beside the one that is to be replaced, and its name.
fn opened(path: &Path) -> io::Result<(fs::File, PathBuf)> {
    // the exchange would put a file where a device was
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(io::Error::other("it is there and not a file"));
    }
    make_folder_of(path)?;
    let mut opening = fs::OpenOptions::new();
    opening.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut opening, 0o600);
    // beside it, so that the exchange stays within one file system; the number keeps two sessions apart
    let number = std::process::id();
    let mut beside = path.with_extension(format!("{number}.new"));
    for again in 1..=MOST_LEFT {
        match opening.open(&beside) {
            // left by one that was killed: in a container every session may have the same number
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                beside = path.with_extension(format!("{number}-{again}.new"));
            }
            opened => return Ok((opened?, beside)),
        }
    }
    Ok((opening.open(&beside)?, beside))
}
