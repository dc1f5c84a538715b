//! Layouts of many windows: filled, without overlap, with room for everything.

use super::*;

fn slots(width: u16, height: u16, view: ViewId, focus: PaneId) -> Vec<Slot> {
    match arrange(
        Rect::new(0, 0, width, height),
        view,
        focus,
        Sizes::default(),
    ) {
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
fn whoever_edits_sees_the_fields() {
    for (width, height) in [(80, 24), (100, 20), (100, 30), (119, 50), (120, 40)] {
        let slots = slots(width, height, ViewId::Access, PaneId::Evaluator);
        let evaluator = slots.iter().find(|slot| slot.pane == PaneId::Evaluator);
        let slot = evaluator.unwrap();
        assert_eq!(slot.shape, Shape::Full, "{width}×{height}");
        assert!(slot.area.height >= 10, "{width}×{height}: {slot:?}");
    }
}

#[test]
fn too_small_is_one_line_at_most() {
    for (width, height) in [(39, 9), (39, 40), (200, 9), (1, 1), (0, 0)] {
        let Layout::TooSmall(line) = arrange(
            Rect::new(0, 0, width, height),
            ViewId::Access,
            PaneId::Matrix,
            Sizes::default(),
        ) else {
            panic!("{width}×{height} is too small");
        };
        assert!(line.height <= 1 && line.width == width);
    }
}

#[test]
fn whatever_is_asked_for_every_pane_keeps_room() {
    let dividers = [
        Divider::Groups,
        Divider::Attached,
        Divider::Evaluator,
        Divider::Sheet,
        Divider::Detail,
        Divider::Below,
    ];
    for (width, height) in [
        (40, 10),
        (80, 24),
        (100, 20),
        (120, 10),
        (120, 40),
        (200, 50),
    ] {
        let window = Rect::new(0, 0, width, height);
        for view in ViewId::ALL {
            for focus in view.panes() {
                for cells in [0, 1, 7, 40, 1000] {
                    let mut sizes = Sizes::default();
                    let body = arrange(window, view, *focus, sizes).body();
                    for divider in dividers {
                        sizes.set(divider, body, cells);
                    }
                    let Layout::Panes { slots, .. } = arrange(window, view, *focus, sizes) else {
                        panic!("{width}×{height} is large enough");
                    };
                    let covered: u32 = slots.iter().map(|slot| slot.area.area()).sum();
                    assert_eq!(covered, body.area(), "{width}×{height} {view:?} {cells}");
                    for slot in slots.iter().filter(|slot| slot.shape != Shape::Line) {
                        let place = (width, height, cells, slot);
                        assert!(slot.area.height >= 3 && slot.area.width >= 16, "{place:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_divider_goes_where_it_is_dragged() {
    let window = Rect::new(0, 0, 120, 40);
    let mut sizes = Sizes::default();
    let before = arrange(window, ViewId::Access, PaneId::Matrix, sizes);
    let groups = before.slot(PaneId::Groups).unwrap().area;
    let held = before.divider_at(Position::new(groups.right() - 1, 9));
    assert_eq!(held, Some(Divider::Groups));
    assert_eq!(before.divider_at(Position::new(groups.x + 3, 9)), None);
    for x in 20..40 {
        sizes.set(
            Divider::Groups,
            before.body(),
            Divider::Groups.cells_at(before.body(), Position::new(x, 9)),
        );
        let layout = arrange(window, ViewId::Access, PaneId::Matrix, sizes);
        assert_eq!(layout.slot(PaneId::Groups).unwrap().area.right(), x + 1);
    }
}
