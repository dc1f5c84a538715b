//! From text to a query, with errors that point at the place.

use super::{Mood, Query, Term};

/// Deeper than this nobody writes, and nobody's stack need hold.
const DEEPEST: usize = 64;

/// Nor more terms than this: each is a branch of a tree that is walked.
const MOST: usize = 200;

/// A text that is no query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: expected {expected}, found {found}")]
pub struct QueryError {
    /// Where, in characters from 1.
    pub column: usize,
    /// What belongs there.
    pub expected: &'static str,
    /// What stands there.
    pub found: String,
}

const TERM: &str = "can(…), can-all(…), conditional(…), denied(…), in(group:…), via(group:…), only-via(group:…), user(…), not or (";

/// The names that a term may begin with.
const NAMES: [&str; 8] = [
    "can",
    "can-all",
    "conditional",
    "denied",
    "in",
    "via",
    "only-via",
    "user",
];

/// Where a query begins in a text that has other words before it: at its first term, with the `not` and the
/// parentheses that stand before that.
#[must_use]
pub fn begins(text: &str) -> Option<usize> {
    let mut start = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
        let opened = at;
        at += rest.len() - trimmed.len();
        let end = trimmed.find(|c: char| c.is_whitespace() || c == '(');
        let word = trimmed.get(..end.unwrap_or(trimmed.len()))?;
        let named = NAMES.iter().any(|name| word.eq_ignore_ascii_case(name));
        let after = trimmed.get(word.len()..).unwrap_or_default();
        if named && after.starts_with('(') {
            return Some(start.unwrap_or(opened));
        }
        if word.eq_ignore_ascii_case("not") {
            start = start.or(Some(opened));
        } else {
            start = None;
        }
        at += word.len();
    }
    None
}

/// Reads a query.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
        terms: 0,
    };
    let query = parser.or()?;
    parser.blanks();
    if parser.at < text.len() {
        return Err(parser.wrong("and, or, or the end"));
    }
    Ok(query)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    terms: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn wrong(&self, expected: &'static str) -> QueryError {
        let before = self.text.get(..self.at).unwrap_or_default();
        let found: String = self.rest().chars().take(20).collect();
        QueryError {
            column: before.chars().count() + 1,
            expected,
            found: if found.is_empty() {
                "the end".to_owned()
            } else {
                format!("{found:?}")
            },
        }
    }

    /// A word made of letters and hyphens, if one stands here.
    fn word(&self) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_alphabetic() || c == '-'))
            .unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    fn takes_word(&mut self, wanted: &str) -> bool {
        self.blanks();
        let word = self.word();
        let is = word.eq_ignore_ascii_case(wanted);
        if is {
            self.at += word.len();
        }
        is
    }

    fn takes(&mut self, wanted: char) -> bool {
        self.blanks();
        let is = self.rest().starts_with(wanted);
        if is {
            self.at += wanted.len_utf8();
        }
        is
    }

    fn or(&mut self) -> Result<Query, QueryError> {
        let mut left = self.and()?;
        while self.takes_word("or") {
            left = Query::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Query, QueryError> {
        let mut left = self.not()?;
        while self.takes_word("and") {
            left = Query::And(Box::new(left), Box::new(self.not()?));
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Query, QueryError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong("fewer levels of parentheses and not"));
        }
        let query = if self.takes_word("not") {
            Query::Not(Box::new(self.not()?))
        } else if self.takes('(') {
            let inner = self.or()?;
            if !self.takes(')') {
                return Err(self.wrong("and, or, or )"));
            }
            inner
        } else {
            Query::Term(self.term()?)
        };
        self.depth -= 1;
        Ok(query)
    }

    fn term(&mut self) -> Result<Term, QueryError> {
        self.blanks();
        self.terms += 1;
        if self.terms > MOST {
            return Err(self.wrong("at most 200 terms"));
        }
        let name = self.word().to_ascii_lowercase();
        let mood = match name.as_str() {
            "can" => Some(Mood::Can),
            "can-all" => Some(Mood::CanAll),
            "conditional" => Some(Mood::Conditional),
            "denied" => Some(Mood::Denied),
            "in" | "via" | "only-via" | "user" => None,
            _ => return Err(self.wrong(TERM)),
        };
        self.at += name.len();
        if !self.takes('(') {
            return Err(self.wrong("("));
        }
        let term = match (mood, name.as_str()) {
            (Some(mood), _) => {
                let what = self.argument("an action, a wildcard, an API call or an operation")?;
                let project = if self.takes(',') {
                    if !(self.takes_word("project") && self.takes(':')) {
                        return Err(self.wrong("project: NAME"));
                    }
                    Some(self.argument("the name of a project")?)
                } else {
                    None
                };
                Term::Access {
                    mood,
                    what,
                    project,
                }
            }
            (None, "user") => Term::User(self.argument("the name of a user, or a pattern with *")?),
            (None, name) => {
                if !(self.takes_word("group") && self.takes(':')) {
                    return Err(self.wrong("group:NAME"));
                }
                let group = self.argument("the name of a group")?;
                match name {
                    "in" => Term::In(group),
                    "via" => Term::Via(group),
                    _ => Term::OnlyVia(group),
                }
            }
        };
        if !self.takes(')') {
            return Err(self.wrong(")"));
        }
        Ok(term)
    }

    /// Text up to a comma or a parenthesis, or in quotes.
    fn argument(&mut self, expected: &'static str) -> Result<String, QueryError> {
        self.blanks();
        if self.takes('"') {
            let rest = self.rest();
            let Some(end) = rest.find('"') else {
                return Err(self.wrong("a closing quote"));
            };
            self.at += end + 1;
            return Ok(rest.get(..end).unwrap_or_default().to_owned());
        }
        let rest = self.rest();
        let end = rest.find([',', ')']).unwrap_or(rest.len());
        let text = rest.get(..end).unwrap_or_default().trim();
        if text.is_empty() {
            return Err(self.wrong(expected));
        }
        self.at += end;
        Ok(text.to_owned())
    }
}
