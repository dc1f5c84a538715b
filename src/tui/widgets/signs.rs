//! The signs that rows begin with: one sign has one meaning, in every list. [`text`](super::text) says what is shown
//! for each where only ASCII can be.

/// Stands before the row that the cursor is on. Not a triangle: those open and close.
pub const CURSOR: &str = "▌";
/// Stands before a row or column that somebody marked or pinned.
pub const MARKED: &str = "•";
/// Something lies below, folded away.
pub const CLOSED: &str = "▸";
/// What lies below is shown.
pub const OPEN: &str = "▾";
/// The line leads on to something else.
pub const LEADS: &str = "›";
/// Another one can be chosen here.
pub const CHOICE: &str = "▼";

/// Whether what lies below is folded away.
pub fn fold(closed: bool) -> &'static str {
    if closed { CLOSED } else { OPEN }
}
