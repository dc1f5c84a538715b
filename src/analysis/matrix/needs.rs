//! Actions that a row's APIs call on the way: an allowed row without them is marked `!` (section 4.5).

use std::collections::HashMap;

use crate::catalogue::DependentAction;
use crate::engine::compiled::{Bits, Columns, Decisions, Stand};
use crate::model::{ActionFacts, Context, Mode, Principal, Request, ServiceLevel, Version};

use super::axes::{Row, RowKey};

/// What each row needs beside its own actions.
#[derive(Clone, Debug)]
pub(super) struct Needs {
    rows: Vec<Option<Need>>,
}

#[derive(Clone, Debug)]
struct Need {
    /// Catalogued actions.
    actions: Bits,
    /// Patterns that no catalogued action falls under.
    uncatalogued: Vec<String>,
}

impl Needs {
    pub(super) fn new(columns: &Columns, rows: &[Row]) -> Self {
        let catalogue = columns.engine().catalogue();
        let mut known: HashMap<&str, Option<Bits>> = HashMap::new();
        let rows = rows
            .iter()
            .map(|row| {
                let dependent: &[DependentAction] = match row.key {
                    RowKey::Operation(id) => &catalogue.operations.get(id).depends_on,
                    RowKey::Action(id) => &catalogue.actions.get(id).depends_on,
                    RowKey::Service(_) => &[],
                };
                let needed = dependent.iter().filter(|dependent| !dependent.conditional);
                let mut need = Need {
                    actions: Bits::none(columns.universe().len()),
                    uncatalogued: Vec::new(),
                };
                for dependent in needed {
                    let matched = known
                        .entry(dependent.pattern)
                        .or_insert_with(|| catalogued(columns, dependent.pattern));
                    match matched {
                        Some(actions) => need.actions.add(actions),
                        None => need.uncatalogued.push(dependent.pattern.to_owned()),
                    }
                }
                (!need.actions.is_empty() || !need.uncatalogued.is_empty()).then_some(need)
            })
            .collect();
        Self { rows }
    }

    /// Whether everything that a row needs on the way is allowed.
    pub(super) fn met(
        &self,
        row: usize,
        columns: &Columns,
        decisions: &Decisions,
        (principal, stand): (Principal, Stand),
    ) -> bool {
        let Some(Some(need)) = self.rows.get(row) else {
            return true;
        };
        if !need.actions.within(&decisions.allow) {
            return false;
        }
        need.uncatalogued.is_empty() || {
            let request = Request {
                principal,
                action: String::new(),
                facts: ActionFacts {
                    level: ServiceLevel::Project,
                    enterprise_project: None,
                },
                project: stand.project,
                enterprise_project: stand.enterprise_project,
                resource: None,
                context: Context::default(),
                mode: Mode::General,
            };
            let patterns: Vec<&str> = need.uncatalogued.iter().map(String::as_str).collect();
            columns.engine().gaps(&request, &patterns).is_empty()
        }
    }
}

/// The catalogued actions under a pattern; `None` when there are none.
fn catalogued(columns: &Columns, pattern: &str) -> Option<Bits> {
    let mut actions = columns
        .universe()
        .matching(&pattern.to_lowercase(), Version::Policy);
    if pattern.contains('*') {
        actions.keep(&columns.universe().defined);
    }
    (!actions.is_empty()).then_some(actions)
}
