//! What stands in the rows of the matrix: headings, and what is below those that are open. Services are a tree of their
//! own: below an open one stand its categories, below these its actions.

use std::collections::BTreeSet;

use crate::analysis::matrix::{Row, RowKey};
use crate::model::ServiceId;

/// A category: the same name may come in several services.
pub type Category = (ServiceId, &'static str);

/// One line of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A category, with the rows that belong to it.
    Heading {
        /// Its name.
        category: &'static str,
        /// Its rows.
        rows: Vec<usize>,
        /// Whether they are hidden.
        folded: bool,
    },
    /// A row.
    Row(usize),
}

/// The lines for these rows: with headings where a service has more than one category to tell apart.
pub fn lay(rows: &[Row], shown: &[usize], folded: &BTreeSet<Category>) -> Vec<Line> {
    let mut lines = Vec::with_capacity(shown.len());
    let service = |index: &usize| rows.get(*index).map(|row| row.service);
    for members in shown.chunk_by(|one, next| service(one) == service(next)) {
        let is_service = |index: &&usize| matches!(rows.get(**index), Some(row) if matches!(row.key, RowKey::Service(_)));
        let own = members.iter().take_while(is_service).count();
        let (own, below) = members.split_at(own);
        lines.extend(own.iter().copied().map(Line::Row));
        categories(rows, below, folded, &mut lines);
    }
    lines
}

/// The rows of one service under their categories.
fn categories(rows: &[Row], shown: &[usize], folded: &BTreeSet<Category>, into: &mut Vec<Line>) {
    let mut parts: Vec<(Category, Vec<usize>)> = Vec::new();
    for index in shown {
        let Some(row) = rows.get(*index) else {
            continue;
        };
        // a category may come back later in a table: it stays one
        let category = (row.service, row.category);
        match parts.iter_mut().find(|(known, _)| *known == category) {
            Some((_, members)) => members.push(*index),
            None => parts.push((category, vec![*index])),
        }
    }
    if parts.len() < 2 {
        into.extend(shown.iter().copied().map(Line::Row));
        return;
    }
    for (category, members) in parts {
        let closed = folded.contains(&category);
        into.push(Line::Heading {
            category: category.1,
            rows: members.clone(),
            folded: closed,
        });
        if !closed {
            into.extend(members.into_iter().map(Line::Row));
        }
    }
}
