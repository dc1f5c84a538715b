//! From answers of the API, saved or just fetched, to the snapshot's shape (section 6.3).
//! This is the one place that knows the API's shapes; references are resolved and objects judged where snapshots are.

pub mod calls;
