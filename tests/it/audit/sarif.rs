//! The log against what the schema of SARIF 2.1.0 demands of the parts that are written.

use std::collections::BTreeSet;

use permlens::report::sarif;
use serde_json::Value;

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("expected a text, found {value}"))
}

/// Only these members, and all of the first.
fn members(value: &Value, required: &[&str], optional: &[&str]) {
    let object = value.as_object().expect("an object");
    for name in required {
        assert!(object.contains_key(*name), "{name} is missing in {value}");
    }
    for name in object.keys() {
        let known = required.contains(&name.as_str()) || optional.contains(&name.as_str());
        assert!(known, "{name} is not expected in {value}");
    }
}

#[test]
fn the_log_is_what_the_schema_asks_for() {
    let columns = super::sample();
    let account = columns.engine().account();
    let findings = super::everything(&columns);
    let (last, left) = findings.split_last().unwrap();
    let log = sarif(left, &[(last, "known")], account, "my account.json");
    members(&log, &["version", "runs", "$schema"], &[]);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    members(run, &["tool", "results"], &["artifacts", "columnKind"]);
    assert!(["utf16CodeUnits", "unicodeCodePoints"].contains(&text(&run["columnKind"])));
    let driver = &run["tool"]["driver"];
    members(driver, &["name"], &["version", "semanticVersion", "rules"]);
    let rules = driver["rules"].as_array().unwrap();
    let ids: BTreeSet<&str> = rules.iter().map(|rule| text(&rule["id"])).collect();
    assert_eq!(ids.len(), rules.len(), "rules are unique");
    for rule in rules {
        let optional = [
            "name",
            "shortDescription",
            "fullDescription",
            "help",
            "defaultConfiguration",
            "properties",
        ];
        members(rule, &["id"], &optional);
        let level = text(&rule["defaultConfiguration"]["level"]);
        assert!(["none", "note", "warning", "error"].contains(&level));
        for said in ["shortDescription", "fullDescription", "help"] {
            assert!(!text(&rule[said]["text"]).is_empty());
        }
        assert!(text(&rule["name"]).chars().all(char::is_alphanumeric));
        let score: f64 = text(&rule["properties"]["security-severity"])
            .parse()
            .unwrap();
        assert!((0.0..=10.0).contains(&score));
        let tags = rule["properties"]["tags"].as_array().unwrap();
        let unique: BTreeSet<&str> = tags.iter().map(text).collect();
        assert_eq!(unique.len(), tags.len());
    }
    let artifact = text(&run["artifacts"][0]["location"]["uri"]);
    assert_eq!(artifact, "my%20account.json");
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), findings.len());
    let mut prints = BTreeSet::new();
    for result in results {
        let optional = [
            "ruleId",
            "ruleIndex",
            "level",
            "locations",
            "partialFingerprints",
            "properties",
            "suppressions",
        ];
        members(result, &["message"], &optional);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["none", "note", "warning", "error"].contains(&text(&result["level"])));
        assert!(!text(&result["message"]["text"]).is_empty());
        let location = &result["locations"][0];
        members(location, &["physicalLocation", "logicalLocations"], &[]);
        let physical = &location["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["index"], 0);
        assert_eq!(physical["artifactLocation"]["uri"], artifact);
        assert!(physical["region"]["startLine"].as_u64().unwrap() >= 1);
        let logical = &location["logicalLocations"][0];
        members(logical, &["name", "fullyQualifiedName", "kind"], &[]);
        let prints_here = result["partialFingerprints"].as_object().unwrap();
        assert!(prints.insert(text(prints_here.values().next().unwrap())));
    }
    let accepted: Vec<&Value> = results
        .iter()
        .filter(|result| result.get("suppressions").is_some())
        .collect();
    assert_eq!(accepted.len(), 1);
    let suppression = &accepted[0]["suppressions"][0];
    members(suppression, &["kind"], &["justification"]);
    assert!(["inSource", "external"].contains(&text(&suppression["kind"])));
    assert_eq!(suppression["justification"], "known");
}
