//! What `--fix` does: it ends, it repeats nothing, it keeps what it need not touch, and no decision changes by it.

use std::sync::Arc;

use permlens::analysis::lint::{Safety, fixed};
use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::model::{Context, GroupId, Mode, Principal, ProjectId, Request, TableId};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::{cases, judge};
use crate::random::ACTIONS;

/// A text with its safe fixes made.
fn mended(text: &str) -> String {
    fixed(text, &judge).text
}

#[test]
fn every_safe_fix_removes_what_it_is_for_and_every_guess_waits() {
    let (mut safe, mut guesses) = (0, 0);
    for case in cases() {
        let (text, found) = (&case.text, case.judged());
        let of_rule = |one: &&permlens::analysis::lint::Diagnostic| one.rule.id == case.rule;
        let fix = found
            .iter()
            .filter(of_rule)
            .find_map(|one| one.fix.as_ref());
        match fix.map(|fix| fix.safety) {
            Some(Safety::Safe) => {
                let after = mended(text);
                assert_ne!(&after, text, "{}, {}", case.rule, case.title);
                let left = judge(&after);
                let told: Vec<&str> = left.iter().map(|one| one.rule.id).collect();
                assert!(
                    !told.contains(&case.rule.as_str()),
                    "{}, {}: {told:?}",
                    case.rule,
                    case.title
                );
                safe += 1;
            }
            Some(Safety::Unsafe) => {
                let after = fixed(text, &judge);
                let left = after.left.iter().any(|one| one.rule.id == case.rule);
                assert!(left, "{}, {}", case.rule, case.title);
                guesses += 1;
            }
            None => {}
        }
    }
    assert!(safe >= 12 && guesses >= 7, "{safe} safe, {guesses} guesses");
}

#[test]
fn what_is_not_mended_stays_as_it_was_written() {
    let before = "{\r\n\t\"Statement\" : [ { \"Effect\":\"DENY\",\r\n\"Action\":[\"ims:images:list\" , \"ims:images:list\"],\"Resource\":null }]\t}  \n";
    let after = "{\r\n\t\"Version\": \"1.1\",\r\n\t\"Statement\" : [ { \"Effect\":\"Deny\",\r\n\"Action\":[\"ims:images:list\"],\"Resource\":null }]\t}  \n";
    assert_eq!(mended(before), after);
}

#[test]
fn an_operator_is_not_renamed_onto_another_one() {
    let statement = |operators: &str| {
        format!(
            r#"{{"Version": "1.1", "Statement": [{{"Effect": "Allow", "Action": ["ims:images:list"], "Condition": {{{operators}}}}}]}}"#
        )
    };
    let one = r#""bool": {"g:MFAPresent": ["true"]}"#;
    let other = r#""Bool": {"g:SecureTransport": ["true"]}"#;
    assert!(mended(&statement(one)).contains(r#""Bool": {"g:MFAPresent""#));
    let both = statement(&format!("{one}, {other}"));
    assert_eq!(mended(&both), both);
}

#[test]
fn guesses_name_what_was_meant() {
    for (written, meant) in [
        (r#""Action": ["ims:images:lst"]"#, "ims:images:list"),
        (r#""Action": ["imss:images:list"]"#, "ims:images:list"),
        (r#""Action": ["ims:image:get*"]"#, "ims:images:get*"),
        (
            r#""Action": ["ims:images:list"], "Condition": {"StringEqual": {"g:UserName": ["a"]}}"#,
            "StringEquals",
        ),
        (
            r#""Action": ["ims:images:list"], "Condition": {"BoolIfExsits": {"g:MFAPresent": ["true"]}}"#,
            "BoolIfExists",
        ),
        (
            r#""Action": ["ims:images:list"], "Condition": {"StringEquals": {"g:UsrName": ["a"]}}"#,
            "g:UserName",
        ),
        (r#""Actions": ["ims:images:list"]"#, "Action"),
        (
            r#""Action": ["ims:images:list"], "Conditions": {}"#,
            "Condition",
        ),
    ] {
        let text =
            format!(r#"{{"Version": "1.1", "Statement": [{{"Effect": "Allow", {written}}}]}}"#);
        let found = judge(&text);
        let guess = found.iter().find_map(|one| one.fix.as_ref());
        let guess = guess.unwrap_or_else(|| panic!("{written}: {found:?}"));
        assert_eq!(guess.safety, Safety::Unsafe, "{written}");
        let edit = &guess.edits[0];
        assert_eq!(edit.text, json!(meant).to_string(), "{written}");
    }
}

/// A statement with the slips that fixes are for.
fn statement() -> impl Strategy<Value = Value> {
    let action = select(vec![
        "ims:images:list",
        "ims:images:delete",
        "IMS:images:delete",
        "ims:*:*",
        "*:*:*",
        "::Get",
        "::List*",
        "ecs:*:st*p",
        "obs:bucket:ListBucket",
        "identity:*",
        "nosuch:thing:do",
        "OBS:*:*",
        "",
    ]);
    let actions = prop_oneof![
        action.clone().prop_map(|one| json!(one)),
        prop::collection::vec(action, 0..5).prop_map(|all| json!(all)),
    ];
    let value = select(vec![
        json!("ann"),
        json!(true),
        json!(3),
        json!(1.5),
        json!("${g:UserName}"),
        json!("true"),
    ]);
    let values = prop_oneof![
        value.clone(),
        prop::collection::vec(value, 0..4).prop_map(|all| json!(all)),
    ];
    let operator = select(vec![
        "StringEquals",
        "stringequals",
        "STRINGEQUALSIGNORECASE",
        "bool",
        "Bool",
        "foranyvalue:stringmatch",
        "NumericLessThan",
        "numberlessthanIFEXISTS",
        "StringEqual",
        "null",
    ]);
    let key = select(vec!["g:UserName", "g:MFAPresent", "g:MFAAge", "g:UsrName"]);
    let condition = prop::collection::vec((operator, key, values), 0..3).prop_map(|tests| {
        let mut block = json!({});
        for (operator, key, values) in tests {
            block[operator][key] = values;
        }
        block
    });
    let resource = select(vec![
        None,
        Some(json!("*")),
        Some(json!(["*", "*"])),
        Some(json!([])),
        Some(json!(null)),
        Some(json!("obs:*:*:bucket:x")),
        Some(json!(["obs:*:*:bucket:x", "obs:*:*:bucket:x"])),
        Some(json!({"uri": "/iam/agencies/a"})),
    ]);
    let effect = select(vec!["Allow", "allow", "DENY", "Deny", "Alow"]);
    let negated = prop::bool::weighted(0.1);
    (effect, actions, condition, resource, negated).prop_map(
        |(effect, actions, condition, resource, negated)| {
            let mut one = json!({"Effect": effect, "Condition": condition});
            one[if negated { "NotAction" } else { "Action" }] = actions;
            if let Some(resource) = resource {
                one["Resource"] = resource;
            }
            one
        },
    )
}

fn document() -> impl Strategy<Value = Value> {
    let version = select(vec![
        None,
        Some(json!("1.0")),
        Some(json!("1.1")),
        Some(json!("5.0")),
        Some(json!(1.1)),
        Some(json!(1)),
        Some(json!("")),
        Some(json!(null)),
    ]);
    let list = select(vec!["Statement", "Statement", "Rules"]);
    let doubled = any::<bool>();
    (
        version,
        list,
        prop::collection::vec(statement(), 1..4),
        doubled,
        any::<bool>(),
    )
        .prop_map(|(version, list, mut statements, doubled, single)| {
            let mut document = json!({});
            if let Some(version) = version {
                document["Version"] = version;
            }
            if doubled {
                statements.push(statements[0].clone());
            }
            document[list] = match statements.as_slice() {
                [one] if single => one.clone(),
                _ => json!(statements),
            };
            document
        })
}

/// An engine over an account in which one group holds the document everywhere; `None` if it cannot be read.
fn engine(text: &str) -> Option<Engine> {
    let value: Value = serde_json::from_str(text).unwrap();
    let (parsed, _) = permlens::engine::document::parse(&value).ok()?;
    let identity = parsed.version == permlens::model::Version::Identity;
    let mut snapshot = json!({
        "format": "permlens-snapshot", "version": 1,
        "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": "ann", "enabled": true}],
        "groups": [{"id": "g1", "name": "ops"}],
        "memberships": [{"group": {"id": "g1"}, "user": {"id": "u1"}}],
        "projects": [{"id": "j1", "name": "eu-de"}],
    });
    if identity {
        snapshot["identity_policies"] =
            json!([{"policy_id": "p", "policy_name": "p", "document": value}]);
        snapshot["identity_policy_attachments"] =
            json!([{"group": {"id": "g1"}, "policy_id": "p"}]);
    } else {
        snapshot["roles"] =
            json!([{"id": "p", "display_name": "p", "catalog": "CUSTOMED", "policy": value}]);
        snapshot["role_assignments"] = json!([
            {"group": {"id": "g1"}, "role": {"id": "p"}, "scope": {"domain": {"id": "d1"}}, "is_inherited": true},
        ]);
    }
    let bytes = serde_json::to_vec(&snapshot).unwrap();
    let imported = import::from_slice("case", &bytes, Catalogue::embedded()).unwrap();
    let account = Arc::new(imported.account);
    Some(Engine::new(
        Catalogue::embedded(),
        account,
        Settings::default(),
    ))
}

/// The answers to every action, asked generally and strictly, with and without a resource.
fn answers(engine: &Engine) -> Vec<permlens::model::Decision> {
    let mut answers = Vec::new();
    for action in ACTIONS {
        for mode in [Mode::General, Mode::Strict] {
            for resource in [None, Some("obs:*:*:bucket:x"), Some("/iam/agencies/a")] {
                answers.push(engine.decide(&Request {
                    principal: Principal::Group(GroupId::from_index(0)),
                    action: action.to_owned(),
                    facts: engine.catalogue().facts(action),
                    project: Some(ProjectId::from_index(0)),
                    enterprise_project: None,
                    resource: resource.map(str::to_owned),
                    context: Context::default(),
                    mode,
                }));
            }
        }
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn safe_fixes_change_no_decision_and_leave_nothing_to_fix(document in document(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) };
        let text = text.unwrap();
        let after = fixed(&text, &judge);
        prop_assert_eq!(mended(&after.text), after.text.as_str(), "a second time changes nothing");
        prop_assert_eq!(&judge(&after.text), &after.left);
        let safe = after.left.iter().filter_map(|one| one.fix.as_ref());
        prop_assert!(safe.clone().all(|fix| fix.safety == Safety::Unsafe), "{:?}", after);
        let (old, new) = (engine(&text), engine(&after.text));
        prop_assert_eq!(old.is_some(), new.is_some());
        if let (Some(old), Some(new)) = (old, new) {
            prop_assert_eq!(answers(&old), answers(&new), "{} became {}", text, after.text);
        }
    }
}
