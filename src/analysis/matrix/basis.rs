//! Which of a principal's letters rest on predicted or unknown content.
//! A letter that documents as written already settle is computed, whatever else reaches the principal.

use std::sync::{Arc, OnceLock};

use crate::engine::compiled::{Bits, Columns, Decisions, Span, Stand};
use crate::model::{
    ActionId, Basis, Grant, Mark, OperationId, PermissionId, Principal, Scope, TableId,
};

use super::cell::{CellBasis, published};

/// The grants of a principal whose content is not known for certain.
#[derive(Clone, Debug)]
pub(super) struct Weak {
    columns: Arc<Columns>,
    asked: (Principal, Stand),
    grants: Vec<Grant>,
    /// Worked out for the first letter that needs it.
    doubt: OnceLock<Doubt>,
    /// Everything that reaches the principal.
    everything: OnceLock<Vec<Grant>>,
}

/// Which letters the grants of uncertain content may touch.
#[derive(Clone, Debug)]
struct Doubt {
    /// Actions that the other grants decide alone.
    settled: Bits,
    /// What each of the grants may speak of.
    spoken: Vec<(CellBasis, Arc<Span>)>,
}

/// The actions that each permission of uncertain content may speak of, worked out once.
#[derive(Clone, Debug)]
pub(super) struct Spoken {
    permissions: Arc<[OnceLock<Arc<Span>>]>,
}

impl Spoken {
    pub(super) fn new(columns: &Columns) -> Self {
        let many = columns.engine().account().permissions.len();
        Self {
            permissions: std::iter::repeat_with(OnceLock::new).take(many).collect(),
        }
    }

    fn of(&self, columns: &Columns, permission: PermissionId) -> Arc<Span> {
        let find = || {
            let engine = columns.engine();
            let row = engine.account().permission(permission);
            let mut spoken = Bits::none(columns.universe().len());
            for (service, actions) in columns.universe().services() {
                if engine.may_speak_of(row, service) {
                    spoken.add(actions);
                }
            }
            Arc::new(Span::of(&spoken))
        };
        match self.permissions.get(permission.index()) {
            Some(known) => Arc::clone(known.get_or_init(find)),
            None => find(),
        }
    }
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
            doubt: OnceLock::new(),
            everything: OnceLock::new(),
        }
    }

    /// What the letter about these actions rests on.
    pub(super) fn basis(
        &self,
        spoken: &Spoken,
        actions: &[ActionId],
        decisions: &Decisions,
    ) -> CellBasis {
        if self.grants.is_empty() {
            return CellBasis::Computed;
        }
        let doubt = self.doubt.get_or_init(|| self.doubts(spoken, decisions));
        if actions.iter().all(|action| doubt.settled.contains(*action)) {
            return CellBasis::Computed;
        }
        doubt
            .spoken
            .iter()
            .filter(|(_, spoken)| actions.iter().any(|action| spoken.contains(*action)))
            .map(|(basis, _)| *basis)
            .max()
            .unwrap_or(CellBasis::Computed)
    }

    fn doubts(&self, spoken: &Spoken, decisions: &Decisions) -> Doubt {
        let account = self.columns.engine().account();
        let (principal, stand) = self.asked;
        let solid = self.columns.principal_without(principal, stand, &|grant| {
            is_weak(account.permission(grant.permission).basis)
        });
        let mut settled = decisions.allow.clone();
        settled.keep(&solid.allow);
        let mut denied = decisions.explicit.clone();
        denied.keep(&solid.explicit);
        settled.add(&denied);
        let spoken = self.grants.iter().map(|grant| {
            let basis = CellBasis::from(account.permission(grant.permission).basis);
            (basis, spoken.of(&self.columns, grant.permission))
        });
        Doubt {
            settled,
            spoken: spoken.collect(),
        }
    }

    /// Whether a table says that something in force lets the principal perform an operation: an
    /// embedded or imported system permission, granted outside enterprise projects, that does
    /// allow something of the service here.
    pub(super) fn lets(&self, operation: OperationId, effective: &Bits) -> bool {
        let engine = self.columns.engine();
        let account = engine.account();
        let everything = self.everything.get_or_init(|| {
            let (principal, stand) = self.asked;
            let mut reaching = engine.grants().reaching(account, principal);
            reaching.retain(|grant| self.columns.reaches(grant, stand));
            reaching
        });
        everything.iter().any(|grant| {
            let row = account.permission(grant.permission);
            let allows = self.columns.compiled(grant.permission);
            row.kind.is_system()
                && !matches!(grant.scope, Scope::EnterpriseProject(_))
                && allows.is_some_and(|compiled| compiled.allow.meets(effective))
                && published(engine.catalogue(), operation, &row.display_name)
                    == Some(Mark::Allowed)
        })
    }
}

fn is_weak(basis: Basis) -> bool {
    CellBasis::from(basis) != CellBasis::Computed
}
