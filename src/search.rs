//! Fuzzy search over many names: folded once, sieved cheaply, scored last.
//!
//! INVARIANT: the order of equals is the order of the candidates, so the list never jitters while one types; and a
//! candidate that the sieve drops would not have matched.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// Longer candidates are searched by their first characters only; scoring is quadratic.
const MAX_CHARS: usize = 256;

/// Letters that stand together count for more than any that are scattered.
const TOGETHER: i64 = 1 << 20;

/// A candidate, prepared.
#[derive(Debug, Clone)]
struct Entry {
    text: String,
    folded: Vec<u8>,
    mask: u64,
}

/// Something found: which candidate, and how well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The candidate's index.
    pub index: usize,
    /// Higher is better; comparable within one query only.
    pub score: i64,
}

impl Hit {
    /// Whether every one of this many words stands in the candidate as it was typed, none as scattered letters.
    #[must_use]
    pub fn is_together(self, words: usize) -> bool {
        i64::try_from(words).is_ok_and(|words| self.score >= words * 10 * TOGETHER)
    }
}

/// The candidates and the matcher; one per thread.
pub struct Index {
    entries: Vec<Entry>,
    matcher: SkimMatcherV2,
    last: Option<(String, Vec<Hit>)>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("entries", &self.entries.len())
            .finish_non_exhaustive()
    }
}

impl Index {
    /// Prepares the candidates; their order is kept.
    pub fn new<T: AsRef<str>>(candidates: impl IntoIterator<Item = T>) -> Self {
        let entries = candidates
            .into_iter()
            .map(|text| Entry::new(text.as_ref()))
            .collect();
        Self {
            entries,
            matcher: SkimMatcherV2::default().ignore_case(),
            last: None,
        }
    }

    /// How many candidates there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All candidates that match every word of the query, best first. No query: all, in their own order.
    pub fn find(&mut self, query: &str) -> Vec<Hit> {
        let words: Vec<&str> = query.split_whitespace().collect();
        if words.is_empty() {
            self.last = None;
            return (0..self.entries.len())
                .map(|index| Hit { index, score: 0 })
                .collect();
        }
        let sieves: Vec<Entry> = words.iter().map(|word| Entry::new(word)).collect();
        let narrowed = self
            .last
            .take()
            .filter(|(last, _)| extends(query, last))
            .map(|(_, hits)| hits);
        let mut hits: Vec<Hit> = match narrowed {
            Some(mut hits) => {
                hits.sort_unstable_by_key(|hit| hit.index);
                hits.iter()
                    .filter_map(|hit| self.score(hit.index, &sieves))
                    .collect()
            }
            None => (0..self.entries.len())
                .filter_map(|index| self.score(index, &sieves))
                .collect(),
        };
        hits.sort_by(|a, b| b.score.cmp(&a.score).then(a.index.cmp(&b.index)));
        self.last = Some((query.to_owned(), hits.clone()));
        hits
    }

    /// Which characters of a candidate the query found, as char indices in order; for visible rows only.
    pub fn positions(&self, index: usize, query: &str) -> Vec<usize> {
        let Some(entry) = self.entries.get(index) else {
            return Vec::new();
        };
        let mut positions: Vec<usize> = query
            .split_whitespace()
            .filter_map(|word| self.matcher.fuzzy_indices(&entry.text, word))
            .flat_map(|(_, positions)| positions)
            .collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    fn score(&self, index: usize, words: &[Entry]) -> Option<Hit> {
        let entry = self.entries.get(index)?;
        let mut total = 0i64;
        for word in words {
            if !entry.may_hold(word) {
                return None;
            }
            total += match word.folded.as_slice() {
                // one letter says little: beginnings of words, no scores
                [letter] => entry.starts_word(*letter)?,
                _ => {
                    let letters = self.matcher.fuzzy_match(&entry.text, &word.text)?;
                    letters + entry.together(word) * TOGETHER
                }
            };
        }
        Some(Hit {
            index,
            score: total,
        })
    }
}

/// Whether everything that matches `query` also matched `last`. Not so from one letter, which looks at word starts only.
fn extends(query: &str, last: &str) -> bool {
    query.starts_with(last)
        && last
            .split_whitespace()
            .all(|word| word.chars().nth(1).is_some())
}

impl Entry {
    fn new(text: &str) -> Self {
        let text: String = text.chars().take(MAX_CHARS).collect();
        let folded: Vec<u8> = text.bytes().map(|byte| byte.to_ascii_lowercase()).collect();
        let mask = folded.iter().fold(0, |mask, byte| mask | bit(*byte));
        Self { text, folded, mask }
    }

    /// Whether the word's letters occur in this order; bytes beyond ASCII are left to the matcher, which folds them.
    fn may_hold(&self, word: &Self) -> bool {
        if word.mask & !self.mask & ASCII_BITS != 0 {
            return false;
        }
        let mut rest = self.folded.iter();
        word.folded
            .iter()
            .filter(|byte| byte.is_ascii())
            .all(|byte| rest.any(|own| own == byte))
    }

    /// How much of a piece a word is here: a word itself, the beginning of one, inside one, or only its letters (0).
    fn together(&self, word: &Self) -> i64 {
        let wanted = word.folded.as_slice();
        let mut best = 0;
        for (at, window) in self.folded.windows(wanted.len().max(1)).enumerate() {
            if window != wanted {
                continue;
            }
            let beside = |at: Option<usize>| {
                at.and_then(|at| self.folded.get(at))
                    .is_some_and(u8::is_ascii_alphanumeric)
            };
            let inside = beside(at.checked_sub(1));
            let goes_on = beside(Some(at + wanted.len()));
            best = best.max(match (inside, goes_on) {
                (false, false) => 12,
                (false, true) => 11,
                (true, _) => 10,
            });
        }
        best
    }

    fn starts_word(&self, letter: u8) -> Option<i64> {
        if !letter.is_ascii() {
            return None;
        }
        let mut previous = b' ';
        for byte in &self.folded {
            if *byte == letter && !previous.is_ascii_alphanumeric() {
                return Some(0);
            }
            previous = *byte;
        }
        None
    }
}

/// Every bit that an ASCII byte may set.
const ASCII_BITS: u64 = !(1 << 63);

/// Letters, digits and the rest of ASCII share the lower bits; everything else the last one.
fn bit(byte: u8) -> u64 {
    match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'0'..=b'9' => 1 << (26 + byte - b'0'),
        0..=127 => 1 << (36 + byte % 27),
        _ => 1 << 63,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(candidates: &[&str], query: &str) -> Vec<usize> {
        Index::new(candidates)
            .find(query)
            .iter()
            .map(|hit| hit.index)
            .collect()
    }

    #[test]
    fn every_word_is_required_in_any_order() {
        let names = ["ims:images:delete", "ims:images:list", "ecs:servers:delete"];
        assert_eq!(found(&names, "del ims"), [0]);
        assert_eq!(found(&names, ""), [0, 1, 2]);
        assert_eq!(found(&names, "zzz"), Vec::<usize>::new());
    }

    #[test]
    fn words_come_before_scattered_letters() {
        let names = [
            "ims:images:get download a label",
            "ims:images:delete",
            "ims:model:get",
        ];
        assert_eq!(found(&names, "ims del"), [1, 2, 0]);
        assert_eq!(
            found(&["abcadminx", "xadmin", "an admin", "a d m i n"], "admin"),
            [2, 0, 1, 3]
        );
    }

    #[test]
    fn narrowing_finds_what_a_fresh_search_finds() {
        let names: Vec<String> = (0..500)
            .map(|n| format!("svc{}:thing{}:get{}", n % 7, n % 13, n))
            .collect();
        let mut typed = Index::new(&names);
        let mut query = String::new();
        for c in "svc3 th1g42".chars() {
            query.push(c);
            assert_eq!(
                typed.find(&query),
                Index::new(&names).find(&query),
                "{query}"
            );
        }
    }

    #[test]
    fn one_letter_finds_beginnings_of_words() {
        assert_eq!(
            found(&["ims:images:list", "delete", "mail", "a-mail"], "m"),
            [2, 3]
        );
    }

    #[test]
    fn equals_keep_their_order() {
        assert_eq!(found(&["ab-1", "ab-2", "ab-3"], "ab"), [0, 1, 2]);
    }

    #[test]
    fn positions_are_characters() {
        assert_eq!(Index::new(["数据-admin"]).positions(0, "ad"), [3, 4]);
    }
}
