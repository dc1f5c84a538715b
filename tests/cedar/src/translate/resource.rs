//! Resource clauses (section 1.4), against the segments of the request's resource in the context.

use permlens::model::{ResourceClause, Version};

use super::With;
use super::asked::{AGENCIES, SEGMENTS};
use super::glyph::{Question, lower, written};
use super::syntax::{all, any, like, not, truth};
use super::variable::alternatives;
use crate::reading::Mistake;

/// Whether the clause matches.
pub fn clause(clause: &ResourceClause, with: With<'_>) -> String {
    match clause {
        ResourceClause::All => truth(true),
        ResourceClause::Agencies(uris) => any(uris.iter().map(|uri| agency(uri, with))),
        ResourceClause::Any(patterns) => any(patterns.iter().map(|pattern| {
            any([
                truth(everything(pattern, with)),
                general(pattern, with),
                named(pattern, with),
            ])
        })),
        ResourceClause::NoneOf(patterns) => {
            let all = patterns.iter().any(|pattern| all_wild(pattern));
            let matched = any(patterns
                .iter()
                .map(|pattern| any([truth(everything(pattern, with)), named(pattern, with)])));
            format!(
                "(if context.general then {} else {})",
                truth(!all),
                not(&matched)
            )
        }
    }
}

/// An agency by any of its names; without one only every agency, and only for who assumes one.
fn agency(uri: &str, with: With<'_>) -> String {
    let glyphs: Vec<_> = written(uri, Question::Plain).collect();
    let characters = with.domain.characters();
    let every = like("\"/iam/agencies/*\"", &glyphs, characters);
    let names = AGENCIES.map(|name| {
        let matched = like(&format!("context.{name}"), &glyphs, characters);
        format!("(context has {name} && {matched})")
    });
    let unsaid = match with.reading.makes(Mistake::AgenciesAreEverything) {
        true => "context.general",
        false => "context.agencies",
    };
    any([format!("({unsaid} && {every})"), any(names)])
}

/// Without a concrete resource, type and path must both be wildcards.
fn general(pattern: &str, with: With<'_>) -> String {
    let open = segments(pattern).is_some_and(|[.., kind, path]| wild(kind) && wild(path));
    match open && !with.reading.makes(Mistake::GeneralMatchesNothing) {
        true => "context.general".to_owned(),
        false => truth(false),
    }
}

fn named(pattern: &str, with: With<'_>) -> String {
    let Some(parts) = segments(pattern) else {
        assert!(pattern == "*", "{pattern}: patterns have five segments");
        return truth(true);
    };
    let question = match with.version {
        Version::Identity => Question::Wild,
        Version::Role | Version::Policy => Question::Plain,
    };
    let matched = SEGMENTS
        .iter()
        .zip(parts)
        .enumerate()
        .map(|(at, (name, part))| {
            let folds = at < 4 || with.reading.makes(Mistake::PathCaseIgnored);
            // 1.1 replaces variables in the path only.
            let version = match with.version {
                Version::Identity => Version::Identity,
                other if at == 4 => other,
                _ => Version::Role,
            };
            if wild(part) {
                return truth(true);
            }
            let subject = match folds && at == 4 {
                true => "context.folded".to_owned(),
                false => format!("context.{name}"),
            };
            let readings = alternatives(part, question, With { version, ..with });
            any(readings.iter().map(|reading| {
                let glyphs = match folds {
                    true => lower(&reading.glyphs),
                    false => reading.glyphs.clone(),
                };
                all([
                    reading.when.clone(),
                    like(&subject, &glyphs, with.domain.characters()),
                ])
            }))
        });
    format!("(context has {} && {})", SEGMENTS[0], all(matched))
}

/// A wildcard, or five of them: every resource, agencies too.
fn everything(pattern: &str, with: With<'_>) -> bool {
    pattern == "*" || (all_wild(pattern) && !with.reading.makes(Mistake::FiveWildcardsNoAgency))
}

fn all_wild(pattern: &str) -> bool {
    pattern == "*" || segments(pattern).is_some_and(|parts| parts.into_iter().all(wild))
}

/// An empty segment has lost its asterisk.
fn wild(segment: &str) -> bool {
    segment.is_empty() || segment == "*"
}

/// Split at the first four colons that stand in no variable.
fn segments(pattern: &str) -> Option<[&str; 5]> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut depth = 0;
    for (at, character) in pattern.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ':' if depth == 0 && parts.len() < 4 => {
                parts.push(&pattern[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&pattern[start..]);
    parts.try_into().ok()
}
