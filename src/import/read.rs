//! Bytes of a source: from a file or standard input, inflated if they are gzipped, parsed as JSON.
//! Compressed or not is told by the first bytes, never by the name.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use super::ImportError;

/// The most that is read: some thousand bytes inflate to gigabytes if somebody wants them to.
const LIMIT: u64 = 1 << 30;

pub(super) fn file(path: &Path) -> Result<Vec<u8>, ImportError> {
    let name = path.to_string_lossy();
    let file = fs::File::open(path).map_err(|error| unreadable(&name, error))?;
    limited(&name, file, unreadable)
}

pub(super) fn standard_input() -> Result<Vec<u8>, ImportError> {
    limited("standard input", io::stdin().lock(), unreadable)
}

/// The bytes themselves, or what they inflate to.
pub(super) fn inflated<'a>(name: &str, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, ImportError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let damaged = |name: &str, error| ImportError::Gzip {
        file: name.to_owned(),
        error,
    };
    limited(name, MultiGzDecoder::new(bytes), damaged).map(Cow::Owned)
}

fn limited(
    name: &str,
    source: impl io::Read,
    wrong: impl Fn(&str, io::Error) -> ImportError,
) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    let length = source
        .take(LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| wrong(name, error))?;
    if u64::try_from(length).is_ok_and(|length| length <= LIMIT) {
        return Ok(bytes);
    }
    Err(ImportError::TooLarge {
        file: name.to_owned(),
        limit: LIMIT,
    })
}

fn unreadable(name: &str, error: io::Error) -> ImportError {
    ImportError::Read {
        file: name.to_owned(),
        error,
    }
}

pub(super) fn json(name: &str, bytes: &[u8]) -> Result<Value, ImportError> {
    // Some editors put a byte order mark before the text.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let file = name.to_owned();
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportError::Empty { file });
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        if error.is_eof() {
            return ImportError::Truncated { file, line, column };
        }
        let text = error.to_string();
        let reason = text
            .split_once(" at line ")
            .map_or(text.as_str(), |(reason, _)| reason)
            .to_owned();
        ImportError::NotJson {
            file,
            line,
            column,
            reason,
        }
    })
}
