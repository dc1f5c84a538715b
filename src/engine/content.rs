//! The content of a system-defined permission that the account does not carry itself (section 11).
//! Published wins over predicted, and the [`Basis`] says which it is: a prediction is never shown as a fact.

use serde_json::{Map, Value, json};

use crate::catalogue::{Catalogue, Publication, PublishedContent, SystemKind, SystemPermission};
use crate::model::{Basis, Document, SystemPermissionId};

use super::document::parse;

/// What a system-defined permission contains, and how that is known.
#[must_use]
pub fn system_content(
    catalogue: &Catalogue,
    permission: SystemPermissionId,
) -> (Option<Document>, Basis) {
    let permission = catalogue.permissions.get(permission);
    let published = permission.content.as_ref().and_then(|content| {
        let source: Value = serde_json::from_str(content.json).ok()?;
        // A vocabulary that no fine-grained action speaks would read as "allows nothing": the service is predicted.
        if content.legacy_vocabulary {
            let patterns = everything(catalogue, permission)?;
            return document(translated(source, &patterns), Basis::Convention);
        }
        document(source, basis(content))
    });
    published
        .or_else(|| {
            let patterns = predicted(catalogue, permission)?;
            document(written(permission.kind, &patterns), Basis::Convention)
        })
        .unwrap_or((None, Basis::Unknown))
}

fn basis(content: &PublishedContent) -> Basis {
    match content.publication {
        Publication::ThisName => Basis::Published,
        Publication::EarlierName => Basis::EarlierName,
    }
}

fn document(source: Value, basis: Basis) -> Option<(Option<Document>, Basis)> {
    let (mut document, _) = parse(&source).ok()?;
    // What embedded roles depend on is the overlay's to say: table 7.4 is normative, and what the
    // texts say beside it is shown as documented elsewhere (section 11).
    document.depends.clear();
    Some((Some(document), basis))
}

/// What the name promises: the placeholders of section 7 and the convention of section 11.
fn predicted(catalogue: &Catalogue, permission: &SystemPermission) -> Option<Vec<String>> {
    match permission.name {
        // Base permission: "everything that supports policies", IAM included (section 10, 15).
        "FullAccess" => return Some(vec!["*:*:*".to_owned()]),
        "IMS FullAccess" => {
            return Some(
                ["ims:*:*", "ecs:*:list", "ecs:*:get", "evs:*:get"]
                    .map(str::to_owned)
                    .into(),
            );
        }
        _ => {}
    }
    match permission.name.rsplit(' ').next()? {
        "FullAccess" | "Administrator" | "Admin" => everything(catalogue, permission),
        "ReadOnlyAccess" | "Viewer" => Some(
            prefixes(catalogue, permission)?
                .into_iter()
                .flat_map(|prefix| [format!("{prefix}:*:get*"), format!("{prefix}:*:list*")])
                .collect(),
        ),
        _ => None,
    }
}

fn everything(catalogue: &Catalogue, permission: &SystemPermission) -> Option<Vec<String>> {
    let prefixes = prefixes(catalogue, permission)?;
    Some(
        prefixes
            .into_iter()
            .map(|prefix| format!("{prefix}:*:*"))
            .collect(),
    )
}

/// The first segments of the service's actions. A table may list actions of a neighbour (`vpc:…` in the container
/// service's): a name that promises the container service does not promise the network.
fn prefixes(catalogue: &Catalogue, permission: &SystemPermission) -> Option<Vec<String>> {
    let id = permission.service?;
    let service = catalogue.services.get(id);
    let mut prefixes: Vec<String> = Vec::new();
    for prefix in &service.prefixes {
        let prefix = prefix.to_lowercase();
        let neighbours = catalogue
            .services
            .iter()
            .any(|(other, row)| other != id && row.code == prefix);
        if !neighbours && !prefixes.contains(&prefix) {
            prefixes.push(prefix);
        }
    }
    if prefixes.is_empty() {
        prefixes.push(service.code.to_owned());
    }
    Some(prefixes)
}

fn written(kind: SystemKind, patterns: &[String]) -> Value {
    let version = match kind {
        SystemKind::Role => "1.0",
        SystemKind::Policy => "1.1",
    };
    json!({"Version": version, "Statement": [{"Effect": "Allow", "Action": patterns}]})
}

/// The published document with its statements replaced; its version and dependencies are facts and stay.
fn translated(source: Value, patterns: &[String]) -> Value {
    let mut fields = match source {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    fields.shift_remove("Rules");
    fields.insert(
        "Statement".to_owned(),
        json!([{"Effect": "Allow", "Action": patterns}]),
    );
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{KindSource, Listing, ScopeSource, Service, ServiceScope};
    use crate::model::{DocumentId, ServiceId, TableId, Version};

    fn service(code: &'static str, prefixes: &[&'static str]) -> Service {
        Service {
            code,
            short: code,
            name: code,
            scope: ServiceScope::Project,
            scope_source: ScopeSource::Documented,
            listing: Listing::Described,
            prefixes: prefixes.to_vec(),
            documents: Vec::new(),
        }
    }

    fn permission(name: &'static str, service: Option<ServiceId>) -> SystemPermission {
        SystemPermission {
            name,
            service,
            kind: SystemKind::Policy,
            kind_source: KindSource::Stated,
            kind_doubtful: false,
            scope: ServiceScope::Project,
            depends: Vec::new(),
            listed_for: Vec::new(),
            content: None,
            renamed_to: None,
            renamed_from: Vec::new(),
            documents: Vec::new(),
        }
    }

    fn content(json: &'static str) -> PublishedContent {
        PublishedContent {
            json,
            publication: Publication::ThisName,
            published_as: None,
            legacy_vocabulary: false,
            repaired: false,
            source: "",
            document: DocumentId::from_index(0),
            note: "",
            as_published: None,
            alternates: Vec::new(),
        }
    }

    /// The content of one permission of the service `cci`, whose tables also name actions of `vpc`.
    fn of(build: impl FnOnce(ServiceId) -> SystemPermission) -> (Option<Document>, Basis) {
        let mut catalogue = Catalogue::default();
        catalogue.services.push(service("vpc", &["vpc"]));
        let cci = catalogue
            .services
            .push(service("cci", &["CCI", "vpc", "cci", "ccx"]));
        let id = catalogue.permissions.push(build(cci));
        system_content(&catalogue, id)
    }

    fn patterns(document: &Document) -> Vec<&str> {
        document
            .statements
            .iter()
            .flat_map(|statement| statement.actions.patterns())
            .map(String::as_str)
            .collect()
    }

    #[test]
    fn predictions_follow_the_last_word() {
        for (name, expected) in [
            ("CCI FullAccess", vec!["cci:*:*", "ccx:*:*"]),
            ("CCI Admin", vec!["cci:*:*", "ccx:*:*"]),
            (
                "CCI Viewer",
                vec!["cci:*:get*", "cci:*:list*", "ccx:*:get*", "ccx:*:list*"],
            ),
            ("FullAccess", vec!["*:*:*"]),
            (
                "IMS FullAccess",
                vec!["ims:*:*", "ecs:*:list", "ecs:*:get", "evs:*:get"],
            ),
        ] {
            let (document, basis) = of(|cci| permission(name, Some(cci)));
            let document = document.unwrap();
            assert_eq!(patterns(&document), expected, "{name}");
            assert_eq!(
                (document.version, basis),
                (Version::Policy, Basis::Convention)
            );
        }
        for name in ["CCI CommonOperations", "CCI VolumesFullAccess", "CCI"] {
            assert_eq!(
                of(|cci| permission(name, Some(cci))),
                (None, Basis::Unknown),
                "{name}"
            );
        }
        let nowhere = of(|_| permission("Tenant Viewer", None));
        assert_eq!(nowhere, (None, Basis::Unknown));
    }

    #[test]
    fn a_predicted_role_is_a_role() {
        let (document, _) = of(|cci| SystemPermission {
            kind: SystemKind::Role,
            ..permission("CCI Administrator", Some(cci))
        });
        assert_eq!(document.unwrap().version, Version::Role);
    }

    #[test]
    fn published_wins_and_says_for_which_name() {
        let json =
            r#"{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["cci:pods:get"]}]}"#;
        for (publication, expected) in [
            (Publication::ThisName, Basis::Published),
            (Publication::EarlierName, Basis::EarlierName),
        ] {
            let (document, basis) = of(|cci| SystemPermission {
                content: Some(PublishedContent {
                    publication,
                    ..content(json)
                }),
                ..permission("CCI FullAccess", Some(cci))
            });
            assert_eq!(patterns(&document.unwrap()), ["cci:pods:get"]);
            assert_eq!(basis, expected);
        }
    }

    #[test]
    fn an_old_vocabulary_is_predicted_and_dependencies_are_left_to_the_table() {
        let json = r#"{"Version":"1.0","Statement":[{"Effect":"Allow","Action":["CCI:Pod:*"]}],
            "Depends":[{"catalog":"BASE","display_name":"Tenant Guest"}]}"#;
        let (document, basis) = of(|cci| SystemPermission {
            content: Some(PublishedContent {
                legacy_vocabulary: true,
                ..content(json)
            }),
            ..permission("CCI Pods", Some(cci))
        });
        let document = document.unwrap();
        assert_eq!(patterns(&document), ["cci:*:*", "ccx:*:*"]);
        assert!(document.depends.is_empty());
        assert!(
            document.source.get("Depends").is_some(),
            "it stays to be read"
        );
        assert_eq!(basis, Basis::Convention);
    }
}
