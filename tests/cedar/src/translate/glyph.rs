//! Patterns, character by character.

/// One element of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// Any run of characters.
    Star,
    /// Any one character.
    One,
    /// This character.
    Char(char),
}

/// What a question mark in a pattern is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Any one character.
    Wild,
    /// Itself.
    Plain,
}

/// A pattern as somebody wrote it.
pub fn written(text: &str, question: Question) -> impl Iterator<Item = Glyph> + '_ {
    text.chars().map(move |character| match character {
        '*' => Glyph::Star,
        '?' if question == Question::Wild => Glyph::One,
        other => Glyph::Char(other),
    })
}

/// A text in which nothing is a wildcard.
pub fn plain(text: &str) -> impl Iterator<Item = Glyph> + '_ {
    text.chars().map(Glyph::Char)
}

/// The text that a pattern was written as.
pub fn text(glyphs: &[Glyph]) -> String {
    glyphs
        .iter()
        .map(|glyph| match glyph {
            Glyph::Star => '*',
            Glyph::One => '?',
            Glyph::Char(character) => *character,
        })
        .collect()
}

/// A pattern in lower case.
pub fn lower(glyphs: &[Glyph]) -> Vec<Glyph> {
    glyphs
        .iter()
        .flat_map(|glyph| match glyph {
            Glyph::Char(character) => character.to_lowercase().map(Glyph::Char).collect(),
            other => vec![*other],
        })
        .collect()
}
