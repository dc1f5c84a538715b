//! What the evaluator asks: the fields, their values, and how a value reads and is read.
//!
//! INVARIANT: reading back what a field shows gives the value it shows (several values are separated by commas).

use crate::model::{
    Context, ContextValue, EnterpriseProjectId, Mode, Principal, ProjectId, Request,
};
use crate::tui::explorer::world::World;

/// A field of the evaluator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldId {
    /// Who.
    Principal,
    /// Which action.
    Action,
    /// In which project.
    Project,
    /// In which enterprise project.
    EnterpriseProject,
    /// On what.
    Resource,
    /// Under which circumstance: a condition key as the documents write it.
    Key(String),
}

impl FieldId {
    /// The fields that are always there.
    pub const FIXED: [Self; 5] = [
        Self::Principal,
        Self::Action,
        Self::Project,
        Self::EnterpriseProject,
        Self::Resource,
    ];

    /// What stands before the value.
    pub fn label(&self) -> &str {
        match self {
            Self::Principal => "Principal",
            Self::Action => "Action",
            Self::Project => "Project",
            Self::EnterpriseProject => "Ent. proj.",
            Self::Resource => "Resource",
            Self::Key(key) => key,
        }
    }
}

/// The values of all fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Who; `None` only in an account without anybody.
    pub principal: Option<Principal>,
    /// Which action; empty where the row has none.
    pub action: String,
    /// In which project; `None` asks in each and takes the most permissive answer.
    pub project: Option<ProjectId>,
    /// In which enterprise project.
    pub enterprise_project: Option<EnterpriseProjectId>,
    /// On what; empty asks about resources in general.
    pub resource: String,
    /// What is said about condition keys.
    pub context: Context,
}

impl Asked {
    /// The request in one project.
    pub fn request(&self, world: &World, project: Option<ProjectId>) -> Option<Request> {
        let action = self.action.trim();
        if action.is_empty() {
            return None;
        }
        let resource = self.resource.trim();
        Some(Request {
            principal: self.principal?,
            action: action.to_owned(),
            facts: world.catalogue().facts(action),
            project,
            enterprise_project: self.enterprise_project,
            resource: (!matches!(resource, "" | "*")).then(|| resource.to_owned()),
            context: self.context.clone(),
            mode: Mode::General,
        })
    }

    /// How a field's value reads.
    pub fn text(&self, world: &World, field: &FieldId) -> String {
        let account = world.account();
        match field {
            FieldId::Principal => self
                .principal
                .map(|principal| world.principal_text(principal))
                .unwrap_or_default(),
            FieldId::Action => self.action.clone(),
            FieldId::Project => self
                .project
                .map_or("any".into(), |id| account.project(id).shown())
                .into_owned(),
            FieldId::EnterpriseProject => self
                .enterprise_project
                .map_or("none".into(), |id| {
                    account.enterprise_projects.get(id).shown()
                })
                .into_owned(),
            FieldId::Resource if self.resource.is_empty() => "*".to_owned(),
            FieldId::Resource => self.resource.clone(),
            FieldId::Key(key) => match self.context.get(key) {
                None => "unset".to_owned(),
                Some(ContextValue::Absent) => "absent".to_owned(),
                Some(ContextValue::Values(values)) => values.join(","),
            },
        }
    }

    /// Whether a field has a value of its own, rather than the one that leaves it open.
    pub fn is_set(&self, field: &FieldId) -> bool {
        match field {
            FieldId::Principal => self.principal.is_some(),
            FieldId::Action => !self.action.is_empty(),
            FieldId::Project => self.project.is_some(),
            FieldId::EnterpriseProject => self.enterprise_project.is_some(),
            FieldId::Resource => !matches!(self.resource.as_str(), "" | "*"),
            FieldId::Key(key) => self.context.contains(key),
        }
    }

    /// Sets a field from text; `false` if the text names nothing.
    pub fn read(&mut self, world: &World, field: &FieldId, text: &str) -> bool {
        let account = world.account();
        let text = text.trim();
        match field {
            FieldId::Principal => match principal(world, text) {
                Some(found) => self.principal = Some(found),
                None => return false,
            },
            FieldId::Action => text.clone_into(&mut self.action),
            FieldId::Project => match text {
                "" | "any" => self.project = None,
                name => match account.find_project(name) {
                    Ok(id) => self.project = Some(id),
                    Err(_) => return false,
                },
            },
            FieldId::EnterpriseProject => match text {
                "" | "none" => self.enterprise_project = None,
                name => match account.find_enterprise_project(name) {
                    Ok(id) => self.enterprise_project = Some(id),
                    Err(_) => return false,
                },
            },
            FieldId::Resource => text.clone_into(&mut self.resource),
            FieldId::Key(key) => match text {
                "" | "unset" => self.context.remove(key),
                "absent" => self.context.insert(key, ContextValue::Absent),
                values => {
                    let values = values
                        .split(',')
                        .map(|value| value.trim().to_owned())
                        .collect();
                    self.context.insert(key, ContextValue::Values(values));
                }
            },
        }
        true
    }

    /// Back to what leaves a field open, where there is such a thing.
    pub fn unset(&mut self, field: &FieldId) -> bool {
        let before = self.clone();
        match field {
            FieldId::Principal | FieldId::Action => {}
            FieldId::Project => self.project = None,
            FieldId::EnterpriseProject => self.enterprise_project = None,
            FieldId::Resource => self.resource.clear(),
            FieldId::Key(key) => self.context.remove(key),
        }
        *self != before
    }
}

/// "user alice", "group image-ops", or a name alone: users first, as they are asked about most.
fn principal(world: &World, text: &str) -> Option<Principal> {
    let account = world.account();
    let user = |name: &str| account.find_user(name).ok().map(Principal::User);
    let group = |name: &str| account.find_group(name).ok().map(Principal::Group);
    let agency = |name: &str| account.find_agency(name).ok().map(Principal::Agency);
    let (kind, name) = text.split_once(' ').unwrap_or(("", text));
    match kind {
        "user" => user(name),
        "group" => group(name),
        "agency" => agency(name),
        _ => user(text).or_else(|| group(text)).or_else(|| agency(text)),
    }
}
