//! A sheet: a heading, columns and rows of text, before anything is aligned or quoted.

/// Text in rows and columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What it shows; empty when it stands alone.
    pub title: String,
    /// The column headers; empty for a list of facts.
    pub columns: Vec<String>,
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<String>>,
    /// Whether it alone is written where an answer has to be one table (csv).
    pub main: bool,
}

impl Sheet {
    /// A sheet without rows.
    #[must_use]
    pub fn new(title: &str, columns: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            rows: Vec::new(),
            main: false,
        }
    }

    /// Whether people are shown it: the main sheet of several is only its header's bearer when it has no rows.
    #[must_use]
    pub fn says_something(&self) -> bool {
        !self.main || !self.rows.is_empty()
    }

    /// Adds a row.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }
}

/// Whether a terminal obeys a character instead of showing it: control characters, direction overrides, and what
/// takes no place at all.
#[must_use]
pub fn obeyed(character: char) -> bool {
    matches!(
        character,
        '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// `text` without anything a terminal would obey: control characters, escape sequences and
/// direction overrides become visible stand-ins.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('?'),
            '\u{7f}' => '␡',
            hidden if obeyed(hidden) => '\u{fffd}',
            other => other,
        })
        .collect()
}
