//! The kinds of objects that are joined by id: how each is told, and what it tells of the cloud.

use crate::import::fields::Fields;

use super::{Gathered, Rows};

/// The kinds of objects that are joined by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Users,
    Groups,
    Projects,
    EnterpriseProjects,
    Agencies,
    Roles,
    Policies,
}

impl Kind {
    /// The key of the snapshot.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Groups => "groups",
            Self::Projects => "projects",
            Self::EnterpriseProjects => "enterprise_projects",
            Self::Agencies => "agencies",
            Self::Roles => "roles",
            Self::Policies => "identity_policies",
        }
    }

    /// By the key of an answer: of a list, or of one object.
    pub(super) fn of(key: &str) -> Option<Self> {
        Some(match key {
            "users" | "user" => Self::Users,
            "groups" | "group" => Self::Groups,
            "projects" | "project" => Self::Projects,
            "enterprise_projects" | "enterprise_project" => Self::EnterpriseProjects,
            "agencies" | "agency" => Self::Agencies,
            "roles" | "role" => Self::Roles,
            "policies" | "policy" => Self::Policies,
            _ => return None,
        })
    }

    /// By what an object has that others have not.
    pub(super) fn of_row(fields: &Fields) -> Option<Self> {
        let has = |key: &str| fields.contains_key(key);
        let any = |keys: &[&str]| keys.iter().any(|key| has(key));
        Some(if has("policy_id") && has("policy_name") {
            Self::Policies
        } else if any(&[
            "user_id",
            "password_expires_at",
            "pwd_status",
            "is_domain_owner",
        ]) {
            Self::Users
        } else if has("group_id") {
            Self::Groups
        } else if any(&["agency_id", "trust_domain_id", "trust_domain_name"]) {
            Self::Agencies
        } else if any(&["display_name", "catalog", "policy"]) {
            Self::Roles
        } else if any(&["is_domain", "parent_id"]) {
            Self::Projects
        } else if has("status") && any(&["created_at", "delete_flag"]) {
            Self::EnterpriseProjects
        } else if has("id") && has("name") && has("enabled") && has("domain_id") {
            Self::Users
        } else if has("id") && has("name") && has("create_time") {
            Self::Groups
        } else {
            return None;
        })
    }
}

impl Gathered {
    pub(super) fn rows(&mut self, kind: Kind) -> &mut Rows {
        match kind {
            Kind::Users => &mut self.users,
            Kind::Groups => &mut self.groups,
            Kind::Projects => &mut self.projects,
            Kind::EnterpriseProjects => &mut self.enterprise_projects,
            Kind::Agencies => &mut self.agencies,
            Kind::Roles => &mut self.roles,
            Kind::Policies => &mut self.policies,
        }
    }

    /// The new API names its fields after their kind.
    pub(super) fn rename(&mut self, kind: Kind, fields: &mut Fields) {
        let prefix = match kind {
            Kind::Users => "user",
            Kind::Groups => "group",
            Kind::Agencies => "agency",
            _ => return,
        };
        if fields.contains_key("id") || !fields.contains_key(&format!("{prefix}_id")) {
            return;
        }
        self.seen.new = true;
        self.seen.family = true;
        let names = [
            (format!("{prefix}_id"), "id"),
            (format!("{prefix}_name"), "name"),
            ("is_root_user".to_owned(), "is_domain_owner"),
        ];
        for (from, to) in names {
            if let Some(value) = fields.shift_remove(&from) {
                fields.insert(to.to_owned(), value);
            }
        }
    }

    /// Signs of the cloud that an object bears.
    pub(super) fn signs(&mut self, kind: Kind, fields: &Fields) {
        let has = |key: &str| fields.contains_key(key);
        match kind {
            Kind::Agencies | Kind::EnterpriseProjects | Kind::Policies => self.seen.family = true,
            Kind::Roles => self.seen.family |= has("display_name") || has("catalog"),
            Kind::Users => self.seen.family |= has("pwd_status") || has("access_mode"),
            Kind::Groups | Kind::Projects => {}
        }
        self.seen.upstream |= has("options") || has("federated");
        if self.seen.host.is_none() {
            let link = fields
                .get("links")
                .and_then(|links| links.get("self")?.as_str());
            self.host(link);
        }
    }
}
