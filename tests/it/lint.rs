//! Lint: the smallest text that each rule speaks about and one that it just does not, fixes that change no decision,
//! any bytes, and the command as a hook before commits calls it.

mod command;
mod control;
mod fixes;
mod sarif;

use std::collections::BTreeMap;
use std::sync::Arc;

use permlens::analysis::lint::{Diagnostic, Dialect, Home, Lines, Subject, lint, rules};
use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use proptest::prelude::*;
use serde_json::Value;

/// What is wrong with a text that belongs nowhere in particular.
pub fn judge(text: &str) -> Vec<Diagnostic> {
    called("policy", text, None)
}

fn called(name: &str, text: &str, home: Option<&Home>) -> Vec<Diagnostic> {
    let catalogue = Catalogue::embedded();
    lint(
        text,
        Subject {
            name,
            catalogue,
            home,
            dialect: Dialect::Policy,
        },
    )
}

/// One line of the cases.
pub struct Case {
    pub rule: String,
    pub title: String,
    pub text: String,
    at: Option<String>,
    name: String,
    home: Option<Home>,
}

pub fn cases() -> Vec<Case> {
    let written = crate::cases::cases(include_str!("../cases/lint.jsonl"));
    let cases = written.into_iter().map(|case| {
        let text = |key: &str| case[key].as_str().unwrap().to_owned();
        let home = case.get("account").map(|said| {
            let account = Arc::new(crate::audit::account(said));
            let engine = Engine::new(Catalogue::embedded(), account, Settings::default());
            Home::new(Arc::new(engine))
        });
        Case {
            rule: text("rule"),
            title: text("title"),
            text: text("text"),
            at: case["at"].as_str().map(str::to_owned),
            name: text("name"),
            home,
        }
    });
    cases.collect()
}

impl Case {
    pub fn judged(&self) -> Vec<Diagnostic> {
        called(&self.name, &self.text, self.home.as_ref())
    }
}

#[test]
fn every_rule_speaks_of_its_smallest_text_and_not_of_the_one_beside_it() {
    let mut seen: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for case in cases() {
        let found = case.judged();
        let places: Vec<(&str, &str)> = found
            .iter()
            .map(|one| (one.rule.id, one.pointer.as_str()))
            .collect();
        let of_rule = |place: &(&str, &str)| place.0 == case.rule;
        let counts = seen.entry(case.rule.clone()).or_default();
        match &case.at {
            Some(at) => {
                let said = places.contains(&(&case.rule, at));
                assert!(said, "{}, {}: {places:?}", case.rule, case.title);
                counts[0] += 1;
            }
            None => {
                let said = places.iter().any(of_rule);
                assert!(!said, "{}, {}: {places:?}", case.rule, case.title);
                counts[1] += 1;
            }
        }
    }
    for rule in rules() {
        let counts = seen.get(rule.id).copied().unwrap_or_default();
        assert!(counts[0] > 0, "{} never speaks", rule.id);
        assert!(counts[1] > 0, "{} is never silent", rule.id);
    }
}

#[test]
fn every_rule_has_an_id_of_its_own_and_words() {
    let mut ids: Vec<&str> = rules().map(|rule| rule.id).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    let audited = permlens::analysis::audit::RULES.iter();
    let own = permlens::analysis::audit::DOCUMENT_RULES;
    for rule in audited {
        assert!(own.iter().all(|one| one.id != rule.id), "{} twice", rule.id);
    }
    for rule in own {
        for words in [rule.what, rule.why, rule.basis] {
            assert!(words.ends_with('.'), "{}: {words}", rule.id);
        }
        assert!(!rule.fix.ends_with('.'), "{}: {}", rule.id, rule.fix);
    }
}

#[test]
fn a_good_document_is_passed_over_in_silence() {
    for text in [
        r#"{"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["ims:images:list"]}]}"#,
        r#"{"Version": "5.0", "Statement": [{"Effect": "Allow", "Action": ["ims:images:list"], "Resource": ["*"]}]}"#,
        r#"{"Version": "1.0", "Statement": [{"Effect": "Allow", "Action": ["identity:*"]}]}"#,
    ] {
        assert_eq!(judge(text), [], "{text}");
    }
}

/// The text that a diagnostic underlines, and its place.
fn underlined(text: &str, rule: &str) -> (String, (usize, usize)) {
    let found = judge(text);
    let one = found.iter().find(|one| one.rule.id == rule).unwrap();
    let at = Lines::of(text).position(one.span.start);
    (text[one.span.clone()].to_owned(), (at.line, at.column))
}

#[test]
fn what_is_meant_is_underlined_in_lines_and_columns_of_characters() {
    let text = "{\"Version\": \"1.1\",\r\n \"ä€😀\": 1, \"Statement\": [\n{\"Effect\": \"allow\", \"Action\": [\"ims:images:list\"]}]}";
    assert_eq!(underlined(text, "G12"), ("\"ä€😀\"".to_owned(), (2, 2)));
    assert_eq!(underlined(text, "G05"), ("\"allow\"".to_owned(), (3, 12)));
    let text = "\n{\"Version\": \"1.1\", \"ä\" 3}";
    assert_eq!(underlined(text, "G01"), ("3".to_owned(), (2, 24)));
    // Of equal keys the last one counts, and its value is the one spoken of.
    let text = r#"{"Version": "1.1", "Statement": [], "Statement": {"Effect": "Allow", "Action": ["ims:images:list"]}}"#;
    assert_eq!(underlined(text, "G04").1, (1, 50));
}

/// Pieces that documents and broken ones are made of.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"Statement\"",
        "\"Version\"",
        "\"1.1\"",
        "\"5.0\"",
        "\"Effect\"",
        "\"Allow\"",
        "\"deny\"",
        "\"Action\"",
        "\"ims:*:*\"",
        "\"::Get\"",
        "\"Condition\"",
        "\"Bool\"",
        "\"\\u00e4/~\"",
        "1e999",
        "-0",
        "1.10",
        "true",
        "null",
        "\"\\ud800\"",
        "\"",
        "\\",
        "\u{feff}",
        "\u{202e}",
        " ",
        "\n",
        "ä",
        "\"${\"",
        "{\"Version\":\"1.1\",\"Statement\":[",
        "{\"Effect\":\"Allow\",\"Action\":[\"*\"]}",
        "]}",
        "{\"role\":{\"policy\":",
    ]);
    prop::collection::vec(scrap, 0..24).prop_map(|scraps| scraps.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_judged_and_what_is_json_is_what_serde_json_reads(text in prop_oneof![scraps(), any::<String>()]) {
        let found = judge(&text);
        let json = serde_json::from_str::<Value>(&text).is_ok();
        prop_assert_eq!(json, found.iter().all(|one| one.rule.id != "G01"));
        for one in found {
            prop_assert!(text.get(one.span.clone()).is_some(), "{:?}", one);
            for edit in one.fix.iter().flat_map(|fix| &fix.edits) {
                prop_assert!(text.get(edit.span.clone()).is_some(), "{:?}", edit);
            }
        }
    }
}

/// Statements written alike but for the order of their keys are one; what no service takes is not compared each with
/// each, and what stands there twice is found all the same.
#[test]
fn what_is_far_too_long_is_judged_too() {
    let alike = r#"{"Version": "1.1", "Statement": [
        {"Effect": "Allow", "Action": ["ims:images:list"]}, {"Action": ["ims:images:list"], "Effect": "Allow"}]}"#;
    let told = |text: &str| -> Vec<String> {
        let found = judge(text).into_iter();
        found
            .filter(|one| one.rule.id == "G13")
            .map(|one| one.pointer)
            .collect()
    };
    assert_eq!(told(alike), ["/Statement/1"]);
    let statement = r#"{"Effect": "Allow", "Action": ["ims:images:list"]}"#;
    let many = vec![statement; 800].join(",");
    let long = format!(r#"{{"Version": "1.1", "Statement": [{many}]}}"#);
    assert_eq!(told(&long).len(), 799);
    let actions: Vec<String> = (0..800)
        .map(|at| format!(r#""ims:images:list{}""#, at % 799))
        .collect();
    let actions = actions.join(",");
    let long = format!(
        r#"{{"Version": "1.1", "Statement": [{{"Effect": "Allow", "Action": [{actions}]}}]}}"#
    );
    assert_eq!(told(&long), ["/Statement/0/Action/799"]);
}
