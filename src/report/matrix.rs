//! A matrix as an answer: letters by row, and what they rest on when asked for.

use std::borrow::Cow;
use std::collections::HashMap;

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
        let label = column.shown(account);
        let depends = column.depends(catalogue, account, &services);
        sheet.columns.push(if depends.is_empty() {
            label.into_owned()
        } else {
            format!("{label} (depends on {})", depends.join(", "))
        });
    }
    tell_apart(&mut sheet.columns, matrix, account);
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

/// Headers of columns that have the same label get the id too; the first header is that of the rows.
fn tell_apart(headers: &mut [String], matrix: &Matrix, account: &Account) {
    let mut seen: HashMap<Cow<'_, str>, usize> = HashMap::new();
    for column in matrix.columns() {
        *seen.entry(column.shown(account)).or_default() += 1;
    }
    for (header, column) in headers.iter_mut().skip(1).zip(matrix.columns()) {
        let label = column.shown(account);
        let rest = header.strip_prefix(label.as_ref());
        if let (Some(2..), Some(rest)) = (seen.get(&label).copied(), rest) {
            *header = format!("{label} [{}]{rest}", column.id(account));
        }
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
