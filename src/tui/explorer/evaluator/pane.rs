//! How the evaluator shows itself: fields, the decision, the story; as a sheet the decision comes first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::Evaluator;
use super::laid::{Shown, Told, WORD};
use super::said::Standing;
use super::slide::Towards;
use crate::tui::app::{Ctx, Export, Pane, PaneDrawn, Spot};
use crate::tui::theme::{Theme, ThemeRole};
use crate::tui::widgets::field::Field;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::rows::scrollbar;
use crate::tui::widgets::{Piece, put, signs, text};

/// The widest label of a field that is not cut.
const LABEL: usize = 16;

/// A list of suggestions needs this much room beside the pane.
const BESIDE: u16 = 60;

impl Evaluator {
    fn draw_field(
        &self,
        at: usize,
        row: Rect,
        ctx: &Ctx<'_>,
        buf: &mut Buffer,
    ) -> Option<ratatui::layout::Position> {
        let fields = self.fields();
        let field = fields.get(at)?;
        let theme = ctx.theme;
        let longest = fields
            .iter()
            .map(|field| text::width(field.label()))
            .max()
            .unwrap_or(0)
            .clamp(10, LABEL);
        let current = at == self.cursor.at() && ctx.focus.is_here();
        if current {
            buf.set_style(row, theme.style(ThemeRole::SelectedUnfocused));
        }
        put(
            buf,
            (row.x, row.y),
            row.right(),
            (
                if current { signs::CURSOR } else { " " },
                theme.style(ThemeRole::Text),
            ),
        );
        let label = text::truncate_middle(field.label(), longest).into_owned();
        put(
            buf,
            (row.x + 1, row.y),
            row.right(),
            (&label, theme.style(ThemeRole::Label)),
        );
        let x = row.x + 3 + u16::try_from(longest).unwrap_or(0);
        let room = Rect {
            x: x.min(row.right()),
            width: row.right().saturating_sub(x),
            ..row
        };
        let value = self.asked.text(&self.world, field);
        match &self.edit {
            Some(edit) if edit.field == *field => edit.input.draw(room, buf, theme, &value),
            _ => {
                let role = if self.asked.is_set(field) {
                    ThemeRole::Field
                } else {
                    ThemeRole::Placeholder
                };
                let shown =
                    text::truncate_middle(&text::clean(&value), room.width.into()).into_owned();
                put(
                    buf,
                    (room.x, room.y),
                    room.right(),
                    (&shown, theme.style(role)),
                );
                if current && self.slides() {
                    let x = room.right().saturating_sub(2).max(room.x);
                    put(
                        buf,
                        (x, row.y),
                        row.right(),
                        ("‹›", theme.style(ThemeRole::Key)),
                    );
                }
                None
            }
        }
    }

    fn draw_row(&self, shown: &Shown, row: Rect, ctx: &Ctx<'_>, buf: &mut Buffer) {
        let theme = ctx.theme;
        match shown {
            Shown::Field(_) | Shown::Blank => {}
            Shown::Verdict(role, word) => {
                badge(buf, row, theme, (*role, word));
            }
            Shown::Sentence(role, words) => {
                put(
                    buf,
                    (row.x + 1, row.y),
                    row.right(),
                    (words, theme.style(*role)),
                );
            }
            Shown::Story(Told {
                item,
                branch,
                word,
                text,
            }) => {
                if *item == self.cursor.at() && ctx.focus.is_here() {
                    buf.set_style(row, theme.style(ThemeRole::SelectedUnfocused));
                }
                let x = put(
                    buf,
                    (row.x + 1, row.y),
                    row.right(),
                    (branch, theme.style(ThemeRole::Muted)),
                );
                let x = x + u16::from(!branch.is_empty());
                if let Some((word, role)) = word {
                    put(buf, (x, row.y), row.right(), (word, theme.style(*role)));
                }
                let lead = if branch.is_empty() { 2 } else { 4 };
                let x = row.x + lead + u16::try_from(WORD).unwrap_or(0);
                put(
                    buf,
                    (x, row.y),
                    row.right(),
                    (text, theme.style(ThemeRole::Text)),
                );
            }
        }
    }
}

/// The decision as a word that is seen first.
fn badge(buf: &mut Buffer, row: Rect, theme: &Theme, (role, word): (ThemeRole, &str)) -> u16 {
    let style = theme
        .style(role)
        .add_modifier(Modifier::BOLD | Modifier::REVERSED);
    put(
        buf,
        (row.x + 1, row.y),
        row.right(),
        (&format!(" {word} "), style),
    )
}

impl Pane for Evaluator {
    fn title(&self) -> Title<'_> {
        let title = Title::new("Evaluator");
        if self.is_editing() {
            // the suggestions may cover the decision: it stays in sight up here; the footer has the keys
            return title.summary(vec![match (self.verdict(), &self.answer.standing) {
                (Some(verdict), _) => Piece::new(verdict.role, verdict.brief()),
                (None, Standing::NoAction) => Piece::new(ThemeRole::Warning, "not an action"),
                (None, _) => Piece::new(ThemeRole::Placeholder, "nothing asked"),
            }]);
        }
        if self.is_pinned() {
            return title.summary(vec![
                Piece::new(ThemeRole::Marked, "pinned  "),
                Piece::new(ThemeRole::Key, "f"),
                Piece::new(ThemeRole::Hint, " follow"),
            ]);
        }
        if self.strays() {
            return title.summary(vec![
                Piece::new(ThemeRole::Marked, "edited  "),
                Piece::new(ThemeRole::Key, "f"),
                Piece::new(ThemeRole::Hint, " follow"),
            ]);
        }
        title
    }

    fn sheet_title(&self) -> Title<'_> {
        let account = self.world.account();
        let who = self.asked.principal.map_or("nobody".into(), |principal| {
            self.world.shown_name(principal)
        });
        let action = if self.asked.action.is_empty() {
            "no action"
        } else {
            &self.asked.action
        };
        let place = self
            .asked
            .project
            .map_or("any project".into(), |id| account.project(id).shown());
        Title {
            name: format!("{who} · {action} @ {place}").into(),
            ..self.title()
        }
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let area = area.intersection(buf.area);
        let (mut top, mut story) = self.shown(area.width.into());
        let height = usize::from(area.height);
        // where the fields would leave the story too little room, everything scrolls together
        if top.len() + 3 > height {
            top.append(&mut story);
            std::mem::swap(&mut top, &mut story);
        }
        let mut drawn = PaneDrawn {
            page: (height, 1),
            ..PaneDrawn::default()
        };
        let cursor = self.cursor.at();
        let room = height.saturating_sub(top.len());
        let item = |shown: &Shown| match shown {
            Shown::Field(at) => Some(*at),
            Shown::Story(told) => Some(told.item),
            _ => None,
        };
        let last = story
            .iter()
            .rposition(|shown| item(shown) == Some(cursor))
            .unwrap_or(0);
        let first = (last + 1).saturating_sub(room);
        let visible = top.iter().chain(story.iter().skip(first));
        let width = area.width.saturating_sub(1);
        let mut edited = None;
        for (shown, row) in visible.zip(area.rows()) {
            let row = Rect { width, ..row };
            if let Shown::Field(at) = shown {
                let position = self.draw_field(*at, row, ctx, buf);
                if position.is_some() {
                    drawn.cursor = position;
                    edited = Some(row);
                }
            }
            self.draw_row(shown, row, ctx, buf);
            if let Some(at) = item(shown) {
                drawn.spots.push((Spot::Row(at), row));
            }
        }
        let below = Rect {
            y: area.y + u16::try_from(top.len()).unwrap_or(0).min(area.height),
            height: u16::try_from(room).unwrap_or(0),
            ..area
        };
        scrollbar(below, buf, ctx.theme, (first, story.len()));
        if let (Some(edit), Some(row)) = (&self.edit, edited) {
            // beside the pane where there is room, so that the answer stays in sight; never over the footer
            let height = buf.area.height.saturating_sub(1);
            let beside = area.x.saturating_sub(1) >= BESIDE;
            let (window, field) = if beside {
                let window = Rect {
                    width: area.x.saturating_sub(1),
                    height,
                    ..buf.area
                };
                let field = Rect {
                    x: window.right(),
                    y: row.y.saturating_sub(1),
                    width: 0,
                    height: 1,
                };
                (window, field)
            } else {
                let window = Rect { height, ..buf.area };
                // the decision stands at the left
                let x = row.x + 16.min(row.width);
                (window, Rect { x, ..row })
            };
            edit.completion.draw(field, window, buf, ctx.theme);
        }
        drawn
    }

    fn sheet(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let area = area.intersection(buf.area);
        let mut rows = area.rows();
        let Some(first) = rows.next() else {
            return PaneDrawn::default();
        };
        match self.verdict() {
            Some(verdict) => {
                let x = badge(buf, first, ctx.theme, (verdict.role, &verdict.headline()));
                put(
                    buf,
                    (x + 1, first.y),
                    first.right(),
                    (&verdict.sentence, ctx.theme.style(ThemeRole::Text)),
                );
            }
            None => {
                let x = first.x + 1;
                put(
                    buf,
                    (x, first.y),
                    first.right(),
                    (
                        &self.nothing_asked(),
                        ctx.theme.style(ThemeRole::Placeholder),
                    ),
                );
            }
        }
        let mut lines = self.lines();
        // in a few rows, what decides comes before what the column alone would give
        if lines.first().is_some_and(|line| line.word == "cell") {
            lines.rotate_left(1);
        }
        // and each line has one row: the evaluator itself tells the whole
        let width = usize::from(area.width.saturating_sub(8));
        let room = usize::from(area.height - 1);
        let more = match lines.len().saturating_sub(room) {
            0 => String::new(),
            hidden => format!(" {hidden} more"),
        };
        let story = lines.into_iter().enumerate().map(|(at, line)| {
            // the last row says how many there are besides
            let taken = if at + 1 == room { more.len() } else { 0 };
            let text =
                text::truncate(&text::clean(&line.text), width.saturating_sub(taken)).into_owned();
            Shown::Story(Told {
                item: usize::MAX,
                branch: if line.depth > 0 { "└" } else { "" },
                word: Some((line.word, line.role)),
                text,
            })
        });
        for (shown, row) in story.zip(rows) {
            self.draw_row(&shown, row, ctx, buf);
        }
        if area.height > 1 {
            let x = area
                .right()
                .saturating_sub(u16::try_from(more.len()).unwrap_or(0));
            let style = ctx.theme.style(ThemeRole::Muted);
            put(buf, (x, area.bottom() - 1), area.right(), (&more, style));
        }
        PaneDrawn {
            page: (area.height.into(), 1),
            ..PaneDrawn::default()
        }
    }

    fn folded(&self) -> Vec<Piece<'_>> {
        match self.verdict() {
            Some(verdict) => vec![
                Piece::new(verdict.role, verdict.headline()),
                Piece::new(ThemeRole::Text, format!("  {}", verdict.sentence)),
            ],
            None => vec![Piece::new(ThemeRole::Placeholder, "nothing asked")],
        }
    }

    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        match motion {
            Motion::Left(by) => return self.slide(Towards::Previous(by)),
            Motion::Right(by) => return self.slide(Towards::Next(by)),
            _ => {}
        }
        let items = self.items();
        self.cursor.go(motion, items, page.0);
        // the cursor of the evaluator moves nothing that others depend on
        false
    }

    fn point(&mut self, spot: Spot) -> bool {
        if let Spot::Row(at) = spot {
            let again = at == self.cursor.at();
            let items = self.items();
            self.cursor.go(Motion::To(at), items, 1);
            if again && self.on_field() && !self.is_editing() {
                self.begin();
            }
        }
        false
    }

    fn editing(&self) -> bool {
        self.is_editing()
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.edit.as_mut().map(|edit| &mut edit.input)
    }

    fn exported(&self) -> Option<Export> {
        self.export()
    }

    fn copied(&self) -> Option<String> {
        Some(self.told())
    }
}
