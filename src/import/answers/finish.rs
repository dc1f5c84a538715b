//! Everything gathered, put together as a snapshot.

use std::cell::OnceCell;
use std::collections::HashMap;

use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use crate::engine::document::quote;
use crate::import::fields::{Fields, text_of};
use crate::import::problem::Problems;

use super::grants::{Grant, Named};
use super::kind::Kind;
use super::{Gathered, Origin, Origins, Rows};

/// The lists of a snapshot that answers complete.
const KINDS: [Kind; 7] = [
    Kind::Users,
    Kind::Groups,
    Kind::Projects,
    Kind::EnterpriseProjects,
    Kind::Agencies,
    Kind::Roles,
    Kind::Policies,
];

impl Gathered {
    /// Takes the lists of a snapshot apart; what else it says stays in `fields`.
    pub(super) fn snapshot(&mut self, fields: &mut Fields, source: u32) {
        fields.shift_remove("format");
        fields.shift_remove("version");
        if let Some(Value::Object(domain)) = fields.get("domain") {
            self.domains.domain(domain, 1 << 50);
        }
        let mut take = |key: &'static str| match fields.shift_remove(key) {
            Some(Value::Array(items)) => items,
            Some(one @ Value::Object(_)) => vec![one],
            _ => Vec::new(),
        };
        let origin = |key, index: usize| Origin {
            source,
            key,
            index: u32::try_from(index).ok(),
        };
        for kind in KINDS {
            let items = take(kind.key());
            self.note(source, kind.key(), items.len());
            for (index, item) in items.into_iter().enumerate() {
                let origin = origin(kind.key(), index);
                match item {
                    Value::Object(fields) => self.rows(kind).add(fields, origin),
                    _ => self.problem(origin, "an object", "something else", "it is left out"),
                }
            }
        }
        for (index, item) in take("memberships").into_iter().enumerate() {
            let end = |key: &str| {
                let end = item.get(key)?;
                text_of(end.get("id").or_else(|| end.get("name")).unwrap_or(end))
            };
            let origin = origin("memberships", index);
            match (end("group"), end("user")) {
                (Some(group), Some(user)) => self.memberships.push(super::Membership {
                    group,
                    user,
                    origin,
                }),
                _ => self.problem(
                    origin,
                    "{\"group\": …, \"user\": …}",
                    "less",
                    "it is left out",
                ),
            }
        }
        for (index, item) in take("role_assignments").into_iter().enumerate() {
            self.assignments
                .push((item, origin("role_assignments", index)));
        }
        let attachments = take("identity_policy_attachments").into_iter();
        for (index, item) in attachments.enumerate() {
            self.attachments
                .push((item, origin("identity_policy_attachments", index)));
        }
    }

    pub(super) fn finish(mut self, problems: &mut Problems) -> Fields {
        self.put_nameless();
        for kind in KINDS {
            self.rows(kind).settle();
        }
        self.put_documents();
        self.learn_from_links();
        let unread = self.unread();
        self.differences();
        let members = std::mem::take(&mut self.memberships);
        let grants = std::mem::take(&mut self.grants);
        let mut assignments = std::mem::take(&mut self.assignments);
        let names = Names::of(&self);
        // An exact repetition is one, for whoever reads the snapshot.
        let memberships: Vec<(Value, Origin)> = members
            .iter()
            .map(|member| {
                let group = names.id("group", &member.group);
                let user = names.id("user", &member.user);
                let pair = json!({"group": {"id": group}, "user": {"id": user}});
                (pair, member.origin)
            })
            .collect();
        assignments.extend(
            grants
                .iter()
                .map(|grant| (names.assignment(grant), grant.origin)),
        );
        self.stand_ins(&assignments);

        let mut origins = Origins::default();
        let mut fields = self.head();
        let base_unread = match fields.shift_remove("unread") {
            Some(Value::Array(entries)) => self.still_unread(entries),
            _ => Vec::new(),
        };
        let split = |list: Vec<(Value, Origin)>| list.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        let mut put = |key: &'static str, (list, places): (Vec<Value>, Vec<Origin>)| {
            if !list.is_empty() || !key.starts_with("identity") {
                fields.insert(key.to_owned(), list.into());
                origins.lists.insert(key, places);
            }
        };
        put("users", self.users.into_list());
        put("groups", self.groups.into_list());
        put("memberships", split(memberships));
        put("projects", self.projects.into_list());
        put("enterprise_projects", self.enterprise_projects.into_list());
        put("agencies", self.agencies.into_list());
        put("roles", self.roles.into_list());
        put("role_assignments", split(assignments));
        put("identity_policies", self.policies.into_list());
        put("identity_policy_attachments", split(self.attachments));
        for (key, list) in self.listed {
            match fields.get_mut(key) {
                Some(Value::Array(known)) => {
                    let more = list.into_iter().filter(|item| !known.contains(item));
                    let more: Vec<Value> = more.collect();
                    known.extend(more);
                }
                _ => {
                    fields.insert(key.to_owned(), list.into());
                }
            }
        }
        if !self.security_policies.is_empty() {
            let policies = fields
                .entry("security_policies")
                .or_insert_with(|| json!({}));
            if let Value::Object(policies) = policies {
                policies.extend(self.security_policies);
            }
        }
        let unread: Vec<Value> = base_unread
            .into_iter()
            .chain(unread.into_iter().map(Value::Object))
            .collect();
        if !unread.is_empty() {
            fields.insert("unread".to_owned(), unread.into());
        }
        origins.sources = self.sources;
        problems.extend(self.problems);
        problems.stand_at(origins);
        fields
    }

    /// What a snapshot starts with.
    fn head(&mut self) -> Fields {
        let mut fields = Fields::new();
        fields.insert("format".to_owned(), "permlens-snapshot".into());
        fields.insert("version".to_owned(), 1.into());
        fields.extend(self.base.take().unwrap_or_default());
        let since = self
            .since
            .and_then(|since| since.replace_nanosecond(0).ok()?.format(&Rfc3339).ok());
        if let Some(since) = since {
            fields.entry("collected_at").or_insert_with(|| since.into());
        }
        if !fields.contains_key("source") {
            let source = match &self.seen.host {
                Some(host) => format!("saved responses of https://{host}"),
                None => "saved responses".to_owned(),
            };
            fields.insert("source".to_owned(), source.into());
        }
        if !fields.contains_key("domain")
            && let Some(domain) = self.domains.settled()
        {
            fields.insert("domain".to_owned(), domain);
        }
        fields
    }

    /// The hosts in the objects' own links, where lists had none.
    fn learn_from_links(&mut self) {
        if self.seen.host.is_none() {
            let first = [&self.users, &self.groups, &self.roles].map(|rows| rows.iter().next());
            let link = first.into_iter().flatten().find_map(|row| {
                let link = row.get("links")?.get("self")?.as_str()?;
                Some(link.to_owned())
            });
            self.host(link.as_deref());
        }
    }

    /// What two answers told differently.
    fn differences(&mut self) {
        for kind in KINDS {
            for differs in std::mem::take(&mut self.rows(kind).differing) {
                let found = format!("another {} of {}", differs.key, quote(&differs.id));
                let advice = "the first is kept; the account may have changed between the answers";
                self.problem(
                    differs.origin,
                    "the same as in an earlier answer",
                    found,
                    advice,
                );
            }
        }
    }

    /// Where a list is not there, what assignments refer to stands in for what it would have listed: a grant is not
    /// lost because nobody saved the list of projects.
    fn stand_ins(&mut self, assignments: &[(Value, Origin)]) {
        for (value, origin) in assignments {
            let scope = value.get("scope");
            for (kind, end) in [
                (Kind::Users, value.get("user")),
                (Kind::Groups, value.get("group")),
                (Kind::Agencies, value.get("agency")),
                (Kind::Projects, scope.and_then(|scope| scope.get("project"))),
                (
                    Kind::EnterpriseProjects,
                    scope.and_then(|scope| scope.get("enterprise_project")),
                ),
            ] {
                let Some(Value::Object(end)) = end else {
                    continue;
                };
                if self.base.is_some() || self.told.contains(kind.key()) {
                    continue;
                }
                let name = end.get("name").and_then(text_of);
                let Some(id) = end.get("id").and_then(text_of).or_else(|| name.clone()) else {
                    continue;
                };
                if id.is_empty() || self.rows(kind).has(&id) {
                    continue;
                }
                let mut row = Fields::new();
                row.insert("id".to_owned(), id.clone().into());
                row.insert("name".to_owned(), name.unwrap_or(id).into());
                self.rows(kind).add(row, *origin);
            }
        }
    }
}

/// Ids by what a request, a file name or a cell calls somebody.
struct Names<'a> {
    rows: [(&'static str, &'a Rows); 5],
    /// Made when somebody is called by something other than an id.
    ids: OnceCell<HashMap<(&'static str, &'a str), &'a str>>,
}

impl<'a> Names<'a> {
    fn of(gathered: &'a Gathered) -> Self {
        Self {
            rows: [
                ("user", &gathered.users),
                ("group", &gathered.groups),
                ("agency", &gathered.agencies),
                ("project", &gathered.projects),
                ("enterprise_project", &gathered.enterprise_projects),
            ],
            ids: OnceCell::new(),
        }
    }

    /// The id of somebody called by id, by name, or by `name@domain`; else the word itself.
    fn id(&self, key: &'static str, text: &'a str) -> &'a str {
        let mut rows = self.rows.iter().filter(|(kind, _)| *kind == key);
        if rows.any(|(_, rows)| rows.has(text)) {
            return text;
        }
        let ids = self.ids.get_or_init(|| self.by_name());
        let by_name = |name: &'a str| ids.get(&(key, name)).copied();
        let without = text.rsplit_once('@').map(|(name, _)| name);
        by_name(text)
            .or_else(|| without.and_then(by_name))
            .unwrap_or_else(|| without.unwrap_or(text))
    }

    fn by_name(&self) -> HashMap<(&'static str, &'a str), &'a str> {
        let named = self.rows.iter().flat_map(|(key, rows)| {
            let names = rows.names().into_iter();
            names.filter_map(|(name, id)| Some(((*key, name), id?)))
        });
        named.collect()
    }

    fn assignment(&self, grant: &'a Grant) -> Value {
        let end = |named: &'a Named| json!({"id": self.id(named.key, &named.text)});
        // A role may be called by anything.
        let role = match grant.role.get("id").and_then(Value::as_str) {
            Some(word) if grant.role.len() == 1 => {
                let word = word.rsplit_once('@').map_or(word, |(name, _)| name);
                Value::from(word)
            }
            _ => Value::Object(grant.role.clone()),
        };
        json!({
            grant.subject.key: end(&grant.subject),
            "role": role,
            "scope": {grant.scope.key: end(&grant.scope)},
            "is_inherited": grant.inherited,
        })
    }
}
