//! Resources by the addresses that references name.

use std::collections::HashMap;

use super::address::{Address, Step};
use super::resource::Resource;

/// The resources that references may lead to.
#[derive(Debug)]
pub(super) struct Index<'a> {
    list: &'a [Resource],
    /// By mode, type and name.
    named: HashMap<(bool, &'a str, &'a str), Vec<usize>>,
}

impl<'a> Index<'a> {
    pub(super) fn of(list: &'a [Resource]) -> Self {
        let mut named: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, resource) in list.iter().enumerate() {
            if let Some(own) = &resource.address {
                let key = (own.data, own.kind.as_str(), own.name.name.as_str());
                named.entry(key).or_default().push(at);
            }
        }
        Self { list, named }
    }

    /// The instances of an address; a key that it leaves out may be any.
    pub(super) fn find(&self, address: &Address) -> Vec<&'a Resource> {
        let fits = |asked: &Step, own: &Step| {
            asked.name == own.name && (asked.key.is_none() || asked.key == own.key)
        };
        let key = (
            address.data,
            address.kind.as_str(),
            address.name.name.as_str(),
        );
        let named = self.named.get(&key).into_iter().flatten();
        named
            .filter_map(|at| self.list.get(*at))
            .filter(|resource| {
                resource.address.as_ref().is_some_and(|own| {
                    let modules = || address.modules.iter().zip(&own.modules);
                    own.modules.len() == address.modules.len()
                        && modules().all(|(asked, own)| fits(asked, own))
                        && fits(&address.name, &own.name)
                })
            })
            .collect()
    }
}
