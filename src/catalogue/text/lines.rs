//! The form below all the files: entries of a head line and indented lines, each a keyword and the rest.
//! Slices of the text are handed out, never copies.

use super::super::DependentAction;
use super::error::{CatalogueError, Problem};

/// Reads a file line by line.
#[derive(Debug)]
pub struct Lines {
    file: &'static str,
    text: &'static str,
    /// Where the current line starts, and where the one after it does.
    start: usize,
    next: usize,
    current: Option<&'static str>,
    number: usize,
}

/// A line, split at its first space.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    file: &'static str,
    number: usize,
    /// The line without its indentation.
    pub text: &'static str,
    /// The first word.
    pub keyword: &'static str,
    /// What follows it.
    pub rest: &'static str,
}

impl Lines {
    /// Starts at the first line.
    pub fn new(file: &'static str, text: &'static str) -> Self {
        let mut lines = Self {
            file,
            text,
            start: 0,
            next: 0,
            current: None,
            number: 0,
        };
        lines.advance();
        lines
    }

    fn advance(&mut self) {
        self.number += 1;
        self.start = self.next;
        let rest = self.text.get(self.start..).unwrap_or_default();
        self.current = match rest.split_once('\n') {
            Some((line, _)) => {
                self.next = self.start + line.len() + 1;
                Some(line)
            }
            None => {
                self.next = self.text.len();
                (!rest.is_empty()).then_some(rest)
            }
        };
    }

    /// The next entry's head line.
    pub fn head(&mut self) -> Result<Option<Line>, CatalogueError> {
        while self.current == Some("") {
            self.advance();
        }
        let Some(text) = self.current else {
            return Ok(None);
        };
        let line = self.line(text);
        if text.starts_with(' ') {
            return Err(line.fail(Problem::Indented));
        }
        self.advance();
        Ok(Some(line))
    }

    /// The next indented line of the entry.
    pub fn property(&mut self) -> Option<Line> {
        let text = self.current?.strip_prefix("  ")?;
        let line = self.line(text);
        self.advance();
        Some(line)
    }

    /// The doubly indented lines that follow, as one piece of text without the first line's indentation.
    pub fn block(&mut self) -> &'static str {
        const INDENT: &str = "    ";
        let start = self.start + INDENT.len();
        let mut end = start;
        while let Some(line) = self.current.filter(|line| line.starts_with(INDENT)) {
            end = self.start + line.len();
            self.advance();
        }
        self.text.get(start..end).unwrap_or_default()
    }

    fn line(&self, text: &'static str) -> Line {
        let (keyword, rest) = text.split_once(' ').unwrap_or((text, ""));
        Line {
            file: self.file,
            number: self.number,
            text,
            keyword,
            rest,
        }
    }
}

impl Line {
    /// This line is wrong.
    pub fn fail(&self, problem: Problem) -> CatalogueError {
        CatalogueError {
            file: self.file,
            line: self.number,
            problem,
        }
    }

    /// Its keyword means nothing here.
    pub fn unexpected(&self, expected: &'static str) -> CatalogueError {
        self.fail(Problem::Unexpected {
            expected,
            found: self.keyword.to_owned(),
        })
    }

    /// What follows its keyword means nothing.
    pub fn unexpected_value(&self, expected: &'static str, found: &str) -> CatalogueError {
        self.fail(Problem::Unexpected {
            expected,
            found: found.to_owned(),
        })
    }

    /// It names something that is not declared.
    pub fn unknown(&self, kind: &'static str, name: &str) -> CatalogueError {
        self.fail(Problem::Unknown {
            kind,
            name: name.to_owned(),
        })
    }

    /// What follows the keyword, which must not be nothing.
    pub fn value(&self, what: &'static str) -> Result<&'static str, CatalogueError> {
        if self.rest.is_empty() {
            Err(self.fail(Problem::Missing(what)))
        } else {
            Ok(self.rest)
        }
    }

    /// The first word of what follows the keyword, and what follows that.
    pub fn word(&self, what: &'static str) -> Result<(&'static str, &'static str), CatalogueError> {
        let rest = self.value(what)?;
        Ok(rest.split_once(' ').unwrap_or((rest, "")))
    }

    /// The words that follow the keyword.
    pub fn words(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.rest.split(' ').filter(|word| !word.is_empty())
    }

    /// The words that follow the keyword, as names that may be qualified with `?`.
    pub fn names(&self) -> impl Iterator<Item = DependentAction> + use<> {
        self.words().map(|word| match word.strip_suffix('?') {
            Some(pattern) => DependentAction {
                pattern,
                conditional: true,
            },
            None => DependentAction {
                pattern: word,
                conditional: false,
            },
        })
    }
}
