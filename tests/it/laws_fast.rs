//! Everything the compiled path keeps, shares or leaves standing must answer as the explaining path does:
//! single cells, requests, one action for all users, buffers used again, and columns after an edit.

use std::sync::Arc;

use permlens::analysis::matrix::{self, Column, Matrix, Projects, Question, Rows};
use permlens::catalogue::Catalogue;
use permlens::engine::compiled::{Columns, Desk, Edit, Stand};
use permlens::engine::{Engine, RegionGrant, RoleDeny, Settings};
use permlens::import;
use permlens::model::{
    Account, Assignment, Decision, EnterpriseProjectId, Mark, Mode, PermissionId, Principal,
    ProjectId, TableId, UserId,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use crate::laws::{principals, stands};
use crate::random::{ACTIONS, USERS, account, engine, scope, subject};

/// Accounts with what random ones lack: identity policies and an organization.
pub fn wide() -> impl Strategy<Value = Account> {
    let attached = vec((subject(), 0..12usize), 0..4);
    let scps = prop_oneof![3 => Just(None), 1 => (0..12usize).prop_map(Some)];
    (account(), attached, scps).prop_map(|(mut account, attached, scps)| {
        let count = account.permissions.len();
        for (subject, at) in attached {
            let permission = PermissionId::from_index(at % count);
            account.identity_attachments.push((subject, permission));
        }
        account.scps = scps.map(|at| {
            account
                .permissions
                .rows()
                .iter()
                .filter(|row| row.id.starts_with("custom"))
                .skip(at % 3)
                .filter_map(|row| row.document.clone())
                .filter(|document| document.version.text() == "1.1")
                .collect()
        });
        account
    })
}

/// Every answer of `columns`, by every way there is of asking, against the explaining path.
pub fn agrees(columns: &Columns) -> Result<(), TestCaseError> {
    let engine = columns.engine();
    let mut desk = Desk::new(columns.universe().len());
    let nowhere = Stand {
        project: None,
        enterprise_project: Some(EnterpriseProjectId::from_index(1)),
    };
    for stand in stands().chain([nowhere]) {
        for principal in principals() {
            columns.fill(principal, stand, &mut desk);
            prop_assert_eq!(
                &desk.decisions,
                &columns.principal_without(principal, stand, &|_| false),
                "{:?} {:?}",
                principal,
                stand
            );
        }
        for action in ACTIONS {
            let Some(id) = columns.universe().find(action) else {
                continue;
            };
            let who = columns.who(id, stand);
            for principal in principals() {
                let general = columns.question(principal, action, stand);
                let explained = engine.decide(&general);
                let asked = format!("{principal:?} {action} {stand:?}");
                prop_assert_eq!(
                    columns.principal(principal, stand).of(id),
                    explained,
                    "column: {}",
                    &asked
                );
                prop_assert_eq!(
                    columns.cell(principal, id, stand),
                    explained,
                    "cell: {}",
                    &asked
                );
                prop_assert_eq!(columns.decide(&general), explained, "decide: {}", &asked);
                if let Principal::User(user) = principal {
                    prop_assert_eq!(who.decision(user), explained, "who: {}", &asked);
                }
                let strict = permlens::model::Request {
                    mode: Mode::Strict,
                    ..general
                };
                prop_assert_eq!(
                    columns.decide(&strict),
                    engine.decide(&strict),
                    "strict: {}",
                    &asked
                );
            }
            let allowed = (0..USERS).map(UserId::from_index);
            let allowed: Vec<UserId> = allowed
                .filter(|user| who.decision(*user) == Decision::Allow)
                .collect();
            prop_assert_eq!(who.allowed_users().collect::<Vec<_>>(), allowed);
        }
    }
    Ok(())
}

/// An edit, and what it touches.
fn edited(account: &Account, at: usize, change: &Assignment) -> (Account, Vec<Edit>) {
    let mut after = account.clone();
    let assignments = account.assignments.len();
    match at % 5 {
        0 => {
            after.assignments.push(*change);
            (after, vec![Edit::Principal(change.subject)])
        }
        1 if assignments > 0 => {
            let gone = (at / 5) % assignments;
            let rows = account.assignments.rows();
            after.assignments = rows
                .iter()
                .enumerate()
                .filter(|(index, _)| *index != gone)
                .map(|(_, row)| *row)
                .collect();
            (after, vec![Edit::Principal(rows[gone].subject)])
        }
        2 => {
            // The document of another permission takes this one's place.
            let other = PermissionId::from_index((at / 5) % account.permissions.len());
            let row = after.permissions.get_mut(change.permission);
            row.document.clone_from(&account.permission(other).document);
            row.basis = account.permission(other).basis;
            (after, vec![Edit::Permission(change.permission)])
        }
        3 => {
            let user = UserId::from_index((at / 5) % USERS);
            for group in std::mem::take(&mut after.users.get_mut(user).groups) {
                after
                    .groups
                    .get_mut(group)
                    .members
                    .retain(|member| *member != user);
            }
            (after, vec![Edit::Membership])
        }
        _ => {
            let user = UserId::from_index((at / 5) % USERS);
            after.users.get_mut(user).enabled ^= true;
            after.assignments.push(*change);
            (
                after,
                vec![Edit::Membership, Edit::Principal(change.subject)],
            )
        }
    }
}

pub fn settings() -> impl Strategy<Value = Settings> {
    (any::<bool>(), any::<bool>()).prop_map(|(deny, region)| Settings {
        role_deny: if deny {
            RoleDeny::Global
        } else {
            RoleDeny::Local
        },
        region_grant: if region {
            RegionGrant::WithSubprojects
        } else {
            RegionGrant::ProjectOnly
        },
        ..Settings::default()
    })
}

#[test]
fn a_question_mark_is_one_character_on_either_path() {
    let names = [
        "svc:ä:do",
        "svc:ab:do",
        "svc:x:do",
        "svc:äö:do",
        "svc:日:do",
    ];
    let snapshot = json!({"format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": "ann", "enabled": true}, {"id": "u2", "name": "ben", "enabled": true}],
        "projects": [{"id": "p1", "name": "eu-de"}],
        "roles": [{"id": "r1", "name": "custom_1", "display_name": "names", "catalog": "CUSTOMED", "type": "XA",
            "domain_id": "d1", "policy": {"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": names}]}}],
        "identity_policies": [
            {"policy_id": "y1", "policy_name": "one", "document": {"Version": "5.0", "Statement": [
                {"Effect": "Allow", "Action": ["svc:?:do"], "Resource": ["*"]}]}},
            {"policy_id": "y2", "policy_name": "two", "document": {"Version": "5.0", "Statement": [
                {"Effect": "Allow", "Action": ["s*:*??*:do"], "Resource": ["*"]}]}}],
        "identity_policy_attachments": [{"user": {"id": "u1"}, "policy_id": "y1"}, {"user": {"id": "u2"}, "policy_id": "y2"}]});
    let bytes = snapshot.to_string();
    let imported = import::from_slice("case", bytes.as_bytes(), Catalogue::embedded()).unwrap();
    let engine = engine(imported.account);
    let columns = Columns::new(Arc::clone(&engine));
    let stand = Stand {
        project: Some(ProjectId::from_index(0)),
        enterprise_project: None,
    };
    for (user, allowed) in [
        (0, ["svc:ä:do", "svc:x:do", "svc:日:do"].as_slice()),
        (1, &["svc:ab:do", "svc:äö:do"]),
    ] {
        let user = Principal::User(UserId::from_index(user));
        for name in names {
            let expected = if allowed.contains(&name) {
                Decision::Allow
            } else {
                Decision::ImplicitDeny
            };
            let id = columns.universe().find(name).unwrap();
            assert_eq!(
                engine.decide(&engine.question(user, name, stand)),
                expected,
                "{name}"
            );
            assert_eq!(
                columns.principal(user, stand).of(id),
                expected,
                "{name}, compiled"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn every_way_of_asking_the_compiled_path_agrees(account in wide(), settings in settings()) {
        let engine = engine(account);
        let columns = Columns::new(Arc::new(Engine::new(
            engine.catalogue(),
            Arc::new(engine.account().clone()),
            settings,
        )));
        agrees(&columns)?;
        // What was kept the first time answers the second time.
        agrees(&columns)?;
    }

    #[test]
    fn a_window_shows_what_the_explaining_path_decides(account in wide()) {
        let columns = Arc::new(Columns::new(engine(account)));
        let engine = columns.engine();
        let service = engine.catalogue().find_service("ims").expect("the catalogue has images");
        let mut asked = matrix::user_columns(engine.account());
        asked.extend(matrix::group_columns(engine.account()));
        let question = Question {
            rows: matrix::rows(engine.catalogue(), Rows::Actions, &[service]),
            columns: asked.clone(),
            projects: Projects::One(ProjectId::from_index(1)),
            enterprise_project: Some(EnterpriseProjectId::from_index(0)),
        };
        let any = Question { projects: Projects::any(engine), ..question.clone() };
        let stand = Stand {
            project: Some(ProjectId::from_index(1)),
            enterprise_project: Some(EnterpriseProjectId::from_index(0)),
        };
        let matrix = Matrix::new(Arc::clone(&columns), question);
        let everywhere = Matrix::new(Arc::clone(&columns), any);
        let mut cells = Vec::new();
        for (at, column) in asked.iter().enumerate() {
            for matrix in [&matrix, &everywhere] {
                matrix.window(2..12, at..at + 1, &mut cells);
                prop_assert_eq!(&cells[..], &matrix.cells(column)[2..12]);
            }
            let Column::Principal(principal) = column else { continue };
            matrix.window(2..12, at..at + 1, &mut cells);
            for (row, cell) in matrix.rows()[2..12].iter().zip(&cells) {
                let decision = engine.decide(&engine.question(*principal, &row.label, stand));
                let expected = match cell.mark {
                    Mark::Allowed | Mark::MissingDependency => Decision::Allow,
                    Mark::Denied => Decision::ExplicitDeny,
                    Mark::Conditional => Decision::Conditional,
                    _ => Decision::ImplicitDeny,
                };
                prop_assert_eq!(expected, decision, "{:?} {}", principal, &row.label);
            }
        }
    }

    #[test]
    fn columns_after_an_edit_are_those_of_the_edited_account(
        account in wide(),
        edits in vec((0..1000usize, subject(), 0..12usize, scope()), 1..4),
    ) {
        let mut columns = Columns::new(engine(account));
        for (at, subject, permission, scope) in edits {
            // Only what was worked out can be left standing wrongly.
            for stand in stands() {
                for principal in principals() {
                    let _ = columns.principal(principal, stand);
                }
            }
            let change = Assignment { subject, permission: PermissionId::from_index(permission), scope };
            let (after, edits) = edited(columns.engine().account(), at, &change);
            columns = columns.edited(engine(after), &edits);
            agrees(&columns)?;
            let anew = Columns::new(Arc::clone(columns.engine()));
            for stand in stands() {
                for principal in principals() {
                    prop_assert_eq!(columns.principal(principal, stand), anew.principal(principal, stand));
                }
            }
        }
    }
}
