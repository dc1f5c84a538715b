//! Signing in: credentials in, a token out. What is sent is written here and nowhere else.

use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroize;

use super::address::Base;
use super::clouds::{Cloud, Login, Named, Reference, TokenScope};
use super::error::{CollectError, message};
use super::http::{Broken, Reply};
use super::secret::Secret;

/// What a person is asked for while signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// The password of this user.
    Password(String),
    /// The passcode of this user's second factor.
    Passcode(String),
}

/// A token, and what its answer tells about the account.
#[derive(Clone, Debug)]
pub struct Token {
    /// The token itself.
    pub value: Secret,
    /// The account it is for: that of its scope, or else that of its user.
    pub account: Option<Account>,
    /// The service of enterprise projects, where the answer lists it.
    pub enterprise_projects: Option<Base>,
    /// Whether another can be had without asking a person.
    pub renewable: bool,
}

/// An account as a token names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// Its name, where it is told.
    pub name: Option<String>,
}

/// Signs in. A person is asked only for what is not configured, or wanted beside it.
pub fn sign_in(
    cloud: &Cloud,
    send: &dyn Fn(&str, &Secret) -> Result<Reply, Broken>,
    ask: &dyn Fn(&Question) -> Option<Secret>,
) -> Result<Token, CollectError> {
    let mut login = cloud.login.clone();
    if cloud.second_factor
        && let Login::Password {
            user,
            passcode: passcode @ None,
            ..
        } = &mut login
    {
        let given = ask(&Question::Passcode(user.words().to_owned()));
        *passcode = Some(given.ok_or(CollectError::NoPasscode)?);
    }
    loop {
        let body = written(body(&login, &cloud.scope));
        let reply = send("/v3/auth/tokens", &body)?;
        if reply.status == 401
            && reply.more_factors
            && let Login::Password {
                user,
                passcode: passcode @ None,
                ..
            } = &mut login
        {
            let given = ask(&Question::Passcode(user.words().to_owned()));
            *passcode = Some(given.ok_or(CollectError::NoPasscode)?);
            continue;
        }
        // A passcode is good for once.
        let once = matches!(
            &login,
            Login::Password {
                passcode: Some(_),
                ..
            }
        );
        return token(cloud, reply, !once);
    }
}

/// What to say of an answer that lets nobody in.
#[must_use]
pub fn refused(cloud: &Cloud, status: u16, message: &str) -> CollectError {
    CollectError::Refused {
        host: cloud.identity.host.clone(),
        who: who(&cloud.login),
        scope: describe(&cloud.scope),
        status,
        message: message.to_owned(),
        advice: match cloud.login {
            Login::Keys(_) => "; signed requests also fail where this machine's clock is wrong",
            _ => advice(&cloud.scope, status),
        },
    }
}

/// What the service says of a token that exists already: the token to use, and whether it has a scope.
pub fn existing(
    cloud: &Cloud,
    value: &Secret,
    reply: &Reply,
) -> Result<(Token, bool), CollectError> {
    match reply.status {
        200..300 => {
            let told: Told =
                serde_json::from_slice(&reply.body).map_err(|_| CollectError::NotKeystone {
                    host: cloud.identity.host.clone(),
                })?;
            let scoped = told.token.domain.is_some()
                || told.token.project.is_some()
                || told.token.system.is_some();
            Ok((described(told.token, value.clone(), false), scoped))
        }
        401 => Err(refused(cloud, 401, &message(reply))),
        // Whoever may not ask about a token may still use it.
        _ => Ok((
            Token {
                value: value.clone(),
                account: None,
                enterprise_projects: None,
                renewable: false,
            },
            true,
        )),
    }
}

fn token(cloud: &Cloud, mut reply: Reply, renewable: bool) -> Result<Token, CollectError> {
    if !(200..300).contains(&reply.status) {
        return Err(refused(cloud, reply.status, &message(&reply)));
    }
    let strange = || CollectError::NotKeystone {
        host: cloud.identity.host.clone(),
    };
    let value = reply.token.take().ok_or_else(strange)?;
    let told: Told = serde_json::from_slice(&reply.body).map_err(|_| strange())?;
    let renewable = renewable && !matches!(cloud.login, Login::Token(_));
    Ok(described(told.token, value, renewable))
}

fn described(token: ToldToken, value: Secret, renewable: bool) -> Token {
    let account = token
        .domain
        .or_else(|| token.project.and_then(|project| project.domain))
        .or_else(|| token.user.and_then(|user| user.domain))
        .map(|domain| Account {
            id: domain.id,
            name: domain.name,
        });
    let mut services = token
        .catalog
        .into_iter()
        .filter(|service| service.kind == "eps");
    let enterprise_projects = services
        .next()
        .and_then(|service| {
            service
                .endpoints
                .into_iter()
                .find(|end| end.interface == "public")
        })
        .and_then(|end| Base::parse(end.url.trim_end_matches("/v1.0")).ok());
    Token {
        value,
        account,
        enterprise_projects,
        renewable,
    }
}

/// The part of the answer that is used; tokens of other clouds have more and less.
#[derive(Deserialize)]
struct Told {
    token: ToldToken,
}

#[derive(Deserialize)]
struct ToldToken {
    user: Option<ToldIn>,
    domain: Option<ToldDomain>,
    project: Option<ToldIn>,
    system: Option<Value>,
    #[serde(default)]
    catalog: Vec<ToldService>,
}

#[derive(Deserialize)]
struct ToldIn {
    domain: Option<ToldDomain>,
}

#[derive(Deserialize)]
struct ToldDomain {
    id: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct ToldService {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    endpoints: Vec<ToldEndpoint>,
}

#[derive(Deserialize)]
struct ToldEndpoint {
    #[serde(default)]
    interface: String,
    #[serde(default)]
    url: String,
}

fn body(login: &Login, scope: &TokenScope) -> Value {
    let mut identity = match login {
        Login::Password {
            user,
            password,
            passcode,
        } => {
            let user = named(user);
            let with = |name: &str, secret: &Secret| {
                let mut user = user.clone();
                if let Some(user) = user.as_object_mut() {
                    user.insert(name.to_owned(), secret.reveal().into());
                }
                json!({ "user": user })
            };
            let mut identity = json!({ "methods": ["password"] });
            if let Some(fields) = identity.as_object_mut() {
                if let Some(password) = password {
                    fields.insert("password".to_owned(), with("password", password));
                }
                if let Some(passcode) = passcode {
                    fields.insert("methods".to_owned(), json!(["password", "totp"]));
                    fields.insert("totp".to_owned(), with("passcode", passcode));
                }
            }
            identity
        }
        Login::Token(token) => {
            json!({ "methods": ["token"], "token": { "id": token.reveal() } })
        }
        Login::Application { id, secret } => json!({
            "methods": ["application_credential"],
            "application_credential": { "id": id, "secret": secret.reveal() },
        }),
        // INVARIANT: whoever signs requests never signs in.
        Login::Keys(_) => json!({}),
    };
    let scope = match scope {
        // An application credential has the scope it was made for.
        _ if matches!(login, Login::Application { .. }) => None,
        TokenScope::Domain(domain) => Some(json!({ "domain": reference(domain) })),
        TokenScope::Project(project) => Some(json!({ "project": named(project) })),
        TokenScope::System => Some(json!({ "system": { "all": true } })),
        TokenScope::None => None,
    };
    let mut auth = json!({ "identity": identity.take() });
    if let (Some(scope), Some(fields)) = (scope, auth.as_object_mut()) {
        fields.insert("scope".to_owned(), scope);
    }
    json!({ "auth": auth })
}

fn named(named: &Named) -> Value {
    match named {
        Named::Id(id) => json!({ "id": id }),
        Named::Name { name, domain } => json!({ "name": name, "domain": reference(domain) }),
    }
}

fn reference(domain: &Reference) -> Value {
    match domain {
        Reference::Id(id) => json!({ "id": id }),
        Reference::Name(name) => json!({ "name": name }),
    }
}

fn who(login: &Login) -> String {
    match login {
        Login::Password { user, .. } => format!("user {:?}", user.words()),
        Login::Token(_) => "the token".to_owned(),
        Login::Application { id, .. } => format!("application credential {id:?}"),
        Login::Keys(keys) => format!("access key {:?}", keys.access),
    }
}

/// The scope in words, for messages.
#[must_use]
pub fn describe(scope: &TokenScope) -> String {
    let domain = |domain: &Reference| match domain {
        Reference::Id(name) | Reference::Name(name) => format!("domain {name:?}"),
    };
    match scope {
        TokenScope::Domain(reference) => domain(reference),
        TokenScope::Project(project) => format!("project {:?}", project.words()),
        TokenScope::System => "the whole system".to_owned(),
        TokenScope::None => "no scope".to_owned(),
    }
}

fn advice(scope: &TokenScope, status: u16) -> &'static str {
    match (status, scope) {
        (401, TokenScope::Domain(_)) => {
            "; the password may be right and the user without a role on that domain: \
             on a plain OpenStack try OS_SYSTEM_SCOPE=all or a project"
        }
        (401, TokenScope::None | TokenScope::Project(_)) => {
            "; if the password is right: Huawei Cloud and Open Telekom Cloud want a domain, set domain_name (OS_DOMAIN_NAME) to the account's name"
        }
        (404 | 405, _) => "; is the address that of an identity service, as in OS_AUTH_URL?",
        _ => "",
    }
}

/// A request as text; what it was made from is wiped.
fn written(mut value: Value) -> Secret {
    fn wipe(value: &mut Value) {
        match value {
            Value::String(text) => text.zeroize(),
            Value::Object(fields) => fields.values_mut().for_each(wipe),
            _ => {}
        }
    }
    let text = Secret::new(value.to_string());
    wipe(&mut value);
    text
}
