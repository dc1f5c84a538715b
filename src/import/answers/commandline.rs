//! What `openstack … -f json` prints: flat objects whose keys are column titles, and cells that are ids or, with
//! `--names`, `name@domain`.

use std::collections::HashSet;

use serde_json::Value;

use crate::import::fields::{Fields, flag_of, text_of};

use super::asked::Asked;
use super::grants::{Grant, Named};
use super::kind::Kind;
use super::{Gathered, Origin};

/// Whether an object has column titles for keys.
pub(super) fn is_row(fields: &Fields) -> bool {
    fields.contains_key("ID") || is_assignment(fields)
}

fn is_assignment(fields: &Fields) -> bool {
    fields.contains_key("Role") && (fields.contains_key("User") || fields.contains_key("Group"))
}

/// What a list is of, by columns that only `--long` prints.
fn kind(fields: &Fields) -> Option<Kind> {
    let has = |key: &str| fields.contains_key(key);
    if has("Email") || has("Password Expires At") {
        Some(Kind::Users)
    } else if has("Enabled") && (has("Domain ID") || has("Parent ID")) {
        Some(Kind::Projects)
    } else if has("Domain ID") && has("Description") {
        Some(Kind::Groups)
    } else {
        None
    }
}

impl Gathered {
    /// A list as the tool prints it; `named` is what the file's name says it is of.
    pub(super) fn command_line(
        &mut self,
        items: Vec<Value>,
        named: Option<Kind>,
        asked: Option<Asked>,
        source: u32,
    ) {
        self.seen.upstream = true;
        let rows: Vec<Fields> = items
            .into_iter()
            .filter_map(|item| match item {
                Value::Object(fields) => Some(fields),
                _ => None,
            })
            .collect();
        let first = rows.first();
        if first.is_some_and(is_assignment) {
            self.note(source, "role_assignments", rows.len());
            self.told.insert("role_assignments");
            for (index, row) in rows.into_iter().enumerate() {
                let index = u32::try_from(index).ok();
                let origin = Origin {
                    source,
                    key: "",
                    index,
                };
                self.row_of_assignment(&row, origin);
            }
            return;
        }
        match first.and_then(kind).or(named) {
            Some(kind) => self.titled(kind, rows, asked, source),
            None => self.nameless.push((rows, source)),
        }
    }

    fn titled(&mut self, kind: Kind, rows: Vec<Fields>, asked: Option<Asked>, source: u32) {
        let items = rows.into_iter().map(|row| Value::Object(untitled(row)));
        let asked = asked.filter(|asked| asked.call.key == kind.key());
        self.list(kind.key(), items.collect(), asked, source);
    }

    /// Lists that do not say of what are told by who refers to their ids or names.
    pub(super) fn put_nameless(&mut self) {
        if self.nameless.is_empty() {
            return;
        }
        let referred = self.referred();
        for (rows, source) in std::mem::take(&mut self.nameless) {
            let mut best = None;
            for (kind, key) in [
                (Kind::Users, "user"),
                (Kind::Groups, "group"),
                (Kind::Projects, "project"),
                (Kind::Roles, "role"),
            ] {
                let refers = |row: &&Fields| {
                    let mut words = ["ID", "Name"].into_iter();
                    words.any(|title| {
                        let word = row.get(title).and_then(Value::as_str);
                        word.is_some_and(|word| referred.contains(&(key, word.to_owned())))
                    })
                };
                let count = rows.iter().filter(refers).count();
                if count > best.map_or(0, |(_, most)| most) {
                    best = Some((kind, count));
                }
            }
            match best {
                Some((kind, _)) => self.titled(kind, rows, None, source),
                None => {
                    let origin = Origin {
                        source,
                        key: "",
                        index: None,
                    };
                    let advice = "it is left out; name the file after its kind (users.json, roles.json), or print it with --long";
                    let found = "ids and names that nothing refers to";
                    self.problem(origin, "a list that says of what", found, advice);
                }
            }
        }
    }

    /// What assignments refer to: as written, and without the domain.
    fn referred(&self) -> HashSet<(&'static str, String)> {
        let mut referred = HashSet::new();
        for grant in &self.grants {
            let role = grant.role.get("id").and_then(text_of).unwrap_or_default();
            let ends = [
                ("role", role),
                (grant.subject.key, grant.subject.text.clone()),
                (grant.scope.key, grant.scope.text.clone()),
            ];
            for (key, text) in ends {
                if let Some((name, _)) = text.rsplit_once('@') {
                    referred.insert((key, name.to_owned()));
                }
                referred.insert((key, text));
            }
        }
        referred
    }

    fn row_of_assignment(&mut self, row: &Fields, origin: Origin) {
        let cell = |title: &str| {
            row.get(title)
                .and_then(text_of)
                .filter(|text| !text.is_empty())
        };
        let named = |keys: &[(&'static str, &str)]| {
            keys.iter().find_map(|(key, title)| {
                let text = cell(title)?;
                Some(Named { key, text })
            })
        };
        let subject = named(&[("user", "User"), ("group", "Group")]);
        let scope = named(&[("project", "Project"), ("domain", "Domain")]);
        let (Some(subject), Some(role)) = (subject, cell("Role")) else {
            let expected = "a role of a user or group";
            self.problem(origin, expected, "empty cells", "it is left out");
            return;
        };
        let Some(scope) = scope else {
            let advice = "it is left out: it lets its holder run the cloud itself, and gives nothing in an account";
            let found = "a role in the system scope of Keystone";
            self.problem(origin, "a role in the account", found, advice);
            return;
        };
        for named in [&subject, &scope] {
            if let Some((_, domain)) = named.text.rsplit_once('@') {
                self.domains.name(domain.to_owned(), 1);
            }
        }
        let inherited = row.get("Inherited").map_or(Ok(None), flag_of);
        let role = [("id".to_owned(), Value::from(role))].into_iter().collect();
        self.grants.push(Grant {
            subject,
            role,
            scope,
            inherited: inherited.ok().flatten().unwrap_or(false),
            origin,
        });
    }
}

/// Column titles as the API names the same.
fn untitled(row: Fields) -> Fields {
    row.into_iter()
        .filter_map(|(title, value)| {
            let key = match title.as_str() {
                "Domain" => "domain_id".to_owned(),
                "Project" => "default_project_id".to_owned(),
                other => other.to_lowercase().replace(' ', "_"),
            };
            let empty = value.as_str() == Some("") && key.ends_with("_id");
            (!empty).then_some((key, value))
        })
        .collect()
}
