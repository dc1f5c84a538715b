//! Which of a principal's letters rest on predicted or unknown content.
//! A letter that documents as written already settle is computed, whatever else reaches the principal.

use crate::engine::compiled::{Columns, Decisions, Stand};
use crate::model::{ActionId, Basis, Grant, Mark, OperationId, Principal};

use super::cell::{CellBasis, published};

/// The grants of a principal whose content is not known for certain.
pub(super) struct Weak<'a> {
    columns: &'a Columns,
    grants: Vec<Grant>,
    /// What the other grants alone decide; absent when there are no weak ones.
    solid: Option<Decisions>,
    everything: Vec<Grant>,
}

impl<'a> Weak<'a> {
    /// Looks through what reaches a principal at a place.
    pub(super) fn new(columns: &'a Columns, principal: Principal, stand: Stand) -> Self {
        let engine = columns.engine();
        let everything: Vec<Grant> = engine
            .grants()
            .reaching(engine.account(), principal)
            .into_iter()
            .filter(|grant| columns.reaches(grant, stand))
            .collect();
        let grants: Vec<Grant> = everything
            .iter()
            .filter(|grant| is_weak(engine.account().permission(grant.permission).basis))
            .copied()
            .collect();
        let solid = (!grants.is_empty()).then(|| {
            columns.principal_without(principal, stand, &|grant| {
                is_weak(engine.account().permission(grant.permission).basis)
            })
        });
        Self {
            columns,
            grants,
            solid,
            everything,
        }
    }

    /// What the letter about these actions rests on.
    pub(super) fn basis(&self, actions: &[ActionId], decisions: &Decisions) -> CellBasis {
        let Some(solid) = &self.solid else {
            return CellBasis::Computed;
        };
        let settled = |action: &ActionId| {
            (decisions.allow.contains(*action) && solid.allow.contains(*action))
                || (decisions.explicit.contains(*action) && solid.explicit.contains(*action))
        };
        if actions.iter().all(settled) {
            return CellBasis::Computed;
        }
        let engine = self.columns.engine();
        self.grants
            .iter()
            .map(|grant| engine.account().permission(grant.permission))
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
        let letters: Vec<Mark> = self
            .everything
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
