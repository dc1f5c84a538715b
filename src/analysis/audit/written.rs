//! L07 and L08: custom policies that the service would refuse, and conditions that rarely mean what they say.

use crate::engine::compiled::Level;
use crate::engine::document::{self, Severity as Graveness};
use crate::model::{
    Base, Document, Permission, PermissionId, PermissionKind, ResourceClause, Version,
};

use super::finding::{Finding, Subject};
use super::ground::Ground;
use super::rule::Rule;

/// Services whose resources can be named in a policy (section 1.4).
pub(in crate::analysis) const RESOURCES: [&str; 12] = [
    "obs",
    "ief",
    "dli",
    "ges",
    "functiongraph",
    "dms",
    "iotda",
    "kms",
    "octopus",
    "dws",
    "iam",
    "sts",
];

fn custom<'a>(
    ground: &Ground<'a>,
) -> impl Iterator<Item = (PermissionId, &'a Permission)> + use<'a> {
    let permissions = ground.account().permissions.iter();
    permissions.filter(|(_, permission)| permission.kind == PermissionKind::Custom)
}

pub(super) fn limits(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let universe = ground.columns.universe();
    for (id, permission) in custom(ground) {
        let Some(document) = &permission.document else {
            continue;
        };
        let name = &permission.shown();
        let subject = Subject::Permission(id);
        let spoken = ground.spoken(id);
        let sweeping = document
            .statements
            .iter()
            .flat_map(|statement| statement.actions.patterns())
            .any(|pattern| {
                pattern
                    .split(':')
                    .next()
                    .is_some_and(|code| code.contains('*'))
            });
        let global = spoken.meets(universe.level(Level::Global))
            || spoken.meets(universe.level(Level::ObjectStorage));
        if global && spoken.meets(universe.level(Level::Project)) && !sweeping {
            let title = format!("{name} mixes global and project-level services");
            let codes = universe.services();
            let here = codes.filter(|(_, actions)| spoken.meets(actions));
            let here: Vec<&str> = here.map(|(code, _)| code).collect();
            found.push(
                Finding::new(rule, subject, title)
                    .about("mixed")
                    .fact(format!("services: {}", here.join(", ")))
                    .because(ground.held(id))
                    .fixed_by("Make two policies: one for global services, one for projects"),
            );
        }
        for (index, statement) in document.statements.iter().enumerate() {
            let ResourceClause::Any(resources) = &statement.resources else {
                continue;
            };
            let code =
                |pattern: &String| pattern.to_lowercase().split(':').next().map(str::to_owned);
            let codes = statement.actions.patterns().iter().filter_map(code);
            let mut without =
                codes.filter(|code| !code.contains('*') && !RESOURCES.contains(&code.as_str()));
            if let Some(code) = without.next() {
                let title = format!("{name} names resources of {code}, which knows none");
                found.push(
                    Finding::new(rule, subject, title)
                        .about(format!("resource/{index}"))
                        .fact(format!("statement {}: {}", index + 1, resources.join(", ")))
                        .because(ground.held(id))
                        .fixed_by("Take the Resource out; grant in one project to narrow it down"),
                );
            }
        }
        let Ok((_, diagnostics)) = document::parse(&document.source) else {
            continue;
        };
        let refused: Vec<_> = diagnostics
            .into_iter()
            .filter(|diagnostic| diagnostic.severity == Graveness::Error)
            .collect();
        if refused.is_empty() {
            continue;
        }
        let title = format!("{name} is written in a way that the service refuses");
        let mut finding = Finding::new(rule, subject, title).about("refused");
        for diagnostic in refused {
            let place = diagnostic.pointer;
            finding = finding.fact(format!("{place}: {}", diagnostic.message));
        }
        found.push(
            finding
                .because(ground.held(id))
                .fixed_by("Write it the way the grammar asks for"),
        );
    }
}

pub(super) fn conditions(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    for (id, permission) in ground.account().permissions.iter() {
        if !permission.kind.is_own() {
            continue;
        }
        let Some(document) = &permission.document else {
            continue;
        };
        let odd = odd_conditions(document);
        if odd.is_empty() {
            continue;
        }
        let title = format!(
            "a condition of {} may not mean what it says",
            permission.shown()
        );
        let mut finding = Finding::new(rule, Subject::Permission(id), title);
        for Odd {
            statement, what, ..
        } in odd
        {
            finding = finding.fact(format!("statement {}: {what}", statement + 1));
        }
        found.push(finding.because(ground.held(id)));
    }
}

/// A condition that may not mean what it says.
#[derive(Debug)]
pub(in crate::analysis) struct Odd<'a> {
    /// Its statement, from 0.
    pub statement: usize,
    /// Its operator as written.
    pub operator: &'a str,
    /// Its key as written.
    pub key: &'a str,
    /// Why.
    pub what: String,
}

pub(in crate::analysis) fn odd_conditions(document: &Document) -> Vec<Odd<'_>> {
    let mut odd = Vec::new();
    for (index, statement) in document.statements.iter().enumerate() {
        let named = |key: &str| {
            let mut tests = statement.conditions.iter();
            tests.find(|test| test.key.eq_ignore_ascii_case(key))
        };
        if let (Some(age), None) = (named("g:MFAAge"), named("g:MFAPresent")) {
            odd.push(Odd {
                statement: index,
                operator: &age.operator_text,
                key: &age.key,
                what: "g:MFAAge is only there together with g:MFAPresent".to_owned(),
            });
        }
        for test in &statement.conditions {
            let Some(operator) = test.operator else {
                continue;
            };
            let (name, key) = (&test.operator_text, &test.key);
            let mut push = |what| {
                odd.push(Odd {
                    statement: index,
                    operator: name,
                    key,
                    what,
                });
            };
            match operator.base {
                Base::StringLike => push(format!(
                    "{name} on {key}: documents disagree on what it means; use StringMatch"
                )),
                Base::StringStartWith | Base::StringEndWith
                    if document.version != Version::Identity =>
                {
                    push(format!(
                        "{name} on {key} is gone from the table of operators; use StringMatch"
                    ));
                }
                _ => {}
            }
            if operator.negated && !operator.if_exists && operator.base != Base::Null {
                push(format!(
                    "{name} on {key} without IfExists: what a missing key means is not documented"
                ));
            }
        }
    }
    odd
}
