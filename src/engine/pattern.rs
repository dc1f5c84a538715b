//! Wildcard matching: `*` stands for any run of characters, colons included (section 1.3).
//! No regular expressions, no recursion; the caller folds case where the rule asks for it.

/// Whether a question mark is a wildcard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// One character, in condition values and in 5.0 documents.
    OneCharacter,
    /// Itself, in 1.x action patterns.
    Literal,
}

/// One element of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Any run of characters, also none.
    Star,
    /// Any one character.
    One,
    /// This character.
    Char(char),
}

/// The tokens of a pattern as written.
pub fn tokens(pattern: &str, question: Question) -> impl Iterator<Item = Token> + Clone + '_ {
    pattern.chars().map(move |character| match character {
        '*' => Token::Star,
        '?' if question == Question::OneCharacter => Token::One,
        other => Token::Char(other),
    })
}

/// Whether `pattern` matches the whole of `text`.
#[must_use]
pub fn matches(pattern: &str, text: &str, question: Question) -> bool {
    matches_tokens(tokens(pattern, question), text)
}

/// Whether `text`, in lower case, can begin as `pattern` does, in any case: a quick no for most patterns, which need
/// then not be folded.
#[must_use]
pub fn may_begin(pattern: &str, text: &str) -> bool {
    let written = pattern.bytes();
    let literal = written.take_while(|byte| byte.is_ascii() && !matches!(byte, b'*' | b'?'));
    let mut found = text.bytes();
    for byte in literal {
        if found.next() != Some(byte.to_ascii_lowercase()) {
            return false;
        }
    }
    true
}

/// Whether every character of `pattern` is a star, and there is one.
#[must_use]
pub fn is_everything(pattern: &str) -> bool {
    !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*')
}

/// Whether the tokens match the whole of `text`.
///
/// Greedy, with one point to come back to: the last star. Any earlier star has matched as little
/// as it could, so nothing is lost by never returning to it.
pub fn matches_tokens(mut pattern: impl Iterator<Item = Token> + Clone, text: &str) -> bool {
    let mut rest = text.chars();
    let mut retry = None;
    loop {
        let mut ahead = pattern.clone();
        match ahead.next() {
            Some(Token::Star) => {
                pattern = ahead;
                retry = Some((pattern.clone(), rest.clone()));
                continue;
            }
            None if rest.as_str().is_empty() => return true,
            Some(expected) => {
                let mut remaining = rest.clone();
                if remaining
                    .next()
                    .is_some_and(|found| expected == Token::One || expected == Token::Char(found))
                {
                    pattern = ahead;
                    rest = remaining;
                    continue;
                }
            }
            None => {}
        }
        let Some((after_star, start)) = retry.as_mut() else {
            return false;
        };
        if start.next().is_none() {
            return false;
        }
        pattern = after_star.clone();
        rest = start.clone();
    }
}

/// Whether every text that `narrow` matches is matched by `wide` too, for patterns in which only
/// `*` is special. A star of `narrow` can only be covered by a star of `wide`.
#[must_use]
pub fn covers(wide: &str, narrow: &str) -> bool {
    // With `*` read as one more letter that only a star matches, covering is matching.
    matches(wide, narrow, Question::Literal)
}

/// Whether some text is matched by both patterns (only `*` is special).
#[must_use]
pub fn intersects(one: &str, other: &str) -> bool {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    // reach[j]: the first i characters of `one` and the first j of `other` can match one text.
    let mut reach = vec![false; other.len() + 1];
    for i in 0..=one.len() {
        let mut row = vec![false; other.len() + 1];
        for j in 0..=other.len() {
            let at = |k: usize| k.checked_sub(1).and_then(|k| other.get(k)).copied();
            let (a, b) = (i.checked_sub(1).and_then(|i| one.get(i)).copied(), at(j));
            let above = reach.get(j).copied().unwrap_or(false);
            let left = j
                .checked_sub(1)
                .and_then(|k| row.get(k))
                .copied()
                .unwrap_or(false);
            let diagonal = j
                .checked_sub(1)
                .and_then(|k| reach.get(k))
                .copied()
                .unwrap_or(false);
            let reached = match (a, b) {
                (None, None) => true,
                (Some('*'), _) if above || (b.is_some() && left) => true,
                (_, Some('*')) if left || (a.is_some() && above) => true,
                (Some(a), Some(b)) => a == b && a != '*' && diagonal,
                _ => false,
            };
            if let Some(slot) = row.get_mut(j) {
                *slot = reached;
            }
        }
        reach = row;
    }
    reach.last().copied().unwrap_or(false)
}
