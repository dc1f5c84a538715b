//! What stands in the rows of the matrix: headings, and what is below those that are open.

use std::collections::BTreeSet;

use crate::analysis::matrix::Row;

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

/// The lines for these rows: with headings where there is more than one category to tell apart.
pub fn lay(rows: &[Row], shown: &[usize], folded: &BTreeSet<&'static str>) -> Vec<Line> {
    let mut parts: Vec<(&'static str, Vec<usize>)> = Vec::new();
    for index in shown {
        let Some(row) = rows.get(*index) else {
            continue;
        };
        // a category may come back later in a table: it stays one
        match parts.iter_mut().find(|(name, _)| *name == row.category) {
            Some((_, members)) => members.push(*index),
            None => parts.push((row.category, vec![*index])),
        }
    }
    if parts.len() < 2 {
        return shown.iter().map(|index| Line::Row(*index)).collect();
    }
    let mut lines = Vec::with_capacity(shown.len() + parts.len());
    for (category, members) in parts {
        let closed = folded.contains(category);
        lines.push(Line::Heading {
            category,
            rows: members.clone(),
            folded: closed,
        });
        if !closed {
            lines.extend(members.into_iter().map(Line::Row));
        }
    }
    lines
}
