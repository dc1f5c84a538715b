//! Random accounts and requests from a seed: small worlds in which every rule is tried often.
//! Documents are written as JSON and read by permlens, as they would be from a file.

mod account;
mod condition;
mod dice;
mod document;
mod keys;
mod request;
mod words;

pub use account::{account, permission, world};
pub use dice::Dice;
pub use request::request;
