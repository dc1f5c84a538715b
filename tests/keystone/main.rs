//! The live pull against a real OpenStack Keystone, over HTTPS with an authority of its own.
//!
//! A target of its own, for what it needs of the machine: Python 3 with `venv`, `openssl`, and, the first time, packages
//! of PyPI (`requirements.txt`, some 200 MB, kept in `target/keystone`). `.ci/run` runs it by name. What a plain Keystone
//! does not have (the family's extensions, signed requests, enterprise projects, agencies) is tried against a double in
//! `tests/it/collect`.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tests stop at the first thing that is wrong"
)]

mod pulls;
mod rig;
mod trust;
mod world;
