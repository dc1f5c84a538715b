//! Why a refusal and a decision may differ: what the text itself says, and what no snapshot can know.

use super::{DenialKind, Pasted, PolicyType, Refusal};
use crate::model::{Account, Decision};

/// What to consider beside the decision, if there is one; most telling first.
#[must_use]
pub fn hints(pasted: &Pasted, account: &Account, decision: Option<Decision>) -> Vec<String> {
    let mut hints = Vec::new();
    if let Some(domain) = &pasted.domain
        && *domain != account.domain.id
        && !domain.eq_ignore_ascii_case(&account.domain.name)
    {
        hints.push(format!(
            "the text is about the account {domain}, this snapshot about {}",
            account.domain.name
        ));
    }
    hints.extend(of_code(pasted).map(str::to_owned));
    match pasted.refusal {
        Some(Refusal::Unauthenticated) => hints.push(
            "the text is about signing in (401): no permission was asked for at all".to_owned(),
        ),
        Some(Refusal::Quota) if pasted.actions.is_empty() => {
            hints.push("the text is about a quota: no permission raises it".to_owned());
        }
        Some(Refusal::Quota | Refusal::Forbidden) | None => {}
    }
    hints.extend(of_denial(pasted, account, decision));
    if decision == Some(Decision::Allow) && pasted.refusal != Some(Refusal::Unauthenticated) {
        hints.extend(of_allow(pasted).map(str::to_owned));
    }
    hints
}

/// What codes of the API gateway and of object storage mean.
fn of_code(pasted: &Pasted) -> Option<&'static str> {
    let code = pasted.code.as_deref()?;
    let number = code.strip_prefix("APIGW.").or(code.strip_prefix("APIG."));
    match (number, code) {
        (Some("0301" | "0303" | "0307"), _) => Some(
            "the gateway could not tell who calls: look at the token or the keys, not at permissions",
        ),
        (Some("0302" | "0304"), _) => Some(
            "the gateway lets this caller not call the API: an access control list or a region, not a policy",
        ),
        (Some("0802"), _) => Some("the user is shut out of this region"),
        (None, "SignatureDoesNotMatch" | "InvalidAccessKeyId" | "RequestTimeTooSkewed") => Some(
            "the request was not signed rightly: look at the keys and the clock, not at permissions",
        ),
        _ => None,
    }
}

/// Where the text says more of the policies that decided than the snapshot does.
fn of_denial(pasted: &Pasted, account: &Account, decision: Option<Decision>) -> Option<String> {
    let denial = pasted.denial?;
    match (denial.policy, denial.kind, decision) {
        (Some(PolicyType::ServiceControl), _, _) if account.scps.is_none() => Some(
            "a service control policy decided, and this snapshot has none: they belong to the organization"
                .to_owned(),
        ),
        (
            Some(policy @ (PolicyType::Resource | PolicyType::Session | PolicyType::Boundary)),
            _,
            _,
        ) => Some(format!("a {} decided, which is not modelled here", policy.text())),
        (_, DenialKind::Explicit, Some(Decision::Allow | Decision::ImplicitDeny)) => Some(
            "the text speaks of an explicit Deny, and this snapshot has none that applies".to_owned(),
        ),
        _ => None,
    }
}

/// The snapshot allows what was refused.
fn of_allow(pasted: &Pasted) -> impl Iterator<Item = &'static str> {
    let storage = pasted.code.as_deref() == Some("AccessDenied")
        || pasted
            .actions
            .iter()
            .any(|action| action.name.to_ascii_lowercase().starts_with("obs:"));
    let storage = storage.then_some(
        "object storage: a bucket policy or an access control list may deny it, and grants take up to half an hour",
    );
    [
        "the snapshot may be older than the refusal, or newer",
        "a token issued before the grant does not carry it: sign in again",
        "a policy of the resource or of the organization may deny it beyond this snapshot",
        "the service may refuse for reasons of its own: a quota, a state, a locked resource",
    ]
    .into_iter()
    .chain(storage)
}
