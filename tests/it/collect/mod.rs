//! The live pull against a test double of the clouds' identity service. A real Keystone is in `tests/keystone`.

mod clouds;
mod conversation;
mod double;
mod lists;
mod manners;
mod noted;
mod screen;
mod signing;
mod world;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use permlens::collect::clock::{Cancel, Clock};
use permlens::collect::clouds::{Cloud, Environment, Files, Overrides, resolve};
use permlens::collect::collect;
use permlens::collect::error::CollectError;
use permlens::collect::http::Proxies;
use permlens::collect::patience::Patience;
use permlens::collect::progress::Progress;
use permlens::collect::pull::Wishes;
use permlens::collect::secret::Secret;
use permlens::collect::session::Means;
use permlens::collect::sign_in::Question;
use permlens::collect::snapshot::Collected;
use time::OffsetDateTime;
use time::macros::datetime;

use double::{ACCESS, Double, PASSWORD, SECRET};

/// A clock that waits by moving on.
struct TestClock {
    now: Mutex<OffsetDateTime>,
    waits: Mutex<Vec<Duration>>,
}

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        *self.now.lock().unwrap()
    }

    fn wait(&self, long: Duration, _: &Cancel) {
        *self.now.lock().unwrap() += long;
        self.waits.lock().unwrap().push(long);
    }
}

/// A pull from a double, and what it took.
struct Run {
    cloud: Cloud,
    wishes: Wishes,
    answers: HashMap<&'static str, String>,
    cancel: Cancel,
    clock: Arc<TestClock>,
    questions: Arc<Mutex<Vec<Question>>>,
    proxies: Proxies,
}

impl Run {
    fn new(variables: &[(&str, &str)]) -> Self {
        Self::over(configured(variables).unwrap())
    }

    fn over(cloud: Cloud) -> Self {
        Self {
            cloud,
            wishes: Wishes::default(),
            answers: HashMap::new(),
            cancel: Cancel::default(),
            clock: Arc::new(TestClock {
                now: Mutex::new(datetime!(2026-11-21 08:15:00 UTC)),
                waits: Mutex::default(),
            }),
            questions: Arc::default(),
            proxies: Proxies::default(),
        }
    }

    /// With a password, to the account of the double.
    fn by_password(double: &Double) -> Self {
        Self::new(&by_password(&double.url()))
    }

    /// With signed requests.
    fn by_keys(double: &Double) -> Self {
        Self::new(&[
            ("OS_AUTH_URL", &double.url()),
            ("OS_ACCESS_KEY", ACCESS),
            ("OS_SECRET_KEY", SECRET),
            ("OS_EPS_ENDPOINT_OVERRIDE", &double.url()),
        ])
    }

    fn go(&self) -> Result<Collected, CollectError> {
        self.watched(&mut |_| {})
    }

    fn watched(&self, watch: &mut dyn FnMut(&Progress)) -> Result<Collected, CollectError> {
        let answers = self.answers.clone();
        let questions = Arc::clone(&self.questions);
        let means = Means {
            clock: self.clock.clone(),
            cancel: self.cancel.clone(),
            patience: Patience::default(),
            ask: Box::new(move |question| {
                questions.lock().unwrap().push(question.clone());
                let key = match question {
                    Question::Password(_) => "password",
                    Question::Passcode(_) => "passcode",
                };
                answers.get(key).map(|answer| Secret::from(answer.as_str()))
            }),
        };
        collect(
            self.cloud.clone(),
            &self.proxies,
            means,
            &self.wishes,
            watch,
        )
    }

    fn waits(&self) -> Vec<Duration> {
        self.clock.waits.lock().unwrap().clone()
    }
}

fn by_password(url: &str) -> [(&'static str, &str); 6] {
    [
        ("OS_AUTH_URL", url),
        ("OS_USERNAME", "auditor"),
        ("OS_PASSWORD", PASSWORD),
        ("OS_USER_DOMAIN_NAME", "acme"),
        ("OS_DOMAIN_NAME", "acme"),
        ("OS_EPS_ENDPOINT_OVERRIDE", url),
    ]
}

fn environment(variables: &[(&str, &str)]) -> Environment {
    Environment::from(|name| {
        let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
        Some((*value).to_owned())
    })
}

fn configured(variables: &[(&str, &str)]) -> Result<Cloud, permlens::collect::clouds::CloudError> {
    let environment = environment(variables);
    let files = Files::within(&[], &environment);
    resolve(&Overrides::default(), &files, &environment)
}

/// The reasons of what was not read, by the call.
fn unread(collected: &Collected) -> Vec<String> {
    let list = collected.unread();
    list.iter()
        .map(|(call, reason)| format!("{call}: {reason}"))
        .collect()
}

/// A list of the snapshot as sorted texts, for comparing.
fn listed(collected: &Collected, key: &str) -> Vec<String> {
    let list = collected.snapshot[key].as_array().unwrap();
    let mut texts: Vec<String> = list.iter().map(ToString::to_string).collect();
    texts.sort();
    texts
}

fn proxied(variables: &[(&str, &str)]) -> Proxies {
    Proxies::from(|name| {
        let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
        Some((*value).to_owned())
    })
}
