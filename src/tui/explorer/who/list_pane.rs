//! How the list shows itself: the question, what it is about, and everyone who may.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::list::WhoList;
use super::only::Only;
use crate::analysis::who_can::Kind;
use crate::model::{Decision, Mark};
use crate::report::{Named, able_answer, circumstances};
use crate::tui::app::{Ctx, Export, Pane, PaneDrawn};
use crate::tui::explorer::export::filtered;
use crate::tui::layout::cut_top;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::rows::{Row, Rows};
use crate::tui::widgets::{Piece, put, put_pieces};

/// The most columns that names are given before the answers stand beside them.
const NAMES: u16 = 28;
/// As few columns tell nothing of what an answer hangs on.
const LEAST: u16 = 6;

impl WhoList {
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
                        .draw(room, buf, theme, "action, wildcard, API call or operation");
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
        let known = |name: &String| self.world.columns.universe().find(name).is_some();
        let what = match asked.kind {
            Kind::Action if !asked.ways.iter().flatten().all(known) => {
                "an action that no catalogue knows".to_owned()
            }
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
                self.world.account().enterprise_projects.get(id).shown()
            )
        });
        vec![
            Piece::new(ThemeRole::Muted, what),
            Piece::new(ThemeRole::Muted, " · in "),
            Piece::new(ThemeRole::Header, place),
            Piece::new(ThemeRole::Muted, inside.unwrap_or_default()),
        ]
    }

    /// What is said about condition keys, which everyone is asked under.
    fn under(&self) -> Vec<Piece<'static>> {
        if self.context().is_empty() || self.asked.is_err() {
            return Vec::new();
        }
        vec![
            Piece::new(
                ThemeRole::Marked,
                format!("under {}", circumstances(self.context())),
            ),
            Piece::new(ThemeRole::Key, "  f"),
            Piece::new(ThemeRole::Hint, " drops it"),
        ]
    }

    /// The columns that the names leave to the answers.
    fn room(&self, area: Rect) -> u16 {
        let scrolls = self.shown.len() > usize::from(area.height);
        let width = area.width.saturating_sub(u16::from(scrolls));
        let names = self
            .longest
            .min(NAMES)
            .saturating_add(1)
            .min(width - width / 2);
        width.saturating_sub(names + 3).max(LEAST)
    }

    fn row(&self, at: usize) -> Row<'_> {
        let found = self
            .shown
            .get(at)
            .and_then(|index| Some((*index, self.everyone.get(*index)?)));
        let Some((index, (principal, decision))) = found else {
            return Row::new("");
        };
        let row = Row::new(self.world.shown_name(*principal));
        if *decision != Decision::Conditional {
            let letter = Mark::Allowed.letter();
            return row.column(ThemeRole::Allowed, format!("{letter} may"));
        }
        let letter = Mark::Conditional.letter();
        let hangs = match self.hangs_on(index) {
            "" => "if …",
            told => told,
        };
        row.column(ThemeRole::Conditional, format!("{letter} {hangs}"))
    }

    fn empty(&self) -> String {
        match (&self.asked, self.waiting || self.ways().is_none()) {
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
            summary.push(Piece::new(ThemeRole::Muted, "asking…  "));
        }
        if self.only != Only::Able {
            summary.push(Piece::new(
                ThemeRole::Marked,
                format!("{}  ", self.only.text()),
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
            let gap = match decision {
                Decision::Conditional => "  ",
                _ => "",
            };
            let text = format!("{gap}{} {count}", mark.letter());
            summary.push(Piece::new(role, text));
        }
        if !self.filter.is_empty() {
            summary.push(Piece::new(ThemeRole::Match, format!("  /{}", self.filter)));
        }
        title.summary(summary)
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let area = area.intersection(buf.area);
        let (question, rest) = cut_top(area, 1);
        let (about, rest) = cut_top(rest, 1);
        let (under, below) = cut_top(rest, 1);
        let mut drawn = self.draw_question(ctx, question, buf);
        for (line, pieces) in [(about, self.about()), (under, self.under())] {
            let shifted = Rect {
                x: line.x + 1,
                width: line.width.saturating_sub(1),
                ..line
            };
            put_pieces(buf, shifted, ctx.theme, &pieces);
        }
        if self.asked.is_ok() {
            let empty = self.empty();
            let rows = Rows {
                len: self.shown.len(),
                state: &self.rows,
                columns: &[self.room(below)],
                text: Some(self.longest.min(NAMES)),
                focus: ctx.focus,
                empty: &empty,
            };
            let spots = rows.draw(below, buf, ctx.theme, |at| self.row(at));
            drawn.spots = PaneDrawn::listed(below, spots).spots;
        }
        drawn.page = (below.height.into(), 1);
        if let Some(edit) = &self.edit {
            // over the list, not over the paths, and not over the footer
            let window = Rect {
                width: area.right().saturating_sub(buf.area.x),
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
            let name = self.world.shown_name(principal);
            let who = format!("  {} {name}", principal.kind());
            pieces.push(Piece::new(ThemeRole::Text, who));
            let (at, of) = (self.rows.cursor.at() + 1, self.shown.len());
            pieces.push(Piece::new(ThemeRole::Count, format!("  {at}/{of}")));
        }
        pieces
    }

    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        self.rows.go(motion, self.shown.len(), page.0)
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

    fn exported(&self) -> Option<Export> {
        let asked = self.asked()?.clone();
        let ways = self.ways()?.clone();
        let world = self.world.clone();
        let shown = self
            .shown
            .iter()
            .filter_map(|at| self.everyone.get(*at).copied());
        let shown: Vec<_> = shown.collect();
        let mut question = format!("Who can: {}", asked.label);
        if !self.context().is_empty() {
            question.push_str(&format!(", if {}", circumstances(self.context())));
        }
        question.push_str(&self.place.asked_where(world.account()));
        if self.only != Only::default() {
            question.push_str(&format!("; those who {}", self.only.text()));
        }
        let make = move || {
            let found: Vec<_> = shown.into_iter().map(|one| ways.able(one)).collect();
            able_answer(world.engine(), &asked, &found, Named::All)
        };
        Some(Export {
            stem: "who-can",
            asked: filtered(&question, &self.filter),
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
            let (principal, _) = self.everyone.get(*self.shown.get(at)?)?;
            Some(self.world.account().principal_name(*principal).to_owned())
        };
        self.rows.marked_or_here(name)
    }
}
