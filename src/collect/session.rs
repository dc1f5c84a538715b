//! A conversation with one cloud: requests with a token or a signature, asked again where that helps, with a new token
//! where the old one has expired. Several threads share one.
//!
//! INVARIANT: the lock on the token is held while a new one is fetched, so that one thread signs in and the others wait.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;

use super::address::Base;
use super::clock::{Cancel, Clock};
use super::clouds::{Cloud, Login, TokenScope};
use super::error::CollectError;
use super::http::{Broken, Client, Reply};
use super::patience::{Patience, is_passing};
use super::secret::Secret;
use super::sign_in::{self, Account, Question, Token};
use super::signing::{Unsigned, sign};

/// No account is longer: an account of ten thousand users is a tenth of it.
const MOST: u64 = 1 << 30;

/// What stands for a header's name where all that was sent is meant.
const BODY: &str = "";

/// Asks a person for what is not configured; nothing where there is nobody to ask.
pub type Ask = Box<dyn Fn(&Question) -> Option<Secret> + Send + Sync>;

/// Which service a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// The identity service.
    Identity,
    /// The service of enterprise projects.
    EnterpriseProjects,
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Halt {
    /// Somebody wants to stop.
    #[error("it was stopped")]
    Cancelled,
    /// The token has expired, and no other can be had without asking a person.
    #[error("the token expired, and another could not be had without asking")]
    Expired,
    /// The service cannot be talked to.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The service is not known.
    #[error("the address of the service is not known; set eps_endpoint_override")]
    NoHost,
}

/// What a conversation needs beside the cloud.
pub struct Means {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The wish to stop.
    pub cancel: Cancel,
    /// How much is borne.
    pub patience: Patience,
    /// Whom to ask.
    pub ask: Ask,
}

/// A conversation with one cloud.
pub struct Session {
    cloud: Cloud,
    client: Client,
    means: Means,
    token: Mutex<Held>,
    /// Not before this time is the server to be asked again, by any thread.
    closed_until: Mutex<Option<OffsetDateTime>>,
    enterprise_projects: Option<Base>,
    account: Option<Account>,
    /// How many bytes were read so far.
    read: AtomicU64,
}

/// The token in use, and which it is by count.
struct Held {
    token: Option<Token>,
    count: u64,
}

impl Session {
    /// Signs in, where that is needed.
    pub fn open(cloud: Cloud, client: Client, means: Means) -> Result<Self, CollectError> {
        let mut session = Self {
            enterprise_projects: cloud.enterprise_projects.clone(),
            cloud,
            client,
            means,
            token: Mutex::new(Held {
                token: None,
                count: 0,
            }),
            closed_until: Mutex::new(None),
            account: None,
            read: AtomicU64::new(0),
        };
        // Asked for once: it serves again when a token has expired.
        if let Login::Password {
            user,
            password: password @ None,
            ..
        } = &mut session.cloud.login
        {
            let question = Question::Password(user.words().to_owned());
            let given = (session.means.ask)(&question);
            *password = Some(given.ok_or(CollectError::NoPassword)?);
        }
        let token = match &session.cloud.login {
            Login::Keys(_) => None,
            Login::Token(value) => Some(session.existing(&value.clone())?),
            Login::Password { .. } | Login::Application { .. } => Some(session.sign_in()?),
        };
        if let Some(token) = &token {
            session.account.clone_from(&token.account);
            if session.enterprise_projects.is_none() {
                session
                    .enterprise_projects
                    .clone_from(&token.enterprise_projects);
            }
        }
        if session.enterprise_projects.is_none() {
            session.enterprise_projects = session.cloud.identity.of_enterprise_projects();
        }
        locked(&session.token).token = token;
        Ok(session)
    }

    /// The cloud.
    #[must_use]
    pub fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// The account that the token is for.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        self.account.as_ref()
    }

    /// From now on requests are about this account.
    pub fn ask_about(&mut self, account: Account) {
        self.account = Some(account);
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        self.means.clock.now()
    }

    /// The wish to stop.
    #[must_use]
    pub fn cancel(&self) -> &Cancel {
        &self.means.cancel
    }

    /// Cuts off whatever is being asked.
    pub fn shut_down(&self) {
        self.client.shut_down();
    }

    /// Asks for what is at this path; an answer of any status is an answer.
    pub fn get(&self, host: Host, path_and_query: &str) -> Result<Reply, Halt> {
        let base = match host {
            Host::Identity => &self.cloud.identity,
            Host::EnterpriseProjects => self.enterprise_projects.as_ref().ok_or(Halt::NoHost)?,
        };
        let mut renewed = false;
        let mut tries = 0;
        loop {
            self.wait_until_open()?;
            let (headers, count) = self.headers(base, path_and_query);
            tries += 1;
            let outcome = self.client.get(base, path_and_query, &headers);
            let outcome = outcome.map(|reply| self.hushed(reply, &headers));
            if let Ok(reply) = &outcome
                && self.floods(reply)
            {
                return Err(Broken::Flood(base.host.clone()).into());
            }
            if self.means.cancel.is_set() {
                return Err(Halt::Cancelled);
            }
            match outcome {
                Ok(reply) if reply.status == 401 && !self.signs() => {
                    // The other service may refuse a token that is still good.
                    if renewed || (host == Host::EnterpriseProjects && !self.can_renew()) {
                        return Ok(reply);
                    }
                    self.renew(count)?;
                    renewed = true;
                    tries -= 1;
                }
                Ok(reply) if is_passing(reply.status) => {
                    match self.pause(tries, reply.retry_after.as_deref()) {
                        Some(pause) => self.close_for(pause),
                        None => return Ok(reply),
                    }
                }
                Ok(reply) => return Ok(reply),
                Err(broken) if broken.is_passing() => match self.pause(tries, None) {
                    Some(pause) => self.close_for(pause),
                    None => return Err(broken.into()),
                },
                Err(broken) => return Err(broken.into()),
            }
        }
    }

    /// Whether this answer is more than is read from anybody.
    fn floods(&self, reply: &Reply) -> bool {
        let length = u64::try_from(reply.body.len()).unwrap_or(u64::MAX);
        self.read.fetch_add(length, Ordering::Relaxed) > MOST.saturating_sub(length)
    }

    /// A refusal without what was sent: some services repeat the token, or all of a request, and what they say ends up in
    /// messages and in the snapshot.
    fn hushed(&self, mut reply: Reply, sent: &[(&'static str, Secret)]) -> Reply {
        if reply.status < 300 {
            return reply;
        }
        let sent = sent.iter().filter_map(|(name, value)| match *name {
            "x-auth-token" | "x-subject-token" | "x-security-token" => Some(value.clone()),
            "authorization" => value
                .reveal()
                .rsplit_once('=')
                .map(|(_, signature)| Secret::from(signature)),
            BODY => Some(value.clone()),
            _ => None,
        });
        for secret in sent.chain(self.cloud.login.secrets()) {
            secret.erase_from(&mut reply.body);
            if let Some(location) = &mut reply.location {
                let mut bytes = std::mem::take(location).into_bytes();
                secret.erase_from(&mut bytes);
                *location = String::from_utf8(bytes).unwrap_or_default();
            }
        }
        reply
    }

    fn signs(&self) -> bool {
        matches!(self.cloud.login, Login::Keys(_))
    }

    fn headers(&self, base: &Base, path_and_query: &str) -> (Vec<(&'static str, Secret)>, u64) {
        let mut headers = vec![("accept", Secret::from("application/json"))];
        if let Login::Keys(keys) = &self.cloud.login {
            let (path, query) = path_and_query
                .split_once('?')
                .unwrap_or((path_and_query, ""));
            let request = Unsigned {
                method: "GET",
                host: &base.host,
                path: &format!("{}{path}", base.prefix),
                query,
                domain: self.account.as_ref().map(|account| account.id.as_str()),
            };
            headers.extend(sign(keys, &request, self.now()));
            return (headers, 0);
        }
        let held = locked(&self.token);
        if let Some(token) = &held.token {
            headers.push(("x-auth-token", token.value.clone()));
        }
        (headers, held.count)
    }

    fn can_renew(&self) -> bool {
        let held = locked(&self.token);
        held.token.as_ref().is_some_and(|token| token.renewable)
    }

    /// A new token, unless another thread has fetched one since.
    fn renew(&self, seen: u64) -> Result<(), Halt> {
        let mut held = locked(&self.token);
        if held.count != seen {
            return Ok(());
        }
        if !held.token.as_ref().is_some_and(|token| token.renewable) {
            return Err(Halt::Expired);
        }
        match self.sign_in() {
            Ok(token) => {
                held.token = Some(token);
                held.count += 1;
                Ok(())
            }
            Err(CollectError::Broken(broken)) => Err(Halt::Broken(broken)),
            Err(CollectError::Stopped) => Err(Halt::Cancelled),
            Err(_) => Err(Halt::Expired),
        }
    }

    fn sign_in(&self) -> Result<Token, CollectError> {
        let send = |path: &str, body: &Secret| {
            let mut tries = 0;
            loop {
                tries += 1;
                let outcome = self.client.post(&self.cloud.identity, path, body);
                let outcome = outcome.map(|reply| self.hushed(reply, &[(BODY, body.clone())]));
                let pause = match &outcome {
                    Ok(reply) if is_passing(reply.status) => {
                        self.pause(tries, reply.retry_after.as_deref())
                    }
                    // Where nobody answers at all the address is wrong more often than the service is down.
                    Err(Broken::Slow(_) | Broken::Lost(_)) => self.pause(tries, None),
                    _ => None,
                };
                match pause {
                    Some(pause) if !self.means.cancel.is_set() => {
                        self.means.clock.wait(pause, &self.means.cancel);
                    }
                    _ => return outcome,
                }
            }
        };
        let token = sign_in::sign_in(&self.cloud, &send, &self.means.ask);
        if self.means.cancel.is_set() {
            return Err(CollectError::Stopped);
        }
        token
    }

    /// A token that exists already is used as it is, or exchanged for one with the scope that is wanted.
    fn existing(&self, value: &Secret) -> Result<Token, CollectError> {
        let headers = [
            ("x-auth-token", value.clone()),
            ("x-subject-token", value.clone()),
        ];
        let reply = self
            .client
            .get(&self.cloud.identity, "/v3/auth/tokens", &headers)?;
        let reply = self.hushed(reply, &headers);
        let (token, scoped) = sign_in::existing(&self.cloud, value, &reply)?;
        if scoped || self.cloud.scope == TokenScope::None {
            Ok(token)
        } else {
            self.sign_in()
        }
    }

    fn pause(&self, tries: u32, retry_after: Option<&str>) -> Option<Duration> {
        self.means.patience.pause(tries, retry_after, self.now())
    }

    /// Nobody is to ask for so long: a server that is overburdened is so for every thread.
    fn close_for(&self, pause: Duration) {
        let until = self.now() + pause;
        let mut closed = locked(&self.closed_until);
        if closed.is_none_or(|at| at < until) {
            *closed = Some(until);
        }
    }

    fn wait_until_open(&self) -> Result<(), Halt> {
        loop {
            if self.means.cancel.is_set() {
                return Err(Halt::Cancelled);
            }
            let until = *locked(&self.closed_until);
            let left = until.and_then(|until| Duration::try_from(until - self.now()).ok());
            match left {
                Some(left) if !left.is_zero() => self.means.clock.wait(left, &self.means.cancel),
                _ => return Ok(()),
            }
        }
    }
}

/// A lock that a panicking thread let go of guards nothing that could be half written.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
