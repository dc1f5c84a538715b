//! Bytes of a source: from a file or standard input, inflated if they are gzipped, parsed as JSON.
//! Compressed or not is told by the first bytes, never by the name.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use super::ImportError;
use super::tight::Tight;

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
    if !bytes.starts_with(&GZIP) {
        return Ok(Cow::Borrowed(bytes));
    }
    let damaged = |name: &str, error| ImportError::Gzip {
        file: name.to_owned(),
        error,
    };
    let inflated = limited(name, MultiGzDecoder::new(bytes), damaged).map_err(packed)?;
    if inflated.starts_with(&GZIP) {
        let file = name.to_owned();
        let found = "a gzip file in a gzip file; unpack it once";
        return Err(ImportError::Other { file, found });
    }
    Ok(Cow::Owned(inflated))
}

/// What is found inside a gzip file is said to be there.
fn packed(error: ImportError) -> ImportError {
    match error {
        ImportError::Other { file, found } => ImportError::Other {
            file,
            found: match found {
                BINARY => "a gzip file of binary data",
                MARKUP => "a gzip file of an HTML or XML page; fetch the JSON",
                UTF_16 => "a gzip file of UTF-16 text; write it as UTF-8",
                TEXT => "a gzip file of text that is no JSON",
                other => other,
            },
        },
        other => other,
    }
}

const GZIP: [u8; 2] = [0x1f, 0x8b];
const BINARY: &str = "binary data";
const ARCHIVE: &str =
    "a zip archive; if it is a Terraform plan, give what `terraform show -json` says of it";
const MARKUP: &str = "an HTML or XML page; fetch the JSON";
const UTF_16: &str = "UTF-16 text; write it as UTF-8";
const TEXT: &str = "text that is no JSON";

/// As much as is looked at before the rest is read.
const BLOCK: u64 = 1 << 16;

/// What bytes are that cannot start a gzip file or JSON; nothing is said of those that can, or of blanks only.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(&GZIP) {
        return None;
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Some(UTF_16);
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match text.trim_ascii_start() {
        [] => None,
        [0, b'{' | b'[', ..] | [b'{' | b'[', 0, ..] => Some(UTF_16),
        [
            b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n',
            ..,
        ] => None,
        [b'P', b'K', 3, 4, ..] => Some(ARCHIVE),
        other if other.contains(&0) => Some(BINARY),
        [b'<', ..] => Some(MARKUP),
        [byte, ..] if byte.is_ascii_graphic() => Some(TEXT),
        other => match std::str::from_utf8(other) {
            Ok(text) if !text.contains(char::is_control) => Some(TEXT),
            _ => Some(BINARY),
        },
    }
}

/// Lines before the JSON, and text in another encoding, are read later.
fn may_hold_json(found: &str, start: &[u8]) -> bool {
    let text = found == TEXT;
    found == UTF_16
        || (text && start.starts_with(b"HTTP/"))
        || (text && start.iter().any(|byte| matches!(byte, b'{' | b'[')))
}

/// Text as UTF-8: some shells save UTF-16.
pub(super) fn decoded(bytes: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if foreign(&bytes) != Some(UTF_16) {
        return bytes;
    }
    let (text, big_endian) = match bytes.as_ref() {
        [0xfe, 0xff, rest @ ..] => (rest, true),
        [0xff, 0xfe, rest @ ..] => (rest, false),
        other => {
            let first = other.iter().position(|byte| matches!(byte, b'{' | b'['));
            (other, first.is_some_and(|at| at % 2 == 1))
        }
    };
    let units = text.chunks_exact(2).map(|pair| match pair {
        [high, low] if big_endian => u16::from_be_bytes([*high, *low]),
        [low, high] => u16::from_be_bytes([*high, *low]),
        _ => 0,
    });
    let text: String = char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Cow::Owned(text.into_bytes())
}

fn limited(
    name: &str,
    mut source: impl io::Read,
    wrong: impl Fn(&str, io::Error) -> ImportError,
) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    let mut read = |bytes: &mut Vec<u8>, most: u64| {
        let mut part = source.by_ref().take(most);
        part.read_to_end(bytes).map_err(|error| wrong(name, error))
    };
    // What never ends, and what nobody could have meant, shows at the start.
    read(&mut bytes, BLOCK)?;
    if let Some(found) = foreign(&bytes).filter(|found| !may_hold_json(found, &bytes)) {
        let file = name.to_owned();
        return Err(ImportError::Other { file, found });
    }
    read(&mut bytes, LIMIT + 1 - BLOCK)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= LIMIT) {
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
    if let Some(found) = foreign(bytes) {
        return Err(ImportError::Other { file, found });
    }
    let read = serde_json::from_slice(bytes).map(|Tight(value)| value);
    read.map_err(|error| {
        let (line, column) = (error.line(), error.column());
        if error.is_eof() {
            return ImportError::Truncated { file, line, column };
        }
        let text = error.to_string();
        let reason = text
            .split_once(" at line ")
            .map_or(text.as_str(), |(reason, _)| reason)
            .to_owned();
        if reason == "recursion limit exceeded" {
            let found = "JSON nested too deeply for an account (more than 127 levels)";
            return ImportError::Other { file, found };
        }
        ImportError::NotJson {
            file,
            line,
            column,
            reason,
        }
    })
}
