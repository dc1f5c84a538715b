//! The pane of principals: groups, users or agencies, one list at a time; the cursor picks whom everything is about.
//!
//! INVARIANT: each listing keeps its own cursor and filter, so switching back shows what was there.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::export::filtered;
use super::world::World;
use crate::model::{Principal, TableId};
use crate::report::{Answer, Sheet};
use crate::search::Index;
use crate::tui::app::{Ctx, Export, Pane, PaneDrawn};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::Piece;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::rows::{Row, Rows, RowsState};

/// The columns of a list as it is exported.
const COLUMNS: [&str; 3] = ["Name", "Kind", "Remark"];

/// Which principals are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Listing {
    #[default]
    Groups,
    Users,
    Agencies,
}

impl Listing {
    /// The next one.
    pub fn next(self) -> Self {
        match self {
            Self::Groups => Self::Users,
            Self::Users => Self::Agencies,
            Self::Agencies => Self::Groups,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Groups => "Groups",
            Self::Users => "Users",
            Self::Agencies => "Agencies",
        }
    }
}

/// One listing: everyone in it, and what is shown of it.
#[derive(Debug, Default)]
struct List {
    all: Vec<Principal>,
    index: Option<Index>,
    filter: String,
    shown: Vec<usize>,
    rows: RowsState,
}

impl List {
    fn new(all: Vec<Principal>) -> Self {
        Self {
            shown: (0..all.len()).collect(),
            all,
            ..Self::default()
        }
    }

    fn at(&self, row: usize) -> Option<(usize, Principal)> {
        let index = *self.shown.get(row)?;
        Some((index, *self.all.get(index)?))
    }
}

/// What of the pane comes back when one returns to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    listing: Listing,
    filter: String,
    rows: RowsState,
}

/// The pane.
#[derive(Debug)]
pub struct Principals {
    world: World,
    listing: Listing,
    lists: [List; 3],
}

impl Principals {
    /// Everyone of the account, the groups in view.
    pub fn new(world: World) -> Self {
        let account = world.account();
        let lists = [
            List::new(account.groups.ids().map(Principal::Group).collect()),
            List::new(account.users.ids().map(Principal::User).collect()),
            List::new(account.agencies.ids().map(Principal::Agency).collect()),
        ];
        let mut pane = Self {
            world,
            listing: Listing::Groups,
            lists,
        };
        // an account without groups opens on whoever it has
        if pane.selected().is_none() {
            pane.turn();
        }
        pane
    }

    fn list(&self) -> Option<&List> {
        self.lists.get(self.listing as usize)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        self.lists.get_mut(self.listing as usize)
    }

    /// The next kind of principal that there is any of; nothing where all are of one kind.
    pub fn next_kind(&self) -> Option<Listing> {
        let next = self.listing.next();
        [next, next.next()].into_iter().find(|listing| {
            let list = self.lists.get(*listing as usize);
            list.is_some_and(|list| !list.all.is_empty())
        })
    }

    /// Lists them.
    pub fn turn(&mut self) {
        if let Some(next) = self.next_kind() {
            self.listing = next;
        }
    }

    /// What is to come back with the place.
    pub fn kept(&self) -> Kept {
        let list = self.list();
        Kept {
            listing: self.listing,
            filter: list.map(|list| list.filter.clone()).unwrap_or_default(),
            rows: list.map(|list| list.rows.clone()).unwrap_or_default(),
        }
    }

    /// As it was.
    pub fn restore(&mut self, kept: &Kept) {
        self.listing = kept.listing;
        self.set_filter(&kept.filter);
        if let Some(list) = self.list_mut() {
            list.rows.clone_from(&kept.rows);
            list.rows.cursor.keep_within(list.shown.len());
        }
    }

    /// Whom the cursor is on.
    pub fn selected(&self) -> Option<Principal> {
        let list = self.list()?;
        Some(list.at(list.rows.cursor.at())?.1)
    }

    /// Puts the cursor on a principal, in whatever listing it is.
    pub fn select(&mut self, principal: Principal) {
        let (listing, row) = match principal {
            Principal::Group(id) => (Listing::Groups, id.index()),
            Principal::User(id) => (Listing::Users, id.index()),
            Principal::Agency(id) => (Listing::Agencies, id.index()),
        };
        self.listing = listing;
        self.set_filter("");
        self.go(Motion::To(row), (1, 1));
    }

    fn row(&self, at: usize) -> Row<'_> {
        let Some((list, (index, principal))) =
            self.list().and_then(|list| Some((list, list.at(at)?)))
        else {
            return Row::new("");
        };
        let row = Row::new(self.world.shown_name(principal)).matched(
            list.index
                .as_ref()
                .map(|names| names.positions(index, &list.filter))
                .unwrap_or_default(),
        );
        let (role, word) = self.remark(principal);
        let row = if role == ThemeRole::Disabled {
            row.role(ThemeRole::Disabled)
        } else {
            row
        };
        row.column(role, word)
    }

    /// What stands at the right of a principal.
    fn remark(&self, principal: Principal) -> (ThemeRole, String) {
        let account = self.world.account();
        let many = |count: usize, one: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {one}s"),
        };
        match principal {
            Principal::Group(id) => {
                match account.group(id).members.len() {
                    // an unread list is not an empty one
                    0 if account.members_unread(id) => (ThemeRole::Unknown, "? users".into()),
                    members if account.members_unread(id) => {
                        (ThemeRole::Unknown, format!("{members}+ users"))
                    }
                    members => (ThemeRole::Muted, many(members, "user")),
                }
            }
            Principal::User(id) if account.user(id).owner => (ThemeRole::Strong, "owner".into()),
            Principal::User(id) if !account.user(id).enabled => {
                (ThemeRole::Disabled, "disabled".into())
            }
            Principal::User(id) => {
                let groups = account.user(id).groups.len();
                (ThemeRole::Muted, many(groups, "group"))
            }
            Principal::Agency(id) => {
                let trusted = &account.agencies.get(id).trusted;
                (ThemeRole::Muted, format!("for {trusted}"))
            }
        }
    }
}

impl Pane for Principals {
    fn title(&self) -> Title<'_> {
        let title = Title::new(self.listing.title());
        let Some(list) = self.list() else {
            return title;
        };
        let mut summary = Vec::new();
        if list.filter.is_empty() {
            if let Some(next) = self.next_kind() {
                let next = next.title().to_lowercase();
                summary.push(Piece::new(ThemeRole::Key, "u"));
                summary.push(Piece::new(ThemeRole::Hint, format!(" {next}")));
            }
        } else {
            let of = format!("of {} ", list.all.len());
            summary.push(Piece::new(ThemeRole::Muted, of));
            summary.push(Piece::new(ThemeRole::Match, format!("/{}", list.filter)));
        }
        title.count(list.shown.len()).summary(summary)
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let Some(list) = self.list() else {
            return PaneDrawn::default();
        };
        let wide = if self.listing == Listing::Agencies {
            20
        } else {
            8
        };
        let rows = Rows {
            len: list.shown.len(),
            state: &list.rows,
            columns: &[wide],
            text: None,
            focus: ctx.focus,
            empty: if list.filter.is_empty() {
                "this account has none"
            } else {
                "no name matches; esc shows all"
            },
        };
        let spots = rows.draw(area, buf, ctx.theme, |at| self.row(at));
        PaneDrawn::listed(area, spots)
    }

    fn folded(&self) -> Vec<Piece<'_>> {
        let Some((list, principal)) = self.list().zip(self.selected()) else {
            return vec![Piece::new(ThemeRole::Placeholder, "nobody")];
        };
        let at = list.rows.cursor.at() + 1;
        vec![
            Piece::new(ThemeRole::Strong, self.world.shown_name(principal)),
            Piece::new(ThemeRole::Muted, format!("  {}", self.remark(principal).1)),
            Piece::new(ThemeRole::Count, format!("  {at}/{}", list.shown.len())),
        ]
    }

    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        let Some(list) = self.list_mut() else {
            return false;
        };
        let len = list.shown.len();
        list.rows.go(motion, len, page.0)
    }

    fn filter(&self) -> Option<&str> {
        self.list().map(|list| list.filter.as_str())
    }

    fn set_filter(&mut self, text: &str) {
        let world = self.world.clone();
        let Some(list) = self.list_mut() else {
            return;
        };
        let names = list.index.get_or_insert_with(|| {
            Index::new(
                list.all
                    .iter()
                    .map(|principal| world.shown_name(*principal)),
            )
        });
        let kept = list.shown.get(list.rows.cursor.at()).copied();
        list.shown = names.find(text).into_iter().map(|hit| hit.index).collect();
        // the order of the account stays: one looks for a name where it was
        list.shown.sort_unstable();
        text.clone_into(&mut list.filter);
        list.rows.marks.clear();
        let row = list.shown.iter().position(|index| Some(*index) == kept);
        list.rows
            .go(Motion::To(row.unwrap_or(0)), list.shown.len(), 1);
        list.rows.cursor.keep_within(list.shown.len());
    }

    fn exported(&self) -> Option<Export> {
        let list = self.list()?;
        let shown = list
            .shown
            .iter()
            .filter_map(|at| list.all.get(*at).copied());
        // programs get the name as it is, people one that can be seen
        let mut people = Sheet::new("", &COLUMNS);
        let rows: Vec<[String; 3]> = shown
            .map(|principal| {
                let name = self.world.account().principal_name(principal).to_owned();
                let (kind, remark) = (principal.kind().to_owned(), self.remark(principal).1);
                let seen = self.world.shown_name(principal).into_owned();
                people.row([&seen, &kind, &remark]);
                [name, kind, remark]
            })
            .collect();
        let make = move || Answer {
            sheets: vec![people],
            ..Answer::listed("", &COLUMNS, &rows)
        };
        Some(Export {
            stem: match self.listing {
                Listing::Groups => "groups",
                Listing::Users => "users",
                Listing::Agencies => "agencies",
            },
            asked: filtered(
                &format!("{} of the account", self.listing.title()),
                &list.filter,
            ),
            make: Box::new(make),
            page: None,
        })
    }

    fn mark(&mut self) -> bool {
        let Some(list) = self.list_mut() else {
            return false;
        };
        list.rows.toggle_mark();
        true
    }

    fn copied(&self) -> Option<String> {
        let list = self.list()?;
        let name = |at| {
            Some(
                self.world
                    .account()
                    .principal_name(list.at(at)?.1)
                    .to_owned(),
            )
        };
        list.rows.marked_or_here(name)
    }
}
