//! The case files of `tests/cases`, one JSON object a line, and the accounts that their cases are asked of.

use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::compiled::Columns;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::model::Account;
use serde_json::{Value, json};

/// The cases of a file.
pub fn cases(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a case is a JSON object"))
        .collect()
}

/// The account of a case: `snapshot`, in which nothing is wrong.
pub fn account(case: &Value, snapshot: &Value) -> Account {
    let bytes = serde_json::to_vec(snapshot).unwrap();
    let imported = import::from_slice("case", &bytes, Catalogue::embedded()).unwrap();
    let problems = &imported.problems;
    assert!(problems.is_empty(), "{}: {problems:?}", case["id"]);
    imported.account
}

/// Alice, the first user, who holds one document of one statement, in the case's version and under what it assumes.
pub fn alice(case: &Value, statement: &Value) -> Columns {
    let version = case["version"].as_str().unwrap_or("1.1");
    let document = json!({"Version": version, "Statement": [statement]});
    let mut snapshot = json!({
        "format": "permlens-snapshot",
        "version": 1,
        "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u-alice", "name": "alice"}],
        "agencies": [{"id": "ag-1", "name": "ops", "domain_id": "d1"}],
    });
    if version == "5.0" {
        snapshot["identity_policies"] =
            json!([{"policy_id": "p", "policy_name": "p", "document": document}]);
        snapshot["identity_policy_attachments"] =
            json!([{"user": {"id": "u-alice"}, "policy_id": "p"}]);
    } else {
        snapshot["roles"] = json!([
            {"id": "p", "display_name": "p", "name": "p", "domain_id": "d1", "policy": document}
        ]);
        snapshot["role_assignments"] = json!([
            {"user": {"id": "u-alice"}, "role": {"id": "p"}, "scope": {"domain": {"id": "d1"}}}
        ]);
    }
    let mut settings = Settings::default();
    if let Some(text) = case["assume"].as_str() {
        settings.assume(text).unwrap();
    }
    let account = Arc::new(account(case, &snapshot));
    let engine = Engine::new(Catalogue::embedded(), account, settings);
    Columns::new(Arc::new(engine))
}
