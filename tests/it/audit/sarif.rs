//! The log against what the schema of SARIF 2.1.0 demands of the parts that are written.

use std::collections::BTreeSet;

use permlens::analysis::audit::Subject;
use permlens::import::lines::Lines;
use permlens::report::{sarif, sarif_places};
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
        assert!(
            physical.get("region").is_none(),
            "nothing said where the account is written"
        );
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

/// What stands in a text between the line and column of a region and its end.
fn within(text: &str, region: &Value) -> String {
    let number = |name: &str| usize::try_from(region[name].as_u64().unwrap()).unwrap();
    let at = |line: usize, column: usize| {
        let before: usize = text
            .split_inclusive('\n')
            .take(line - 1)
            .map(str::len)
            .sum();
        let within = text[before..]
            .chars()
            .take(column - 1)
            .map(char::len_utf8)
            .sum::<usize>();
        before + within
    };
    let start = at(number("startLine"), number("startColumn"));
    text[start..at(number("endLine"), number("endColumn"))].to_owned()
}

#[test]
fn results_point_at_what_they_are_about() {
    let text = include_str!("../../../assets/sample-account.json");
    let lines = Lines::of(text.as_bytes()).unwrap();
    let columns = super::sample();
    let account = columns.engine().account();
    let findings = super::everything(&columns);
    let mut log = sarif(&findings, &[], account, "a.json");
    sarif_places(&mut log, findings.iter(), account, &lines);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let mut pointed = 0;
    for (result, finding) in results.iter().zip(&findings) {
        let physical = &result["locations"][0]["physicalLocation"];
        let Some(region) = physical.get("region") else {
            continue;
        };
        pointed += 1;
        members(
            region,
            &["startLine", "endLine"],
            &["startColumn", "endColumn"],
        );
        let found: Value = serde_json::from_str(&within(text, region)).unwrap();
        match finding.subject {
            Subject::Principal(_) => assert_eq!(found["id"], finding.subject.id(account)),
            Subject::Permission(_) if found.get("Effect").is_some() => {
                assert_eq!(finding.rule.id, "D04");
            }
            Subject::Permission(_) => assert_eq!(found["id"], finding.subject.id(account)),
            Subject::Assignment(..) => {
                assert!(found.get("role").is_some(), "{}: {found}", finding.title);
                assert!(found.get("scope").is_some(), "{}: {found}", finding.title);
            }
            Subject::Account => panic!("an account is its whole file"),
        }
    }
    // The account as a whole, and system permissions that the file does not contain, have no place of their own.
    assert!(
        pointed * 10 > findings.len() * 8,
        "{pointed} of {}",
        findings.len()
    );
}

#[test]
fn any_bytes_have_places_or_none() {
    let base = br#"{"format": "permlens-snapshot", "users": [{"id": "u1", "name": "a\"]}"}, 7], "roles": [
        {"id": "p", "policy": {"Statement": [{"Effect": "Allow"}, {"Effect": "Deny"}]}}], "role_assignments": [{}, []]}"#;
    let lines = Lines::of(base).unwrap();
    let region = lines.statement("roles", "p", 1).unwrap();
    assert_eq!((region.start_line, region.columns.unwrap().0), (2, 67));
    assert_eq!(lines.statement("roles", "p", 2), lines.object("roles", "p"));
    assert_eq!(lines.object("users", "u2"), None);
    // However a text is cut or damaged.
    for at in 0..base.len() {
        let _ = Lines::of(&base[..at]);
        for byte in [b'"', b'{', b']', b'\\', 0xff] {
            let mut damaged = base.to_vec();
            damaged[at] = byte;
            if let Some(lines) = Lines::of(&damaged) {
                let _ = lines.statement("roles", "p", 0);
            }
        }
    }
    assert!(Lines::of(b"[1]").is_none() && Lines::of(b"{}").is_none());
    let flat = format!(
        r#"{{"format":"permlens-snapshot","x":"{}","users":[{{"id":"u"}}]}}"#,
        "y".repeat(9000)
    );
    assert_eq!(
        Lines::of(flat.as_bytes())
            .unwrap()
            .object("users", "u")
            .unwrap()
            .columns,
        None
    );
}
