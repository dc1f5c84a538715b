//! Resource clauses against the resources a request may name (section 1.4), as data: one statement that allows, one user.

use permlens::catalogue::Catalogue;
use permlens::engine::compiled::Columns;
use permlens::model::{Change, Context, Decision, Mode, Principal, Request, TableId, UserId};
use serde_json::{Value, json};

use crate::cases::{alice, cases};

const CASES: &str = include_str!("../cases/resources.jsonl");

/// Alice, whom one statement with the case's clause lets do the case's action.
fn columns(case: &Value) -> Columns {
    let mut statement = json!({"Effect": "Allow", "Action": [action(case)]});
    for (key, value) in case["clause"].as_object().unwrap() {
        statement[key] = value.clone();
    }
    alice(case, &statement)
}

fn action(case: &Value) -> &str {
    case["action"].as_str().unwrap_or("obs:object:GetObject")
}

fn asked(case: &Value, resource: Option<&str>, mode: Mode) -> Request {
    Request {
        principal: Principal::User(UserId::from_index(0)),
        action: action(case).to_owned(),
        facts: Catalogue::embedded().facts(action(case)),
        project: None,
        enterprise_project: None,
        resource: resource.map(str::to_owned),
        context: Context::default(),
        mode,
    }
}

/// The answer of both paths, which agree.
fn decided(columns: &Columns, case: &Value, request: &Request) -> Decision {
    let (slow, fast) = (columns.engine().decide(request), columns.decide(request));
    assert_eq!(slow, fast, "{}: {:?}", case["id"], request.resource);
    slow
}

#[test]
fn every_clause_matches_what_it_should() {
    let mut wrong = Vec::new();
    let cases = cases(CASES);
    assert!(cases.len() >= 24, "the cases are there");
    for case in &cases {
        let columns = columns(case);
        let mut check = |resource: Option<&str>, mode, expected: &str| {
            let found = decided(&columns, case, &asked(case, resource, mode)).text();
            if found != expected {
                wrong.push(format!(
                    "{}: {resource:?} {mode:?} is {found}, not {expected}",
                    case["id"]
                ));
            }
        };
        for (list, expected) in [("matches", "allow"), ("misses", "implicit_deny")] {
            for name in case[list].as_array().into_iter().flatten() {
                check(name.as_str(), Mode::Strict, expected);
            }
        }
        for name in case["open"].as_array().into_iter().flatten() {
            check(name.as_str(), Mode::General, "conditional");
        }
        let unsaid = case["unsaid"].as_str().unwrap();
        check(None, Mode::General, unsaid);
        check(Some("*"), Mode::General, unsaid);
        let strict = case["strict_unsaid"] == true || unsaid == "allow";
        check(
            None,
            Mode::Strict,
            if strict { "allow" } else { "implicit_deny" },
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where the answer hangs on the resource, one is proposed, and it allows.
#[test]
fn a_resource_that_would_do_is_proposed() {
    for case in &cases(CASES) {
        let columns = columns(case);
        let request = asked(case, None, Mode::General);
        let trace = columns.explain(&request);
        let proposed: Vec<&str> = trace
            .flips
            .iter()
            .filter_map(|flip| match &flip.apply {
                Change::Resource(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        for name in &proposed {
            let named = asked(case, Some(name), Mode::Strict);
            assert_eq!(
                decided(&columns, case, &named),
                Decision::Allow,
                "{}: {name}",
                case["id"]
            );
        }
        let matches = case["matches"]
            .as_array()
            .is_some_and(|names| !names.is_empty());
        if case["unsaid"] == "conditional" && matches {
            assert!(!proposed.is_empty(), "{}: nothing is proposed", case["id"]);
        }
    }
}
