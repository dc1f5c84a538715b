//! The list of the Catalogue view: a tree of actions, or a flat list; what is typed finds names and labels alike.
//!
//! INVARIANT: a filter shows what it finds without headings; without one the tree is as it was left.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Section;
use crate::model::{ActionId, ServiceId};
use crate::search::Index;
use crate::tui::app::{About, Ctx, Export, Pane, PaneDrawn};
use crate::tui::explorer::cards::Thing;
use crate::tui::explorer::world::{World, category_name};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::rows::{Row, Rows, RowsState};
use crate::tui::widgets::{Piece, signs};

/// So many rows stay above a service that was jumped to.
const ABOVE: usize = 2;
/// Columns that names and what they are stepped in need; few are longer but the paths of APIs.
const NAMES: u16 = 60;

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Service(ServiceId),
    Category(ServiceId, &'static str),
    Thing(Thing),
}

/// The pane.
#[derive(Debug)]
pub struct CatalogueList {
    pub(super) world: World,
    pub(super) section: Section,
    pub(super) open_services: BTreeSet<ServiceId>,
    pub(super) closed_categories: BTreeSet<(ServiceId, &'static str)>,
    pub(super) filter: String,
    index: Option<(Section, Vec<Thing>, Index)>,
    pub(super) items: Vec<Item>,
    pub(super) rows: RowsState,
    /// Where [`CatalogueList::lead`] left the cursor.
    led: usize,
}

impl CatalogueList {
    /// Every service, folded.
    pub fn new(world: World) -> Self {
        let mut list = Self {
            world,
            section: Section::default(),
            open_services: BTreeSet::new(),
            closed_categories: BTreeSet::new(),
            filter: String::new(),
            index: None,
            items: Vec::new(),
            rows: RowsState::default(),
            led: 0,
        };
        list.lay();
        list
    }

    /// Everything of a section, in the catalogue's order.
    pub(super) fn things(&self, section: Section) -> Vec<Thing> {
        let catalogue = self.world.catalogue();
        match section {
            Section::Actions => catalogue.actions.ids().map(Thing::Action).collect(),
            Section::Operations => catalogue.operations.ids().map(Thing::Operation).collect(),
            Section::Apis => catalogue.apis.ids().map(Thing::Api).collect(),
            Section::Permissions => {
                let permissions = &self.world.account().permissions;
                permissions.ids().map(Thing::Permission).collect()
            }
        }
    }

    pub(super) fn lay(&mut self) {
        self.items = if !self.filter.is_empty() {
            self.found()
        } else if self.section == Section::Actions {
            self.tree()
        } else {
            self.things(self.section)
                .into_iter()
                .map(Item::Thing)
                .collect()
        };
        self.rows.marks.clear();
        self.rows.cursor.keep_within(self.items.len());
    }

    fn found(&mut self) -> Vec<Item> {
        if self
            .index
            .as_ref()
            .is_none_or(|(section, ..)| *section != self.section)
        {
            let things = self.things(self.section);
            let texts = things
                .iter()
                .map(|thing| format!("{} {}", thing.name(&self.world), thing.detail(&self.world)));
            let index = Index::new(texts.collect::<Vec<_>>());
            self.index = Some((self.section, things, index));
        }
        let Some((_, things, index)) = &mut self.index else {
            return Vec::new();
        };
        let hits = index.find(&self.filter);
        let words = self.filter.split_whitespace().count();
        let together = hits.iter().any(|hit| hit.is_together(words));
        hits.into_iter()
            .filter(|hit| !together || hit.is_together(words))
            .filter_map(|hit| things.get(hit.index).copied().map(Item::Thing))
            .collect()
    }

    fn tree(&self) -> Vec<Item> {
        let catalogue = self.world.catalogue();
        let mut services: Vec<ServiceId> = catalogue
            .services
            .ids()
            .filter(|id| catalogue.actions_of(*id).next().is_some())
            .collect();
        services.sort_by_key(|id| catalogue.services.get(*id).code);
        let mut items = Vec::new();
        for service in services {
            items.push(Item::Service(service));
            if !self.open_services.contains(&service) {
                continue;
            }
            let actions: Vec<ActionId> = catalogue.actions_of(service).collect();
            let mut categories: Vec<&'static str> = Vec::new();
            for action in &actions {
                let category = catalogue.actions.get(*action).category;
                if !categories.contains(&category) {
                    categories.push(category);
                }
            }
            for category in categories {
                items.push(Item::Category(service, category));
                if self.closed_categories.contains(&(service, category)) {
                    continue;
                }
                let own = actions
                    .iter()
                    .filter(|action| catalogue.actions.get(**action).category == category);
                items.extend(own.map(|action| Item::Thing(Thing::Action(*action))));
            }
        }
        items
    }

    /// What the cursor is on; a category stands for its service.
    pub fn selected(&self) -> Option<Thing> {
        Some(match self.items.get(self.rows.cursor.at())? {
            Item::Service(id) | Item::Category(id, _) => Thing::Service(*id),
            Item::Thing(thing) => *thing,
        })
    }

    /// Whether the cursor is on something that folds.
    pub fn folds(&self) -> bool {
        matches!(
            self.items.get(self.rows.cursor.at()),
            Some(Item::Service(_) | Item::Category(..))
        )
    }

    /// Opens or folds what the cursor is on.
    pub fn toggle(&mut self) {
        match self.items.get(self.rows.cursor.at()).copied() {
            Some(Item::Service(id)) => {
                if !self.open_services.remove(&id) {
                    self.open_services.insert(id);
                }
            }
            Some(Item::Category(id, name)) => {
                if !self.closed_categories.remove(&(id, name)) {
                    self.closed_categories.insert((id, name));
                }
            }
            _ => return,
        }
        self.lay();
    }

    /// Lists something else.
    pub fn turn(&mut self) {
        self.show(self.section.next());
    }

    pub(super) fn show(&mut self, section: Section) {
        self.section = section;
        self.filter.clear();
        self.rows = RowsState::default();
        self.lay();
    }

    /// Puts the cursor on a thing, in whatever list it is.
    pub fn go_to(&mut self, thing: Thing) {
        let catalogue = self.world.catalogue();
        let section = match thing {
            Thing::Operation(_) => Section::Operations,
            Thing::Api(_) => Section::Apis,
            Thing::Permission(_) => Section::Permissions,
            _ => Section::Actions,
        };
        self.show(section);
        let wanted = match thing {
            Thing::Service(id) => {
                self.open_services.insert(id);
                Item::Service(id)
            }
            Thing::Action(id) => {
                let action = catalogue.actions.get(id);
                self.open_services.insert(action.service);
                self.closed_categories
                    .remove(&(action.service, action.category));
                Item::Thing(thing)
            }
            other => Item::Thing(other),
        };
        self.lay();
        if let Some(at) = self.items.iter().position(|item| *item == wanted) {
            let service = |item: &Item| matches!(item, Item::Service(_));
            let head = self
                .items
                .get(..=at)
                .and_then(|above| above.iter().rposition(service));
            let from = head.unwrap_or(at).saturating_sub(ABOVE);
            self.rows.cursor.jump(at, from, self.items.len());
        }
    }

    /// Puts the cursor on a service, for who has not looked at anything else here yet.
    pub fn lead(&mut self, service: ServiceId) {
        let untouched = self.section == Section::default()
            && self.filter.is_empty()
            && self.open_services.is_empty()
            && self.rows.cursor.at() == self.led;
        if untouched {
            self.lead_to(service);
        }
    }

    pub(super) fn lead_to(&mut self, service: ServiceId) {
        let wanted = |item: &Item| *item == Item::Service(service);
        if let Some(at) = self.items.iter().position(wanted) {
            self.rows.go(Motion::To(at), self.items.len(), 1);
            self.led = at;
        }
    }

    fn row(&self, at: usize) -> Row<'_> {
        let catalogue = self.world.catalogue();
        match self.items.get(at).copied() {
            None => Row::new(""),
            Some(Item::Service(id)) => {
                let service = catalogue.services.get(id);
                let open = signs::fold(!self.open_services.contains(&id));
                let actions = catalogue.actions_of(id).count();
                Row::new(format!("{open} {:<13} {}", service.code, service.name))
                    .role(ThemeRole::Header)
                    .column(ThemeRole::Muted, format!("{actions:>4}"))
            }
            Some(Item::Category(service, name)) => {
                let closed = self.closed_categories.contains(&(service, name));
                let open = signs::fold(closed);
                let name = category_name(name);
                Row::new(format!("{open} {name}"))
                    .role(ThemeRole::Muted)
                    .indent(2)
            }
            Some(Item::Thing(thing)) => {
                let name = thing.name(&self.world);
                let indent = match (self.section, self.filter.is_empty()) {
                    (Section::Actions, true) => 6,
                    _ => 1,
                };
                let matched = match &self.index {
                    Some((section, things, index))
                        if *section == self.section && !self.filter.is_empty() =>
                    {
                        let at = things.iter().position(|other| *other == thing);
                        let all = at
                            .map(|at| index.positions(at, &self.filter))
                            .unwrap_or_default();
                        let count = name.chars().count();
                        all.into_iter()
                            .filter(|position| *position < count)
                            .collect()
                    }
                    _ => Vec::new(),
                };
                Row::new(name)
                    .indent(indent)
                    .matched(matched)
                    .column(ThemeRole::Muted, thing.detail(&self.world))
            }
        }
    }
}

impl Pane for CatalogueList {
    fn title(&self) -> Title<'_> {
        let mut summary = vec![
            Piece::new(ThemeRole::Key, "r"),
            Piece::new(ThemeRole::Hint, format!(" {}", self.section.next().word())),
        ];
        if !self.filter.is_empty() {
            summary.insert(
                0,
                Piece::new(ThemeRole::Match, format!("/{}  ", self.filter)),
            );
        }
        let title = Title::new(self.section.title());
        let counted = if self.filter.is_empty() && self.section == Section::Actions {
            self.world.catalogue().actions.len()
        } else {
            self.items.len()
        };
        title.count(counted).summary(summary)
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        // names need no more than so much; what is left over is for what they are called
        let left = match self.section {
            Section::Apis => 0,
            _ => area.width.saturating_sub(NAMES),
        };
        let wide = (area.width.saturating_sub(4) / 3).max(left);
        let rows = Rows {
            len: self.items.len(),
            state: &self.rows,
            columns: &[wide],
            text: None,
            focus: ctx.focus,
            empty: "nothing of the catalogue matches; esc shows all",
        };
        let spots = rows.draw(area, buf, ctx.theme, |at| self.row(at));
        PaneDrawn::listed(area, spots)
    }

    fn folded(&self) -> Vec<Piece<'_>> {
        let name = self.selected().map(|thing| thing.name(&self.world));
        vec![Piece::new(ThemeRole::Strong, name.unwrap_or_default())]
    }

    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        self.rows.go(motion, self.items.len(), page.0)
    }

    fn filter(&self) -> Option<&str> {
        Some(&self.filter)
    }

    fn set_filter(&mut self, text: &str) {
        let kept = self.selected();
        text.clone_into(&mut self.filter);
        self.lay();
        let place = |wanted: Item| self.items.iter().position(|item| *item == wanted);
        // without a filter: what was found, in the tree or folded away in it
        let at = kept.filter(|_| text.is_empty()).and_then(|kept| {
            place(Item::Thing(kept)).or_else(|| match kept {
                Thing::Action(id) => {
                    let action = self.world.catalogue().actions.get(id);
                    place(Item::Service(action.service))
                }
                _ => None,
            })
        });
        self.rows
            .go(Motion::To(at.unwrap_or(0)), self.items.len(), 1);
    }

    fn exported(&self) -> Option<Export> {
        Some(self.export())
    }

    fn rests_on(&self) -> About {
        match self.section {
            Section::Permissions => About::Account,
            Section::Actions | Section::Operations | Section::Apis => About::Catalogue,
        }
    }

    fn mark(&mut self) -> bool {
        self.rows.toggle_mark();
        true
    }

    fn copied(&self) -> Option<String> {
        let name = |at: usize| match self.items.get(at)? {
            Item::Service(id) | Item::Category(id, _) => {
                Some(Thing::Service(*id).name(&self.world))
            }
            Item::Thing(thing) => Some(thing.name(&self.world)),
        };
        self.rows.marked_or_here(name)
    }
}
