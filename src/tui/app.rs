//! The app: a shell that every explorer has, and a content that makes it this one.
//!
//! Focus, key contexts and hints are derived from what is on screen, never stored beside it. State changes in
//! [`App::update`] only; [`App::draw`] is a function of it.
//!
//! INVARIANT: `update` never blocks, prints, or reads a clock.

mod content;
mod draw;
mod keys;
mod mouse;
mod noting;

pub use content::{About, Content, Ctx, Drawn, Export, Page, Pane, PaneDrawn, Spot, Task};

use std::rc::Rc;
use std::time::Duration;

use super::chord::ChordError;
use super::command::{Availability, CommandName, Count, KeyContext, Spec, Table};
use super::event::{Errand, Job, Msg, Revisions, Topic};
use super::keymap::{Bindable, Keymap, Overrides, Pending};
use super::layout::{Divider, PaneId, Sizes, ViewId};
use super::overlays::{Entry, Overlay};
use super::theme::{Theme, ThemeKind, background};
use super::widgets::field::Field;
use super::widgets::motion::Motion;
use super::widgets::text::Charset;
use crate::log::{Log, Record};
use ratatui::layout::Position;

/// How long a word in the footer stays.
const TOAST: Duration = Duration::from_secs(4);
/// How many commands count as recently used.
const RECENT: usize = 12;

/// What every explorer has, whatever it explores.
#[derive(Debug)]
pub struct Shell {
    /// The view on screen.
    pub view: ViewId,
    /// What lies over it, the top last.
    pub overlays: Vec<Overlay>,
    /// The filter being typed.
    pub filter_line: Option<Field>,
    /// The commands used last, the last first.
    pub recent: Vec<CommandName>,
    /// Which questions are current.
    pub revisions: Revisions,
    /// The styles.
    pub theme: Theme,
    /// Every theme there is to choose from.
    pub themes: Vec<Theme>,
    /// Whether the terminal's background chooses the theme, because nobody did.
    pub follows_terminal: bool,
    /// What the terminal can show.
    pub charset: Charset,
    /// What the last frame put where.
    pub drawn: Drawn,
    /// Whether a shell waits for us to stop.
    pub can_suspend: bool,
    /// What the user made of the sizes of the panes.
    pub sizes: Sizes,
    /// Where what goes wrong is written down.
    pub log: Log,
    /// What is to be written there, and is not a task yet.
    noted: Vec<Record>,
    /// Where the mouse was pressed last, if nothing else happened since.
    pressed: Option<Position>,
    /// The divider that the mouse holds.
    held: Option<Divider>,
    focus: [PaneId; 5],
    pending: Pending,
    toast: Option<String>,
    keymap: Keymap,
}

/// The explorer.
pub struct App<C: Content> {
    /// What every explorer has.
    pub shell: Shell,
    /// What this one explores.
    pub content: C,
    table: Rc<Table<C>>,
}

/// What an update led to.
pub struct Updated<C: Content> {
    /// Whether the screen may look different now.
    pub changed: bool,
    /// What is to be done outside.
    pub tasks: Vec<Task<C>>,
}

impl<C: Content> App<C> {
    /// An app with this content, theme and keys.
    pub fn new(
        content: C,
        (theme, charset): (Theme, Charset),
        overrides: &Overrides,
    ) -> Result<Self, ChordError> {
        let table = Table::new();
        let keymap = Keymap::new(&bindables(&table), overrides)?;
        let focus = ViewId::ALL.map(|view| view.panes().first().copied().unwrap_or_default());
        let shell = Shell {
            view: ViewId::default(),
            overlays: Vec::new(),
            filter_line: None,
            recent: Vec::new(),
            revisions: Revisions::default(),
            themes: ThemeKind::ALL
                .map(|kind| Theme::new(kind, theme.depth()))
                .to_vec(),
            theme,
            follows_terminal: true,
            charset,
            drawn: Drawn::default(),
            can_suspend: false,
            sizes: Sizes::default(),
            log: Log::default(),
            noted: Vec::new(),
            pressed: None,
            held: None,
            focus,
            pending: Pending::default(),
            toast: None,
            keymap,
        };
        Ok(Self {
            shell,
            content,
            table: Rc::new(table),
        })
    }

    /// The only place where state changes.
    pub fn update(&mut self, message: Msg<C::Answer>) -> Updated<C> {
        let mut changed = true;
        let tasks = match message {
            Msg::Key(chord) => {
                self.shell.pressed = None;
                self.key(chord)
            }
            Msg::Paste(text) => self.paste(&text),
            Msg::Mouse(mouse) => self.mouse(mouse),
            Msg::Run(name, count) => self.run(&[name], count),
            Msg::Done(revision, answer) if self.shell.revisions.is_current(revision) => {
                C::answered(self, revision, answer)
            }
            Msg::Answer(text) => {
                changed = self.background(&text);
                Vec::new()
            }
            Msg::Done(..) | Msg::Away(_) => {
                changed = false;
                Vec::new()
            }
            Msg::Deadline => {
                changed = self.shell.toast.take().is_some();
                Vec::new()
            }
            Msg::Suspend => self.run(&["app.suspend"], Count::default()),
            Msg::Together(messages) => {
                changed = false;
                let mut tasks = Vec::new();
                for message in messages {
                    let updated = self.update(message);
                    changed |= updated.changed;
                    tasks.extend(updated.tasks);
                }
                tasks
            }
            Msg::Resize | Msg::Resumed => Vec::new(),
            Msg::Quit(ending) => vec![Task::Quit(ending)],
        };
        let tasks = self.after_notes(tasks);
        Updated { changed, tasks }
    }

    /// The terminal told its background: the theme follows, unless somebody chose one. Whether it changed.
    fn background(&mut self, answer: &str) -> bool {
        let Some(light) = background::is_light(answer) else {
            return false;
        };
        let kind = if light {
            ThemeKind::Light
        } else {
            ThemeKind::Dark
        };
        if !self.shell.follows_terminal || self.shell.theme.name() == kind.name() {
            return false;
        }
        self.shell.theme = Theme::new(kind, self.shell.theme.depth());
        true
    }

    /// The pane in focus.
    pub fn focus(&self) -> PaneId {
        self.shell
            .focus
            .get(self.shell.view as usize)
            .copied()
            .unwrap_or_default()
    }

    /// Moves the focus to a pane of the current view.
    pub fn set_focus(&mut self, pane: PaneId) {
        if self.shell.view.panes().contains(&pane)
            && let Some(focus) = self.shell.focus.get_mut(self.shell.view as usize)
        {
            *focus = pane;
        }
    }

    /// Moves the focus on by some panes, round the view.
    pub fn turn_focus(&mut self, count: Count, step: isize) -> Vec<Task<C>> {
        let panes = self.shell.view.panes();
        let here = panes
            .iter()
            .position(|pane| *pane == self.focus())
            .unwrap_or(0);
        let by = isize::try_from(count.or_one() % panes.len().max(1)).unwrap_or(0) * step;
        let len = isize::try_from(panes.len()).unwrap_or(1);
        let next = (isize::try_from(here).unwrap_or(0) + by).rem_euclid(len.max(1));
        if let Some(pane) = usize::try_from(next).ok().and_then(|next| panes.get(next)) {
            self.set_focus(*pane);
        }
        Vec::new()
    }

    /// Shows another view.
    pub fn show_view(&mut self, view: ViewId) -> Vec<Task<C>> {
        if view != self.shell.view {
            C::leaving(self);
        }
        self.shell.view = view;
        C::shown(self, view)
    }

    /// The content of the pane in focus, if there is any.
    pub fn focused_pane(&self) -> Option<&dyn Pane> {
        self.content.pane(self.shell.view, self.focus())
    }

    /// The same, to be changed.
    pub fn focused_pane_mut(&mut self) -> Option<&mut dyn Pane> {
        self.content.pane_mut(self.shell.view, self.focus())
    }

    /// Moves the cursor of whatever has the focus.
    pub fn motion(&mut self, motion: Motion) -> Vec<Task<C>> {
        if let Some(overlay) = self.shell.overlays.last_mut() {
            overlay.go(motion, self.shell.drawn.overlay_page);
            return Vec::new();
        }
        let pane = self.focus();
        self.motion_in(pane, motion)
    }

    fn motion_in(&mut self, pane: PaneId, motion: Motion) -> Vec<Task<C>> {
        let page = self.shell.drawn.page(pane);
        let moved = self
            .content
            .pane_mut(self.shell.view, pane)
            .is_some_and(|pane| pane.go(motion, page));
        if moved {
            C::touched(self, pane)
        } else {
            Vec::new()
        }
    }

    /// Begins typing a filter for the pane in focus.
    pub fn open_filter(&mut self) {
        let text = self
            .focused_pane()
            .and_then(|pane| pane.filter())
            .unwrap_or_default();
        self.shell.filter_line = Some(Field::new(text));
    }

    /// Filters the pane in focus.
    pub fn set_filter(&mut self, text: &str) -> Vec<Task<C>> {
        let pane = self.focus();
        if let Some(focused) = self.focused_pane_mut() {
            focused.set_filter(text);
        }
        C::touched(self, pane)
    }

    /// Says something in the footer for a while.
    pub fn say(&mut self, words: impl Into<String>) {
        self.shell.toast = Some(words.into());
    }

    /// Copies a text, if there is one, and says so.
    pub fn copy(&mut self, text: Option<String>) -> Vec<Task<C>> {
        let Some(text) = text else {
            return Vec::new();
        };
        self.say("copied");
        vec![Task::Copy(text)]
    }

    /// Puts an overlay on top.
    pub fn open(&mut self, overlay: Overlay) {
        self.shell.overlays.push(overlay);
    }

    /// A question for the worker; it overtakes every earlier one of its topic.
    pub fn ask(
        &mut self,
        topic: Topic,
        work: impl FnOnce() -> C::Answer + Send + 'static,
    ) -> Task<C> {
        Task::Compute(Job {
            revision: self.shell.revisions.next(topic),
            work: Box::new(work),
        })
    }

    /// Something that takes long and tells how it goes; it overtakes every earlier one of its topic.
    pub fn errand(
        &mut self,
        topic: Topic,
        run: impl FnOnce(&mut dyn FnMut(C::Answer)) + Send + 'static,
    ) -> Task<C> {
        Task::SendOff(Errand {
            revision: self.shell.revisions.next(topic),
            run: Box::new(run),
        })
    }

    /// Runs the first of these commands that can do something now; says why if none can.
    pub fn run(&mut self, names: &[CommandName], count: Count) -> Vec<Task<C>> {
        let table = Rc::clone(&self.table);
        let mut refused = None;
        for spec in names.iter().filter_map(|name| table.get(name)) {
            match (spec.available)(self) {
                Availability::Yes => {
                    self.remember(spec);
                    let mut tasks = (spec.run)(self, count);
                    if self.shell.toast.is_some() {
                        tasks.push(Task::Wake(TOAST));
                    }
                    return tasks;
                }
                Availability::No(reason) => refused = refused.or(Some(reason)),
            }
        }
        match refused {
            None => Vec::new(),
            Some(reason) => {
                self.say(reason);
                vec![Task::Wake(TOAST)]
            }
        }
    }

    /// Only what one would look for in the palette: no movements, nothing that belongs to an overlay.
    fn remember(&mut self, spec: &Spec<C>) {
        let ours = !spec.name.starts_with("cursor.") && !spec.name.starts_with("palette.");
        if ours && self.shell.overlays.is_empty() {
            self.shell.recent.retain(|name| *name != spec.name);
            self.shell.recent.insert(0, spec.name);
            self.shell.recent.truncate(RECENT);
        }
    }

    /// The live key contexts, the most particular first: derived, never stored.
    pub fn contexts(&self) -> Vec<KeyContext> {
        use KeyContext as K;
        if let Some(overlay) = self.shell.overlays.last() {
            return match overlay.context() {
                typing @ (K::Palette | K::Picker | K::Find | K::Ask) => vec![typing, K::Always],
                context => vec![context, K::List, K::Always],
            };
        }
        if self.shell.filter_line.is_some() {
            return vec![K::Field, K::Always];
        }
        let (view, pane) = (self.shell.view, self.focus());
        if self.focused_pane().is_some_and(Pane::editing) {
            return vec![K::PaneOf(view, pane), K::Pane(pane), K::Field, K::Always];
        }
        vec![
            K::PaneOf(view, pane),
            K::Pane(pane),
            K::View(view),
            K::List,
            K::Global,
            K::Always,
        ]
    }

    /// Every command as overlays show it: those that work here first.
    pub fn entries(&self) -> Vec<Entry> {
        let contexts = self.contexts();
        let entry = |spec: &Spec<C>| {
            let here = spec.contexts.iter().find(|one| contexts.contains(one));
            Entry {
                name: spec.name,
                title: spec.title,
                help: spec.help,
                context: *here
                    .or(spec.contexts.first())
                    .unwrap_or(&KeyContext::Global),
                keys: self.shell.keymap.keys_of(spec.name),
                live: here.is_some(),
                reason: match (spec.available)(self) {
                    Availability::Yes => None,
                    Availability::No(reason) => Some(reason),
                },
            }
        };
        let mut entries: Vec<Entry> = self.table.specs().iter().map(entry).collect();
        // the most particular first; moving about, which is known from elsewhere, last of what works here
        let known = |context| matches!(context, KeyContext::List);
        let rank = |entry: &Entry| contexts.iter().position(|one| *one == entry.context);
        entries.sort_by_key(|entry| (!entry.live, known(entry.context), rank(entry)));
        entries
    }
}

/// The commands as the keymap needs them.
pub fn bindables<C: Content>(table: &Table<C>) -> Vec<Bindable> {
    let of = |spec: &Spec<C>| Bindable {
        name: spec.name,
        contexts: spec.contexts,
        keys: spec.keys,
    };
    table.specs().iter().map(of).collect()
}
