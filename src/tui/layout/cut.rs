//! Cutting rectangles.

use ratatui::layout::Rect;

/// So many percent.
pub(super) fn share(whole: u16, percent: u16) -> u16 {
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
