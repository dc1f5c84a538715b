//! Which account the answers are of: no list says it outright, so whatever names a domain has a vote.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::import::fields::{Fields, text_of};

/// The domains that answers speak of.
#[derive(Debug, Default)]
pub(super) struct Domains {
    votes: BTreeMap<String, usize>,
    names: BTreeMap<String, String>,
    /// Names without an id.
    nameless: BTreeMap<String, usize>,
    /// Listed outright.
    listed: Vec<Fields>,
}

/// Who signed in is of the account.
const SIGNED_IN: usize = 1 << 40;
const IN_A_PATH: usize = 1 << 10;

impl Domains {
    /// `{"id", "name"}`
    pub(super) fn domain(&mut self, fields: &Fields, votes: usize) {
        let text = |key: &str| fields.get(key).and_then(text_of);
        let (id, name) = (text("id"), text("name"));
        match (id, name) {
            (Some(id), name) => {
                *self.votes.entry(id.clone()).or_default() += votes;
                if let Some(name) = name {
                    self.names.entry(id).or_insert(name);
                }
            }
            (None, Some(name)) => self.name(name, votes),
            (None, None) => {}
        }
    }

    /// A name by itself.
    pub(super) fn name(&mut self, name: String, votes: usize) {
        *self.nameless.entry(name).or_default() += votes;
    }

    /// A domain of a list of domains.
    pub(super) fn listed(&mut self, fields: &Fields) {
        self.domain(fields, IN_A_PATH);
        self.listed.push(fields.clone());
    }

    /// An object that says where it belongs.
    pub(super) fn saw(&mut self, fields: &Fields) {
        if let Some(Value::String(id)) = fields.get("domain_id") {
            if let Some(votes) = self.votes.get_mut(id) {
                *votes += 1;
            } else if !id.is_empty() {
                self.votes.insert(id.clone(), 1);
            }
        }
    }

    /// A domain that was asked about.
    pub(super) fn path(&mut self, id: &str) {
        *self.votes.entry(id.to_owned()).or_default() += IN_A_PATH;
    }

    /// Who signed in.
    pub(super) fn token(&mut self, token: &Fields) {
        let within = |key: &str| token.get(key)?.get("domain")?.as_object();
        let own = token.get("domain").and_then(Value::as_object);
        if let Some(domain) = own.or_else(|| within("project")).or_else(|| within("user")) {
            self.domain(domain, SIGNED_IN);
        }
    }

    /// The account, if any answer names it.
    pub(super) fn settled(&self) -> Option<Value> {
        let most = self.votes.iter().max_by_key(|(_, votes)| **votes);
        if let Some((id, _)) = most {
            let listed = self
                .listed
                .iter()
                .find(|fields| fields.get("id").and_then(text_of).as_ref() == Some(id));
            if let Some(fields) = listed {
                return Some(Value::Object(fields.clone()));
            }
            let name = self.names.get(id).or_else(|| {
                let mut names = self.nameless.iter();
                let (name, _) = names.next()?;
                names.next().is_none().then_some(name)
            });
            // What openstack prints in a cell may be an id or a name.
            return Some(match name {
                Some(name) => json!({"id": id, "name": name}),
                None => json!({"id": id}),
            });
        }
        let (name, _) = self.nameless.iter().max_by_key(|(_, votes)| **votes)?;
        Some(json!({"name": name}))
    }

    /// The id, if any answer tells it.
    pub(super) fn id(&self) -> Option<String> {
        let domain = self.settled()?;
        domain.get("id").and_then(text_of)
    }
}
