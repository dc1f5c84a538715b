//! The five segments of a resource: `service:region:domain:type:path`.
//! The first four compare ignoring case, the path does not; an empty segment is one that lost its asterisk.

use crate::model::Version;

use super::super::context::Keys;
use super::super::pattern::{self, Question, Token};
use super::super::truth::{Openings, Truth};
use super::super::variable::{self, Expanded, Piece};

/// A resource or a pattern, taken apart.
pub struct Segments<'a> {
    /// Service, region, domain, type.
    head: [&'a str; 4],
    path: &'a str,
}

/// Whether a pattern has nothing but wildcards.
pub fn all_wildcards(pattern: &str) -> bool {
    pattern::is_everything(pattern)
        || Segments::split(pattern).is_some_and(|segments| segments.is_everything())
}

fn wild(segment: &str) -> bool {
    segment.is_empty() || pattern::is_everything(segment)
}

impl<'a> Segments<'a> {
    /// Splits at the first four colons; a variable may hold colons anywhere.
    pub fn split(text: &'a str) -> Option<Self> {
        let mut rest = text;
        let mut next = || {
            let mut inside = false;
            let colon = rest.char_indices().find_map(|(at, character)| {
                match character {
                    '{' if rest.get(..at).is_some_and(|before| before.ends_with('$')) => {
                        inside = true;
                    }
                    '}' => inside = false,
                    ':' if !inside => return Some(at),
                    _ => {}
                }
                None
            })?;
            let part = rest.get(..colon)?;
            rest = rest.get(colon + 1..)?;
            Some(part)
        };
        let head = [next()?, next()?, next()?, next()?];
        Some(Self { head, path: rest })
    }

    /// Whether every resource matches.
    pub fn is_everything(&self) -> bool {
        wild(self.path) && self.head.into_iter().all(wild)
    }

    /// Whether the first segment names a service.
    pub fn names_service(&self) -> bool {
        let [service, ..] = self.head;
        !wild(service)
    }

    /// Whether every type and path matches.
    pub fn any_object(&self) -> bool {
        let [_, _, _, kind] = self.head;
        wild(kind) && wild(self.path)
    }

    /// Whether service, region and domain take in all of a service in an account.
    pub fn take_in(&self, service: &str, domain: &str) -> bool {
        let [own_service, region, own_domain, _] = self.head;
        let covers = |pattern: &str, text: &str| {
            wild(pattern)
                || pattern::matches(
                    &pattern.to_lowercase(),
                    &text.to_lowercase(),
                    Question::Literal,
                )
        };
        wild(region) && covers(own_service, service) && covers(own_domain, domain)
    }

    /// Whether a variable cannot be replaced, so that no resource matches at all.
    pub fn fails(&self, version: Version, keys: &Keys<'_>, openings: &mut Openings) -> bool {
        let head = head_version(version);
        let parts = self.head.into_iter().map(|part| (part, head));
        parts.chain([(self.path, version)]).any(|(part, version)| {
            variable::expand(part, version, keys, openings) == Expanded::Failed
        })
    }

    /// Whether the segments of a pattern match those asked for, and whether that hangs on a
    /// service, region, domain or type that the request leaves unsaid (`*`).
    pub fn matches(
        &self,
        asked: &Segments<'_>,
        version: Version,
        keys: &Keys<'_>,
        openings: &mut Openings,
    ) -> (Truth, bool) {
        let mut unsaid = false;
        let mut result = Truth::Yes;
        for (pattern, asked) in self.head.into_iter().zip(asked.head) {
            if wild(pattern) {
                continue;
            }
            let expanded = variable::expand(pattern, head_version(version), keys, openings);
            let truth = compare(expanded, asked, Fold::Case, version);
            if truth == Truth::No && wild(asked) {
                unsaid = true;
            } else {
                result = result.and(truth);
            }
        }
        if !wild(self.path) {
            let expanded = variable::expand(self.path, version, keys, openings);
            result = result.and(compare(expanded, asked.path, Fold::Nothing, version));
        }
        (result, unsaid)
    }
}

/// Only 5.0 knows variables before the path; 1.0 replaces nothing, which is what 1.1 does there.
fn head_version(version: Version) -> Version {
    match version {
        Version::Identity => Version::Identity,
        Version::Role | Version::Policy => Version::Role,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fold {
    Case,
    Nothing,
}

fn compare(expanded: Expanded, asked: &str, fold: Fold, version: Version) -> Truth {
    let folded = |text: &str| match fold {
        Fold::Case => text.to_lowercase(),
        Fold::Nothing => text.to_owned(),
    };
    let question = match version {
        Version::Role | Version::Policy => Question::Literal,
        Version::Identity => Question::OneCharacter,
    };
    match expanded {
        Expanded::Failed => Truth::No,
        Expanded::Open => Truth::Open,
        Expanded::Text(pieces) => {
            let mut tokens: Vec<Token> = Vec::new();
            for piece in &pieces {
                match piece {
                    Piece::Written(text) => {
                        tokens.extend(pattern::tokens(&folded(text), question));
                    }
                    Piece::Literal(text) => tokens.extend(folded(text).chars().map(Token::Char)),
                }
            }
            pattern::matches_tokens(tokens.iter().copied(), &folded(asked)).into()
        }
    }
}
