//! A test double of an identity service of the Huawei family (and, on demand, of a plain Keystone's paging): what a real
//! Keystone does not have. It keeps to what the clouds document: strict about `page`, `per_page` and their limits, about
//! scopes, tokens and signatures; its answers have the clouds' shapes. It says nothing about how a real cloud behaves
//! beyond that. Plain HTTP on the loopback: TLS is tried against the real Keystone (`tests/keystone`).

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use permlens::collect::address::{decoded, encoded};
use ring::{digest, hmac};
use serde_json::{Value, json};

use super::world::World;

pub const PASSWORD: &str = "correct-horse-battery";
pub const ACCESS: &str = "AKEXAMPLE0123456789A";
pub const SECRET: &str = "sk-staple-example-0123456789";
/// The status of an answer that never comes.
pub const SILENCE: u16 = 0;
pub const PASSCODE: &str = "246810";

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn line(&self) -> String {
        let question = if self.query.is_empty() { "" } else { "?" };
        format!("{} {}{question}{}", self.method, self.path, self.query)
    }

    pub fn parameter(&self, name: &str) -> Option<String> {
        self.query.split('&').find_map(|pair| {
            let (known, value) = pair.split_once('=').unwrap_or((pair, ""));
            (known == name).then(|| decoded(value))
        })
    }
}

/// What goes out.
#[derive(Clone, Debug)]
pub struct Told {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// What is sent in place of it: bytes that are no text.
    pub packed: Option<Vec<u8>>,
    /// After so many bytes of the body the connection is dropped.
    pub cut: Option<usize>,
}

impl Told {
    pub fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![("Content-Type", "application/json".to_owned())],
            body: body.to_string(),
            packed: None,
            cut: None,
        }
    }

    pub fn error(status: u16, words: &str) -> Self {
        Self::json(
            status,
            &json!({"error_msg": words, "error_code": "IAM.0000"}),
        )
    }

    pub fn html(status: u16) -> Self {
        Self {
            headers: vec![("Content-Type", "text/html".to_owned())],
            body: "<!doctype html><title>Something else</title>".to_owned(),
            ..Self::json(status, &Value::Null)
        }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// What happens instead, so many times, to requests whose line begins like this.
#[derive(Clone, Debug)]
pub struct Fault {
    pub begins: String,
    pub times: usize,
    pub told: Option<Told>,
    /// Do as always, but drop the connection after so many bytes.
    pub cut: Option<usize>,
}

pub struct Double {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    world: World,
    asked: Mutex<Vec<Asked>>,
    faults: Mutex<Vec<Fault>>,
    /// Connections on which nothing will ever be said.
    silent: Mutex<Vec<TcpStream>>,
    /// Tokens given out, and how many requests each is still good for.
    tokens: Mutex<HashMap<String, usize>>,
    stop: AtomicBool,
}

impl Double {
    pub fn start(world: World) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            world,
            asked: Mutex::default(),
            faults: Mutex::default(),
            silent: Mutex::default(),
            tokens: Mutex::default(),
            stop: AtomicBool::new(false),
        });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if serving.stop.load(Ordering::Relaxed) {
                    return;
                }
                let serving = Arc::clone(&serving);
                std::thread::spawn(move || serving.converse(stream.unwrap()));
            }
        });
        Self { address, shared }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn fault(&self, begins: &str, times: usize, told: Told) -> &Self {
        self.shared.faults.lock().unwrap().push(Fault {
            begins: begins.to_owned(),
            times,
            told: Some(told),
            cut: None,
        });
        self
    }

    pub fn cut(&self, begins: &str, times: usize, bytes: usize) -> &Self {
        self.shared.faults.lock().unwrap().push(Fault {
            begins: begins.to_owned(),
            times,
            told: None,
            cut: Some(bytes),
        });
        self
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }

    pub fn lines(&self) -> Vec<String> {
        self.asked().iter().map(Asked::line).collect()
    }

    pub fn count(&self, begins: &str) -> usize {
        let lines = self.lines();
        lines.iter().filter(|line| line.starts_with(begins)).count()
    }

    /// A token that exists already.
    pub fn token(&self, uses: usize) -> String {
        self.shared.give(uses)
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn converse(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut stream = stream;
        while let Some(asked) = read(&mut reader) {
            self.asked.lock().unwrap().push(asked.clone());
            let (told, cut) = self.tell(&asked);
            if told.status == SILENCE {
                self.silent.lock().unwrap().push(stream);
                return;
            }
            let cut = cut.or(told.cut);
            let mut head = format!("HTTP/1.1 {} Told\r\n", told.status);
            for (name, value) in &told.headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            let body = told.packed.as_deref().unwrap_or(told.body.as_bytes());
            head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
            let body = &body[..cut.unwrap_or(body.len()).min(body.len())];
            // In one piece, or the other side's acknowledgement would be waited for.
            let sent = stream.write_all(&[head.as_bytes(), body].concat());
            if sent.is_err() || cut.is_some() {
                let _ = stream.shutdown(std::net::Shutdown::Both);
                return;
            }
        }
    }

    fn tell(&self, asked: &Asked) -> (Told, Option<usize>) {
        let line = asked.line();
        let mut faults = self.faults.lock().unwrap();
        let fault = faults
            .iter_mut()
            .find(|fault| fault.times > 0 && line.starts_with(&fault.begins));
        if let Some(fault) = fault {
            fault.times -= 1;
            if let Some(told) = fault.told.clone() {
                return (told, None);
            }
            let cut = fault.cut;
            drop(faults);
            return (self.answer(asked), cut);
        }
        drop(faults);
        (self.answer(asked), None)
    }

    fn answer(&self, asked: &Asked) -> Told {
        match (asked.method.as_str(), asked.path.as_str()) {
            ("POST", "/v3/auth/tokens") => self.sign_in(asked),
            ("GET", path) => {
                if let Err(told) = self.admit(asked) {
                    return told;
                }
                match path {
                    "/v3/auth/tokens" => Told::json(200, &self.world.token()),
                    _ => self.world.get(asked),
                }
            }
            _ => Told::error(405, "this is read only"),
        }
    }

    fn give(&self, uses: usize) -> String {
        let mut tokens = self.tokens.lock().unwrap();
        let token = format!("gAAAA-token-{}", tokens.len() + 1);
        tokens.insert(token.clone(), uses);
        token
    }

    fn sign_in(&self, asked: &Asked) -> Told {
        let refused = || {
            Told::json(
                401,
                &json!({"error": {"code": 401, "message": "The username or password is wrong.", "title": "Unauthorized"}}),
            )
        };
        let body: Value = serde_json::from_slice(&asked.body).unwrap();
        let identity = &body["auth"]["identity"];
        let scope = &body["auth"]["scope"];
        let user = &identity["password"]["user"];
        let right = user["name"] == "auditor"
            && user["password"] == PASSWORD
            && user["domain"]["name"] == "acme"
            && (scope["domain"]["name"] == "acme" || scope["domain"]["id"] == "d1");
        if !right {
            return refused();
        }
        if self.world.second_factor {
            let totp = &identity["totp"]["user"];
            if identity["methods"] != json!(["password", "totp"]) {
                return refused().with("Openstack-Auth-Receipt", "receipt-1");
            }
            if totp["passcode"] != PASSCODE || totp["name"] != "auditor" {
                return refused();
            }
        }
        let first = self.tokens.lock().unwrap().is_empty();
        let token = self.give(if first {
            self.world.first
        } else {
            self.world.uses
        });
        Told::json(201, &self.world.token()).with("X-Subject-Token", &token)
    }

    /// Whether this request may be answered at all.
    fn admit(&self, asked: &Asked) -> Result<(), Told> {
        let no = |words: &str| {
            Told::json(
                401,
                &json!({"error": {"code": 401, "message": words, "title": "Unauthorized"}}),
            )
        };
        if let Some(authorization) = asked.headers.get("authorization") {
            return if verify(asked, authorization) {
                Ok(())
            } else {
                Err(no("verify aksk signature fail"))
            };
        }
        let token = asked.headers.get("x-auth-token").cloned();
        let mut tokens = self.tokens.lock().unwrap();
        match token.and_then(|token| tokens.get_mut(&token)) {
            Some(0) | None => Err(no("The token is missing, wrong or has expired.")),
            Some(uses) => {
                *uses -= 1;
                Ok(())
            }
        }
    }
}

/// Checks a signature the way the service does: everything is taken from the request as it came in.
fn verify(asked: &Asked, authorization: &str) -> bool {
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let sha = |text: &[u8]| hex(digest::digest(&digest::SHA256, text).as_ref());
    let part = |name: &str| {
        let rest = authorization.split_once(name)?.1;
        Some(rest.split(',').next()?.trim().to_owned())
    };
    if !authorization.starts_with("SDK-HMAC-SHA256 ") || part("Access=").as_deref() != Some(ACCESS)
    {
        return false;
    }
    let names = part("SignedHeaders=").unwrap();
    assert!(
        names.contains("host") && names.contains("x-sdk-date"),
        "{names}"
    );
    let mut canonical = format!("{}\n", asked.method);
    for segment in asked.path.split('/').skip(1) {
        canonical.push('/');
        canonical.push_str(&encoded(&decoded(segment)));
    }
    if !canonical.ends_with('/') {
        canonical.push('/');
    }
    let mut pairs: Vec<(String, String)> = asked
        .query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    canonical.push_str(&format!("\n{}\n", pairs.join("&")));
    for name in names.split(';') {
        canonical.push_str(&format!("{name}:{}\n", asked.headers[name]));
    }
    canonical.push_str(&format!("\n{names}\n{}", sha(&asked.body)));
    let date = &asked.headers["x-sdk-date"];
    let to_sign = format!("SDK-HMAC-SHA256\n{date}\n{}", sha(canonical.as_bytes()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let signature = hex(hmac::sign(&key, to_sign.as_bytes()).as_ref());
    part("Signature=") == Some(signature)
        && asked.headers.get("x-domain-id").is_none_or(|id| id == "d1")
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers
        .get("content-length")
        .and_then(|text| text.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    Some(Asked {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body,
    })
}
