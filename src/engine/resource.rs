//! Whether a statement's resource clause matches the resource asked for (section 1.4).
//! A request without a resource asks about resources in general: open, unless every one matches.

use crate::model::{Mode, ResourceClause, Version};

use super::context::Keys;
use super::pattern::{self, Question, Token};
use super::truth::{Openings, Truth};
use super::variable::{self, Expanded, Piece};

/// The resource asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedResource {
    /// None given, or `*`.
    General,
    /// An agency: its names, id first where known, each as `/iam/agencies/…`.
    Agency(Vec<String>),
    /// Any other, as given.
    Named(String),
}

impl AskedResource {
    /// Reads a request's resource; `agencies` gives the other name of an agency of this account.
    #[must_use]
    pub fn new(resource: Option<&str>, agencies: impl Iterator<Item = [String; 2]>) -> Self {
        let Some(resource) = resource
            .map(str::trim)
            .filter(|r| !r.is_empty() && *r != "*")
        else {
            return Self::General;
        };
        let Some(asked) = resource.strip_prefix("/iam/agencies/") else {
            return Self::Named(resource.to_owned());
        };
        let mut names = vec![resource.to_owned()];
        for known in agencies {
            if known.iter().any(|name| name == asked) {
                names.extend(known.iter().map(|name| format!("/iam/agencies/{name}")));
            }
        }
        names.dedup();
        Self::Agency(names)
    }
}

/// Whether `clause` matches; what it hangs on is noted.
#[must_use]
pub fn truth(
    clause: &ResourceClause,
    version: Version,
    asked: &AskedResource,
    keys: &Keys<'_>,
    openings: &mut Openings,
) -> Truth {
    match clause {
        ResourceClause::All => Truth::Yes,
        ResourceClause::Agencies(uris) => {
            any(uris, openings, |uri, _| agency(uri, asked, keys.mode()))
        }
        ResourceClause::Any(patterns) => any(patterns, openings, |pattern, noted| {
            one(pattern, version, asked, keys, noted)
        }),
        ResourceClause::NoneOf(patterns) => {
            let mut noted = Openings::default();
            let matched = match (asked, keys.mode()) {
                // Section 11: strictly it applies unless a pattern is all wildcards.
                (AskedResource::General, Mode::Strict) => {
                    patterns.iter().any(|pattern| all_wildcards(pattern)).into()
                }
                (AskedResource::General, Mode::General)
                    if !patterns.iter().any(|pattern| all_wildcards(pattern)) =>
                {
                    for pattern in patterns {
                        noted.resource(pattern);
                    }
                    Truth::Open
                }
                _ => any(patterns, &mut noted, |pattern, noted| {
                    one(pattern, version, asked, keys, noted)
                }),
            };
            if matched == Truth::Open {
                openings.absorb(&noted);
            }
            matched.negated()
        }
    }
}

fn any(
    patterns: &[String],
    openings: &mut Openings,
    mut one: impl FnMut(&str, &mut Openings) -> Truth,
) -> Truth {
    let mut noted = Openings::default();
    let mut result = Truth::No;
    for pattern in patterns {
        let mut keys = Openings::default();
        let truth = one(pattern, &mut keys);
        if truth == Truth::Open {
            noted.absorb(&keys);
            if keys.keys.is_empty() {
                noted.resource(pattern);
            }
        }
        result = result.or(truth);
    }
    if result == Truth::Open {
        openings.absorb(&noted);
    }
    result
}

fn agency(uri: &str, asked: &AskedResource, mode: Mode) -> Truth {
    match asked {
        AskedResource::Agency(names) => names
            .iter()
            .any(|name| pattern::matches(uri, name, Question::Literal))
            .into(),
        AskedResource::General => {
            if pattern::covers(uri, "/iam/agencies/*") {
                Truth::Yes
            } else {
                open_unless_strict(mode)
            }
        }
        AskedResource::Named(_) => Truth::No,
    }
}

fn open_unless_strict(mode: Mode) -> Truth {
    match mode {
        Mode::General => Truth::Open,
        Mode::Strict => Truth::No,
    }
}

fn all_wildcards(pattern: &str) -> bool {
    pattern::is_everything(pattern)
        || segments(pattern).is_some_and(|parts| parts.iter().all(|part| wild(part)))
}

/// An empty segment is one that lost its asterisk.
fn wild(segment: &str) -> bool {
    segment.is_empty() || pattern::is_everything(segment)
}

/// `service:region:domain:type:path`; the path may hold further colons, a variable may anywhere.
fn segments(text: &str) -> Option<[&str; 5]> {
    let mut rest = text;
    let mut next = || {
        let mut inside = false;
        let colon = rest.char_indices().find_map(|(at, character)| {
            match character {
                '{' if rest.get(..at).is_some_and(|before| before.ends_with('$')) => inside = true,
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
    let first = [next()?, next()?, next()?, next()?];
    let [service, region, domain, kind] = first;
    Some([service, region, domain, kind, rest])
}

fn one(
    pattern: &str,
    version: Version,
    asked: &AskedResource,
    keys: &Keys<'_>,
    openings: &mut Openings,
) -> Truth {
    if pattern::is_everything(pattern) {
        return Truth::Yes;
    }
    let Some([service, region, domain, kind, path]) = segments(pattern) else {
        return whole(pattern, asked, keys.mode());
    };
    let asked = match asked {
        AskedResource::General => {
            return if !(wild(kind) && wild(path)) {
                failed_variable(path, version, keys, openings)
                    .unwrap_or_else(|| open_unless_strict(keys.mode()))
            } else if keys.mode() == Mode::Strict || [service, region, domain].into_iter().all(wild)
            {
                Truth::Yes
            } else {
                Truth::Open
            };
        }
        // An agency is no five-segment resource; a whole-string wildcard was handled above.
        AskedResource::Agency(_) => return Truth::No,
        AskedResource::Named(asked) => asked,
    };
    let Some([a_service, a_region, a_domain, a_kind, a_path]) = segments(asked) else {
        return Truth::No;
    };
    let folded = [
        (service, a_service),
        (region, a_region),
        (domain, a_domain),
        (kind, a_kind),
    ]
    .into_iter()
    .map(|(pattern, asked)| segment(pattern, version, asked, keys, openings))
    .fold(Truth::Yes, Truth::and);
    if folded == Truth::No {
        return Truth::No;
    }
    if wild(path) {
        return folded;
    }
    folded.and(expanded_matches(
        path,
        version,
        a_path,
        Case::Counts,
        keys,
        openings,
    ))
}

/// A path whose variable cannot be replaced matches no resource at all.
fn failed_variable(
    path: &str,
    version: Version,
    keys: &Keys<'_>,
    openings: &mut Openings,
) -> Option<Truth> {
    match variable::expand(path, version, keys, openings) {
        Expanded::Failed => Some(Truth::No),
        Expanded::Open | Expanded::Text(_) => None,
    }
}

/// One of the first four segments, ignoring case. A wildcard in the request's own region or
/// domain leaves them unsaid. Only 5.0 knows variables here.
fn segment(
    pattern: &str,
    version: Version,
    asked: &str,
    keys: &Keys<'_>,
    openings: &mut Openings,
) -> Truth {
    if wild(pattern) {
        return Truth::Yes;
    }
    let version = match version {
        Version::Identity => version,
        // 1.0 replaces nothing, which is what 1.1 does here.
        Version::Role | Version::Policy => Version::Role,
    };
    match expanded_matches(pattern, version, asked, Case::Ignored, keys, openings) {
        Truth::No if wild(asked) => open_unless_strict(keys.mode()),
        truth => truth,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Counts,
    Ignored,
}

fn expanded_matches(
    pattern: &str,
    version: Version,
    asked: &str,
    case: Case,
    keys: &Keys<'_>,
    openings: &mut Openings,
) -> Truth {
    let fold = |text: &str| match case {
        Case::Counts => text.to_owned(),
        Case::Ignored => text.to_lowercase(),
    };
    match variable::expand(pattern, version, keys, openings) {
        Expanded::Failed => Truth::No,
        Expanded::Open => Truth::Open,
        Expanded::Text(pieces) => {
            let tokens: Vec<Token> = pieces
                .iter()
                .flat_map(|piece| match piece {
                    Piece::Written(text) => {
                        pattern::tokens(&fold(text), question(version)).collect::<Vec<_>>()
                    }
                    Piece::Literal(text) => fold(text).chars().map(Token::Char).collect(),
                })
                .collect();
            pattern::matches_tokens(tokens.iter().copied(), &fold(asked)).into()
        }
    }
}

fn question(version: Version) -> Question {
    match version {
        Version::Role | Version::Policy => Question::Literal,
        Version::Identity => Question::OneCharacter,
    }
}

/// A pattern that has no five segments is compared as a whole.
fn whole(pattern: &str, asked: &AskedResource, mode: Mode) -> Truth {
    match asked {
        AskedResource::General => open_unless_strict(mode),
        AskedResource::Named(name) => pattern::matches(
            &pattern.to_lowercase(),
            &name.to_lowercase(),
            Question::Literal,
        )
        .into(),
        AskedResource::Agency(names) => names
            .iter()
            .any(|name| pattern::matches(pattern, name, Question::Literal))
            .into(),
    }
}
