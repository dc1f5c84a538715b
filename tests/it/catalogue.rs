//! The embedded catalogue: complete, consistent, and written back as it was read.
//! `UPDATE_CATALOGUE=1 cargo test --test it catalogue` rewrites `assets/catalogue` in its canonical form.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod facts;
mod form;
mod lookups;
mod uris;
