//! The limits of the service's validator (section 1.2), as diagnostics: a document that breaks them still loads.
//! They are documented for 1.0 and 1.1 only.

use crate::model::{ActionClause, Document, ResourceClause, Statement, Version};

use super::{Notes, Place, Topic};

pub(super) fn check(document: &Document, notes: &mut Notes) {
    if document.version == Version::Identity {
        return;
    }
    let root = Place::ROOT;
    let length = document.source.to_string().chars().count();
    most(
        length,
        6144,
        "characters in a document (IAM.1021)",
        &root,
        notes,
    );
    most(
        document.depends.len(),
        20,
        "dependencies (IAM.1058)",
        &root.key("Depends"),
        notes,
    );
    let name = if document
        .source
        .get("Statement")
        .is_some_and(|value| !value.is_null())
    {
        "Statement"
    } else {
        "Rules"
    };
    let list = root.key(name);
    most(
        document.statements.len(),
        8,
        "statements (IAM.1028)",
        &list,
        notes,
    );
    let single = document
        .source
        .get(name)
        .is_some_and(serde_json::Value::is_object);
    for (index, statement) in document.statements.iter().enumerate() {
        if single {
            statement_limits(statement, &list, notes);
        } else {
            statement_limits(statement, &list.index(index), notes);
        }
    }
}

fn statement_limits(statement: &Statement, place: &Place<'_>, notes: &mut Notes) {
    let (name, actions) = match &statement.actions {
        ActionClause::Any(actions) => ("Action", actions),
        ActionClause::NoneOf(actions) => ("NotAction", actions),
    };
    let list = place.key(name);
    most(
        actions.len(),
        100,
        "actions in a statement (IAM.1033)",
        &list,
        notes,
    );
    for (index, action) in actions.iter().enumerate() {
        let length = action.chars().count();
        most(
            length,
            128,
            "characters in an action (IAM.1034)",
            &list.index(index),
            notes,
        );
    }
    let resource = place.key("Resource");
    match &statement.resources {
        ResourceClause::Any(patterns) => {
            most(
                patterns.len(),
                10,
                "resources in a statement (IAM.1040)",
                &resource,
                notes,
            );
        }
        ResourceClause::Agencies(uris) => {
            let list = resource.key("uri");
            most(
                uris.len(),
                20,
                "agencies in a statement (IAM.1037)",
                &list,
                notes,
            );
            for (index, uri) in uris.iter().enumerate() {
                let length = uri.chars().count();
                most(
                    length,
                    128,
                    "characters in the URI of an agency",
                    &list.index(index),
                    notes,
                );
            }
        }
        ResourceClause::All | ResourceClause::NoneOf(_) => {}
    }
    let condition = place.key("Condition");
    most(
        statement.conditions.len(),
        10,
        "conditions in a statement (IAM.1050)",
        &condition,
        notes,
    );
    for test in &statement.conditions {
        let operator = condition.key(&test.operator_text);
        let key = operator.key(&test.key);
        most(
            test.values.len(),
            10,
            "values of a key (IAM.1053)",
            &key,
            notes,
        );
        let length = test.values.iter().map(|value| value.chars().count()).sum();
        most(
            length,
            1024,
            "characters in the values of a key (IAM.1056)",
            &key,
            notes,
        );
    }
}

/// The error code says 1500 characters, the API page 128: between the two it may or may not be refused.
pub(super) fn resource(text: &str, place: &Place<'_>, version: Version, notes: &mut Notes) {
    if version == Version::Identity {
        return;
    }
    let length = text.chars().count();
    if length > 1500 {
        most(
            length,
            1500,
            "characters in a resource (IAM.1042)",
            place,
            notes,
        );
    } else if length > 128 {
        let message = format!(
            "{length} characters in a resource; one document allows 1500, another only 128"
        );
        notes.warning(Topic::Limit, place, message);
    }
}

fn most(count: usize, limit: usize, what: &str, place: &Place<'_>, notes: &mut Notes) {
    if count > limit {
        notes.error(
            Topic::Limit,
            place,
            format!("{count} {what}; the service takes up to {limit}"),
        );
    }
}
