//! String comparisons with wildcards. What a variable brought in is literal.

use super::super::pattern::{self, Question, Token};
use super::Piece;

/// The text of a value, its pieces joined.
pub fn plain(value: &[Piece]) -> String {
    value
        .iter()
        .map(|piece| match piece {
            Piece::Written(text) | Piece::Literal(text) => text.as_str(),
        })
        .collect()
}

/// `*` and `?` in what was written are wildcards; case counts.
pub fn globs(value: &[Piece], member: &str) -> bool {
    let tokens: Vec<Token> = value
        .iter()
        .flat_map(|piece| match piece {
            Piece::Written(text) => {
                pattern::tokens(text, Question::OneCharacter).collect::<Vec<_>>()
            }
            Piece::Literal(text) => text.chars().map(Token::Char).collect(),
        })
        .collect();
    pattern::matches_tokens(tokens.iter().copied(), member)
}

/// `StringLike`: a glob where a wildcard is written, else "contains" (section 3.2, the sources
/// contradict each other).
pub fn like(value: &[Piece], member: &str) -> bool {
    let wild = value
        .iter()
        .any(|piece| matches!(piece, Piece::Written(text) if text.contains(['*', '?'])));
    if wild {
        globs(value, member)
    } else {
        member.contains(&plain(value))
    }
}
