//! What the dialect of service control policies leaves out of 5.0 (section 2): an Allow names actions only, a Deny may
//! not spare resources, and a wildcard stands alone or at the end of an action.

use crate::model::{ActionClause, Document, Effect, ResourceClause, Statement};

use super::{Diagnostic, Notes, Place, Topic, quote};

/// What the service would refuse in a service control policy, beyond what it refuses in any document.
#[must_use]
pub fn control_remarks(document: &Document) -> Vec<Diagnostic> {
    let mut notes = Notes::default();
    let list = Place::ROOT.key("Statement");
    for (index, statement) in document.statements.iter().enumerate() {
        let place = list.index(index);
        let written = document.source.pointer(&place.pointer());
        let has = |key: &str| {
            written
                .and_then(|written| written.get(key))
                .is_some_and(|value| !value.is_null())
        };
        if statement.effect == Effect::Allow {
            allow(&place, has, &mut notes);
            if has("Resource") && statement.resources != ResourceClause::All {
                let message = "a Resource other than \"*\" in an Allow of a service control policy";
                notes.error(Topic::Control, &place.key("Resource"), message);
            }
        }
        for key in ["Principal", "NotPrincipal", "NotResource"] {
            if has(key) {
                let message = format!("{key}, which service control policies do not have");
                notes.error(Topic::Control, &place.key(key), message);
            }
        }
        wildcards(statement, &place, &mut notes);
    }
    notes.diagnostics
}

fn allow(place: &Place<'_>, has: impl Fn(&str) -> bool, notes: &mut Notes) {
    for key in ["NotAction", "Condition"] {
        if has(key) {
            let message = format!("{key}, which an Allow of a service control policy cannot have");
            notes.error(Topic::Control, &place.key(key), message);
        }
    }
}

fn wildcards(statement: &Statement, place: &Place<'_>, notes: &mut Notes) {
    let key = match statement.actions {
        ActionClause::Any(_) => "Action",
        ActionClause::NoneOf(_) => "NotAction",
    };
    let clause = place.key(key);
    for (index, pattern) in statement.actions.patterns().iter().enumerate() {
        let stem = pattern.trim_end_matches(['*', '?']);
        if stem.contains(['*', '?']) {
            let message = format!(
                "a wildcard inside {}; in a service control policy it stands alone or at the end",
                quote(pattern)
            );
            notes.error(Topic::Control, &clause.index(index), message);
        }
    }
}
