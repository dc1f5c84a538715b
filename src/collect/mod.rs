//! The live pull: an account read from its cloud, over HTTPS, and only ever read.
//!
//! | module | what it knows |
//! | --- | --- |
//! | [`clouds`] | where to ask and as whom: `clouds.yaml`, `OS_*`, `HW_*` |
//! | [`sign_in`], [`signing`] | a token, or a signature on every request |
//! | [`http`] | one request and its answer, TLS, proxies, time-outs |
//! | [`session`] | a request until it is answered: patience, a new token, the wish to stop |
//! | [`pages`], [`crew`] | a list until it ends; several lists side by side |
//! | `arrival` | which account, and which kind of cloud |
//! | [`plan`], [`pull`] | which lists, in which order, and what stands in for one that is refused |
//! | [`snapshot`] | what is kept of it, and with which marks |
//! | [`progress`] | how far it is, as data |
//!
//! INVARIANT: this module alone opens connections (`tests/it/house.rs` holds it), sends nothing but `GET` and the `POST`
//! that signs in, and lets no [`secret::Secret`] out of memory but into a request.

pub mod address;
mod arrival;
pub mod clock;
pub mod clouds;
pub mod crew;
pub mod error;
pub mod http;
pub mod pages;
pub mod patience;
pub mod plan;
pub mod progress;
pub mod pull;
pub mod secret;
pub mod session;
pub mod sign_in;
pub mod signing;
pub mod snapshot;

use clouds::{Cloud, Environment, Files, Overrides};
use error::CollectError;
use http::{Client, Proxies};
use progress::Progress;
use pull::Wishes;
use session::{Means, Session};
use snapshot::Collected;

/// The cloud that a call means, by what is configured on this machine.
pub fn configured(overrides: &Overrides) -> Result<Cloud, CollectError> {
    let environment = Environment::of_process();
    let files = Files::usual(&environment);
    Ok(clouds::resolve(overrides, &files, &environment)?)
}

/// Reads an account. How far it is, is told to `watch` from this thread; the wish to stop is among the means.
pub fn collect(
    cloud: Cloud,
    proxies: &Proxies,
    means: Means,
    wishes: &Wishes,
    watch: &mut dyn FnMut(&Progress),
) -> Result<Collected, CollectError> {
    let from = cloud.identity.clone();
    let client = Client::new(
        cloud.identity.scheme,
        &cloud.trust,
        proxies,
        wishes.timeouts,
    )?;
    let session = Session::open(cloud, client, means)?;
    let pulled = pull::pull(session, wishes, watch)?;
    Ok(snapshot::snapshot(pulled, &from))
}
