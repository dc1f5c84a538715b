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

/// Whether a terminal obeys or hides a character instead of showing it.
#[must_use]
pub fn obeyed(character: char) -> bool {
    stand_in(character).is_some()
}

/// `text` without anything a terminal would obey or hide: control characters, escape sequences, direction overrides
/// and characters without a width become visible stand-ins.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|character| stand_in(character).unwrap_or(character))
        .collect()
}

/// The visible stand-in for a character that may steer a terminal, hide itself or shift what follows it; `None` for
/// any other.
#[must_use]
pub fn stand_in(character: char) -> Option<char> {
    match character {
        '\u{0}'..='\u{1f}' => Some(char::from_u32(0x2400 + u32::from(character)).unwrap_or('?')),
        '\u{7f}' => Some('␡'),
        // C1 controls; marks, embeddings, overrides and isolates of direction; joiners, fillers, variation selectors,
        // separators and other invisible characters; tags
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => Some('\u{fffd}'),
        _ => None,
    }
}
