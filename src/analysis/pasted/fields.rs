//! Keys and values, in whatever notation: JSON, XML, headers, `KEY=value`, options of the OpenStack client.

use super::phrases::principal;
use super::words::{Joint, Words};
use super::{Pasted, Refusal, Who};

/// What a key stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    User,
    Agency,
    Project,
    EnterpriseProject,
    Domain,
    Resource,
    RequestId,
    ErrorCode,
    /// A number in some shapes, a word in others.
    Code,
}

/// Collects the fields that phrases have not settled yet.
pub(super) fn read(words: &Words<'_>, pasted: &mut Pasted) {
    for at in 0..words.len() {
        request_line(words, at, pasted);
        let key = words.text(at);
        let option = key.starts_with("--os-") && words.joint(at + 1) == Joint::Prose;
        if (option || words.joint(at + 1) == Joint::Value)
            && let Some(field) = field(key)
        {
            put(field, words.value(at + 1), pasted);
        }
    }
    let addresses: Vec<String> = pasted
        .calls
        .iter()
        .map(|call| call.path.clone())
        .chain(pasted.addresses.iter().cloned())
        .collect();
    for address in addresses {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            // Other parameters of a call are about what it asks for, not about who asks.
            if field(key) == Some(Field::EnterpriseProject) {
                put(Field::EnterpriseProject, value, pasted);
            }
        }
    }
}

/// `[req-… <user id> <project id> - - -]`, as OpenStack services log.
fn request_line(words: &Words<'_>, at: usize, pasted: &mut Pasted) {
    let id = words.text(at);
    if !id.starts_with("req-") {
        return;
    }
    pasted.request_id.get_or_insert_with(|| id.to_owned());
    if is_hex_id(words.text(at + 1)) && is_hex_id(words.text(at + 2)) {
        put(Field::User, words.text(at + 1), pasted);
        put(Field::Project, words.text(at + 2), pasted);
    }
}

/// 32 hexadecimal digits, as Keystone makes ids.
pub(super) fn is_hex_id(word: &str) -> bool {
    word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn field(key: &str) -> Option<Field> {
    const LONGEST_KEY: usize = 32;
    if key.len() > LONGEST_KEY {
        return None;
    }
    let mut key: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    // Environment variables, headers.
    if let Some(rest) = key.strip_prefix("os").or_else(|| key.strip_prefix('x')) {
        key = rest.to_owned();
    }
    Some(match key.as_str() {
        "user" | "userid" | "username" | "iamuser" | "iamusername" => Field::User,
        "agency" | "agencyname" => Field::Agency,
        "project" | "projectid" | "projectname" | "tenant" | "tenantid" | "tenantname" => {
            Field::Project
        }
        "enterpriseproject" | "enterpriseprojectid" | "enterpriseprojectname" | "epsid" => {
            Field::EnterpriseProject
        }
        "domain" | "domainid" | "domainname" | "accountid" | "accountname" | "userdomainid"
        | "userdomainname" => Field::Domain,
        "resource" => Field::Resource,
        "requestid" | "openstackrequestid" | "computerequestid" | "obsrequestid"
        | "amzrequestid" => Field::RequestId,
        "errorcode" => Field::ErrorCode,
        "code" => Field::Code,
        _ => return None,
    })
}

/// A placeholder says nothing.
fn is_empty(value: &str) -> bool {
    const NOTHING: [&str; 4] = ["null", "none", "default", "undefined"];
    value.chars().all(|c| !c.is_alphanumeric())
        || NOTHING
            .iter()
            .any(|nothing| value.eq_ignore_ascii_case(nothing))
        || value.chars().all(|c| matches!(c, 'x' | 'X' | '*'))
}

fn put(field: Field, value: &str, pasted: &mut Pasted) {
    if is_empty(value) {
        return;
    }
    let own = || value.to_owned();
    let slot = match field {
        Field::User => {
            if pasted.who.is_none() {
                pasted.who = principal(value, &mut pasted.domain);
            }
            return;
        }
        Field::Agency => {
            pasted.who.get_or_insert_with(|| Who::Agency(own()));
            return;
        }
        Field::Code | Field::ErrorCode => {
            code(field, value, pasted);
            return;
        }
        Field::Resource if !is_resource(value) => return,
        Field::Resource => &mut pasted.resource,
        Field::Project => &mut pasted.project,
        Field::EnterpriseProject => &mut pasted.enterprise_project,
        Field::Domain => &mut pasted.domain,
        Field::RequestId => &mut pasted.request_id,
    };
    slot.get_or_insert_with(own);
}

/// Five segments, or the path of an agency: what a request's resource looks like.
pub(super) fn is_resource(value: &str) -> bool {
    value.starts_with("/iam/agencies/")
        || (value.matches(':').count() >= 4 && !value.contains(char::is_whitespace))
}

fn code(field: Field, value: &str, pasted: &mut Pasted) {
    let refusal = match value {
        "403" => Some(Refusal::Forbidden),
        "401" => Some(Refusal::Unauthenticated),
        _ => None,
    };
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    if field == Field::ErrorCode || !is_number {
        pasted.code.get_or_insert_with(|| value.to_owned());
    }
    if let Some(refusal) = refusal {
        pasted.refusal.get_or_insert(refusal);
    }
}
