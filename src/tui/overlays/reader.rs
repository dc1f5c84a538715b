//! A long text over the view, with parts that open on demand: documents, lists of problems.
//!
//! INVARIANT: nothing is cut: a line that does not fit goes on in rows of its own, stepped in as far as the line itself, so
//! that indented text keeps its shape.

mod find;
pub mod finding;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::picker::Purpose;
use super::{Overlay, OverlayDrawn, around, boxed, wide};
use crate::tui::app::{App, Content, Task};
use crate::tui::command::{Availability, Count};
use crate::tui::theme::{Theme, ThemeRole};
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::{Cursor, Motion};
use crate::tui::widgets::rows::scrollbar;
use crate::tui::widgets::{Piece, put_pieces, signs, under_cursor, wrap};

use find::Find;

/// One line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub pieces: Vec<Piece<'static>>,
    /// Whether it is one of those that matter most.
    pub stands_out: bool,
    /// What opens below it; nothing for most lines.
    pub more: Vec<Line>,
    /// Whether that is open.
    pub open: bool,
    /// Which of the reader's links it is, from 0; nothing for most lines.
    pub link: Option<usize>,
    /// What it names as it is written, where one may ask about that: what opens below it names what that stands for.
    pub names: Option<String>,
}

impl Line {
    /// A line of these pieces.
    pub fn new(pieces: Vec<Piece<'static>>) -> Self {
        Self {
            pieces,
            ..Self::default()
        }
    }

    /// A heading.
    pub fn heading(text: impl Into<String>) -> Self {
        Self::new(vec![Piece::new(ThemeRole::TitleFocused, text.into())])
    }

    /// With lines that open below it.
    pub fn more(mut self, more: Vec<Self>) -> Self {
        self.more = more;
        self
    }
}

/// The text and where one reads it.
#[derive(Debug)]
pub struct Reader {
    title: Title<'static>,
    lines: Vec<Line>,
    cursor: Cursor,
    /// Whose links they are, where lines lead on.
    purpose: Option<Purpose>,
    /// What is read, as it is copied.
    whole: Option<String>,
    /// What is looked for in it.
    find: Option<Find>,
}

/// Which lines are open, which the cursor is on, what is looked for: what comes back when one returns to a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    open: Vec<usize>,
    at: usize,
    find: String,
}

impl Reader {
    /// A reader of these lines.
    pub fn new(title: Title<'static>, lines: Vec<Line>) -> Self {
        Self {
            title,
            lines,
            cursor: Cursor::default(),
            purpose: None,
            whole: None,
            find: None,
        }
    }

    /// With lines that lead on: the content recognises its links by this. The cursor begins on the first of them.
    pub fn linked(mut self, purpose: Purpose) -> Self {
        self.purpose = Some(purpose);
        let first = self.lines.iter().position(|line| line.link.is_some());
        if let Some(first) = first {
            self.cursor.go(Motion::To(first), self.lines.len(), 1);
        }
        self
    }

    /// Whose links they are.
    pub fn purpose(&self) -> Option<Purpose> {
        self.purpose
    }

    /// With lines that lead on where somebody opens them; the cursor stays where it is.
    pub fn leading(mut self, purpose: Purpose) -> Self {
        self.purpose = Some(purpose);
        self
    }

    /// What is open, and where one reads.
    pub fn reading(&self) -> Reading {
        let lines = self.lines.iter().enumerate();
        Reading {
            open: lines
                .filter(|(_, line)| line.open)
                .map(|(at, _)| at)
                .collect(),
            at: self.cursor.at(),
            find: self.kept_find(),
        }
    }

    /// Goes on reading there.
    pub fn read_on(&mut self, reading: &Reading) {
        self.stand(reading);
        self.find_again(&reading.find);
    }

    /// Opens and closes what was open and closed there, and puts the cursor where it was.
    fn stand(&mut self, reading: &Reading) {
        for (at, line) in self.lines.iter_mut().enumerate() {
            line.open = reading.open.contains(&at);
        }
        let len = self.shown().len();
        self.cursor.go(Motion::To(reading.at), len, 1);
    }

    /// With a text that is copied as a whole.
    pub fn of(mut self, text: String) -> Self {
        self.whole = Some(text);
        self
    }

    /// What is copied: the whole text where there is one, else the line under the cursor.
    pub fn copied(&self) -> Option<String> {
        if self.whole.is_some() {
            return self.whole.clone();
        }
        let (line, _) = *self.shown().get(self.cursor.at())?;
        let words = line.pieces.iter().map(|piece| piece.text.as_ref());
        Some(words.collect::<String>().trim().to_owned())
    }

    /// The link under the cursor.
    pub fn link(&self) -> Option<(Purpose, usize)> {
        let (line, _) = *self.shown().get(self.cursor.at())?;
        self.purpose.zip(line.link)
    }

    /// What the cursor's line names, and what opens below it.
    pub fn named(&self) -> Option<(&str, &[Line])> {
        let (line, _) = *self.shown().get(self.cursor.at())?;
        Some((line.names.as_deref()?, &line.more))
    }

    /// The visible lines: those of the first level, and those below open ones.
    fn shown(&self) -> Vec<(&Line, u16)> {
        let mut shown = Vec::new();
        for line in &self.lines {
            shown.push((line, 0));
            if line.open {
                shown.extend(line.more.iter().map(|line| (line, 1)));
            }
        }
        shown
    }

    /// Moves the cursor.
    pub fn go(&mut self, motion: Motion, page: usize) {
        let len = self.shown().len();
        self.cursor.go(motion, len, page);
    }

    /// Whether something lies below the cursor's line.
    fn folds(&self) -> bool {
        let shown = self.shown();
        shown
            .get(self.cursor.at())
            .is_some_and(|(line, _)| !line.more.is_empty())
    }

    /// Opens or closes what lies below the cursor's line.
    fn toggle(&mut self) {
        let mut at = 0;
        for line in &mut self.lines {
            if at == self.cursor.at() {
                line.open = !line.open && !line.more.is_empty();
                return;
            }
            at += 1 + if line.open { line.more.len() } else { 0 };
        }
    }

    /// Draws it.
    pub fn draw(&self, window: Rect, buf: &mut Buffer, theme: &Theme) -> OverlayDrawn {
        let shown = self.shown();
        let width = wide(window, 104);
        // the frame and the scrollbar
        let room = usize::from(width.saturating_sub(3));
        let laid: Vec<Vec<Vec<Piece<'_>>>> = shown
            .iter()
            .map(|(line, depth)| rows(line, *depth, room))
            .collect();
        let all = laid.iter().map(Vec::len).sum::<usize>();
        let area = around(window, width, all);
        let found = self.find_title();
        let finds = found.is_some();
        let mut title = found.unwrap_or_else(|| self.title.clone());
        if all + 2 > usize::from(area.height) && !finds {
            title.summary.push(Piece::new(
                ThemeRole::Muted,
                format!("  {}/{}", self.cursor.at() + 1, shown.len()),
            ));
        }
        let inner = boxed(area, buf, theme, &title);
        let page = usize::from(inner.height);
        let top = wrap::top(&laid, self.cursor, page);
        let visible = laid.iter().enumerate().skip(top);
        let visible = visible.take(page).flat_map(|(at, rows)| {
            let line = shown.get(at).map(|(line, _)| *line);
            let marked = line.and_then(|line| self.highlighted(line, rows));
            let rows = marked.unwrap_or_else(|| rows.clone());
            rows.into_iter().map(move |pieces| (at, pieces))
        });
        let mut spots = Vec::new();
        for ((at, pieces), row) in visible.zip(inner.rows()) {
            spots.push((at, row));
            let row = Rect {
                width: row.width.saturating_sub(1),
                ..row
            };
            if at == self.cursor.at() {
                buf.set_style(row, theme.style(ThemeRole::Selected));
                put_pieces(buf, row, theme, &under_cursor(&pieces));
            } else {
                put_pieces(buf, row, theme, &pieces);
            }
        }
        scrollbar(inner, buf, theme, (top, shown.len()));
        OverlayDrawn {
            page,
            area,
            rows: spots,
            ..OverlayDrawn::default()
        }
    }
}

/// So many pieces lead the first row of a line.
const LEAD: usize = 3;

/// A line as rows: what does not fit goes on below, stepped in as far as the line begins.
fn rows(line: &Line, depth: u16, width: usize) -> Vec<Vec<Piece<'_>>> {
    let opens = match (line.more.is_empty(), line.open) {
        (true, _) if line.link.is_some() => signs::LEADS,
        (true, _) => " ",
        (false, false) => signs::CLOSED,
        (false, true) => signs::OPEN,
    };
    let stepped = 1 + usize::from(depth) * 3;
    let lead: [Piece<'_>; LEAD] = [
        Piece::new(ThemeRole::Marked, if line.stands_out { "●" } else { " " }),
        Piece::new(ThemeRole::Key, opens),
        Piece::new(ThemeRole::Text, " ".repeat(stepped)),
    ];
    wrap::pieces(lead.into(), &line.pieces, width)
}

/// What is being read, if that is on top.
fn top<C: Content>(app: &App<C>) -> Option<&Reader> {
    match app.shell.overlays.last() {
        Some(Overlay::Reader(reader)) => Some(reader),
        _ => None,
    }
}

fn top_mut<C: Content>(app: &mut App<C>) -> Option<&mut Reader> {
    match app.shell.overlays.last_mut() {
        Some(Overlay::Reader(reader)) => Some(reader),
        _ => None,
    }
}

/// Whether a reader is on top.
pub fn reading<C: Content>(app: &App<C>) -> Availability {
    Availability::when(top(app).is_some(), "nothing is open to be read")
}

/// Whether the line under the cursor opens, closes or leads on.
pub fn leads<C: Content>(app: &App<C>) -> Availability {
    let Some(reader) = top(app) else {
        return reading(app);
    };
    Availability::when(
        reader.link().is_some() || reader.folds(),
        "nothing more lies behind this line; lines with ▸ open, lines with › lead on",
    )
}

/// Copies the document, else the line under the cursor.
pub fn copy<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    let text = top(app).and_then(Reader::copied);
    app.copy(text)
}

/// Follows the cursor's link, or opens or closes what lies below its line.
pub fn toggle<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    if let Some((purpose, index)) = top(app).and_then(Reader::link) {
        return C::picked(app, purpose, index);
    }
    top_mut(app).into_iter().for_each(Reader::toggle);
    Vec::new()
}
