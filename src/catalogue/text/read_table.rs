//! Reads the action tables of a service: which actions an API or an operation needs.

use crate::model::{DocumentId, ServiceId};

use super::super::{Api, ApiRow, DependentAction, Grants};
use super::error::CatalogueError;
use super::lines::{Line, Lines};
use super::read::Reader;

/// The head of the action table that rows belong to.
pub(super) struct TableHead {
    document: DocumentId,
    is_api: bool,
    category: &'static str,
}

/// Reads `table d12 api Category`.
pub(super) fn read_table_head(line: &Line, into: &Reader) -> Result<TableHead, CatalogueError> {
    let (document, rest) = line.word("the table's document")?;
    let (kind, category) = rest.split_once(' ').unwrap_or((rest, ""));
    Ok(TableHead {
        document: into.declared.find_document(line, document)?,
        is_api: match kind {
            "api" => true,
            "operation" => false,
            _ => return Err(line.unexpected_value("`api` or `operation`", kind)),
        },
        category,
    })
}

/// Reads one row.
pub(super) fn read_row(
    head: &Line,
    lines: &mut Lines,
    service: ServiceId,
    table: &TableHead,
    into: &mut Reader,
) -> Result<(), CatalogueError> {
    let mut row = ApiRow {
        service,
        category: table.category,
        label: head.value("the row's label")?,
        is_api: table.is_api,
        apis: Vec::new(),
        actions: Vec::new(),
        conditional_actions: Vec::new(),
        remark_actions: Vec::new(),
        depends_on: Vec::new(),
        iam_project: None,
        enterprise_project: None,
        document: table.document,
    };
    while let Some(line) = lines.property() {
        match line.keyword {
            "api" => {
                let (method, rest) = line.word("the method")?;
                let (uri, body) = rest.split_once(' ').unwrap_or((rest, ""));
                row.apis.push(Api {
                    method,
                    uri,
                    body_action: (!body.is_empty()).then_some(body),
                });
            }
            "actions" => (row.actions, row.conditional_actions) = needed(line.names()),
            "needs" => row.depends_on.extend(line.names()),
            "remarks" => row.remark_actions = line.words().collect(),
            "grants" => {
                let grants = read_grants(&line)?;
                row.iam_project = grants.iam_project;
                row.enterprise_project = grants.enterprise_project;
            }
            _ => return Err(line.unexpected("`api`, `actions`, `needs`, `remarks` or `grants`")),
        }
    }
    into.catalogue.apis.push(row);
    Ok(())
}

/// The actions needed together and those needed only in some cases. Where all are conditional (an image is a
/// server's or a data disk's), one of them is needed, so all stay: an empty list would say "no permission needed".
pub(super) fn needed(
    names: impl Iterator<Item = DependentAction>,
) -> (Vec<&'static str>, Vec<&'static str>) {
    let (conditional, always): (Vec<_>, Vec<_>) = names.partition(|name| name.conditional);
    let patterns = |names: Vec<DependentAction>| names.into_iter().map(|name| name.pattern);
    let conditional: Vec<_> = patterns(conditional).collect();
    if always.is_empty() {
        (conditional.clone(), conditional)
    } else {
        (patterns(always).collect(), conditional)
    }
}

/// Reads `grants +iam -enterprise`: what is not named is not documented.
pub(super) fn read_grants(line: &Line) -> Result<Grants, CatalogueError> {
    let mut grants = Grants::default();
    for word in line.words() {
        match word {
            "+iam" => grants.iam_project = Some(true),
            "-iam" => grants.iam_project = Some(false),
            "+enterprise" => grants.enterprise_project = Some(true),
            "-enterprise" => grants.enterprise_project = Some(false),
            "+instance" => grants.instance_level = Some(true),
            "-instance" => grants.instance_level = Some(false),
            _ => return Err(line.unexpected_value("`+` or `-` and what it is about", word)),
        }
    }
    Ok(grants)
}
