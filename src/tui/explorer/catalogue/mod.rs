//! The Catalogue view: services, their categories and actions as a tree; operations, APIs and permissions as lists; the
//! card of what the cursor is on beside it.

pub mod commands;
mod detail;
mod exporting;
mod keeping;
mod list;
mod section;

use super::cards::{Card, Thing};
use super::world::World;
use crate::model::ServiceId;
pub use detail::Detail;
pub use keeping::Kept;
pub use list::CatalogueList;
pub use section::Section;

/// Both panes.
#[derive(Debug)]
pub struct CatalogueView {
    /// What there is.
    pub list: CatalogueList,
    /// The card of one of them.
    pub detail: Detail,
    world: World,
}

impl CatalogueView {
    /// The services, folded.
    pub fn new(world: World) -> Self {
        let mut view = Self {
            list: CatalogueList::new(world.clone()),
            detail: Detail::default(),
            world,
        };
        view.tell();
        view
    }

    /// What the cursor is on.
    pub fn selected(&self) -> Option<Thing> {
        self.list.selected()
    }

    /// Puts the cursor on something of the catalogue.
    pub fn go_to(&mut self, thing: Thing) {
        self.list.go_to(thing);
        self.tell();
    }

    /// Opens where one comes from; whoever has looked around here finds it as it was left.
    pub fn lead(&mut self, service: Option<ServiceId>) {
        if let Some(service) = service {
            self.list.lead(service);
            self.tell();
        }
    }

    /// Tells of what the cursor is on.
    pub fn tell(&mut self) {
        let told = self.selected().map(|thing| {
            let name = format!("{} {}", thing.kind(), thing.name(&self.world));
            (name, Card::of(&self.world, thing))
        });
        self.detail.show(told);
    }
}
