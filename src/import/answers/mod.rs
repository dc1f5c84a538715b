//! From answers of the API, saved or just fetched, to the snapshot's shape (section 6.3).
//! This is the one place that knows the API's shapes; references are resolved and objects judged where snapshots are.

pub mod calls;

/// shim
#[derive(Clone, Debug)]
pub struct Answer { /// s
pub source: String, /// p
pub path: Option<String>, /// s
pub status: u16, /// b
pub body: serde_json::Value }

/// shim
#[derive(Debug, Default)] pub struct Gathered;
impl Gathered { /// s
pub fn add(&mut self, _: Answer) {}
pub(super) fn into_snapshot(self, _: &mut super::problem::Problems) -> serde_json::Map<String, serde_json::Value> { serde_json::Map::new() } }
