//! Cards: what a thing is, why it is so, and who else; lines that lead on to other things.
//!
//! INVARIANT: a card says nothing that the engine or the catalogue does not say; a link leads to a thing that exists.

mod catalogued;
pub mod commands;
mod granted;
mod history;
mod people;
mod thing;

use super::world::World;
use crate::tui::overlays::picker::Purpose;
use crate::tui::overlays::reader::{Line, Reader};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::Piece;
use crate::tui::widgets::frame::Title;

pub use history::{History, Stop};
pub use thing::Thing;

/// The reader of a card says by this that one of its links is followed.
pub const CARD: Purpose = "card";

/// As many links of one kind are worth reading at once.
const MOST: usize = 60;

/// One line of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardLine {
    /// What it says.
    pub pieces: Vec<Piece<'static>>,
    /// Where it leads.
    pub link: Option<Thing>,
}

/// What is told of a thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// The lines.
    pub lines: Vec<CardLine>,
}

impl Card {
    /// The card of a thing; empty for those that are places rather than things.
    pub fn of(world: &World, thing: Thing) -> Self {
        let mut card = Self::default();
        match thing {
            Thing::User(id) => people::user(world, id, &mut card),
            Thing::Group(id) => people::group(world, id, &mut card),
            Thing::Agency(id) => people::agency(world, id, &mut card),
            Thing::Project(id) => people::project(world, id, &mut card),
            Thing::EnterpriseProject(id) => people::enterprise_project(world, id, &mut card),
            Thing::Permission(id) => granted::permission(world, id, &mut card),
            Thing::Service(id) => catalogued::service(world, id, &mut card),
            Thing::Action(id) => catalogued::action(world, id, &mut card),
            Thing::Operation(id) => catalogued::operation(world, id, &mut card),
            Thing::Api(id) => catalogued::api(world, id, &mut card),
            Thing::Document(_) | Thing::WhoCan(_) | Thing::WhoCanOperate(_) | Thing::Access(_) => {}
        }
        card
    }

    fn fact(&mut self, name: &str, role: ThemeRole, words: impl Into<String>) {
        self.lines.push(CardLine {
            pieces: vec![
                Piece::new(ThemeRole::Label, format!("{name:<20}")),
                Piece::new(role, words.into()),
            ],
            link: None,
        });
    }

    fn heading(&mut self, name: &str, count: Option<usize>) {
        self.lines.push(CardLine {
            pieces: Vec::new(),
            link: None,
        });
        let mut pieces = vec![Piece::new(ThemeRole::TitleFocused, name.to_owned())];
        pieces.extend(count.map(|count| Piece::new(ThemeRole::Count, format!(" {count}"))));
        self.lines.push(CardLine { pieces, link: None });
    }

    fn link(&mut self, world: &World, thing: Thing, role: ThemeRole, detail: impl Into<String>) {
        let name = thing.name(world);
        self.lines.push(CardLine {
            pieces: vec![
                Piece::new(role, format!("{name}  ")),
                Piece::new(ThemeRole::Muted, detail.into()),
            ],
            link: Some(thing),
        });
    }

    /// A link in words of its own.
    fn lead(&mut self, thing: Thing, words: &str) {
        self.lines.push(CardLine {
            pieces: vec![Piece::new(ThemeRole::Key, words.to_owned())],
            link: Some(thing),
        });
    }

    fn note(&mut self, words: impl Into<String>) {
        self.lines.push(CardLine {
            pieces: vec![Piece::new(ThemeRole::Muted, words.into())],
            link: None,
        });
    }

    /// Links of one kind, as many as are worth reading.
    fn links(&mut self, world: &World, heading: &str, things: &[(Thing, ThemeRole, String)]) {
        self.heading(heading, Some(things.len()));
        for (thing, role, detail) in things.iter().take(MOST) {
            self.link(world, *thing, *role, detail.as_str());
        }
        if things.len() > MOST {
            self.note(format!("… and {} more", things.len() - MOST));
        }
    }

    /// The links, in the order of the lines.
    pub fn targets(&self) -> Vec<Thing> {
        self.lines.iter().filter_map(|line| line.link).collect()
    }
}

/// The cards that are open over each other: the last one is seen.
#[derive(Debug, Default)]
pub struct Cards {
    stack: Vec<Thing>,
}

impl Cards {
    /// Puts a card on top.
    pub fn push(&mut self, thing: Thing) {
        if self.stack.last() != Some(&thing) {
            self.stack.push(thing);
        }
    }

    /// Takes the top card away; what is seen now.
    pub fn pop(&mut self) -> Option<Thing> {
        self.stack.pop();
        self.stack.last().copied()
    }

    /// What is seen.
    pub fn top(&self) -> Option<Thing> {
        self.stack.last().copied()
    }

    /// Takes all away.
    pub fn clear(&mut self) {
        self.stack.clear();
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.stack.len()
    }

    /// The top card as a text to be read, its title the way that led there.
    pub fn reader(&self, world: &World) -> Option<Reader> {
        const TRAIL: usize = 3;
        let thing = self.top()?;
        let card = Card::of(world, thing);
        let mut lines = Vec::new();
        let mut links = 0;
        for line in card.lines {
            let mut shown = Line::new(line.pieces);
            if line.link.is_some() {
                shown.link = Some(links);
                links += 1;
            }
            lines.push(shown);
        }
        let before = self.stack.len().saturating_sub(TRAIL + 1);
        let trail: Vec<String> = self
            .stack
            .iter()
            .skip(before)
            .map(|thing| thing.name(world))
            .collect();
        let more = if before > 0 { "… › " } else { "" };
        let title = Title::new(format!("{} {more}{}", thing.kind(), trail.join(" › ")));
        Some(Reader::new(title, lines).linked(CARD))
    }
}
