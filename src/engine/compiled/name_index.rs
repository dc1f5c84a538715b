//! Names of actions → their numbers, in any case, without writing the name down again in lower case.

use crate::model::{ActionId, TableId};

/// An index over names in lower case. Letters fold as the hash reads them; what is found is compared.
#[derive(Clone, Debug)]
pub struct NameIndex {
    /// The number of the action, plus one; zero where nothing stands. A power of two long.
    slots: Vec<u32>,
}

impl NameIndex {
    /// An index over names; of two equal ones the first is found.
    #[must_use]
    pub fn new(names: &[String]) -> Self {
        let mut index = Self {
            slots: vec![0; (names.len() * 2).next_power_of_two()],
        };
        for (at, name) in names.iter().enumerate() {
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            let mut slot = index.start(name);
            loop {
                match index.slots.get_mut(slot) {
                    Some(free @ 0) => {
                        *free = number;
                        break;
                    }
                    Some(_) => slot = index.after(slot),
                    None => break,
                }
            }
        }
        index
    }

    /// The first action of this name.
    #[must_use]
    pub fn find(&self, names: &[String], name: &str) -> Option<ActionId> {
        let mut slot = self.start(name);
        loop {
            let at = (*self.slots.get(slot)? as usize).checked_sub(1)?;
            if names.get(at)?.eq_ignore_ascii_case(name) {
                return Some(ActionId::from_index(at));
            }
            slot = self.after(slot);
        }
    }

    fn after(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }

    fn start(&self, name: &str) -> usize {
        // 0x20 is what tells a small letter from a capital.
        const SMALL: u64 = 0x2020_2020_2020_2020;
        const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
        let (words, rest) = name.as_bytes().as_chunks::<8>();
        let mut hash = name.len() as u64;
        let mut take = |word: u64| hash = (hash ^ (word | SMALL)).wrapping_mul(MIX).rotate_left(29);
        for word in words {
            take(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        take(u64::from_le_bytes(last));
        #[expect(clippy::cast_possible_truncation, reason = "any bits will do")]
        let hash = (hash ^ hash >> 32) as usize;
        hash & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_any_case() {
        let names: Vec<String> = (0..1000)
            .map(|at| format!("svc{}:a{at}:b", at % 7))
            .collect();
        let index = NameIndex::new(&names);
        for (at, name) in names.iter().enumerate() {
            let id = Some(ActionId::from_index(at));
            assert_eq!(index.find(&names, name), id);
            assert_eq!(index.find(&names, &name.to_uppercase()), id);
            assert_eq!(index.find(&names, &format!("{name}x")), None);
        }
        assert_eq!(NameIndex::new(&[]).find(&[], "a"), None);
    }
}
