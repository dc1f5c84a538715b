//! permlens answers what a principal of a Huawei-Cloud-family account may do, and why.
//!
//! This page is the map of the house, for whoever carries on the work.
//!
//! # The rooms, and which way they look
//!
//! ```text
//! model ← catalogue ← engine ← { import, analysis } ← report ← { cli, tui }
//!
//!            engine, places ← config   ← { cli, tui }
//!          analysis, places ← accepted ← { cli, tui }
//!            import, places ← collect  ← { cli, tui }
//!            report, places ← log      ← tui
//!                             search   ← tui
//! ```
//!
//! A module may import what stands to its left, and nothing else; `tests/it/house.rs` reads every
//! `crate::` and holds this. `main` alone knows both [`cli`] and [`tui`]. [`model`], [`catalogue`],
//! [`engine`] and [`analysis`] are pure: they know no file, clock, terminal or command line.
//!
//! | module | the question it answers |
//! | --- | --- |
//! | [`model`] | what is an account made of, what is asked, what is answered? |
//! | [`catalogue`] | what do the clouds publish: services, actions, APIs, operations, system permissions? |
//! | [`engine`] | may this principal do that, and what decided it? |
//! | [`import`] | how does a file become an [`Account`](model::Account), and what in it was bad? |
//! | [`collect`] | how is an account read from its cloud? Nothing else here opens a connection. |
//! | [`analysis`] | what follows from many decisions at once: matrices, who can, queries, invariants, reviews, findings? What is wrong with a document? |
//! | [`report`] | how is an answer written down: table, json, jsonl, csv, Markdown, HTML, SARIF, JUnit, a told story? |
//! | [`accepted`] | which findings has somebody accepted, why, and until when? |
//! | [`config`] | what does the user's settings file assume? |
//! | [`places`] | where do the user's own files live, and how are they written? |
//! | [`log`] | what does whoever looks after the explorer want to know afterwards, and what is nobody's business? |
//! | [`search`] | which of ten thousand names did the fingers mean? |
//! | [`cli`] | what does the command line accept, and with which status does it end? |
//! | [`tui`] | what is on the screen, and what does a key do? |
//!
//! # Two paths through the engine
//!
//! [`Engine::explain`](engine::Engine::explain) walks documents as they are written and tells the
//! whole story of one request. [`Columns`](engine::compiled::Columns) compiles every permission
//! against the catalogue into sets of actions and decides whole columns by set operations; the
//! matrix is filled from it. They match, weigh and decide by themselves; what they share is who holds
//! which grants, which roles depend on which, how far unknown content reaches, and the tests of single
//! conditions and resources. `tests/it/laws.rs` and `laws_fast.rs` hold them equal on random accounts;
//! `tests/cedar` holds the first against an independent oracle. Change a rule in both.
//!
//! Truth is three-valued: what a request leaves open is open, and an answer that hangs on it is
//! *conditional*. `engine::layers` (one request) and `engine::compiled::layers` (sixty-four actions of
//! a column at once) are the two places where statements become a decision.
//!
//! # Where the rules are written
//!
//! Each module that implements a rule of the IAM says it in its own words, with the section of the
//! specification in brackets. The unsettled readings are switches in
//! [`Settings`](engine::Settings). Worked cases stand in `tests/cases`, one a line:
//! decisions, conditions, resources, accounts for the audit's rules, documents for those of lint.
//!
//! # Where the facts are
//!
//! `assets/catalogue` is the catalogue as text, one file a service, each fact with the document it
//! was read in; its README tells how to edit and rebuild it. `assets/sample-account.json` is the
//! account the program opens without one, and `assets/sample-account.md` lists what was planted in it.
//! `assets/tour.svg` is the moving picture in the README; `tests/it/readme.rs` draws it anew.
//!
//! # How one key press flows
//!
//! The input thread turns a terminal event into a message; the key map resolves it, in the
//! contexts that the focus implies, to a command of the one table; the command changes state and
//! returns tasks; tasks run on the worker, and their answers come back as messages; if anything
//! changed, one frame is drawn. Start reading at `tui::app`.

pub mod accepted;
pub mod analysis;
pub mod catalogue;
pub mod cli;
pub mod collect;
pub mod config;
pub mod engine;
pub mod import;
pub mod log;
pub mod model;
pub mod places;
pub mod report;
pub mod search;
pub mod tui;
