//! The published operations tables against the engine: where a permission's content is published
//! and an operation is linked to actions, the computed letter is the published one.

use std::sync::Arc;

use permlens::analysis::matrix::{
    CellBasis, Matrix, Projects, Question, RowKey, Rows, operation_columns, rows,
};
use permlens::catalogue::{Catalogue, Letter};
use permlens::engine::compiled::Columns;
use permlens::import;
use permlens::model::Mark;

use crate::random::engine;

/// Where the content as published and the table as published contradict each other: the content of
/// VPC Administrator is a snapshot of 2021 and lacks what later tables list.
const CONTRADICTIONS: [(&str, &str); 8] = [
    ("VPC Administrator", "Creating a VPC flow log"),
    ("VPC Administrator", "Creating a route table"),
    ("VPC Administrator", "Deleting a VPC flow log"),
    ("VPC Administrator", "Deleting a firewall rule"),
    ("VPC Administrator", "Deleting a route table"),
    ("VPC Administrator", "Modifying a firewall rule"),
    ("VPC Administrator", "Modifying a route table"),
    ("VPC Administrator", "Viewing a VPC flow log"),
];

#[test]
fn computed_letters_are_the_published_ones() {
    let catalogue = Catalogue::embedded();
    let account = import::sample(catalogue).unwrap().account;
    let engine = engine(account);
    let account = engine.account();
    let matrix = Matrix::new(
        Arc::new(Columns::new(Arc::clone(&engine))),
        Question {
            rows: rows(catalogue, Rows::Operations, &[]),
            columns: operation_columns(catalogue, account, &[]),
            projects: Projects::any(&engine),
            enterprise_project: None,
        },
    );
    let (mut computed, mut shown, mut contradictions) = (0, 0, Vec::new());
    for column in matrix.columns() {
        let name = column.label(account);
        for (row, cell) in matrix.rows().iter().zip(matrix.cells(column)) {
            let RowKey::Operation(operation) = row.key else {
                unreachable!("the rows are operations");
            };
            let published = catalogue
                .operations
                .get(operation)
                .cells
                .iter()
                .find(|published| catalogue.permissions.get(published.permission).name == name);
            let expected = match published.map(|published| published.letter) {
                Some(Letter::Y) => Mark::Allowed,
                Some(Letter::X) => Mark::NotAllowed,
                Some(Letter::Unsaid) | None => continue,
            };
            match cell.basis {
                CellBasis::Published => shown += 1,
                CellBasis::Computed => computed += 1,
                other => panic!("{name}, {}: {other:?} beside a published letter", row.label),
            }
            if cell.mark != expected {
                contradictions.push((name, row.label.as_str()));
            }
        }
    }
    contradictions.sort_unstable();
    assert_eq!(contradictions, CONTRADICTIONS);
    assert!(
        computed > 150 && shown > 2000,
        "{computed} letters computed, {shown} shown as published"
    );
}
