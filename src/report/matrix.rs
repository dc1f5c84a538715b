//! A matrix as an answer: letters by row, and what they rest on when asked for.

use serde_json::{Value, json};

use crate::analysis::matrix::{Cell, Matrix};
use crate::catalogue::Catalogue;
use crate::model::{Account, ServiceId};

use super::decision::insert_assumptions;
use super::{Answer, Sheet, insert};

/// Whether the answer says what each letter rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// Letters only.
    Letters,
    /// Letters and their basis.
    WithBasis,
}

/// Computes a whole matrix and puts it in every form.
#[must_use]
pub fn matrix_answer(matrix: &Matrix, first: &str, marks: Marks) -> Answer {
    let engine = matrix.engine();
    let (catalogue, account) = (engine.catalogue(), engine.account());
    let columns: Vec<Vec<Cell>> = matrix
        .columns()
        .iter()
        .map(|column| matrix.cells(column))
        .collect();
    let services = services(matrix);
    let mut sheet = Sheet::new("", &[first]);
    for column in matrix.columns() {
        let label = column.label(account);
        let depends = column.depends(catalogue, account, &services);
        sheet.columns.push(if depends.is_empty() {
            label.to_owned()
        } else {
            format!("{label} (depends on {})", depends.join(", "))
        });
    }
    let mut cells = Vec::new();
    let mut basis = Vec::new();
    let mut lines = Vec::new();
    let mut rows = Vec::new();
    for (index, row) in matrix.rows().iter().enumerate() {
        let here: Vec<Cell> = columns
            .iter()
            .filter_map(|column| column.get(index).copied())
            .collect();
        let letters: String = here.iter().map(|cell| cell.mark.letter()).collect();
        let rests: Vec<&str> = here.iter().map(|cell| cell.basis.text()).collect();
        let service = catalogue.services.get(row.service).code;
        let head = json!({"id": row.id, "label": row.label, "service": service});
        let mut line = head.clone();
        insert(&mut line, "cells", json!(letters));
        if marks == Marks::WithBasis {
            insert(&mut line, "basis", json!(rests));
            basis.push(json!(rests));
        }
        let shown = here.iter().map(|cell| match marks {
            Marks::Letters => cell.mark.letter().to_string(),
            Marks::WithBasis => format!("{} {}", cell.mark.letter(), cell.basis.text()),
        });
        sheet.row(std::iter::once(row.label.clone()).chain(shown));
        rows.push(head);
        lines.push(line);
        cells.push(json!(letters));
    }
    let mut document = json!({
        "rows": rows,
        "cols": cols(matrix, catalogue, account, &services),
        "cells": cells,
    });
    if marks == Marks::WithBasis {
        insert(&mut document, "basis", json!(basis));
    }
    insert_assumptions(&mut document, engine.settings());
    Answer {
        sheets: vec![sheet],
        json: document,
        lines,
    }
}

fn services(matrix: &Matrix) -> Vec<ServiceId> {
    let mut services: Vec<ServiceId> = matrix.rows().iter().map(|row| row.service).collect();
    services.sort();
    services.dedup();
    services
}

fn cols(
    matrix: &Matrix,
    catalogue: &Catalogue,
    account: &Account,
    services: &[ServiceId],
) -> Vec<Value> {
    matrix
        .columns()
        .iter()
        .map(|column| {
            let mut value = json!({
                "id": column.id(account),
                "label": column.label(account),
                "kind": column.kind(account),
            });
            let depends = column.depends(catalogue, account, services);
            if !depends.is_empty() {
                insert(&mut value, "depends", json!(depends));
            }
            value
        })
        .collect()
}
