//! What a state refers to and does not describe: who stands in for it, so that a grant is not lost because somebody else
//! manages the group it is for.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::engine::document::{Place, quote};
use crate::import::fields::{Fields, text_of};
use crate::import::problem::Problems;

/// Lists whose objects are referred to: the word in a reference, the list, its field of ids, what is expected.
const KINDS: [(&str, &str, &str, &str); 7] = [
    ("user", "users", "id", "a user that the state describes"),
    ("group", "groups", "id", "a group that the state describes"),
    (
        "agency",
        "agencies",
        "id",
        "an agency that the state describes",
    ),
    (
        "project",
        "projects",
        "id",
        "a project that the state describes",
    ),
    (
        "enterprise_project",
        "enterprise_projects",
        "id",
        "an enterprise project that the state describes",
    ),
    ("role", "roles", "id", "a role that the state describes"),
    (
        "policy_id",
        "identity_policies",
        "policy_id",
        "an identity policy that the state describes",
    ),
];

const STANDS_IN: &str = "it goes by that; import the account's own lists with the state to know it";
const UNKNOWN: &str = "its content counts as unknown; import the account's list of permissions with the state to know it";

/// What a stand-in says of itself.
const DESCRIBED: &str = "named by Terraform, which does not manage it";

/// A project to ask in, where none is named.
const ANY_PROJECT: &str = "any-project";

/// Completes a snapshot that was put together from states, with whatever else there was.
pub(in crate::import) fn stand_ins(
    fields: &mut Fields,
    domain: Option<String>,
    problems: &mut Problems,
) {
    fields
        .entry("domain")
        .or_insert_with(|| json!({"id": domain.unwrap_or_default(), "name": ""}));
    let mut known = Known::of(fields);
    let root = Place::ROOT;
    for list in [
        "memberships",
        "role_assignments",
        "identity_policy_attachments",
    ] {
        let relations = fields.get(list).cloned().unwrap_or_default();
        let at = root.key(list);
        for (index, relation) in relations.as_array().into_iter().flatten().enumerate() {
            let place = at.index(index);
            for kind in &KINDS {
                let within = place.key("scope");
                let (at, end) = match (relation.get(kind.0), relation.get("scope")) {
                    (Some(end), _) => (&place, end),
                    (None, Some(scope)) => match scope.get(kind.0) {
                        Some(end) => (&within, end),
                        None => continue,
                    },
                    (None, None) => continue,
                };
                known.refer(kind, end, &at.key(kind.0), problems);
            }
        }
    }
    known.describe(fields);
    known.name_policies(fields);
    let projects = fields.entry("projects").or_insert_with(|| json!([]));
    if let Value::Array(projects) = projects
        && projects.is_empty()
    {
        let description = "stands for any project: none is named";
        projects.push(json!({
            "id": ANY_PROJECT,
            "name": ANY_PROJECT,
            "description": description,
        }));
    }
}

/// What is described, and what is only named.
#[derive(Debug)]
struct Known {
    /// By list, ids and names.
    words: HashSet<(&'static str, String)>,
    named: Vec<(&'static str, String)>,
}

impl Known {
    fn of(fields: &Fields) -> Self {
        let mut words = HashSet::new();
        for (_, list, id, _) in KINDS {
            let rows = fields.get(list).and_then(Value::as_array);
            for row in rows.into_iter().flatten() {
                for key in [id, "name", "display_name", "policy_name"] {
                    if let Some(word) = row.get(key).and_then(text_of) {
                        words.insert((list, word));
                    }
                }
            }
        }
        Self {
            words,
            named: Vec::new(),
        }
    }

    fn refer(
        &mut self,
        (kind, list, _, expected): &(&str, &'static str, &str, &'static str),
        end: &Value,
        place: &Place<'_>,
        problems: &mut Problems,
    ) {
        let word = match end {
            Value::Object(end) => end.get("id").or_else(|| end.get("name")),
            bare => Some(bare),
        };
        let Some(word) = word.and_then(text_of).filter(|word| !word.is_empty()) else {
            return;
        };
        if !self.words.insert((list, word.clone())) {
            return;
        }
        let is_permission = matches!(*kind, "role" | "policy_id");
        // What is pending has been spoken of.
        if !word.starts_with("pending:") {
            let advice = if is_permission { UNKNOWN } else { STANDS_IN };
            problems.at(place, *expected, quote(&word), advice);
        }
        if !is_permission {
            self.named.push((list, word));
        }
    }

    fn describe(&mut self, fields: &mut Fields) {
        for (list, word) in std::mem::take(&mut self.named) {
            let rows = fields.entry(list).or_insert_with(|| json!([]));
            if let Value::Array(rows) = rows {
                rows.push(json!({"id": word, "name": word, "description": DESCRIBED}));
            }
        }
    }

    /// Identity policies attached by name may be the system's, whose documents are published.
    fn name_policies(&mut self, fields: &mut Fields) {
        let attached = fields.get("identity_policy_attachments").cloned();
        let attached = attached.as_ref().and_then(Value::as_array);
        for one in attached.into_iter().flatten() {
            let by_id = one.get("policy_id").is_some();
            let name = one.get("policy_name").and_then(text_of);
            let Some(name) = name.filter(|_| !by_id) else {
                continue;
            };
            if self.words.insert(("identity_policies", name.clone())) {
                let rows = fields
                    .entry("identity_policies")
                    .or_insert_with(|| json!([]));
                if let Value::Array(rows) = rows {
                    rows.push(json!({"policy_id": name, "policy_name": name}));
                }
            }
        }
    }
}
