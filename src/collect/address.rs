//! Addresses: where an identity service answers, and how a path and a query are spelled.

use std::fmt;

/// The address of a service, up to the version: `https://host:port/prefix`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// `http` or `https`.
    pub scheme: Scheme,
    /// Host, with its port where one was given.
    pub host: String,
    /// What stands before the version, without a slash at its end; mostly nothing.
    pub prefix: String,
}

/// How one talks to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// In clear text: only on purpose.
    Http,
    /// Over TLS.
    Https,
}

/// An address that cannot be used. What was written is not repeated: it might hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No http:// or https:// in front.
    #[error("it has to begin with https:// (or http://)")]
    Scheme,
    /// A user name or password in it.
    #[error("it must not hold a user name or password")]
    Credentials,
    /// No host, or one with strange letters.
    #[error("its host is not one")]
    Host,
    /// A query or a fragment.
    #[error("it must end with the path: no ? and no #")]
    Query,
    /// A version this program does not speak.
    #[error("it names version 2 of the API; permlens speaks version 3 (…/v3)")]
    Version,
}

impl Base {
    /// Reads an address such as `OS_AUTH_URL` holds; a version at its end is taken off.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        let (scheme, skip) = if lower.starts_with("https://") {
            (Scheme::Https, 8)
        } else if lower.starts_with("http://") {
            (Scheme::Http, 7)
        } else {
            return Err(AddressError::Scheme);
        };
        let rest = text.get(skip..).unwrap_or_default();
        if rest.contains(['?', '#']) {
            return Err(AddressError::Query);
        }
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.contains('@') {
            return Err(AddressError::Credentials);
        }
        let fitting = |letter: char| letter.is_ascii_alphanumeric() || "-._:[]".contains(letter);
        if host.is_empty() || !host.chars().all(fitting) {
            return Err(AddressError::Host);
        }
        let path = path.trim_matches('/');
        let (before, last) = path.rsplit_once('/').unwrap_or(("", path));
        let prefix = match last {
            "v2.0" | "v2" => return Err(AddressError::Version),
            "v3" | "v3.0" | "v5" => before,
            _ => path,
        };
        let prefix = if prefix.is_empty() {
            String::new()
        } else {
            format!("/{prefix}")
        };
        Ok(Self {
            scheme,
            host: host.to_owned(),
            prefix,
        })
    }

    /// The address of the service of enterprise projects beside this one, where the host's name tells it
    /// [sources: endpoints].
    #[must_use]
    pub fn of_enterprise_projects(&self) -> Option<Self> {
        let rest = self.host.strip_prefix("iam.")?;
        let host = match rest.split_once('.') {
            // One for all regions of the international and the Chinese clouds.
            Some((_, cloud @ ("myhuaweicloud.com" | "myhuaweicloud.cn"))) => format!("eps.{cloud}"),
            _ => format!("eps.{rest}"),
        };
        Some(Self {
            host,
            prefix: String::new(),
            scheme: self.scheme,
        })
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Http => "http",
            Scheme::Https => "https",
        };
        write!(f, "{scheme}://{}{}", self.host, self.prefix)
    }
}

/// A piece of a path or query: unreserved letters as they are, everything else by its bytes.
#[must_use]
pub fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut spelled = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            spelled.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(spelled, "%{byte:02X}");
        }
    }
    spelled
}

/// What a piece of a path or query means; what is no escape stays as it is.
#[must_use]
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let escape = after
            .get(..2)
            // A sign would be taken for a part of the number.
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escape {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}
