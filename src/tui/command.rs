//! The one table of commands. Dispatch, keys, footer, help, palette, README and tests read it; nothing repeats it.
//!
//! INVARIANT: a command is declared once, as a [`Spec`]; its name never changes, because users' keymaps hold it.

mod general;
mod moving;
mod panes;

use std::borrow::Cow;

use super::app::{App, Content, Task};
use super::layout::{PaneId, ViewId};

/// A command's name: what keymaps and messages carry.
pub type CommandName = &'static str;

/// How often, or which one: the number typed before a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count(pub Option<u32>);

impl Count {
    /// The number, or one.
    pub fn or_one(self) -> usize {
        self.0
            .map_or(1, |count| usize::try_from(count).unwrap_or(usize::MAX))
            .max(1)
    }
}

/// Whether a command can do something now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    /// It can.
    Yes,
    /// It cannot, and this is why: shown when it is pressed.
    No(&'static str),
}

impl Availability {
    /// `Yes` if the condition holds.
    pub fn when(condition: bool, otherwise: &'static str) -> Self {
        if condition {
            Self::Yes
        } else {
            Self::No(otherwise)
        }
    }
}

/// Where keys mean something. The live contexts are derived from what is on screen, the most particular first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyContext {
    /// Everywhere, overlays included.
    Always,
    /// Wherever no overlay is open.
    Global,
    /// Every pane and overlay with rows to move through.
    List,
    /// One view.
    View(ViewId),
    /// One pane, in whatever view.
    Pane(PaneId),
    /// One pane of one view: `List` and `Detail` are in four of them.
    PaneOf(ViewId, PaneId),
    /// While a text field takes the keys.
    Field,
    /// The help.
    Help,
    /// The palette.
    Palette,
    /// A list to choose from.
    Picker,
    /// A long text.
    Reader,
    /// While what is to be found in a long text is typed.
    Find,
    /// A line of text that is asked for.
    Ask,
    /// A message that wants to be read.
    Message,
}

impl KeyContext {
    /// Whether it is a view or part of one.
    pub fn of_view(self) -> bool {
        matches!(self, Self::View(_) | Self::Pane(_) | Self::PaneOf(..))
    }

    /// Its name in the help and in the README; no two have the same.
    pub fn title(self) -> Cow<'static, str> {
        let title = match self {
            Self::PaneOf(view, pane) => {
                let pane = Self::Pane(pane).title().to_lowercase();
                return format!("{}: {pane}", view.labels().0).into();
            }
            Self::Always => "Everywhere",
            Self::Global => "All views",
            Self::List => "Moving",
            Self::View(view) => view.labels().0,
            Self::Pane(PaneId::Groups) => "Groups",
            Self::Pane(PaneId::Attached) => "Attached",
            Self::Pane(PaneId::Matrix) => "Matrix",
            Self::Pane(PaneId::Evaluator) => "Evaluator",
            Self::Pane(PaneId::List) => "List",
            Self::Pane(PaneId::Detail) => "Detail",
            Self::Field => "Text fields",
            Self::Help => "Help",
            Self::Palette => "Palette",
            Self::Picker => "Lists to choose from",
            Self::Reader => "Documents",
            Self::Find => "Finding in documents",
            Self::Ask => "Questions",
            Self::Message => "Message",
        };
        title.into()
    }

    fn is_overlay(self) -> bool {
        matches!(
            self,
            Self::Help
                | Self::Palette
                | Self::Picker
                | Self::Reader
                | Self::Find
                | Self::Ask
                | Self::Message
        )
    }

    /// Whether both may be live at the same time.
    pub fn overlaps(self, other: Self) -> bool {
        use KeyContext as K;
        let has = |view: ViewId, pane: PaneId| view.panes().contains(&pane);
        match (self, other) {
            (a, b) if a == b => true,
            (K::Always, _) | (_, K::Always) => true,
            // the palette, the picker and the filter line are text fields: letters and arrows are theirs
            (K::List, K::Field | K::Palette | K::Picker | K::Find | K::Ask)
            | (K::Field | K::Palette | K::Picker | K::Find | K::Ask, K::List) => false,
            (K::List, _) | (_, K::List) => true,
            (K::Field, _) | (_, K::Field) => false,
            (a, b) if a.is_overlay() || b.is_overlay() => false,
            (K::Global, _) | (_, K::Global) => true,
            (K::View(view), K::Pane(pane)) | (K::Pane(pane), K::View(view)) => has(view, pane),
            (K::View(a), K::PaneOf(b, _)) | (K::PaneOf(b, _), K::View(a)) => a == b,
            (K::Pane(a), K::PaneOf(_, b)) | (K::PaneOf(_, b), K::Pane(a)) => a == b,
            _ => false,
        }
    }
}

/// One command.
pub struct Spec<C: Content> {
    /// Dotted and kebab: `matrix.cycle-rows`.
    pub name: CommandName,
    /// A fragment for lists: `Cycle matrix rows`.
    pub title: &'static str,
    /// A sentence: what it does.
    pub help: &'static str,
    /// Where its keys work.
    pub contexts: &'static [KeyContext],
    /// Its keys, unless the user says otherwise.
    pub keys: &'static [&'static str],
    /// The word in the footer, for those that deserve the room.
    pub hint: Option<&'static str>,
    /// Whether it can do something now.
    pub available: fn(&App<C>) -> Availability,
    /// Does it.
    pub run: fn(&mut App<C>, Count) -> Vec<Task<C>>,
}

/// Always available.
pub fn always<C: Content>(_: &App<C>) -> Availability {
    Availability::Yes
}

/// Every command: the shell's own, then those of the content.
pub struct Table<C: Content> {
    specs: Vec<Spec<C>>,
}

impl<C: Content> Table<C> {
    /// Joins the slices: the one place that knows them all.
    pub fn new() -> Self {
        let mut specs = general::specs();
        specs.extend(panes::specs());
        specs.extend(moving::specs());
        specs.extend(C::commands());
        Self { specs }
    }

    /// Every command, in the order of the slices.
    pub fn specs(&self) -> &[Spec<C>] {
        &self.specs
    }

    /// The command of this name.
    pub fn get(&self, name: &str) -> Option<&Spec<C>> {
        self.specs.iter().find(|spec| spec.name == name)
    }
}

impl<C: Content> Default for Table<C> {
    fn default() -> Self {
        Self::new()
    }
}
