//! Before the first list: which account is read, and which kind of cloud answers.

use serde_json::Value;

use super::address::encoded;
use super::clouds::{Reference, TokenScope};
use super::crew::Done;
use super::error::{CollectError, message, said};
use super::http::Reply;
use super::pages::{Kind, walk};
use super::plan::{self, Known};
use super::session::{Halt, Host, Session};
use super::sign_in::{Account, refused};

/// Which account to read, with its id.
pub(super) fn account(
    session: &mut Session,
    wished: Option<&str>,
) -> Result<Account, CollectError> {
    let configured = match (wished, &session.cloud().scope) {
        (Some(name), _) => Some(Reference::Name(name.to_owned())),
        // The token's answer tells both the id and the name.
        (None, _) if session.account().is_some() => None,
        (None, TokenScope::Domain(domain)) => Some(domain.clone()),
        (None, _) => None,
    };
    if let (None, Some(account)) = (&configured, session.account()) {
        return Ok(account.clone());
    }
    if let (Some(Reference::Name(name) | Reference::Id(name)), Some(account)) =
        (&configured, session.account())
        && (*name == account.id || account.name.as_deref() == Some(name))
    {
        return Ok(account.clone());
    }
    let found = find(session, configured.as_ref())?;
    session.ask_about(found.clone());
    Ok(found)
}

/// Looks an account up: among those there are, then among those that this one may ask about.
fn find(session: &Session, wanted: Option<&Reference>) -> Result<Account, CollectError> {
    let all = match wanted {
        Some(Reference::Name(name) | Reference::Id(name)) => {
            vec![
                format!("/v3/domains?name={}", encoded(name)),
                format!("/v3/domains/{}", encoded(name)),
            ]
        }
        None => Vec::new(),
    };
    let mut last = None;
    let paths = all.into_iter().chain(["/v3/auth/domains".to_owned()]);
    for path in paths {
        let reply = session.get(Host::Identity, &path).map_err(halted)?;
        if reply.status == 401 {
            return Err(refused(session.cloud(), reply.status, &message(&reply)));
        }
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let listed = body.get("domains").and_then(Value::as_array);
        let domains = listed.into_iter().flatten().chain(body.get("domain"));
        let fitting: Vec<Account> = domains
            .filter_map(|domain| {
                let text = |key: &str| domain.get(key)?.as_str().map(str::to_owned);
                Some(Account {
                    id: text("id")?,
                    name: text("name"),
                })
            })
            .filter(|account| match wanted {
                Some(Reference::Name(name) | Reference::Id(name)) => {
                    account.id == *name || account.name.as_ref() == Some(name)
                }
                None => true,
            })
            .collect();
        if let [one] = fitting.as_slice() {
            return Ok(one.clone());
        }
        last = Some(reply);
    }
    match (wanted, last) {
        // Whoever may list no domain may still know the id of its own.
        (Some(Reference::Id(id)), Some(Reply { status: 400.., .. })) => Ok(Account {
            id: id.clone(),
            name: None,
        }),
        (Some(Reference::Name(name) | Reference::Id(name)), _) => {
            Err(CollectError::UnknownAccount {
                host: session.cloud().identity.host.clone(),
                name: name.clone(),
            })
        }
        (None, _) => Err(CollectError::NoAccount),
    }
}

fn halted(halt: Halt) -> CollectError {
    match halt {
        Halt::Broken(broken) => CollectError::Broken(broken),
        Halt::Cancelled => CollectError::Stopped,
        Halt::Expired => CollectError::TokenExpired,
        Halt::NoHost => CollectError::NoAccount,
    }
}

/// Which kind of cloud answers: one that has never heard of the family's own paths is a plain Keystone. The answer that
/// tells is kept, for it is a list that is wanted anyway.
pub(super) fn kind(session: &Session) -> Result<(Kind, Option<Done>), CollectError> {
    // The account is not known to the session's paths yet, and this one does not name it.
    let Some(job) = plan::custom_policies(&Known::default()).pop() else {
        return Ok((Kind::Upstream, None));
    };
    let walked = walk(session, Kind::Family, &job.listing);
    if let Some(halt) = walked.halt {
        return Err(halted(halt));
    }
    let done = Done::new(job, walked);
    match done.refusal() {
        Some(404 | 405) => Ok((Kind::Upstream, None)),
        Some(401) => {
            let said = done.answers.first().and_then(|answer| said(&answer.body));
            Err(refused(session.cloud(), 401, said.unwrap_or_default()))
        }
        _ => Ok((Kind::Family, Some(done))),
    }
}
