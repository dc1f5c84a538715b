//! A file that grows at its end, such as a log: bounded, the user's own, and never reached through a link.
//!
//! INVARIANT: a line is added by one write at the end, so that sessions side by side share the file; it is held open for
//! that write only, so that whoever moves it away loses nothing; and no call waits for another program.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{PlaceError, make_folder_of};

/// Adds a line to the end of a file, and makes file and folder if there is none. Where the file would grow beyond `most`
/// bytes it becomes `NAME.1`, in place of an older one, and the line begins a new file.
pub fn append(path: &Path, line: &str, most: u64) -> Result<(), PlaceError> {
    added(path, line.as_bytes(), most).map_err(|error| wrong(path, error))
}

/// Whether a line can be added: tried without adding any.
pub fn appendable(path: &Path) -> Result<(), PlaceError> {
    opened(path).map(drop).map_err(|error| wrong(path, error))
}

/// The last lines of a file, as many as fit into `most` bytes; what is not UTF-8 in them is replaced.
pub fn end(path: &Path, most: u64) -> Result<String, PlaceError> {
    read_end(path, most).map_err(|error| PlaceError::Read {
        path: path.to_owned(),
        error,
    })
}

fn wrong(path: &Path, error: io::Error) -> PlaceError {
    PlaceError::Write {
        path: path.to_owned(),
        error,
    }
}

fn added(path: &Path, line: &[u8], most: u64) -> io::Result<()> {
    let mut file = opened(path)?;
    let length = file.metadata()?.len();
    let added = u64::try_from(line.len()).unwrap_or(u64::MAX);
    if length > 0 && length.saturating_add(added) > most {
        // of two sessions that find it full in the same instant, one may move what the other just began
        fs::rename(path, older(path))?;
        file = opened(path)?;
    }
    file.write_all(line)
}

fn older(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".1");
    name.into()
}

/// The file, opened for adding to it, if it is a file and nobody else's.
fn opened(path: &Path) -> io::Result<fs::File> {
    make_folder_of(path)?;
    let mut opening = fs::OpenOptions::new();
    opening.append(true).create(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // a pipe that somebody put there would be waited for
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        opening.mode(0o600).custom_flags(flags.bits().cast_signed());
    }
    let file = opening.open(path).map_err(named)?;
    let there = file.metadata()?;
    if !there.is_file() {
        return Err(io::Error::other("it is there and not a file"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if there.uid() != rustix::process::geteuid().as_raw() {
            return Err(io::Error::other("it belongs to somebody else"));
        }
        if there.nlink() > 1 {
            return Err(io::Error::other("it is another file too: a hard link"));
        }
    }
    Ok(file)
}

/// The system calls a link that is not followed a loop.
fn named(error: io::Error) -> io::Error {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
        return io::Error::other("it is a link, and none is followed");
    }
    error
}

fn read_end(path: &Path, most: u64) -> io::Result<String> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is there and not a file"));
    }
    let mut file = fs::File::open(path)?;
    let from = file.metadata()?.len().saturating_sub(most);
    // one byte more tells whether the first line is whole
    file.seek(SeekFrom::Start(from.saturating_sub(1)))?;
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(match text.split_once('\n') {
        Some((_, whole)) if from > 0 => whole.to_owned(),
        _ => text.into_owned(),
    })
}
