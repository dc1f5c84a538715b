//! What the objects of a snapshot are called where they come from: a resource by its address, a policy by its file.

use std::collections::HashMap;

/// Where one object stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct At {
    /// Its file, where that is not the source as a whole.
    pub file: Option<String>,
    /// What its path begins with there; safe to print.
    pub path: String,
    /// What that path already stands for: `.policy` of a role whose file is its policy.
    pub covers: &'static str,
}

/// Where the objects of each list stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses {
    lists: HashMap<&'static str, Vec<At>>,
}

impl Addresses {
    /// Adds the next object of a list.
    pub(super) fn push(&mut self, list: &'static str, at: At) {
        self.lists.entry(list).or_default().push(at);
    }

    /// The file, where it is another, and the path there: `$.users[2].enabled` is
    /// `huaweicloud_identity_user.mara.enabled`.
    pub(super) fn of(&self, pointer: &str) -> Option<(Option<String>, String)> {
        let (key, rest) = pointer.strip_prefix("$.")?.split_once('[')?;
        let (index, rest) = rest.split_once(']')?;
        let at = self.lists.get(key)?.get(index.parse::<usize>().ok()?)?;
        let rest = rest.strip_prefix(at.covers).unwrap_or(rest);
        Some((at.file.clone(), format!("{}{rest}", at.path)))
    }
}
