//! Every operator of section 3 against values that satisfy it and values that do not, as data: one statement that
//! allows under the condition, one user, one key. The general question and what would turn it are asked as well.

use permlens::catalogue::Catalogue;
use permlens::engine::compiled::Columns;
use permlens::model::{
    Change, Context, ContextValue, Decision, Mode, Principal, Request, TableId, UserId,
};
use serde_json::{Value, json};

use crate::cases::{alice, cases};

const CASES: &str = include_str!("../cases/conditions.jsonl");
const ACTION: &str = "iam:users:listUsers";

/// Alice, whom one statement lets list users under the case's condition.
fn columns(case: &Value) -> Columns {
    let condition = &case["condition"];
    let statement = json!({"Effect": "Allow", "Action": ["iam:users:*"], "Condition": condition});
    alice(case, &statement)
}

fn asked(key: &str, value: Option<ContextValue>, mode: Mode) -> Request {
    let mut context = Context::default();
    if let Some(value) = value {
        context.insert(key, value);
    }
    Request {
        principal: Principal::User(UserId::from_index(0)),
        action: ACTION.to_owned(),
        facts: Catalogue::embedded().facts(ACTION),
        project: None,
        enterprise_project: None,
        resource: None,
        context,
        mode,
    }
}

fn values(written: &Value) -> ContextValue {
    ContextValue::Values(match written {
        Value::Array(members) => members
            .iter()
            .map(|one| one.as_str().unwrap().to_owned())
            .collect(),
        single => vec![single.as_str().unwrap().to_owned()],
    })
}

fn key(case: &Value) -> String {
    let tests = case["condition"]
        .as_object()
        .unwrap()
        .values()
        .next()
        .unwrap();
    tests.as_object().unwrap().keys().next().unwrap().clone()
}

#[test]
fn every_operator_holds_where_it_should() {
    let mut wrong = Vec::new();
    let cases = cases(CASES);
    assert!(cases.len() >= 55, "the cases are there");
    for case in &cases {
        let columns = columns(case);
        let key = key(case);
        let given = |name: &str| {
            case[name]
                .as_array()
                .unwrap()
                .iter()
                .map(values)
                .collect::<Vec<_>>()
        };
        let mut expected: Vec<(Option<ContextValue>, bool)> = Vec::new();
        expected.extend(given("holds").into_iter().map(|value| (Some(value), true)));
        expected.extend(given("fails").into_iter().map(|value| (Some(value), false)));
        // Keys that the engine knows by itself are never absent of themselves.
        expected.push((Some(ContextValue::Absent), case["absent"] == true));
        for (value, holds) in expected {
            let request = asked(&key, value.clone(), Mode::Strict);
            let slow = columns.engine().decide(&request);
            let fast = columns.decide(&request);
            if slow != fast || (slow == Decision::Allow) != holds {
                wrong.push(format!(
                    "{}: {key}={value:?} explained {slow:?}, compiled {fast:?}",
                    case["id"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Left unsaid, the key is what the answer hangs on; each proposed change is one that allows, and where the case
/// knows a value that satisfies the condition, one is found.
#[test]
fn what_is_left_unsaid_is_asked_for_and_answered() {
    let mut wrong = Vec::new();
    for case in &cases(CASES) {
        let columns = columns(case);
        let key = key(case);
        let known = key.eq_ignore_ascii_case("g:UserName");
        let trace = columns.explain(&asked(&key, None, Mode::General));
        let settled = known || case["settled"] == true;
        if (trace.decision == Decision::Conditional) == settled {
            wrong.push(format!("{}: {:?}", case["id"], trace.decision));
        }
        if trace.decision == Decision::Conditional && !trace.context_keys.contains(&key) {
            wrong.push(format!("{}: hangs on {:?}", case["id"], trace.context_keys));
        }
        let mut found = false;
        for flip in &trace.flips {
            let Change::Context { key, value } = &flip.apply else {
                continue;
            };
            let completed = asked(key, Some(value.clone()), Mode::Strict);
            found |= columns.engine().decide(&completed) == Decision::Allow;
            if columns.decide(&completed) != flip.becomes {
                wrong.push(format!(
                    "{}: {} does not lead to {:?}",
                    case["id"], flip.change, flip.becomes
                ));
            }
        }
        let satisfiable = case["holds"]
            .as_array()
            .is_some_and(|values| !values.is_empty());
        let single = trace.context_keys.len() == 1;
        if satisfiable && single && !settled && !found {
            wrong.push(format!(
                "{}: no value is proposed: {:?}",
                case["id"], trace.flips
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
