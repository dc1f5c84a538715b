//! A set of actions that keeps only the words it needs: most permissions speak of one service, whose
//! actions lie side by side. It is read and never grown; what is collected is collected in [`Bits`].

use crate::model::{ActionId, TableId};

use super::Bits;

/// A set of actions between its lowest and its highest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// The position of the first word.
    start: u32,
    words: Box<[u64]>,
}

impl Span {
    /// The set, without the empty words on either side.
    #[must_use]
    pub fn of(bits: &Bits) -> Self {
        let words = bits.words();
        let Some(first) = words.iter().position(|word| *word != 0) else {
            return Self::default();
        };
        let last = words.iter().rposition(|word| *word != 0).unwrap_or(first);
        Self {
            start: u32::try_from(first).unwrap_or(u32::MAX),
            words: words.get(first..=last).unwrap_or_default().into(),
        }
    }

    /// Whether an action is in the set.
    #[must_use]
    pub fn contains(&self, action: ActionId) -> bool {
        let index = action.index();
        self.word(index / 64) >> (index % 64) & 1 == 1
    }

    /// One word, by its position among all words.
    #[must_use]
    pub fn word(&self, at: usize) -> u64 {
        let at = at.wrapping_sub(self.start as usize);
        self.words.get(at).copied().unwrap_or(0)
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// How many actions are in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        let ones = self.words.iter().map(|word| word.count_ones() as usize);
        ones.sum()
    }

    /// Takes every action of `other` away.
    pub fn remove(&mut self, other: &Bits) {
        let others = other.words().iter().skip(self.start as usize);
        for (word, other) in self.words.iter_mut().zip(others) {
            *word &= !other;
        }
    }

    /// Whether the sets share an action.
    #[must_use]
    pub fn meets(&self, other: &Bits) -> bool {
        let others = other.words().iter().skip(self.start as usize);
        self.words
            .iter()
            .zip(others)
            .any(|(word, other)| word & other != 0)
    }

    /// Whether every action of the set is in `other`.
    #[must_use]
    pub fn within(&self, other: &Bits) -> bool {
        let mut others = other.words().iter().skip(self.start as usize);
        self.words
            .iter()
            .all(|word| word & !others.next().copied().unwrap_or(0) == 0)
    }

    /// Adds the set to another.
    pub fn pour(&self, into: &mut Bits) {
        let into = into.words_mut().iter_mut().skip(self.start as usize);
        for (word, own) in into.zip(&self.words) {
            *word |= own;
        }
    }

    /// Adds what is in `mask` to another set.
    pub fn pour_masked(&self, into: &mut Bits, mask: &Bits) {
        let start = self.start as usize;
        let into = into.words_mut().iter_mut().skip(start);
        let mask = mask.words().iter().skip(start);
        for ((word, own), mask) in into.zip(&self.words).zip(mask) {
            *word |= own & mask;
        }
    }

    /// How many bytes the set keeps beside its own size.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(indices: &[usize]) -> Bits {
        let mut bits = Bits::none(300);
        for index in indices {
            bits.insert(ActionId::from_index(*index));
        }
        bits
    }

    #[test]
    fn a_span_is_the_set_it_was_made_of() {
        for set in [&[][..], &[0], &[299], &[64, 127], &[5, 130, 200]] {
            let full = bits(set);
            let span = Span::of(&full);
            let mut back = Bits::none(300);
            span.pour(&mut back);
            assert_eq!(back, full);
            assert_eq!((span.len(), span.is_empty()), (full.len(), full.is_empty()));
            for index in 0..300 {
                let id = ActionId::from_index(index);
                assert_eq!(span.contains(id), full.contains(id));
            }
        }
    }

    #[test]
    fn masks_and_differences_look_at_the_right_words() {
        let mut span = Span::of(&bits(&[70, 130, 200]));
        let mask = bits(&[130, 299]);
        let mut into = bits(&[1]);
        span.pour_masked(&mut into, &mask);
        assert_eq!(into, bits(&[1, 130]));
        assert!(span.meets(&mask));
        assert!(!span.meets(&bits(&[71])));
        assert!(!span.within(&mask));
        assert!(span.within(&bits(&[0, 70, 130, 200])));
        span.remove(&mask);
        assert!(!span.contains(ActionId::from_index(130)));
        assert_eq!(span.len(), 2);
    }
}
