//! Writes the files beside `services/`.

use std::collections::BTreeMap;

use crate::model::DocumentId;

use super::super::Catalogue;
use super::write::{Out, key};

/// Repositories with their state, then documents by number.
pub(super) fn documents(catalogue: &Catalogue) -> String {
    let mut out = Out::default();
    let mut states = BTreeMap::new();
    for document in catalogue.documents.rows() {
        if !document.commit.is_empty() {
            states.insert(document.repository, (document.date, document.commit));
        }
    }
    for (repository, (date, commit)) in states {
        out.head("repository", format_args!("{repository} {date} {commit}"));
    }
    for (number, document) in catalogue.documents.rows().iter().enumerate() {
        let line = format!("d{} {}", document.key, document.citation);
        if number == 0 {
            out.entry("document", line);
        } else {
            out.head("document", line);
        }
    }
    out.text
}

/// Actions that no table defines.
pub(super) fn named_actions(catalogue: &Catalogue) -> String {
    let mut out = Out::default();
    let mut before = None;
    let named = catalogue
        .actions
        .rows()
        .iter()
        .filter(|action| !action.defined);
    for action in named {
        if before != Some(action.service) {
            out.entry("named", catalogue.services.get(action.service).code);
            before = Some(action.service);
        }
        out.head("action", action.name);
        out.each("by", &action.referenced_in);
        out.from(catalogue, &action.documents);
    }
    out.text
}

/// Starts a new group where the cloud or the document changes.
fn group(
    out: &mut Out,
    catalogue: &Catalogue,
    keyword: &str,
    before: &mut Option<(&'static str, DocumentId)>,
    now: (&'static str, DocumentId),
) {
    if *before != Some(now) {
        let (cloud, document) = now;
        let document = key(catalogue, document);
        out.entry(keyword, format_args!("{cloud} {document}"));
        *before = Some(now);
    }
}

/// Internal names, cloud by cloud.
pub(super) fn role_names(catalogue: &Catalogue) -> String {
    let mut out = Out::default();
    let mut before = None;
    for row in &catalogue.role_names {
        let now = (row.cloud, row.document);
        group(&mut out, catalogue, "names", &mut before, now);
        let display = row.display_name.unwrap_or("?");
        match row.earlier_display_name {
            Some(earlier) => out.word(format_args!("{} = {display} <- {earlier}", row.name)),
            None => out.word(format_args!("{} = {display}", row.name)),
        }
    }
    out.text
}

/// Documented renamings.
pub(super) fn renames(catalogue: &Catalogue) -> String {
    let mut out = Out::default();
    let mut before = None;
    for row in &catalogue.renames {
        let now = (row.cloud, row.document);
        group(&mut out, catalogue, "renames", &mut before, now);
        out.word(format_args!("{} => {}", row.old, row.new));
    }
    out.text
}

/// The documented dependencies of roles.
pub(super) fn dependencies(catalogue: &Catalogue) -> String {
    let mut out = Out::default();
    for entry in &catalogue.overlay {
        out.entry("role", entry.role);
        if let Some(service) = entry.service {
            out.property("for", catalogue.services.get(service).code);
        }
        for role in &entry.requires {
            let global = entry.requires_globally.contains(role);
            let place = if global { " | global" } else { "" };
            out.property("requires", format_args!("{role}{place}"));
        }
        out.optional("same-as", entry.same_as.unwrap_or_default());
        out.from(catalogue, &entry.documents);
    }
    out.text
}

/// System-defined identity policies.
pub(super) fn identity_policies(catalogue: &Catalogue) -> String {
    let mut out = Out::default();
    for policy in &catalogue.identity_policies {
        out.entry("policy", policy.name);
        out.property("service", policy.service);
        out.optional("type", policy.policy_type.unwrap_or_default());
        if let Some(visible) = policy.visible {
            out.property("visible", if visible { "yes" } else { "no" });
        }
        out.optional("urn", policy.urn.unwrap_or_default());
        if policy.third_party {
            out.word("third-party");
        }
        out.from(catalogue, &[policy.document]);
        if let Some(json) = policy.json {
            out.block("json", json);
        }
    }
    out.text
}
