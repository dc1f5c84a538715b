//! The pane of attachments: what reaches the selected principal, where it counts, and what it lacks.
//!
//! INVARIANT: what does not count at the current place says so in words; dimming only repeats it.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::export::filtered;
use super::world::{Place, World};
use crate::model::{Basis, Grant, PermissionId, Principal, User, Via};
use crate::report::Answer;
use crate::search::Index;
use crate::tui::app::{Ctx, Export, Pane, PaneDrawn};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::rows::{Row, Rows, RowsState};
use crate::tui::widgets::{Piece, text};

/// Whether an attachment counts at the current place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// It does.
    Here,
    /// It is granted somewhere else.
    Elsewhere,
}

/// One attachment as shown.
#[derive(Debug, Clone)]
pub struct Held {
    /// What, through what, where.
    pub grant: Grant,
    /// Whether it counts at the current place.
    pub counts: Counts,
    /// The roles it lacks.
    pub lacks: Vec<String>,
}

/// The pane.
#[derive(Debug)]
pub struct Attached {
    world: World,
    principal: Option<Principal>,
    held: Vec<Held>,
    index: Index,
    filter: String,
    shown: Vec<usize>,
    rows: RowsState,
}

impl Attached {
    /// With nothing in it yet.
    pub fn new(world: World) -> Self {
        Self {
            world,
            principal: None,
            held: Vec::new(),
            index: Index::new::<&str>([]),
            filter: String::new(),
            shown: Vec::new(),
            rows: RowsState::default(),
        }
    }

    /// Shows what reaches a principal, judged at a place.
    pub fn show(&mut self, principal: Option<Principal>, place: Place) {
        if principal != self.principal {
            self.rows = RowsState::default();
            self.filter.clear();
        }
        self.principal = principal;
        self.held = principal
            .map(|principal| held(&self.world, principal, place))
            .unwrap_or_default();
        let account = self.world.account();
        self.index = Index::new(
            self.held
                .iter()
                .map(|held| account.permission(held.grant.permission).shown()),
        );
        let filter = std::mem::take(&mut self.filter);
        self.set_filter(&filter);
    }

    /// The attachment under the cursor.
    pub fn selected(&self) -> Option<&Held> {
        self.at(self.rows.cursor.at())
    }

    /// The filter and the cursor, to come back with the place.
    pub fn kept(&self) -> (String, RowsState) {
        (self.filter.clone(), self.rows.clone())
    }

    /// As it was.
    pub fn restore(&mut self, (filter, rows): &(String, RowsState)) {
        self.set_filter(filter);
        self.rows.clone_from(rows);
        self.rows.cursor.keep_within(self.shown.len());
    }

    /// Every attachment, in the order of the account.
    pub fn held(&self) -> &[Held] {
        &self.held
    }

    /// Puts the cursor on a permission, unless it is on it already or the permission is not shown.
    pub fn select(&mut self, permission: PermissionId) {
        let on = |held: &Held| held.grant.permission == permission;
        if self.selected().is_some_and(on) {
            return;
        }
        let row = (0..self.shown.len()).find(|row| self.at(*row).is_some_and(on));
        if let Some(row) = row {
            self.rows.go(Motion::To(row), self.shown.len(), 1);
        }
    }

    fn at(&self, row: usize) -> Option<&Held> {
        self.shown.get(row).and_then(|index| self.held.get(*index))
    }

    fn row(&self, at: usize, order: Order) -> Row<'_> {
        let Some(held) = self.at(at) else {
            return Row::new("");
        };
        let account = self.world.account();
        let permission = account.permission(held.grant.permission);
        let mut positions = Vec::new();
        if let Some(index) = self.shown.get(at) {
            positions = self.index.positions(*index, &self.filter);
        }
        let role = match held.counts {
            Counts::Here => ThemeRole::Text,
            Counts::Elsewhere => ThemeRole::Disabled,
        };
        let quiet = match held.counts {
            Counts::Here => ThemeRole::Muted,
            Counts::Elsewhere => ThemeRole::Disabled,
        };
        let state = state(held, permission.basis);
        let via = match held.grant.via {
            Via::Group(id) => self.world.shown_name(Principal::Group(id)),
            Via::Direct => "directly".into(),
        };
        let scope = account.scope_name(held.grant.scope);
        let row = Row::new(permission.shown()).role(role).matched(positions);
        match order {
            Order::StateLast => row
                .column(quiet, permission.kind.text())
                .column(quiet, scope)
                .column(state.role, state.text),
            Order::StateFirst => row
                .column(state.role, state.text)
                .column(quiet, scope)
                .column(quiet, permission.kind.text()),
            Order::WithVia => row
                .column(quiet, permission.kind.text())
                .column(quiet, scope)
                .column(quiet, via)
                .column(state.role, state.text),
        }
    }
}

/// The columns of a scope that is still told from others.
const LEAST_SCOPE: u16 = 6;

/// The columns at the right; the first ones stay longest when it gets narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    StateLast,
    StateFirst,
    WithVia,
}

/// The mark of where a content comes from, readable without colour.
pub fn basis_mark(basis: Basis) -> Option<(char, ThemeRole, &'static str)> {
    match basis {
        Basis::Imported | Basis::Published => None,
        Basis::EarlierName => Some(('≈', ThemeRole::Predicted, "earlier name")),
        Basis::Convention => Some(('°', ThemeRole::Predicted, "predicted")),
        Basis::Unknown => Some(('?', ThemeRole::Unknown, "unknown")),
    }
}

/// What most needs to be known of an attachment.
fn state(held: &Held, basis: Basis) -> Piece<'static> {
    if held.counts == Counts::Elsewhere {
        return Piece::new(ThemeRole::Disabled, "not here");
    }
    if !held.lacks.is_empty() {
        return Piece::new(ThemeRole::MissingDependency, "! deps");
    }
    match basis_mark(basis) {
        Some((mark, role, word)) => Piece::new(role, format!("{mark} {word}")),
        None => Piece::new(ThemeRole::Muted, ""),
    }
}

/// Whether a user may do everything, whatever is attached.
fn needs_nothing(user: &User) -> bool {
    user.owner && user.enabled
}

fn held(world: &World, principal: Principal, place: Place) -> Vec<Held> {
    let engine = world.engine();
    let account = engine.account();
    let stands = place.stands(account);
    let mut lacking = engine.lacking(principal);
    let mut grants = lacking.grants().to_vec();
    grants.extend(engine.grants().identity(account, principal));
    grants
        .into_iter()
        .map(|grant| {
            let here = stands
                .iter()
                .any(|stand| world.columns.reaches(&grant, *stand));
            Held {
                grant,
                counts: if here {
                    Counts::Here
                } else {
                    Counts::Elsewhere
                },
                lacks: lacking.of(grant),
            }
        })
        .collect()
}

impl Pane for Attached {
    fn title(&self) -> Title<'_> {
        let name = match self.principal {
            Some(principal) => format!("Attached to {}", self.world.shown_name(principal)),
            None => "Attached".to_owned(),
        };
        let mut summary = Vec::new();
        if !self.filter.is_empty() {
            summary.push(Piece::new(ThemeRole::Match, format!("/{}", self.filter)));
        } else if let Some(lacks) = self
            .selected()
            .map(|held| held.lacks.join(", "))
            .filter(|lacks| !lacks.is_empty())
        {
            summary.push(Piece::new(ThemeRole::MissingDependency, "! needs "));
            summary.push(Piece::new(ThemeRole::Text, lacks));
        }
        Title::new(name).count(self.shown.len()).summary(summary)
    }

    fn line_title(&self) -> Cow<'_, str> {
        "Attached".into()
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let account = self.world.account();
        let widest = |of: &dyn Fn(&Held) -> usize, most: usize| {
            let width = self.held.iter().map(of).max().unwrap_or(0).min(most);
            u16::try_from(width).unwrap_or(u16::MAX)
        };
        let scope = widest(
            &|held| text::width(&account.scope_name(held.grant.scope)),
            28,
        );
        let kind = widest(
            &|held| account.permission(held.grant.permission).kind.text().len(),
            15,
        );
        let via = widest(
            &|held| match held.grant.via {
                Via::Group(id) => text::width(&self.world.shown_name(Principal::Group(id))),
                Via::Direct => 8,
            },
            16,
        );
        let name = widest(
            &|held| text::width(&account.permission(held.grant.permission).shown()),
            usize::MAX,
        );
        let state = widest(
            &|held| {
                let basis = account.permission(held.grant.permission).basis;
                text::width(&state(held, basis).text)
            },
            14,
        );
        let of_user = matches!(self.principal, Some(Principal::User(_)));
        // the widest arrangement that leaves the names their room, else what matters most stays
        let room = area.width.saturating_sub(1 + name.min(area.width / 2));
        let (order, columns) = if of_user && kind + scope + via + state + 7 <= room {
            (Order::WithVia, vec![kind + 1, scope + 1, via + 1, state])
        } else if kind + scope + state + 5 <= room {
            (Order::StateLast, vec![kind + 1, scope + 1, state])
        } else {
            let cut = scope.min(room.saturating_sub(state + 3));
            // a beginning of a name tells something, an ellipsis alone does not
            let columns = match cut < scope.min(LEAST_SCOPE) {
                true => vec![state + 1],
                false => vec![state + 1, cut, kind],
            };
            (Order::StateFirst, columns)
        };
        let rows = Rows {
            len: self.shown.len(),
            state: &self.rows,
            columns: &columns,
            text: Some(name),
            focus: ctx.focus,
            empty: match (self.principal, self.filter.is_empty()) {
                (_, false) => "no name matches; esc shows all",
                (Some(Principal::User(id)), true) if needs_nothing(account.user(id)) => {
                    "nothing, and the owner may do everything"
                }
                (Some(Principal::User(_)), true) => "nothing reaches this user",
                (Some(_), true) => "nothing is attached",
                (None, true) => "nobody is selected",
            },
        };
        let spots = rows.draw(area, buf, ctx.theme, |at| self.row(at, order));
        PaneDrawn::listed(area, spots)
    }

    fn folded(&self) -> Vec<Piece<'_>> {
        if self.shown.is_empty() {
            return vec![Piece::new(ThemeRole::Placeholder, "nothing")];
        }
        let account = self.world.account();
        let mut pieces = vec![Piece::new(
            ThemeRole::Count,
            format!("{} ", self.shown.len()),
        )];
        for (row, held) in (0..self.shown.len()).filter_map(|row| Some((row, self.at(row)?))) {
            if row > 0 {
                pieces.push(Piece::new(ThemeRole::Muted, " · "));
            }
            let name = account.permission(held.grant.permission).shown();
            let role = match (row == self.rows.cursor.at(), held.counts) {
                (true, _) => ThemeRole::Strong,
                (false, Counts::Here) => ThemeRole::Text,
                (false, Counts::Elsewhere) => ThemeRole::Disabled,
            };
            pieces.push(Piece::new(role, name));
            if !held.lacks.is_empty() {
                pieces.push(Piece::new(ThemeRole::MissingDependency, "!"));
            }
        }
        pieces
    }

    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        let len = self.shown.len();
        self.rows.go(motion, len, page.0)
    }

    fn filter(&self) -> Option<&str> {
        Some(&self.filter)
    }

    fn set_filter(&mut self, text: &str) {
        self.shown = self
            .index
            .find(text)
            .into_iter()
            .map(|hit| hit.index)
            .collect();
        self.shown.sort_unstable();
        self.rows.marks.clear();
        text.clone_into(&mut self.filter);
        self.rows.cursor.keep_within(self.shown.len());
    }

    fn exported(&self) -> Option<Export> {
        let account = self.world.account();
        let shown = self.shown.iter().filter_map(|at| self.held.get(*at));
        let rows: Vec<[String; 4]> = shown
            .map(|held| {
                let row = account.permission(held.grant.permission);
                [
                    row.shown().into_owned(),
                    row.kind.text().to_owned(),
                    account.scope_name(held.grant.scope),
                    held.lacks.join(", "),
                ]
            })
            .collect();
        let make = move || Answer::listed("", &["Permission", "Kind", "Scope", "Lacks"], &rows);
        Some(Export {
            stem: "attached",
            asked: filtered(
                &format!(
                    "Attached to {}",
                    self.principal
                        .map(|principal| self.world.principal_text(principal))
                        .unwrap_or_default()
                ),
                &self.filter,
            ),
            make: Box::new(make),
            page: None,
        })
    }

    fn mark(&mut self) -> bool {
        self.rows.toggle_mark();
        true
    }

    fn copied(&self) -> Option<String> {
        let name = |at: usize| {
            let held = self.held.get(*self.shown.get(at)?)?;
            let row = self.world.account().permission(held.grant.permission);
            Some(row.shown().into_owned())
        };
        self.rows.marked_or_here(name)
    }
}
