//! What of the list comes back when one returns to a place.

use std::collections::BTreeSet;

use super::{CatalogueList, Section};
use crate::model::ServiceId;
use crate::tui::widgets::rows::RowsState;

/// What of the list comes back when one returns to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    section: Section,
    open_services: BTreeSet<ServiceId>,
    closed_categories: BTreeSet<(ServiceId, &'static str)>,
    filter: String,
    rows: RowsState,
}

/// The services that are open, and the categories that are folded.
pub type Folds = (BTreeSet<ServiceId>, BTreeSet<(ServiceId, &'static str)>);

impl CatalogueList {
    /// What is to come back with the place.
    pub fn kept(&self) -> Kept {
        Kept {
            section: self.section,
            open_services: self.open_services.clone(),
            closed_categories: self.closed_categories.clone(),
            filter: self.filter.clone(),
            rows: self.rows.clone(),
        }
    }

    /// What is listed.
    pub fn section(&self) -> Section {
        self.section
    }

    /// The services that are open, and the categories that are folded.
    pub fn folds_left(&self) -> Folds {
        (self.open_services.clone(), self.closed_categories.clone())
    }

    /// Lists what is called so, with these services open and these categories folded; the cursor is on a service.
    pub fn arrange_as(&mut self, section: &str, (open, closed): Folds, service: Option<ServiceId>) {
        let section = Section::ALL
            .into_iter()
            .find(|known| known.word() == section);
        self.open_services = open;
        self.closed_categories = closed;
        self.show(section.unwrap_or_default());
        service
            .into_iter()
            .for_each(|service| self.lead_to(service));
    }

    /// As it was.
    pub fn restore(&mut self, kept: &Kept) {
        self.section = kept.section;
        self.open_services.clone_from(&kept.open_services);
        self.closed_categories.clone_from(&kept.closed_categories);
        self.filter.clone_from(&kept.filter);
        self.lay();
        self.rows.clone_from(&kept.rows);
        self.rows.cursor.keep_within(self.items.len());
    }
}
