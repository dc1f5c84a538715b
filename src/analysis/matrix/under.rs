//! A column under given circumstances: what the condition keys that a question gives make of its decisions.
//!
//! INVARIANT: every wanted action that a statement testing a given key may speak of is decided anew, by the explaining
//! path; no other can come out differently.

use crate::engine::compiled::{Bits, Columns, Decisions, Stand};
use crate::model::{
    ActionClause, ActionId, Context, Decision, Document, GroupId, PermissionId, Principal,
    ProjectId, ResourceClause, Statement, TableId,
};

use super::why::request;

/// What is given, and the actions whose answers are looked at.
#[derive(Clone, Debug)]
pub(super) struct Under {
    context: Context,
    wanted: Bits,
}

impl Under {
    pub(super) fn new(context: Context, wanted: Bits) -> Self {
        Self { context, wanted }
    }

    /// Decides anew what the given keys touch, for a principal.
    pub(super) fn principal(
        &self,
        columns: &Columns,
        (principal, stand): (Principal, Stand),
        decisions: &mut Decisions,
    ) {
        let engine = columns.engine();
        let account = engine.account();
        let mut grants = engine.grants().reaching(account, principal);
        grants.extend(engine.grants().identity(account, principal));
        let held = grants
            .iter()
            .filter_map(|grant| account.permission(grant.permission).document.as_ref());
        let control = account.scps.iter().flatten();
        for action in self.touched(columns, held.chain(control)) {
            let request = request(columns, action, (principal, stand), self.context.clone());
            put(decisions, action, engine.decide(&request));
        }
    }

    /// Decides anew what the given keys touch, for a permission by itself.
    pub(super) fn permission(
        &self,
        columns: &Columns,
        (permission, project): (PermissionId, Option<ProjectId>),
        decisions: &mut Decisions,
    ) {
        let engine = columns.engine();
        let document = engine.account().permission(permission).document.as_ref();
        let nobody = Principal::Group(GroupId::from_index(0));
        let stand = Stand {
            project,
            enterprise_project: None,
        };
        for action in self.touched(columns, document.into_iter()) {
            let request = request(columns, action, (nobody, stand), self.context.clone());
            let trace = engine.explain_permission(permission, &request);
            put(decisions, action, trace.decision);
        }
    }

    /// The wanted actions that statements testing a given key speak of.
    fn touched<'d>(
        &self,
        columns: &Columns,
        documents: impl Iterator<Item = &'d Document>,
    ) -> Vec<ActionId> {
        let universe = columns.universe();
        let mut touched = Bits::none(universe.len());
        for document in documents {
            for statement in &document.statements {
                if !self.speaks_in(statement) {
                    continue;
                }
                match &statement.actions {
                    ActionClause::Any(patterns) => {
                        for pattern in patterns {
                            let pattern = pattern.to_lowercase();
                            touched.add(&universe.matching(&pattern, document.version));
                        }
                    }
                    // what all the others are is not worth working out
                    ActionClause::NoneOf(_) => touched.add(universe.everything()),
                }
            }
        }
        touched.keep(&self.wanted);
        touched.iter().collect()
    }

    /// Whether a statement tests a given key, or may name one in a variable.
    fn speaks_in(&self, statement: &Statement) -> bool {
        let variable = |text: &String| text.contains("${");
        let tests = statement.conditions.iter().any(|test| {
            self.context.contains(&test.key)
                || test.values.iter().any(variable)
                || test.key.contains("${")
        });
        let named = match &statement.resources {
            ResourceClause::Any(patterns)
            | ResourceClause::NoneOf(patterns)
            | ResourceClause::Agencies(patterns) => patterns.iter().any(variable),
            ResourceClause::All => false,
        };
        tests || named
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }
}

fn put(decisions: &mut Decisions, action: ActionId, decision: Decision) {
    decisions.allow.put(action, decision == Decision::Allow);
    let explicit = decision == Decision::ExplicitDeny;
    decisions.explicit.put(action, explicit);
    let open = decision == Decision::Conditional;
    decisions.conditional.put(action, open);
}
