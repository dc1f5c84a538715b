//! A table of rows addressed by a newtype id, so that ids of different tables cannot be mixed up.

use std::marker::PhantomData;

/// Ids that [`Table`] can hand out.
pub trait TableId: Copy {
    /// The id of the row at `index`.
    fn from_index(index: usize) -> Self;
    /// The row's position.
    fn index(self) -> usize;
}

/// Rows of `T`, addressed by `I`.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<I, T> {
    rows: Vec<T>,
    id: PhantomData<fn(I) -> I>,
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            id: PhantomData,
        }
    }
}

impl<I: TableId, T> Table<I, T> {
    /// Appends a row and hands out its id.
    pub fn push(&mut self, row: T) -> I {
        self.rows.push(row);
        I::from_index(self.rows.len() - 1)
    }

    /// The row of an id that this table handed out.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "ids come from this table's push, and rows are never removed"
    )]
    pub fn get(&self, id: I) -> &T {
        &self.rows[id.index()]
    }

    /// The row of an id that this table handed out, to be changed.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "ids come from this table's push, and rows are never removed"
    )]
    pub fn get_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.index()]
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows in order.
    #[must_use]
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// Every id, in order.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = I> + use<I, T> {
        (0..self.rows.len()).map(I::from_index)
    }

    /// Every id with its row, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (I, &T)> {
        self.rows
            .iter()
            .enumerate()
            .map(|(index, row)| (I::from_index(index), row))
    }
}

impl<I: TableId, T> FromIterator<T> for Table<I, T> {
    fn from_iter<R: IntoIterator<Item = T>>(rows: R) -> Self {
        Self {
            rows: rows.into_iter().collect(),
            id: PhantomData,
        }
    }
}
