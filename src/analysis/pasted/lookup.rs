//! What single words of a text mean in the catalogue and in an account.

use super::fields::is_hex_id;
use super::resolve::Asked;
use super::{Mention, Weight};
use crate::analysis::call::Call;
use crate::catalogue::{ApiMatch, Catalogue};
use crate::model::{Account, ProjectId, ServiceLevel};

/// Prefixes of the policies of Nova and Cinder: three segments, but no action of these clouds.
const POLICIES: [&str; 6] = [
    "os_compute_api",
    "compute",
    "compute_extension",
    "volume",
    "volume_extension",
    "identity",
];

/// The action that a mention means: as catalogued, or in the shape of one.
pub(super) fn known(mention: &Mention, catalogue: &Catalogue) -> Option<String> {
    if catalogue.find_action(&mention.name).is_some() {
        return Some(mention.name.clone());
    }
    let rejoined = mention.rejoined.as_ref();
    if let Some(name) = rejoined.filter(|name| catalogue.find_action(name).is_some()) {
        return Some(name.clone());
    }
    let first = mention.name.split(':').next().unwrap_or_default();
    let policy = POLICIES
        .iter()
        .any(|prefix| first.eq_ignore_ascii_case(prefix));
    let shaped = mention.name.split(':').count() == 3;
    (shaped && !policy && mention.weight == Weight::Named).then(|| mention.name.clone())
}

/// The id that stands where paths have the project: just after the version.
pub(super) fn project_id(path: &str) -> Option<&str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut segments = path.split('/').skip_while(|segment| {
        !segment
            .strip_prefix(['v', 'V'])
            .is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
    });
    segments.nth(1).filter(|segment| is_hex_id(segment))
}

/// `https://ims.eu-de.example/…` is asked in `eu-de`, unless that has subprojects: then it may be any of them.
pub(super) fn project_of_host(path: &str, account: &Account) -> Option<ProjectId> {
    let (_, rest) = path.split_once("://")?;
    let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
    project_of_region(host.split('.'), account)
}

/// `ecs:eu-de:<account>:instance:…` lies in `eu-de`, with the same reservation.
pub(super) fn project_of_resource(resource: &str, account: &Account) -> Option<ProjectId> {
    project_of_region(resource.split(':').skip(1).take(1), account)
}

fn project_of_region<'a>(
    labels: impl Iterator<Item = &'a str> + Clone,
    account: &Account,
) -> Option<ProjectId> {
    let region = account.region_projects().find(|id| {
        let name = account.project(*id).name.as_str();
        labels.clone().any(|label| label == name)
    })?;
    let mut projects = account.projects.iter();
    let divided = projects.any(|(_, project)| project.parent == Some(region));
    (!divided).then_some(region)
}

/// The call to an address whose method the text does not say: the one that the verb of an OpenStack policy
/// (`identity:list_users`) or the published APIs leave.
pub(super) fn only_call(
    address: &str,
    policy: Option<&str>,
    catalogue: &Catalogue,
) -> Option<(Call, Vec<ApiMatch>)> {
    let name = policy
        .and_then(|policy| policy.rsplit(':').next())
        .unwrap_or_default();
    let methods: &[&str] = match name.split('_').next().unwrap_or_default() {
        "list" | "get" | "show" | "index" | "detail" => &["GET"],
        "create" => &["POST"],
        "update" => &["PATCH", "PUT"],
        "delete" => &["DELETE"],
        _ => &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"],
    };
    let mut fitting = methods.iter().filter_map(|method| {
        let call = Call {
            method: (*method).to_owned(),
            path: address.to_owned(),
        };
        let candidates = call.candidates(catalogue);
        (!candidates.is_empty()).then_some((call, candidates))
    });
    let first = fitting.next();
    first.filter(|_| fitting.next().is_none())
}

/// Whether anything that is asked belongs to a project; what is not known may.
pub(super) fn needs_project(asked: &[Asked], catalogue: &Catalogue) -> bool {
    let in_project = |action: &str| catalogue.facts(action).level == ServiceLevel::Project;
    asked.is_empty()
        || asked.iter().any(|asked| match asked {
            Asked::Action(action) => in_project(action),
            Asked::Api(_, candidates) => candidates.first().is_some_and(|best| {
                let row = catalogue.apis.get(best.row);
                row.actions.iter().any(|action| in_project(action))
            }),
        })
}
