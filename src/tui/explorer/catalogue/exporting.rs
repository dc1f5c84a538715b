//! The list of the Catalogue view as a file: what the command line lists of the catalogue.
//!
//! INVARIANT: without a filter the file of actions, operations or APIs is that of `permlens catalog`, byte for byte; the
//! permissions are those of the account, which no such command lists.

use std::collections::HashSet;

use super::list::Item;
use super::{CatalogueList, Section};
use crate::model::TableId;
use crate::report::{Answer, Catalogued, Listing};
use crate::tui::app::Export;
use crate::tui::explorer::cards::Thing;
use crate::tui::explorer::export::filtered;

impl CatalogueList {
    /// What is listed, for a file; what is folded is in it.
    pub(super) fn export(&self) -> Export {
        let question = format!("The catalogue: {}", self.section.word().to_lowercase());
        let what = match self.section {
            Section::Actions => Catalogued::Actions,
            Section::Operations => Catalogued::Operations,
            Section::Apis => Catalogued::Apis,
            Section::Permissions => return self.permissions(&question),
        };
        let catalogue = self.world.catalogue();
        let found: Option<HashSet<usize>> = (!self.filter.is_empty()).then(|| {
            let found = self.found_things();
            found.filter_map(place).collect()
        });
        let make = move || {
            let mut listing = Listing::of(catalogue, what);
            listing.retain(|at, _| found.as_ref().is_none_or(|found| found.contains(&at)));
            listing.answer()
        };
        Export {
            stem: "catalogue",
            asked: filtered(&question, &self.filter),
            make: Box::new(make),
            page: None,
        }
    }

    fn found_things(&self) -> impl Iterator<Item = Thing> {
        self.items.iter().filter_map(|item| match item {
            Item::Thing(thing) => Some(*thing),
            _ => None,
        })
    }

    fn permissions(&self, question: &str) -> Export {
        let listed: Vec<Thing> = self.found_things().collect();
        let world = self.world.clone();
        let make = move || {
            let rows: Vec<[String; 2]> = listed
                .iter()
                .map(|thing| [thing.name(&world), thing.detail(&world)])
                .collect();
            Answer::listed("", &["Name", "What it is"], &rows)
        };
        Export {
            stem: "permissions",
            asked: filtered(question, &self.filter),
            make: Box::new(make),
            page: None,
        }
    }
}

/// Where a thing stands in its table of the catalogue.
fn place(thing: Thing) -> Option<usize> {
    match thing {
        Thing::Action(id) => Some(id.index()),
        Thing::Operation(id) => Some(id.index()),
        Thing::Api(id) => Some(id.index()),
        _ => None,
    }
}
