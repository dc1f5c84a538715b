//! Where the parts of a grid go: from widths alone, before anything is drawn.
//!
//! INVARIANT: the first column and at least one other always have room; a name is shortened only when the room is used up.

use super::{GridSource, GridState};
use crate::tui::widgets::text;

/// How the columns are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heads {
    Names,
    Numbers,
}

/// Where the parts of a grid are for a given area: computed from sizes alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) heads: Heads,
    pub(super) label: u16,
    pub(super) column: u16,
    pub(super) first: usize,
    pub(super) visible: usize,
}

/// Names narrower than this cannot be told apart.
const NAME_MIN: u16 = 9;
/// Names wider than this are cut even where there is room: letters too far apart are hard to follow.
const NAME_MAX: u16 = 26;
/// Names up to this width stay names when the columns scroll anyway.
const NAME_SHORT: u16 = 12;
const NUMBER: u16 = 5;
const LABEL_MIN: u16 = 16;
/// The widest label that gets all its room.
pub(super) const LABEL_MAX: u16 = 44;
/// More heads are not measured; nobody sees them all at once.
const MEASURED: usize = 64;

pub(super) fn plan(width: u16, state: GridState, source: &impl GridSource) -> Plan {
    let (_, columns) = source.size();
    let count = u16::try_from(columns).unwrap_or(u16::MAX).max(1);
    let name = (0..columns.min(MEASURED))
        .map(|column| text::width(&text::clean(&source.column(column))))
        .max()
        .unwrap_or(0);
    let name = u16::try_from(name).unwrap_or(u16::MAX).saturating_add(2);
    // a blank before the label for the cursor, one after it
    let wanted = source.label_width().saturating_add(2);
    let label_min = LABEL_MIN
        .max(width * 3 / 10)
        .min(width / 2)
        .min(wanted.max(LABEL_MIN));
    let room = width.saturating_sub(label_min);
    let (heads, column) = match room / count {
        each if each > NAME_MIN => (Heads::Names, each.min(name.clamp(NAME_MIN, NAME_MAX))),
        each if each < NUMBER && name <= NAME_SHORT + 2 => (Heads::Names, name.max(NUMBER + 2)),
        each => (Heads::Numbers, each.clamp(NUMBER, NAME_MIN)),
    };
    let label = width
        .saturating_sub(column.saturating_mul(count))
        .clamp(label_min, wanted.max(label_min));
    let visible = usize::from(width.saturating_sub(label) / column.max(1)).clamp(1, columns.max(1));
    Plan {
        heads,
        label,
        column,
        first: state.column.top(columns, visible),
        visible,
    }
}
