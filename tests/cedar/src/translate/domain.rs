//! What the requests about one account can say: the values of each key, and the characters of all of them.
//! Where Cedar has no word (a question mark, a variable inside a pattern), this finite world is spelled out.

use std::collections::{BTreeMap, BTreeSet};

use permlens::model::{Account, Request};

use super::asked::{self, Named};

/// The finite world of some requests.
#[derive(Clone, Debug, Default)]
pub struct Domain {
    values: BTreeMap<String, BTreeSet<String>>,
    characters: Vec<char>,
}

impl Domain {
    /// What `requests` say, in one account.
    #[must_use]
    pub fn of<'a>(account: &Account, requests: impl IntoIterator<Item = &'a Request>) -> Self {
        let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut characters = BTreeSet::new();
        let mut note = |text: &str| {
            characters.extend(text.chars().chain(text.to_lowercase().chars()));
        };
        for request in requests {
            note(&request.action);
            for (key, members) in asked::keys(account, request) {
                for member in &members {
                    note(member);
                }
                if let [only] = members.as_slice() {
                    values.entry(key).or_default().insert(only.clone());
                }
            }
            match asked::named(account, request) {
                Named::General => {}
                Named::Agency(names) => names.iter().for_each(|name| note(name)),
                Named::Segments(parts) => parts.iter().for_each(|part| note(part)),
            }
        }
        Self {
            values,
            characters: characters.into_iter().collect(),
        }
    }

    /// The single values that requests give a key, named in lower case.
    pub fn values(&self, key: &str) -> impl Iterator<Item = &str> {
        self.values
            .get(key)
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// Every character that requests hold.
    #[must_use]
    pub fn characters(&self) -> &[char] {
        &self.characters
    }
}
