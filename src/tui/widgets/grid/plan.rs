//! Where the parts of a grid go: from widths alone, before anything is drawn.
//!
//! INVARIANT: the first column and at least one other always have room; a name is shortened only when the room is used up.

use super::{GridSource, GridState};
use crate::tui::widgets::text;

/// How the columns are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heads {
    /// In this many rows.
    Names(u16),
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
/// Names this wide can be told apart well enough to leave the rest to the labels.
const NAME_GOOD: u16 = 10;
/// Names wider than this are cut even where there is room: letters too far apart are hard to follow.
const NAME_MAX: u16 = 26;
/// Names up to this width stay names when the columns scroll anyway.
const NAME_SHORT: u16 = 12;
const NUMBER: u16 = 5;
/// Labels cut shorter than this look equal; columns give way first.
const LABEL_MIN: u16 = 26;
/// The widest label that gets all its room.
pub(super) const LABEL_MAX: u16 = 44;
/// The highest heads.
const HEAD_ROWS: u16 = 3;
/// Legends take no more rows than this.
pub(super) const LEGEND_ROWS: u16 = 3;
/// More heads are not measured; nobody sees them all at once.
const MEASURED: usize = 64;

pub(super) fn plan(
    (width, height): (u16, u16),
    state: GridState,
    source: &impl GridSource,
) -> Plan {
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
        .min(wanted.max(16));
    // labels get what they want while the names can still be read, else they are cut first
    let generous = wanted.clamp(label_min, (width / 2).max(label_min));
    let label_min = if width.saturating_sub(generous) / count >= name.min(NAME_GOOD) {
        generous
    } else {
        label_min
    };
    let room = width.saturating_sub(label_min);
    let (heads, column) = match room / count {
        each if each > NAME_MIN => {
            let column = each.min(name.clamp(NAME_MIN, NAME_MAX));
            (Heads::Names(head_rows(height, column, source)), column)
        }
        each if each < NUMBER && name <= NAME_SHORT + 2 => (Heads::Names(1), name.max(NUMBER + 2)),
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

/// How many rows the names need, as far as the height can spare them.
fn head_rows(height: u16, column: u16, source: &impl GridSource) -> u16 {
    let spare = (height / 4).clamp(1, HEAD_ROWS);
    let (_, columns) = source.size();
    (0..columns.min(MEASURED))
        .map(|at| head(&source.column(at), column.saturating_sub(1), spare).len())
        .max()
        .and_then(|rows| u16::try_from(rows).ok())
        .unwrap_or(1)
        .clamp(1, spare)
}

/// A name in at most `rows` rows, broken at blanks, hyphens and humps; shortened only if that is not enough.
pub(super) fn head(name: &str, width: u16, rows: u16) -> Vec<String> {
    let safe = text::clean(name);
    let width = usize::from(width);
    let mut lines: Vec<String> = vec![String::new()];
    for word in words(&safe, width) {
        let full = lines.len() >= usize::from(rows);
        let Some(line) = lines.last_mut() else {
            break;
        };
        let fits = text::width(line) + text::width(word.trim_end()) <= width;
        if line.is_empty() || fits || full {
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
        .into_iter()
        .map(|line| text::truncate_middle(line.trim_end(), width).into_owned())
        .collect()
}

/// The words of a name, each with what separates it from the next; humps divide only what is too wide as it is.
fn words(name: &str, width: usize) -> Vec<&str> {
    let separator = |previous: char, _: char| matches!(previous, ' ' | '-' | '_' | ':' | '.' | '/');
    let hump = |previous: char, c: char| previous.is_lowercase() && c.is_uppercase();
    pieces(name, separator)
        .into_iter()
        .flat_map(|word| {
            if text::width(word.trim_end()) > width {
                pieces(word, hump)
            } else {
                vec![word]
            }
        })
        .collect()
}

/// A text cut wherever two neighbours say so.
fn pieces(name: &str, cut: impl Fn(char, char) -> bool) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut previous = ' ';
    for (at, c) in name.char_indices() {
        if at > start && c != ' ' && cut(previous, c) {
            pieces.extend(name.get(start..at));
            start = at;
        }
        previous = c;
    }
    pieces.extend(name.get(start..));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_break_where_words_do() {
        assert_eq!(head("IMS FullAccess", 10, 3), ["IMS", "FullAccess"]);
        assert_eq!(
            head("ECS CommonOperations", 11, 3),
            ["ECS Common", "Operations"]
        );
        assert_eq!(head("no-image-delete", 9, 3), ["no-image-", "delete"]);
        assert_eq!(head("no-image-delete", 9, 1), ["no-ima…te"]);
        assert_eq!(head("", 9, 3), [""]);
    }
}
