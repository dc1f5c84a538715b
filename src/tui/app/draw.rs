//! One frame: header, panes, footer, overlays. A function of the state; it tells what it put where.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

use super::{App, Content, Ctx, Drawn, Pane, PaneDrawn};
use crate::tui::command::{Availability, CommandName, Spec};
use crate::tui::layout::{Layout, PaneId, Shape, Slot, ViewId, arrange, cut_left};
use crate::tui::overlays::Overlay;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::frame;
use crate::tui::widgets::text::sweep;
use crate::tui::widgets::{Focus, Piece, pieces_width, put, put_pieces, text};

/// Hints that stay when there is no room for the others.
const LASTING: [CommandName; 3] = ["palette.open", "help.open", "app.quit"];

/// The names of the views and where they are.
type Tabbed = Vec<(ViewId, Rect)>;

/// Hints that come right after what the pane itself does most.
const IMPORTANT: [CommandName; 3] = ["pane.next", "filter.open", "place.service"];

/// With less room than this nothing is said of where one came from.
const TRAIL: usize = 10;

/// How much of the views' names the header has room for.
#[derive(Debug, Clone, Copy)]
enum Tabs {
    Long,
    Short,
    Keys,
}

impl<C: Content> App<C> {
    /// Draws everything into the buffer.
    pub fn draw(&self, buf: &mut Buffer) -> Drawn {
        self.draw_over(buf, None)
    }

    fn panes(&self, slots: &[Slot], buf: &mut Buffer) -> Vec<(PaneId, Rect, PaneDrawn)> {
        let mut panes = Vec::with_capacity(slots.len());
        for slot in slots {
            let focus = if slot.pane == self.focus() {
                Focus::Here
            } else {
                Focus::Elsewhere
            };
            panes.push((slot.pane, slot.area, self.pane(*slot, buf, focus)));
        }
        panes
    }

    /// The same. If the screen is given, which the buffer then starts with, all but the focused pane stays as it is there,
    /// unless that pane shows nothing new.
    pub fn draw_over(&self, buf: &mut Buffer, shown: Option<&Buffer>) -> Drawn {
        shown
            .and_then(|shown| self.draw_focused(buf, shown))
            .unwrap_or_else(|| self.draw_all(buf))
    }

    /// The focused pane alone, if the last frame, which is on screen, had the same panes in the same places and nothing
    /// over them, if no field is open and nothing is to be said in the footer, and if something changes in that pane.
    fn draw_focused(&self, buf: &mut Buffer, shown: &Buffer) -> Option<Drawn> {
        let last = &self.shell.drawn;
        let layout = arrange(buf.area, self.shell.view, self.focus(), self.shell.sizes);
        let Layout::Panes { slots, .. } = &layout else {
            return None;
        };
        let said = self.shell.toast.is_some()
            || self.shell.filter_line.is_some()
            || !self.shell.pending.is_empty();
        let over = last.overlay.is_some() || !self.shell.overlays.is_empty();
        // the suggestions for a field lie over the panes beside it
        let typed = last.cursor.is_some() || self.focused_pane().is_some_and(Pane::editing);
        let same = last.layout.as_ref() == Some(&layout) && last.area == shown.area;
        if said || over || typed || !same {
            return None;
        }
        let mut drawn = last.clone();
        let focused = |(pane, ..): &&mut (PaneId, Rect, PaneDrawn)| *pane == self.focus();
        let (pane, area, last) = drawn.panes.iter_mut().find(focused)?;
        let slot = slots.iter().find(|slot| slot.pane == *pane)?;
        for at in area.positions() {
            buf[at].reset();
        }
        *last = self.pane(*slot, buf, Focus::Passing);
        drawn.cursor = last.cursor;
        sweep(buf, *area, self.shell.charset);
        // the ground under the letters says nothing: it is drawn when the hand rests
        let differs = |at| {
            let (is, was): (&Cell, &Cell) = (&buf[at], &shown[at]);
            is.symbol() != was.symbol() || is.fg != was.fg || is.modifier != was.modifier
        };
        let changed = area.positions().any(differs);
        drawn.touched = *area;
        changed.then_some(drawn)
    }

    fn draw_all(&self, buf: &mut Buffer) -> Drawn {
        buf.reset();
        let window = buf.area;
        let layout = arrange(window, self.shell.view, self.focus(), self.shell.sizes);
        let mut drawn = Drawn::default();
        match &layout {
            Layout::TooSmall(line) => {
                let words = format!(
                    "{}×{} is too small for permlens",
                    window.width, window.height
                );
                put(
                    buf,
                    (line.x, line.y),
                    line.right(),
                    (&words, self.shell.theme.style(ThemeRole::Warning)),
                );
            }
            Layout::Panes {
                header,
                footer,
                slots,
                ..
            } => {
                drawn.panes = self.panes(slots, buf);
                drawn.cursor = drawn.panes.iter().find_map(|(.., pane)| pane.cursor);
                (drawn.tabs, drawn.header) = self.header(*header, buf);
                let typed = self.footer(*footer, buf);
                drawn.cursor = typed.or(drawn.cursor);
                let overlays = &self.shell.overlays;
                for (nth, overlay) in overlays.iter().enumerate() {
                    // a message waits unseen below another one
                    let above = overlays.get(nth + 1);
                    if let (Overlay::Message(_), Some(Overlay::Message(_))) = (overlay, above) {
                        continue;
                    }
                    let over = overlay.draw(window, buf, &self.shell.theme);
                    (drawn.overlay_page, drawn.cursor) = (over.page, over.cursor);
                    drawn.overlay = Some(over);
                }
                // what is to be found in the top one is typed below it
                let found = self.shell.overlays.last().and_then(Overlay::line);
                drawn.cursor = drawn.cursor.or(typed.filter(|_| found.is_some()));
            }
        }
        drawn.layout = Some(layout);
        drawn.area = window;
        drawn.touched = window;
        sweep(buf, window, self.shell.charset);
        drawn
    }

    fn pane(&self, slot: Slot, buf: &mut Buffer, focus: Focus) -> PaneDrawn {
        let theme = &self.shell.theme;
        let Some(pane) = self.content.pane(self.shell.view, slot.pane) else {
            frame::draw(slot.area, buf, theme, (&frame::Title::default(), focus));
            return PaneDrawn::default();
        };
        let title = pane.title();
        let ctx = Ctx { theme, focus };
        match slot.shape {
            Shape::Line => {
                let line = Rect {
                    x: slot.area.x + 1,
                    width: slot.area.width.saturating_sub(1),
                    ..slot.area
                };
                frame::folded(line, buf, theme, (&pane.line_title(), &pane.folded()));
                PaneDrawn::default()
            }
            Shape::Full => {
                let inner = frame::draw(slot.area, buf, theme, (&title, focus));
                pane.view(&ctx, inner, buf)
            }
            Shape::Sheet => {
                let title = pane.sheet_title();
                let inner = frame::draw(slot.area, buf, theme, (&title, focus));
                pane.sheet(&ctx, inner, buf)
            }
        }
    }

    /// The program, what is open, and the views with their keys.
    fn header(&self, area: Rect, buf: &mut Buffer) -> (Tabbed, Vec<(CommandName, Rect)>) {
        let theme = &self.shell.theme;
        let start = put(
            buf,
            (area.x + 1, area.y),
            area.right(),
            ("permlens", theme.style(ThemeRole::TitleFocused)),
        );
        let opened = self.content.header();
        let kept = self.content.header_kept().min(opened.len());
        let (what, trail) = opened.split_at(kept);
        let used = usize::from(start) + 2 + pieces_width(what);
        let label = |view: ViewId, tabs: Tabs| {
            let (name, short) = view.labels();
            let key = self
                .shell
                .keymap
                .keys_of(view_command(view))
                .into_iter()
                .next()
                .unwrap_or_default();
            match tabs {
                Tabs::Long => (key, name),
                Tabs::Keys if view != self.shell.view => (key, ""),
                Tabs::Short | Tabs::Keys => (key, short),
            }
        };
        let width_of = |tabs: Tabs| -> usize {
            let one = |view: &ViewId| {
                let (key, name) = label(*view, tabs);
                text::width(&key) + name.len() + if name.is_empty() { 1 } else { 3 }
            };
            // no gap after the last
            ViewId::ALL.iter().map(one).sum::<usize>() - 1
        };
        // the names of the views give way to what is open; where one came from gives way to their short names
        let room = |tabs: Tabs| usize::from(area.width).checked_sub(used + width_of(tabs));
        let level = if room(Tabs::Long).is_some_and(|room| pieces_width(trail) <= room) {
            Tabs::Long
        } else if room(Tabs::Short).is_some() {
            Tabs::Short
        } else {
            Tabs::Keys
        };
        let left_over = room(level).unwrap_or(0);
        let shown = if left_over < TRAIL { what } else { &opened };
        let cut = left_over >= TRAIL && left_over <= pieces_width(trail);
        let tabs_width = u16::try_from(width_of(level)).unwrap_or(u16::MAX);
        let tabs_x = area.right().saturating_sub(tabs_width).max(start + 2);
        let (left, _) = cut_left(area, tabs_x.saturating_sub(area.x));
        let rest = Rect {
            x: start + 2,
            width: left.right().saturating_sub(start + 3 + u16::from(cut)),
            ..area
        };
        let mut commands = Vec::new();
        let mut piece_x = rest.x;
        for (nth, piece) in shown.iter().enumerate() {
            let place = Rect {
                x: piece_x,
                width: rest.right().saturating_sub(piece_x),
                ..rest
            };
            piece_x = put_pieces(buf, place, theme, std::slice::from_ref(piece));
            let width = piece_x.saturating_sub(place.x);
            let command = self.content.header_command(nth);
            commands.extend(command.map(|command| (command, Rect { width, ..place })));
        }
        let mut tabs = Vec::new();
        let mut x = tabs_x;
        for view in ViewId::ALL {
            let (key, name) = label(view, level);
            let current = view == self.shell.view;
            let (key_role, role) = if current {
                (ThemeRole::TabCurrent, ThemeRole::TabCurrent)
            } else {
                (ThemeRole::Key, ThemeRole::Tab)
            };
            let begin = x;
            x = put(
                buf,
                (x, area.y),
                area.right(),
                (&key, theme.style(key_role)),
            );
            if !name.is_empty() {
                x = put(
                    buf,
                    (x + 1, area.y),
                    area.right(),
                    (name, theme.style(role)),
                ) + 1;
            }
            let width = x.min(area.right()).saturating_sub(begin);
            tabs.push((
                view,
                Rect {
                    x: begin,
                    width,
                    ..area
                },
            ));
            x += 1;
        }
        (tabs, commands)
    }

    /// What is typed there: what is to be found in what lies over the view, else the filter.
    fn line(&self) -> Option<(&Field, &'static str)> {
        match self.shell.overlays.last() {
            Some(overlay) => Some((overlay.line()?, "text to be found")),
            None => Some((self.shell.filter_line.as_ref()?, "only rows that match")),
        }
    }

    /// The line being typed, or what was said, or what is pending, or the hints.
    fn footer(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let theme = &self.shell.theme;
        let (_, line) = cut_left(area, 1);
        if let Some((field, placeholder)) = self.line() {
            put(
                buf,
                (line.x, line.y),
                line.right(),
                ("/", theme.style(ThemeRole::Key)),
            );
            let (_, room) = cut_left(line, 1);
            return field.draw(room, buf, theme, placeholder);
        }
        if let Some(words) = &self.shell.toast {
            put(
                buf,
                (line.x, line.y),
                line.right(),
                (words, theme.style(ThemeRole::Warning)),
            );
        } else if !self.shell.pending.is_empty() {
            put_pieces(buf, line, theme, &self.continuations());
        } else {
            put_pieces(buf, line, theme, &self.hints(line.width));
        }
        None
    }

    fn continuations(&self) -> Vec<Piece<'static>> {
        let mut pieces = vec![Piece::new(
            ThemeRole::Key,
            format!("{} ", self.shell.pending.text()),
        )];
        for (keys, command) in self
            .shell
            .keymap
            .continuations(&self.contexts(), &self.shell.pending)
        {
            let title = self.table.get(command).map_or("", |spec| spec.title);
            pieces.push(Piece::new(ThemeRole::Key, format!("  {keys}")));
            pieces.push(Piece::new(ThemeRole::Hint, format!(" {title}")));
        }
        pieces
    }

    /// The live commands that have a hint, the most particular first; as many as fit, and always the way to the others.
    fn hints(&self, width: u16) -> Vec<Piece<'static>> {
        let mut first = Vec::new();
        let mut last = Vec::new();
        let contexts = self.contexts();
        let rank = |spec: &Spec<C>| {
            contexts
                .iter()
                .position(|context| spec.contexts.contains(context))
        };
        let live = |spec: &&Spec<C>| (spec.available)(self) == Availability::Yes;
        let mut specs: Vec<(usize, &Spec<C>, &str)> = self
            .table
            .specs()
            .iter()
            .filter_map(|spec| Some((rank(spec)?, spec, spec.hint?)))
            .filter(|(_, spec, _)| live(spec))
            .collect();
        // what enter does in the pane, then what one needs everywhere, then the rest
        let enters = |spec: &Spec<C>| {
            let mut contexts = spec.contexts.iter();
            contexts.any(|context| context.of_view()) && spec.keys.contains(&"enter")
        };
        specs.sort_by_cached_key(|(rank, spec, _)| {
            match IMPORTANT.iter().position(|name| *name == spec.name) {
                Some(at) => (1, at),
                None if enters(spec) => (0, *rank),
                None => (2, *rank),
            }
        });
        for (_, spec, word) in specs {
            let Some(key) = self.shell.keymap.keys_of(spec.name).into_iter().next() else {
                continue;
            };
            let pair = [
                Piece::new(ThemeRole::Key, key),
                Piece::new(ThemeRole::Hint, format!(" {word}  ")),
            ];
            match LASTING.iter().position(|name| *name == spec.name) {
                Some(place) => last.push((place, pair)),
                None => first.push(pair),
            }
        }
        last.sort_by_key(|(place, _)| *place);
        let last: Vec<_> = last.into_iter().map(|(_, pair)| pair).collect();
        let lasting: usize = last.iter().map(|pair| pieces_width(pair)).sum();
        let mut room = usize::from(width).saturating_sub(lasting);
        first.retain(|pair| {
            let needed = pieces_width(pair);
            let fits = needed <= room;
            room = if fits { room - needed } else { 0 };
            fits
        });
        first.into_iter().chain(last).flatten().collect()
    }
}

fn view_command(view: ViewId) -> CommandName {
    match view {
        ViewId::Access => "view.access",
        ViewId::WhoCan => "view.who-can",
        ViewId::Catalogue => "view.catalogue",
        ViewId::Findings => "view.findings",
        ViewId::Changes => "view.changes",
    }
}
