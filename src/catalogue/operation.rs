//! The published tables "common operations supported by each system-defined permission".

use crate::model::{DocumentId, OperationId, ServiceId, SystemPermissionId};

/// What a published cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Letter {
    /// Supported.
    Y,
    /// Not supported.
    X,
    /// Empty, or editions differ.
    Unsaid,
}

/// How an operation came to be linked to its actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// The table itself names them.
    SameTable,
    /// A table of operations and actions names them.
    OperationTable,
    /// Its label equals an API's label: weaker.
    LabelMatch,
    /// It is not linked.
    None,
}

/// A row of a published operations table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The service whose table it is.
    pub service: ServiceId,
    /// The sub-heading it stands under; may be empty.
    pub category: &'static str,
    /// "Creating images".
    pub label: &'static str,
    /// The actions it needs, all together; empty when it is not linked.
    pub actions: Vec<&'static str>,
    /// Actions needed only in some cases; they are in `actions` only where every action is one.
    pub conditional_actions: Vec<&'static str>,
    /// How it is linked to them.
    pub link: Link,
    /// Actions needed on the way.
    pub depends_on: Vec<super::DependentAction>,
    /// What the table says for each permission it has a column for.
    pub cells: Vec<Cell>,
    /// Where it stands.
    pub document: DocumentId,
}

/// One published letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The column.
    pub permission: SystemPermissionId,
    /// The letter.
    pub letter: Letter,
    /// Whether a footnote or remark qualifies it.
    pub conditional: bool,
    /// Where editions differ: each edition's letter.
    pub variants: Vec<(&'static str, Letter)>,
}

/// The operations table of a service: its rows and columns in published order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperationsTable {
    /// The rows.
    pub rows: Vec<OperationId>,
    /// The columns, in the order the tables name them.
    pub columns: Vec<SystemPermissionId>,
}
