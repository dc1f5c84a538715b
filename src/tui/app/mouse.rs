//! The mouse: it does what keys do, where it points.

use ratatui::layout::Position;

use super::{App, Content, Pane, Spot, Task};
use crate::tui::chord::{Chord, Key};
use crate::tui::command::Count;
use crate::tui::event::{Mouse, MouseKind};
use crate::tui::widgets::motion::Motion;

/// Rows a turn of the wheel moves.
const WHEEL: usize = 3;

impl<C: Content> App<C> {
    pub(super) fn mouse(&mut self, mouse: Mouse) -> Vec<Task<C>> {
        let at = Position {
            x: mouse.x,
            y: mouse.y,
        };
        let wheel = match mouse.kind {
            MouseKind::WheelUp => Some(Motion::Up(WHEEL)),
            MouseKind::WheelDown => Some(Motion::Down(WHEEL)),
            MouseKind::Press => None,
            MouseKind::Drag => {
                self.drag(at);
                return Vec::new();
            }
            MouseKind::Release => {
                self.release(at);
                return Vec::new();
            }
        };
        self.shell.held = None;
        if !self.shell.overlays.is_empty() {
            return match wheel {
                Some(motion) => self.motion(motion),
                None => self.press_over(at),
            };
        }
        if let Some((view, _)) = self
            .shell
            .drawn
            .tabs
            .iter()
            .find(|(_, area)| area.contains(at))
            .copied()
        {
            return if wheel.is_none() {
                self.show_view(view)
            } else {
                Vec::new()
            };
        }
        let pressed = self.shell.drawn.header.iter();
        let pressed = pressed.filter(|_| wheel.is_none());
        if let Some((command, _)) = pressed.copied().find(|(_, area)| area.contains(at)) {
            return self.run(&[command], Count::default());
        }
        if wheel.is_none() {
            let layout = self.shell.drawn.layout.as_ref();
            self.shell.held = layout.and_then(|layout| layout.divider_at(at));
            if self.shell.held.is_some() {
                // the focus can wait for the release: it may lay the panes out afresh, and take the divider away
                self.shell.pressed = Some(at);
                return Vec::new();
            }
        }
        let Some((pane, _, drawn)) = self
            .shell
            .drawn
            .panes
            .iter()
            .find(|(_, area, _)| area.contains(at))
        else {
            return Vec::new();
        };
        let pane = *pane;
        if let Some(motion) = wheel {
            return self.motion_in(pane, motion);
        }
        let spot = drawn
            .spots
            .iter()
            .find(|(_, area)| area.contains(at))
            .map(|(spot, _)| *spot);
        self.shell.filter_line = None;
        let here = self.focus() == pane;
        self.set_focus(pane);
        // a second press in the same place is what enter is; no clock is needed to know it
        let again = self.shell.pressed.replace(at) == Some(at) && here;
        let editing = self.focused_pane().is_some_and(Pane::editing);
        if again && !editing && matches!(spot, Some(Spot::Row(_) | Spot::Cell(..))) {
            self.shell.pressed = None;
            return self.key(Chord::plain(Key::Enter));
        }
        let moved =
            spot.is_some_and(|spot| self.focused_pane_mut().is_some_and(|pane| pane.point(spot)));
        let mut tasks = if moved {
            C::touched(self, pane)
        } else {
            Vec::new()
        };
        if let (Some(Spot::Head(_)), Some(command)) = (spot, C::head_command()) {
            tasks.extend(self.run(&[command], Count::default()));
        }
        tasks
    }

    /// The divider is let go. Where it stayed where it was, the press was one on the border of a pane.
    fn release(&mut self, at: Position) {
        let stayed = self.shell.held.take().is_some() && self.shell.pressed.take() == Some(at);
        let mut panes = self.shell.drawn.panes.iter();
        if let Some((pane, ..)) = panes.find(|(_, area, _)| stayed && area.contains(at)) {
            let pane = *pane;
            self.shell.filter_line = None;
            self.set_focus(pane);
        }
    }

    /// The divider that is held follows the mouse.
    fn drag(&mut self, at: Position) {
        let (Some(divider), Some(layout)) = (self.shell.held, &self.shell.drawn.layout) else {
            return;
        };
        let body = layout.body();
        self.shell.pressed = None;
        self.shell
            .sizes
            .set(divider, body, divider.cells_at(body, at));
    }

    /// A press while an overlay is open: on a row it chooses, a second time it is enter; beside it it closes.
    fn press_over(&mut self, at: Position) -> Vec<Task<C>> {
        let Some(drawn) = self.shell.drawn.overlay.clone() else {
            return Vec::new();
        };
        if !drawn.area.contains(at) {
            return self.key(Chord::plain(Key::Esc));
        }
        let Some((row, _)) = drawn.rows.iter().find(|(_, area)| area.contains(at)) else {
            return Vec::new();
        };
        if self.shell.pressed.replace(at) == Some(at) {
            self.shell.pressed = None;
            return self.key(Chord::plain(Key::Enter));
        }
        self.motion(Motion::To(*row))
    }
}
