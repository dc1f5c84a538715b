//! Cards and documents as files: what the command line shows of the same thing.

use std::sync::Arc;

use super::{Thing, on_screen};
use crate::report::{
    Answer, action_answer, group_answer, known_question, permission_answer, user_answer,
};
use crate::tui::app::Export;
use crate::tui::explorer::Explorer;
use crate::tui::overlays::Overlay;

/// Makes what is written, on the worker.
type Make = Box<dyn FnOnce() -> Answer + Send>;

impl Explorer {
    /// The card that is on screen, for a file; nothing for what the command line does not show.
    pub(crate) fn card_exported(&self, overlays: &[Overlay]) -> Option<Export> {
        let thing = on_screen(overlays).and(self.cards.top())?;
        let engine = Arc::clone(self.world.engine());
        let (kind, make): (_, Make) = match thing {
            Thing::User(id) => ("user", Box::new(move || user_answer(&engine, id))),
            Thing::Group(id) => ("group", Box::new(move || group_answer(&engine, id))),
            Thing::Permission(id) | Thing::Document(id) => (
                "permission",
                Box::new(move || permission_answer(&engine, id)),
            ),
            Thing::Action(id) => ("action", Box::new(move || action_answer(&engine, id))),
            _ => return None,
        };
        Some(Export {
            stem: kind,
            asked: known_question(kind, &thing.name(&self.world)),
            make,
            page: None,
        })
    }
}
