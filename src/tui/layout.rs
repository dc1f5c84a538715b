//! From the size of the window to named rectangles. Pure: the same size, view and focus give the same places.
//!
//! INVARIANT: no slot leaves the window, no two overlap, and the decision (the evaluator, in whatever shape) always has
//! a place. Below [`MIN_WIDTH`]×[`MIN_HEIGHT`] there is one line only.

use ratatui::layout::Rect;

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
}

/// The places for a window, a view and the pane in focus.
pub fn arrange(window: Rect, view: ViewId, focus: PaneId) -> Layout {
    if window.width < MIN_WIDTH || window.height < MIN_HEIGHT {
        return Layout::TooSmall(Rect {
            height: window.height.min(1),
            ..window
        });
    }
    let (header, rest) = cut_top(window, 1);
    let (footer, body) = cut_bottom(rest, 1);
    let slots = match view {
        ViewId::Access if window.width >= 120 => wide(body),
        ViewId::Access if window.width >= 100 && window.height >= 20 => medium(body),
        ViewId::Access => narrow(body, focus),
        _ => list_and_detail(body, focus),
    };
    Layout::Panes {
        header,
        footer,
        slots,
    }
}

fn full(pane: PaneId, area: Rect) -> Slot {
    Slot {
        pane,
        shape: Shape::Full,
        area,
    }
}

/// Four panes side by side.
fn wide(body: Rect) -> Vec<Slot> {
    let (groups, rest) = cut_left(body, share(body.width, 17).clamp(26, 36));
    let (evaluator, middle) = cut_right(rest, share(body.width, 33).clamp(38, 80));
    let (attached, matrix) = cut_top(middle, share(body.height, 30).clamp(3, 14));
    vec![
        full(PaneId::Groups, groups),
        full(PaneId::Attached, attached),
        full(PaneId::Matrix, matrix),
        full(PaneId::Evaluator, evaluator),
    ]
}

/// The evaluator becomes a sheet under the matrix.
fn medium(body: Rect) -> Vec<Slot> {
    let (groups, right) = cut_left(body, 26);
    let (attached, rest) = cut_top(right, share(body.height, 25).clamp(4, 9));
    let (sheet, matrix) = cut_bottom(rest, share(body.height, 25).clamp(5, 9));
    vec![
        full(PaneId::Groups, groups),
        full(PaneId::Attached, attached),
        full(PaneId::Matrix, matrix),
        Slot {
            pane: PaneId::Evaluator,
            shape: Shape::Sheet,
            area: sheet,
        },
    ]
}

/// The focused pane has the room, the others one line each, the decision stays.
fn narrow(body: Rect, focus: PaneId) -> Vec<Slot> {
    let open = if focus == PaneId::Evaluator {
        PaneId::Matrix
    } else {
        focus
    };
    let mut slots = Vec::with_capacity(4);
    let mut rest = body;
    if focus != PaneId::Evaluator {
        let (sheet, above) = cut_bottom(rest, share(body.height, 28).clamp(3, 8));
        slots.push(Slot {
            pane: PaneId::Evaluator,
            shape: Shape::Sheet,
            area: sheet,
        });
        rest = above;
    }
    let panes = [PaneId::Groups, PaneId::Attached, PaneId::Matrix];
    let folded = |pane: &PaneId| focus == PaneId::Evaluator || *pane != open;
    for pane in panes.iter().filter(|pane| folded(pane)) {
        let (line, below) = cut_top(rest, 1);
        slots.push(Slot {
            pane: *pane,
            shape: Shape::Line,
            area: line,
        });
        rest = below;
    }
    slots.push(full(
        if focus == PaneId::Evaluator {
            focus
        } else {
            open
        },
        rest,
    ));
    slots.sort_by_key(|slot| (slot.area.y, slot.area.x));
    slots
}

/// A list, and what the cursor is on beside it, or under it where the window is narrow.
fn list_and_detail(body: Rect, focus: PaneId) -> Vec<Slot> {
    let (list, detail) = if body.width >= 100 {
        let (detail, list) = cut_right(body, share(body.width, 42));
        (list, detail)
    } else {
        let tall = if focus == PaneId::Detail { 60 } else { 35 };
        let (detail, list) = cut_bottom(body, share(body.height, tall).max(3));
        (list, detail)
    };
    vec![full(PaneId::List, list), full(PaneId::Detail, detail)]
}

fn share(whole: u16, percent: u16) -> u16 {
    u16::try_from(u32::from(whole) * u32::from(percent) / 100).unwrap_or(whole)
}

/// A rectangle's first rows, and the rest.
pub fn cut_top(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    let rest = Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    };
    (
        Rect {
            height: rows,
            ..area
        },
        rest,
    )
}

/// A rectangle's last rows, and the rest.
pub fn cut_bottom(area: Rect, rows: u16) -> (Rect, Rect) {
    let (rest, last) = cut_top(area, area.height - rows.min(area.height));
    (last, rest)
}

/// A rectangle's first columns, and the rest.
pub fn cut_left(area: Rect, columns: u16) -> (Rect, Rect) {
    let columns = columns.min(area.width);
    let rest = Rect {
        x: area.x + columns,
        width: area.width - columns,
        ..area
    };
    (
        Rect {
            width: columns,
            ..area
        },
        rest,
    )
}

/// A rectangle's last columns, and the rest.
pub fn cut_right(area: Rect, columns: u16) -> (Rect, Rect) {
    let (rest, last) = cut_left(area, area.width - columns.min(area.width));
    (last, rest)
}

/// A rectangle of at most this size in the middle of another.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(width: u16, height: u16, view: ViewId, focus: PaneId) -> Vec<Slot> {
        match arrange(Rect::new(0, 0, width, height), view, focus) {
            Layout::TooSmall(_) => Vec::new(),
            Layout::Panes { slots, .. } => slots,
        }
    }

    #[test]
    fn every_size_is_filled_without_overlap() {
        for (width, height) in [
            (80, 24),
            (100, 30),
            (100, 12),
            (120, 40),
            (160, 50),
            (200, 50),
            (40, 10),
            (500, 200),
        ] {
            for view in ViewId::ALL {
                for focus in view.panes() {
                    let slots = slots(width, height, view, *focus);
                    let covered: u32 = slots.iter().map(|slot| slot.area.area()).sum();
                    assert_eq!(
                        covered,
                        u32::from(width) * u32::from(height - 2),
                        "{width}×{height} {view:?} {focus:?}"
                    );
                    for (at, one) in slots.iter().enumerate() {
                        assert!(one.area.height > 0 && one.area.width > 0, "{one:?}");
                        for other in &slots[at + 1..] {
                            assert!(!one.area.intersects(other.area), "{one:?} {other:?}");
                        }
                    }
                    assert!(
                        slots
                            .iter()
                            .any(|slot| slot.pane == *focus && slot.shape != Shape::Line)
                    );
                }
            }
        }
    }

    #[test]
    fn the_decision_is_always_on_screen() {
        for (width, height) in [
            (40, 10),
            (80, 24),
            (100, 30),
            (119, 19),
            (120, 10),
            (200, 50),
        ] {
            for focus in ViewId::Access.panes() {
                let slots = slots(width, height, ViewId::Access, *focus);
                let decision = slots
                    .iter()
                    .find(|slot| slot.pane == PaneId::Evaluator)
                    .unwrap();
                assert!(
                    decision.area.height >= 3 && decision.shape != Shape::Line,
                    "{width}×{height} {focus:?}"
                );
            }
        }
    }

    #[test]
    fn shapes_follow_the_width() {
        let shapes = |width| {
            let slots = slots(width, 30, ViewId::Access, PaneId::Matrix);
            slots.iter().map(|slot| slot.shape).collect::<Vec<_>>()
        };
        assert_eq!(shapes(120), [Shape::Full; 4]);
        assert_eq!(
            shapes(100),
            [Shape::Full, Shape::Full, Shape::Full, Shape::Sheet]
        );
        assert_eq!(
            shapes(99),
            [Shape::Line, Shape::Line, Shape::Full, Shape::Sheet]
        );
    }

    #[test]
    fn too_small_is_one_line_at_most() {
        for (width, height) in [(39, 9), (39, 40), (200, 9), (1, 1), (0, 0)] {
            let Layout::TooSmall(line) = arrange(
                Rect::new(0, 0, width, height),
                ViewId::Access,
                PaneId::Matrix,
            ) else {
                panic!("{width}×{height} is too small");
            };
            assert!(line.height <= 1 && line.width == width);
        }
    }
}
