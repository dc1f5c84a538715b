//! The header after the program's name: what is open, where it is asked, where one came from; each part with what a
//! press on it does.

use super::Explorer;
use super::stop::Stop;
use crate::tui::command::CommandName;
use crate::tui::layout::ViewId;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::{Piece, signs};

/// So many places one came from are named.
const CRUMBS: usize = 3;

/// A piece of the header, and the command behind it.
type Part<'a> = (Piece<'a>, Option<CommandName>);

impl Explorer {
    /// The parts, from the left.
    pub(super) fn header_parts(&self) -> Vec<Part<'_>> {
        let account = self.world.account();
        let mut parts = vec![(Piece::new(ThemeRole::Strong, self.source.as_str()), None)];
        let mut place = |name: &'_ str, command: CommandName| {
            parts.push((Piece::new(ThemeRole::Muted, " · "), None));
            parts.push((
                Piece::new(ThemeRole::Header, name.to_owned()),
                Some(command),
            ));
            parts.push((
                Piece::new(ThemeRole::Muted, format!(" {}", signs::CHOICE)),
                Some(command),
            ));
        };
        place(&self.place.project_text(account), "place.project");
        if let Some(id) = self.place.enterprise_project {
            let name = account.enterprise_projects.get(id).shown();
            place(&name, "place.enterprise-project");
        }
        place(
            self.place.service_code(self.world.catalogue()),
            "place.service",
        );
        if !self.problems.is_empty() || !self.remarks.is_empty() {
            let count = match self.problems.len() {
                0 => "  !".to_owned(),
                count => format!("  !{count}"),
            };
            parts.push((Piece::new(ThemeRole::Warning, count), Some("problems.open")));
        }
        // the last first: where there is little room, the oldest is what is cut
        for (nth, stop) in self.history.behind().take(CRUMBS).enumerate() {
            let mark = if nth == 0 { "  [" } else { "  ‹" };
            parts.push((Piece::new(ThemeRole::Key, mark), Some("history.back")));
            let place = self.crumb(stop);
            parts.push((Piece::new(ThemeRole::Muted, place), Some("history.back")));
        }
        parts
    }

    /// A place one came from: " Who can ims:images:delete".
    fn crumb(&self, stop: &Stop) -> String {
        let what = match stop.view {
            ViewId::WhoCan => Some(stop.question.as_str().into()),
            ViewId::Access => stop.principal.map(|id| self.world.shown_name(id)),
            _ => None,
        };
        let thing = stop.catalogued.map(|thing| thing.name(&self.world));
        let what = what.or(thing.map(Into::into));
        let (name, _) = stop.view.labels();
        let what = what.filter(|what| !what.is_empty());
        match what {
            Some(what) => format!(" {name} {what}"),
            None => format!(" {name}"),
        }
    }
}
