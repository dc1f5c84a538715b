//! The answer for the clipboard: as it is told, as JSON, as the command line that asks it again.

use super::Evaluator;
use crate::model::Trace;
use crate::report;
use crate::tui::app::Export;
use crate::tui::explorer::copying::Shape;
use crate::tui::explorer::world::Place;

/// What each shape of the evaluator's answer is.
pub const WHAT: [&str; 3] = [
    "the story as it is told",
    "what permlens check --format json writes",
    "the permlens check that asks it again",
];

impl Evaluator {
    /// The answer in a shape; `None` where nothing is asked. `source` is the file that the account was read from.
    pub fn copied_as(&self, shape: Shape, source: Option<&str>) -> Option<String> {
        let request = self.answer.request.as_ref()?;
        let trace = self.answer.trace.as_ref()?;
        Some(match shape {
            Shape::Text => self.told(),
            Shape::Json => {
                let json = report::decision_json(self.world.engine(), request, &self.whole(trace));
                format!("{json:#}\n")
            }
            Shape::CommandLine => {
                let call = self
                    .answer
                    .called
                    .is_some()
                    .then(|| self.asked.action.trim());
                report::check_line(self.world.engine(), source, request, call)
            }
        })
    }

    /// The trace with what would turn the decision, which is worked out apart.
    fn whole(&self, trace: &Trace) -> Trace {
        Trace {
            flips: self.flips.clone(),
            ..trace.clone()
        }
    }

    /// The answer for a file, as `permlens check` writes it; nothing where nothing is asked.
    pub(super) fn export(&self) -> Option<Export> {
        let request = self.answer.request.clone()?;
        let trace = self.whole(self.answer.trace.as_ref()?);
        let engine = self.world.engine().clone();
        let place = Place {
            project: request.project,
            enterprise_project: request.enterprise_project,
            service: None,
        };
        let place = place.asked_where(engine.account());
        Some(Export {
            stem: "decision",
            asked: format!("{}{place}", report::decision_asked(&request)),
            make: Box::new(move || report::decision_answer(&engine, &request, &trace)),
            page: None,
        })
    }

    /// The answer as text.
    pub(super) fn told(&self) -> String {
        let mut text = match self.verdict() {
            Some(verdict) => format!("{}  {}\n", verdict.headline(), verdict.sentence),
            None => format!("{}\n", self.nothing_asked()),
        };
        for line in self.lines() {
            let indent = "  ".repeat(line.depth);
            text.push_str(&format!("{indent}{:<6} {}\n", line.word, line.text));
        }
        text
    }
}
