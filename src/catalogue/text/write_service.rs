//! Writes a file of `services/`: the service, its actions, tables, operations and permissions.

use crate::model::ServiceId;

use super::super::{
    ApiRow, Catalogue, Cell, Grants, KindSource, Letter, Link, Operation, Publication,
    PublishedContent, ScopeSource, ServiceScope, SystemKind, SystemPermission,
};
use super::write::{Out, key};

/// The file of one service.
pub(super) fn service_file(catalogue: &Catalogue, id: ServiceId) -> String {
    let mut out = Out::default();
    head(catalogue, id, &mut out);
    actions(catalogue, id, &mut out);
    tables(catalogue, id, &mut out);
    operations(catalogue, id, &mut out);
    let base = catalogue.services.get(id).code == "base";
    for permission in catalogue.permissions.rows() {
        if permission.service.map_or(base, |service| service == id) {
            write_permission(catalogue, permission, &mut out);
        }
    }
    out.text
}

fn head(catalogue: &Catalogue, id: ServiceId, out: &mut Out) {
    let service = catalogue.services.get(id);
    out.head("service", service.code);
    out.property("short", service.short);
    out.optional("name", service.name);
    let source = match service.scope_source {
        ScopeSource::Documented => "documented",
        ScopeSource::Derived => "derived",
        ScopeSource::Assumed => "assumed",
        ScopeSource::Unknown => "unknown",
    };
    let scope = scope(service.scope);
    out.property("scope", format_args!("{scope} {source}"));
    out.optional("prefixes", &service.prefixes.join(" "));
    out.from(catalogue, &service.documents);
}

fn scope(scope: ServiceScope) -> &'static str {
    match scope {
        ServiceScope::Global => "global",
        ServiceScope::Project => "project",
        ServiceScope::Both => "all",
        ServiceScope::Unknown => "unknown",
    }
}

fn actions(catalogue: &Catalogue, id: ServiceId, out: &mut Out) {
    let actions = catalogue.actions.rows().iter();
    let defined = actions.filter(|action| action.service == id && action.defined);
    for (number, action) in defined.enumerate() {
        let line = format!("{} {}", action.name, action.access.text());
        if number == 0 {
            out.entry("action", line);
        } else {
            out.head("action", line);
        }
        if let Some(beyond) = &action.beyond_rows {
            out.each("label", &beyond.labels);
            out.each("category", &beyond.categories);
            out.grants(beyond.grants);
            out.names("needs", &beyond.depends_on);
            out.from(catalogue, &beyond.documents);
        }
    }
}

fn tables(catalogue: &Catalogue, id: ServiceId, out: &mut Out) {
    let mut before: Option<&ApiRow> = None;
    for row in catalogue.apis.rows().iter().filter(|row| row.service == id) {
        let of_table = |row: &ApiRow| (row.document, row.is_api, row.category);
        if before.map(of_table) != Some(of_table(row)) {
            let document = key(catalogue, row.document);
            let kind = if row.is_api { "api" } else { "operation" };
            out.entry("table", format_args!("{document} {kind} {}", row.category));
        }
        out.head("row", row.label);
        for api in &row.apis {
            match api.body_action {
                Some(body) => {
                    out.property("api", format_args!("{} {} {body}", api.method, api.uri));
                }
                None => out.property("api", format_args!("{} {}", api.method, api.uri)),
            }
        }
        out.needed(&row.actions, &row.conditional_actions);
        out.names("needs", &row.depends_on);
        out.optional("remarks", &row.remark_actions.join(" "));
        out.grants(Grants {
            iam_project: row.iam_project,
            enterprise_project: row.enterprise_project,
            instance_level: None,
        });
        before = Some(row);
    }
}

fn operations(catalogue: &Catalogue, id: ServiceId, out: &mut Out) {
    let mut before: Option<&Operation> = None;
    let rows = catalogue.operations.rows().iter();
    for row in rows.filter(|row| row.service == id) {
        if !before.is_some_and(|before| same_table(before, row)) {
            let document = key(catalogue, row.document);
            let space = if row.category.is_empty() { "" } else { " " };
            out.entry(
                "operations",
                format_args!("{document}{space}{}", row.category),
            );
            let columns = row.cells.iter().map(|cell| name(catalogue, cell));
            out.property("columns", columns.collect::<Vec<_>>().join(" | "));
        }
        write_operation(catalogue, row, out);
        before = Some(row);
    }
}

fn same_table(a: &Operation, b: &Operation) -> bool {
    let columns = |row: &Operation| {
        row.cells
            .iter()
            .map(|cell| cell.permission)
            .collect::<Vec<_>>()
    };
    (a.document, a.category) == (b.document, b.category) && columns(a) == columns(b)
}

fn name(catalogue: &Catalogue, cell: &Cell) -> &'static str {
    catalogue.permissions.get(cell.permission).name
}

fn write_operation(catalogue: &Catalogue, row: &Operation, out: &mut Out) {
    out.head("operation", row.label);
    let cells = row.cells.iter().map(|cell| {
        let mark = if cell.conditional { "*" } else { "" };
        format!("{}{mark}", letter(cell.letter))
    });
    out.property("cells", cells.collect::<Vec<_>>().join(" "));
    for cell in &row.cells {
        for (edition, says) in &cell.variants {
            let (says, name) = (letter(*says), name(catalogue, cell));
            out.property("variant", format_args!("{says} {name} | {edition}"));
        }
    }
    let link = match row.link {
        Link::SameTable => "same-table",
        Link::OperationTable => "operation-table",
        Link::LabelMatch => "label-match",
        Link::None => "",
    };
    out.optional("link", link);
    out.needed(&row.actions, &row.conditional_actions);
    out.names("needs", &row.depends_on);
}

fn letter(letter: Letter) -> &'static str {
    match letter {
        Letter::Y => "Y",
        Letter::X => "x",
        Letter::Unsaid => "-",
    }
}

fn write_permission(catalogue: &Catalogue, permission: &SystemPermission, out: &mut Out) {
    out.entry("permission", permission.name);
    let kind = match permission.kind {
        SystemKind::Role => "role",
        SystemKind::Policy => "policy",
    };
    match permission.kind_source {
        KindSource::Stated => out.property("kind", kind),
        KindSource::Guessed => out.property("kind", format_args!("{kind} guessed")),
        KindSource::Disputed { role, policy } => {
            let counts = format_args!("{kind} stated role {role}, policy {policy}");
            out.property("kind", counts);
        }
    }
    if permission.scope != ServiceScope::Unknown {
        out.property("scope", scope(permission.scope));
    }
    let listed = permission.listed_for.iter();
    let codes = listed.map(|service| catalogue.services.get(*service).code);
    out.optional("listed", &codes.collect::<Vec<_>>().join(" "));
    for (role, same_project) in &permission.depends {
        let place = if *same_project { " | same project" } else { "" };
        out.property("depends", format_args!("{role}{place}"));
    }
    out.optional("renamed-to", permission.renamed_to.unwrap_or_default());
    out.each("renamed-from", &permission.renamed_from);
    out.from(catalogue, &permission.documents);
    if let Some(content) = &permission.content {
        write_content(catalogue, content, out);
    }
}

fn write_content(catalogue: &Catalogue, content: &PublishedContent, out: &mut Out) {
    let earlier = match content.publication {
        Publication::EarlierName => content.published_as,
        Publication::ThisName => None,
    };
    if let Some(earlier) = earlier {
        // The content itself stands under that name.
        out.property("content", format_args!("earlier-name {earlier}"));
        out.optional("note", content.note);
        return;
    }
    let document = key(catalogue, content.document);
    out.property("content", format_args!("published {document}"));
    if content.legacy_vocabulary {
        out.word("vocabulary legacy");
    }
    if content.repaired {
        out.word("repaired");
    }
    out.optional("note", content.note);
    out.block("json", content.json);
    if let Some(text) = content.as_published {
        out.block("as-published", text);
    }
    for other in &content.alternates {
        let document = key(catalogue, other.document);
        out.block(format_args!("alternate {document}"), other.json);
    }
}
