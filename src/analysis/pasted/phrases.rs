//! What refusals say in words: to whom, by which kind of policy, and that they are refusals. The phrases are those of Keystone, Nova,
//! Neutron, Glance, Cinder and the Huawei family; none is matched as a whole, only the words around what is wanted.

use super::fields::is_resource;
use super::words::{Joint, Words};
use super::{Denial, DenialKind, Pasted, PolicyType, Refusal, Who};

/// How far a phrase reaches.
const NEAR: usize = 8;

/// Collects who was refused, by what, and on what.
pub(super) fn read(words: &Words<'_>, pasted: &mut Pasted) {
    for at in 0..words.len() {
        if pasted.who.is_none() {
            pasted.who = who(words, at, &mut pasted.domain);
        }
        if pasted.denial.is_none() {
            pasted.denial = denial(words, at);
        }
        if words.text(at).eq_ignore_ascii_case("resource") && is_resource(words.text(at + 1)) {
            let resource = || words.text(at + 1).to_owned();
            pasted.resource.get_or_insert_with(resource);
        }
        if let Some(refusal) = refusal(words, at)
            && pasted
                .refusal
                .is_none_or(|known| rank(refusal) > rank(known))
        {
            pasted.refusal = Some(refusal);
        }
    }
}

/// A full quota is told as a 403 too; and a refusal is what is asked about, so it counts before a failed sign-in.
fn rank(refusal: Refusal) -> u8 {
    match refusal {
        Refusal::Unauthenticated => 0,
        Refusal::Forbidden => 1,
        Refusal::Quota => 2,
    }
}

/// "User: iam::…:user:alice is not authorized", "user alice has no permission".
fn who(words: &Words<'_>, at: usize, domain: &mut Option<String>) -> Option<Who> {
    const VERBS: [&str; 10] = [
        "is", "has", "does", "doesn't", "lacks", "cannot", "can't", "isn't", "was", "not",
    ];
    const NO_NAMES: [&str; 14] = [
        "or",
        "and",
        "account",
        "name",
        "id",
        "group",
        "who",
        "that",
        "which",
        "token",
        "permission",
        "permissions",
        "policy",
        "also",
    ];
    if !words.text(at).eq_ignore_ascii_case("user") {
        return None;
    }
    let labelled = words.joint(at + 1) == Joint::Value;
    let longest = if labelled { NEAR } else { 1 };
    let verb = (1..=longest + 1).find(|steps| is_one_of(words.text(at + steps), &VERBS))?;
    let name = words.span(at + 1, (at + verb).checked_sub(1)?);
    if verb < 2 || name.contains(['{', '}', ',', '\n']) || is_one_of(name, &NO_NAMES) {
        return None;
    }
    principal(name.trim_matches(['"', '\'', '`', ' ']), domain)
}

/// The principal that a name or a resource name means: `iam::<account>:user:<name>`,
/// `sts::<account>:assumed-agency:<agency>/<session>`.
pub(super) fn principal(name: &str, domain: &mut Option<String>) -> Option<Who> {
    let said = |name: &str| {
        name.chars()
            .any(|c| c.is_alphanumeric() && !matches!(c, 'x' | 'X'))
    };
    if !said(name) {
        return None;
    }
    let parts: Vec<&str> = name.splitn(5, ':').collect();
    let [_, _, account, kind, rest] = parts.as_slice() else {
        return Some(Who::User(name.to_owned()));
    };
    if said(account) {
        domain.get_or_insert_with(|| (*account).to_owned());
    }
    let first = rest.split('/').next().unwrap_or_default().to_owned();
    let last = rest.rsplit('/').next().unwrap_or_default().to_owned();
    if !said(rest) {
        return None;
    }
    match *kind {
        // A user may lie in a path of its own.
        "user" => Some(Who::User(last)),
        "agency" => Some(Who::Agency(last)),
        "assumed-agency" => Some(Who::Agency(first)),
        "external-user" => Some(Who::Federated(last)),
        _ => None,
    }
}

fn denial(words: &Words<'_>, at: usize) -> Option<Denial> {
    let explicit = words.says(at, &["explicit", "deny"])
        || words.says(at, &["explicitly", "denied"])
        || words.says(at, &["explicitly", "denies"]);
    if explicit {
        return Some(Denial {
            kind: DenialKind::Explicit,
            policy: (at..at + NEAR).find_map(|position| policy_type(words, position)),
        });
    }
    if !words.says(at, &["because", "no"]) {
        return None;
    }
    let allows = (at..at + NEAR).find(|at| is_one_of(words.text(*at), &["allow", "allows"]))?;
    Some(Denial {
        kind: DenialKind::Implicit,
        policy: (at..allows).find_map(|position| policy_type(words, position)),
    })
}

fn policy_type(words: &Words<'_>, at: usize) -> Option<PolicyType> {
    let policy = || words.text(at + 1).to_ascii_lowercase().starts_with("polic");
    Some(match words.text(at).to_ascii_lowercase().as_str() {
        "identity-based" => PolicyType::Identity,
        "identity" if policy() => PolicyType::Identity,
        "resource-based" => PolicyType::Resource,
        "resource" | "bucket" if policy() => PolicyType::Resource,
        "service" if words.says(at + 1, &["control"]) => PolicyType::ServiceControl,
        "scp" => PolicyType::ServiceControl,
        "session" if policy() => PolicyType::Session,
        "boundary" => PolicyType::Boundary,
        "trust" if policy() => PolicyType::Trust,
        _ => return None,
    })
}

fn refusal(words: &Words<'_>, at: usize) -> Option<Refusal> {
    let word = words.text(at);
    let is = |text: &str| word.eq_ignore_ascii_case(text);
    if is_refusal(words, at) || is("forbidden") {
        Some(Refusal::Forbidden)
    } else if word == "401" || is("unauthorized") || words.says(at, &["requires", "authentication"])
    {
        Some(Refusal::Unauthenticated)
    } else if words.says(at, &["quota", "exceeded"]) || is("OverQuota") || is("QuotaExceeded") {
        Some(Refusal::Quota)
    } else {
        None
    }
}

/// Whether a refusal by permission is told at a position, in more than the word `forbidden`.
fn is_refusal(words: &Words<'_>, at: usize) -> bool {
    const PHRASES: [&[&str]; 8] = [
        &["403"],
        &["AccessDenied"],
        &["doesn't", "allow"],
        &["does", "not", "allow"],
        &["not", "authorized"],
        &["disallowed", "by", "policy"],
        &["no", "permission"],
        &["not", "have", "permission"],
    ];
    PHRASES.iter().any(|phrase| words.says(at, phrase))
}

/// Where refusals are told: in clear words, or else at least with the word `forbidden`.
pub(super) fn refusals(words: &Words<'_>) -> Vec<usize> {
    let found = |wanted: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..words.len()).filter(|at| wanted(*at)).collect()
    };
    let clear = found(&|at| is_refusal(words, at));
    if !clear.is_empty() {
        return clear;
    }
    found(&|at| words.text(at).eq_ignore_ascii_case("forbidden"))
}

/// Whether a word is one of these, in any case.
pub(super) fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(word))
}
