//! Documents as written: what each dialect means, what is tolerated, what is refused and with which words.

use permlens::engine::document::{Diagnostic, Severity, line_of, operator, parse};
use permlens::model::{
    ActionClause, Base, Document, Effect, Operator, Quantifier, ResourceClause, Version,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(value: Value) -> (Document, Vec<Diagnostic>) {
    parse(&value).unwrap()
}

/// A 1.1 document of one Allow statement with these fields beside Effect.
fn policy(version: &str, fields: Value) -> Value {
    let mut statement = json!({"Effect": "Allow", "Action": ["ecs:*:get*"]});
    for (key, value) in fields.as_object().unwrap() {
        statement[key] = value.clone();
    }
    json!({"Version": version, "Statement": [statement]})
}

fn said(diagnostics: &[Diagnostic]) -> Vec<(&str, Severity)> {
    diagnostics
        .iter()
        .map(|one| (one.pointer.as_str(), one.severity))
        .collect()
}

/// Every message the parser can refuse a document with.
#[test]
fn refused() {
    for (document, message) in [
        (
            json!(3),
            ": expected an object with Version and Statement, found the number 3",
        ),
        (
            json!("no"),
            ": expected an object with Version and Statement, found \"no\"",
        ),
        (
            json!({"Version": "1.1"}),
            "/Statement: expected statements, found nothing",
        ),
        (
            json!({"Version": "2.0", "Statement": []}),
            "/Version: expected the Version \"1.0\", \"1.1\" or \"5.0\", found \"2.0\"",
        ),
        (
            json!({"Statement": 1}),
            "/Statement: expected an array of statements, found the number 1",
        ),
        (
            json!({"Statement": [], "Rules": []}),
            "/Rules: expected either Statement or its old name Rules, found both",
        ),
        (
            json!({"Statement": ["x"]}),
            "/Statement/0: expected a statement (an object), found \"x\"",
        ),
        (
            json!({"Statement": [{"Action": "*"}]}),
            "/Statement/0/Effect: expected Allow or Deny, found nothing",
        ),
        (
            json!({"Statement": [{"Effect": "Al\u{1b}low", "Action": "*"}]}),
            "/Statement/0/Effect: expected Allow or Deny, found \"Al\\u{1b}low\"",
        ),
        (
            json!({"Statement": [{"Effect": "Allow"}]}),
            "/Statement/0/Action: expected Action or NotAction, found nothing",
        ),
        (
            json!({"Statement": [{"Effect": "Allow", "Action": [1]}]}),
            "/Statement/0/Action/0: expected an action (a string), found the number 1",
        ),
        (
            json!({"Statement": {"Effect": "Allow", "Action": {}}}),
            "/Statement/Action: expected an array of actions, found an object",
        ),
        (
            json!({"Statement": [], "Depends": [{"catalog": "BASE"}]}),
            "/Depends/0: expected a dependency {\"catalog\": …, \"display_name\": …}, found an object",
        ),
    ] {
        assert_eq!(
            parse(&document).unwrap_err().to_string(),
            message,
            "{document}"
        );
    }
}

#[test]
fn versions() {
    for (written, version, diagnostics) in [
        (json!("1.0"), Version::Role, 0),
        (json!("1.1"), Version::Policy, 0),
        (json!("5.0"), Version::Identity, 0),
        (json!(1.0), Version::Role, 1),
        (json!(1.1), Version::Policy, 1),
        (json!(5), Version::Identity, 1),
        (json!(null), Version::Policy, 1),
        (json!(""), Version::Policy, 1),
    ] {
        let mut value = policy("1.1", json!({}));
        value["Version"] = written;
        let (document, said) = read(value);
        assert_eq!((document.version, said.len()), (version, diagnostics));
    }
}

#[test]
fn old_shapes_load() {
    let (document, diagnostics) = read(json!({
        "Version": "1.0",
        "Rules": {"Effect": "deny", "Action": "::Get", "Resource": null, "Condition": null},
        "Depends": [{"catalog": "BASE", "display_name": "Tenant Guest"}]
    }));
    let statement = &document.statements[0];
    assert_eq!(statement.effect, Effect::Deny);
    assert_eq!(
        statement.actions,
        ActionClause::Any(vec!["*:*:Get*".to_owned()])
    );
    assert_eq!(statement.resources, ResourceClause::All);
    assert_eq!(document.depends, ["Tenant Guest"]);
    assert_eq!(
        said(&diagnostics),
        [
            ("/Rules", Severity::Info),
            ("/Rules", Severity::Warning),
            ("/Rules/Effect", Severity::Info),
            ("/Rules/Action", Severity::Info),
            ("/Rules/Action", Severity::Warning),
        ]
    );
}

#[test]
fn document_in_a_string_is_unwrapped() {
    let inner = policy(
        "5.0",
        json!({"Sid": "read", "NotResource": ["obs:*:*:object:*"]}),
    );
    let (document, _) = read(Value::String(inner.to_string()));
    assert_eq!(document.source, inner);
    assert!(document.statements[0].unknown_keys.is_empty());
    assert!(matches!(
        document.statements[0].resources,
        ResourceClause::NoneOf(_)
    ));
}

#[test]
fn resources() {
    let all = ResourceClause::All;
    let five = "obs:*:*:bucket:logs";
    let any = ResourceClause::Any(vec![five.to_owned()]);
    let agency = "/iam/agencies/build";
    let agencies = ResourceClause::Agencies(vec![agency.to_owned()]);
    for (written, clause, failed) in [
        (json!(null), &all, false),
        (json!([]), &all, false),
        (json!("*"), &all, false),
        (json!([five, "*"]), &all, false),
        (json!(five), &any, false),
        (json!([five]), &any, false),
        (json!({"uri": [agency]}), &agencies, false),
        (json!({"uri": agency}), &agencies, false),
        (json!({"uri": []}), &all, false),
        (json!({"urn": [agency]}), &all, true),
        (json!(7), &all, true),
        (json!([five, 7]), &all, true),
    ] {
        let (document, _) = read(policy("1.1", json!({"Resource": written})));
        let statement = &document.statements[0];
        assert_eq!(&statement.resources, clause, "{written}");
        assert_eq!(
            statement.unknown_keys.contains(&"Resource".to_owned()),
            failed,
            "{written}"
        );
    }
}

/// What a dialect does not know makes the statement fail closed.
#[test]
fn unknown_keys() {
    for (version, fields, keys) in [
        ("1.1", json!({"NotResource": ["*"]}), vec!["NotResource"]),
        (
            "1.1",
            json!({"Sid": "x", "Principal": {}}),
            vec!["Sid", "Principal"],
        ),
        ("1.1", json!({"NotAction": ["ecs:*:*"]}), vec!["NotAction"]),
        ("1.1", json!({"Condition": []}), vec!["Condition"]),
        ("5.0", json!({"Principal": {}}), vec!["Principal"]),
        (
            "5.0",
            json!({"Resource": "*", "NotResource": ["a:b:c:d:e"]}),
            vec!["NotResource"],
        ),
        (
            "5.0",
            json!({"Resource": {"uri": ["/iam/agencies/x"]}}),
            vec!["Resource"],
        ),
        ("5.0", json!({"Sid": "x"}), vec![]),
    ] {
        let (document, diagnostics) = read(policy(version, fields.clone()));
        assert_eq!(document.statements[0].unknown_keys, keys, "{fields}");
        assert!(
            keys.is_empty()
                || diagnostics
                    .iter()
                    .any(|one| one.severity == Severity::Error)
        );
    }
}

#[test]
fn conditions_keep_order_and_text() {
    let (document, diagnostics) = read(policy(
        "1.1",
        json!({"Condition": {
            "StringEquals": {"g:UserName": "mara", "g:ProjectName": ["eu-de", "eu-nl"]},
            "bool": {"g:MFAPresent": true},
            "NumericLessThan": {"g:MFAAge": [900]},
            "StringEndWithIfExsits": {"obs:prefix": ["x"]},
            "StringLike": ["x"],
            "StringMatch": {"obs:prefix": {}}
        }}),
    ));
    let tests: Vec<_> = document.statements[0]
        .conditions
        .iter()
        .map(|test| {
            (
                test.key.as_str(),
                test.values.join(","),
                test.operator.is_some(),
            )
        })
        .collect();
    assert_eq!(
        tests,
        [
            ("g:UserName", "mara".to_owned(), true),
            ("g:ProjectName", "eu-de,eu-nl".to_owned(), true),
            ("g:MFAPresent", "true".to_owned(), true),
            ("g:MFAAge", "900".to_owned(), true),
            ("obs:prefix", "x".to_owned(), false),
            ("", String::new(), false),
            ("obs:prefix", String::new(), false),
        ]
    );
    let misspelt = diagnostics
        .iter()
        .find(|one| one.pointer == "/Statement/0/Condition/StringEndWithIfExsits")
        .unwrap();
    assert!(
        misspelt.message.contains("the suffix is IfExists"),
        "{}",
        misspelt.message
    );
}

#[test]
fn operators() {
    let plain = |base, negated| Operator {
        base,
        negated,
        quantifier: Quantifier::First,
        if_exists: false,
    };
    for (text, expected) in [
        ("StringEquals", Some(plain(Base::StringEquals, false))),
        ("StringNotEndWith", Some(plain(Base::StringEndWith, true))),
        ("NumericNotEquals", Some(plain(Base::NumberEquals, true))),
        ("NotIpAddress", Some(plain(Base::IpAddress, true))),
        ("datelessthan", Some(plain(Base::DateLessThan, false))),
        (
            "ForAllValues:StringNotLikeIfExists",
            Some(Operator {
                base: Base::StringLike,
                negated: true,
                quantifier: Quantifier::All,
                if_exists: true,
            }),
        ),
        ("Null", Some(plain(Base::Null, false))),
        ("NullIfExists", None),
        ("ForAnyValue:Null", None),
        ("StringEqualsIfExsits", None),
        ("IfExists", None),
        ("ForAllValues:", None),
        ("", None),
        ("ŞtringEquals", None),
    ] {
        assert_eq!(operator(text), expected, "{text}");
    }
}

#[test]
fn empty_lists() {
    let (document, _) = read(policy("1.1", json!({"Action": []})));
    assert_eq!(
        document.statements[0].actions,
        ActionClause::Any(Vec::new())
    );
    let (document, _) =
        read(json!({"Version": "1.1", "Statement": [{"Effect": "Allow", "NotAction": []}]}));
    assert_eq!(document.statements[0].unknown_keys, ["NotAction"]);
}

#[test]
fn limits_are_reported_at_their_place() {
    let long = "x".repeat(129);
    let (_, diagnostics) = read(policy(
        "1.1",
        json!({
            "Action": vec!["ecs:a:b"; 101],
            "Resource": [format!("obs:*:*:object:{long}")],
            "Condition": {"StringEquals": {"g:UserName": vec!["u"; 11]}}
        }),
    ));
    let places: Vec<_> = diagnostics.iter().map(|one| one.pointer.as_str()).collect();
    assert_eq!(
        places,
        [
            "/Statement/0/Resource/0",
            "/Statement/0/Action",
            "/Statement/0/Condition/StringEquals/g:UserName"
        ]
    );
}

#[test]
fn variables() {
    for (version, resource, odd) in [
        ("1.1", "obs:*:*:object:home/${g:UserName}/*", false),
        (
            "1.1",
            "obs:*:*:object:home/${ g:UserName , 'it''s' }",
            false,
        ),
        ("1.1", "obs:*:*:object:${$}", false),
        ("1.1", "obs:*:*:object:${*}", true),
        ("5.0", "obs:*:*:object:${*}", false),
        ("1.1", "obs:*:*:object:${aws:username}", true),
        ("5.0", "obs:*:*:object:${iam:UserName}", true),
        ("1.1", "obs:*:*:object:${g:UserName", true),
        ("1.1", "obs:${g:ProjectName}:*:bucket:x", true),
    ] {
        let (_, diagnostics) = read(policy(version, json!({"Resource": [resource]})));
        assert_eq!(!diagnostics.is_empty(), odd, "{resource}: {diagnostics:?}");
    }
}

#[test]
fn lines() {
    let text = "{\n \"a\": [\n  1,\n  {\"b/c\": \"]}\",\n   \"a\": 2, \"a\":\n3}],\n \"é\": {}\n}";
    for (pointer, line) in [
        ("", Some(1)),
        ("/a", Some(2)),
        ("/a/0", Some(3)),
        ("/a/1", Some(4)),
        ("/a/1/b~1c", Some(4)),
        ("/a/1/a", Some(6)),
        ("/é", Some(7)),
        ("/a/2", None),
        ("/x", None),
        ("/a/b", None),
    ] {
        assert_eq!(line_of(text, pointer), line, "{pointer}");
    }
}

/// Any JSON, not too deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[ -~]{0,12}".prop_map(Value::from),
        Just(json!("Allow")),
        Just(json!("${g:UserName")),
    ];
    let key = prop_oneof![
        "[a-zA-Z]{0,6}",
        prop::sample::select(vec![
            "Version",
            "Statement",
            "Rules",
            "Effect",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "uri",
            "Condition",
            "StringEquals",
            "Depends",
            "display_name",
            "Sid",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// A value in a place where the grammar knows one, so that the fuzz gets past the outside.
fn nearly_a_document() -> impl Strategy<Value = Value> {
    let version = prop::sample::select(vec!["1.0", "1.1", "5.0"]);
    let keys = prop::sample::select(vec![
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
        "Sid",
    ]);
    (version, prop::collection::vec((keys, any_json()), 0..4)).prop_map(|(version, fields)| {
        let mut statement = json!({"Effect": "Deny", "Action": ["a:b:c"]});
        for (key, value) in fields {
            statement[key] = value;
        }
        json!({"Version": version, "Statement": [statement]})
    })
}

proptest! {
    #[test]
    fn no_value_panics(value in prop_oneof![any_json(), nearly_a_document()]) {
        if let Ok((_, diagnostics)) = parse(&value) {
            let text = serde_json::to_string_pretty(&value).unwrap();
            for one in diagnostics {
                prop_assert!(line_of(&text, &one.pointer).is_some() || value.pointer(&one.pointer).is_none());
            }
        }
    }

    #[test]
    fn document_to_text_and_back(value in nearly_a_document()) {
        if let Ok((document, diagnostics)) = parse(&value) {
            let text = serde_json::to_string(&document.source).unwrap();
            let again = parse(&serde_json::from_str(&text).unwrap()).unwrap();
            prop_assert_eq!(&text, &serde_json::to_string(&value).unwrap());
            prop_assert_eq!(again, (document, diagnostics));
        }
    }

    #[test]
    fn lines_of_any_text(text in "[\\[\\]{}\",:a0 \n\\\\]{0,30}", pointer in "(/[a0]){0,3}") {
        let _ = line_of(&text, &pointer);
    }
}
