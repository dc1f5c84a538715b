//! From the size of the window to named rectangles. Pure: the same size, view and focus give the same places.
//!
//! INVARIANT: no slot leaves the window, no two overlap, and the decision (the evaluator, in whatever shape) always has
//! a place. Below [`MIN_WIDTH`]×[`MIN_HEIGHT`] there is one line only.

mod cut;
mod sizes;

pub use cut::{centred, cut_bottom, cut_left, cut_right, cut_top};
pub use sizes::{Divider, Sizes};

use cut::share;
use ratatui::layout::{Position, Rect};
use sizes::Room;

/// Narrower windows only get told so.
pub const MIN_WIDTH: u16 = 40;
/// Lower windows only get told so.
pub const MIN_HEIGHT: u16 = 10;

/// The views, in the order of their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(missing_docs, reason = "named after the views themselves")]
pub enum ViewId {
    #[default]
    Access,
    WhoCan,
    Catalogue,
    Findings,
    Changes,
}

impl ViewId {
    /// Every view, in order.
    pub const ALL: [Self; 5] = [
        Self::Access,
        Self::WhoCan,
        Self::Catalogue,
        Self::Findings,
        Self::Changes,
    ];

    /// Its name on the screen, long and short.
    pub fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Access => ("Access", "Access"),
            Self::WhoCan => ("Who can", "Who"),
            Self::Catalogue => ("Catalogue", "Cat"),
            Self::Findings => ("Findings", "Find"),
            Self::Changes => ("Changes", "Chg"),
        }
    }

    /// The panes of the view, in focus order.
    pub fn panes(self) -> &'static [PaneId] {
        match self {
            Self::Access => &[
                PaneId::Groups,
                PaneId::Attached,
                PaneId::Matrix,
                PaneId::Evaluator,
            ],
            _ => &[PaneId::List, PaneId::Detail],
        }
    }
}

/// The places of the views. The Access view has four of its own; every other view has a list and its detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(missing_docs, reason = "named after the panes themselves")]
pub enum PaneId {
    #[default]
    Groups,
    Attached,
    Matrix,
    Evaluator,
    List,
    Detail,
}

/// How much of a pane is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Everything, in a frame.
    Full,
    /// What matters most, in a low frame: the decision under the matrix.
    Sheet,
    /// One line without a frame.
    Line,
}

/// A pane's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Which pane.
    pub pane: PaneId,
    /// How it is drawn.
    pub shape: Shape,
    /// Where.
    pub area: Rect,
}

/// The places of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// Room for one line at most.
    TooSmall(Rect),
    /// A header row, a footer row, and the panes between them.
    Panes {
        /// The first row.
        header: Rect,
        /// The last row.
        footer: Rect,
        /// The panes, from the top left.
        slots: Vec<Slot>,
        /// The lines between them that can be moved, with the pane that each sizes.
        dividers: Vec<(Divider, PaneId)>,
    },
}

impl Layout {
    /// The slot of a pane, if it is on screen.
    pub fn slot(&self, pane: PaneId) -> Option<Slot> {
        match self {
            Self::TooSmall(_) => None,
            Self::Panes { slots, .. } => slots.iter().copied().find(|slot| slot.pane == pane),
        }
    }

    /// The rows between header and footer.
    pub fn body(&self) -> Rect {
        match self {
            Self::TooSmall(_) => Rect::ZERO,
            Self::Panes { header, footer, .. } => Rect {
                y: header.bottom(),
                height: footer.y.saturating_sub(header.bottom()),
                ..*header
            },
        }
    }

    /// The divider that one takes hold of here.
    pub fn divider_at(&self, at: Position) -> Option<Divider> {
        let Self::Panes { dividers, .. } = self else {
            return None;
        };
        let held = dividers.iter().find(|(divider, pane)| {
            self.slot(*pane)
                .is_some_and(|slot| divider.hold(slot.area).contains(at))
        });
        held.map(|(divider, _)| *divider)
    }

    /// How many columns or rows the pane of a divider has.
    pub fn cells_of(&self, divider: Divider) -> Option<u16> {
        let Self::Panes { dividers, .. } = self else {
            return None;
        };
        let (_, pane) = dividers.iter().find(|(other, _)| *other == divider)?;
        let area = self.slot(*pane)?.area;
        Some(if divider.lies() {
            area.height
        } else {
            area.width
        })
    }

    /// The divider that makes this pane larger, and whether that makes the divider's own pane larger.
    pub fn divider_of(&self, pane: PaneId) -> Option<(Divider, bool)> {
        let Self::Panes { dividers, .. } = self else {
            return None;
        };
        let own = dividers.iter().find(|(_, sized)| *sized == pane);
        own.map(|(divider, _)| (*divider, true))
            .or_else(|| dividers.last().map(|(divider, _)| (*divider, false)))
    }
}

/// The places for a window, a view and the pane in focus, with the sizes that were asked for.
pub fn arrange(window: Rect, view: ViewId, focus: PaneId, sizes: Sizes) -> Layout {
    if window.width < MIN_WIDTH || window.height < MIN_HEIGHT {
        return Layout::TooSmall(Rect {
            height: window.height.min(1),
            ..window
        });
    }
    let (header, rest) = cut_top(window, 1);
    let (footer, body) = cut_bottom(rest, 1);
    let (slots, dividers) = match view {
        ViewId::Access if window.width >= 120 => wide(body, sizes),
        ViewId::Access if window.width >= 100 && window.height >= 20 => medium(body, focus, sizes),
        ViewId::Access => narrow(body, focus, sizes),
        _ => list_and_detail(body, focus, sizes),
    };
    Layout::Panes {
        header,
        footer,
        slots,
        dividers,
    }
}

/// Panes, and the lines between them that can be moved.
type Places = (Vec<Slot>, Vec<(Divider, PaneId)>);

impl Slot {
    fn full(pane: PaneId, area: Rect) -> Self {
        let shape = Shape::Full;
        Self { pane, shape, area }
    }

    fn sheet(pane: PaneId, area: Rect) -> Self {
        let shape = Shape::Sheet;
        Self { pane, shape, area }
    }

    fn line(pane: PaneId, area: Rect) -> Self {
        let shape = Shape::Line;
        Self { pane, shape, area }
    }
}

/// Four panes side by side.
fn wide(body: Rect, sizes: Sizes) -> Places {
    let evaluator = Room {
        usual: share(body.width, 33).clamp(38, 80),
        least: 30,
        others: 60,
    };
    let evaluator = sizes.cells(Divider::Evaluator, body, evaluator);
    let groups = Room {
        usual: share(body.width, 17).clamp(26, 36),
        least: 16,
        others: evaluator + 40,
    };
    let groups = sizes.cells(Divider::Groups, body, groups);
    let attached = Room {
        usual: share(body.height, 30).clamp(3, 14),
        least: 3,
        others: 5,
    };
    let attached = sizes.cells(Divider::Attached, body, attached);
    let (groups, rest) = cut_left(body, groups);
    let (evaluator, middle) = cut_right(rest, evaluator);
    let (attached, matrix) = cut_top(middle, attached);
    let slots = vec![
        Slot::full(PaneId::Groups, groups),
        Slot::full(PaneId::Attached, attached),
        Slot::full(PaneId::Matrix, matrix),
        Slot::full(PaneId::Evaluator, evaluator),
    ];
    let dividers = vec![
        (Divider::Groups, PaneId::Groups),
        (Divider::Attached, PaneId::Attached),
        (Divider::Evaluator, PaneId::Evaluator),
    ];
    (slots, dividers)
}

/// The evaluator becomes a sheet under the matrix; in focus it has the room, for its fields are to be seen.
fn medium(body: Rect, focus: PaneId, sizes: Sizes) -> Places {
    let groups = Room {
        usual: 26,
        least: 16,
        others: 60,
    };
    let groups = sizes.cells(Divider::Groups, body, groups);
    if focus == PaneId::Evaluator {
        let (groups, right) = cut_left(body, groups);
        let (attached, rest) = cut_top(right, 1);
        let (matrix, evaluator) = cut_top(rest, share(body.height, 35));
        let slots = vec![
            Slot::full(PaneId::Groups, groups),
            Slot::line(PaneId::Attached, attached),
            Slot::full(PaneId::Matrix, matrix),
            Slot::full(PaneId::Evaluator, evaluator),
        ];
        return (slots, vec![(Divider::Groups, PaneId::Groups)]);
    }
    let sheet = Room {
        usual: share(body.height, 25).clamp(5, 9),
        least: 3,
        others: 9,
    };
    let sheet = sizes.cells(Divider::Sheet, body, sheet);
    let attached = Room {
        usual: share(body.height, 25).clamp(4, 9),
        least: 3,
        others: sheet + 5,
    };
    let attached = sizes.cells(Divider::Attached, body, attached);
    let (groups, right) = cut_left(body, groups);
    let (attached, rest) = cut_top(right, attached);
    let (sheet, matrix) = cut_bottom(rest, sheet);
    let slots = vec![
        Slot::full(PaneId::Groups, groups),
        Slot::full(PaneId::Attached, attached),
        Slot::full(PaneId::Matrix, matrix),
        Slot::sheet(PaneId::Evaluator, sheet),
    ];
    let dividers = vec![
        (Divider::Groups, PaneId::Groups),
        (Divider::Attached, PaneId::Attached),
        (Divider::Sheet, PaneId::Evaluator),
    ];
    (slots, dividers)
}

/// The focused pane has the room, the others one line each, the decision stays.
fn narrow(body: Rect, focus: PaneId, sizes: Sizes) -> Places {
    let on_evaluator = focus == PaneId::Evaluator;
    let mut slots = Vec::with_capacity(4);
    let mut dividers = Vec::new();
    let mut rest = body;
    if !on_evaluator {
        let room = Room {
            usual: share(body.height, 28).clamp(3, 8),
            least: 3,
            others: 5,
        };
        let (area, above) = cut_bottom(rest, sizes.cells(Divider::Sheet, body, room));
        slots.push(Slot::sheet(PaneId::Evaluator, area));
        dividers.push((Divider::Sheet, PaneId::Evaluator));
        rest = above;
    }
    let panes = [PaneId::Groups, PaneId::Attached, PaneId::Matrix];
    for pane in panes.into_iter().filter(|pane| *pane != focus) {
        let (area, below) = cut_top(rest, 1);
        slots.push(Slot::line(pane, area));
        rest = below;
    }
    slots.push(Slot::full(focus, rest));
    slots.sort_by_key(|slot| (slot.area.y, slot.area.x));
    (slots, dividers)
}

/// A list, and what the cursor is on beside it, or under it where the window is narrow.
fn list_and_detail(body: Rect, focus: PaneId, sizes: Sizes) -> Places {
    let beside = body.width >= 100;
    let (divider, usual, least) = if beside {
        (Divider::Detail, share(body.width, 42), 24)
    } else {
        let tall = if focus == PaneId::Detail { 60 } else { 35 };
        (Divider::Below, share(body.height, tall).max(3), 3)
    };
    let room = Room {
        usual,
        least,
        others: if beside { 30 } else { 4 },
    };
    let cells = sizes.cells(divider, body, room);
    let (detail, list) = if beside {
        cut_right(body, cells)
    } else {
        cut_bottom(body, cells)
    };
    let slots = vec![
        Slot::full(PaneId::List, list),
        Slot::full(PaneId::Detail, detail),
    ];
    (slots, vec![(divider, PaneId::Detail)])
}

#[cfg(test)]
mod tests;
