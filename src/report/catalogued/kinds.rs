//! The columns of each kind of listing, and where each fact was read.

use serde_json::json;

use crate::catalogue::Listing::Described;
use crate::catalogue::{
    Catalogue, DependentAction, Document, Letter, Operation, Service, ServiceScope, SystemKind,
};
use crate::model::{DocumentId, TableId};

use super::{Cell, Listing, flag, list, number, text};

fn sources(catalogue: &Catalogue, documents: &[DocumentId]) -> Cell {
    let shown: Vec<String> = documents
        .iter()
        .map(|id| address(catalogue.documents.get(*id)))
        .collect();
    Cell {
        text: shown.join(" "),
        json: json!(shown),
    }
}

fn address(document: &Document) -> String {
    let mut address = document.repository.to_owned();
    if !document.path.is_empty() {
        address.push(':');
        address.push_str(document.path);
    }
    if !document.date.is_empty() {
        address.push_str(" @");
        address.push_str(document.date);
    }
    address
}

pub(super) fn services(catalogue: &Catalogue) -> Listing {
    let mut rows = Vec::new();
    let described = |service: &Service| service.listing == Described;
    for (id, service) in catalogue.services.iter().filter(|(_, row)| described(row)) {
        let level = match service.scope {
            ServiceScope::Global => "global",
            ServiceScope::Project => "project",
            ServiceScope::Both => "both",
            ServiceScope::Unknown => "unknown",
        };
        let actions = catalogue.actions.rows().iter();
        let permissions = catalogue.permissions.rows().iter();
        let operations = catalogue.operations.rows().iter();
        rows.push((
            id.index(),
            vec![
                text(service.code),
                text(service.short),
                text(service.name),
                text(level),
                number(
                    actions
                        .filter(|action| action.defined && action.service == id)
                        .count(),
                ),
                number(
                    permissions
                        .filter(|permission| permission.service == Some(id))
                        .count(),
                ),
                number(
                    operations
                        .filter(|operation| operation.service == id)
                        .count(),
                ),
                sources(catalogue, &service.documents),
            ],
        ));
    }
    Listing {
        columns: &[
            ("Code", "code"),
            ("Short", "short"),
            ("Name", "name"),
            ("Level", "level"),
            ("Actions", "actions"),
            ("Permissions", "permissions"),
            ("Operations", "operations"),
            ("Source", "sources"),
        ],
        rows,
    }
}

fn patterns(dependents: &[DependentAction]) -> Cell {
    let patterns: Vec<&str> = dependents.iter().map(|one| one.pattern).collect();
    list(&patterns)
}

pub(super) fn actions(catalogue: &Catalogue) -> Listing {
    let mut rows = Vec::new();
    for (id, action) in catalogue.actions.iter() {
        let apis: Vec<String> = action
            .apis
            .iter()
            .flat_map(|row| &catalogue.apis.get(*row).apis)
            .map(|api| format!("{} {}", api.method, api.uri))
            .collect();
        let named_in = action.referenced_in.join(", ");
        let (label, source) = if action.defined {
            (text(action.label), sources(catalogue, &action.documents))
        } else {
            // Nothing says what it is for; people read that where they look for it.
            let label = Cell {
                json: json!(action.label),
                text: format!("only named in {named_in}"),
            };
            let source = Cell {
                json: json!(action.referenced_in),
                text: format!("named in {named_in}"),
            };
            (label, source)
        };
        rows.push((
            id.index(),
            vec![
                text(action.name),
                label,
                text(action.category),
                text(action.access.text()),
                flag(action.iam_project),
                flag(action.enterprise_project),
                list(&apis),
                patterns(&action.depends_on),
                flag(Some(action.defined)),
                source,
            ],
        ));
    }
    Listing {
        columns: &[
            ("Action", "action"),
            ("Label", "label"),
            ("Category", "category"),
            ("Access", "access"),
            ("IAM project", "iam_project"),
            ("Enterprise project", "enterprise_project"),
            ("APIs", "apis"),
            ("Depends on", "depends_on"),
            ("Defined", "defined"),
            ("Source", "sources"),
        ],
        rows,
    }
}

pub(super) fn permissions(catalogue: &Catalogue) -> Listing {
    let mut rows = Vec::new();
    for (id, permission) in catalogue.permissions.iter() {
        let (_, basis) = crate::engine::content::system_content(catalogue, id);
        let depends: Vec<&str> = permission.depends.iter().map(|(name, _)| *name).collect();
        rows.push((
            id.index(),
            vec![
                text(permission.name),
                text(
                    permission
                        .service
                        .map_or("base", |id| catalogue.services.get(id).code),
                ),
                text(match permission.kind {
                    SystemKind::Role => "role",
                    SystemKind::Policy => "policy",
                }),
                text(basis.text()),
                list(&depends),
                Cell {
                    json: json!(permission.renamed_to),
                    text: permission.renamed_to.unwrap_or_default().to_owned(),
                },
                match &permission.content {
                    Some(content) => list(&[content.source]),
                    None => sources(catalogue, &permission.documents),
                },
            ],
        ));
    }
    Listing {
        columns: &[
            ("Permission", "permission"),
            ("Service", "service"),
            ("Kind", "kind"),
            ("Content", "content"),
            ("Depends on", "depends_on"),
            ("Renamed to", "renamed_to"),
            ("Source", "sources"),
        ],
        rows,
    }
}

fn letters(catalogue: &Catalogue, operation: &Operation) -> Cell {
    let letters: Vec<(&str, &str)> = operation
        .cells
        .iter()
        .map(|cell| {
            let letter = match cell.letter {
                Letter::Y => "Y",
                Letter::X => "x",
                Letter::Unsaid => "?",
            };
            (catalogue.permissions.get(cell.permission).name, letter)
        })
        .collect();
    let texts: Vec<String> = letters
        .iter()
        .map(|(name, letter)| format!("{name} {letter}"))
        .collect();
    let objects = letters
        .iter()
        .map(|(permission, letter)| json!({"permission": permission, "letter": letter}));
    Cell {
        json: objects.collect(),
        text: texts.join(", "),
    }
}

pub(super) fn operations(catalogue: &Catalogue) -> Listing {
    let rows = catalogue.operations.iter().map(|(id, operation)| {
        let cells = vec![
            text(operation.label),
            text(catalogue.services.get(operation.service).code),
            text(operation.category),
            list(&operation.actions),
            patterns(&operation.depends_on),
            letters(catalogue, operation),
            sources(catalogue, &[operation.document]),
        ];
        (id.index(), cells)
    });
    Listing {
        columns: &[
            ("Operation", "operation"),
            ("Service", "service"),
            ("Category", "category"),
            ("Actions", "actions"),
            ("Depends on", "depends_on"),
            ("Letters", "letters"),
            ("Source", "sources"),
        ],
        rows: rows.collect(),
    }
}

pub(super) fn apis(catalogue: &Catalogue) -> Listing {
    let mut rows = Vec::new();
    for (id, row) in catalogue.apis.iter() {
        for api in &row.apis {
            let mut actions = list(&row.actions);
            if row.actions.is_empty() {
                actions.text = "needs no permission".to_owned();
            }
            rows.push((
                id.index(),
                vec![
                    text(&format!("{} {}", api.method, api.uri)),
                    text(catalogue.services.get(row.service).code),
                    text(row.category),
                    text(row.label),
                    actions,
                    flag(row.enterprise_project),
                    sources(catalogue, &[row.document]),
                ],
            ));
        }
    }
    Listing {
        columns: &[
            ("API", "api"),
            ("Service", "service"),
            ("Category", "category"),
            ("Label", "label"),
            ("Actions", "actions"),
            ("Enterprise project", "enterprise_project"),
            ("Source", "sources"),
        ],
        rows,
    }
}
