//! Finding text in what is read: the cursor goes to the lines that have it, and what is folded over them opens.
//!
//! INVARIANT: what is found is found in the text as it is shown, folded lines included; finding moves the cursor and opens
//! lines, and changes nothing else.

use std::ops::Range;

use super::{Line, Reader, Reading};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::{Piece, text};

/// As many columns of the text stand in the title.
const SHOWN: usize = 24;

/// A line, whether it is open to be seen or not: its number, and that of the line below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    line: usize,
    below: Option<usize>,
}

/// What is to be found, and where it is.
#[derive(Debug)]
pub(super) struct Find {
    field: Field,
    /// Whether the field has the keys.
    typing: bool,
    /// Where one was when one began to type.
    from: Reading,
    /// The lines that have it, in their order.
    hits: Vec<Place>,
}

/// Which way to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Down,
    Up,
}

impl Reader {
    /// Begins typing what is to be found; what was found last stands in the field.
    pub(super) fn begin_find(&mut self) {
        let from = self.reading();
        let text = self.find.as_ref().map_or("", |find| find.field.text());
        self.find = Some(Find {
            field: Field::new(text),
            typing: true,
            from,
            hits: Vec::new(),
        });
        self.found_anew();
    }

    /// Whether what is to be found is being typed.
    pub fn is_finding(&self) -> bool {
        self.find.as_ref().is_some_and(|find| find.typing)
    }

    /// The field while it has the keys.
    pub fn find_field(&self) -> Option<&Field> {
        let find = self.find.as_ref().filter(|find| find.typing)?;
        Some(&find.field)
    }

    /// The same, to type into.
    pub fn field(&mut self) -> Option<&mut Field> {
        let find = self.find.as_mut().filter(|find| find.typing)?;
        Some(&mut find.field)
    }

    /// What is found is another: from where one was, the next line that has it.
    pub fn found_anew(&mut self) {
        let Some(mut find) = self.find.take() else {
            return;
        };
        find.hits = self.hits(find.field.text());
        if find.typing {
            self.stand(&find.from);
            let here = self.place();
            let next = find.hits.iter().find(|hit| **hit >= here);
            if let Some(next) = next.or(find.hits.first()) {
                self.stand_on(*next);
            }
        }
        self.find = Some(find);
    }

    /// Whether anything is looked for, found or not.
    pub(super) fn looks_for_something(&self) -> bool {
        self.find.is_some()
    }

    /// Whether any line has what is looked for.
    pub(super) fn has_found(&self) -> bool {
        self.find.as_ref().is_some_and(|find| !find.hits.is_empty())
    }

    /// Looks for nothing any more; the cursor stays.
    pub(super) fn unmark(&mut self) {
        self.find = None;
    }

    /// What is found and kept, to find it again; the empty text where nothing is.
    pub(super) fn kept_find(&self) -> String {
        let kept = self.find.as_ref().filter(|find| !find.typing);
        kept.map_or_else(String::new, |find| find.field.text().to_owned())
    }

    /// Finds what was found before, and moves nowhere.
    pub(super) fn find_again(&mut self, text: &str) {
        self.find = (!text.is_empty()).then(|| Find {
            field: Field::new(text),
            typing: false,
            from: Reading::default(),
            hits: self.hits(text),
        });
    }

    /// Stops typing; what was typed stays, if it is anything.
    pub(super) fn keep_find(&mut self) {
        self.find = self.find.take().filter(|find| !find.field.is_empty());
        if let Some(find) = &mut self.find {
            find.typing = false;
        }
    }

    /// Stops typing and is where one was.
    pub(super) fn drop_find(&mut self) {
        if let Some(find) = self.find.take().filter(|find| find.typing) {
            self.stand(&find.from);
        }
    }

    /// Goes on to the next line that has it. Whether it began again at the other end; nothing where no line has it.
    pub(super) fn go_on(&mut self, way: Way, times: usize) -> Option<bool> {
        let hits = &self.find.as_ref()?.hits;
        let here = self.place();
        let all = hits.len();
        let times = times.min(all);
        // counted from the first line, once round at most
        let (to, wrapped) = match way {
            Way::Down => {
                let to = hits.partition_point(|hit| *hit <= here) + times;
                (to.checked_sub(1)?, to > all)
            }
            Way::Up => {
                let above = hits.partition_point(|hit| *hit < here);
                ((above + all).checked_sub(times)?, times > above)
            }
        };
        let to = *hits.get(to.checked_rem(all)?)?;
        self.stand_on(to);
        Some(wrapped)
    }

    /// The lines that have a text, folded ones too.
    fn hits(&self, wanted: &str) -> Vec<Place> {
        let mut hits = Vec::new();
        for (line, of) in self.lines.iter().enumerate() {
            let has = |line: &Line| !occurrences(&said(line), wanted).is_empty();
            if has(of) {
                hits.push(Place { line, below: None });
            }
            for (nth, below) in of.more.iter().enumerate() {
                if has(below) {
                    let below = Some(nth);
                    hits.push(Place { line, below });
                }
            }
        }
        hits
    }

    /// The line under the cursor.
    fn place(&self) -> Place {
        let mut left = self.cursor.at();
        for (line, of) in self.lines.iter().enumerate() {
            let below = if of.open { of.more.len() } else { 0 };
            if left <= below {
                let below = left.checked_sub(1);
                return Place { line, below };
            }
            left -= below + 1;
        }
        let (line, below) = (self.lines.len(), None);
        Place { line, below }
    }

    /// Puts the cursor on a line, and opens what lies over it.
    fn stand_on(&mut self, place: Place) {
        if let Some(line) = self.lines.get_mut(place.line) {
            line.open |= place.below.is_some();
        }
        let above = self.lines.iter().take(place.line);
        let above = above.map(|line| 1 + if line.open { line.more.len() } else { 0 });
        let at = above.sum::<usize>() + place.below.map_or(0, |below| below + 1);
        let len = self.shown().len();
        self.cursor.go(Motion::To(at), len, 1);
    }

    /// The title while something is found: what, and which of the lines that have it.
    pub(super) fn find_title(&self) -> Option<Title<'static>> {
        let find = self.find.as_ref().filter(|find| !find.field.is_empty())?;
        let all = find.hits.len();
        let here = self.place();
        let nth = find.hits.iter().position(|hit| *hit == here);
        let (count, brief) = match (all, nth) {
            (0, _) => ("in no line".to_owned(), "none".to_owned()),
            (_, Some(nth)) => (
                format!("{} of {all}", nth + 1),
                format!("{}/{all}", nth + 1),
            ),
            (1, None) => ("in 1 line".to_owned(), "1".to_owned()),
            (_, None) => (format!("in {all} lines"), all.to_string()),
        };
        let role = match all {
            0 => ThemeRole::Warning,
            _ => ThemeRole::Count,
        };
        let safe = text::clean(find.field.text()).into_owned();
        let words = format!("/{}", text::truncate(&safe, SHOWN));
        let title = self.title.clone();
        let title = title.summary(vec![
            Piece::new(ThemeRole::Match, words),
            Piece::new(role, format!("  {count}")),
        ]);
        Some(title.brief(vec![Piece::new(role, brief)]))
    }

    /// The rows of a line, what is found in them marked.
    pub(super) fn highlighted<'a>(
        &self,
        line: &Line,
        rows: &[Vec<Piece<'a>>],
    ) -> Option<Vec<Vec<Piece<'a>>>> {
        let find = self.find.as_ref()?;
        let found = occurrences(&said(line), find.field.text());
        (!found.is_empty()).then(|| marked(rows, &found))
    }
}

/// What a line says, as it is shown.
fn said(line: &Line) -> String {
    let pieces = line.pieces.iter();
    pieces.map(|piece| text::clean(&piece.text)).collect()
}

/// Where a text stands in another, capitals or not.
fn occurrences(within: &str, wanted: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = wanted.chars().flat_map(char::to_lowercase).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in within.char_indices() {
        let free = found.last().is_none_or(|last| last.end <= at);
        let rest = within.get(at..).filter(|_| free);
        if let Some(length) = rest.and_then(|rest| begins(rest, &wanted)) {
            found.push(at..at + length);
        }
    }
    found
}

/// The bytes of the beginning that is the wanted text; nothing where it does not begin so.
fn begins(text: &str, wanted: &[char]) -> Option<usize> {
    let mut left = wanted;
    for (at, c) in text.char_indices() {
        for c in c.to_lowercase() {
            let (first, rest) = left.split_first()?;
            if *first != c {
                return None;
            }
            left = rest;
        }
        if left.is_empty() {
            return Some(at + c.len_utf8());
        }
    }
    None
}

/// Rows as [`super::rows`] lays them, the places in their text marked; each begins with what belongs to no text.
fn marked<'a>(rows: &[Vec<Piece<'a>>], found: &[Range<usize>]) -> Vec<Vec<Piece<'a>>> {
    let mut at = 0;
    let mut all = Vec::new();
    for (nth, row) in rows.iter().enumerate() {
        let lead = if nth == 0 { super::LEAD } else { 1 };
        let mut pieces: Vec<Piece<'a>> = row.iter().take(lead).cloned().collect();
        for piece in row.iter().skip(lead) {
            let (begin, end) = (at, at + piece.text.len());
            at = end;
            let mut cut = |from: usize, to: usize, role| {
                let words = piece.text.get(from - begin..to - begin);
                let words = words.filter(|words| !words.is_empty());
                pieces.extend(words.map(|words| Piece::new(role, words.to_owned())));
            };
            let mut done = begin;
            for one in found
                .iter()
                .filter(|one| one.start < end && one.end > begin)
            {
                let (from, to) = (one.start.max(begin), one.end.min(end));
                cut(done, from, piece.role);
                cut(from, to, ThemeRole::Match);
                done = to;
            }
            cut(done, end, piece.role);
        }
        all.push(pieces);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_capitals_or_not_and_its_places_never_overlap() {
        assert_eq!(occurrences("aXaxaxa", "AXA"), [0..3, 4..7]);
        assert_eq!(occurrences("Ärger, ärger", "äR"), [0..3, 8..11]);
        // one letter that becomes two in small
        assert_eq!(occurrences("aİbİb", "i\u{307}b"), [1..4, 4..7]);
        assert!(occurrences("abc", "").is_empty());
        assert!(occurrences("ab", "abc").is_empty());
    }

    #[test]
    fn what_is_broken_into_rows_is_marked_across_them() {
        let line = Line::new(vec![
            Piece::new(ThemeRole::Label, "\"Action\": "),
            Piece::new(ThemeRole::Text, "\"ims:images:delete\""),
        ]);
        let rows = super::super::rows(&line, 0, 20);
        assert!(rows.len() > 1, "{rows:?}");
        let found = occurrences(&said(&line), "images:delete");
        let rows = marked(&rows, &found);
        let pieces = rows.iter().flatten();
        let found = pieces.filter(|piece| piece.role == ThemeRole::Match);
        let found: String = found.map(|piece| &*piece.text).collect();
        assert_eq!(found, "images:delete");
    }
}
