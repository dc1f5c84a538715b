//! From parsed documents to Cedar policies, and from requests to Cedar's context.
//! Every attribute is guarded by `has`: Cedar skips a policy that errs, and a `forbid` would vanish unseen.

pub mod asked;
mod compare;
mod condition;
mod domain;
mod glyph;
mod resource;
mod statement;
mod syntax;
mod variable;

pub use domain::Domain;
pub use statement::{Marker, document};
pub use syntax::quoted;

use permlens::model::Version;

use crate::reading::Reading;

/// What every clause of a document is translated with.
#[derive(Clone, Copy, Debug)]
pub struct With<'a> {
    /// The document's dialect.
    pub version: Version,
    /// How the specification is read.
    pub reading: Reading,
    /// What requests can say.
    pub domain: &'a Domain,
}
