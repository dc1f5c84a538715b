//! permlens: what may a principal of a Huawei-Cloud-family account do, and why.

pub mod analysis;
pub mod catalogue;
pub mod cli;
pub mod engine;
pub mod import;
pub mod model;
pub mod report;
pub mod search;
pub mod tui;
