//! permlens
