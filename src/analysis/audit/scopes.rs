//! L01, L04, L05: attachments that do nothing, or not all they promise, where they are.

use std::collections::HashMap;

use crate::engine::compiled::{Bits, Level};
use crate::engine::lacks::Lacking;
use crate::model::{ActionClause, Assignment, PermissionId, Principal, ProjectId, Scope};

use super::attached::is_role;
use super::finding::{Evidence, Finding, Path, Subject, few};
use super::ground::Ground;
use super::rule::Rule;

/// The finding about one assignment, which is its own first evidence.
pub(super) fn about(rule: &'static Rule, assignment: &Assignment, title: String) -> Finding {
    let Assignment {
        subject,
        permission,
        scope,
    } = *assignment;
    Finding::new(rule, Subject::Assignment(subject, permission, scope), title).because([
        Evidence::Path(Path {
            holder: subject,
            permission,
            scope,
            statement: None,
            pattern: None,
        }),
    ])
}

impl Ground<'_> {
    /// "IMS FullAccess on group image-ops at eu-de".
    pub(super) fn worded(&self, assignment: &Assignment) -> String {
        Subject::Assignment(assignment.subject, assignment.permission, assignment.scope)
            .text(self.account())
    }

    /// Every action a permission says something about.
    pub(super) fn spoken(&self, permission: PermissionId) -> Bits {
        let mut bits = Bits::none(self.columns.universe().len());
        if let Some(compiled) = self.columns.compiled(permission) {
            for span in [
                &compiled.allow,
                &compiled.maybe_allow,
                &compiled.deny,
                &compiled.maybe_deny,
            ] {
                span.pour(&mut bits);
            }
            for aside in &compiled.aside {
                aside.actions.pour(&mut bits);
            }
        }
        bits
    }

    /// The actions that a scope of the first layer reaches.
    pub(super) fn reached(&self, scope: Scope) -> Bits {
        let mos = |project: ProjectId| self.account().project(project).is_mos();
        let universe = self.columns.universe();
        let levels: &[Level] = match scope {
            Scope::All => &Level::ALL,
            Scope::Global => &[Level::Global, Level::ObjectStorage],
            Scope::Project(project) if mos(project) => &[Level::Project, Level::ObjectStorage],
            Scope::Project(_) | Scope::Subprojects(_) => &[Level::Project],
            Scope::EnterpriseProject(_) => return universe.enterprise_project.clone(),
        };
        let mut bits = Bits::none(universe.len());
        for level in levels {
            bits.add(universe.level(*level));
        }
        bits
    }
}

pub(super) fn dependencies(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let account = ground.account();
    let mut lacking: HashMap<Principal, Lacking<'_>> = HashMap::new();
    for assignment in account.assignments.rows() {
        let permission = account.permission(assignment.permission);
        let gated = ground
            .columns
            .compiled(assignment.permission)
            .is_some_and(|compiled| compiled.gated);
        let second = matches!(assignment.scope, Scope::EnterpriseProject(_));
        // A role on an enterprise project is not in force whatever it depends on.
        if !gated || (second && is_role(permission)) {
            continue;
        }
        let mut lacks = |principal: Principal| {
            let lacking = lacking
                .entry(principal)
                .or_insert_with(|| ground.engine().lacking(principal));
            let grants = lacking.grants();
            let grant = grants.iter().copied().find(|grant| {
                grant.permission == assignment.permission && grant.scope == assignment.scope
            });
            grant.map_or_else(Vec::new, |grant| lacking.of(grant))
        };
        let missing = lacks(assignment.subject);
        if missing.is_empty() {
            continue;
        }
        if let Principal::Group(group) = assignment.subject {
            // Another group of each member may make up for it.
            let members = &account.group(group).members;
            let anybody = members
                .iter()
                .any(|user| !lacks(Principal::User(*user)).is_empty());
            if !members.is_empty() && !anybody {
                continue;
            }
        }
        let title = format!(
            "{} lacks {}",
            ground.worded(assignment),
            few(missing.iter().map(String::as_str))
        );
        let fix = format!(
            "Attach {} in the same scope, or detach {}",
            few(missing.iter().map(String::as_str)),
            permission.shown()
        );
        let missing = missing
            .into_iter()
            .map(|name| Evidence::Fact(format!("{} needs {name} there", permission.shown())));
        found.push(
            about(rule, assignment, title)
                .because(missing)
                .fixed_by(fix),
        );
    }
}

pub(super) fn idle(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    for assignment in ground.account().assignments.rows() {
        if matches!(assignment.scope, Scope::EnterpriseProject(_)) {
            continue;
        }
        let spoken = ground.spoken(assignment.permission);
        if spoken.is_empty() || spoken.meets(&ground.reached(assignment.scope)) {
            continue;
        }
        let project_level = ground.columns.universe().level(Level::Project);
        let (kind, fix) = if spoken.within(project_level) {
            (
                "project-level services",
                "Attach it in a project, or at all resources",
            )
        } else if spoken.meets(ground.columns.universe().level(Level::ObjectStorage)) {
            (
                "object storage",
                "Attach it at global services, at all resources, or in the project MOS",
            )
        } else {
            (
                "global services",
                "Attach it at global services, or at all resources",
            )
        };
        let title = format!("{} acts on nothing", ground.worded(assignment));
        found.push(
            about(rule, assignment, title)
                .fact(format!("it speaks of {kind} only"))
                .fixed_by(fix),
        );
    }
}

pub(super) fn unsupported(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let account = ground.account();
    for assignment in account.assignments.rows() {
        if !matches!(assignment.scope, Scope::EnterpriseProject(_)) {
            continue;
        }
        let permission = account.permission(assignment.permission);
        if is_role(permission) {
            let title = format!("{} is not in force", ground.worded(assignment));
            found.push(
                about(rule, assignment, title)
                    .fact("a role (1.0) does not count on an enterprise project")
                    .fixed_by("Attach a policy (1.1) that allows the same"),
            );
            continue;
        }
        let Some(document) = &permission.document else {
            continue;
        };
        let spoken = ground.spoken(assignment.permission);
        let universe = ground.columns.universe();
        let none = !spoken.is_empty() && !spoken.meets(&universe.enterprise_project);
        let mut outright: Vec<String> = Vec::new();
        for statement in &document.statements {
            let ActionClause::Any(patterns) = &statement.actions else {
                continue;
            };
            for pattern in patterns.iter().filter(|pattern| !pattern.contains('*')) {
                let known = ground.catalogue().find_action(pattern);
                let documented =
                    known.and_then(|id| ground.catalogue().actions.get(id).enterprise_project);
                if documented == Some(false) && !outright.contains(pattern) {
                    outright.push(pattern.clone());
                }
            }
        }
        if !none && (outright.is_empty() || permission.kind.is_system()) {
            continue;
        }
        let what = if none {
            "has no effect: none of its actions knows enterprise projects".to_owned()
        } else {
            format!(
                "has no effect for {}",
                few(outright.iter().map(String::as_str))
            )
        };
        let title = format!("{} {what}", ground.worded(assignment));
        let facts = outright
            .iter()
            .map(|action| Evidence::Fact(format!("{action} can be granted in IAM projects only")));
        found.push(
            about(rule, assignment, title)
                .because(facts)
                .fixed_by("Grant these actions in the IAM project, or take them out of the policy"),
        );
    }
}
