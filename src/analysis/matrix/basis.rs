//! Which of a principal's letters rest on predicted or unknown content.
//! A letter that documents as written already settle is computed, whatever else reaches the principal.

use std::sync::{Arc, OnceLock};

use crate::engine::compiled::{Columns, Decisions, Stand};
use crate::model::{ActionId, Basis, Grant, Mark, OperationId, Principal};

use super::cell::{CellBasis, published};

/// The grants of a principal whose content is not known for certain.
#[derive(Clone, Debug)]
pub(super) struct Weak {
    columns: Arc<Columns>,
    asked: (Principal, Stand),
    grants: Vec<Grant>,
    /// What the other grants alone decide; worked out for the first letter that needs it.
    solid: OnceLock<Decisions>,
    /// Everything that reaches the principal.
    everything: OnceLock<Vec<Grant>>,
}

impl Weak {
    /// Looks through what reaches a principal at a place.
    pub(super) fn new(columns: &Arc<Columns>, principal: Principal, stand: Stand) -> Self {
        let engine = columns.engine();
        let account = engine.account();
        let reaching = engine.grants().reaching(account, principal);
        let grants = reaching
            .into_iter()
            .filter(|grant| is_weak(account.permission(grant.permission).basis))
            .filter(|grant| columns.reaches(grant, stand))
            .collect();
        Self {
            columns: Arc::clone(columns),
            asked: (principal, stand),
            grants,
            solid: OnceLock::new(),
            everything: OnceLock::new(),
        }
    }

    /// What the letter about these actions rests on.
    pub(super) fn basis(&self, actions: &[ActionId], decisions: &Decisions) -> CellBasis {
        if self.grants.is_empty() {
            return CellBasis::Computed;
        }
        let engine = self.columns.engine();
        let account = engine.account();
        let solid = self.solid.get_or_init(|| {
            let (principal, stand) = self.asked;
            self.columns.principal_without(principal, stand, &|grant| {
                is_weak(account.permission(grant.permission).basis)
            })
        });
        let settled = |action: &ActionId| {
            (decisions.allow.contains(*action) && solid.allow.contains(*action))
                || (decisions.explicit.contains(*action) && solid.explicit.contains(*action))
        };
        if actions.iter().all(settled) {
            return CellBasis::Computed;
        }
        self.grants
            .iter()
            .map(|grant| account.permission(grant.permission))
            .filter(|permission| {
                actions.iter().any(|action| {
                    let service = self.columns.universe().service(*action);
                    engine.may_speak_of(permission, service)
                })
            })
            .map(|permission| CellBasis::from(permission.basis))
            .max()
            .unwrap_or(CellBasis::Computed)
    }

    /// The most permissive letter that tables have for an operation and what reaches the principal.
    pub(super) fn published(&self, operation: OperationId) -> Option<Mark> {
        let engine = self.columns.engine();
        let everything = self.everything.get_or_init(|| {
            let (principal, stand) = self.asked;
            let mut reaching = engine.grants().reaching(engine.account(), principal);
            reaching.retain(|grant| self.columns.reaches(grant, stand));
            reaching
        });
        let letters: Vec<Mark> = everything
            .iter()
            .filter_map(|grant| {
                let name = &engine.account().permission(grant.permission).display_name;
                published(engine.catalogue(), operation, name)
            })
            .collect();
        letters
            .iter()
            .find(|mark| **mark == Mark::Allowed)
            .or(letters.first())
            .copied()
    }
}

fn is_weak(basis: Basis) -> bool {
    CellBasis::from(basis) != CellBasis::Computed
}
