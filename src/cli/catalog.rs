//! `permlens catalog`: the embedded catalogue, searched; every row names the document it was read in.

use std::io::Write;

use serde_json::{Map, Value};

use crate::catalogue::{Catalogue, Document, ServiceScope, SystemKind};
use crate::engine::pattern::{Question, matches};
use crate::model::DocumentId;
use crate::report::{self, Answer, Sheet};

use super::Status;
use super::args::{CatalogArgs, CatalogKind, Global};
use super::session::Failure;

/// Lists what matches; nothing is an answer too, with status 1.
pub fn run(global: &Global, args: &CatalogArgs, out: &mut dyn Write) -> Result<Status, Failure> {
    let catalogue = Catalogue::embedded();
    let mut sheet = match args.kind {
        CatalogKind::Services => services(catalogue),
        CatalogKind::Actions => actions(catalogue),
        CatalogKind::Permissions => permissions(catalogue),
        CatalogKind::Operations => operations(catalogue),
        CatalogKind::Apis => apis(catalogue),
    };
    let words: Vec<String> = args.query.iter().map(|word| word.to_lowercase()).collect();
    sheet
        .rows
        .retain(|row| words.iter().all(|word| found(row, word)));
    let status = if sheet.rows.is_empty() {
        Status::No
    } else {
        Status::Yes
    };
    report::write(out, global.format.into(), &answer(sheet))?;
    Ok(status)
}

/// A word with a star matches a cell as a whole, any other somewhere.
fn found(row: &[String], word: &str) -> bool {
    row.iter().any(|cell| {
        let cell = cell.to_lowercase();
        if word.contains('*') {
            matches(word, &cell, Question::Literal)
        } else {
            cell.contains(word)
        }
    })
}

/// A sheet whose rows are also JSON objects by column name.
fn answer(sheet: Sheet) -> Answer {
    let keys: Vec<String> = sheet
        .columns
        .iter()
        .map(|column| column.to_lowercase().replace(' ', "_"))
        .collect();
    let lines: Vec<Value> = sheet
        .rows
        .iter()
        .map(|row| {
            let object: Map<String, Value> = keys
                .iter()
                .zip(row)
                .map(|(key, cell)| (key.clone(), Value::String(cell.clone())))
                .collect();
            Value::Object(object)
        })
        .collect();
    Answer {
        sheets: vec![sheet],
        json: Value::Array(lines.clone()),
        lines,
    }
}

fn source(catalogue: &Catalogue, documents: &[DocumentId]) -> String {
    let shown: Vec<String> = documents
        .iter()
        .map(|id| address(catalogue.documents.get(*id)))
        .collect();
    shown.join(" ")
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

fn support(flag: Option<bool>) -> &'static str {
    match flag {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not documented",
    }
}

fn services(catalogue: &Catalogue) -> Sheet {
    let mut sheet = Sheet::new(
        "",
        &[
            "Code",
            "Short",
            "Name",
            "Level",
            "Actions",
            "Permissions",
            "Operations",
            "Source",
        ],
    );
    for (id, service) in catalogue.services.iter() {
        let level = match service.scope {
            ServiceScope::Global => "global",
            ServiceScope::Project => "project",
            ServiceScope::Both => "both",
            ServiceScope::Unknown => "unknown",
        };
        let count = |count: usize| count.to_string();
        sheet.row([
            service.code.to_owned(),
            service.short.to_owned(),
            service.name.to_owned(),
            level.to_owned(),
            count(
                catalogue
                    .actions
                    .rows()
                    .iter()
                    .filter(|action| action.defined && action.service == id)
                    .count(),
            ),
            count(
                catalogue
                    .permissions
                    .rows()
                    .iter()
                    .filter(|permission| permission.service == Some(id))
                    .count(),
            ),
            count(
                catalogue
                    .operations
                    .rows()
                    .iter()
                    .filter(|operation| operation.service == id)
                    .count(),
            ),
            source(catalogue, &service.documents),
        ]);
    }
    sheet
}

fn actions(catalogue: &Catalogue) -> Sheet {
    let mut sheet = Sheet::new(
        "",
        &[
            "Action",
            "Label",
            "Category",
            "Access",
            "IAM project",
            "Enterprise project",
            "APIs",
            "Depends on",
            "Source",
        ],
    );
    for action in catalogue.actions.rows() {
        let apis: Vec<String> = action
            .apis
            .iter()
            .flat_map(|row| &catalogue.apis.get(*row).apis)
            .map(|api| format!("{} {}", api.method, api.uri))
            .collect();
        let depends: Vec<&str> = action
            .depends_on
            .iter()
            .map(|dependent| dependent.pattern)
            .collect();
        let referenced = format!("named in {}", action.referenced_in.join(", "));
        sheet.row([
            action.name.to_owned(),
            action.label.to_owned(),
            action.category.to_owned(),
            action.access.text().to_owned(),
            support(action.iam_project).to_owned(),
            support(action.enterprise_project).to_owned(),
            apis.join(", "),
            depends.join(", "),
            if action.defined {
                source(catalogue, &action.documents)
            } else {
                referenced
            },
        ]);
    }
    sheet
}

fn permissions(catalogue: &Catalogue) -> Sheet {
    let mut sheet = Sheet::new(
        "",
        &[
            "Permission",
            "Service",
            "Kind",
            "Content",
            "Depends on",
            "Renamed to",
            "Source",
        ],
    );
    for (id, permission) in catalogue.permissions.iter() {
        let (_, basis) = crate::engine::content::system_content(catalogue, id);
        let depends: Vec<&str> = permission.depends.iter().map(|(name, _)| *name).collect();
        let content = permission
            .content
            .as_ref()
            .map(|content| content.source.to_owned());
        sheet.row([
            permission.name.to_owned(),
            permission
                .service
                .map_or("base", |id| catalogue.services.get(id).code)
                .to_owned(),
            match permission.kind {
                SystemKind::Role => "role",
                SystemKind::Policy => "policy",
            }
            .to_owned(),
            basis.text().to_owned(),
            depends.join(", "),
            permission.renamed_to.unwrap_or_default().to_owned(),
            content.unwrap_or_else(|| source(catalogue, &permission.documents)),
        ]);
    }
    sheet
}

fn operations(catalogue: &Catalogue) -> Sheet {
    let mut sheet = Sheet::new(
        "",
        &[
            "Operation",
            "Service",
            "Category",
            "Actions",
            "Depends on",
            "Letters",
            "Source",
        ],
    );
    for operation in catalogue.operations.rows() {
        let letters: Vec<String> = operation
            .cells
            .iter()
            .map(|cell| {
                let letter = match cell.letter {
                    crate::catalogue::Letter::Y => "Y",
                    crate::catalogue::Letter::X => "x",
                    crate::catalogue::Letter::Unsaid => "?",
                };
                format!(
                    "{} {letter}",
                    catalogue.permissions.get(cell.permission).name
                )
            })
            .collect();
        let depends: Vec<&str> = operation
            .depends_on
            .iter()
            .map(|dependent| dependent.pattern)
            .collect();
        sheet.row([
            operation.label.to_owned(),
            catalogue.services.get(operation.service).code.to_owned(),
            operation.category.to_owned(),
            operation.actions.join(", "),
            depends.join(", "),
            letters.join(", "),
            source(catalogue, &[operation.document]),
        ]);
    }
    sheet
}

fn apis(catalogue: &Catalogue) -> Sheet {
    let mut sheet = Sheet::new(
        "",
        &[
            "API",
            "Service",
            "Category",
            "Label",
            "Actions",
            "Enterprise project",
            "Source",
        ],
    );
    for row in catalogue.apis.rows() {
        let actions = if row.actions.is_empty() {
            "needs no permission".to_owned()
        } else {
            row.actions.join(", ")
        };
        for api in &row.apis {
            sheet.row([
                format!("{} {}", api.method, api.uri),
                catalogue.services.get(row.service).code.to_owned(),
                row.category.to_owned(),
                row.label.to_owned(),
                actions.clone(),
                support(row.enterprise_project).to_owned(),
                source(catalogue, &[row.document]),
            ]);
        }
    }
    sheet
}
