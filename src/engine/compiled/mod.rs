//! The fast path: documents compiled against the catalogue into sets of actions, whole columns at once.
//! It answers the general question only, and must always agree with the explaining path.

mod bits;
mod column;
mod force;
mod permission;
mod planes;
mod universe;

pub use bits::Bits;
pub use column::{Columns, Stand};
pub use permission::Compiled;
pub use planes::Decisions;
pub use universe::{Level, Universe};
