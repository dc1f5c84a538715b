//! Reads the operations tables of a service: columns, and for each operation a letter a column.

use crate::model::{DocumentId, ServiceId, SystemPermissionId};

use super::super::{Cell, Letter, Link, Operation};
use super::error::{CatalogueError, Problem};
use super::lines::{Line, Lines};
use super::read::Reader;
use super::read_table::needed;

/// What the rows of one operations table have in common.
pub(super) struct OperationsHead {
    document: DocumentId,
    category: &'static str,
    columns: Vec<SystemPermissionId>,
}

/// Reads `operations d12 Category` and its columns.
pub(super) fn read_operations_head(
    head: &Line,
    lines: &mut Lines,
    into: &Reader,
) -> Result<OperationsHead, CatalogueError> {
    let (document, category) = head.word("the table's document")?;
    let mut columns = Vec::new();
    while let Some(line) = lines.property() {
        if line.keyword != "columns" {
            return Err(line.unexpected("`columns`"));
        }
        for name in line.rest.split(" | ") {
            columns.push(into.declared.find_permission(&line, name)?);
        }
    }
    Ok(OperationsHead {
        document: into.declared.find_document(head, document)?,
        category,
        columns,
    })
}

/// Reads one operation.
pub(super) fn read_operation(
    head: &Line,
    lines: &mut Lines,
    service: ServiceId,
    table: &OperationsHead,
    into: &mut Reader,
) -> Result<(), CatalogueError> {
    let mut operation = Operation {
        service,
        category: table.category,
        label: head.value("the operation")?,
        actions: Vec::new(),
        conditional_actions: Vec::new(),
        link: Link::None,
        depends_on: Vec::new(),
        cells: Vec::new(),
        document: table.document,
    };
    while let Some(line) = lines.property() {
        match line.keyword {
            "cells" => operation.cells = read_cells(&line, &table.columns)?,
            "variant" => read_variant(&line, &mut operation, into)?,
            "link" => {
                operation.link = match line.rest {
                    "same-table" => Link::SameTable,
                    "operation-table" => Link::OperationTable,
                    "label-match" => Link::LabelMatch,
                    other => return Err(line.unexpected_value("how it is linked", other)),
                };
            }
            "actions" => {
                (operation.actions, operation.conditional_actions) = needed(line.names());
            }
            "needs" => operation.depends_on.extend(line.names()),
            _ => return Err(line.unexpected("`cells`, `variant`, `link`, `actions` or `needs`")),
        }
    }
    into.catalogue.operations.push(operation);
    Ok(())
}

fn read_cells(line: &Line, columns: &[SystemPermissionId]) -> Result<Vec<Cell>, CatalogueError> {
    let cells = line
        .words()
        .zip(columns)
        .map(|(word, permission)| {
            let letter = word.strip_suffix('*');
            Ok(Cell {
                permission: *permission,
                letter: read_letter(line, letter.unwrap_or(word))?,
                conditional: letter.is_some(),
                variants: Vec::new(),
            })
        })
        .collect::<Result<Vec<_>, CatalogueError>>()?;
    if cells.len() != columns.len() || line.words().count() != columns.len() {
        return Err(line.fail(Problem::Missing("one letter for each column")));
    }
    Ok(cells)
}

fn read_letter(line: &Line, word: &str) -> Result<Letter, CatalogueError> {
    match word {
        "Y" => Ok(Letter::Y),
        "x" => Ok(Letter::X),
        "-" => Ok(Letter::Unsaid),
        _ => Err(line.unexpected_value("`Y`, `x` or `-`", word)),
    }
}

/// `variant Y VPN FullAccess | Classic VPN`
fn read_variant(
    line: &Line,
    operation: &mut Operation,
    into: &Reader,
) -> Result<(), CatalogueError> {
    let (letter, rest) = line.word("the letter")?;
    let Some((name, edition)) = rest.split_once(" | ") else {
        return Err(line.fail(Problem::Missing("the edition")));
    };
    let permission = into.declared.find_permission(line, name)?;
    let letter = read_letter(line, letter)?;
    let cell = operation
        .cells
        .iter_mut()
        .find(|cell| cell.permission == permission);
    match cell {
        Some(cell) => cell.variants.push((edition, letter)),
        None => return Err(line.unknown("column", name)),
    }
    Ok(())
}
