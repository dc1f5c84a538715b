//! One instance of a resource, whichever of Terraform's files it was read from.

use serde_json::{Map, Value};

use crate::import::fields::{Fields, text_of};

use super::address::Address;
use super::kind::Kind;
use super::secrets::any_true;

/// An instance of a resource that matters.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    /// As Terraform writes it.
    pub written: String,
    /// Taken apart; nothing where it could not be.
    pub address: Option<Address>,
    /// What it is to an account.
    pub kind: Kind,
    /// Its type.
    pub type_name: String,
    /// Whether it is only read.
    pub data: bool,
    /// Its attributes, without secrets.
    pub values: Fields,
    /// What is not known before the plan is applied: `true` in place of each value.
    pub unknown: Map<String, Value>,
}

impl Resource {
    /// A text that is given and not empty.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.values
            .get(key)
            .and_then(text_of)
            .filter(|text| !text.is_empty())
    }

    /// The first of these that is given.
    pub(super) fn first(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| self.text(key))
    }

    /// Whether a value, or a part of it, will be known only after the plan is applied.
    pub(super) fn is_unknown(&self, key: &str) -> bool {
        self.unknown.get(key).is_some_and(any_true)
    }

    /// The last part of its address: what is left of it when there is little room.
    pub(super) fn short(&self) -> String {
        match &self.address {
            Some(address) => address.name.to_string(),
            None => self.written.clone(),
        }
    }

    /// The id of what does not exist yet.
    pub(super) fn pending_id(&self) -> String {
        format!("pending:{}", self.written)
    }
}
