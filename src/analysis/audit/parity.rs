//! P01: system-defined permissions whose content and whose published operations table disagree.

use crate::catalogue::Letter;
use crate::model::{Basis, Decision, Provenance};

use super::finding::{Finding, Subject, count};
use super::ground::Ground;
use super::rule::Rule;

pub(super) fn tables(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let (catalogue, universe) = (ground.catalogue(), ground.columns.universe());
    for (id, permission) in ground.account().permissions.iter() {
        // What nobody holds is the documents' own affair, and a prediction proves nothing.
        let real = matches!(permission.basis, Basis::Imported | Basis::Published);
        if !permission.kind.is_system() || !real || ground.holders(id).is_empty() {
            continue;
        }
        let system = match permission.provenance {
            Provenance::Catalogue(system) => Some(system),
            Provenance::Snapshot => catalogue.find_permission(&permission.display_name),
            Provenance::Missing | Provenance::Unread => None,
        };
        let Some(system) = system else {
            continue;
        };
        let decisions = ground.columns.permission(id, None);
        let mut odd: Vec<(&str, bool)> = Vec::new();
        for operation in catalogue.operations.rows() {
            let cells = operation.cells.iter();
            let mut cells = cells.filter(|cell| cell.permission == system && !cell.conditional);
            let Some(cell) = cells.next().filter(|_| operation.is_linked()) else {
                continue;
            };
            let answers = operation
                .actions
                .iter()
                .map(|action| universe.find(action).map(|id| decisions.of(id)));
            // What hangs on a condition agrees with either letter.
            let answers: Option<Vec<Decision>> = answers.collect();
            let Some(answers) = answers else {
                continue;
            };
            if answers.contains(&Decision::Conditional) {
                continue;
            }
            let allows = answers.iter().all(|answer| *answer == Decision::Allow);
            match cell.letter {
                Letter::Y if !allows => odd.push((operation.label, true)),
                Letter::X if allows => odd.push((operation.label, false)),
                Letter::Y | Letter::X | Letter::Unsaid => {}
            }
        }
        if odd.is_empty() {
            continue;
        }
        let title = format!(
            "{} and its published table disagree on {}",
            permission.shown(),
            count(odd.len(), "operation")
        );
        let mut finding = Finding::new(rule, Subject::Permission(id), title);
        for (label, published) in odd {
            finding = finding.fact(if published {
                format!("{label}: the table says Y, the content does not allow all of it")
            } else {
                format!("{label}: the table says x, the content allows it")
            });
        }
        found.push(finding.because(ground.held(id)));
    }
}
