//! The particulars of near misses, in words.

use crate::model::{
    Account, Condition, EnterpriseProjectId, MissingDependency, NearMissReason, Permission,
    ResourceClause, Scope, ServiceLevel,
};

use super::context::{KeyValue, Keys};
use super::reach::Place;
use super::resource::AskedResource;

/// "not in force: needs IMS Administrator".
pub fn needs(lacks: &[MissingDependency]) -> String {
    let mut names: Vec<&str> = lacks.iter().map(|lack| lack.name.as_str()).collect();
    names.dedup();
    format!("not in force: needs {}", names.join(" and "))
}

/// Where a grant that does not count here counts instead.
pub fn outside(account: &Account, reason: NearMissReason, scope: Scope, place: &Place) -> String {
    let granted = account.scope_name(scope);
    match reason {
        NearMissReason::EpRole => {
            format!("a 1.0 role is not in force in {granted}: only policies can be granted there")
        }
        NearMissReason::EnterpriseProject => match place.facts.enterprise_project {
            Some(true) => {
                format!("granted in {granted} only; the request names no enterprise project")
            }
            Some(false) => format!("granted in {granted}; the action knows no enterprise projects"),
            None => format!(
                "granted in {granted}; support for enterprise projects is not documented for the action"
            ),
        },
        _ => {
            let asked = asked_in(account, place, scope);
            format!("granted in {granted}, asked {asked}")
        }
    }
}

fn asked_in(account: &Account, place: &Place, scope: Scope) -> String {
    let named = |id: EnterpriseProjectId| account.enterprise_projects.get(id).shown();
    match (scope, place.facts.level, place.project) {
        (Scope::EnterpriseProject(_), _, _) => place.enterprise_project.map_or_else(
            || "in none".to_owned(),
            |id| format!("in enterprise project {}", named(id)),
        ),
        (_, ServiceLevel::Global, _) => "of a global service".to_owned(),
        (_, ServiceLevel::Project, Some(project)) => {
            format!("in project {}", account.project(project).shown())
        }
        (_, ServiceLevel::Project, None) => "in no project".to_owned(),
    }
}

/// The resource patterns of a statement, and what was asked.
pub fn resource(permission: &Permission, statement: usize, asked: &AskedResource) -> String {
    let patterns = permission
        .document
        .as_ref()
        .and_then(|document| document.statements.get(statement))
        .map(|statement| match &statement.resources {
            ResourceClause::All => "*".to_owned(),
            ResourceClause::Any(patterns) | ResourceClause::Agencies(patterns) => {
                patterns.join(", ")
            }
            ResourceClause::NoneOf(patterns) => format!("anything but {}", patterns.join(", ")),
        })
        .unwrap_or_default();
    match asked {
        AskedResource::General(_) | AskedResource::AnyAgency => {
            format!("only for {patterns}; the request names no resource")
        }
        AskedResource::Agency(names) => {
            format!("only for {patterns}, not {}", names.join(" or "))
        }
        AskedResource::Named(name) => format!("only for {patterns}, not {name}"),
    }
}

/// The test that is false, and what the request carries.
pub fn failed_test(test: &Condition, keys: &Keys<'_>) -> String {
    let carries = match keys.get(&test.key) {
        KeyValue::Known(values) => format!("is {}", values.join(", ")),
        KeyValue::Absent => "is absent".to_owned(),
        KeyValue::Open => "is open".to_owned(),
    };
    if test.operator.is_none() {
        return format!(
            "{} is no known operator, so the statement does not apply",
            test.operator_text
        );
    }
    format!(
        "{} {} {}; {} {carries}",
        test.operator_text,
        test.key,
        test.values.join(" | "),
        test.key
    )
}
