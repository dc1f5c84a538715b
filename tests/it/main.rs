//! The one integration test binary: modules are declared here, nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tests stop at the first thing that is wrong"
)]

mod accepting;
mod agreement;
mod audit;
mod auditor;
mod cases;
mod catalogue;
mod cli;
mod cli_assume;
mod collect;
mod conditions;
mod contrast;
mod decisions;
mod demo;
mod dependencies;
mod dependency_tree;
mod documents;
mod evidence;
mod explorer;
mod export;
mod film;
mod frames;
mod house;
mod import;
mod import_answers;
mod import_answers_random;
mod import_command;
mod import_policies;
mod import_terraform;
mod input;
mod invariants;
mod laws;
mod laws_fast;
mod laws_of_change;
mod laws_of_openness;
mod laws_of_requests;
mod letters;
mod links;
mod lint;
mod log;
mod log_sessions;
mod looks;
mod manners;
mod marks;
mod own;
mod pasted;
mod program;
mod pty;
mod pty_support;
mod query;
mod random;
mod reading;
mod readme;
mod resources;
mod returning;
mod review;
mod rush;
mod shell;
mod shell_screens;
mod shell_terminal;
mod tables;
mod walk;
mod who_can;
mod who_view;
mod wording;
