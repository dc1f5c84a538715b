//! The mouse: it does what keys do, where it points.

use ratatui::layout::Position;

use super::{App, Content, Task};
use crate::tui::command::Count;
use crate::tui::event::{Mouse, MouseKind};
use crate::tui::widgets::motion::Motion;

/// Rows a turn of the wheel moves.
const WHEEL: usize = 3;

impl<C: Content> App<C> {
    pub(super) fn mouse(&mut self, mouse: Mouse) -> Vec<Task<C>> {
        let wheel = match mouse.kind {
            MouseKind::WheelUp => Some(Motion::Up(WHEEL)),
            MouseKind::WheelDown => Some(Motion::Down(WHEEL)),
            MouseKind::Press => None,
            MouseKind::Drag | MouseKind::Release => return Vec::new(),
        };
        if !self.shell.overlays.is_empty() {
            return wheel.map(|motion| self.motion(motion)).unwrap_or_default();
        }
        let at = Position {
            x: mouse.x,
            y: mouse.y,
        };
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
        self.set_focus(pane);
        let moved =
            spot.is_some_and(|spot| self.focused_pane_mut().is_some_and(|pane| pane.point(spot)));
        if moved {
            C::touched(self, pane)
        } else {
            Vec::new()
        }
    }
}
