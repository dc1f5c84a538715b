//! The audit: the smallest account that each rule speaks about and one that it just does not, the sample's planted
//! mistakes, dead weight against an implementation that tries every cell, suppressions, SARIF.

mod dead;
mod sarif;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use permlens::analysis::audit::{
    Finding, Moment, Options, RULES, Severity, Suppression, audit, moment, suppress,
};
use permlens::catalogue::Catalogue;
use permlens::engine::compiled::Columns;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::model::Account;
use serde_json::{Value, json};

pub fn columns(account: Account) -> Columns {
    let engine = Engine::new(
        Catalogue::embedded(),
        Arc::new(account),
        Settings::default(),
    );
    Columns::new(Arc::new(engine))
}

fn sample() -> Columns {
    columns(import::sample(Catalogue::embedded()).unwrap().account)
}

fn everything(columns: &Columns) -> Vec<Finding> {
    audit(columns, Options::default(), &|_| true)
}

/// The account of a case: what it says, over one user in one group and three projects.
fn account(said: &Value) -> Account {
    let mut snapshot = json!({
        "format": "permlens-snapshot", "version": 1,
        "collected_at": "2026-11-20T08:00:00Z",
        "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": "ann", "enabled": true}],
        "groups": [{"id": "g1", "name": "ops"}],
        "memberships": [{"group": {"id": "g1"}, "user": {"id": "u1"}}],
        "projects": [{"id": "j1", "name": "eu-de"}, {"id": "j2", "name": "eu-nl"}, {"id": "j3", "name": "MOS"}],
        "enterprise_projects": [{"id": "e1", "name": "shop"}],
    });
    for (key, value) in said.as_object().unwrap() {
        snapshot[key] = value.clone();
    }
    let bytes = serde_json::to_vec(&snapshot).unwrap();
    let imported = import::from_slice("case", &bytes, Catalogue::embedded()).unwrap();
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    imported.account
}

#[test]
fn every_rule_speaks_of_its_smallest_account_and_not_of_the_one_beside_it() {
    let mut seen: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for line in include_str!("../cases/audit/cases.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (rule, title) = (case["rule"].as_str().unwrap(), &case["title"]);
        let columns = columns(account(&case["account"]));
        let subjects: Vec<String> = audit(&columns, Options::default(), &|one| one.id == rule)
            .iter()
            .map(|finding| finding.subject.text(columns.engine().account()))
            .collect();
        let counts = seen.entry(rule.to_owned()).or_default();
        match case["subject"].as_str() {
            Some(subject) => {
                assert!(
                    subjects.iter().any(|found| found == subject),
                    "{rule}, {title}: {subjects:?}"
                );
                counts[0] += 1;
            }
            None => {
                assert!(subjects.is_empty(), "{rule}, {title}: {subjects:?}");
                counts[1] += 1;
            }
        }
    }
    for rule in RULES {
        let counts = seen.get(rule.id).copied().unwrap_or_default();
        assert!(counts[0] > 0 && counts[1] > 0, "{}: {counts:?}", rule.id);
    }
}

#[test]
fn the_table_of_rules_is_whole() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len(), "ids are given once");
    for (letter, last) in [("R", 19), ("L", 11)] {
        for number in 1..=last {
            let id = format!("{letter}{number:02}");
            assert!(ids.contains(id.as_str()), "{id} is missing");
        }
    }
    for rule in RULES {
        for sentence in [rule.what, rule.why, rule.basis] {
            assert!(sentence.ends_with('.'), "{}: {sentence:?}", rule.id);
        }
        assert!(
            !rule.title.ends_with('.') && !rule.fix.ends_with('.'),
            "{}",
            rule.id
        );
    }
}

/// What `assets/sample-account.md` says was planted, as rule and subject.
const PLANTED: [(&str, &str); 44] = [
    ("R01", "group helpdesk"),
    ("R02", "group helpdesk"),
    ("R04", "group helpdesk"),
    ("R12", "permission terraform-iam"),
    ("R01", "group automation"),
    ("R02", "group automation"),
    ("R03", "group automation"),
    ("R04", "group automation"),
    ("R05", "group automation"),
    ("R06", "group automation"),
    ("R07", "group automation"),
    ("R08", "group automation"),
    ("R09", "group automation"),
    ("R10", "group automation"),
    ("R08", "group platform"),
    ("R11", "user fatima"),
    ("R13", "group platform"),
    ("R14", "agency partner-managed"),
    ("R15", "user hugo"),
    ("R15", "user nina"),
    ("R15", "user zoe"),
    ("R15", "group contractors"),
    ("R16", "user sample-corp"),
    ("R16", "user karl"),
    ("R16", "user ci-deploy"),
    ("R17", "user georg"),
    ("R17", "user ben"),
    ("R18", "account sample-corp"),
    ("R19", "user oscar"),
    ("R19", "user ulf"),
    ("L01", "Server Administrator on group image-ops at eu-de"),
    ("L01", "VPN Administrator on group net-admins at eu-nl"),
    ("L02", "no-peering on group developers at eu-ch2"),
    ("L02", "no-server-delete on group server-ops at eu-de_prod"),
    ("L03", "permission image-builder-pipeline"),
    ("L04", "log-buckets on group data-team at eu-nl"),
    (
        "L05",
        "image-share-only on group shop-team at enterprise project logistics",
    ),
    (
        "L06",
        "shop-freeze on group shop-team at enterprise project retail",
    ),
    ("L07", "permission image-export"),
    ("L08", "permission log-buckets"),
    (
        "L09",
        "VPC ReadOnlyAccess on group server-ops at eu-de_prod",
    ),
    ("L09", "os-rebuild on group server-ops at eu-de_prod"),
    ("L10", "permission ECS Admin"),
    ("L11", "permission ECS ReadOnlyAccess"),
];

#[test]
fn what_was_planted_in_the_sample_is_found_and_what_is_sane_is_not() {
    let columns = sample();
    let account = columns.engine().account();
    let findings = everything(&columns);
    let found: BTreeSet<(&str, String)> = findings
        .iter()
        .map(|finding| (finding.rule.id, finding.subject.text(account)))
        .collect();
    for (rule, subject) in PLANTED {
        assert!(
            found.contains(&(rule, subject.to_owned())),
            "{rule} {subject}"
        );
    }
    for sane in [
        "image-handover",
        "assume-handover",
        "backup-writer",
        "olivia",
        "SMN Administrator",
    ] {
        let told = found.iter().find(|(_, subject)| {
            subject.ends_with(&format!(" {sane}")) || subject.starts_with(sane)
        });
        assert_eq!(told, None, "{sane}");
    }
    let keys = findings.iter().filter(|finding| finding.rule.id == "R16");
    let inactive = ["8930CDEEA8C105B8B502", "D5CB0495A11D6966893B"];
    for finding in keys {
        assert!(
            inactive.iter().all(|key| !finding.title.contains(key)),
            "{}",
            finding.title
        );
    }
}

#[test]
fn findings_have_ids_of_their_own_and_an_order_that_stays() {
    let columns = sample();
    let account = columns.engine().account();
    let findings = everything(&columns);
    assert_eq!(findings, everything(&sample()));
    let ids: BTreeSet<String> = findings.iter().map(|finding| finding.id(account)).collect();
    assert_eq!(ids.len(), findings.len());
    assert!(findings.is_sorted_by(|a, b| a.severity >= b.severity));
    for finding in &findings {
        assert!(!finding.fix.is_empty() && !finding.title.is_empty());
    }
}

#[test]
fn ages_count_from_the_time_that_is_given() {
    let columns = sample();
    let old = |now: &str| {
        let options = Options {
            now: Some(Moment::read(now).unwrap()),
        };
        let findings = audit(&columns, options, &|rule| rule.id == "R16");
        let keys = findings.iter();
        keys.filter(|finding| finding.about.starts_with("old/"))
            .count()
    };
    assert_eq!(old("2021-03-02"), 0);
    assert!(old("2026-11-20") < old("2027-11-20"));
}

#[test]
fn suppressions_hold_until_their_day() {
    let columns = sample();
    let account = columns.engine().account();
    let one = |expires: &str| Suppression {
        rule: "r14".to_owned(),
        subject: Some("agency partner-managed".to_owned()),
        reason: "migration".to_owned(),
        expires: Some(Moment::read(expires).unwrap()),
    };
    let now = moment(&columns, Options::default());
    let part = |one| suppress(everything(&columns), &[one], account, now);
    let held = part(one("2026-12-01"));
    assert_eq!(
        (held.accepted.len(), held.expired.len(), held.unused.len()),
        (2, 0, 0)
    );
    assert!(held.left.iter().all(|finding| finding.rule.id != "R14"));
    let past = part(one("2026-11-20"));
    assert_eq!((past.accepted.len(), past.expired), (0, vec![0]));
    let other = Suppression {
        subject: Some("agency nobody".to_owned()),
        ..one("2026-12-01")
    };
    assert_eq!(part(other).unused, [0]);
}

#[test]
fn severities_are_ordered_as_their_words_are_listed() {
    for pair in Severity::ALL.windows(2) {
        assert!(pair[0] > pair[1]);
    }
    for severity in Severity::ALL {
        assert_eq!(Severity::from_text(severity.text()), Some(severity));
    }
}
