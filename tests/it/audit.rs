//! The audit: the smallest account that each rule speaks about and one that it just does not, the sample's planted
//! mistakes, dead weight against an implementation that tries every cell, acceptances, SARIF.

mod dead;
mod drawn;
mod escalation;
mod sarif;
mod weight;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use permlens::accepted;
use permlens::analysis::audit::{
    Acceptance, Earlier, Finding, Moment, Options, RULES, Severity, audit, moment, part_accepted,
};
use permlens::catalogue::Catalogue;
use permlens::engine::compiled::Columns;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::model::Account;
use serde_json::{Value, json};

use crate::cases::cases;
use crate::program::{Ended, permlens};

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
pub fn account(said: &Value) -> Account {
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
    for case in cases(include_str!("../cases/audit.jsonl")) {
        let (rule, title) = (case["rule"].as_str().unwrap(), &case["title"]);
        let columns = columns(account(&case["account"]));
        // The catalogue as it was before these were in it.
        let earlier = case["new"].as_array().map(|new| {
            let actions = Catalogue::embedded().actions.rows().iter();
            let names = actions.map(|action| action.name);
            Earlier::new(names.filter(|name| !new.contains(&json!(name))))
        });
        let options = Options {
            since: earlier.as_ref(),
            ..Options::default()
        };
        let subjects: Vec<String> = audit(&columns, options, &|one| one.id == rule)
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
const PLANTED: [(&str, &str); 46] = [
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
    ("L10", "permission DNS FullAccess"),
    ("L10", "permission ECS Admin"),
    ("L11", "permission ECS ReadOnlyAccess"),
    ("D02", "group security-audit"),
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
            ..Options::default()
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
fn acceptances_hold_until_their_day() {
    let columns = sample();
    let account = columns.engine().account();
    let one = |expires: &str| Acceptance {
        rule: "r14".to_owned(),
        subject: Some("agency partner-managed".to_owned()),
        reason: "migration".to_owned(),
        expires: Some(Moment::read(expires).unwrap()),
    };
    let now = moment(&columns, Options::default());
    let part = |one| part_accepted(everything(&columns), &[one], account, now);
    let held = part(one("2026-12-01"));
    assert_eq!(
        (held.accepted.len(), held.expired.len(), held.unused.len()),
        (2, 0, 0)
    );
    assert!(held.left.iter().all(|finding| finding.rule.id != "R14"));
    let past = part(one("2026-11-20"));
    assert_eq!((past.accepted.len(), past.expired), (0, vec![0]));
    let other = Acceptance {
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

#[test]
fn the_command_ends_as_the_severities_say() {
    assert_eq!(permlens(&["audit"]).status, 1);
    assert_eq!(permlens(&["audit", "--fail-on", "critical"]).status, 1);
    let Ended { status, out, .. } = permlens(&["audit", "--only", "L10", "--fail-on", "warn"]);
    assert_eq!(status, 0);
    assert!(
        out.contains("ECS Admin is called ECS FullAccess now"),
        "{out}"
    );
    let Ended { status, err, .. } = permlens(&["audit", "--only", "R99"]);
    assert_eq!(status, 2);
    assert!(err.contains("R09"), "{err}");
    assert_eq!(permlens(&["audit", "--fail-on", "dreadful"]).status, 2);
    assert_eq!(permlens(&["audit", "--now", "yesterday"]).status, 2);
    let Ended { status, out, .. } = permlens(&["audit", "--explain", "r07"]);
    assert_eq!(status, 0);
    assert!(out.contains("Basis"), "{out}");
    let Ended { status, out, err } = permlens(&["matrix", "--format", "sarif"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("audit"), "{err}");
}

#[test]
fn the_command_writes_every_format() {
    let Ended { out, .. } = permlens(&["audit", "--format", "json"]);
    let findings: Vec<Value> = serde_json::from_str(&out).unwrap();
    for finding in &findings {
        for field in [
            "id", "rule", "severity", "title", "subject", "evidence", "fix",
        ] {
            assert!(!finding[field].is_null(), "{field} in {finding}");
        }
    }
    let Ended { out, .. } = permlens(&["audit", "--format", "jsonl"]);
    let lines: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines, findings);
    let Ended { out, .. } = permlens(&["audit", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    assert_eq!(reader.records().count(), findings.len());
    let Ended { out, .. } = permlens(&["audit", "--format", "md"]);
    assert!(out.starts_with("| Severity | Rule |"), "{out}");
    let Ended { out, .. } = permlens(&["audit", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        log["runs"][0]["results"].as_array().unwrap().len(),
        findings.len()
    );
}

#[test]
fn the_command_reads_a_file_of_acceptances() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accepted.toml");
    let run = |text: &str, more: &[&str]| {
        std::fs::write(&path, text).unwrap();
        let base = [
            "audit",
            "--only",
            "R14",
            "--suppressions",
            path.to_str().unwrap(),
        ];
        permlens(&[&base[..], more].concat())
    };
    let accept = "[[accept]]\nrule = \"R14\"\nreason = \"migration\"\nexpires = 2026-12-31\n";
    let Ended { status, err, .. } = run(accept, &[]);
    assert_eq!(status, 0, "{err}");
    assert!(err.contains("2 findings are accepted in"), "{err}");
    let Ended { status, err, .. } = run(accept, &["--now", "2027-01-01"]);
    assert_eq!(status, 1);
    assert!(err.contains("has expired"), "{err}");
    // What is for another rule than those looked at is not called useless.
    let other = format!("{accept}[[accept]]\nrule = \"R01\"\nreason = \"known\"\n");
    let Ended { err, .. } = run(&other, &[]);
    assert!(!err.contains("matches no finding"), "{err}");
    let Ended { out, .. } = run(accept, &["--format", "sarif"]);
    let log: Value = serde_json::from_str(&out).unwrap();
    let first = &log["runs"][0]["results"][0];
    assert_eq!(first["suppressions"][0]["justification"], "migration");
    for wrong in [
        "[[accept]]\nrule = \"R14\"\n",
        "[[accept]]\nrule = \"R14\"\nreason = \" \"\n",
        "[[accept]]\nrule = \"R99\"\nreason = \"x\"\n",
        "[[accept]]\nrule = \"R14\"\nreason = \"x\"\nsubject = \"\"\n",
        "[[accept]]\nrule = \"R14\"\nreason = \"x\"\nexpires = \"soon\"\n",
        "[[accept]]\nrule = \"R14\"\nreason = \"x\"\nuntil = 2026-12-31\n",
    ] {
        let Ended { status, err, .. } = run(wrong, &[]);
        assert_eq!(status, 2, "{wrong}");
        assert!(err.contains("accepted.toml"), "{err}");
    }
}

#[test]
fn the_command_reads_the_file_beside_the_account() {
    let folder = tempfile::tempdir().unwrap();
    let account = folder.path().join("acme.json");
    std::fs::copy(
        concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample-account.json"),
        &account,
    )
    .unwrap();
    let base = ["-a", account.to_str().unwrap(), "audit", "--only", "R14"];
    assert_eq!(permlens(&base).status, 1);
    let row = Acceptance {
        rule: "R14".to_owned(),
        subject: Some("agency partner-managed".to_owned()),
        reason: "until \"they\" are\ngone \\ away".to_owned(),
        expires: Moment::read("2026-12-31"),
    };
    let file = accepted::beside(Some(&account));
    accepted::add(&file, &row, "in two\nlines").unwrap();
    let Ended { status, err, .. } = permlens(&base);
    assert_eq!(status, 0, "{err}");
    assert!(err.contains("permlens-accepted.toml"), "{err}");
    // A session for the given account only reads nothing else.
    assert_eq!(permlens(&[&base[..], &["--restricted"]].concat()).status, 1);
    // What is there stays, and what is read is what was said.
    let before = std::fs::read_to_string(&file).unwrap();
    accepted::add(&file, &row, "again").unwrap();
    let after = std::fs::read_to_string(&file).unwrap();
    assert!(after.starts_with(&before));
    let read = accepted::named(&file).unwrap().rows;
    let tame = Acceptance {
        reason: row.reason.replace('\n', " "),
        ..row
    };
    assert_eq!(read, [tame.clone(), tame.clone()]);
    std::fs::write(&file, "[[accept]]\nrule = 1\n").unwrap();
    accepted::add(&file, &tame, "never").unwrap_err();
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        "[[accept]]\nrule = 1\n"
    );
}

#[test]
fn the_command_says_what_wildcards_gained() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("then.json");
    let Ended { out: now, .. } = permlens(&["catalog", "actions", "--format", "json"]);
    let mut rows: Vec<Value> = serde_json::from_str(&now).unwrap();
    let run = |text: &str, more: &[&str]| {
        std::fs::write(&path, text).unwrap();
        let base = ["audit", "--only", "C01", "--since", path.to_str().unwrap()];
        permlens(&[&base[..], more].concat())
    };
    let Ended { status, err, .. } = run(&now, &[]);
    assert_eq!(status, 0, "{err}");
    rows.retain(|row| row["action"] != "iam:users:createUser");
    let Ended { status, out, .. } = run(&json!(rows).to_string(), &[]);
    assert_eq!(status, 1);
    assert!(out.contains("allows 1 action more than it did"), "{out}");
    let lines: Vec<String> = rows.iter().map(ToString::to_string).collect();
    let names: Vec<&str> = rows
        .iter()
        .map(|row| row["action"].as_str().unwrap())
        .collect();
    for text in [lines.join("\n"), names.join("\n")] {
        assert_eq!(run(&text, &[]).out, out);
    }
    for wrong in ["", "{}", "[1]", "action,label\n", "# nothing\n"] {
        let Ended { status, err, .. } = run(wrong, &[]);
        assert_eq!(
            (status, err.contains("catalog actions")),
            (2, true),
            "{wrong}: {err}"
        );
    }
}

#[test]
fn a_key_is_old_from_the_day_that_is_said() {
    let old = |days: &str| {
        let Ended { out, .. } = permlens(&["audit", "--only", "R16", "--key-age", days]);
        out.matches("days old").count()
    };
    assert!(old("30") > old("1500") && old("1500") > old("5000"));
}
