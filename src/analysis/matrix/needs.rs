//! Actions that a row's APIs call on the way: an allowed row without them is marked `!` (section 4.5).

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::catalogue::DependentAction;
use crate::engine::compiled::{Bits, Columns, Decisions, Span, Stand};
use crate::model::{ActionFacts, Mode, Principal, Request, ServiceLevel, Version};

use super::axes::{Row, RowKey};

/// What each row needs beside its own actions.
#[derive(Clone, Debug)]
pub(super) struct Needs {
    rows: Vec<Option<Need>>,
    /// Patterns that no catalogued action falls under.
    uncatalogued: Vec<&'static str>,
}

#[derive(Clone, Debug)]
struct Need {
    /// Catalogued actions.
    actions: Span,
    /// Which of the patterns that no catalogued action falls under.
    uncatalogued: Vec<usize>,
}

/// Which of the patterns that no catalogued action falls under are met in one column; each is asked once.
#[derive(Clone, Debug)]
pub(super) struct Met {
    patterns: Vec<OnceLock<bool>>,
}

impl Needs {
    pub(super) fn new(columns: &Columns, rows: &[Row]) -> Self {
        let catalogue = columns.engine().catalogue();
        let mut known: HashMap<&str, Option<Bits>> = HashMap::new();
        let mut uncatalogued: Vec<&'static str> = Vec::new();
        let rows = rows
            .iter()
            .map(|row| {
                let dependent: &'static [DependentAction] = match row.key {
                    RowKey::Operation(id) => &catalogue.operations.get(id).depends_on,
                    RowKey::Action(id) => &catalogue.actions.get(id).depends_on,
                    RowKey::Service(_) => &[],
                };
                let mut needed = dependent
                    .iter()
                    .filter(|dependent| !dependent.conditional)
                    .peekable();
                needed.peek()?;
                let mut actions = Bits::none(columns.universe().len());
                let mut open = Vec::new();
                for dependent in needed {
                    let matched = known
                        .entry(dependent.pattern)
                        .or_insert_with(|| catalogued(columns, dependent.pattern));
                    match matched {
                        Some(matched) => actions.add(matched),
                        None => {
                            let at = uncatalogued
                                .iter()
                                .position(|known| *known == dependent.pattern);
                            open.push(at.unwrap_or(uncatalogued.len()));
                            if at.is_none() {
                                uncatalogued.push(dependent.pattern);
                            }
                        }
                    }
                }
                Some(Need {
                    actions: Span::of(&actions),
                    uncatalogued: open,
                })
            })
            .collect();
        Self { rows, uncatalogued }
    }

    /// Nothing asked yet.
    pub(super) fn unasked(&self) -> Met {
        Met {
            patterns: vec![OnceLock::new(); self.uncatalogued.len()],
        }
    }

    /// Whether everything that a row needs on the way is allowed.
    pub(super) fn met(
        &self,
        row: usize,
        columns: &Columns,
        (decisions, met): (&Decisions, &Met),
        (principal, stand): (Principal, Stand),
    ) -> bool {
        let Some(Some(need)) = self.rows.get(row) else {
            return true;
        };
        need.actions.within(&decisions.allow)
            && need.uncatalogued.iter().all(|at| {
                let (Some(pattern), Some(known)) =
                    (self.uncatalogued.get(*at), met.patterns.get(*at))
                else {
                    return true;
                };
                *known.get_or_init(|| {
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
                        context: columns.context().clone(),
                        mode: Mode::General,
                    };
                    columns.engine().gaps(&request, &[pattern]).is_empty()
                })
            })
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
