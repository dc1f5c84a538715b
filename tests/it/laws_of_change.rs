//! How decisions may move when an account does: order means nothing, an Allow takes nothing away,
//! a Deny gives nothing, a narrower pattern gives nothing, and every proposed change does what it says.

use std::sync::Arc;

use permlens::engine::Engine;
use permlens::engine::compiled::Columns;
use permlens::engine::document::parse;
use permlens::model::{
    Account, Assignment, AssignmentId, Basis, Change, Decision, Document, Extra, GroupId,
    Permission, PermissionId, PermissionKind, Principal, Provenance, Scope, Table, TableId, UserId,
    Version, Via,
};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::laws::{principals, stands};
use crate::random::{ACTIONS, GROUPS, account, engine, statement};

/// How much a decision lets through.
fn access(decision: Decision) -> u8 {
    match decision {
        Decision::ExplicitDeny | Decision::ImplicitDeny => 0,
        Decision::Conditional => 1,
        Decision::Allow => 2,
    }
}

/// Every decision of an account, in a fixed order.
fn decisions(engine: &Engine) -> Vec<Decision> {
    let mut all = Vec::new();
    for principal in principals() {
        for stand in stands() {
            for action in ACTIONS {
                all.push(engine.decide(&engine.question(principal, action, stand)));
            }
        }
    }
    all
}

fn reversed<I: TableId, T: Clone>(table: &Table<I, T>) -> Table<I, T> {
    table.rows().iter().rev().cloned().collect()
}

fn with_source(document: &Document, change: impl FnOnce(&mut Value)) -> Document {
    let mut source = document.source.clone();
    change(&mut source);
    parse(&source).expect("a changed document parses").0
}

/// The same account with everything that has an order turned round.
fn turned(account: &Account) -> Account {
    let mut turned = account.clone();
    turned.assignments = reversed::<AssignmentId, Assignment>(&account.assignments);
    for id in account.users.ids() {
        turned.users.get_mut(id).groups.reverse();
    }
    for id in account.permissions.ids() {
        let permission = turned.permissions.get_mut(id);
        permission.document = permission.document.as_ref().map(|document| {
            with_source(document, |source| {
                if let Some(statements) = source["Statement"].as_array_mut() {
                    statements.reverse();
                    for statement in statements {
                        if let Some(actions) = statement["Action"].as_array_mut() {
                            actions.reverse();
                        }
                    }
                }
            })
        });
    }
    turned
}

/// The same account with permissions renumbered: the last becomes the first.
fn renumbered(account: &Account) -> Account {
    let mut renumbered = account.clone();
    let last = account.permissions.len() - 1;
    renumbered.permissions = reversed(&account.permissions);
    for id in account.assignments.ids() {
        let assignment = renumbered.assignments.get_mut(id);
        assignment.permission = PermissionId::from_index(last - assignment.permission.index());
    }
    renumbered
}

/// One more custom policy, attached to a group.
fn with_policy(account: &Account, statement: Value, group: usize, scope: Scope) -> Account {
    let mut account = account.clone();
    let source = json!({"Version": "1.1", "Statement": [statement]});
    let permission = account.permissions.push(Permission {
        id: "added".to_owned(),
        name: "added".to_owned(),
        display_name: "added".to_owned(),
        catalog: "CUSTOMED".to_owned(),
        kind: PermissionKind::Custom,
        provenance: Provenance::Snapshot,
        basis: Basis::Imported,
        document: Some(parse(&source).unwrap().0),
        extra: Extra::new(),
    });
    account.assignments.push(Assignment {
        subject: Principal::Group(GroupId::from_index(group)),
        permission,
        scope,
    });
    account
}

fn of_effect(effect: &'static str) -> impl Strategy<Value = Value> {
    statement().prop_map(move |mut statement| {
        statement["Effect"] = json!(effect);
        statement
    })
}

fn scope() -> impl Strategy<Value = Scope> {
    select(vec![
        Scope::Global,
        Scope::All,
        Scope::Project(TableId::from_index(0)),
        Scope::Project(TableId::from_index(3)),
        Scope::EnterpriseProject(TableId::from_index(0)),
    ])
}

/// The Allow patterns of every 1.1 policy made narrower: a leading `*` becomes `ims`.
fn narrowed(account: &Account) -> Account {
    let mut narrowed = account.clone();
    for id in account.permissions.ids() {
        let permission = narrowed.permissions.get_mut(id);
        permission.document = permission.document.as_ref().map(|document| {
            if document.version == Version::Role {
                return document.clone();
            }
            with_source(document, |source| {
                for statement in source["Statement"].as_array_mut().unwrap() {
                    if statement["Effect"] != "Allow" {
                        continue;
                    }
                    for pattern in statement["Action"].as_array_mut().into_iter().flatten() {
                        let text = pattern.as_str().unwrap().to_owned();
                        if let Some(rest) = text.strip_prefix('*') {
                            *pattern =
                                json!(format!("ims{}", if rest.is_empty() { ":*" } else { rest }));
                        }
                    }
                }
            })
        });
    }
    narrowed
}

/// The account after a change was really made.
fn changed(account: &Account, principal: Principal, change: &Change) -> Account {
    let subject = |via: Via| match via {
        Via::Group(group) => Principal::Group(group),
        Via::Direct => principal,
    };
    let mut account = account.clone();
    match change {
        Change::Attach(grant) => {
            account.assignments.push(Assignment {
                subject: subject(grant.via),
                permission: grant.permission,
                scope: grant.scope,
            });
        }
        Change::Detach(grant) => {
            let left: Table<AssignmentId, Assignment> = account
                .assignments
                .rows()
                .iter()
                .filter(|assignment| {
                    !(assignment.subject == subject(grant.via)
                        && assignment.permission == grant.permission
                        && assignment.scope == grant.scope)
                })
                .copied()
                .collect();
            account.assignments = left;
        }
        Change::Strike {
            permission,
            statement,
        } => {
            let row = account.permissions.get_mut(*permission);
            row.document = row.document.as_ref().map(|document| {
                let mut document = document.clone();
                document.statements.remove(*statement);
                document
            });
        }
        Change::Enable => {
            let Principal::User(user) = principal else {
                panic!("only users are enabled")
            };
            account.users.get_mut(user).enabled = true;
        }
        Change::Context { .. } | Change::Resource(_) | Change::EnterpriseProject(_) => {}
    }
    account
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn order_and_numbering_mean_nothing(account in account()) {
        let before = decisions(&engine(account.clone()));
        prop_assert_eq!(&before, &decisions(&engine(turned(&account))));
        prop_assert_eq!(&before, &decisions(&engine(renumbered(&account))));
    }

    #[test]
    fn an_allow_takes_nothing_away(
        account in account(), statement in of_effect("Allow"), group in 0..GROUPS, scope in scope()
    ) {
        let before = decisions(&engine(account.clone()));
        let after = decisions(&engine(with_policy(&account, statement, group, scope)));
        for (before, after) in before.into_iter().zip(after) {
            prop_assert!(access(after) >= access(before), "{before:?} became {after:?}");
        }
    }

    #[test]
    fn a_deny_gives_nothing(
        account in account(), statement in of_effect("Deny"), group in 0..GROUPS, scope in scope()
    ) {
        let before = decisions(&engine(account.clone()));
        let after = decisions(&engine(with_policy(&account, statement, group, scope)));
        for (before, after) in before.into_iter().zip(after) {
            prop_assert!(access(after) <= access(before), "{before:?} became {after:?}");
        }
    }

    #[test]
    fn a_narrower_pattern_gives_nothing(account in account()) {
        let before = decisions(&engine(account.clone()));
        let after = decisions(&engine(narrowed(&account)));
        for (before, after) in before.into_iter().zip(after) {
            prop_assert!(access(after) <= access(before), "{before:?} became {after:?}");
        }
    }

    #[test]
    fn every_flip_flips(account in account()) {
        let engine = engine(account.clone());
        let columns = Columns::new(Arc::clone(&engine));
        // The first two may be owner or disabled.
        let users = (0..3).map(|at| Principal::User(UserId::from_index(at)));
        for (user, stand) in users.flat_map(|user| stands().take(3).map(move |stand| (user, stand))) {
            for action in ACTIONS {
                let request = engine.question(user, action, stand);
                let trace = columns.explain(&request);
                for flip in trace.flips {
                    prop_assert_ne!(flip.becomes, trace.decision);
                    let mut asked = request.clone();
                    match &flip.apply {
                        Change::Context { key, value } => {
                            asked.context.insert(key, value.clone());
                        }
                        Change::Resource(resource) => asked.resource = Some(resource.clone()),
                        Change::EnterpriseProject(id) => asked.enterprise_project = Some(*id),
                        _ => {}
                    }
                    let after = crate::random::engine(changed(&account, user, &flip.apply));
                    prop_assert_eq!(after.decide(&asked), flip.becomes, "{}", flip.change);
                }
            }
        }
    }
}
