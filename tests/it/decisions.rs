//! Worked cases of the specification, one JSON line each: an account, a request, the answer.
//! The world they share: account `acme`, projects eu-de, eu-de_dev, eu-nl, MOS, enterprise projects 0, ep-a, ep-b.

use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::model::{
    Account, ActionFacts, Context, ContextValue, Layer, Mode, Principal, Request, ServiceLevel,
};
use serde_json::{Value, json};

use crate::cases::cases;

const CASES: &str = include_str!("../cases/decisions.jsonl");

fn account(case: &Value) -> Account {
    let mut snapshot = json!({
        "format": "permlens-snapshot",
        "version": 1,
        "domain": {"id": "d1", "name": "acme"},
        "projects": [
            {"id": "p-eu-de", "name": "eu-de", "parent_id": "d1"},
            {"id": "p-eu-de_dev", "name": "eu-de_dev", "parent_id": "p-eu-de"},
            {"id": "p-eu-nl", "name": "eu-nl", "parent_id": "d1"},
            {"id": "p-mos", "name": "MOS", "parent_id": "d1"},
        ],
        "enterprise_projects": [
            {"id": "0", "name": "default"},
            {"id": "ep-a", "name": "ep-a"},
            {"id": "ep-b", "name": "ep-b"},
        ],
    });
    for (key, value) in case["account"].as_object().unwrap() {
        snapshot[key] = value.clone();
    }
    crate::cases::account(case, &snapshot)
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn request(case: &Value, engine: &Engine) -> Request {
    let asked = &case["request"];
    let account = engine.account();
    let action = text(&asked["action"]);
    let principal = match &asked["principal"]["user"] {
        Value::String(name) => Principal::User(account.find_user(name).unwrap()),
        _ => Principal::Agency(
            account
                .find_agency(asked["principal"]["agency"].as_str().unwrap())
                .unwrap(),
        ),
    };
    let mut context = Context::default();
    for (key, value) in asked["context"].as_object().into_iter().flatten() {
        let values = match value {
            Value::Array(members) => members.iter().map(text).collect(),
            single => vec![text(single)],
        };
        context.insert(key, ContextValue::Values(values));
    }
    let facts = match &case["facts"] {
        Value::Null => engine.catalogue().facts(&action),
        facts => ActionFacts {
            level: if facts["level"] == "global" {
                ServiceLevel::Global
            } else {
                ServiceLevel::Project
            },
            enterprise_project: facts["enterprise_project"].as_bool(),
        },
    };
    Request {
        principal,
        facts,
        project: asked["project"]
            .as_str()
            .map(|name| account.find_project(name).unwrap()),
        enterprise_project: asked["enterprise_project"]
            .as_str()
            .map(|name| account.find_enterprise_project(name).unwrap()),
        resource: asked["resource"].as_str().map(str::to_owned),
        context,
        mode: if asked["strict"] == true {
            Mode::Strict
        } else {
            Mode::General
        },
        action,
    }
}

#[test]
fn every_case_comes_out_as_written() {
    let mut failures = Vec::new();
    let cases = cases(CASES);
    assert!(cases.len() >= 70, "the cases are there");
    for case in &cases {
        let engine = Engine::new(
            Catalogue::embedded(),
            Arc::new(account(case)),
            Settings::default(),
        );
        let request = request(case, &engine);
        let trace = engine.explain(&request);
        let expected = &case["expect"];
        let mut wrong = Vec::new();
        if expected["decision"] != trace.decision.text() {
            wrong.push(format!("decision {}", trace.decision.text()));
        }
        if let Some(reason) = expected["reason"].as_str()
            && reason != trace.reason.text()
        {
            wrong.push(format!("reason {}", trace.reason.text()));
        }
        let layer = trace.layer.map(|layer| match layer {
            Layer::Iam => "iam",
            Layer::EnterpriseProject => "enterprise_project",
        });
        if let Some(wanted) = expected["layer"].as_str()
            && Some(wanted) != layer
        {
            wrong.push(format!("layer {layer:?}"));
        }
        if let Some(near) = expected["near_miss"].as_str()
            && !trace
                .near_misses
                .iter()
                .any(|miss| miss.reason.text() == near)
        {
            wrong.push(format!("near misses {:?}", trace.near_misses));
        }
        if let Some(keys) = expected["context_keys"].as_array()
            && json!(keys) != json!(trace.context_keys)
        {
            wrong.push(format!("context keys {:?}", trace.context_keys));
        }
        if let Some(gaps) = expected["gaps"].as_array() {
            let needed: Vec<&str> = case["request"]["dependencies"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            let found: Vec<String> = engine
                .gaps(&request, &needed)
                .into_iter()
                .map(|gap| gap.name)
                .collect();
            if json!(gaps) != json!(found) {
                wrong.push(format!("gaps {found:?}"));
            }
        }
        if !wrong.is_empty() {
            failures.push(format!(
                "{} ({}) {}: expected {expected}, came out {}",
                text(&case["id"]),
                text(&case["certainty"]),
                text(&case["title"]),
                wrong.join("; ")
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
