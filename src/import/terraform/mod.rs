//! Terraform's and OpenTofu's files: states, and what `terraform show -json` says of states and plans.
//!
//! A state is a part of an account: what Terraform manages, and what it looked up. What it names and does not describe
//! is stood in for by its id, and said; what exists beside it is not counted, and that is said too. A plan is two
//! accounts, before and after; what is not known before it is applied is *pending*: objects go by ids made of their
//! addresses, and what stays open makes the decisions that hang on it conditional.
//!
//! INVARIANT: secrets are gone before anything else sees a resource ([`secrets`]).

mod address;
mod agencies;
mod configuration;
mod form;
mod grants;
mod index;
mod kind;
mod people;
mod permissions;
mod picture;
mod places;
mod plan;
mod read;
mod resource;
mod secrets;
mod settle;
mod stand_ins;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::engine::document::plain;

use super::addresses::Addresses;
use super::fields::{Fields, LEFT_OUT};
use super::problem::{Problems, short};

use kind::Kind;
use picture::{LATER, Picture};
use read::Resources;
use resource::Resource;

pub(super) use form::{Form, form};
pub(super) use stand_ins::stand_ins;

/// Which side of a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Moment {
    /// The account as it is before it.
    Before,
    /// The account as it will be after it.
    #[default]
    After,
}

/// What a file of Terraform's says of an account.
#[derive(Debug)]
pub(super) struct Reading {
    /// In the snapshot's shape.
    pub fields: Fields,
    /// The resources that its objects come from.
    pub addresses: Addresses,
    /// The id of the account, where a resource names it.
    pub domain: Option<String>,
    /// What whoever reads answers from it must know.
    pub notices: Vec<String>,
    /// How many resources there were.
    pub count: usize,
    /// Whether it is a plan.
    pub is_plan: bool,
}

const PART: &str = "what Terraform does not manage is not counted";

/// Reads one. The name is what messages call it.
pub(super) fn read(
    name: &str,
    mut fields: Fields,
    (form, moment): (Form, Moment),
    problems: &mut Problems,
) -> Reading {
    let name = short(name);
    let deferred = deferred(&fields);
    let unfinished = ["complete", "errored"].map(|key| fields.get(key).cloned());
    let (resources, source, notice) = match form {
        Form::Plan => {
            let (resources, counts) = plan::resources(fields, moment, problems);
            let side = match moment {
                Moment::Before => "before",
                Moment::After => "after",
            };
            let notice = format!(
                "{name} is a Terraform plan, read as the account will be after it ({} created, {} changed, {} replaced, {} deleted); {PART}",
                counts.created, counts.changed, counts.replaced, counts.deleted
            );
            let notice = match moment {
                Moment::After => notice,
                Moment::Before => {
                    format!("{name} is a Terraform plan, read as the account is before it; {PART}")
                }
            };
            (resources, format!("Terraform plan, {side} it"), notice)
        }
        _ => {
            let mut resources = Resources::default();
            match form {
                Form::Shown => {
                    let root = crate::engine::document::Place::ROOT;
                    let values = fields.shift_remove("values");
                    resources.tree(values, &root.key("values"), problems);
                }
                _ => resources.state(&mut fields, problems),
            }
            let serial = fields.get("serial").and_then(Value::as_u64);
            let source = serial.map_or_else(
                || "Terraform state".to_owned(),
                |serial| format!("Terraform state, serial {serial}"),
            );
            let notice = format!("{name} is a Terraform state, a part of an account; {PART}");
            (resources, source, notice)
        }
    };
    let mut notices = vec![notice];
    if form == Form::Plan && is_unfinished(&unfinished) {
        notices.push(format!(
            "{name} says of itself that it is not complete: there is more to plan once it is applied"
        ));
    }
    if deferred > 0 {
        notices.push(format!(
            "{name} puts off what becomes of {}: another plan will say it, and until then it counts as it is",
            match deferred {
                1 => "1 identity resource".to_owned(),
                count => format!("{count} identity resources"),
            }
        ));
    }
    notices.extend(passed(&name, &resources));
    let count = resources.list.len();
    let (mut fields, addresses) = pictured(&resources.list, problems);
    // What it says of itself stays with a snapshot made of it.
    let source = format!("{source}: a part of the account");
    fields.insert("source".to_owned(), source.into());
    if let Some(cloud) = cloud(&resources.list) {
        fields.insert("cloud".to_owned(), cloud.into());
    }
    Reading {
        fields,
        addresses,
        domain: domain(&resources.list),
        notices,
        count,
        is_plan: form == Form::Plan,
    }
}

/// How many resources that matter a plan leaves to a later one.
fn deferred(fields: &Fields) -> usize {
    let list = fields.get("deferred_changes").and_then(Value::as_array);
    let matters = |deferred: &&Value| {
        let change = deferred.get("resource_change").unwrap_or(deferred);
        let name = change.get("type").and_then(Value::as_str);
        let data = change.get("mode").and_then(Value::as_str) == Some("data");
        name.is_some_and(|name| kind::kind(name, data).is_some())
    };
    list.into_iter().flatten().filter(matters).count()
}

fn is_unfinished([complete, errored]: &[Option<Value>; 2]) -> bool {
    *complete == Some(Value::Bool(false)) || *errored == Some(Value::Bool(true))
}

/// The objects that resources make. Managed ones come first: what a data source adds is added to them.
fn pictured(resources: &[Resource], problems: &mut Problems) -> (Fields, Addresses) {
    let mut picture = Picture::new(problems);
    let (read, managed): (Vec<_>, Vec<_>) = resources.iter().partition(|resource| resource.data);
    for resource in managed.into_iter().chain(read) {
        put(resource, &mut picture);
    }
    picture.finish()
}

fn put(resource: &Resource, picture: &mut Picture<'_>) {
    match resource.kind {
        Kind::User => people::user(resource, picture),
        Kind::Group => people::group(resource, picture),
        Kind::Members => people::members(resource, picture),
        Kind::Groups => people::groups(resource, picture),
        Kind::AccessKey => people::access_key(resource, picture),
        Kind::Project => places::project("projects", resource, picture),
        Kind::EnterpriseProject => places::project("enterprise_projects", resource, picture),
        Kind::Role | Kind::CustomRole => permissions::role(resource, picture),
        Kind::IdentityPolicy => permissions::identity_policy(resource, picture),
        Kind::RoleAssignment => grants::role_assignment(resource, picture),
        Kind::Attachment => grants::attachment(resource, picture),
        Kind::Agency => agencies::agency(resource, picture),
        Kind::List(key) => list(resource, key, picture),
    }
}

/// The objects that a data source lists, each as if it had been looked up by itself.
fn list(resource: &Resource, key: &'static str, picture: &mut Picture<'_>) {
    let kind = match key {
        "users" => Kind::User,
        "groups" => Kind::Group,
        "projects" => Kind::Project,
        "enterprise_projects" => Kind::EnterpriseProject,
        "roles" => Kind::CustomRole,
        "permissions" => Kind::Role,
        "agencies" => Kind::Agency,
        _ => Kind::IdentityPolicy,
    };
    if resource.is_unknown(key) {
        let below = format!(".{key}");
        picture.problem((resource, &below), "what it lists", LATER, LEFT_OUT);
    }
    let items = resource.values.get(key).and_then(Value::as_array);
    for (index, item) in items.into_iter().flatten().enumerate() {
        let item = Resource {
            written: format!("{}.{key}[{index}]", resource.written),
            address: None,
            kind,
            values: item.as_object().cloned().unwrap_or_default(),
            ..resource.clone()
        };
        put(&item, picture);
    }
}

/// The cloud, if all resources are of one.
fn cloud(resources: &[Resource]) -> Option<&'static str> {
    let mut clouds = resources
        .iter()
        .map(|resource| kind::cloud(&resource.type_name));
    let first = clouds.next()??;
    clouds.all(|other| other == Some(first)).then_some(first)
}

/// No resource says outright which account it is in: whatever names one has a vote.
fn domain(resources: &[Resource]) -> Option<String> {
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    for resource in resources {
        if let Some(domain) = resource.text("domain_id") {
            *votes.entry(domain).or_default() += 1;
        }
    }
    let most = votes.into_iter().max_by_key(|(_, votes)| *votes);
    most.map(|(domain, _)| domain)
}

/// The identity resources that are no part of the picture.
fn passed(name: &str, resources: &Resources) -> Option<String> {
    if resources.passed.is_empty() {
        return None;
    }
    let types = resources
        .passed
        .iter()
        .map(|(type_name, of_type)| format!("{} ({})", plain(type_name), of_type.len()));
    let types: Vec<String> = types.collect();
    let types = types.join(", ");
    Some(format!("{name}: not taken over: {types}"))
}
