//! `permlens catalog`: the embedded catalogue, searched; every row names the document it was read in.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde_json::{Map, Value, json};

use crate::catalogue::Listing::Described;
use crate::catalogue::{
    Catalogue, DependentAction, Document, Letter, Operation, Service, ServiceScope, SystemKind,
};
use crate::engine::pattern::{Question, matches};
use crate::model::{DocumentId, nearest};
use crate::report::{Answer, Sheet};

use super::Status;
use super::args::{CatalogArgs, CatalogKind, Global};
use super::session::{self, Failure};

/// What one row says in one column: the value for programs, the text for people.
struct Cell {
    json: Value,
    text: String,
}

/// Rows under columns, each of which is also a key of a JSON object.
struct Listing {
    columns: &'static [(&'static str, &'static str)],
    rows: Vec<Vec<Cell>>,
}

/// Lists what matches; nothing is an answer too, with status 1.
pub fn run(
    global: &Global,
    args: &CatalogArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    let catalogue = Catalogue::embedded();
    let mut listing = match args.kind {
        CatalogKind::Services => services(catalogue),
        CatalogKind::Actions => actions(catalogue),
        CatalogKind::Permissions => permissions(catalogue),
        CatalogKind::Operations => operations(catalogue),
        CatalogKind::Apis => apis(catalogue),
    };
    let names: Vec<String> = listing.rows.iter().filter_map(|row| first(row)).collect();
    let words: Vec<String> = args.query.iter().map(|word| word.to_lowercase()).collect();
    listing
        .rows
        .retain(|row| words.iter().all(|word| found(row, word)));
    let status = if listing.rows.is_empty() {
        if !global.quiet {
            let asked = args.query.join(" ");
            let near = nearest(&asked, names.iter().map(String::as_str));
            let near = match near.as_slice() {
                [] => String::new(),
                [one] => format!("; the nearest is {one}"),
                several => format!("; the nearest are {}", several.join(", ")),
            };
            writeln!(messages, "permlens: nothing matches {asked:?}{near}")?;
        }
        Status::No
    } else {
        Status::Yes
    };
    let answer = answer(listing);
    let question = question(args);
    session::write_catalogued(out, global.format.into(), room(), (&question, &answer))?;
    Ok(status)
}

/// What a row is called.
fn first(row: &[Cell]) -> Option<String> {
    row.first().map(|cell| cell.text.clone())
}

/// What was asked, in words.
fn question(args: &CatalogArgs) -> String {
    let kind = args.kind.to_possible_value();
    let kind = kind.as_ref().map_or("", PossibleValue::get_name);
    let of = match args.query.as_slice() {
        [] => String::new(),
        words => format!(" matching {}", words.join(" ")),
    };
    format!("The catalogue: {kind}{of}")
}

/// The columns of the terminal that the answer goes to; a file or a pipe gets everything.
pub(super) fn room() -> Option<usize> {
    let stdout = io::stdout();
    let size = stdout
        .is_terminal()
        .then(|| rustix::termios::tcgetwinsize(&stdout).ok())??;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

/// A word with a star matches a cell as a whole, any other somewhere.
fn found(row: &[Cell], word: &str) -> bool {
    row.iter().any(|cell| {
        let cell = cell.text.to_lowercase();
        if word.contains('*') {
            matches(word, &cell, Question::Literal)
        } else {
            cell.contains(word)
        }
    })
}

fn answer(listing: Listing) -> Answer {
    let titles: Vec<&str> = listing.columns.iter().map(|(title, _)| *title).collect();
    let mut sheet = Sheet::new("", &titles);
    let mut lines = Vec::new();
    for row in listing.rows {
        let mut object = Map::new();
        let mut texts = Vec::new();
        for ((_, key), cell) in listing.columns.iter().zip(row) {
            object.insert((*key).to_owned(), cell.json);
            texts.push(cell.text);
        }
        sheet.row(texts);
        lines.push(Value::Object(object));
    }
    Answer {
        sheets: vec![sheet],
        json: Value::Array(lines.clone()),
        lines,
    }
}

fn text(text: &str) -> Cell {
    Cell {
        json: json!(text),
        text: text.to_owned(),
    }
}

fn number(count: usize) -> Cell {
    Cell {
        json: json!(count),
        text: count.to_string(),
    }
}

fn list<S: AsRef<str>>(members: &[S]) -> Cell {
    let members: Vec<&str> = members.iter().map(AsRef::as_ref).collect();
    Cell {
        text: members.join(", "),
        json: json!(members),
    }
}

fn flag(flag: Option<bool>) -> Cell {
    let text = match flag {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not documented",
    };
    Cell {
        json: json!(flag),
        text: text.to_owned(),
    }
}

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

fn services(catalogue: &Catalogue) -> Listing {
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
        rows.push(vec![
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
        ]);
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

fn actions(catalogue: &Catalogue) -> Listing {
    let mut rows = Vec::new();
    for action in catalogue.actions.rows() {
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
        rows.push(vec![
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
        ]);
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

fn permissions(catalogue: &Catalogue) -> Listing {
    let mut rows = Vec::new();
    for (id, permission) in catalogue.permissions.iter() {
        let (_, basis) = crate::engine::content::system_content(catalogue, id);
        let depends: Vec<&str> = permission.depends.iter().map(|(name, _)| *name).collect();
        rows.push(vec![
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
        ]);
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

fn operations(catalogue: &Catalogue) -> Listing {
    let rows = catalogue.operations.rows().iter();
    let rows = rows.map(|operation| {
        vec![
            text(operation.label),
            text(catalogue.services.get(operation.service).code),
            text(operation.category),
            list(&operation.actions),
            patterns(&operation.depends_on),
            letters(catalogue, operation),
            sources(catalogue, &[operation.document]),
        ]
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

fn apis(catalogue: &Catalogue) -> Listing {
    let mut rows = Vec::new();
    for row in catalogue.apis.rows() {
        for api in &row.apis {
            let mut actions = list(&row.actions);
            if row.actions.is_empty() {
                actions.text = "needs no permission".to_owned();
            }
            rows.push(vec![
                text(&format!("{} {}", api.method, api.uri)),
                text(catalogue.services.get(row.service).code),
                text(row.category),
                text(row.label),
                actions,
                flag(row.enterprise_project),
                sources(catalogue, &[row.document]),
            ]);
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
