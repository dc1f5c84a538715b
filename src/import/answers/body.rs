//! What an answer lists: told by its keys, and for a list by itself by what its objects have.

use serde_json::Value;

use crate::engine::document::describe;
use crate::import::fields::Fields;

use super::asked::{self, Asked};
use super::calls::{CALLS, Fills, Need, Served};
use super::kind::Kind;
use super::{Gathered, Origin, secrets};

/// The key of an answer as a text that lives on, if it is one of the table.
fn known(key: &str) -> Option<&'static str> {
    const OTHERS: [&str; 4] = [
        "token",
        "policy_users",
        "policy_agencies",
        "attached_policy",
    ];
    let mut keys = CALLS.iter().map(|call| call.key).chain(OTHERS);
    keys.find(|known| *known == key)
}

/// Whether an object looks like an answer: whoever detects sources asks.
pub(in crate::import) fn is_answer(fields: &Fields) -> bool {
    fields.keys().any(|key| known(key).is_some())
        || Kind::of_row(fields).is_some()
        || super::commandline::is_row(fields)
        || super::grants::is_assignment(fields)
        || super::refused::refuses(fields)
}

impl Gathered {
    pub(super) fn object(&mut self, mut fields: Fields, asked: Option<Asked>, source: u32) {
        let link = fields
            .get("links")
            .and_then(|links| links.get("self")?.as_str());
        self.host(link);
        let asked = self.what_was_asked(&fields, asked, link.map(str::to_owned), source);
        let keys: Vec<&'static str> = fields.keys().filter_map(|key| known(key)).collect();
        // An object by itself may have such a key too: a role has its policy.
        let lone = keys.iter().all(|key| *key == "policy" || *key == "domain");
        if lone && self.row(&fields, source) {
            self.listed_row(fields, asked.as_ref(), source);
            return;
        }
        if keys.is_empty() {
            let origin = Origin {
                source,
                key: "",
                index: None,
            };
            let keys: Vec<&str> = fields.keys().map(String::as_str).take(4).collect();
            let found = crate::engine::document::quote(&keys.join(", "));
            self.problem(
                origin,
                "an answer of the IAM API",
                format!("an object of {found}"),
                "it is left out",
            );
            return;
        }
        for key in keys {
            let Some(value) = fields.shift_remove(key) else {
                continue;
            };
            let asked = asked.clone().filter(|asked| asked.call.key == key);
            match value {
                Value::Array(items) => {
                    let read = items.len();
                    self.page(key, asked.as_ref(), &fields, read);
                    self.list(key, items, asked, source);
                }
                // A documented sample prints the only assignment without its brackets.
                one @ Value::Object(_) if key == "role_assignments" => {
                    self.list(key, vec![one], asked, source);
                }
                Value::Object(one) => self.single(key, one, asked, source),
                Value::Null => {}
                other => {
                    let origin = Origin {
                        source,
                        key,
                        index: None,
                    };
                    self.problem(origin, "a list", describe(&other), "it is left out");
                }
            }
        }
    }

    /// The request: as it was asked, else as the answer links to itself, else as the file is called. Of these one that
    /// says whose the list is says more than one that does not.
    fn what_was_asked(
        &self,
        fields: &Fields,
        asked: Option<Asked>,
        link: Option<String>,
        source: u32,
    ) -> Option<Asked> {
        let by_name = || asked::by_name(self.name_of(source));
        let link = link.as_deref().and_then(asked::by_path);
        let fits = |asked: &Asked| fields.contains_key(asked.call.key);
        let found: Vec<Asked> = match asked {
            Some(asked) => vec![asked],
            None => link.into_iter().chain(by_name()).filter(fits).collect(),
        };
        let telling = found.iter().position(|asked| !asked.values.is_empty());
        found.into_iter().nth(telling.unwrap_or_default())
    }

    pub(super) fn host(&mut self, link: Option<&str>) {
        if self.seen.host.is_some() {
            return;
        }
        let host = link.and_then(|link| link.split_once("://")?.1.split('/').next());
        // Whoever was signed in stands before the @.
        let host = host.map(|host| host.rsplit('@').next().unwrap_or(host));
        self.seen.host = host.map(str::to_owned);
        let family = ["myhuaweicloud", "t-systems.com", "orange-business.com"];
        if let Some(host) = host {
            self.seen.family |= family.iter().any(|name| host.contains(name));
        }
    }

    pub(super) fn array(&mut self, items: Vec<Value>, asked: Option<Asked>, source: u32) {
        let asked = asked.or_else(|| asked::by_name(self.name_of(source)));
        let first = items.iter().find_map(Value::as_object);
        match first {
            Some(first) if super::commandline::is_row(first) => {
                let kind = asked.as_ref().and_then(|asked| Kind::of(asked.call.key));
                return self.command_line(items, kind, asked, source);
            }
            Some(first) if super::grants::is_assignment(first) => {
                return self.list("role_assignments", items, asked, source);
            }
            Some(first) if first.contains_key("attached_at") => {
                return self.list("attached_policies", items, asked, source);
            }
            _ => {}
        }
        let kind = first.and_then(Kind::of_row);
        let by_name = asked.as_ref().map(|asked| asked.call.key);
        let key = match (kind, by_name) {
            (Some(Kind::Policies), _) => Some("policies"),
            // A list of whole objects is what its objects are, and of whom its name may tell.
            (Some(kind), _) => Some(kind.key()),
            (None, Some(key)) => Some(key),
            (None, None) => None,
        };
        match key {
            Some(key) => {
                let asked = asked.filter(|asked| asked.call.key == key);
                self.list(key, items, asked, source);
            }
            None => {
                let origin = Origin {
                    source,
                    key: "",
                    index: None,
                };
                let found = if items.is_empty() {
                    "an empty list"
                } else {
                    "a list that does not say of what"
                };
                let advice = "it is left out; name the file after the call (users.json), or list it in calls.json";
                self.problem(origin, "an answer of the API", found, advice);
            }
        }
    }

    /// A list whose kind is known.
    pub(super) fn list(
        &mut self,
        key: &'static str,
        items: Vec<Value>,
        asked: Option<Asked>,
        source: u32,
    ) {
        self.answer(key, asked.as_ref());
        let what = match &asked {
            Some(asked) if asked.call.key == key => asked.call.fills.text(),
            _ => key,
        };
        let what = if what == "details" { key } else { what };
        self.note(source, what, items.len());
        if key == "versions" {
            // Which version counts is said by the policy; the documents come one by one.
            return;
        }
        for (index, item) in items.into_iter().enumerate() {
            let index = u32::try_from(index).ok();
            let origin = Origin { source, key, index };
            match item {
                Value::Object(fields) => self.item(key, fields, asked.as_ref(), origin),
                other => self.problem(origin, "an object", describe(&other), "it is left out"),
            }
        }
    }

    fn item(
        &mut self,
        key: &'static str,
        mut fields: Fields,
        asked: Option<&Asked>,
        origin: Origin,
    ) {
        secrets::strip(&mut fields);
        match key {
            "role_assignments" => self.assignment(fields, origin),
            "attached_policies" => self.attached(fields, asked, origin),
            "policy_users" | "policy_groups" | "policy_agencies" => {
                self.attached_to(key, &fields, asked, origin);
            }
            "enterprise-projects" => {}
            "domains" => self.domains.listed(&fields),
            _ => match Kind::of(key) {
                Some(kind) => self.listed(kind, fields, asked, origin),
                None => {
                    let list = self.listed.entry(key).or_default();
                    let item = Value::Object(fields);
                    if !list.contains(&item) || list.len() > 1000 {
                        list.push(item);
                    }
                }
            },
        }
    }

    /// An object of a list of such objects; of whom the list was may say more.
    fn listed(&mut self, kind: Kind, mut fields: Fields, asked: Option<&Asked>, origin: Origin) {
        self.rename(kind, &mut fields);
        let beside = match asked.map(|asked| (asked.call.fills, asked.call.need)) {
            Some((Fills::Memberships, _)) => self.member(kind, &fields, asked, origin),
            Some((Fills::RoleAssignments, _)) => self.scoped(&fields, asked, origin),
            Some((_, Need::Instead)) => true,
            _ => asked.is_some_and(|asked| self.member_of(kind, &fields, asked, origin)),
        };
        // The first of a list tell what all of them would.
        if origin.index.is_none_or(|index| index < 50) {
            self.signs(kind, &fields);
            self.domains.saw(&fields);
        }
        if !beside {
            // Some clouds list everything at once.
            if kind == Kind::Roles && super::missing::is_custom(&fields) {
                self.told.insert(Fills::CustomPolicies.text());
            }
            self.rows(kind).add(fields, origin);
        } else if kind != Kind::Roles || fields.contains_key("policy") {
            self.rows(kind).add_beside(fields, origin);
        }
    }

    /// Marks a list as answered.
    pub(super) fn answer(&mut self, key: &'static str, asked: Option<&Asked>) {
        match asked {
            Some(asked) => {
                self.answered.insert(asked.path());
                if asked.values.is_empty() || asked.call.need == Need::Decides {
                    self.told.insert(asked.call.fills.text());
                }
                self.seen.family |= matches!(asked.call.served, Served::Family | Served::New);
                self.seen.new |= asked.call.served == Served::New;
            }
            None => {
                self.told.insert(match key {
                    "policies" => "identity_policies",
                    other => other,
                });
            }
        }
    }

    /// Whether an object by itself is one of those that are listed.
    fn row(&self, fields: &Fields, source: u32) -> bool {
        Kind::of_row(fields).is_some()
            || super::grants::is_assignment(fields)
            || super::commandline::is_row(fields)
            || (fields.contains_key("id")
                && asked::by_name(self.name_of(source))
                    .is_some_and(|asked| Kind::of(asked.call.key).is_some()))
    }

    /// One object: of a list that was printed one a line, or the answer of a tool's `show`.
    fn listed_row(&mut self, fields: Fields, asked: Option<&Asked>, source: u32) {
        let asked = asked
            .cloned()
            .or_else(|| asked::by_name(self.name_of(source)));
        let told = self.told.clone();
        self.array(vec![Value::Object(fields)], asked, source);
        // One of them is not all of them, unless its neighbours are there: lines of one file are.
        let name = self.name_of(source);
        if asked::without_line(name) == name {
            self.told = told;
        }
    }

    /// A single object under its own key.
    fn single(&mut self, key: &'static str, mut fields: Fields, asked: Option<Asked>, source: u32) {
        secrets::strip(&mut fields);
        let origin = Origin {
            source,
            key,
            index: None,
        };
        match key {
            "token" => {
                self.domains.token(&fields);
                self.note(source, "token", 1);
            }
            "domain" => {
                self.domains.listed(&fields);
                self.note(source, "domain", 1);
            }
            "policy_version" => self.version(fields, asked.as_ref(), origin),
            _ => {
                if let Some(kind) = Kind::of(key) {
                    let mut fields = fields;
                    self.rename(kind, &mut fields);
                    self.signs(kind, &fields);
                    self.domains.saw(&fields);
                    self.rows(kind).add(fields, origin);
                    self.note(source, kind.key(), 1);
                } else if key.ends_with("_policy") {
                    self.security_policies
                        .entry(key)
                        .or_insert(Value::Object(fields));
                    self.note(source, "security_policies", 1);
                } else {
                    let found = describe(&Value::Object(fields));
                    self.problem(origin, "a list", found, "it is left out");
                }
            }
        }
        if let Some(asked) = asked {
            self.answered.insert(asked.path());
        }
    }
}
