//! What permlens writes, read by programs that are not its own.
//!
//! * Pages: opened headless in Debian's Chromium, driven through its DevTools protocol over a pipe, at two widths, light
//!   and dark, and printed; and checked by the Nu Html Checker (`vnu.jar`), the validator of the W3C and the WHATWG.
//! * SARIF and JUnit XML: against the schemas in `schemas`, by ajv and libxml2.
//! * CSV: by csv-parse, in its strict mode.
//!
//! A target of its own, for what it needs of the machine: `chromium`, `npm`, `java`, and, the first time, packages of npm
//! (`package-lock.json`, some 40 MB, kept in `target/evidence`). `.ci/run` runs it by name. Pictures of the pages stay in
//! `target/evidence/pictures` for people to look at.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tests stop at the first thing that is wrong"
)]

mod browser;
mod pages;
mod readers;
mod written;
