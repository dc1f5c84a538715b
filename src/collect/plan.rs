//! Which lists to read, given what is known so far: calls of the one table, their variables filled in.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::import::answers::Answer;
use crate::import::answers::calls::{CALLS, Call, Fills, Need, Served, variable};

use super::address::encoded;
use super::crew::Job;
use super::pages::{Kind, Listing};
use super::session::Host;

/// Ids by the name of the variable they stand for.
#[derive(Clone, Debug, Default)]
pub struct Known(BTreeMap<&'static str, Vec<String>>);

impl Known {
    /// Takes over an id.
    pub fn add(&mut self, name: &'static str, id: &str) {
        let ids = self.0.entry(name).or_default();
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }

    /// Takes over the ids of a list.
    pub fn add_list(&mut self, name: &'static str, answers: &[Answer], key: &str) {
        let ids = self.0.entry(name).or_default();
        let mut known: std::collections::HashSet<String> = ids.iter().cloned().collect();
        for item in items(answers, key) {
            // The new identity service says which kind of id it is.
            let id = item.get("id").or_else(|| item.get(format!("{name}_id")));
            if let Some(id) = id.and_then(Value::as_str)
                && known.insert(id.to_owned())
            {
                ids.push(id.to_owned());
            }
        }
    }

    /// The ids that a variable stands for.
    #[must_use]
    pub fn ids(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

/// The items of a list, from all its pages.
pub fn items<'a>(answers: &'a [Answer], key: &'a str) -> impl Iterator<Item = &'a Value> {
    answers
        .iter()
        .filter_map(move |answer| answer.body.get(key)?.as_array())
        .flatten()
}

/// The calls of the table that a cloud of this kind answers.
fn served(kind: Kind) -> impl Iterator<Item = &'static Call> {
    CALLS.iter().filter(move |call| match kind {
        Kind::Family => call.served != Served::Upstream,
        Kind::Upstream => matches!(call.served, Served::Everywhere | Served::Upstream),
    })
}

/// The lists that need nothing but the account: users, groups, permissions, agencies.
#[must_use]
pub fn lists(kind: Kind, known: &Known) -> Vec<Job> {
    chosen(kind, known, |call| {
        call.need == Need::Decides
            && !matches!(call.fills, Fills::Domain | Fills::RoleAssignments)
            && call.served != Served::New
            && call.variables().next().is_none()
    })
}

/// The members of every group.
#[must_use]
pub fn memberships(kind: Kind, known: &Known) -> Vec<Job> {
    chosen(kind, known, |call| {
        call.need == Need::Decides && call.fills == Fills::Memberships
    })
}

/// The groups of every user: the way back, where members of a group are not told.
#[must_use]
pub fn groups_of_users(kind: Kind, known: &Known) -> Vec<Job> {
    chosen(kind, known, |call| {
        call.need == Need::Instead
            && call.fills == Fills::Memberships
            && call.path.contains("{user}")
    })
}

/// All assignments at once.
#[must_use]
pub fn assignments(kind: Kind, known: &Known) -> Vec<Job> {
    chosen(kind, known, |call| {
        call.need == Need::Decides && call.fills == Fills::RoleAssignments
    })
}

/// What stands in for a listing of assignments that was refused: the same, one by one.
#[must_use]
pub fn one_by_one(kind: Kind, known: &Known, instead_of: &Listing) -> Vec<Job> {
    let query = &instead_of.query;
    let mut jobs = chosen(kind, known, |call| {
        let path = call.path;
        let within = |part: &str| path.contains(part);
        // Those on enterprise projects are asked where somebody is known to be on one.
        if call.need != Need::Instead
            || call.fills != Fills::RoleAssignments
            || within("/enterprise-projects/")
        {
            return false;
        }
        if query.contains("scope=enterprise_project") {
            false
        } else if query.contains("scope=project") {
            within("projects/{project}/")
        } else if query.contains("is_inherited=true") {
            within("OS-INHERIT/domains/")
        } else if query.contains("scope=domain") {
            within("domains/{domain}/") && !within("OS-INHERIT")
        } else {
            true
        }
    });
    // What is inherited from a project reaches its subprojects: those without any are not asked.
    let parents = known.ids("parent");
    jobs.retain(|job| {
        let below = job.listing.path.strip_prefix("/v3/OS-INHERIT/projects/");
        let project = below.and_then(|path| path.split('/').next());
        project.is_none_or(|project| parents.iter().any(|parent| encoded(parent) == project))
    });
    jobs
}

/// Who is on each enterprise project: the first half of reading its assignments one by one.
#[must_use]
pub fn on_enterprise_projects(known: &Known) -> Vec<Job> {
    chosen(Kind::Family, known, |call| {
        call.path
            .contains("/enterprise-projects/{enterprise_project}/")
            && matches!(call.fills, Fills::Groups | Fills::Users)
    })
}

/// What those on an enterprise project hold there: the other half.
#[must_use]
pub fn held_on_enterprise_project(known: &Known) -> Vec<Job> {
    chosen(Kind::Family, known, |call| {
        call.path
            .contains("/enterprise-projects/{enterprise_project}/")
            && call.fills == Fills::RoleAssignments
    })
}

/// The account's own policies, under the family's own path: a plain Keystone has never heard of it.
#[must_use]
pub fn custom_policies(known: &Known) -> Vec<Job> {
    chosen(Kind::Family, known, |call| {
        call.served == Served::Family
            && call.fills == Fills::CustomPolicies
            && call.need == Need::Decides
    })
}

/// The list of identity policies.
#[must_use]
pub fn identity_policies(known: &Known) -> Vec<Job> {
    chosen(Kind::Family, known, |call| call.path == "/v5/policies")
}

/// The documents of the identity policies that are in use or the account's own, and whom each is attached to.
#[must_use]
pub fn identity_policy_parts(policies: &[Answer]) -> Vec<Job> {
    let mut jobs = Vec::new();
    for policy in items(policies, "policies") {
        let text = |key: &str| policy.get(key).and_then(Value::as_str).unwrap_or_default();
        let attached = policy.get("attachment_count").and_then(Value::as_u64) != Some(0);
        if !attached && text("policy_type") != "custom" {
            continue;
        }
        let mut known = Known::default();
        known.add("policy", text("policy_id"));
        known.add("version", text("default_version_id"));
        jobs.extend(chosen(Kind::Family, &known, |call| {
            call.path == "/v5/policies/{policy}/versions/{version}"
                || (attached && call.path == "/v5/policies/{policy}/attached-entities")
        }));
    }
    jobs
}

/// What findings look at; the protocols of identity providers come when these are known.
#[must_use]
pub fn details(kind: Kind, known: &Known, users: bool) -> Vec<Job> {
    chosen(kind, known, |call| {
        call.need == Need::Details && (users || !call.path.contains("{user}"))
    })
}

/// Whether a call waits for the identity providers.
#[must_use]
pub fn protocols(kind: Kind, known: &Known) -> Vec<Job> {
    chosen(kind, known, |call| call.path.contains("{provider}"))
}

/// The calls that are wanted, once for each of the ids that their variables stand for.
fn chosen(kind: Kind, known: &Known, wanted: impl Fn(&Call) -> bool) -> Vec<Job> {
    let mut jobs = Vec::new();
    for call in served(kind).filter(|call| wanted(call)) {
        for path in filled(call.path, known) {
            for query in call.queries {
                let query = query.replace(
                    "{domain}",
                    &known
                        .ids("domain")
                        .first()
                        .map(|id| encoded(id))
                        .unwrap_or_default(),
                );
                jobs.push(Job {
                    listing: Listing {
                        host: match call.served {
                            Served::EnterpriseProjects => Host::EnterpriseProjects,
                            _ => Host::Identity,
                        },
                        path: path.clone(),
                        query: narrowed(kind, call, query, known),
                        key: call.key,
                        paging: call.paging,
                    },
                    call,
                });
            }
        }
    }
    jobs
}

/// A Keystone of several domains lists them all, unless it is asked for one.
fn narrowed(kind: Kind, call: &Call, query: String, known: &Known) -> String {
    let several = matches!(call.path, "/v3/users" | "/v3/groups" | "/v3/projects");
    match known.ids("domain").first() {
        Some(domain) if several && kind == Kind::Upstream && query.is_empty() => {
            format!("domain_id={}", encoded(domain))
        }
        _ => query,
    }
}

/// A path, for every combination of the ids that its variables stand for.
fn filled(path: &str, known: &Known) -> Vec<String> {
    let mut paths = vec![String::new()];
    for segment in path.split('/').skip(1) {
        let ids = variable(segment).map(|name| known.ids(name));
        paths = match ids {
            None => paths
                .into_iter()
                .map(|path| format!("{path}/{segment}"))
                .collect(),
            Some(ids) => paths
                .iter()
                .flat_map(|path| ids.iter().map(move |id| format!("{path}/{}", encoded(id))))
                .collect(),
        };
    }
    paths
}
