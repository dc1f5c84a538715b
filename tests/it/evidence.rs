//! What every answer says that it rests on: in each command, in each format with room for it, and the same bytes to
//! whoever asks the same of the same account.

use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::program::{self, permlens};

const SAMPLE: &str = include_str!("../../assets/sample-account.json");

/// A call of each command, and whether it asks an account.
const CALLS: [(&[&str], bool); 15] = [
    (
        &[
            "check",
            "--user",
            "alice",
            "--action",
            "ims:images:list",
            "--project",
            "eu-de",
        ],
        true,
    ),
    (&["matrix", "--service", "ims"], true),
    (&["matrix", "--rows", "services", "--cols", "users"], true),
    (&["who-can", "ims:images:delete"], true),
    (&["query", "can(iam:*:create*)"], true),
    (&["show", "user", "alice"], true),
    (&["show", "group", "image-ops"], true),
    (&["show", "permission", "no-image-delete"], true),
    (&["show", "action", "ims:images:list"], true),
    (&["show", "account"], true),
    (&["audit"], true),
    (&["review", "sheet"], true),
    (
        &["review", "sheet", "--by", "operations", "--service", "ims"],
        true,
    ),
    (&["audit", "--explain", "R07"], false),
    (&["catalog", "services", "image"], false),
];

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn asked(arguments: &[&str]) -> String {
    let ended = permlens(arguments);
    assert_ne!(ended.status, 2, "{}", ended.err);
    ended.out
}

/// The SHA-256 of the snapshot that `import` makes of the sample.
fn digest() -> String {
    let sample = here().join("assets/sample-account.json");
    let snapshot = asked(&["import", sample.to_str().unwrap(), "--output", "-", "-q"]);
    let bytes = Sha256::digest(snapshot.as_bytes());
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{}", digits.concat())
}

#[test]
fn pages_and_markdown_say_what_they_rest_on() {
    let digest = digest();
    let account: Value =
        serde_json::from_str(&asked(&["show", "account", "--format", "json"])).unwrap();
    let rests = &account["provenance"];
    assert_eq!(rests["digest"], digest.as_str());
    let catalogue = rests["catalogue"].as_str().unwrap();
    for (call, of_account) in CALLS {
        for format in ["md", "html"] {
            let said = asked(&[call, &["--format", format, "-q"]].concat());
            let program = format!("permlens {}", env!("CARGO_PKG_VERSION"));
            for fact in [catalogue, &program, "Asked"] {
                assert!(said.contains(fact), "{call:?} {format}: {fact}");
            }
            for fact in [digest.as_str(), "2026-11-20T08:00:00Z", "legacy"] {
                assert_eq!(said.contains(fact), of_account, "{call:?} {format}: {fact}");
            }
        }
    }
}

#[test]
fn logs_for_programs_say_it_too() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("my rules.toml");
    std::fs::write(
        &rules,
        "[[rule]]\nname = \"r\"\nnobody-may = \"ims:images:list\"\n",
    )
    .unwrap();
    let rules = rules.to_str().unwrap();
    let assumed = ["--assume", "depends_mode=warn"];
    for call in [vec!["audit"], vec!["assert", rules]] {
        let call = [&call[..], &["--format", "sarif"], &assumed[..]].concat();
        let log: Value = serde_json::from_str(&asked(&call)).unwrap();
        let rests = &log["runs"][0]["properties"]["provenance"];
        assert_eq!(rests["digest"], digest().as_str());
        assert_eq!(rests["assumptions"]["depends_mode"], "warn");
        assert!(
            rests["unknown"][0]
                .as_str()
                .unwrap()
                .contains("legacy-ops-tool")
        );
    }
    let junit = asked(&[&["assert", rules, "--format", "junit"][..], &assumed[..]].concat());
    assert!(junit.contains(&format!("name=\"Digest\" value=\"{}\"", digest())));
    assert!(junit.contains("depends_mode=warn (by default enforce)"));
    assert!(junit.contains("timestamp=\"2026-11-20T08:00:00\" hostname=\"localhost\""));
}

/// The same account in three files: as it is, compressed, and as `import` writes it.
fn spellings(folder: &Path) -> Vec<PathBuf> {
    let names = ["one.json", "two.json.gz", "three.json"].map(|name| folder.join(name));
    let [plain, packed, again] = &names;
    std::fs::write(plain, SAMPLE).unwrap();
    for file in [packed, again] {
        let output = permlens(&[
            "import",
            plain.to_str().unwrap(),
            "-o",
            file.to_str().unwrap(),
        ]);
        assert_eq!(output.status, 0, "{}", output.err);
    }
    names.to_vec()
}

#[test]
fn two_people_get_the_same_bytes() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let files = spellings(folder.path());
    let of_account = CALLS.iter().filter(|(_, of_account)| *of_account);
    let formats = ["html", "md", "csv", "json", "jsonl"];
    for (at, (call, _)) in of_account.enumerate() {
        let call = [call, &["--format", formats[at % formats.len()], "-q"][..]].concat();
        let file = files[at % files.len()].to_str().unwrap();
        let place = [
            ("TZ", "Asia/Tokyo"),
            ("LC_ALL", "de_DE.UTF-8"),
            ("USER", "other"),
        ];
        let other = program::call(&[&call[..], &["--account", file]].concat())
            .with(&place)
            .within(elsewhere.path())
            .ended();
        assert!(other.out == asked(&call), "{call:?} of {file}");
    }
}

#[test]
fn a_report_bears_the_time_that_it_is_told() {
    let call = ["audit", "--only", "R01", "--format"];
    for (format, bears) in [
        ("html", true),
        ("md", true),
        ("sarif", true),
        ("csv", false),
    ] {
        let call = [&call[..], &[format]].concat();
        let told = program::call(&call)
            .with(&[("SOURCE_DATE_EPOCH", "1763625600")])
            .ended();
        assert_eq!(told.out.contains("2025-11-20T08:00:00Z"), bears, "{format}");
        let silent = program::call(&call)
            .with(&[("SOURCE_DATE_EPOCH", "")])
            .ended();
        assert_eq!(silent.out, permlens(&call).out);
        for wrong in ["yesterday", "1.5", "99999999999999999"] {
            let output = program::call(&call)
                .with(&[("SOURCE_DATE_EPOCH", wrong)])
                .ended();
            let said = output.err;
            assert_eq!(output.status == 2, bears, "{format} {wrong}: {said}");
            let message =
                format!("SOURCE_DATE_EPOCH=\"{wrong}\": expected the seconds since 1970-01-01");
            assert_eq!(said.contains(&message), bears, "{said}");
            assert!(!bears || output.out.is_empty(), "{format}: half a report");
        }
    }
}
