//! The live pull: an account read from its cloud, over HTTPS, and only ever read.
//!
//! | module | what it knows |
//! | --- | --- |
//! | [`clouds`] | where to ask and as whom: `clouds.yaml`, `OS_*`, `HW_*` |
//! | [`sign_in`], [`signing`] | a token, or a signature on every request |
//! | [`http`] | one request and its answer, TLS, proxies, time-outs |
//! | [`session`] | a request until it is answered: patience, a new token, the wish to stop |
//!
//! INVARIANT: this module alone opens connections (`tests/it/house.rs` holds it), sends nothing but `GET` and the `POST`
//! that signs in, and lets no [`secret::Secret`] out of memory but into a request.

pub mod address;
pub mod clock;
pub mod clouds;
pub mod error;
pub mod http;
pub mod patience;
pub mod secret;
pub mod session;
pub mod sign_in;
pub mod signing;
