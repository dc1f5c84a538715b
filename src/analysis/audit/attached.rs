//! R11–R13: permissions so broad that holding them is the finding.

use crate::model::{
    ActionClause, Effect, PermissionKind, Principal, ResourceClause, Scope, Version,
};

use super::finding::{Evidence, Finding, Path, Subject, count, few};
use super::ground::Ground;
use super::rule::Rule;

/// From this many members on a group is large for whoever may do everything.
const MANY: usize = 4;

pub(super) fn security_administrator(
    ground: &Ground<'_>,
    rule: &'static Rule,
    found: &mut Vec<Finding>,
) {
    let account = ground.account();
    for (id, permission) in account.permissions.iter() {
        if permission.display_name != "Security Administrator" || !permission.kind.is_system() {
            continue;
        }
        for assignment in ground.holders(id) {
            let holder = assignment.subject;
            if !matches!(assignment.scope, Scope::Global | Scope::All) || ground.is_built_in(holder)
            {
                continue;
            }
            let title = match holder {
                Principal::User(user) => {
                    format!(
                        "user {} holds Security Administrator",
                        account.user(user).shown()
                    )
                }
                Principal::Group(group) => {
                    let group = account.group(group);
                    if group.members.is_empty() {
                        continue;
                    }
                    format!(
                        "group {} holds Security Administrator ({})",
                        group.shown(),
                        count(group.members.len(), "user")
                    )
                }
                Principal::Agency(agency) => format!(
                    "agency {} holds Security Administrator",
                    account.agencies.get(agency).shown()
                ),
            };
            found.push(
                Finding::new(rule, Subject::Principal(holder), title).because([Evidence::Path(
                    Path {
                        holder,
                        permission: id,
                        scope: assignment.scope,
                        statement: None,
                        pattern: None,
                    },
                )]),
            );
        }
    }
}

/// Patterns that leave nothing out.
pub(in crate::analysis) fn is_sweeping(pattern: &str) -> bool {
    matches!(
        pattern.to_lowercase().as_str(),
        "*" | "*:*" | "*:*:*" | "iam:*:*" | "iam:*"
    )
}

pub(super) fn sweeping(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    for (id, permission) in ground.account().permissions.iter() {
        if !permission.kind.is_own() {
            if permission.display_name == "FullAccess" && permission.kind.is_system() {
                full_access(ground, rule, id, found);
            }
            continue;
        }
        let Some(document) = &permission.document else {
            continue;
        };
        for (index, statement) in document.statements.iter().enumerate() {
            let pattern = match &statement.actions {
                ActionClause::Any(patterns) => patterns
                    .iter()
                    .find(|pattern| is_sweeping(pattern))
                    .cloned(),
                ActionClause::NoneOf(patterns) => Some(format!("not {}", patterns.join(", "))),
            };
            let (Effect::Allow, ResourceClause::All, Some(pattern)) =
                (statement.effect, &statement.resources, pattern)
            else {
                continue;
            };
            let condition = if statement.conditions.is_empty() {
                ""
            } else {
                ", under a condition"
            };
            let title = format!("{} allows {pattern}{condition}", permission.shown());
            found.push(
                Finding::new(rule, Subject::Permission(id), title)
                    .about(format!("{index}"))
                    .fact(format!("statement {} allows {pattern}", index + 1))
                    .because(ground.held(id)),
            );
            break;
        }
    }
}

fn full_access(
    ground: &Ground<'_>,
    rule: &'static Rule,
    id: crate::model::PermissionId,
    found: &mut Vec<Finding>,
) {
    let mut seen = Vec::new();
    for assignment in ground.holders(id) {
        let holder = assignment.subject;
        // Agencies have a rule of their own.
        if matches!(holder, Principal::Agency(_)) || seen.contains(&holder) {
            continue;
        }
        seen.push(holder);
        let account = ground.account();
        let title = format!(
            "{} holds FullAccess",
            Subject::Principal(holder).text(account)
        );
        found.push(
            Finding::new(rule, Subject::Principal(holder), title).because([Evidence::Path(Path {
                holder,
                permission: id,
                scope: assignment.scope,
                statement: None,
                pattern: None,
            })]),
        );
    }
}

pub(super) fn tenant_administrator(
    ground: &Ground<'_>,
    rule: &'static Rule,
    found: &mut Vec<Finding>,
) {
    let account = ground.account();
    for (id, permission) in account.permissions.iter() {
        if permission.display_name != "Tenant Administrator" || !permission.kind.is_system() {
            continue;
        }
        for assignment in ground.holders(id) {
            let Principal::Group(group) = assignment.subject else {
                continue;
            };
            let members = &account.group(group).members;
            if assignment.scope != Scope::All
                || account.group(group).is_admin()
                || members.len() < MANY
            {
                continue;
            }
            let title = format!(
                "group {} gives Tenant Administrator at all resources to {}",
                account.group(group).shown(),
                count(members.len(), "user")
            );
            let names = members.iter().map(|user| account.user(*user).shown());
            found.push(
                Finding::new(rule, Subject::Principal(assignment.subject), title)
                    .because([Evidence::Path(Path {
                        holder: assignment.subject,
                        permission: id,
                        scope: assignment.scope,
                        statement: None,
                        pattern: None,
                    })])
                    .fact(format!("members: {}", few(names))),
            );
        }
    }
}

/// Whether a document is one of the base roles' generation.
pub(super) fn is_role(permission: &crate::model::Permission) -> bool {
    permission
        .document
        .as_ref()
        .map_or(permission.kind == PermissionKind::SystemRole, |document| {
            document.version == Version::Role
        })
}
