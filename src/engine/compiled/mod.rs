//! The fast path: documents compiled against the catalogue into sets of actions, whole columns at once.
//! It answers the general question only, and must always agree with the explaining path.
//!
//! A permission becomes four planes of bits ([`Compiled`]); what a subject's grants say at a place becomes a
//! share, kept once worked out; a column is the union of the shares that reach a principal ([`Columns`]). Start
//! in `column`; `share` says what waits for the principal, `edit` what an edit of the account throws away.

mod aside;
mod bits;
mod column;
mod desk;
mod edit;
mod force;
mod glob;
mod layers;
mod matching;
mod name_index;
mod permission;
mod personal;
mod planes;
mod share;
mod shelf;
mod single;
mod span;
mod universe;
mod who;

pub use bits::Bits;
pub use column::{Columns, Stand};
pub use desk::Desk;
pub use edit::Edit;
pub use permission::{Compiled, Compiler};
pub use planes::Decisions;
pub use shelf::Census;
pub use span::Span;
pub use universe::{Level, Universe};
pub use who::Who;
