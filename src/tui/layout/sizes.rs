//! What the user made of the sizes of the panes. Shares of the window, so that they mean the same in one of another size.
//!
//! INVARIANT: whatever is asked for, each side of a divider keeps the room that makes it readable.

use ratatui::layout::{Position, Rect};
use serde::{Deserialize, Serialize};

/// A line between panes that can be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Divider {
    /// Right of the groups.
    Groups,
    /// Under the attachments.
    Attached,
    /// Left of the evaluator.
    Evaluator,
    /// Over the evaluator, where it lies under the matrix.
    Sheet,
    /// Left of the detail.
    Detail,
    /// Over the detail, where it lies under the list.
    Below,
}

/// Thousandths of the window's width or height that the pane at each divider has; none where nobody moved it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sizes {
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attached: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluator: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    below: Option<u16>,
}

impl Divider {
    /// Whether it is moved up and down.
    pub fn lies(self) -> bool {
        matches!(self, Self::Attached | Self::Sheet | Self::Below)
    }

    /// Rows or columns that its pane would have if the divider were here.
    pub fn cells_at(self, body: Rect, at: Position) -> u16 {
        match self {
            Self::Groups => (at.x + 1).saturating_sub(body.x),
            Self::Attached => (at.y + 1).saturating_sub(body.y),
            Self::Evaluator | Self::Detail => body.right().saturating_sub(at.x),
            Self::Sheet | Self::Below => body.bottom().saturating_sub(at.y),
        }
    }

    fn whole(self, body: Rect) -> u16 {
        if self.lies() { body.height } else { body.width }
    }

    /// Where one takes hold of it: the two borders that meet, `area` being its pane.
    pub fn hold(self, area: Rect) -> Rect {
        match self {
            Self::Groups => Rect {
                x: area.right().saturating_sub(1),
                width: 2,
                ..area
            },
            Self::Attached => Rect {
                y: area.bottom().saturating_sub(1),
                height: 2,
                ..area
            },
            Self::Evaluator | Self::Detail => Rect {
                x: area.x.saturating_sub(1),
                width: 2,
                ..area
            },
            Self::Sheet | Self::Below => Rect {
                y: area.y.saturating_sub(1),
                height: 2,
                ..area
            },
        }
    }
}

impl Sizes {
    fn share(&mut self, divider: Divider) -> &mut Option<u16> {
        match divider {
            Divider::Groups => &mut self.groups,
            Divider::Attached => &mut self.attached,
            Divider::Evaluator => &mut self.evaluator,
            Divider::Sheet => &mut self.sheet,
            Divider::Detail => &mut self.detail,
            Divider::Below => &mut self.below,
        }
    }

    /// The pane gets so many rows or columns of this body.
    pub fn set(&mut self, divider: Divider, body: Rect, cells: u16) {
        let whole = u32::from(divider.whole(body).max(1));
        // rounded up, so that as many cells come out again
        let share = (u32::from(cells) * 1000).div_ceil(whole).min(1000);
        *self.share(divider) = u16::try_from(share).ok();
    }

    /// The rows or columns that were asked for, or `usual`; at least `least`, and so that `others` are left.
    pub(super) fn cells(mut self, divider: Divider, body: Rect, room: Room) -> u16 {
        let whole = divider.whole(body);
        let Some(share) = *self.share(divider) else {
            return room.usual;
        };
        let wished = u32::from(whole) * u32::from(share.min(1000)) / 1000;
        let most = whole.saturating_sub(room.others).max(room.least);
        u16::try_from(wished)
            .unwrap_or(whole)
            .clamp(room.least, most)
    }
}

/// How a pane may be sized, in cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Where nobody moved anything.
    pub usual: u16,
    /// The least that shows something.
    pub least: u16,
    /// What the panes beside it need at least.
    pub others: u16,
}
