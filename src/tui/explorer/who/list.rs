//! The list of the view: the question on its first row, then everyone who may.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::question::Edit;
use super::{Listed, able};
use crate::analysis::matrix::Projects;
use crate::analysis::who_can::{Asked, Kind, Kinds, Where, Would};
use crate::model::{Decision, Mark, Principal};
use crate::search::Index;
use crate::tui::app::{Ctx, Pane, PaneDrawn, Spot};
use crate::tui::explorer::world::{Place, World, kind_text};
use crate::tui::layout::cut_top;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::rows::{Row, Rows, RowsState};
use crate::tui::widgets::{Piece, put, put_pieces};

/// The columns that names are given before the answers stand beside them.
const NAMES: u16 = 28;

/// Which answers are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Only {
    /// Those who may, conditionally or not.
    #[default]
    Able,
    /// Those who may for certain.
    Allowed,
    /// Those who may under a condition.
    Conditional,
}

impl Only {
    /// The next one.
    pub fn next(self) -> Self {
        match self {
            Self::Able => Self::Allowed,
            Self::Allowed => Self::Conditional,
            Self::Conditional => Self::Able,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Able => "may, or may if",
            Self::Allowed => "may",
            Self::Conditional => "may if",
        }
    }

    fn takes(self, decision: Decision) -> bool {
        match self {
            Self::Able => able(decision),
            Self::Allowed => decision == Decision::Allow,
            Self::Conditional => decision == Decision::Conditional,
        }
    }
}

/// The pane.
#[derive(Debug)]
pub struct WhoList {
    world: World,
    place: Place,
    text: String,
    asked: Result<Asked, String>,
    pub(in crate::tui::explorer) edit: Option<Edit>,
    kinds: Kinds,
    only: Only,
    waiting: bool,
    everyone: Vec<(Principal, Decision)>,
    would: Vec<Would>,
    filter: String,
    shown: Vec<usize>,
    rows: RowsState,
}

impl WhoList {
    /// Nothing asked yet.
    pub fn new(world: World) -> Self {
        Self {
            world,
            place: Place::default(),
            text: String::new(),
            asked: Err(String::new()),
            edit: None,
            kinds: Kinds::Users,
            only: Only::default(),
            waiting: false,
            everyone: Vec::new(),
            would: Vec::new(),
            filter: String::new(),
            shown: Vec::new(),
            rows: RowsState::default(),
        }
    }

    /// Asks about this text, in this place.
    pub fn ask(&mut self, text: &str, place: Place) {
        text.clone_into(&mut self.text);
        self.place = place;
        self.asked = Asked::parse(&self.world.columns, text).map_err(|error| error.to_string());
        self.everyone.clear();
        self.would.clear();
        self.waiting = false;
        self.list();
    }

    /// What was last asked for, as typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The question, if it is one.
    pub fn asked(&self) -> Option<&Asked> {
        self.asked.as_ref().ok()
    }

    pub(super) fn world(&self) -> &World {
        &self.world
    }

    pub(super) fn kinds(&self) -> Kinds {
        self.kinds
    }

    pub(super) fn place(&self) -> Where {
        Where {
            projects: match self.place.projects(&self.world) {
                Projects::One(project) => vec![project],
                Projects::Any(projects) => projects,
            },
            enterprise_project: self.place.enterprise_project,
        }
    }

    pub(super) fn wait(&mut self) {
        self.waiting = true;
    }

    pub(super) fn would(&self) -> &[Would] {
        &self.would
    }

    /// Takes the worker's answer.
    pub fn listed(&mut self, listed: Listed) {
        self.waiting = false;
        self.everyone = listed.everyone;
        self.would = listed.would;
        self.list();
    }

    /// Lists the next kind of principal.
    pub fn turn_kinds(&mut self) {
        self.kinds = match self.kinds {
            Kinds::Users => Kinds::Groups,
            Kinds::Groups => Kinds::Agencies,
            Kinds::Agencies => Kinds::Users,
        };
    }

    /// Lists those with the next kind of answer.
    pub fn turn_only(&mut self) {
        self.only = self.only.next();
        self.list();
    }

    /// Whom the cursor is on.
    pub fn selected(&self) -> Option<(Principal, Decision)> {
        let index = self.shown.get(self.rows.cursor.at())?;
        self.everyone.get(*index).copied()
    }

    fn list(&mut self) {
        let kept = self.selected().map(|(principal, _)| principal);
        let account = self.world.account();
        let mut shown: Vec<usize> = (0..self.everyone.len())
            .filter(|at| {
                let decision = self.everyone.get(*at).map(|(_, decision)| *decision);
                decision.is_some_and(|decision| self.only.takes(decision))
            })
            .collect();
        if !self.filter.is_empty() {
            let names = shown.iter().filter_map(|at| self.everyone.get(*at));
            let mut index = Index::new(names.map(|(one, _)| account.principal_name(*one)));
            let mut hits: Vec<usize> = index
                .find(&self.filter)
                .iter()
                .map(|hit| hit.index)
                .collect();
            hits.sort_unstable();
            shown = hits
                .into_iter()
                .filter_map(|hit| shown.get(hit).copied())
                .collect();
        }
        self.shown = shown;
        let same = |index: &usize| self.everyone.get(*index).map(|(one, _)| *one) == kept;
        let at = self.shown.iter().position(same).unwrap_or(0);
        self.rows.go(Motion::To(at), self.shown.len(), 1);
        self.rows.cursor.keep_within(self.shown.len());
    }

    fn kinds_text(&self) -> &'static str {
        match self.kinds {
            Kinds::Users => "Users",
            Kinds::Groups => "Groups",
            Kinds::Agencies => "Agencies",
        }
    }

    fn count(&self, wanted: Decision) -> usize {
        let decisions = self.everyone.iter();
        decisions
            .filter(|(_, decision)| *decision == wanted)
            .count()
    }

    /// The question in a row: what is asked, or being typed.
    fn draw_question(&self, ctx: &Ctx<'_>, row: Rect, buf: &mut Buffer) -> PaneDrawn {
        let theme = ctx.theme;
        let x = put(
            buf,
            (row.x + 1, row.y),
            row.right(),
            ("May do  ", theme.style(ThemeRole::Label)),
        );
        let room = Rect {
            x,
            width: row.right().saturating_sub(x),
            ..row
        };
        let mut drawn = PaneDrawn::default();
        match &self.edit {
            Some(edit) => {
                drawn.cursor =
                    edit.input
                        .draw(room, buf, theme, "action, wildcard, API call or operation")
            }
            None if self.text.is_empty() => {
                put_pieces(
                    buf,
                    room,
                    theme,
                    &[
                        Piece::new(ThemeRole::Key, "i"),
                        Piece::new(
                            ThemeRole::Placeholder,
                            " asks: an action, a wildcard, an API call, an operation",
                        ),
                    ],
                );
            }
            None => {
                put(
                    buf,
                    (room.x, room.y),
                    room.right(),
                    (&self.text, theme.style(ThemeRole::Strong)),
                );
            }
        }
        drawn
    }

    /// What the answer is about, in a row.
    fn about(&self) -> Vec<Piece<'_>> {
        let asked = match &self.asked {
            Err(_) if self.text.is_empty() => return Vec::new(),
            Err(said) => return vec![Piece::new(ThemeRole::Warning, said.as_str())],
            Ok(asked) => asked,
        };
        let what = match asked.kind {
            Kind::Action => "action".to_owned(),
            Kind::Wildcard => format!("any of {} actions", asked.ways.len()),
            Kind::Api | Kind::Operation => match asked.ways.iter().flatten().count() {
                0 => "needs no permission".to_owned(),
                1 => asked
                    .ways
                    .iter()
                    .flatten()
                    .next()
                    .cloned()
                    .unwrap_or_default(),
                count => format!("{count} actions together"),
            },
        };
        let place = self.place.project_text(self.world.account());
        let inside = self.place.enterprise_project.map(|id| {
            format!(
                ", enterprise project {}",
                self.world.account().enterprise_projects.get(id).name
            )
        });
        vec![
            Piece::new(ThemeRole::Muted, what),
            Piece::new(ThemeRole::Muted, " · in "),
            Piece::new(ThemeRole::Header, place),
            Piece::new(ThemeRole::Muted, inside.unwrap_or_default()),
        ]
    }

    fn row(&self, at: usize) -> Row<'_> {
        let Some((principal, decision)) = self
            .shown
            .get(at)
            .and_then(|index| self.everyone.get(*index))
        else {
            return Row::new("");
        };
        let name = self.world.account().principal_name(*principal);
        let (role, letter, word) = match decision {
            Decision::Conditional => (ThemeRole::Conditional, Mark::Conditional.letter(), "if …"),
            _ => (ThemeRole::Allowed, Mark::Allowed.letter(), "may"),
        };
        Row::new(name).column(role, format!("{letter} {word}"))
    }

    fn empty(&self) -> String {
        match (&self.asked, self.waiting) {
            (Err(_), _) => String::new(),
            (Ok(_), true) => "asking everyone…".to_owned(),
            (Ok(asked), false) if asked.ways.is_empty() => "no action matches".to_owned(),
            (Ok(_), false) if self.filter.is_empty() && self.only == Only::Able => {
                "nobody may: beside stands who nearly may".to_owned()
            }
            (Ok(_), false) => "nobody like that may".to_owned(),
        }
    }
}

impl Pane for WhoList {
    fn title(&self) -> Title<'_> {
        let title = Title::new(self.kinds_text()).count(self.shown.len());
        if self.asked.is_err() {
            return Title::new("Who can");
        }
        let mut summary = Vec::new();
        if self.waiting {
            summary.push(Piece::new(ThemeRole::Muted, "asking… "));
        }
        if self.only != Only::Able {
            summary.push(Piece::new(
                ThemeRole::Marked,
                format!("{} ", self.only.text()),
            ));
        }
        for (role, mark, decision) in [
            (ThemeRole::Allowed, Mark::Allowed, Decision::Allow),
            (
                ThemeRole::Conditional,
                Mark::Conditional,
                Decision::Conditional,
            ),
        ] {
            let count = self.count(decision);
            summary.push(Piece::new(role, format!("{} ", mark.letter())));
            summary.push(Piece::new(ThemeRole::Count, format!("{count} ")));
        }
        if !self.filter.is_empty() {
            summary.push(Piece::new(ThemeRole::Match, format!("/{}", self.filter)));
        }
        title.summary(summary)
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let area = area.intersection(buf.area);
        let (question, rest) = cut_top(area, 1);
        let (about, rest) = cut_top(rest, 1);
        let (_, below) = cut_top(rest, 1);
        let mut drawn = self.draw_question(ctx, question, buf);
        let shifted = Rect {
            x: about.x + 1,
            width: about.width.saturating_sub(1),
            ..about
        };
        put_pieces(buf, shifted, ctx.theme, &self.about());
        if self.asked.is_ok() {
            let empty = self.empty();
            let rows = Rows {
                len: self.shown.len(),
                state: &self.rows,
                columns: &[6],
                text: Some(NAMES),
                focus: ctx.focus,
                empty: &empty,
            };
            let spots = rows.draw(below, buf, ctx.theme, |at| self.row(at));
            drawn.spots = spots
                .into_iter()
                .map(|(at, area)| (Spot::Row(at), area))
                .collect();
        }
        drawn.page = (below.height.into(), 1);
        if let Some(edit) = &self.edit {
            let window = Rect {
                height: buf.area.height.saturating_sub(1),
                ..buf.area
            };
            edit.completion.draw(question, window, buf, ctx.theme);
        }
        drawn
    }

    fn folded(&self) -> Vec<Piece<'_>> {
        if self.text.is_empty() {
            return vec![Piece::new(ThemeRole::Placeholder, "nothing asked")];
        }
        let mut pieces = vec![Piece::new(ThemeRole::Strong, self.text.as_str())];
        if let Some((principal, _)) = self.selected() {
            let name = self.world.account().principal_name(principal);
            let who = format!("  {} {name}", kind_text(principal));
            pieces.push(Piece::new(ThemeRole::Text, who));
            let (at, of) = (self.rows.cursor.at() + 1, self.shown.len());
            pieces.push(Piece::new(ThemeRole::Count, format!("  {at}/{of}")));
        }
        pieces
    }

    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        self.rows.go(motion, self.shown.len(), page.0)
    }

    fn point(&mut self, spot: Spot) -> bool {
        matches!(spot, Spot::Row(at) if self.go(Motion::To(at), (1, 1)))
    }

    fn filter(&self) -> Option<&str> {
        Some(&self.filter)
    }

    fn set_filter(&mut self, text: &str) {
        text.clone_into(&mut self.filter);
        self.list();
    }

    fn editing(&self) -> bool {
        self.edit.is_some()
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.edit.as_mut().map(|edit| &mut edit.input)
    }

    fn copied(&self) -> Option<String> {
        let (principal, _) = self.selected()?;
        Some(self.world.account().principal_name(principal).to_owned())
    }
}
