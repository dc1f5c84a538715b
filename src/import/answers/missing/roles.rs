//! Who holds what where, as far as no answer told it: by the list of all assignments, or request by request.

use std::collections::HashSet;

use serde_json::json;

use crate::import::answers::Gathered;
use crate::import::answers::asked::{by_path, filled};
use crate::import::answers::calls::{CALLS, Call, Fills, Need};
use crate::import::answers::refused::entry;
use crate::import::fields::{Fields, text_of};

use super::{NOT_THERE, missing};

/// Single places are named up to so many; of more it is said once that they are all missing.
const FEW: usize = 16;

impl Gathered {
    /// The requests that were answered about what one principal holds in one place.
    pub(super) fn one_by_one(&self) -> HashSet<&str> {
        let about = |path: &&String| {
            let roles = path.ends_with("/roles") || path.ends_with("/inherited_to_projects");
            let holders = ["/groups/", "/users/", "/agencies/"];
            roles && holders.into_iter().any(|holder| path.contains(holder))
        };
        self.answered
            .iter()
            .filter(about)
            .map(String::as_str)
            .collect()
    }

    /// Whom and where nobody said who holds what.
    pub(super) fn missing_roles(&self, call: &'static Call) -> Vec<Fields> {
        let domain = self.domains.id();
        let domain = domain.as_deref();
        if self.told.contains("role_assignments") {
            return self.missing_scopes(call, domain);
        }
        let known = self.one_by_one();
        if known.is_empty() {
            return call
                .queries
                .iter()
                .map(|query| of_scope(call, query, domain))
                .collect();
        }
        let mut entries = Vec::new();
        for group in self.groups.iter() {
            let Some(id) = self.groups.id_of(group) else {
                continue;
            };
            let words = [Some(id.clone()), group.get("name").and_then(text_of)];
            entries.extend(self.missing_roles_of("group", &id, &words, &known));
        }
        if self.seen.is_upstream() {
            // Users hold roles themselves there, and only the whole list says which.
            entries.push(missing(call, domain));
        } else {
            for agency in self.agencies.iter() {
                let Some(id) = self.agencies.id_of(agency) else {
                    continue;
                };
                let words = [Some(id.clone()), agency.get("name").and_then(text_of)];
                entries.extend(self.missing_roles_of("agency", &id, &words, &known));
            }
            for project in self.enterprise_projects.iter() {
                entries.extend(self.missing_on(project));
            }
        }
        entries
    }

    /// Where nobody said what one group or agency holds.
    fn missing_roles_of(
        &self,
        key: &'static str,
        id: &str,
        words: &[Option<String>],
        known: &HashSet<&str>,
    ) -> Vec<Fields> {
        let domain = self.domains.id();
        let projects = self
            .projects
            .iter()
            .filter_map(|row| self.projects.id_of(row));
        let projects: Vec<String> = projects.collect();
        let mut open = Vec::new();
        let mut told = 0;
        for call in CALLS {
            let mut variables = call.variables();
            let about = call.fills == Fills::RoleAssignments
                && call.need == Need::Instead
                && call.variables().any(|name| name == key)
                && !variables.any(|name| name == "enterprise_project")
                && self.is_served(call);
            if !about {
                continue;
            }
            let place = call.variables().next().unwrap_or_default();
            let here: Vec<&str> = match place {
                "project" => projects.iter().map(String::as_str).collect(),
                _ => domain.as_deref().into_iter().collect(),
            };
            for at in here {
                let path = |word: &str| {
                    filled(call.path, |name| match name {
                        name if name == key => Some(word),
                        name if name == place => Some(at),
                        _ => None,
                    })
                };
                let mut words = words.iter().flatten();
                if words.any(|word| known.contains(path(word).as_str())) {
                    told += 1;
                } else if let Some(asked) = by_path(&path(id)) {
                    open.push(entry(
                        "role_assignments",
                        Some(&asked),
                        &path(id),
                        NOT_THERE,
                    ));
                }
            }
        }
        if told == 0 || open.len() > FEW {
            // Nothing is known, or so little that it is said once.
            let path = match key {
                "agency" => "/v3.0/OS-AGENCY/domains/{domain}/agencies/{agency}/roles",
                _ => "/v3/domains/{domain}/groups/{group}/roles",
            };
            let path = filled(path, |name| match name {
                "domain" => domain.as_deref(),
                _ => Some(id),
            });
            let mut entry = entry("role_assignments", None, &path, NOT_THERE);
            entry.insert(key.to_owned(), json!({"id": id}));
            return vec![entry];
        }
        open
    }

    /// An enterprise project of which nobody said who holds what there.
    fn missing_on(&self, project: &Fields) -> Option<Fields> {
        let id = self.enterprise_projects.id_of(project)?;
        let path = format!("/v3.0/OS-PERMISSION/enterprise-projects/{id}/groups");
        if self
            .answered
            .iter()
            .any(|answered| answered.starts_with(&path))
        {
            return None;
        }
        entry(
            "role_assignments",
            by_path(&path).as_ref(),
            &path,
            NOT_THERE,
        )
        .into()
    }

    /// Of the family's list of all assignments, the kinds of places that it was not asked about.
    fn missing_scopes(&self, call: &'static Call, domain: Option<&str>) -> Vec<Fields> {
        let asked = self.listings.queries(call.path);
        // An answer of which the question is not known is taken for the whole.
        if asked.is_empty() || asked.iter().any(|query| !query.contains("scope=")) {
            return Vec::new();
        }
        let is_asked = |query: &str| {
            let parts = query
                .split('&')
                .filter(|part| !part.starts_with("domain_id="));
            let parts: Vec<&str> = parts.filter(|part| *part != "is_inherited=false").collect();
            asked.iter().any(|given| {
                let inherited = given.split('&').any(|part| part == "is_inherited=true");
                parts
                    .iter()
                    .all(|part| given.split('&').any(|given| given == *part))
                    && inherited == parts.contains(&"is_inherited=true")
            })
        };
        let open = call.queries.iter().filter(|query| !is_asked(query));
        open.map(|query| of_scope(call, query, domain)).collect()
    }
}

/// The list of all assignments, asked about one kind of place: without one, the service leaves out the inherited ones.
fn of_scope(call: &'static Call, query: &str, domain: Option<&str>) -> Fields {
    let path = format!("{}?{query}", call.path);
    let path = path.replace("{domain}", domain.unwrap_or("{domain}"));
    let asked = by_path(&path).filter(|_| domain.is_some());
    entry("role_assignments", asked.as_ref(), &path, NOT_THERE)
}
