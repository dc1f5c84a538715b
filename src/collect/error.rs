//! Why there is no pull at all. What is refused in the middle of one is no error: it is marked in the snapshot.

use serde_json::Value;

use super::clouds::CloudError;
use super::http::{Broken, Reply, TrustError};

/// Why nothing could be collected.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// It is not clear where to ask, or as whom.
    #[error(transparent)]
    Cloud(#[from] CloudError),
    /// A certificate file or a proxy's address is wrong.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// The service cannot be talked to.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The service does not let this one in.
    #[error("{host}: {who} was not let in, asking for {scope}: {status} {message}{advice}")]
    Refused {
        /// The host.
        host: String,
        /// As whom.
        who: String,
        /// For which scope.
        scope: String,
        /// The status of the answer.
        status: u16,
        /// What the answer says.
        message: String,
        /// What may help.
        advice: &'static str,
    },
    /// Something answers, but it is no identity service.
    #[error("{host}: what answers there is not an identity service of version 3")]
    NotKeystone {
        /// The host.
        host: String,
    },
    /// The token is of no use any more.
    #[error("the token has expired")]
    TokenExpired,
    /// No password, and nobody to ask.
    #[error("no password: set OS_PASSWORD, or run it where it can be asked for")]
    NoPassword,
    /// No passcode, and nobody to ask.
    #[error("a second factor is wanted: set OS_PASSCODE, or run it where it can be asked for")]
    NoPasscode,
    /// The account to be read is not known.
    #[error("it is not clear which account to read: name it with --os-domain (OS_DOMAIN_NAME)")]
    NoAccount,
    /// The account to be read is not there.
    #[error("{host}: there is no account (domain) {name:?} to be read here")]
    UnknownAccount {
        /// The host.
        host: String,
        /// What was asked for.
        name: String,
    },
    /// Stopped before there was anything to keep.
    #[error("stopped")]
    Stopped,
}

impl CollectError {
    /// The same without what the service said, for where that is not to be kept: it may repeat what it was sent.
    #[must_use]
    pub fn without_message(&self) -> String {
        match self {
            Self::Refused {
                host,
                who,
                scope,
                status,
                ..
            } => format!("{host}: {who} was not let in, asking for {scope}: {status}"),
            other => other.to_string(),
        }
    }

    /// Whether the call or its settings are wrong, not the way to the cloud.
    #[must_use]
    pub fn is_of_the_call(&self) -> bool {
        matches!(
            self,
            Self::Cloud(_)
                | Self::Trust(_)
                | Self::NoPassword
                | Self::NoPasscode
                | Self::NoAccount
                | Self::UnknownAccount { .. }
        )
    }
}

/// What an error's answer says: each service has its own way [sources: what a real Keystone does]. Short, on one line; a
/// page of HTML says nothing.
#[must_use]
pub fn message(reply: &Reply) -> String {
    const LONGEST: usize = 200;
    let value: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let words = match &reply.location {
        Some(location) => &format!("it moved to {location}, where no token is sent"),
        None => said(&value).unwrap_or_else(|| reason(reply.status)),
    };
    let line: String = words
        .chars()
        .map(|letter| if is_shown(letter) { letter } else { ' ' })
        .take(LONGEST)
        .collect();
    line.trim().to_owned()
}

/// Whether a letter stands for itself: none that steers a terminal, turns the direction of writing, or hides.
fn is_shown(letter: char) -> bool {
    matches!(letter, '\'' | '"' | '\\') || letter.escape_debug().len() == 1
}

/// The words of an error's answer.
#[must_use]
pub fn said(value: &Value) -> Option<&str> {
    ["message", "error_msg", "error_message"]
        .iter()
        .find_map(|key| value.get(key)?.as_str())
        .or_else(|| said(value.get("error")?))
}

fn reason(status: u16) -> &'static str {
    match status {
        300..=399 => "it moved elsewhere, where no token is sent",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        500..=599 => "the service failed",
        _ => "the request was not answered",
    }
}
