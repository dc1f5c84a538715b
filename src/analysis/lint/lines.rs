//! From a byte of a text to the line and column that an editor shows.

/// The lines of a text.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    /// Where each line starts.
    starts: Vec<usize>,
}

/// A line and a column, both from 1; a column is a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl<'a> Lines<'a> {
    /// The lines of this text.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(after).collect(),
        }
    }

    /// Where a byte stands; one beyond the text stands at its end.
    #[must_use]
    pub fn position(&self, byte: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= byte).max(1);
        let start = self.start(line);
        let before = self.text.get(start..byte.min(self.text.len()));
        Position {
            line,
            column: 1 + before.map_or(0, |before| before.chars().count()),
        }
    }

    /// Where a line (from 1) starts.
    #[must_use]
    pub fn start(&self, line: usize) -> usize {
        let at = line.saturating_sub(1);
        self.starts.get(at).copied().unwrap_or(self.text.len())
    }

    /// A line (from 1) without its end.
    #[must_use]
    pub fn line(&self, line: usize) -> &'a str {
        let rest = self.text.get(self.start(line)..).unwrap_or_default();
        rest.lines().next().unwrap_or_default()
    }
}
