//! Where in the account's file the findings of a SARIF log are about: lines and columns.

use serde_json::{Value, json};

use crate::analysis::audit::{Evidence, Finding, Subject};
use crate::import::lines::{Lines, Region};
use crate::model::{Account, PermissionKind, Principal, Scope};

/// Adds to the results of a log, which are about these findings in this order, where the account's text speaks of them.
pub fn sarif_places<'a>(
    log: &mut Value,
    findings: impl Iterator<Item = &'a Finding>,
    account: &Account,
    lines: &Lines<'_>,
) {
    let results = log.pointer_mut("/runs/0/results");
    let Some(results) = results.and_then(Value::as_array_mut) else {
        return;
    };
    for (result, finding) in results.iter_mut().zip(findings) {
        let physical = result.pointer_mut("/locations/0/physicalLocation");
        let region = place(finding, account, lines);
        if let (Some(physical), Some(region)) = (physical, region) {
            super::insert(physical, "region", json_of(region));
        }
    }
}

fn json_of(region: Region) -> Value {
    match region.columns {
        Some((start, end)) => json!({
            "startLine": region.start_line,
            "startColumn": start,
            "endLine": region.end_line,
            "endColumn": end,
        }),
        None => json!({"startLine": region.start_line, "endLine": region.end_line}),
    }
}

/// The list of the snapshot that a principal stands in, its kind as assignments name it, its id and name.
fn listed(account: &Account, principal: Principal) -> (&'static str, &'static str, [&str; 2]) {
    match principal {
        Principal::User(id) => {
            let user = account.user(id);
            ("users", "user", [&user.id, &user.name])
        }
        Principal::Group(id) => {
            let group = account.group(id);
            ("groups", "group", [&group.id, &group.name])
        }
        Principal::Agency(id) => {
            let agency = account.agencies.get(id);
            ("agencies", "agency", [&agency.id, &agency.name])
        }
    }
}

fn place(finding: &Finding, account: &Account, lines: &Lines<'_>) -> Option<Region> {
    match finding.subject {
        Subject::Principal(principal) => {
            let (list, _, [id, _]) = listed(account, principal);
            lines.object(list, id)
        }
        Subject::Permission(id) => {
            let permission = account.permission(id);
            let list = match permission.kind {
                PermissionKind::IdentityPolicy => "identity_policies",
                _ => "roles",
            };
            let statement = finding.evidence.iter().find_map(|evidence| match evidence {
                Evidence::Path(path) if path.permission == id => path.statement,
                _ => None,
            });
            match statement {
                Some(at) => lines.statement(list, &permission.id, at),
                None => lines.object(list, &permission.id),
            }
        }
        Subject::Assignment(holder, permission, scope) => {
            let (list, kind, names) = listed(account, holder);
            let permission = account.permission(permission);
            let called = [&permission.id, &permission.display_name, &permission.name];
            let is_it = |row: &Value| {
                let named = |object: &Value, name: &str| {
                    let is =
                        |member: &str| object.get(member).and_then(Value::as_str) == Some(name);
                    ["id", "name", "display_name"].into_iter().any(is)
                };
                let role = row.get("role");
                let role = role.is_some_and(|role| called.iter().any(|name| named(role, name)));
                let inherited = row.get("is_inherited").and_then(Value::as_bool) == Some(true);
                let at = |member: &str, names: [&str; 2]| {
                    let scope = row.get("scope").and_then(|scope| scope.get(member));
                    scope.is_some_and(|scope| names.iter().any(|name| named(scope, name)))
                };
                let domain = [account.domain.id.as_str(), account.domain.name.as_str()];
                role && match scope {
                    Scope::Global => !inherited && at("domain", domain),
                    Scope::All => inherited && at("domain", domain),
                    Scope::Project(id) | Scope::Subprojects(id) => {
                        let project = account.project(id);
                        let below = matches!(scope, Scope::Subprojects(_));
                        inherited == below && at("project", [&project.id, &project.name])
                    }
                    Scope::EnterpriseProject(id) => {
                        let project = account.enterprise_projects.get(id);
                        at("enterprise_project", [&project.id, &project.name])
                    }
                }
            };
            let (id, _) = (names[0], names[1]);
            lines
                .assignment((kind, names), &is_it)
                .or_else(|| lines.object(list, id))
        }
        Subject::Account => None,
    }
}
