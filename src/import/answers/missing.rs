//! What no answer told and without which the picture is not whole, with the requests that would tell it.

mod roles;

use std::collections::HashSet;

use serde_json::Value;

use crate::import::fields::{Fields, text_of};

use super::asked::{by_path, filled};
use super::calls::{CALLS, Call, Fills, Need, Served};
use super::refused::entry;
use super::{Gathered, Rows};

/// Why, where nothing was refused.
const NOT_THERE: &str = "not among the answers";

impl Gathered {
    /// The entries of `unread`: what was refused and no other answer told, what was cut off, what is not there at all.
    pub(super) fn unread(&self) -> Vec<Fields> {
        let mut entries = self.cut_off();
        let mut refused: Vec<&Fields> = Vec::new();
        for (entry, asked) in &self.refused {
            let told = asked.as_ref().is_some_and(|asked| {
                // That the first page was answered says nothing of the page that was refused.
                let later = ["marker", "offset", "page"].iter().any(|name| {
                    let page = asked.parameter(name);
                    page.is_some_and(|page| !matches!(page, "0" | "1"))
                });
                if later || self.seen.told.is_some() {
                    return false;
                }
                self.answered.contains(&asked.path()) || self.told_otherwise(asked.call)
            });
            if !told {
                refused.push(entry);
            }
        }
        entries.extend(refused.into_iter().cloned());
        if self.base.is_none() && self.seen.told.is_none() {
            let known: HashSet<String> = entries.iter().map(question).collect();
            // A question about everything covers each of its parts.
            let open = |entry: &Fields| {
                let question = question(entry);
                let whole = question.split('?').next().unwrap_or_default();
                !known.contains(whole) && !known.contains(&question)
            };
            entries.extend(self.missing().into_iter().filter(open));
        }
        entries
    }

    /// The entries of a snapshot among the answers that they did not fill.
    pub(super) fn still_unread(&self, entries: Vec<Value>) -> Vec<Value> {
        let open = |entry: &Value| {
            let call = entry
                .get("call")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let asked = by_path(call);
            !asked.is_some_and(|asked| {
                self.answered.contains(&asked.path())
                    || (asked.values.is_empty() && self.told_otherwise(asked.call))
            })
        };
        entries.into_iter().filter(open).collect()
    }

    /// Whether a list of everything was told, whichever of its requests was answered.
    fn told_otherwise(&self, call: &Call) -> bool {
        call.variables().next().is_none()
            && match call.fills {
                Fills::Listed => self.listed.contains_key(call.key),
                // Refused as a whole, it may have been told one by one: what is left of it is missing.
                Fills::RoleAssignments => {
                    self.told.contains("role_assignments") || !self.one_by_one().is_empty()
                }
                fills => self.told.contains(fills.text()),
            }
    }

    fn missing(&self) -> Vec<Fields> {
        let mut entries = Vec::new();
        let domain = self.domains.id();
        for call in CALLS {
            if call.need != Need::Decides || !self.is_served(call) {
                continue;
            }
            let owned = call.variables().next().is_some();
            match call.fills {
                Fills::Domain if self.domains.settled().is_some() => {}
                Fills::Memberships => entries.extend(self.missing_members()),
                Fills::RoleAssignments => entries.extend(self.missing_roles(call)),
                Fills::IdentityPolicies | Fills::IdentityPolicyAttachments => {
                    entries.extend(self.missing_policies(call));
                }
                fills if !owned && !self.told.contains(fills.text()) => {
                    entries.push(missing(call, domain.as_deref()));
                }
                _ => {}
            }
        }
        entries
    }

    fn is_served(&self, call: &Call) -> bool {
        match call.served {
            Served::Everywhere => true,
            Served::Family | Served::EnterpriseProjects => !self.seen.is_upstream(),
            Served::New => self.seen.new && !self.seen.is_upstream(),
            Served::Upstream => self.seen.is_upstream(),
        }
    }

    /// Groups of which nobody said who is in them.
    fn missing_members(&self) -> Vec<Fields> {
        let by_user = |rows: &Rows| {
            rows.len() > 0
                && rows.iter().all(|user| {
                    let id = rows.id_of(user).unwrap_or_default();
                    self.answered.contains(&format!("/v3/users/{id}/groups"))
                })
        };
        if by_user(&self.users) {
            return Vec::new();
        }
        self.open_calls("/v3/groups/{group}/users", "group", &self.groups)
    }

    /// A request of each row, unless it was answered under its id or name.
    fn open_calls(&self, path: &'static str, key: &'static str, rows: &Rows) -> Vec<Fields> {
        let mut entries = Vec::new();
        for row in rows.iter() {
            let name = row.get("name").and_then(text_of);
            let id = rows.id_of(row);
            let answered = [&id, &name].into_iter().flatten().any(|word| {
                let path = filled(path, |given| (given == key).then_some(word.as_str()));
                self.answered.contains(&path)
            });
            if let (false, Some(id)) = (answered, id) {
                let path = filled(path, |given| (given == key).then_some(id.as_str()));
                if let Some(asked) = by_path(&path) {
                    let what = super::refused::what(&asked);
                    entries.push(entry(what, Some(&asked), &path, NOT_THERE));
                }
            }
        }
        entries
    }

    /// Identity policies without a document, and whom nobody said anything about.
    fn missing_policies(&self, call: &'static Call) -> Vec<Fields> {
        if call.path == "/v5/policies" {
            let told = self.told.contains("identity_policies") || self.policies.len() > 0;
            return if told {
                Vec::new()
            } else {
                vec![missing(call, None)]
            };
        }
        if call.fills == Fills::IdentityPolicies {
            let bare = self.policies.iter().filter(|policy| {
                !policy.contains_key("document")
                    && policy.get("policy_type").and_then(Value::as_str) != Some("system")
            });
            return bare
                .filter_map(|policy| {
                    let id = self.policies.id_of(policy)?;
                    let version = policy.get("default_version_id").and_then(text_of);
                    let version = version.unwrap_or_else(|| "{version}".to_owned());
                    let path = format!("/v5/policies/{id}/versions/{version}");
                    Some(entry("identity_policies", None, &path, NOT_THERE))
                })
                .collect();
        }
        // The way back says it of all at once.
        let attached = |policy: &Fields| {
            let count = policy.get("attachment_count");
            count.is_none_or(|count| count.as_u64() != Some(0))
        };
        let told = self.policies.len() > 0
            && self
                .policies
                .iter()
                .filter(|policy| attached(policy))
                .all(|policy| {
                    let id = self.policies.id_of(policy).unwrap_or_default();
                    self.answered
                        .contains(&format!("/v5/policies/{id}/attached-entities"))
                });
        if told {
            return Vec::new();
        }
        match call.variables().next() {
            Some("user") => self.open_calls(call.path, "user", &self.users),
            Some("agency") => self.open_calls(call.path, "agency", &self.agencies),
            _ => self.open_calls(call.path, "group", &self.groups),
        }
    }
}

/// What an entry asks: of everything, whichever way it was put; of one place, exactly.
fn question(entry: &Fields) -> String {
    let call = entry.get("call").and_then(text_of).unwrap_or_default();
    let path = call.split('?').next().unwrap_or_default();
    match entry.contains_key("scope") || call.contains("scope=") {
        true => call,
        false => path.to_owned(),
    }
}

/// Whether a role is a policy of the account's own.
pub(super) fn is_custom(role: &Fields) -> bool {
    let given = role.get("domain_id").is_some_and(|id| !id.is_null());
    given || role.get("catalog").and_then(Value::as_str) == Some("CUSTOMED")
}

/// A list that is not there at all.
fn missing(call: &'static Call, domain: Option<&str>) -> Fields {
    let query = call.queries.first().copied().unwrap_or_default();
    let query = query.replace("{domain}", domain.unwrap_or("{domain}"));
    let path = match query.as_str() {
        "" => call.path.to_owned(),
        query => format!("{}?{query}", call.path),
    };
    entry(call.fills.text(), None, &path, NOT_THERE)
}
