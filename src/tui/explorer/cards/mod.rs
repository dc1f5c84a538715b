//! Cards: what a thing is, why it is so, and who else; lines that lead on to other things.
//!
//! INVARIANT: a card says nothing that the engine or the catalogue does not say; a link leads to a thing that exists.

mod asking;
mod catalogued;
pub mod commands;
mod exporting;
mod granted;
mod history;
mod people;
mod pointed;
mod thing;

use super::world::World;
use super::{Explorer, document};
use crate::model::{Grant, PermissionId, Principal};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::picker::Purpose;
use crate::tui::overlays::reader::{Line, Reader, Reading};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::Piece;
use crate::tui::widgets::frame::Title;

pub use history::History;
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
            // those of what a cursor points at are the explorer's
            Thing::Cell | Thing::Finding | Thing::Paths => {}
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

    /// The lines as a reader shows them, their links numbered.
    fn into_lines(self) -> Vec<Line> {
        let mut links = 0..;
        let lines = self.lines.into_iter();
        lines
            .map(|line| Line {
                link: line.link.and_then(|_| links.next()),
                ..Line::new(line.pieces)
            })
            .collect()
    }

    /// The links, in the order of the lines.
    pub fn targets(&self) -> Vec<Thing> {
        self.lines.iter().filter_map(|line| line.link).collect()
    }
}

/// The cards that are open over each other: the last one is seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cards {
    stack: Vec<Open>,
    /// Where the links of the one that is seen lead.
    targets: Vec<Thing>,
}

/// An open card.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Open {
    thing: Thing,
    /// Through what a permission reaches whom, where its document was opened from an attachment.
    held: Option<(Principal, Grant)>,
    /// Where one was in it, once it was left.
    reading: Option<Reading>,
}

impl Cards {
    /// Puts a card on top; `reading` is where one was in the one below.
    pub fn push(&mut self, thing: Thing, reading: Option<Reading>) {
        if self.top() == Some(thing) {
            return;
        }
        if let Some(below) = self.stack.last_mut() {
            below.reading = reading;
        }
        self.stack.push(Open {
            thing,
            held: None,
            reading: None,
        });
    }

    /// One card alone: what a permission says, and through what it reaches whom.
    pub fn document(&mut self, permission: PermissionId, held: Option<(Principal, Grant)>) {
        self.clear();
        self.stack.push(Open {
            thing: Thing::Document(permission),
            held,
            reading: None,
        });
    }

    /// These cards as they are on screen; none, if they are not.
    pub fn seen(&self, overlays: &[Overlay]) -> Self {
        let Some(reading) = on_screen(overlays) else {
            return Self::default();
        };
        let mut seen = self.clone();
        if let Some(top) = seen.stack.last_mut() {
            top.reading = Some(reading);
        }
        seen
    }

    /// Takes the top card away; what is seen now.
    pub fn pop(&mut self) -> Option<Thing> {
        self.stack.pop();
        self.top()
    }

    /// What is seen.
    pub fn top(&self) -> Option<Thing> {
        self.stack.last().map(|open| open.thing)
    }

    /// Takes all away.
    pub fn clear(&mut self) {
        self.stack.clear();
        self.targets.clear();
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.stack.len()
    }

    /// Where a link of the top card leads.
    pub fn target(&self, index: usize) -> Option<Thing> {
        self.targets.get(index).copied()
    }

    /// The way to the top card: the names of the last few.
    fn trail(&self, world: &World) -> String {
        const TRAIL: usize = 3;
        let before = self.stack.len().saturating_sub(TRAIL + 1);
        let names = self.stack.iter().skip(before);
        let names: Vec<String> = names.map(|open| open.thing.name(world)).collect();
        let more = if before > 0 { "… › " } else { "" };
        format!("{more}{}", names.join(" › "))
    }
}

/// Where one is in the card on top of what lies over the view, if a card does.
pub fn on_screen(overlays: &[Overlay]) -> Option<Reading> {
    match overlays.last()? {
        Overlay::Reader(reader) if reader.purpose() == Some(CARD) => Some(reader.reading()),
        _ => None,
    }
}

impl Explorer {
    /// The top card as a text to be read, its title the way that led there.
    fn card_reader(&mut self) -> Option<Reader> {
        let open = self.cards.stack.last()?.clone();
        let world = self.world.clone();
        let trail = self.cards.trail(&world);
        let (mut reader, targets) = match open.thing {
            Thing::Document(permission) => {
                let opened = document::Opened {
                    permission,
                    held: open.held,
                    service: self.place.service_code(world.catalogue()),
                    deciding: &self.evaluator.deciding(permission),
                };
                document::read(&world, trail, opened)
            }
            thing => {
                let (card, title) = match thing {
                    Thing::Cell => (self.cell_card(), trail),
                    Thing::Finding => (self.finding_card(), trail),
                    Thing::Paths => (self.paths_card(), trail),
                    thing => (Card::of(&world, thing), format!("{} {trail}", thing.kind())),
                };
                let targets = card.targets();
                let title = Title::new(title);
                (Reader::new(title, card.into_lines()).linked(CARD), targets)
            }
        };
        if let Some(reading) = &open.reading {
            reader.read_on(reading);
        }
        self.cards.targets = targets;
        Some(reader)
    }
}
