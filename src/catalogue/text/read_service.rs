//! Reads a file of `services/`: the service and its actions.
//! Tables, operations and permissions stand in the same file and are read by their own modules.

use crate::model::ServiceId;

use super::super::{AccessLevel, Action, BeyondRows, Listing, ScopeSource, Service, ServiceScope};
use super::error::{CatalogueError, Problem};
use super::lines::{Line, Lines};
use super::read::Reader;
use super::read_operations::{OperationsHead, read_operation, read_operations_head};
use super::read_permission::read_permission;
use super::read_table::{TableHead, read_grants, read_row, read_table_head};

/// Reads one file.
pub(super) fn read_service(lines: &mut Lines, into: &mut Reader) -> Result<(), CatalogueError> {
    let Some(head) = lines.head()? else {
        return Ok(());
    };
    if head.keyword != "service" {
        return Err(head.unexpected("`service`"));
    }
    let service = read_head(&head, lines, into)?;
    let mut table: Option<TableHead> = None;
    let mut operations: Option<OperationsHead> = None;
    while let Some(line) = lines.head()? {
        match line.keyword {
            "action" => read_action(&line, lines, service, into)?,
            "table" => table = Some(read_table_head(&line, into)?),
            "row" => {
                let Some(table) = &table else {
                    return Err(line.fail(Problem::Missing("the `table` this row belongs to")));
                };
                read_row(&line, lines, service, table, into)?;
            }
            "operations" => operations = Some(read_operations_head(&line, lines, into)?),
            "operation" => {
                let Some(head) = &operations else {
                    let missing = "the `operations` table this operation belongs to";
                    return Err(line.fail(Problem::Missing(missing)));
                };
                read_operation(&line, lines, service, head, into)?;
            }
            "permission" => read_permission(&line, lines, service, into)?,
            _ => {
                return Err(line.unexpected(
                    "`action`, `table`, `row`, `operations`, `operation` or `permission`",
                ));
            }
        }
    }
    Ok(())
}

fn read_head(
    head: &Line,
    lines: &mut Lines,
    into: &mut Reader,
) -> Result<ServiceId, CatalogueError> {
    let mut service = Service {
        code: head.value("the service's code")?,
        short: "",
        name: "",
        scope: ServiceScope::Unknown,
        scope_source: ScopeSource::Unknown,
        listing: Listing::Described,
        prefixes: Vec::new(),
        documents: Vec::new(),
    };
    while let Some(line) = lines.property() {
        match line.keyword {
            "short" => service.short = line.value("the short name")?,
            "name" => service.name = line.value("the name")?,
            "scope" => {
                let (scope, source) = line.word("the scope")?;
                service.scope = scope_of(&line, scope)?;
                service.scope_source = match source {
                    "documented" => ScopeSource::Documented,
                    "derived" => ScopeSource::Derived,
                    "assumed" => ScopeSource::Assumed,
                    "unknown" => ScopeSource::Unknown,
                    _ => return Err(line.unexpected_value("how the scope is known", source)),
                };
            }
            "prefixes" => service.prefixes = line.words().collect(),
            "from" => service.documents = into.declared.find_documents(&line)?,
            _ => return Err(line.unexpected("`short`, `name`, `scope`, `prefixes` or `from`")),
        }
    }
    Ok(into.catalogue.services.push(service))
}

/// The scope a word stands for.
pub(super) fn scope_of(line: &Line, word: &str) -> Result<ServiceScope, CatalogueError> {
    match word {
        "global" => Ok(ServiceScope::Global),
        "project" => Ok(ServiceScope::Project),
        "all" => Ok(ServiceScope::Both),
        "unknown" => Ok(ServiceScope::Unknown),
        _ => Err(line.unexpected_value("`global`, `project`, `all` or `unknown`", word)),
    }
}

/// An action without facts.
pub(super) fn bare_action(name: &'static str, service: ServiceId, defined: bool) -> Action {
    Action {
        name,
        service,
        defined,
        category: "",
        label: "",
        categories: Vec::new(),
        labels: Vec::new(),
        access: AccessLevel::Unknown,
        depends_on: Vec::new(),
        iam_project: None,
        enterprise_project: None,
        instance_level: None,
        apis: Vec::new(),
        documents: Vec::new(),
        referenced_in: Vec::new(),
        beyond_rows: None,
    }
}

fn read_action(
    head: &Line,
    lines: &mut Lines,
    service: ServiceId,
    into: &mut Reader,
) -> Result<(), CatalogueError> {
    let (name, access) = head.word("the action's name")?;
    let mut action = bare_action(name, service, true);
    action.access = match AccessLevel::from_text(access) {
        Some(level) => level,
        None => return Err(head.unexpected_value("an access level", access)),
    };
    let mut beyond: Option<Box<BeyondRows>> = None;
    while let Some(line) = lines.property() {
        let beyond = beyond.get_or_insert_default();
        match line.keyword {
            "label" => beyond.labels.push(line.value("a label")?),
            "category" => beyond.categories.push(line.value("a category")?),
            "needs" => beyond.depends_on.extend(line.names()),
            "grants" => beyond.grants = read_grants(&line)?,
            "from" => beyond.documents = into.declared.find_documents(&line)?,
            _ => return Err(line.unexpected("`label`, `category`, `needs`, `grants` or `from`")),
        }
    }
    action.beyond_rows = beyond;
    into.catalogue.actions.push(action);
    Ok(())
}
