//! The seam: what an explorer's content gives to the shell, and what it gets from it.

use std::borrow::Cow;
use std::io::{self, Write};
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::App;
use crate::log::Record;
use crate::report::{Answer, Provenance};
use crate::tui::command::{CommandName, Spec};
use crate::tui::event::{Ending, Errand, Job, Revision};
use crate::tui::layout::{Layout, PaneId, ViewId};
use crate::tui::overlays::OverlayDrawn;
use crate::tui::overlays::picker::Purpose;
use crate::tui::terminal::Painted;
use crate::tui::theme::Theme;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::{Focus, Piece};

/// Something to be done outside of `update`.
pub enum Task<C: Content> {
    /// End.
    Quit(Ending),
    /// Stop, as ctrl-z does.
    Suspend,
    /// Send the whole screen again.
    Redraw,
    /// Put text into the clipboard.
    Copy(String),
    /// Compute on the worker; see [`App::ask`].
    Compute(Job<C::Answer>),
    /// Do this on a thread of its own; see [`App::errand`].
    SendOff(Errand<C::Answer>),
    /// Send `Msg::Deadline` after this long; a later wish replaces an earlier one.
    Wake(Duration),
    /// Write this into the log.
    Log(Record),
    /// Let another program (an editor) have the terminal until this returns.
    Lend(Box<dyn FnOnce() + Send>),
}

/// What the shell needs to know of what it shows.
pub trait Content: Sized + 'static {
    /// What the worker answers.
    type Answer: Send + 'static;

    /// The content's own commands, all slices joined.
    fn commands() -> Vec<Spec<Self>>;

    /// What stands after the program's name in the header.
    fn header(&self) -> Vec<Piece<'_>>;

    /// So many pieces of the header, from the first, are never cut for the views' names; the rest gives way to them.
    fn header_kept(&self) -> usize {
        self.header().len()
    }

    /// What a press on a piece of the header does.
    fn header_command(&self, piece: usize) -> Option<CommandName> {
        let _ = piece;
        None
    }

    /// What a press on the head of a column does, beside moving there.
    fn head_command() -> Option<CommandName> {
        None
    }

    /// The pane in this place of this view.
    fn pane(&self, view: ViewId, pane: PaneId) -> Option<&dyn Pane>;

    /// The same, to be changed.
    fn pane_mut(&mut self, view: ViewId, pane: PaneId) -> Option<&mut dyn Pane>;

    /// Called once before the first frame.
    fn started(app: &mut App<Self>) -> Vec<Task<Self>> {
        let _ = app;
        Vec::new()
    }

    /// Another view is on screen: what it shows may have to be computed first.
    fn shown(app: &mut App<Self>, view: ViewId) -> Vec<Task<Self>> {
        let _ = (app, view);
        Vec::new()
    }

    /// A cursor moved, a filter or a field changed in this pane: what depends on it is to be brought up to date.
    fn touched(app: &mut App<Self>, pane: PaneId) -> Vec<Task<Self>>;

    /// Something was chosen in a picker that the content opened for this purpose.
    fn picked(app: &mut App<Self>, purpose: Purpose, index: usize) -> Vec<Task<Self>> {
        let _ = (app, purpose, index);
        Vec::new()
    }

    /// A line of text was given that the content asked for; `again` if it was given in spite of a warning.
    fn told(app: &mut App<Self>, purpose: Purpose, answer: (&str, bool)) -> Vec<Task<Self>> {
        let _ = (app, purpose, answer);
        Vec::new()
    }

    /// What lay over the view was closed without an answer.
    fn closed(app: &mut App<Self>) {
        let _ = app;
    }

    /// Another view is about to be shown.
    fn leaving(app: &mut App<Self>) {
        let _ = app;
    }

    /// The worker answered the current question of a topic.
    fn answered(app: &mut App<Self>, revision: Revision, answer: Self::Answer) -> Vec<Task<Self>>;
}

/// What an export is about, and rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The account, and the catalogue.
    Account,
    /// The catalogue alone.
    Catalogue,
}

/// What a pane exports: the stem of the file's name, what was asked, and the answer, made on the worker.
pub struct Export {
    /// `access-matrix`.
    pub stem: &'static str,
    /// What the answer answers, in words: with it the file stands for itself.
    pub asked: String,
    /// Makes it.
    pub make: Box<dyn FnOnce() -> Answer + Send>,
    /// Writes the page, where that is more than the answer's sheets.
    pub page: Option<Page>,
}

/// Writes a page that says what it rests on.
pub type Page = Box<dyn FnOnce(&mut dyn Write, &Provenance) -> io::Result<()> + Send>;

/// What a pane is drawn with.
#[derive(Debug, Clone, Copy)]
pub struct Ctx<'a> {
    /// The styles.
    pub theme: &'a Theme,
    /// Whether the pane has the focus.
    pub focus: Focus,
}

/// A place inside a pane that the mouse can point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// A row of a list.
    Row(usize),
    /// A cell of a grid.
    Cell(usize, usize),
    /// The head of a column.
    Head(usize),
}

/// What a pane put where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaneDrawn {
    /// How many rows and columns fit: the size of a page.
    pub page: (usize, usize),
    /// The places the mouse can point at.
    pub spots: Vec<(Spot, Rect)>,
    /// Where the terminal's cursor belongs, if a field is being edited.
    pub cursor: Option<Position>,
}

impl PaneDrawn {
    /// What a list that fills an area put where.
    #[must_use]
    pub fn listed(area: Rect, rows: Vec<(usize, Rect)>) -> Self {
        let rows = rows.into_iter();
        Self {
            page: (area.height.into(), 1),
            spots: rows.map(|(at, area)| (Spot::Row(at), area)).collect(),
            cursor: None,
        }
    }
}

/// One pane of a view: state that draws itself. The shell draws the frame around it.
pub trait Pane {
    /// The title in the frame.
    fn title(&self) -> Title<'_>;

    /// The title while it is a sheet: there the frame has to say what the pane is about.
    fn sheet_title(&self) -> Title<'_> {
        self.title()
    }

    /// Its name while it is folded to a line.
    fn line_title(&self) -> Cow<'_, str> {
        self.title().name
    }

    /// Draws the inside. Must not depend on anything but the state and the arguments.
    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn;

    /// Draws the inside when there are only a few rows: what matters most, first.
    fn sheet(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        self.view(ctx, area, buf)
    }

    /// The pane as one line, after its name.
    fn folded(&self) -> Vec<Piece<'_>>;

    /// Moves the cursor; `page` is what [`PaneDrawn`] said last. `true` if it is elsewhere now.
    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool;

    /// The mouse pressed on a spot; `true` if something is elsewhere now. Unless a pane says otherwise, the cursor
    /// goes to a row.
    fn point(&mut self, spot: Spot) -> bool {
        matches!(spot, Spot::Row(at) if self.go(Motion::To(at), (1, 1)))
    }

    /// The filter, `None` if this pane has nothing to filter.
    fn filter(&self) -> Option<&str> {
        None
    }

    /// Filters the rows; the empty text shows all.
    fn set_filter(&mut self, text: &str) {
        let _ = text;
    }

    /// Whether one of its fields has the keys.
    fn editing(&self) -> bool {
        false
    }

    /// The field that has the keys.
    fn field(&mut self) -> Option<&mut Field> {
        None
    }

    /// What is exported: the whole of it, not what is in sight.
    fn exported(&self) -> Option<Export> {
        None
    }

    /// What is exported rests on.
    fn rests_on(&self) -> About {
        About::Account
    }

    /// Marks the row under the cursor, or takes its mark away; `false` if this pane has nothing to mark.
    fn mark(&mut self) -> bool {
        false
    }

    /// What `y` copies: the marked rows, else what the cursor is on.
    fn copied(&self) -> Option<String> {
        None
    }
}

/// What a frame put where: for the mouse and for paging.
#[derive(Debug, Clone, Default)]
pub struct Drawn {
    /// The window.
    pub area: Rect,
    /// The places of the panes.
    pub layout: Option<Layout>,
    /// What each pane put where.
    pub panes: Vec<(PaneId, Rect, PaneDrawn)>,
    /// The names of the views in the header.
    pub tabs: Vec<(ViewId, Rect)>,
    /// The parts of the header that do something.
    pub header: Vec<(CommandName, Rect)>,
    /// How many rows the top overlay showed.
    pub overlay_page: usize,
    /// What the top overlay put where.
    pub overlay: Option<OverlayDrawn>,
    /// Where the terminal's cursor belongs.
    pub cursor: Option<Position>,
    /// What was painted anew; all else is as it was.
    pub touched: Rect,
}

impl Drawn {
    /// What the terminal has to know of it.
    #[must_use]
    pub fn painted(&self) -> Painted {
        Painted {
            cursor: self.cursor,
            touched: self.touched,
        }
    }

    /// The page of a pane, as last drawn.
    pub fn page(&self, pane: PaneId) -> (usize, usize) {
        self.panes
            .iter()
            .find(|(id, ..)| *id == pane)
            .map_or((1, 1), |(.., drawn)| drawn.page)
    }
}
