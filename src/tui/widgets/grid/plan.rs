//! Where the parts of a grid go: from widths alone, before anything is drawn.
//!
//! INVARIANT: the first column and at least one other always have room; a name is shortened only when the room is used up.

use std::borrow::Cow;

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
    /// Columns at the left that stay while the others scroll.
    pub(super) frozen: usize,
    /// The first of the others.
    pub(super) first: usize,
    /// How many columns are seen, the frozen ones among them.
    pub(super) visible: usize,
}

impl Plan {
    /// The visible columns, from the left.
    pub(super) fn columns(self, columns: usize) -> impl Iterator<Item = usize> {
        let beside = self.visible.saturating_sub(self.frozen);
        (0..self.frozen).chain(self.first..columns.min(self.first + beside))
    }
}

/// Widths that columns with names are tried in: the first that holds every name uncut is taken.
const NAME_WIDTHS: [u16; 8] = [8, 9, 10, 12, 14, 18, 22, NAME_MAX];
/// Names wider than this are cut even where there is room: letters too far apart are hard to follow.
const NAME_MAX: u16 = 26;
/// Names that need more than this are numbered where columns scroll: more columns in sight are worth more.
const NAME_SCROLLED: u16 = 12;
/// Words as wide as this are left whole where columns scroll.
const NAME_READABLE: u16 = 9;
const NUMBER: u16 = 4;
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
    let names: Vec<Cow<'_, str>> = (0..columns.min(MEASURED))
        .map(|column| source.column(column))
        .collect();
    let widest = names.iter().map(|name| text::width(&text::clean(name)));
    let widest = u16::try_from(widest.max().unwrap_or(0)).unwrap_or(u16::MAX);
    let whole = widest.saturating_add(2).min(NAME_MAX);
    let spare = (height / 3).clamp(1, HEAD_ROWS);
    let needed = narrowest(&names, spare, Words::Broken).min(whole.max(NUMBER + 1));
    // words are broken only where that wins something
    let unbroken = narrowest(&names, spare, Words::Whole);
    // a blank before the label for the cursor, one after it
    let wanted = source.label_width().saturating_add(2);
    let label_min = LABEL_MIN
        .max(width * 3 / 10)
        .min(width / 2)
        .min(wanted.max(16));
    // labels get what they want while the names can still be read, else they are cut first
    let generous = wanted.clamp(label_min, (width / 2).max(label_min));
    let label_min = if width.saturating_sub(generous) / count >= needed {
        generous
    } else {
        label_min
    };
    let room = width.saturating_sub(label_min);
    let each = room / count;
    let (named, column) = if each >= needed {
        (true, each.min(whole.max(needed)))
    } else if each < NUMBER && needed <= NAME_SCROLLED {
        // they scroll, named or not
        let readable = if unbroken <= NAME_READABLE {
            unbroken
        } else {
            needed
        };
        (true, readable)
    } else {
        (false, each.clamp(NUMBER, NAME_SCROLLED))
    };
    let heads = if named {
        let rows = names
            .iter()
            .map(|name| head(name, column.saturating_sub(1), spare).len());
        let rows = u16::try_from(rows.max().unwrap_or(1)).unwrap_or(1);
        Heads::Names(rows.clamp(1, spare))
    } else {
        Heads::Numbers
    };
    let label = width
        .saturating_sub(column.saturating_mul(count))
        .clamp(label_min, wanted.max(label_min));
    let visible = usize::from(width.saturating_sub(label) / column.max(1)).clamp(1, columns.max(1));
    // one column at least is left to scroll
    let frozen = source.pinned().1.min(visible - 1);
    Plan {
        heads,
        label,
        column,
        frozen,
        first: state.column.top_beyond(frozen, columns, visible),
        visible,
    }
}

/// Whether a word may be broken inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    Whole,
    Broken,
}

/// The narrowest columns that hold every name uncut in this many rows.
fn narrowest(names: &[Cow<'_, str>], rows: u16, allowed: Words) -> u16 {
    let holds = |column: &u16| {
        let width = column - 1;
        names.iter().all(|name| {
            let lines = head(name, width, rows);
            let safe = text::clean(name);
            let wide = |word: &&str| text::width(word.trim_end()) > width.into();
            let whole = !words(&safe, width.into()).iter().any(wide);
            lines.iter().all(|line| !line.contains('…')) && (whole || allowed == Words::Broken)
        })
    };
    NAME_WIDTHS.into_iter().find(holds).unwrap_or(NAME_MAX)
}

/// A name in at most `rows` rows, broken at blanks, hyphens and humps, inside a word where it must be; shortened only if
/// that is not enough.
pub(super) fn head(name: &str, width: u16, rows: u16) -> Vec<String> {
    let safe = text::clean(name);
    let width = usize::from(width);
    let mut lines: Vec<String> = vec![String::new()];
    for word in words(&safe, width) {
        for (nth, part) in parts(word, width).into_iter().enumerate() {
            let full = lines.len() >= usize::from(rows);
            let Some(line) = lines.last_mut() else {
                break;
            };
            let fits = text::width(line) + text::width(part.trim_end()) <= width;
            if line.is_empty() || fits || full {
                line.push_str(part);
            } else {
                // a hyphen says that the word goes on
                line.push_str(if nth > 0 { "-" } else { "" });
                lines.push(part.to_owned());
            }
        }
    }
    lines
        .into_iter()
        .map(|line| text::truncate_middle(line.trim_end(), width).into_owned())
        .collect()
}

/// A word in parts of about the same width, each with room for a hyphen behind it.
fn parts(word: &str, width: usize) -> Vec<&str> {
    let whole = text::width(word.trim_end());
    if whole <= width || width < 3 {
        return vec![word];
    }
    let each = whole.div_ceil(whole.div_ceil(width - 1));
    let mut parts = Vec::new();
    let mut rest = word;
    loop {
        let (part, _) = text::fit(rest, each);
        if part.is_empty() || part.len() == rest.len() {
            parts.push(rest);
            return parts;
        }
        let (part, after) = rest.split_at(part.len());
        parts.push(part);
        rest = after;
    }
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
        assert_eq!(
            head("Server Administrator", 8, 3),
            ["Server", "Adminis-", "trator"]
        );
        assert_eq!(head("", 9, 3), [""]);
    }
}
