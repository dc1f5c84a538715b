//! Service control policies: told from policies by the body that brings them, or by the call; judged by their dialect.

use permlens::analysis::lint::{Dialect, Subject, is_document, lint};
use permlens::catalogue::Catalogue;
use serde_json::{Value, json};

/// Rules and pointers of what is wrong with a text.
fn told(text: &Value, dialect: Dialect) -> Vec<(&'static str, String)> {
    let subject = Subject {
        name: "policy",
        catalogue: Catalogue::embedded(),
        home: None,
        dialect,
    };
    let found = lint(&text.to_string(), subject).into_iter();
    found.map(|one| (one.rule.id, one.pointer)).collect()
}

fn allowing(statement: Value) -> Value {
    let mut statement = statement;
    statement["Effect"] = json!("Allow");
    json!({"Version": "5.0", "Statement": [statement]})
}

#[test]
fn the_widest_cap_is_fine_and_the_widest_grant_is_not() {
    let document = allowing(json!({"Action": ["*"], "Resource": ["*"]}));
    assert_eq!(told(&document, Dialect::ServiceControl), []);
    let granted = told(&document, Dialect::Policy);
    assert!(
        granted.iter().any(|(rule, _)| *rule == "R12"),
        "{granted:?}"
    );
}

#[test]
fn what_the_dialect_lacks_is_pointed_at() {
    for (statement, place) in [
        (json!({"NotAction": ["ecs:*:*"]}), "/Statement/0/NotAction"),
        (
            json!({"Action": ["ecs:*:*"], "Resource": ["ecs:*:*:x"]}),
            "/Statement/0/Resource",
        ),
        (json!({"Action": ["ecs:*:get"]}), "/Statement/0/Action/0"),
        (
            json!({"Action": ["ecs:*"], "Condition": {"StringEquals": {"g:UserName": ["a"]}}}),
            "/Statement/0/Condition",
        ),
    ] {
        let document = allowing(statement);
        let found = told(&document, Dialect::ServiceControl);
        let wanted = ("L07", place.to_owned());
        assert!(found.contains(&wanted), "{document}: {found:?}");
        let found = told(&document, Dialect::Policy);
        assert!(!found.contains(&wanted), "{document}: {found:?}");
    }
    let old = json!({"Version": "1.1", "Statement": [{"Effect": "Deny", "Action": ["ecs:servers:delete"]}]});
    assert_eq!(
        told(&old, Dialect::ServiceControl),
        [("L07", "/Version".to_owned())]
    );
}

/// As the API of organizations takes and gives them: the document also as text in a string, which is pointed at.
#[test]
fn a_body_says_what_it_brings() {
    let document = allowing(json!({"NotAction": ["ecs:*"]}));
    let asked = json!({"name": "x", "type": "service_control_policy", "content": document});
    assert_eq!(
        told(&asked, Dialect::Policy),
        [("L07", "/content/Statement/0/NotAction".to_owned())]
    );
    let given = json!({"policy": {
        "content": document.to_string(),
        "policy_summary": {"name": "x", "type": "service_control_policy"},
    }});
    assert!(is_document(&given));
    let found: Vec<_> = told(&given, Dialect::Policy);
    let rules: Vec<&str> = found.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(rules, ["G02", "L07"]);
}
