//! permlens
pub mod search;
pub mod tui;
