//! L03: patterns of custom policies that the catalogue knows no action for.

use std::collections::HashMap;

use crate::catalogue::Catalogue;
use crate::engine::pattern::{self, Question};
use crate::model::{ActionId, PermissionKind, ServiceId, Version, nearest};

use super::finding::{Finding, Subject};
use super::ground::Ground;
use super::rule::Rule;

/// Actions that documents name outside of the action tables and that the service knows all the same.
const KNOWN: [&str; 2] = ["iam:agencies:assume", "iam:tokens:assume"];

/// What is wrong with a pattern.
#[derive(Clone, Debug)]
pub(in crate::analysis) enum Drift {
    Service(Vec<String>),
    NoAction(Vec<String>),
    /// Documents name it, no action table does.
    Stale(Vec<String>),
}

impl Drift {
    /// In words that follow the pattern, and the nearest real names.
    pub(in crate::analysis) fn told(&self) -> (&'static str, &[String]) {
        match self {
            Self::Service(near) => ("names a service that the catalogue does not know", near),
            Self::NoAction(near) => ("matches no action of the catalogue", near),
            Self::Stale(near) => ("is in no action table", near),
        }
    }
}

/// The actions of each service.
pub(in crate::analysis) type ByService = HashMap<ServiceId, Vec<ActionId>>;

pub(in crate::analysis) fn by_service(catalogue: &Catalogue) -> ByService {
    let mut by_service = ByService::new();
    for (id, action) in catalogue.actions.iter() {
        by_service.entry(action.service).or_default().push(id);
    }
    by_service
}

pub(super) fn unknown(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let catalogue = ground.catalogue();
    let by_service = by_service(catalogue);
    let mut judged: HashMap<String, Option<Drift>> = HashMap::new();
    for (id, permission) in ground.account().permissions.iter() {
        let Some(document) = &permission.document else {
            continue;
        };
        // Roles, and identity policies, have vocabularies of their own.
        if permission.kind != PermissionKind::Custom || document.version != Version::Policy {
            continue;
        }
        let mut told: Vec<&str> = Vec::new();
        for (index, statement) in document.statements.iter().enumerate() {
            for pattern in statement.actions.patterns() {
                if told.contains(&pattern.as_str()) {
                    continue;
                }
                told.push(pattern);
                let drift = judged
                    .entry(pattern.to_lowercase())
                    .or_insert_with(|| judge(catalogue, &by_service, pattern));
                let Some(drift) = drift else {
                    continue;
                };
                let (what, near) = drift.told();
                let title = format!("{pattern} in {} {what}", permission.shown());
                let mut finding = Finding::new(rule, Subject::Permission(id), title)
                    .about(pattern.as_str())
                    .fact(format!("statement {}", index + 1));
                if let Some(first) = near.first() {
                    finding = finding
                        .fact(format!("nearest: {}", near.join(", ")))
                        .fixed_by(format!("Check the action; perhaps {first} is meant"));
                }
                found.push(finding.because(ground.held(id)));
            }
        }
    }
}

/// What is wrong with a pattern of a 1.1 document, if anything is.
pub(in crate::analysis) fn judge(
    catalogue: &Catalogue,
    by_service: &ByService,
    written: &str,
) -> Option<Drift> {
    let folded = written.to_lowercase();
    let code = folded.split(':').next().unwrap_or_default();
    if pattern::is_everything(&folded) || code.contains('*') || KNOWN.contains(&folded.as_str()) {
        return None;
    }
    let Some(service) = catalogue.find_service(code) else {
        let names = catalogue.services.rows().iter().map(|service| service.code);
        return Some(Drift::Service(nearest(code, names)));
    };
    let actions = by_service.get(&service).map_or(&[][..], Vec::as_slice);
    let names = || {
        let rows = actions.iter().map(|id| catalogue.actions.get(*id));
        rows.filter(|action| action.defined)
            .map(|action| action.name)
    };
    // A service whose table is not known says nothing about its actions.
    names().next()?;
    let near = || nearest(written, names());
    if folded.contains('*') {
        let all = catalogue.actions.rows().iter();
        let mut all = all.map(|action| action.name.to_lowercase());
        let hit = all.any(|name| pattern::matches(&folded, &name, Question::Literal));
        return (!hit).then(|| Drift::NoAction(near()));
    }
    match catalogue.find_action(&folded) {
        None => Some(Drift::NoAction(near())),
        Some(id) if !catalogue.actions.get(id).defined => Some(Drift::Stale(near())),
        Some(_) => None,
    }
}
