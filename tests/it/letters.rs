//! Letters of principals for operations that no document links to actions: a published letter speaks
//! of a permission, and is a principal's only where that permission is in force and uncontested.

use std::sync::Arc;

use permlens::analysis::matrix::{CellBasis, Column, Matrix, Projects, Question, Rows, rows};
use permlens::catalogue::Catalogue;
use permlens::engine::compiled::Columns;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::model::{Mark, Principal};
use serde_json::{Value, json};

/// The cell of alice for "Attaching a NIC to an ECS", an operation without linked actions.
fn cell(change: impl FnOnce(&mut Value)) -> (Mark, CellBasis) {
    let mut snapshot = json!({
        "format": "permlens-snapshot",
        "version": 1,
        "domain": {"id": "d1", "name": "acme"},
        "projects": [{"id": "p", "name": "eu-de", "parent_id": "d1"}],
        "users": [{"id": "u", "name": "alice"}],
        "groups": [{"id": "g", "name": "g"}],
        "memberships": [{"group": {"id": "g"}, "user": {"id": "u"}}],
        "roles": [],
        "role_assignments": [{
            "group": {"id": "g"},
            "role": {"display_name": "ECS FullAccess"},
            "scope": {"project": {"id": "p"}},
        }],
    });
    change(&mut snapshot);
    let catalogue = Catalogue::embedded();
    let bytes = serde_json::to_vec(&snapshot).unwrap();
    let account = import::from_slice("letters", &bytes, catalogue)
        .unwrap()
        .account;
    let alice = Column::Principal(Principal::User(account.find_user("alice").unwrap()));
    let engine = Arc::new(Engine::new(
        catalogue,
        Arc::new(account),
        Settings::default(),
    ));
    let ecs = catalogue.find_service("ecs").unwrap();
    let matrix = Matrix::new(
        Arc::new(Columns::new(Arc::clone(&engine))),
        Question {
            rows: rows(catalogue, Rows::Operations, &[ecs]),
            columns: vec![alice],
            projects: Projects::any(&engine),
            enterprise_project: None,
        },
    );
    let at = matrix
        .rows()
        .iter()
        .position(|row| row.label == "Attaching a NIC to an ECS")
        .unwrap();
    let cell = matrix.cells(&alice)[at];
    (cell.mark, cell.basis)
}

fn deny(action: &str) -> Value {
    json!({
        "id": "deny", "name": "deny", "display_name": "deny", "catalog": "CUSTOMED", "domain_id": "d1",
        "policy": {"Version": "1.1", "Statement": [{"Effect": "Deny", "Action": [action]}]},
    })
}

#[test]
fn a_permission_that_allows_its_whole_service_settles_the_letter() {
    assert_eq!(cell(|_| {}), (Mark::Allowed, CellBasis::Computed));
}

#[test]
fn nobody_gets_a_letter_from_a_permission_that_is_not_in_force() {
    let no = (Mark::NotAllowed, CellBasis::Computed);
    assert_eq!(
        cell(|snapshot| snapshot["users"][0]["enabled"] = json!(false)),
        no
    );
    assert_eq!(cell(|snapshot| snapshot["scps"] = json!([])), no);
    assert_eq!(
        cell(|snapshot| {
            snapshot["role_assignments"][0]["role"] =
                json!({"display_name": "Server Administrator"});
        }),
        no,
        "it lacks Tenant Guest"
    );
}

#[test]
fn a_contested_letter_is_nobody_s_to_publish() {
    let contested = cell(|snapshot| {
        snapshot["roles"] = json!([deny("ecs:cloudServers:*")]);
        snapshot["role_assignments"]
            .as_array_mut()
            .unwrap()
            .push(json!({
                "group": {"id": "g"}, "role": {"id": "deny"}, "scope": {"project": {"id": "p"}},
            }));
    });
    assert_eq!(contested, (Mark::Conditional, CellBasis::Unknown));
}

#[test]
fn a_custom_policy_has_no_published_letters_whatever_it_is_called() {
    let named = cell(|snapshot| {
        let mut role = deny("ecs:servers:list");
        role["display_name"] = json!("ECS FullAccess");
        role["policy"]["Statement"][0]["Effect"] = json!("Allow");
        snapshot["roles"] = json!([role]);
    });
    assert_eq!(named, (Mark::Conditional, CellBasis::Unknown));
}

#[test]
fn a_published_letter_counts_where_its_permission_does() {
    let common = cell(|snapshot| {
        snapshot["role_assignments"][0]["role"] = json!({"display_name": "ECS CommonOperations"});
    });
    // The table says x for it; what is not said to be allowed is not known to be denied.
    assert_eq!(common, (Mark::Conditional, CellBasis::Unknown));
}
