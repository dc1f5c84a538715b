//! permlens's engine against Cedar's: random accounts and requests, translated, must be decided alike.
//!
//! What Cedar has no word for is expanded before (`expand`): whom a grant reaches, scopes, the two layers, roles in
//! force. What it has words for, it decides itself (`translate`): actions, resources, conditions, variables, Deny over
//! Allow, and what a missing key means. None of it calls the engine; the two share the parsed documents only.
//! The README says what the translation cannot reach.

pub mod contest;
pub mod expand;
pub mod oracle;
pub mod random;
pub mod reading;
pub mod shrink;
pub mod translate;
