//! What a document's actions, resources and conditions mean beside the catalogue: the rules that the audit has for the
//! policies of an account (R12, L03, L07, L08, L11), asked of a text, with the place.

use crate::analysis::audit::{Severity, attached, drift, names, written};
use crate::catalogue::Catalogue;
use crate::engine::document::quote;
use crate::engine::pattern::{self, Question};
use crate::model::{
    ActionClause, Document, Effect, ResourceClause, ServiceLevel, Statement, Version, nearest,
};

use super::bench::{Bench, Part, Remark, json, pattern_at, replace, statement_at, token};
use super::diagnostic::Fix;

/// Everything of this file that can be said of a document called `name`.
pub(super) fn judge(
    bench: &mut Bench<'_>,
    document: &Document,
    catalogue: &'static Catalogue,
    name: &str,
) {
    if document.version == Version::Policy {
        actions(bench, document, catalogue);
        levels(bench, document, catalogue);
        resources(bench, document);
    }
    conditions(bench, document);
    sweeping(bench, document);
    if names::promises_reading(name) {
        reading(bench, document, catalogue, name);
    }
}

fn actions(bench: &mut Bench<'_>, document: &Document, catalogue: &'static Catalogue) {
    let by_service = drift::by_service(catalogue);
    for (index, statement) in document.statements.iter().enumerate() {
        for (at, written) in statement.actions.patterns().iter().enumerate() {
            let place = pattern_at(bench.value, document, index, at);
            if let Some((code, rest)) = written.split_once(':')
                && code.bytes().any(|byte| byte.is_ascii_uppercase())
            {
                let lower = format!("{}:{rest}", code.to_ascii_lowercase());
                let message = format!("services are written in lower case: {}", quote(&lower));
                let fix =
                    rewritten(bench, &place, &lower).map(|(title, edits)| Fix::safe(title, edits));
                bench.add(Remark::new("G06", Severity::Info, place.as_str(), message).fix(fix));
            }
            let Some(drift) = drift::judge(catalogue, &by_service, written) else {
                continue;
            };
            let (what, near) = drift.told();
            let meant = meant(catalogue, &by_service, written, &drift);
            let fix = meant.and_then(|meant| rewritten(bench, &place, &meant));
            let message = format!("{} {what}", quote(written));
            let mut remark = Remark::new("L03", Severity::Warn, place.as_str(), message);
            if !near.is_empty() {
                remark = remark.help(format!("nearest: {}", near.join(", ")));
            }
            let fix = fix.map(|(title, edits)| Fix::guess(title, edits));
            bench.add(remark.fix(fix));
        }
    }
}

type Rewriting = (String, Vec<super::Edit>);

fn rewritten(bench: &Bench<'_>, place: &str, text: &str) -> Option<Rewriting> {
    let found = bench.at(place)?;
    let edits = replace(&found.node.span, json(text));
    Some((format!("write {}", quote(text)), edits))
}

/// The pattern that was probably meant: one that means something.
fn meant(
    catalogue: &Catalogue,
    by_service: &drift::ByService,
    written: &str,
    drift: &drift::Drift,
) -> Option<String> {
    let (_, near) = drift.told();
    let mut parts = written.splitn(3, ':');
    let (code, kind, operation) = (parts.next()?, parts.next()?, parts.next()?);
    let candidate = match drift {
        drift::Drift::Service(_) => format!("{}:{kind}:{operation}", near.first()?),
        _ if !written.contains('*') => near.first()?.clone(),
        _ => {
            let service = catalogue.find_service(&code.to_lowercase())?;
            let actions = by_service.get(&service)?.iter();
            let kinds = actions.filter_map(|id| catalogue.actions.get(*id).name.split(':').nth(1));
            let near = nearest(kind, kinds);
            format!("{code}:{}:{operation}", near.first()?)
        }
    };
    let good = drift::judge(catalogue, by_service, &candidate).is_none();
    good.then_some(candidate)
}

/// Global and project-level services in one policy.
fn levels(bench: &mut Bench<'_>, document: &Document, catalogue: &Catalogue) {
    let mut first: Option<(ServiceLevel, String)> = None;
    for (index, statement) in document.statements.iter().enumerate() {
        for (at, pattern) in statement.actions.patterns().iter().enumerate() {
            let code = pattern.to_lowercase();
            let code = code.split(':').next().unwrap_or_default();
            let Some(service) = catalogue.find_service(code) else {
                continue;
            };
            let level = catalogue.level(service);
            match &first {
                None => first = Some((level, code.to_owned())),
                Some((other, before)) if *other != level => {
                    let told = |level| match level {
                        ServiceLevel::Global => "global",
                        ServiceLevel::Project => "project-level",
                    };
                    let message = format!(
                        "{code} is a {} service, {before} a {} one: the service refuses both in one policy",
                        told(level),
                        told(*other)
                    );
                    let place = pattern_at(bench.value, document, index, at);
                    let help = "make two policies: one for global services, one for projects";
                    bench.add(Remark::new("L07", Severity::Warn, place, message).help(help));
                    return;
                }
                Some(_) => {}
            }
        }
    }
}

fn resources(bench: &mut Bench<'_>, document: &Document) {
    for (index, statement) in document.statements.iter().enumerate() {
        if !matches!(statement.resources, ResourceClause::Any(_)) {
            continue;
        }
        let codes = statement.actions.patterns().iter();
        let mut codes =
            codes.filter_map(|pattern| pattern.split(':').next().map(str::to_lowercase));
        let without =
            |code: &String| !code.contains('*') && !written::RESOURCES.contains(&code.as_str());
        if let Some(code) = codes.find(without) {
            let place = format!("{}/Resource", statement_at(bench.value, index));
            let message = format!(
                "{} knows no resources that a policy could name",
                quote(&code)
            );
            let help = "take the Resource out; grant in one project to narrow it down";
            bench.add(Remark::new("L07", Severity::Warn, place, message).help(help));
        }
    }
}

/// Global keys that documents name (sections 3.4, 3.5), folded; tags have any name.
const GLOBAL: [&str; 34] = [
    "g:CalledVia",
    "g:CalledViaFirst",
    "g:CalledViaLast",
    "g:CurrentTime",
    "g:DomainId",
    "g:DomainName",
    "g:EnterpriseProjectId",
    "g:MFAAge",
    "g:MFAPresent",
    "g:PrincipalAccount",
    "g:PrincipalId",
    "g:PrincipalIsRootUser",
    "g:PrincipalOrgId",
    "g:PrincipalOrgManagementAccountId",
    "g:PrincipalOrgPath",
    "g:PrincipalType",
    "g:PrincipalUrn",
    "g:ProjectName",
    "g:Referer",
    "g:RequestedRegion",
    "g:ResourceOrgId",
    "g:SecureTransport",
    "g:ServiceName",
    "g:SourceIdentity",
    "g:SourceIp",
    "g:SourceVpc",
    "g:SourceVpce",
    "g:TagKeys",
    "g:TokenIssueTime",
    "g:UserAgent",
    "g:UserId",
    "g:UserName",
    "g:ViaService",
    "g:VpcSourceIp",
];

pub(super) fn conditions(bench: &mut Bench<'_>, document: &Document) {
    let place = |bench: &Bench<'_>, statement: usize, operator: &str, key: &str| {
        let statement = statement_at(bench.value, statement);
        format!("{statement}/Condition/{}/{}", token(operator), token(key))
    };
    for odd in written::odd_conditions(document) {
        let at = place(bench, odd.statement, odd.operator, odd.key);
        let message = crate::engine::document::escaped(&odd.what);
        bench.add(Remark::new("L08", Severity::Info, at, message).on(Part::Key));
    }
    for (index, statement) in document.statements.iter().enumerate() {
        for test in &statement.conditions {
            let key = test.key.to_lowercase();
            let foreign = key.starts_with("aws:");
            let own = !key.starts_with("g:")
                || ["g:principaltag/", "g:resourcetag/", "g:requesttag/"]
                    .iter()
                    .any(|tag| key.starts_with(tag))
                || GLOBAL.iter().any(|known| known.eq_ignore_ascii_case(&key));
            if own && !foreign {
                continue;
            }
            let at = place(bench, index, &test.operator_text, &test.key);
            let written = key.replacen("aws:", "g:", 1);
            let near = nearest(&written, GLOBAL);
            let fix = near.first().and_then(|near| {
                let found = bench.at(&at)?;
                let edits = replace(&found.member?.key_span, json(near));
                Some(Fix::guess(format!("write {near}"), edits))
            });
            let message = format!("no document names a condition key {}", quote(&test.key));
            bench.add(
                Remark::new("G15", Severity::Warn, at, message)
                    .on(Part::Key)
                    .fix(fix),
            );
        }
    }
}

/// Whether a statement can allow anything: one that fails closed does not.
fn allows(statement: &Statement) -> bool {
    statement.effect == Effect::Allow && statement.unknown_keys.is_empty()
}

fn sweeping(bench: &mut Bench<'_>, document: &Document) {
    for (index, statement) in document.statements.iter().enumerate() {
        let everywhere = statement.resources == ResourceClause::All;
        let grants = document.version != Version::Role && allows(statement);
        if !grants || !everywhere {
            continue;
        }
        let condition = match statement.conditions.is_empty() {
            true => "",
            false => ", under a condition",
        };
        match &statement.actions {
            ActionClause::Any(patterns) => {
                for (at, pattern) in patterns.iter().enumerate() {
                    if attached::is_sweeping(pattern) {
                        let place = pattern_at(bench.value, document, index, at);
                        let message = format!(
                            "{} makes whoever holds it an administrator{condition}",
                            quote(pattern)
                        );
                        bench.add(Remark::new("R12", Severity::Critical, place, message));
                    }
                }
            }
            ActionClause::NoneOf(_) => {
                let place = format!("{}/NotAction", statement_at(bench.value, index));
                let message = format!("an Allow of everything but a few actions{condition}");
                bench.add(Remark::new("R12", Severity::Critical, place, message).on(Part::Key));
            }
        }
    }
}

/// Actions that change something, in a document whose name promises that it reads.
fn reading(bench: &mut Bench<'_>, document: &Document, catalogue: &Catalogue, name: &str) {
    for (index, statement) in document.statements.iter().enumerate() {
        let ActionClause::Any(patterns) = &statement.actions else {
            continue;
        };
        if !allows(statement) {
            continue;
        }
        for (at, written) in patterns.iter().enumerate() {
            let folded = written.to_lowercase();
            let matched = catalogue.actions.rows().iter().map(|action| action.name);
            let mut changing = matched.filter(|action| {
                let action = action.to_lowercase();
                pattern::matches(&folded, &action, Question::Literal)
                    && names::changes(catalogue, &action)
            });
            if let Some(action) = changing.next() {
                let place = pattern_at(bench.value, document, index, at);
                let example = if action.eq_ignore_ascii_case(written) {
                    String::new()
                } else {
                    format!(" ({action})")
                };
                let message = format!(
                    "{} changes something{example}, and {} promises to read only",
                    quote(written),
                    quote(name)
                );
                bench.add(Remark::new("L11", Severity::Info, place, message));
            }
        }
    }
}
