//! Which published APIs a method and a path may be: URI templates against what a person types.
//! The answer lists every candidate that fits equally well; it never picks one silently.

use super::{Api, Catalogue};
use crate::model::{ApiId, ServiceId};

/// A published API that a method and a path fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiMatch {
    /// The row of an action table.
    pub row: ApiId,
    /// The API in that row.
    pub api: Api,
    /// Whether the path names the version that the table does.
    pub version: VersionMatch,
}

/// Whether the version in a path is the published one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VersionMatch {
    /// Only another version of this API is published.
    Other,
    /// It is.
    Same,
}

/// How well a template fits, best greatest: the version, how many segments are literal, how long they are.
type Fit = (VersionMatch, usize, usize);

impl Catalogue {
    /// The published APIs that fit, the most literal template winning; several where they fit equally well.
    ///
    /// `path` may be a full URL: its query is ignored, and its host (`ims.eu-de.example`) decides between services.
    #[must_use]
    pub fn match_api(&self, method: &str, path: &str) -> Vec<ApiMatch> {
        let Some((host, path)) = host_and_path(path) else {
            return Vec::new();
        };
        let asked: Vec<&str> = segments(path).collect();
        let mut found: Vec<(Fit, ApiMatch)> = Vec::new();
        for (row, facts) in self.apis.iter() {
            for api in &facts.apis {
                if api.method.eq_ignore_ascii_case(method)
                    && let Some(fit) = fit(api.uri, &asked)
                {
                    let (api, version) = (*api, fit.0);
                    found.push((fit, ApiMatch { row, api, version }));
                }
            }
        }
        if let Some(service) = self.service_of_host(host) {
            let own = |found: &ApiMatch| self.apis.get(found.row).service == service;
            if found.iter().any(|(_, found)| own(found)) {
                found.retain(|(_, found)| own(found));
            }
        }
        let best = found.iter().map(|(fit, _)| *fit).max();
        found
            .into_iter()
            .filter(|(fit, _)| Some(*fit) == best)
            .map(|(_, found)| found)
            .collect()
    }

    /// `ims.eu-de.example` → IMS.
    fn service_of_host(&self, host: &str) -> Option<ServiceId> {
        self.find_service(host.split('.').next().filter(|label| !label.is_empty())?)
    }
}

/// The host (empty where none is given) and the path, without query and fragment.
fn host_and_path(typed: &str) -> Option<(&str, &str)> {
    let typed = typed.trim();
    let (host, path) = match typed.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or((rest, "/"), |at| rest.split_at(at)),
        None => ("", typed),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.starts_with('/').then_some((host, path))
}

/// The segments of a path; a trailing slash makes none.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// The segments of a template. Published templates have query parts (`?type={…}`, `{?domain_id,name}`) and lost
/// slashes (`/v1{project_id}/cloudservers`).
fn template_segments(template: &str) -> impl Iterator<Item = &str> {
    let path = template.split('?').next().unwrap_or_default();
    let query = template.len() > path.len();
    let path = path.strip_suffix('{').filter(|_| query).unwrap_or(path);
    segments(path).flat_map(|segment| {
        let lost = segment
            .find('{')
            .map(|at| segment.split_at(at))
            .filter(|(version, _)| is_version(version));
        let (first, second) = lost.map_or((segment, None), |(a, b)| (a, Some(b)));
        std::iter::once(first).chain(second)
    })
}

fn fit(template: &str, asked: &[&str]) -> Option<Fit> {
    let mut asked = asked.iter();
    let (mut version, mut literals, mut length) = (VersionMatch::Same, 0, 0);
    for wanted in template_segments(template) {
        let segment = asked.next()?;
        if let Some(parameter) = wanted.strip_prefix('{').filter(|name| !name.contains("}:")) {
            // `/{api_version}` is not every path of one segment, and a lone `{` is what is left of a cut-off template.
            if parameter.is_empty() || parameter.contains("version") && !is_version(segment) {
                return None;
            }
        } else if wanted.eq_ignore_ascii_case(segment) {
            literals += 1;
            length += wanted.len();
        } else if is_version(wanted) && is_version(segment) {
            version = VersionMatch::Other;
        } else if !is_pair(wanted, segment) {
            return None;
        }
    }
    asked
        .next()
        .is_none()
        .then_some((version, literals, length))
}

/// `{region}:{floatingip_id}` takes `eu-de:1234`.
fn is_pair(wanted: &str, segment: &str) -> bool {
    let filled = segment
        .split_once(':')
        .is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    wanted.starts_with('{') && filled
}

/// `v2`, `V1.0`, `v2.1`.
fn is_version(segment: &str) -> bool {
    segment.strip_prefix(['v', 'V']).is_some_and(|number| {
        !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.')
    })
}
