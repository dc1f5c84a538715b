//! Where in a snapshot's text its objects stand: what editors and code-scanning services point at.
//!
//! It looks at the text alone, after the account was read from it: a text that is no JSON has no places.
//!
//! INVARIANT: whatever the bytes are, nothing is read twice more than a few times, and nothing goes deeper with them.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::Value;

/// Past this many bytes a line is not written for people, and a column in it tells them nothing.
const LONG_LINE: usize = 2_000;

/// Where something stands: lines and columns count from one, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The line it begins in.
    pub start_line: usize,
    /// The line it ends in.
    pub end_line: usize,
    /// From which column to before which; unknown in a text without line breaks.
    pub columns: Option<(usize, usize)>,
}

/// The objects of a snapshot's text.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a [u8],
    /// Where each line begins.
    starts: Vec<usize>,
    /// By list and id or name: the first object that is so called.
    objects: HashMap<(&'static str, String), Range<usize>>,
    /// By kind and id or name of who holds: what is assigned.
    assigned: HashMap<(&'static str, String), Vec<(Value, Range<usize>)>>,
}

/// The lists whose objects are looked up, and the members that name them.
const LISTS: [(&str, &[&str]); 5] = [
    ("users", &["id"]),
    ("groups", &["id"]),
    ("agencies", &["id"]),
    ("roles", &["id"]),
    ("identity_policies", &["policy_id", "id"]),
];

/// Who can hold something.
const HOLDERS: [&str; 3] = ["user", "group", "agency"];

impl<'a> Lines<'a> {
    /// Looks through a text; `None` where it is no snapshot.
    #[must_use]
    pub fn of(text: &'a [u8]) -> Option<Self> {
        let start = skip_blank(text, 0);
        (text.get(start) == Some(&b'{')).then_some(())?;
        let mut lines = Self {
            text,
            starts: std::iter::once(0)
                .chain(
                    text.iter()
                        .enumerate()
                        .filter(|(_, byte)| **byte == b'\n')
                        .map(|(at, _)| at + 1),
                )
                .collect(),
            objects: HashMap::new(),
            assigned: HashMap::new(),
        };
        let members_of_all = members(text, start);
        let format = members_of_all.iter().find(|(name, _)| name == "format");
        let format = format.and_then(|(_, place)| string(text, place.clone()));
        (format.as_deref() == Some("permlens-snapshot")).then_some(())?;
        for (name, list) in members_of_all {
            if name == "role_assignments" {
                lines.assignments(&list);
            }
            let Some((list_name, names)) = LISTS.iter().find(|(list, _)| *list == name) else {
                continue;
            };
            for object in elements(text, list.start) {
                let fields = members(text, object.start);
                let id = fields
                    .iter()
                    .find(|(name, _)| names.contains(&name.as_str()));
                if let Some(id) = id.and_then(|(_, at)| string(text, at.clone())) {
                    lines.objects.entry((list_name, id)).or_insert(object);
                }
            }
        }
        Some(lines)
    }

    fn assignments(&mut self, list: &Range<usize>) {
        for object in elements(self.text, list.start) {
            let parsed = self
                .text
                .get(object.clone())
                .map(serde_json::from_slice::<Value>);
            let Some(Ok(row)) = parsed else {
                continue;
            };
            let holder = HOLDERS.into_iter().find_map(|kind| {
                let holder = row.get(kind)?;
                let named = holder.get("id").or_else(|| holder.get("name"))?;
                Some((kind, named.as_str()?.to_owned()))
            });
            if let Some(holder) = holder {
                self.assigned.entry(holder).or_default().push((row, object));
            }
        }
    }

    /// An object of one of the lists.
    #[must_use]
    pub fn object(&self, list: &'static str, id: &str) -> Option<Region> {
        let place = self.objects.get(&(list, id.to_owned()))?;
        Some(self.region(place.clone()))
    }

    /// A statement of a permission's document, from 0; the permission where there is none.
    #[must_use]
    pub fn statement(&self, list: &'static str, id: &str, at: usize) -> Option<Region> {
        let place = self.objects.get(&(list, id.to_owned()))?;
        let inside = |from: usize, names: &[&str]| {
            let mut fields = members(self.text, from).into_iter();
            fields
                .find(|(name, _)| names.contains(&name.as_str()))
                .map(|(_, place)| place)
        };
        let statement = || {
            let document = inside(place.start, &["policy", "document"])?;
            let list = inside(document.start, &["Statement"])?;
            elements(self.text, list.start).into_iter().nth(at)
        };
        Some(self.region(statement().unwrap_or_else(|| place.clone())))
    }

    /// What is assigned to somebody who is called so; `is_it` knows it by what it says.
    #[must_use]
    pub fn assignment(
        &self,
        (kind, names): (&'static str, [&str; 2]),
        is_it: &dyn Fn(&Value) -> bool,
    ) -> Option<Region> {
        let mut rows = names
            .into_iter()
            .filter_map(|name| self.assigned.get(&(kind, name.to_owned())))
            .flatten();
        let (_, place) = rows.find(|(row, _)| is_it(row))?;
        Some(self.region(place.clone()))
    }

    fn region(&self, place: Range<usize>) -> Region {
        let line = |at: usize| self.starts.partition_point(|start| *start <= at).max(1);
        let column = |at: usize, line: usize| {
            let start = self.starts.get(line - 1).copied().unwrap_or(0);
            let before = self.text.get(start..at).unwrap_or_default();
            (before.len() <= LONG_LINE).then(|| String::from_utf8_lossy(before).chars().count() + 1)
        };
        let (start_line, end_line) = (line(place.start), line(place.end.saturating_sub(1)));
        let columns = column(place.start, start_line).zip(column(place.end, end_line));
        Region {
            start_line,
            end_line,
            columns,
        }
    }
}

fn skip_blank(text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let blank = |byte: &u8| byte.is_ascii_whitespace() || [0xef, 0xbb, 0xbf].contains(byte);
    from + rest.iter().take_while(|byte| blank(byte)).count()
}

/// Behind the text that begins here.
fn skip_string(text: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// Behind the value that begins here.
fn skip_value(text: &[u8], from: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = from;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => at = skip_string(text, at),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            b',' if depth == 0 => return at,
            _ => at += 1,
        }
        let ended = depth == 0 && matches!(byte, b'"' | b'}' | b']');
        if ended {
            return at;
        }
    }
    at
}

/// The members of the object that begins here, each with where its value stands.
fn members(text: &[u8], from: usize) -> Vec<(String, Range<usize>)> {
    let mut members = Vec::new();
    if text.get(from) != Some(&b'{') {
        return members;
    }
    let mut at = skip_blank(text, from + 1);
    while text.get(at) == Some(&b'"') {
        let end = skip_string(text, at);
        let name = string(text, at..end);
        at = skip_blank(text, end);
        if text.get(at) != Some(&b':') {
            break;
        }
        at = skip_blank(text, at + 1);
        let end = skip_value(text, at);
        if let Some(name) = name {
            members.push((name, at..end));
        }
        at = next(text, end);
    }
    members
}

/// The elements of the array that begins here.
fn elements(text: &[u8], from: usize) -> Vec<Range<usize>> {
    let mut elements = Vec::new();
    if text.get(from) != Some(&b'[') {
        return elements;
    }
    let mut at = skip_blank(text, from + 1);
    while text.get(at).is_some_and(|byte| *byte != b']') {
        let end = skip_value(text, at);
        if end == at {
            break;
        }
        elements.push(at..end);
        at = next(text, end);
    }
    elements
}

/// Behind the comma that follows, if one does.
fn next(text: &[u8], from: usize) -> usize {
    let at = skip_blank(text, from);
    match text.get(at) {
        Some(b',') => skip_blank(text, at + 1),
        _ => at,
    }
}

fn string(text: &[u8], place: Range<usize>) -> Option<String> {
    serde_json::from_slice(text.get(place)?).ok()
}
