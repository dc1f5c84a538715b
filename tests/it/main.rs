//! One integration binary, so one link.

mod documents;
