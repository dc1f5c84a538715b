//! Invariants: rules that hold, rules that do not with their smallest counterexample, files that are none.

use crate::program::{Ended, permlens};

fn assert_rules(rules: &str, more: &[&str]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rules.toml");
    std::fs::write(&file, rules).unwrap();
    permlens(&[&["assert", file.to_str().unwrap()], more].concat())
}

/// Tries one rule; what breaks it.
fn broken(rule: &str) -> Option<String> {
    let output = assert_rules(
        &format!("[[rule]]\nname = \"r\"\n{rule}\n"),
        &["--format", "json"],
    );
    let found = output.json();
    let holds = found[0]["holds"] == true;
    assert_eq!(output.status, i32::from(!holds));
    assert_eq!(holds, found[0]["counterexample"].is_null());
    found[0]["counterexample"].as_str().map(str::to_owned)
}

#[test]
fn rules_that_hold_hold() {
    for rule in [
        "everyone-in = \"image-ops\"\nmay = \"Querying images\"\nprojects = [\"eu-de\"]",
        "nobody = \"denied(ims:images:delete, project: eu-de) and not in(group:image-ops)\"",
        "equal = [\"user:alice\", \"user:alice\", \"user:alice\"]",
    ] {
        let found = broken(rule);
        assert_eq!(found, None, "{rule}");
    }
}

#[test]
fn a_broken_rule_names_who_and_how() {
    let found =
        broken("only = \"group:image-ops\"\nmay = \"ims:images:delete\"\nprojects = \"eu-de\"")
            .unwrap();
    assert!(
        found.contains("can(ims:images:delete)")
            || found.contains("conditional(ims:images:delete)"),
        "{found}"
    );
    assert!(
        found.contains(" via ") && found.contains(" more)"),
        "{found}"
    );
    // who only might breaks it as well
    let found = broken("nobody-may = \"ims:images:delete\"\nprojects = \"eu-nl\"\nexcept = [\"group:platform\", \"group:admin\", \"user:fatima\"]").unwrap();
    assert!(
        found.contains("conditional(ims:images:delete)") && found.contains("if "),
        "{found}"
    );
    let found = broken("everyone-in = \"image-audit\"\nmay = \"ims:images:delete\"").unwrap();
    assert!(found.ends_with(" more)"), "{found}");
    let found = broken("never-both = [\"iam:users:createUser\", \"ims:images:list\"]").unwrap();
    assert!(
        found.contains("can(iam:users:createUser)") && found.contains("can(ims:images:list)"),
        "{found}"
    );
    let found = broken("equal = [\"user:alice\", \"user:bob\"]").unwrap();
    assert!(found.contains("alice") && found.contains("bob"), "{found}");
}

#[test]
fn the_owner_is_no_counterexample() {
    let found = broken("only = [\"group:admin\"]\nmay = \"iam:users:*\"").unwrap();
    assert!(!found.contains("sample-corp"), "{found}");
}

#[test]
fn files_that_are_no_rules_say_so() {
    for (rules, message) in [
        ("", "there is no [[rule]]"),
        ("[[rule]]\nname = \"a\"\n", "rule \"a\": it must say one of"),
        (
            "[[rule]]\nname = \"a\"\nnever-both = [\"x:y:z\"]\n",
            "never-both names 1 things",
        ),
        (
            "[[rule]]\nname = \"a\"\nequal = [\"alice\", \"user:bob\"]\n",
            "\"alice\" is nobody",
        ),
        (
            "[[rule]]\nname = \"a\"\nnobody = \"x\"\n[[rule]]\nname = \"a\"\nnobody = \"y\"\n",
            "another rule has this name",
        ),
        (
            "[[rule]]\nname = \"a\"\nnobody = \"can(\"\n",
            "the query, column 5",
        ),
        (
            "[[rule]]\nname = \"a\"\nnobody-may = \"x:y:z\"\nexcept = \"group:nowhere\"\n",
            "no group is called \"nowhere\"",
        ),
        (
            "[[rule]]\nname = \"a\"\nnobody-may = 3\n",
            "expected a text, or a list of texts",
        ),
        (
            "[rule]\nname = \"a\"\n",
            "a rule begins with [[rule]], in two pairs of brackets",
        ),
        (
            "[[rule]]\nname = \"a\"\nmaybe = 1\n",
            "unknown field `maybe`",
        ),
    ] {
        let output = assert_rules(rules, &[]);
        let said = output.err;
        assert_eq!(output.status, 2, "{rules}: {said}");
        assert!(said.contains(message), "{rules}: {said}");
    }
}

#[test]
fn rules_in_another_encoding_are_wrong_input() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rules.toml");
    std::fs::write(&file, b"[[rule]]\nname = \"gr\xf6\xdfe\"\n").unwrap();
    let output = permlens(&["assert", file.to_str().unwrap()]);
    assert_eq!(output.status, 2, "{}", output.err);
    assert!(output.err.contains("it is not UTF-8"), "{}", output.err);
}

#[test]
fn a_slip_in_a_name_is_told_where_a_rule_would_hold_of_it() {
    let rules = "[[rule]]\nname = \"a\"\nnobody-may = [\"nosuch:*:*\", \"ims:images:lst\"]\nexcept = \"user:*\"\n";
    let output = assert_rules(rules, &[]);
    assert_eq!(output.status, 0);
    let said = output.err;
    assert!(
        said.contains("rule \"a\": no action matches nosuch:*:*"),
        "{said}"
    );
    assert!(
        said.contains("ims:images:lst matches no action of the catalogue; the nearest"),
        "{said}"
    );
    assert_eq!(assert_rules(rules, &["-q"]).err, "");
}

#[test]
fn ci_reads_junit_and_sarif() {
    let rules = "[[rule]]\nname = \"a <b> & \\\"c\\\"\"\nnobody-may = \"ims:images:list\"\n[[rule]]\nname = \"holds\"\nequal = [\"user:bob\", \"user:bob\", \"user:bob\"]\n";
    let junit = assert_rules(rules, &["--format", "junit"]);
    let xml = junit.out;
    assert_eq!(junit.status, 1);
    assert!(xml.starts_with("<?xml version=\"1.0\""));
    assert!(xml.contains(" tests=\"2\" failures=\"1\" errors=\"0\""));
    assert!(xml.contains("name=\"a &lt;b&gt; &amp; &quot;c&quot;\""));
    assert!(xml.contains("<testcase name=\"holds\" classname=\"permlens\" time=\"0\"/>"));
    assert_eq!(xml.matches("<testcase").count(), 2);
    assert_eq!(
        (
            xml.matches("<failure").count(),
            xml.matches("</failure>").count()
        ),
        (1, 1)
    );
    let sarif = assert_rules(rules, &["--format", "sarif"]);
    let log = sarif.json();
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 1);
    assert_eq!(log["runs"][0]["results"][0]["ruleIndex"], 0);
}
