//! The program where an administrator meets it: behind a real OpenSSH server, and restricted.
//!
//! A target of its own, for what it needs of the machine: Debian's `openssh-server`, `openssh-client` and `strace`.
//! `.ci/run` installs them and runs it by name.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tests stop at the first thing that is wrong"
)]

#[path = "../it/pty_support.rs"]
#[expect(dead_code, reason = "the other target's tests use more of it")]
mod pty_support;
mod restricted;
mod server;
mod ssh;
