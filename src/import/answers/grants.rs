//! Who is in which group, and who holds what where: assignment records, and lists of roles or users of which the
//! request says whose they are.

use serde_json::{Map, Value, json};

use crate::import::fields::{Fields, text_of};

use super::asked::Asked;
use super::kind::Kind;
use super::{Gathered, Origin};

/// A member of a group, each by id or name.
#[derive(Debug)]
pub(super) struct Membership {
    pub group: String,
    pub user: String,
    pub origin: Origin,
}

/// Somebody or some place, by id or name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Named {
    /// `group`, `project` …
    pub key: &'static str,
    pub text: String,
}

/// An assignment put together.
#[derive(Debug)]
pub(super) struct Grant {
    pub subject: Named,
    pub role: Fields,
    pub scope: Named,
    pub inherited: bool,
    pub origin: Origin,
}

/// Whether an object is an assignment record.
pub(super) fn is_assignment(fields: &Fields) -> bool {
    fields.contains_key("role")
        && fields.contains_key("scope")
        && ["user", "group", "agency"]
            .iter()
            .any(|key| fields.contains_key(*key))
}

/// Whom a request is about.
pub(super) fn subject(asked: &Asked) -> Option<Named> {
    ["group", "user", "agency"].into_iter().find_map(|key| {
        let text = asked.value(key)?.to_owned();
        Some(Named { key, text })
    })
}

/// Where the roles that a request lists are held.
pub(super) fn scope(asked: &Asked) -> Option<Named> {
    let keys = ["project", "enterprise_project", "domain"];
    keys.into_iter().find_map(|key| {
        let text = asked.value(key)?.to_owned();
        Some(Named { key, text })
    })
}

impl Gathered {
    /// A member of the group asked about, or a group of the user asked about.
    pub(super) fn member(
        &mut self,
        kind: Kind,
        fields: &Fields,
        asked: Option<&Asked>,
        origin: Origin,
    ) -> bool {
        let owner = asked.and_then(subject);
        let id = self.rows(kind).id_of(fields);
        let (Some(owner), Some(id)) = (owner, id) else {
            return true;
        };
        let (group, user) = match kind {
            Kind::Users => (owner.text, id),
            Kind::Groups => (id, owner.text),
            _ => return true,
        };
        self.memberships.push(Membership {
            group,
            user,
            origin,
        });
        true
    }

    /// The new API lists the users of a group with a parameter.
    pub(super) fn member_of(
        &mut self,
        kind: Kind,
        fields: &Fields,
        asked: &Asked,
        origin: Origin,
    ) -> bool {
        let group = asked.parameter("group_id").filter(|id| !id.is_empty());
        let (Kind::Users, Some(group)) = (kind, group) else {
            return false;
        };
        if let Some(user) = self.users.id_of(fields) {
            let group = group.to_owned();
            self.answered.insert(format!("/v3/groups/{group}/users"));
            self.memberships.push(Membership {
                group,
                user,
                origin,
            });
        }
        true
    }

    /// A role in the list of those that somebody holds somewhere.
    pub(super) fn scoped(
        &mut self,
        fields: &Fields,
        asked: Option<&Asked>,
        origin: Origin,
    ) -> bool {
        let Some(asked) = asked else {
            return true;
        };
        let (Some(subject), Some(scope)) = (subject(asked), scope(asked)) else {
            return true;
        };
        let role: Fields = ["id", "name", "display_name"]
            .into_iter()
            .filter_map(|key| Some((key.to_owned(), fields.get(key)?.clone())))
            .filter(|(_, value)| !value.is_null())
            .collect();
        if scope.key == "domain" {
            self.domains.path(&scope.text);
        }
        self.grants.push(Grant {
            subject,
            role,
            scope,
            inherited: asked.inherited(),
            origin,
        });
        true
    }

    /// An assignment record.
    pub(super) fn assignment(&mut self, fields: Fields, origin: Origin) {
        let scope = fields.get("scope").and_then(Value::as_object);
        if let Some(scope) = scope {
            let inherited = scope.contains_key("OS-INHERIT:inherited_to");
            self.seen.upstream |= inherited || scope.contains_key("system");
            if scope.contains_key("system") {
                let advice = "it is left out: it lets its holder run the cloud itself, and gives nothing in an account";
                let found = "a role in the system scope of Keystone";
                self.problem(origin, "a role in the account", found, advice);
                return;
            }
            if let Some(domain) = scope.get("domain").and_then(Value::as_object) {
                self.domains.domain(domain, 1);
            }
            self.seen.family |= scope.contains_key("enterprise_project");
        }
        self.seen.family |= fields.contains_key("agency");
        for end in ["user", "group"] {
            let domain = fields
                .get(end)
                .and_then(|end| end.get("domain")?.as_object());
            if let Some(domain) = domain {
                self.domains.domain(domain, 1);
            }
        }
        let links = fields.get("links");
        let link = links.and_then(|links| links.get("assignment")?.as_str());
        self.host(link);
        self.assignments.push((Value::Object(fields), origin));
    }

    /// A policy in the list of those attached to somebody (5.0).
    pub(super) fn attached(&mut self, fields: Fields, asked: Option<&Asked>, origin: Origin) {
        self.seen.new = true;
        let Some(subject) = asked.and_then(subject) else {
            let advice = "it is left out; name the file after the call (groups_ID_attached-policies.json), or list it in calls.json";
            let found = "attached policies without a word to whom";
            self.problem(origin, "attached policies of somebody", found, advice);
            return;
        };
        let attachment = attachment(&subject, &fields);
        self.attachments.push((attachment, origin));
    }

    /// Somebody in the list of those that a policy is attached to (5.0).
    pub(super) fn attached_to(
        &mut self,
        key: &'static str,
        fields: &Fields,
        asked: Option<&Asked>,
        origin: Origin,
    ) {
        self.seen.new = true;
        let kind = match key {
            "policy_users" => "user",
            "policy_groups" => "group",
            _ => "agency",
        };
        let id = fields
            .get(&format!("{kind}_id"))
            .or_else(|| fields.get("id"));
        // One request has all three lists; the table names it by one.
        let by_name = || super::asked::by_name(self.name_of(origin.source));
        let policy = asked
            .cloned()
            .or_else(by_name)
            .and_then(|asked| Some(asked.value("policy")?.to_owned()));
        let (Some(id), Some(policy)) = (id.and_then(text_of), policy) else {
            let advice = "it is left out; name the file after the call (policies_ID_attached-entities.json), or list it in calls.json";
            let found = "somebody without a word to which policy";
            self.problem(origin, "whom a policy is attached to", found, advice);
            return;
        };
        let subject = Named {
            key: kind,
            text: id,
        };
        let policy: Fields = [("policy_id".to_owned(), policy.into())]
            .into_iter()
            .collect();
        self.attachments
            .push((attachment(&subject, &policy), origin));
    }
}

fn attachment(subject: &Named, policy: &Fields) -> Value {
    let mut fields = Map::new();
    fields.insert(subject.key.to_owned(), json!({"id": subject.text}));
    for key in ["policy_id", "policy_name"] {
        if let Some(value) = policy.get(key) {
            fields.insert(key.to_owned(), value.clone());
        }
    }
    Value::Object(fields)
}
