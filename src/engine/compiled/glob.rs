//! Patterns taken apart at their stars, matched against each distinct segment of a name once.
//! It is not the matcher of the explaining path, so that each can find the other's mistakes.

use std::collections::HashMap;

use crate::model::Version;

/// A pattern taken apart at its stars: pieces that must follow each other.
#[derive(Debug)]
pub struct Glob<'a> {
    pieces: Vec<&'a str>,
    one: bool,
}

impl<'a> Glob<'a> {
    /// Takes a pattern apart, as documents of this version read it.
    #[must_use]
    pub fn new(pattern: &'a str, version: Version) -> Self {
        Self {
            pieces: pattern.split('*').collect(),
            one: version == Version::Identity,
        }
    }

    /// Whether the whole of `name` is matched.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        if self.one && !name.is_ascii() {
            // A question mark is one character, however many bytes that has.
            let pieces = self.pieces.iter().map(|piece| piece.chars().collect());
            let pieces: Vec<Vec<char>> = pieces.collect();
            let name: Vec<char> = name.chars().collect();
            return follow(&pieces, &name, |expected, found| {
                expected == found || *expected == '?'
            });
        }
        follow(&self.pieces, name.as_bytes(), |expected, found| {
            expected == found || (self.one && *expected == b'?')
        })
    }
}

/// Whether the pieces follow each other in `name`, the first at its start and the last at its end.
fn follow<T>(pieces: &[impl AsRef<[T]>], name: &[T], same: impl Fn(&T, &T) -> bool + Copy) -> bool {
    let fits = |piece: &[T], text: &[T]| {
        let mut pairs = piece.iter().zip(text);
        piece.len() == text.len() && pairs.all(|(expected, found)| same(expected, found))
    };
    let (first, inner, last) = match pieces {
        [] => return false,
        [only] => return fits(only.as_ref(), name),
        [first, inner @ .., last] => (first.as_ref(), inner, last.as_ref()),
    };
    let Some(middle) = name.len().checked_sub(first.len() + last.len()) else {
        return false;
    };
    let (head, rest) = name.split_at(first.len());
    let (mut body, tail) = rest.split_at(middle);
    if !fits(first, head) || !fits(last, tail) {
        return false;
    }
    for piece in inner.iter().map(AsRef::as_ref) {
        if piece.is_empty() {
            continue;
        }
        let Some(at) = body.windows(piece.len()).position(|text| fits(piece, text)) else {
            return false;
        };
        body = body.get(at + piece.len()..).unwrap_or_default();
    }
    true
}

/// Whether a text is a wildcard somewhere, in documents of this version.
#[must_use]
pub fn wild(text: &str, version: Version) -> bool {
    text.contains('*') || (version == Version::Identity && text.contains('?'))
}

/// Distinct segments of names, numbered.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    texts: Vec<String>,
    ids: HashMap<String, u32>,
}

impl Segments {
    /// The number of a segment, new or known.
    pub fn intern(&mut self, text: &str) -> u32 {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.to_owned());
        self.ids.insert(text.to_owned(), id);
        id
    }

    /// The number of a segment that is known.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        self.ids.get(text).copied()
    }

    /// The segment of a number.
    #[must_use]
    pub fn text(&self, id: u32) -> &str {
        self.texts.get(id as usize).map_or("", String::as_str)
    }
}

/// What is known of one segment under one pattern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Known {
    #[default]
    NotTried,
    Fits,
    Not,
}

/// One segment of a pattern, and which segments of names it was tried on.
#[derive(Debug)]
pub enum Tried<'m> {
    /// Every segment.
    All,
    /// This one; none when no name has it.
    Only(Option<u32>),
    /// Those that fit.
    Some(Glob<'m>, &'m mut Vec<Known>),
}

impl Tried<'_> {
    /// Whether a segment fits: it is matched at most once, whatever asks.
    pub fn fits(&mut self, id: u32, segments: &Segments) -> bool {
        match self {
            Self::All => true,
            Self::Only(only) => *only == Some(id),
            Self::Some(glob, known) => {
                let Some(known) = known.get_mut(id as usize) else {
                    return glob.matches(segments.text(id));
                };
                if *known == Known::NotTried {
                    *known = if glob.matches(segments.text(id)) {
                        Known::Fits
                    } else {
                        Known::Not
                    };
                }
                *known == Known::Fits
            }
        }
    }
}

/// The segments of patterns tried so far.
#[derive(Debug, Default)]
pub struct Trials {
    known: HashMap<(String, Version), Vec<Known>>,
}

impl Trials {
    /// The trial of one segment of a pattern.
    pub fn of<'m>(
        &'m mut self,
        pattern: &'m str,
        version: Version,
        segments: &Segments,
    ) -> Tried<'m> {
        if pattern == "*" {
            Tried::All
        } else if wild(pattern, version) {
            let known = self
                .known
                .entry((pattern.to_owned(), version))
                .or_insert_with(|| vec![Known::NotTried; segments.texts.len()]);
            Tried::Some(Glob::new(pattern, version), known)
        } else {
            Tried::Only(segments.find(pattern))
        }
    }
}
