//! Identity policies (5.0): the list names them, and each one's document is a version of it, as JSON in a string.

use serde_json::Value;

use crate::import::fields::{Fields, text_of};

use super::asked::{self, Asked};
use super::{Gathered, Origin};

/// The document of one version of a policy.
#[derive(Debug)]
pub(super) struct Document {
    /// Whose, where that is known.
    policy: Option<String>,
    version: String,
    /// Whether it is the version that counts.
    default: bool,
    content: Value,
    origin: Origin,
}

impl Gathered {
    /// A version of a policy.
    pub(super) fn version(&mut self, mut fields: Fields, asked: Option<&Asked>, origin: Origin) {
        self.seen.new = true;
        self.seen.family = true;
        self.note(origin.source, "identity_policies", 1);
        let by_name = || asked::by_name(self.name_of(origin.source));
        let asked = asked.cloned().or_else(by_name);
        let policy = fields
            .get("policy_id")
            .and_then(text_of)
            .or_else(|| Some(asked.as_ref()?.value("policy")?.to_owned()));
        let Some(content) = fields.shift_remove("document") else {
            self.problem(
                origin,
                "a version with its document",
                "one without",
                "the policy's content stays unknown",
            );
            return;
        };
        let content = match content {
            Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            other => other,
        };
        let version = fields.get("version_id").and_then(text_of);
        self.documents.push(Document {
            policy,
            version: version.unwrap_or_default(),
            default: fields.get("is_default").and_then(Value::as_bool) != Some(false),
            content,
            origin,
        });
    }

    /// Gives every policy the document of the version that counts.
    pub(super) fn put_documents(&mut self) {
        for document in std::mem::take(&mut self.documents) {
            if !document.default {
                continue;
            }
            let id = document.policy.clone().or_else(|| self.only(&document));
            let Some(id) = id else {
                let advice = "it is left out; name the file after the call (policies_ID_versions_VERSION.json), or list it in calls.json";
                let found = "a document without a word whose";
                self.problem(document.origin, "a version of a policy", found, advice);
                continue;
            };
            match self.policies.get_mut(&id) {
                Some(policy) => {
                    policy.entry("document").or_insert(document.content);
                }
                None => {
                    let mut fields = Fields::new();
                    fields.insert("policy_id".to_owned(), id.clone().into());
                    fields.insert("policy_name".to_owned(), id.into());
                    fields.insert("document".to_owned(), document.content);
                    self.policies.add(fields, document.origin);
                }
            }
        }
    }

    /// The only policy of the account that this could be the version of.
    fn only(&self, document: &Document) -> Option<String> {
        let mut fitting = self.policies.iter().filter(|policy| {
            let counts = policy.get("default_version_id").and_then(text_of);
            !policy.contains_key("document")
                && policy.get("policy_type").and_then(Value::as_str) != Some("system")
                && counts.is_none_or(|version| version == document.version)
        });
        let first = fitting.next()?;
        let alone = fitting.next().is_none();
        self.policies.id_of(first).filter(|_| alone)
    }
}
