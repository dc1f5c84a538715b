//! The log of lint: regions and fixes in the places where the schema of SARIF 2.1.0 has them, pointing to what is meant.

use permlens::report::{Linted, lint_sarif};
use serde_json::Value;

use super::judge;

/// The part of a text that a region means.
fn part<'a>(text: &'a str, region: &Value) -> &'a str {
    let byte = |line: &str, column: &str| {
        let number = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap();
        let before: usize = text
            .split_inclusive('\n')
            .take(number(line) - 1)
            .map(str::len)
            .sum();
        let rest = &text[before..];
        before
            + rest
                .chars()
                .take(number(column) - 1)
                .map(char::len_utf8)
                .sum::<usize>()
    };
    &text[byte("startLine", "startColumn")..byte("endLine", "endColumn")]
}

#[test]
fn regions_and_replacements_are_those_of_the_text() {
    let text = "{\n  \"ä😀\": 1,\n  \"Statement\": [{\"Effect\": \"alLow\", \"Action\": [\"ims:images:lst\"]}]\n}\n";
    let linted = [Linted {
        file: "my policies/ä.json".to_owned(),
        text: text.to_owned(),
        diagnostics: judge(text),
    }];
    let log = lint_sarif(&linted);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(
        run["artifacts"][0]["location"]["uri"],
        "my%20policies/%C3%A4.json"
    );
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    let mut told = Vec::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["index"], 0);
        let replaced = result["fixes"][0]["artifactChanges"][0]["replacements"].as_array();
        let replaced = replaced.map(|all| {
            let one = &all[0];
            let inserted = one["insertedContent"]["text"].as_str().unwrap();
            (part(text, &one["deletedRegion"]), inserted)
        });
        told.push((
            result["ruleId"].as_str().unwrap(),
            part(text, &place["region"]),
            replaced,
        ));
    }
    assert_eq!(
        told,
        [
            ("G03", "{", Some(("", "\"Version\": \"1.1\",\n  "))),
            ("G12", "\"ä😀\"", None),
            ("G05", "\"alLow\"", Some(("\"alLow\"", "\"Allow\""))),
            // A guess is no fix to be made with a click.
            ("L03", "\"ims:images:lst\"", None),
        ]
    );
}
