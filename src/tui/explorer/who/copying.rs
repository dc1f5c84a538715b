//! The answer for the clipboard: of whom the cursor is on, as it is told or as JSON; and the command line that asks it.

use serde_json::Value;

use super::WhoCan;
use super::only::Only;
use crate::model::Decision;
use crate::report::{self, WhoCanCall};
use crate::tui::app::Pane;
use crate::tui::explorer::copying::Shape;

/// What each shape is.
pub const WHAT: [&str; 3] = [
    "the paths of whom the cursor is on, as they are told",
    "what permlens who-can --format json writes of it",
    "the permlens who-can that asks about everyone again",
];

impl WhoCan {
    /// The answer in a shape; `None` where nothing is asked. `source` is the file that the account was read from.
    pub fn copied_as(&self, shape: Shape, source: Option<&str>) -> Option<String> {
        let list = &self.list;
        list.asked()?;
        let engine = list.engine();
        match shape {
            Shape::Text => self.paths.copied(),
            Shape::Json => {
                let able = self.able();
                let found = able.map(|able| report::able_json(engine.account(), &able));
                let json = Value::Array(found.into_iter().collect());
                Some(format!("{json:#}\n"))
            }
            Shape::CommandLine => {
                let place = list.asked_at();
                let call = WhoCanCall {
                    what: list.text().trim(),
                    kinds: list.kinds(),
                    only: match list.only {
                        Only::Able => None,
                        Only::Allowed => Some(Decision::Allow),
                        Only::Conditional => Some(Decision::Conditional),
                    },
                    project: place.project,
                    enterprise_project: place.enterprise_project,
                    context: list.context(),
                };
                Some(report::who_can_line(engine, source, call))
            }
        }
    }
}
