//! Signed requests: SDK-HMAC-SHA256, as the SDKs of Huawei Cloud and Open Telekom Cloud do it [sources: signing in].
//! Nothing is sent here and no clock is read: a request and a time in, the headers out.

use ring::{digest, hmac};
use time::OffsetDateTime;
use time::macros::format_description;

use super::address::{decoded, encoded};
use super::secret::Secret;

const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// A pair of access key and secret key, permanent or of a session.
#[derive(Clone, Debug)]
pub struct Keys {
    /// The access key: it names the pair and is no secret.
    pub access: String,
    /// The secret key.
    pub secret: Secret,
    /// What temporary keys come with.
    pub session: Option<Secret>,
}

/// What is signed. The body of every request here is empty: only GET is ever signed.
#[derive(Clone, Copy, Debug)]
pub struct Unsigned<'a> {
    /// GET, say.
    pub method: &'a str,
    /// Host, with its port where that is not the scheme's own.
    pub host: &'a str,
    /// The path, as it is sent, without the query.
    pub path: &'a str,
    /// The query, as it is sent, without the question mark.
    pub query: &'a str,
    /// The account asked about: global services want it beside the signature.
    pub domain: Option<&'a str>,
}

/// A header to be sent.
pub type Header = (&'static str, Secret);

/// The headers that make a request a signed one.
#[must_use]
pub fn sign(keys: &Keys, request: &Unsigned, at: OffsetDateTime) -> Vec<Header> {
    let date = stamp(at);
    // In the order of their names, which is the order they are signed in.
    let mut signed = vec![("content-type", "application/json"), ("host", request.host)];
    if let Some(domain) = request.domain {
        signed.push(("x-domain-id", domain));
    }
    signed.push(("x-sdk-date", &date));
    if let Some(session) = &keys.session {
        signed.push(("x-security-token", session.reveal()));
    }
    let canonical = canonical(request, &signed);
    let to_sign = format!("{ALGORITHM}\n{date}\n{}", hex(digest(&canonical).as_ref()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, keys.secret.reveal().as_bytes());
    let signature = hex(hmac::sign(&key, to_sign.as_bytes()).as_ref());
    let authorization = format!(
        "{ALGORITHM} Access={}, SignedHeaders={}, Signature={signature}",
        keys.access,
        names(&signed)
    );
    let mut headers: Vec<Header> = signed
        .iter()
        // The client writes this one itself, from the address.
        .filter(|(name, _)| *name != "host")
        .map(|(name, value)| (*name, Secret::from(*value)))
        .collect();
    headers.push(("authorization", Secret::new(authorization)));
    headers
}

/// The text whose digest is signed.
fn canonical(request: &Unsigned, signed: &[(&'static str, &str)]) -> String {
    let path: Vec<String> = request.path.split('/').map(encoded_again).collect();
    let mut path = path.join("/");
    if !path.ends_with('/') {
        path.push('/');
    }
    let mut query: Vec<String> = request
        .query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            format!("{}={}", encoded_again(name), encoded_again(value))
        })
        .collect();
    query.sort();
    let headers: String = signed
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.trim()))
        .collect();
    [
        request.method,
        &path,
        &query.join("&"),
        &headers,
        &names(signed),
        &hex(digest("").as_ref()),
    ]
    .join("\n")
}

fn names(signed: &[(&'static str, &str)]) -> String {
    let names: Vec<&str> = signed.iter().map(|(name, _)| *name).collect();
    names.join(";")
}

/// `20261121T081500Z`.
fn stamp(at: OffsetDateTime) -> String {
    const SHAPE: &[time::format_description::BorrowedFormatItem<'_>] =
        format_description!("[year][month][day]T[hour][minute][second]Z");
    // INVARIANT: these components exist in every date, so that formatting cannot fail.
    at.to_offset(time::UtcOffset::UTC)
        .format(SHAPE)
        .unwrap_or_default()
}

fn digest(text: &str) -> digest::Digest {
    digest::digest(&digest::SHA256, text.as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A part of an address in the one spelling that is signed: unreserved letters as they are, everything else by its
/// bytes; what is encoded already is taken for what it means.
fn encoded_again(part: &str) -> String {
    encoded(&decoded(part))
}
