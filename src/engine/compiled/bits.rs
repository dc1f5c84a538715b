//! Sets of actions as bits, one word for sixty-four of them.
//! All sets of one engine have the same length, so the operations never look at bounds twice.

use crate::model::{ActionId, TableId};

/// A set of actions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// The empty set over `len` actions.
    #[must_use]
    pub fn none(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(64)],
        }
    }

    /// The set of all `len` actions.
    #[must_use]
    pub fn all(len: usize) -> Self {
        let mut bits = Self::none(len);
        for word in &mut bits.words {
            *word = u64::MAX;
        }
        if !len.is_multiple_of(64)
            && let Some(last) = bits.words.last_mut()
        {
            *last = (1 << (len % 64)) - 1;
        }
        bits
    }

    /// Adds one action.
    pub fn insert(&mut self, action: ActionId) {
        if let Some(word) = self.words.get_mut(action.index() / 64) {
            *word |= 1 << (action.index() % 64);
        }
    }

    /// Adds one action, or takes it away.
    pub fn put(&mut self, action: ActionId, inside: bool) {
        if let Some(word) = self.words.get_mut(action.index() / 64) {
            let bit = 1 << (action.index() % 64);
            *word = if inside { *word | bit } else { *word & !bit };
        }
    }

    /// Whether an action is in the set.
    #[must_use]
    pub fn contains(&self, action: ActionId) -> bool {
        self.words
            .get(action.index() / 64)
            .is_some_and(|word| word >> (action.index() % 64) & 1 == 1)
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// How many actions are in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Adds every action of `other`.
    pub fn add(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Adds every action that is in `other` and in `mask`.
    pub fn add_masked(&mut self, other: &Self, mask: &Self) {
        for ((word, other), mask) in self.words.iter_mut().zip(&other.words).zip(&mask.words) {
            *word |= other & mask;
        }
    }

    /// Takes every action of `other` away.
    pub fn remove(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    /// Adds all of `len` actions.
    pub fn fill(&mut self, len: usize) {
        self.add(&Self::all(len));
    }

    /// Takes every action away.
    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// Keeps only the actions of `other`.
    pub fn keep(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Whether the sets share an action.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.words
            .iter()
            .zip(&other.words)
            .any(|(word, other)| word & other != 0)
    }

    /// Whether every action of this set is in `other`.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        self.words
            .iter()
            .zip(&other.words)
            .all(|(word, other)| word & !other == 0)
    }

    /// The words, lowest actions first.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The words, to be written.
    pub fn words_mut(&mut self) -> &mut [u64] {
        &mut self.words
    }

    /// The actions in the set, in order.
    pub fn iter(&self) -> impl Iterator<Item = ActionId> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(ActionId::from_index(at * 64 + bit))
            })
        })
    }
}
