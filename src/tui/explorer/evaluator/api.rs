//! An API call in the action field: `METHOD /path`, and the actions that the published API needs.
//!
//! INVARIANT: a text is a call or an action, never both; which API was taken is always told.

use crate::analysis::call::Call;
use crate::tui::explorer::world::World;

/// What a call turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Called {
    /// No published API fits.
    Unknown,
    /// This one.
    Known {
        /// Its method, template and label.
        api: String,
        /// How many others fit as well.
        others: usize,
        /// The actions it needs, all together; none where it needs no permission.
        actions: Vec<String>,
    },
}

/// The published API that a text calls, if the text is a call.
pub fn called(world: &World, text: &str) -> Option<Called> {
    let call = Call::parse(text).ok()?;
    let catalogue = world.catalogue();
    let candidates = call.candidates(catalogue);
    let Some(first) = candidates.first() else {
        return Some(Called::Unknown);
    };
    let row = catalogue.apis.get(first.row);
    let service = catalogue.services.get(row.service).short;
    Some(Called::Known {
        api: format!(
            "{} {} ({service}: {})",
            first.api.method, first.api.uri, row.label
        ),
        others: candidates.len() - 1,
        actions: row
            .actions
            .iter()
            .map(|action| (*action).to_owned())
            .collect(),
    })
}

/// Whether a text is, or is becoming, a call.
pub fn is_call(text: &str) -> bool {
    text.contains(" /") || text.contains("://")
}

/// Every published API as one would type it, with its label.
pub fn apis(world: &World) -> impl Iterator<Item = (String, String)> {
    let rows = world.catalogue().apis.rows().iter();
    rows.flat_map(|row| {
        row.apis
            .iter()
            .map(|api| (format!("{} {}", api.method, api.uri), row.label.to_owned()))
    })
}
