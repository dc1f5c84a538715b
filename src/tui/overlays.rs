//! What lies over a view: help, palette, picker, reader, a question, a message.
//!
//! INVARIANT: only the top overlay gets keys; closing it shows exactly what was there before.

pub mod ask;
pub mod help;
pub mod message;
pub mod palette;
pub mod picker;
pub mod reader;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use super::command::{CommandName, KeyContext};
use super::layout::{centred, cut_left};
use super::theme::{Theme, ThemeRole};
use super::widgets::field::Field;
use super::widgets::frame::{self, Title};
use super::widgets::motion::Motion;
use super::widgets::{Focus, Piece, put};

/// A command as overlays show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: CommandName,
    /// Its title.
    pub title: &'static str,
    /// Its sentence.
    pub help: &'static str,
    /// Where it belongs: of several places, the first that is live.
    pub context: KeyContext,
    /// Its keys, from the effective keymap.
    pub keys: Vec<String>,
    /// Whether its context is live behind the overlay.
    pub live: bool,
    /// Why it can do nothing now, if so.
    pub reason: Option<&'static str>,
}

/// What an overlay put where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OverlayDrawn {
    /// How many rows of it were shown.
    pub page: usize,
    /// Where the cursor belongs.
    pub cursor: Option<Position>,
    /// All of it, with its frame.
    pub area: Rect,
    /// The rows that can be chosen, by their index.
    pub rows: Vec<(usize, Rect)>,
}

/// One overlay.
#[derive(Debug)]
pub enum Overlay {
    /// Every command and its keys.
    Help(help::Help),
    /// Finds and runs a command.
    Palette(Box<palette::Palette>),
    /// Chooses one of many.
    Picker(Box<picker::Picker>),
    /// A long text with parts that open.
    Reader(Box<reader::Reader>),
    /// Asks for a line of text.
    Ask(Box<ask::Ask>),
    /// Says something that wants to be read.
    Message(message::Message),
}

impl Overlay {
    /// The key context while it is on top.
    pub fn context(&self) -> KeyContext {
        match self {
            Self::Help(_) => KeyContext::Help,
            Self::Palette(_) => KeyContext::Palette,
            Self::Picker(_) => KeyContext::Picker,
            Self::Reader(reader) if reader.is_finding() => KeyContext::Find,
            Self::Reader(_) => KeyContext::Reader,
            Self::Ask(_) => KeyContext::Ask,
            Self::Message(_) => KeyContext::Message,
        }
    }

    /// The text field that takes the keys first.
    pub fn field(&mut self) -> Option<&mut Field> {
        match self {
            Self::Palette(palette) => Some(palette.field()),
            Self::Picker(picker) => Some(picker.field()),
            Self::Ask(ask) => Some(ask.field()),
            Self::Reader(reader) => reader.field(),
            Self::Help(_) | Self::Message(_) => None,
        }
    }

    /// The field that is typed into the line below everything: what is to be found in it.
    pub fn line(&self) -> Option<&Field> {
        match self {
            Self::Reader(reader) => reader.find_field(),
            _ => None,
        }
    }

    /// After its field changed.
    pub fn field_changed(&mut self) {
        match self {
            Self::Palette(palette) => palette.search(),
            Self::Picker(picker) => picker.search(),
            Self::Ask(ask) => ask.changed(),
            Self::Reader(reader) => reader.found_anew(),
            Self::Help(_) | Self::Message(_) => {}
        }
    }

    /// Moves its cursor or its text.
    pub fn go(&mut self, motion: Motion, page: usize) {
        match self {
            Self::Help(help) => help.go(motion, page),
            Self::Palette(palette) => palette.go(motion),
            Self::Picker(picker) => picker.go(motion),
            Self::Reader(reader) => reader.go(motion, page),
            Self::Ask(_) => {}
            Self::Message(message) => message.go(motion, page),
        }
    }

    /// Draws it over the window.
    pub fn draw(&self, window: Rect, buf: &mut Buffer, theme: &Theme) -> OverlayDrawn {
        match self {
            Self::Help(help) => help.draw(window, buf, theme),
            Self::Palette(palette) => palette.draw(window, buf, theme),
            Self::Picker(picker) => picker.draw(window, buf, theme),
            Self::Reader(reader) => reader.draw(window, buf, theme),
            Self::Ask(ask) => ask.draw(window, buf, theme),
            Self::Message(message) => message.draw(window, buf, theme),
        }
    }
}

/// The width of an overlay: where only the corners of what lies behind would look out beside it, all of the window's.
fn wide(window: Rect, wanted: u16) -> u16 {
    if wanted + 8 > window.width {
        window.width
    } else {
        wanted
    }
}

/// The place of a box around so many rows: as tall as they need, and never as tall as the window.
fn around(window: Rect, width: u16, rows: usize) -> Rect {
    let height = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2);
    let most = window.height.saturating_sub(2).max(3);
    centred(window, width, height.min(most))
}

/// The place of a box to find something in: near the top, so that the view stays visible below.
fn near_top(window: Rect, width: u16, height: u16) -> Rect {
    let area = centred(window, width, height);
    let y = area.y.min(window.y + window.height / 8);
    Rect { y, ..area }
}

/// A title that says how many of all were found.
fn counted(name: &str, found: usize, all: usize) -> Title<'_> {
    let count = format!("{found} of {all}");
    Title::new(name).summary(vec![Piece::new(ThemeRole::Muted, count)])
}

/// Draws the sign before a text field; returns the room of the field.
fn prompt(line: Rect, buf: &mut Buffer, theme: &Theme, sign: &str) -> Rect {
    let style = theme.style(ThemeRole::Key);
    put(buf, (line.x + 1, line.y), line.right(), (sign, style));
    let (_, field) = cut_left(line, 3);
    field
}

/// An emptied, framed box; returns the room inside.
fn boxed(area: Rect, buf: &mut Buffer, theme: &Theme, title: &Title<'_>) -> Rect {
    Clear.render(area.intersection(buf.area), buf);
    frame::draw(area, buf, theme, (title, Focus::Here))
}
