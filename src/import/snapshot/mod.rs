//! From the snapshot's shape to an [`Account`] (sections 0, 5.1 and 6.3).
//! An object that is wrong is left out and is a problem; whatever refers to it then refers to nothing, and says so too.

mod assignments;
mod identity;
mod people;
mod permissions;
mod places;
mod unread;

use serde_json::Value;

use crate::catalogue::Catalogue;
use crate::engine::document::Place;
use crate::model::{
    Account, AgencyId, Domain, EnterpriseProjectId, GroupId, ProjectId, TableId, UserId,
};

use super::fields::{self, Fields, LEFT_OUT};
use super::problem::Problems;
use super::reference::Names;
use super::system::{self, SystemNames};

/// The rows that references lead to.
#[derive(Debug, Default)]
struct Rows {
    users: Names<UserId>,
    groups: Names<GroupId>,
    agencies: Names<AgencyId>,
    projects: Names<ProjectId>,
    enterprise_projects: Names<EnterpriseProjectId>,
}

pub(super) fn account(
    mut fields: Fields,
    catalogue: &Catalogue,
    problems: &mut Problems,
) -> Account {
    let root = Place::ROOT;
    fields.shift_remove("format");
    fields.shift_remove("version");
    let names = SystemNames::new(catalogue, system::cloud(&fields));
    let mut account = Account {
        domain: domain(&mut fields, problems),
        collected_at: fields::optional(&mut fields, "collected_at", &root, problems),
        source: fields::optional(&mut fields, "source", &root, problems),
        ..Account::default()
    };
    let mut rows = Rows::default();
    people::users(&mut fields, &mut account, &mut rows, problems);
    people::groups(&mut fields, &mut account, &mut rows, problems);
    people::memberships(&mut fields, &mut account, &rows, problems);
    places::projects(&mut fields, &mut account, &mut rows, problems);
    places::enterprise_projects(&mut fields, &mut account, &mut rows, problems);
    people::agencies(&mut fields, &mut account, &mut rows, problems);
    let mut permissions = permissions::Permissions::new(names);
    permissions.roles(&mut fields, &mut account, problems);
    let policies = identity::policies(&mut fields, &mut account, catalogue, problems);
    assignments::assignments(
        &mut fields,
        &mut account,
        &rows,
        (&mut permissions, problems),
    );
    permissions.complete(&mut account);
    identity::attachments(&mut fields, &mut account, &rows, (policies, problems));
    (account.scps, account.unreadable_scps) = identity::service_control(&mut fields, problems);
    unread::unread(&mut fields, &mut account, &rows, problems);
    account.extra = fields;
    account
}

fn domain(fields: &mut Fields, problems: &mut Problems) -> Domain {
    let root = Place::ROOT;
    let place = root.key("domain");
    let value = fields.shift_remove("domain");
    let Some(Value::Object(mut fields)) = value else {
        let advice = "the account has no name; g:DomainName stays unknown";
        problems.wrong(&place, "{\"id\": …, \"name\": …}", value.as_ref(), advice);
        return Domain::default();
    };
    let mut text = |key| fields::optional(&mut fields, key, &place, problems).unwrap_or_default();
    let (id, name) = (text("id"), text("name"));
    Domain {
        id,
        name,
        extra: fields,
    }
}

/// What every identified object starts with. Of two with one id the first is kept.
fn identity<I: TableId + PartialEq>(
    fields: &mut Fields,
    place: &Place<'_>,
    names: &Names<I>,
    problems: &mut Problems,
) -> Option<(String, String)> {
    let id = fields::needed(fields, "id", place, problems);
    let name = fields::needed(fields, "name", place, problems);
    let (id, name) = (id?, name?);
    if names.has(&id) {
        duplicate(&id, place, problems);
        return None;
    }
    Some((id, name))
}

fn duplicate(id: &str, place: &Place<'_>, problems: &mut Problems) {
    let found = crate::engine::document::quote(id);
    let found = format!("{found} a second time");
    problems.at(&place.key("id"), "an id of its own", found, LEFT_OUT);
}
