//! One request, one answer, or what kept it from coming. Nothing is asked twice here and nobody signs in.
//!
//! INVARIANT: only `GET` and the one `POST` that signs in are ever sent, and no redirect is followed: a token goes to the
//! host that was configured and to no other.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ureq::http::{HeaderMap, Response};
use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Proxy};

use super::address::{Base, Scheme};
use super::clouds::Trust;
use super::secret::Secret;

/// No answer is longer, unpacked: what is, is no list of an account.
const LONGEST: u64 = 256 << 20;

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For an answer, from the request to its last byte.
    pub answer: Duration,
}

impl Timeouts {
    /// So long for an answer; for a connection no longer than usual.
    #[must_use]
    pub fn of_answer(answer: Duration) -> Self {
        let usual = Self::default();
        Self {
            connect: usual.connect.min(answer),
            answer,
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            answer: Duration::from_secs(120),
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// How long the server wishes not to be asked.
    pub retry_after: Option<String>,
    /// The token that signing in gives.
    pub token: Option<Secret>,
    /// Whether a second factor is wanted.
    pub more_factors: bool,
    /// Where the server would have one go instead.
    pub location: Option<String>,
    /// Its text.
    pub body: Vec<u8>,
}

/// What kept an answer from coming.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The name of the host is unknown.
    #[error("{0}: no such host")]
    Host(String),
    /// Nobody answers there.
    #[error("{host}: {why}")]
    Connect {
        /// The host.
        host: String,
        /// What the system says.
        why: String,
    },
    /// It took too long.
    #[error("{0}: no answer in time")]
    Slow(String),
    /// The connection was lost in the middle.
    #[error("{0}: the connection was lost before the answer was whole")]
    Lost(String),
    /// Its certificate is by an unknown authority.
    #[error(
        "{0}: its certificate is by an authority that is not trusted here; name that authority's certificate file \
         with OS_CACERT, cacert in clouds.yaml, or --os-cacert"
    )]
    Authority(String),
    /// Its certificate is an authority's own.
    #[error(
        "{0}: its certificate is itself marked as an authority's, as a bare `openssl req -x509` makes them, and is not \
         accepted as a server's even where it is trusted; have one issued by an authority, or pass --insecure to \
         connect without checking"
    )]
    OwnAuthority(String),
    /// Its certificate is for another name.
    #[error("{0}: its certificate is for another name")]
    Name(String),
    /// Its certificate is not valid now.
    #[error("{0}: its certificate has expired or is not valid yet")]
    Expired(String),
    /// Anything else about TLS.
    #[error("{host}: no secure connection: {why}")]
    Tls {
        /// The host.
        host: String,
        /// What the library says.
        why: String,
    },
    /// The proxy did not let it through.
    #[error("the proxy refused the connection to {0}")]
    Proxy(String),
    /// The answer is too long.
    #[error("{0}: the answer is longer than 256 MiB")]
    Long(String),
    /// All answers together are too long.
    #[error("{0}: the answers are longer than 1 GiB in all")]
    Flood(String),
}

impl Broken {
    /// Whether asking again may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Connect { .. } | Self::Slow(_) | Self::Lost(_))
    }
}

/// Files of certificates that cannot be used, or a proxy.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// A file cannot be read.
    #[error("{}: cannot be read: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file does not hold what it should.
    #[error("{}: there is no {wanted} in it, in PEM form", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
        /// What was expected.
        wanted: &'static str,
    },
    /// The proxy's address is none.
    #[error("{0}: this is not the address of a proxy (http://host:port)")]
    Proxy(&'static str),
}

/// The proxy that the environment asks for.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// For `https`, with the variable's name.
    pub https: Option<(&'static str, Secret)>,
    /// For `http`.
    pub http: Option<(&'static str, Secret)>,
    /// Hosts that are reached directly, with commas between them.
    pub direct: Option<String>,
}

impl Proxies {
    /// What the environment says, in capitals or not: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`.
    #[must_use]
    pub fn from(ask: impl Fn(&str) -> Option<String>) -> Self {
        let first = |names: &[&'static str]| {
            names.iter().find_map(|name| {
                let value = ask(name).filter(|value| !value.is_empty())?;
                Some((*name, Secret::new(value)))
            })
        };
        Self {
            https: first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            http: first(&["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]),
            direct: first(&["no_proxy", "NO_PROXY"]).map(|(_, hosts)| hosts.reveal().to_owned()),
        }
    }

    fn of(&self, scheme: Scheme) -> Result<Option<Proxy>, TrustError> {
        let chosen = match scheme {
            Scheme::Https => &self.https,
            Scheme::Http => &self.http,
        };
        let Some((name, address)) = chosen else {
            return Ok(None);
        };
        let wrong = |_| TrustError::Proxy(name);
        let given = Proxy::new(address.reveal()).map_err(wrong)?;
        let mut proxy = Proxy::builder(given.protocol())
            .host(given.host())
            .port(given.port());
        if let Some(user) = given.username() {
            proxy = proxy.username(user);
        }
        if let Some(password) = given.password() {
            proxy = proxy.password(password);
        }
        for host in self.direct.iter().flat_map(|hosts| hosts.split(',')) {
            // A name means what is below it too, as for other tools.
            let host = host.trim().trim_start_matches('.');
            proxy = proxy.no_proxy(host).no_proxy(&format!(".{host}"));
        }
        proxy.build().map(Some).map_err(wrong)
    }
}

/// What sends requests to one kind of address.
#[derive(Clone, Debug)]
pub struct Client {
    agent: Agent,
}

impl Client {
    /// A client that trusts so much, waits so long, and goes through that proxy.
    pub fn new(
        scheme: Scheme,
        trust: &Trust,
        proxies: &Proxies,
        timeouts: Timeouts,
    ) -> Result<Self, TrustError> {
        let mut tls = TlsConfig::builder().disable_verification(trust.insecure);
        if let Some(path) = &trust.authority {
            tls = tls.root_certs(RootCerts::from(certificates(path)?));
        }
        if let Some((certificate, key)) = &trust.client {
            let chain = certificates(certificate)?;
            tls = tls.client_cert(Some(ClientCert::new_with_certs(&chain, private(key)?)));
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxies.of(scheme)?)
            .timeout_connect(Some(timeouts.connect))
            .timeout_global(Some(timeouts.answer))
            .user_agent(concat!("permlens/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls.build())
            .build();
        Ok(Self {
            agent: config.new_agent(),
        })
    }

    /// Asks for what is at this address.
    pub fn get(
        &self,
        base: &Base,
        path_and_query: &str,
        headers: &[(&'static str, Secret)],
    ) -> Result<Reply, Broken> {
        let mut request = self.agent.get(format!("{base}{path_and_query}"));
        for (name, value) in headers {
            request = request.header(*name, value.reveal());
        }
        received(&base.host, request.call())
    }

    /// Sends a text there: to sign in, and for nothing else.
    pub fn post(&self, base: &Base, path: &str, body: &Secret) -> Result<Reply, Broken> {
        let request = self
            .agent
            .post(format!("{base}{path}"))
            .header("content-type", "application/json")
            .header("accept", "application/json");
        received(&base.host, request.send(body.reveal()))
    }

    /// Cuts off whatever is being asked.
    pub fn shut_down(&self) {
        self.agent.clone().shutdown();
    }
}

fn received(host: &str, outcome: Result<Response<Body>, ureq::Error>) -> Result<Reply, Broken> {
    let response = outcome.map_err(|error| broken(host, &error))?;
    let (head, mut body) = response.into_parts();
    let text = |headers: &HeaderMap, name: &str| {
        let value = headers.get(name)?.to_str().ok()?;
        Some(value.to_owned())
    };
    let mut bytes = Vec::new();
    // The library's own limit counts the bytes that come in: a thousand times as many may be packed in these.
    body.as_reader()
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| broken(host, &ureq::Error::from(error)))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LONGEST) {
        return Err(Broken::Long(host.to_owned()));
    }
    Ok(Reply {
        status: head.status.as_u16(),
        retry_after: text(&head.headers, "retry-after"),
        token: text(&head.headers, "x-subject-token").map(Secret::new),
        more_factors: head.headers.contains_key("openstack-auth-receipt"),
        location: text(&head.headers, "location"),
        body: bytes,
    })
}

/// The library's words name neither request nor header, but are about its own inside: told anew here.
fn broken(host: &str, error: &ureq::Error) -> Broken {
    use std::io::ErrorKind as Kind;
    let host = host.to_owned();
    let said = error.to_string();
    // rustls tells these through an I/O error, as text.
    let certificate = [
        ("UnknownIssuer", Broken::Authority as fn(String) -> Broken),
        ("CaUsedAsEndEntity", Broken::OwnAuthority),
        ("NotValidForName", Broken::Name),
        ("not valid for name", Broken::Name),
        ("Expired", Broken::Expired),
        ("expired", Broken::Expired),
        ("NotValidYet", Broken::Expired),
    ];
    if said.contains("certificate")
        && let Some((_, told)) = certificate.iter().find(|(word, _)| said.contains(word))
    {
        return told(host);
    }
    match error {
        ureq::Error::Io(io) => match io.kind() {
            Kind::UnexpectedEof | Kind::ConnectionReset | Kind::BrokenPipe | Kind::NotConnected => {
                Broken::Lost(host)
            }
            Kind::TimedOut | Kind::WouldBlock => Broken::Slow(host),
            Kind::InvalidData => Broken::Tls { host, why: said },
            _ => Broken::Connect {
                host,
                why: io.to_string(),
            },
        },
        ureq::Error::Timeout(_) => Broken::Slow(host),
        ureq::Error::HostNotFound => Broken::Host(host),
        ureq::Error::ConnectProxyFailed(_) => Broken::Proxy(host),
        ureq::Error::BodyExceedsLimit(_) => Broken::Long(host),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Broken::Tls { host, why: said },
        ureq::Error::Protocol(_) | ureq::Error::Decompress(..) => Broken::Lost(host),
        _ => Broken::Connect { host, why: said },
    }
}

fn file(path: &Path) -> Result<Secret, TrustError> {
    let read = std::fs::read_to_string(path);
    read.map(Secret::new).map_err(|error| TrustError::Read {
        path: path.to_owned(),
        error,
    })
}

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, TrustError> {
    let text = file(path)?;
    let found: Vec<_> = parse_pem(text.reveal().as_bytes())
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if found.is_empty() {
        return Err(TrustError::Empty {
            path: path.to_owned(),
            wanted: "certificate",
        });
    }
    Ok(found)
}

fn private(path: &Path) -> Result<PrivateKey<'static>, TrustError> {
    let text = file(path)?;
    PrivateKey::from_pem(text.reveal().as_bytes()).map_err(|_| TrustError::Empty {
        path: path.to_owned(),
        wanted: "private key",
    })
}
