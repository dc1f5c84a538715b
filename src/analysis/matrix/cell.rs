//! One cell: from the decisions about a row's actions to a letter, and what the letter rests on.

use crate::catalogue::{Catalogue, Letter};
use crate::engine::compiled::{Bits, Columns, Decisions};
use crate::model::{ActionId, Basis, Decision, Mark, OperationId, PermissionId, Provenance};

use super::axes::{Row, RowKey};
use super::basis::{Spoken, Weak};

/// What a letter rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CellBasis {
    /// Computed from documents as imported or published.
    Computed,
    /// Taken from a published operations table.
    Published,
    /// Computed from content published for an earlier name.
    EarlierName,
    /// Computed from content predicted from the name.
    Convention,
    /// Content or link is not known.
    Unknown,
}

impl CellBasis {
    /// The word of the command line's JSON.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Computed => "computed",
            Self::Published => "published",
            Self::EarlierName => "earlier-name",
            Self::Convention => "convention",
            Self::Unknown => "unknown",
        }
    }
}

impl From<Basis> for CellBasis {
    fn from(basis: Basis) -> Self {
        match basis {
            Basis::Imported | Basis::Published => Self::Computed,
            Basis::EarlierName => Self::EarlierName,
            Basis::Convention => Self::Convention,
            Basis::Unknown => Self::Unknown,
        }
    }
}

/// A letter and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// The letter.
    pub mark: Mark,
    /// What it rests on.
    pub basis: CellBasis,
}

impl Cell {
    /// Where there is nothing to ask about.
    pub(super) const UNKNOWN: Self = Self {
        mark: Mark::NotAllowed,
        basis: CellBasis::Unknown,
    };

    /// The more permissive of two answers, of which one will do.
    #[must_use]
    pub fn most_permissive(self, other: Self) -> Self {
        if rank(other.mark) > rank(self.mark) {
            other
        } else {
            self
        }
    }
}

/// How permissive a mark is. A Deny that does not hold everywhere is not shown as one.
fn rank(mark: Mark) -> u8 {
    match mark {
        Mark::Denied => 0,
        Mark::NotAllowed | Mark::Silent => 1,
        Mark::Partial => 2,
        Mark::Conditional => 3,
        Mark::MissingDependency => 4,
        Mark::Allowed => 5,
    }
}

/// How often each mark occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    counts: [usize; 7],
}

impl Totals {
    /// Counts one cell.
    pub fn add(&mut self, mark: Mark) {
        for (count, known) in self.counts.iter_mut().zip(Mark::ALL) {
            if known == mark {
                *count += 1;
            }
        }
    }

    /// Each mark with how often it occurs, those that do not left out.
    pub fn iter(&self) -> impl Iterator<Item = (Mark, usize)> + '_ {
        Mark::ALL
            .into_iter()
            .zip(self.counts)
            .filter(|(_, count)| *count > 0)
    }
}

/// How many of a row's actions came out how.
#[derive(Clone, Copy, Default)]
struct Tally {
    all: usize,
    allowed: usize,
    denied: usize,
    open: usize,
}

impl Tally {
    fn of(actions: &[ActionId], decisions: &Decisions) -> Self {
        let mut tally = Self {
            all: actions.len(),
            ..Self::default()
        };
        for action in actions {
            tally.allowed += usize::from(decisions.allow.contains(*action));
            tally.denied += usize::from(decisions.explicit.contains(*action));
            tally.open += usize::from(decisions.conditional.contains(*action));
        }
        tally
    }

    /// The letter of an operation: it needs all of its actions together, so one Deny denies it.
    fn together(self) -> Mark {
        if self.denied > 0 {
            Mark::Denied
        } else {
            self.some_of()
        }
    }

    /// The letter of a collection of actions.
    fn some_of(self) -> Mark {
        if self.allowed == self.all {
            Mark::Allowed
        } else if self.denied == self.all {
            Mark::Denied
        } else if self.allowed + self.open == self.all {
            Mark::Conditional
        } else if self.allowed + self.open > 0 {
            Mark::Partial
        } else {
            Mark::NotAllowed
        }
    }
}

fn mark(key: RowKey, tally: Tally) -> Mark {
    match key {
        RowKey::Operation(_) | RowKey::Action(_) => tally.together(),
        RowKey::Service(_) => tally.some_of(),
    }
}

/// The cell of a permission by itself.
pub(super) fn of_permission(
    columns: &Columns,
    row: &Row,
    permission: PermissionId,
    decisions: &Decisions,
) -> Cell {
    let catalogue = columns.engine().catalogue();
    let held = columns.engine().account().permission(permission);
    let actions = row.actions.as_slice();
    let published = match row.key {
        RowKey::Operation(operation) => published(catalogue, operation, &held.display_name),
        RowKey::Action(_) | RowKey::Service(_) => None,
    };
    let weak = CellBasis::from(held.basis) != CellBasis::Computed;
    if let Some(mark) = published
        && (weak || actions.is_empty())
        && held.provenance != Provenance::Snapshot
    {
        return Cell {
            mark,
            basis: CellBasis::Published,
        };
    }
    let deny_only = columns
        .compiled(permission)
        .is_some_and(|compiled| !compiled.has_allow);
    let cell = if actions.is_empty() {
        let own = published.filter(|_| held.kind.is_system());
        unlinked(columns, row, decisions, (own, CellBasis::from(held.basis)))
    } else {
        Cell {
            mark: mark(row.key, Tally::of(actions, decisions)),
            basis: CellBasis::from(held.basis),
        }
    };
    if deny_only && cell.mark == Mark::NotAllowed {
        Cell {
            mark: Mark::Silent,
            ..cell
        }
    } else {
        cell
    }
}

/// The cell of a principal.
pub(super) fn of_principal(
    columns: &Columns,
    row: &Row,
    decisions: &Decisions,
    (weak, spoken): (&Weak, &Spoken),
) -> Cell {
    let actions = row.actions.as_slice();
    if let [action] = actions {
        // By far the most rows ask about one action.
        return Cell {
            mark: match decisions.of(*action) {
                Decision::Allow => Mark::Allowed,
                Decision::ExplicitDeny => Mark::Denied,
                Decision::Conditional => Mark::Conditional,
                Decision::ImplicitDeny => Mark::NotAllowed,
            },
            basis: weak.basis(spoken, actions, decisions),
        };
    }
    if actions.is_empty() {
        return unlinked_for_principal(columns, row, decisions, (weak, spoken));
    }
    Cell {
        mark: mark(row.key, Tally::of(actions, decisions)),
        basis: weak.basis(spoken, actions, decisions),
    }
}

/// The letter a table has for an operation and a permission.
pub(super) fn published(catalogue: &Catalogue, operation: OperationId, name: &str) -> Option<Mark> {
    let cells = &catalogue.operations.get(operation).cells;
    let cell = cells.iter().find(|cell| {
        catalogue
            .permissions
            .get(cell.permission)
            .name
            .eq_ignore_ascii_case(name)
    })?;
    match cell.letter {
        Letter::Y => Some(Mark::Allowed),
        Letter::X => Some(Mark::NotAllowed),
        Letter::Unsaid => None,
    }
}

/// What the decisions about a whole service settle of an operation that no document links to
/// actions: everything of it is allowed, or denied, or nothing is allowed.
enum Whole {
    Settled(Mark),
    /// Some of the service is allowed; these of it for certain.
    Open(Bits),
}

fn whole(columns: &Columns, row: &Row, decisions: &Decisions) -> (Whole, Vec<ActionId>) {
    let code = columns.engine().catalogue().services.get(row.service).code;
    let empty = Bits::none(columns.universe().len());
    let actions = columns.universe().of_service(code).unwrap_or(&empty);
    let all: Vec<ActionId> = actions.iter().collect();
    let whole = if !all.is_empty() && actions.within(&decisions.allow) {
        Whole::Settled(Mark::Allowed)
    } else if !all.is_empty() && actions.within(&decisions.explicit) {
        Whole::Settled(Mark::Denied)
    } else if !actions.meets(&decisions.allow) && !actions.meets(&decisions.conditional) {
        Whole::Settled(Mark::NotAllowed)
    } else {
        let mut allowed = actions.clone();
        allowed.keep(&decisions.allow);
        Whole::Open(allowed)
    };
    (whole, all)
}

const UNKNOWN: Cell = Cell {
    mark: Mark::Conditional,
    basis: CellBasis::Unknown,
};

/// An operation without linked actions in a permission's own column: the whole service decides
/// where it can, else a published letter, else nobody knows.
fn unlinked(
    columns: &Columns,
    row: &Row,
    decisions: &Decisions,
    (published, basis): (Option<Mark>, CellBasis),
) -> Cell {
    match (whole(columns, row, decisions), published) {
        ((Whole::Settled(mark), _), None) => Cell { mark, basis },
        (_, Some(mark)) => Cell {
            mark,
            basis: CellBasis::Published,
        },
        ((Whole::Open(_), _), None) => UNKNOWN,
    }
}

/// The same for a principal. A published letter speaks of a permission; it is the principal's only
/// where that permission is in force and nothing denies or caps anything of the service.
fn unlinked_for_principal(
    columns: &Columns,
    row: &Row,
    decisions: &Decisions,
    (weak, spoken): (&Weak, &Spoken),
) -> Cell {
    let RowKey::Operation(operation) = row.key else {
        return UNKNOWN;
    };
    let (whole, actions) = whole(columns, row, decisions);
    let allowed = match whole {
        Whole::Settled(mark) => {
            return Cell {
                mark,
                basis: weak.basis(spoken, &actions, decisions),
            };
        }
        Whole::Open(allowed) => allowed,
    };
    let contested = actions.iter().any(|action| {
        decisions.explicit.contains(*action) || decisions.conditional.contains(*action)
    });
    let capped = columns.engine().account().scps.is_some();
    if !contested && !capped && weak.lets(operation, &allowed) {
        return Cell {
            mark: Mark::Allowed,
            basis: CellBasis::Published,
        };
    }
    UNKNOWN
}
