//! Pages, logs and sheets by validators and readers of others.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::written::{HOSTILE, PAGES, cache, hostile, permlens};

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/evidence")
        .join(name)
}

/// The folder with the packages, which are fetched where they are not those of the lock.
fn packages() -> &'static Path {
    static PACKAGES: OnceLock<PathBuf> = OnceLock::new();
    PACKAGES.get_or_init(|| {
        let cache = cache();
        let fetched = cache.join("fetched.json");
        let lock = fs::read(here("package-lock.json")).unwrap();
        for name in ["package.json", "package-lock.json", "read.mjs"] {
            fs::copy(here(name), cache.join(name)).unwrap();
        }
        if fs::read(&fetched).ok().as_ref() != Some(&lock) {
            // No script of a package runs: the validator's would fetch a Java of its own.
            let options = [
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ];
            let done = Command::new("npm")
                .args(options)
                .current_dir(&cache)
                .status()
                .expect("npm starts");
            assert!(done.success(), "npm ci; what it says above tells why");
            fs::write(&fetched, lock).unwrap();
        }
        cache
    })
}

/// What a reader says of files.
fn read(what: &str, files: &[PathBuf]) -> String {
    let mut command = Command::new("node");
    command
        .arg(packages().join("read.mjs"))
        .arg(what)
        .args(files);
    let output = command.stdin(Stdio::null()).output().expect("node starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn file(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

/// What the Nu Html Checker finds in pages: an object each. It cannot tell that a policy names a style by its digest, and
/// says so; the browser, which heeds the policy, can (`pages`).
fn faults(pages: &[PathBuf]) -> Vec<Value> {
    let jar = packages().join("node_modules/vnu-jar/build/dist/vnu.jar");
    let known = ".*violates Content Security Policy.*missing .‘unsafe-inline’.*";
    let mut command = Command::new("java");
    command.arg("-Dfile.encoding=UTF-8").arg("-jar").arg(jar);
    command.args([
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
        "--filterpattern",
        known,
    ]);
    let output = command
        .args(pages)
        .stdin(Stdio::null())
        .output()
        .expect("java starts");
    let told: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    told["messages"].as_array().unwrap().clone()
}

#[test]
fn the_validator_finds_no_fault_in_any_page() {
    let folder = TempDir::new().unwrap();
    let account = hostile(&folder);
    let wrong = file(
        &folder,
        "wrong.html",
        "<!DOCTYPE html><html lang=en><title>x</title><p id=a><p id=a><table><b>x</table>",
    );
    assert!(faults(&[wrong]).len() >= 2, "it finds what is wrong");
    let mut pages = Vec::new();
    for (name, call) in PAGES {
        let call = [call, &["--format", "html"]].concat();
        pages.push(file(
            &folder,
            &format!("{name}.html"),
            &permlens(&call, None),
        ));
        let page = permlens(&call, Some(&account));
        pages.push(file(&folder, &format!("hostile-{name}.html"), &page));
    }
    let call = ["show", "user", HOSTILE, "--format", "html"];
    pages.push(file(
        &folder,
        "hostile.html",
        &permlens(&call, Some(&account)),
    ));
    let found = faults(&pages);
    assert!(found.is_empty(), "{:#?}", &found[..found.len().min(5)]);
}

/// Rules that hold and rules that do not, with names that try something.
fn rules(folder: &TempDir) -> PathBuf {
    let name = serde_json::to_string(HOSTILE).unwrap();
    let rules = format!(
        "[[rule]]\nname = {name}\nnobody-may = \"ims:images:list\"\n\
         [[rule]]\nname = \"holds\"\nequal = [\"user:bob\", \"user:bob\"]\n\
         [[rule]]\nname = \"differ\"\nequal = [\"user:bob\", \"user:rosa\"]\n"
    );
    file(folder, "the rules.toml", &rules)
}

/// A folder of documents: one fine, one to be mended, one that is none, and one whose names try something.
fn policies(folder: &TempDir) -> PathBuf {
    let place = folder.path().join("the policies");
    fs::create_dir(&place).unwrap();
    let write = |name: &str, text: &str| fs::write(place.join(name), text).unwrap();
    let document = |effect: &str, action: &str| {
        let action = serde_json::to_string(action).unwrap();
        format!(r#"{{"Statement": [{{"Effect": "{effect}", "Action": [{action}]}}], {action}: 1}}"#)
    };
    write("fine.json", &document("Allow", "ims:images:list"));
    write("ä, mended.json", &document("alLow", "ims:images:lst"));
    write("none.json", "{\"Statement\": [\n\u{1}");
    write("hostile <b>.json", &document(" Deny", HOSTILE));
    place
}

#[test]
fn sarif_is_what_its_schema_asks_for() {
    let folder = TempDir::new().unwrap();
    let account = hostile(&folder);
    let schema = here("schemas/sarif-2.1.0.json");
    let text = permlens(&["audit", "--format", "sarif"], None);
    let wrong = text
        .replacen("\"columnKind\"", "\"columnkind\"", 1)
        .replace("\"error\"", "\"grave\"");
    let wrong = file(&folder, "wrong.sarif", &wrong);
    assert!(
        read("sarif", &[schema.clone(), wrong]).lines().count() > 1,
        "it finds what is wrong"
    );

    let accepted = file(
        &folder,
        "accepted.toml",
        "[[accept]]\nrule = \"R01\"\nreason = \"=known\"\n",
    );
    let accepted = [
        "audit",
        "--format",
        "sarif",
        "--suppressions",
        accepted.to_str().unwrap(),
    ];
    let rules = rules(&folder);
    let asserted = ["assert", rules.to_str().unwrap(), "--format", "sarif"];
    let linted = policies(&folder);
    let linted = ["lint", linted.to_str().unwrap(), "--format", "sarif"];
    let logs = vec![
        schema,
        file(&folder, "lint.sarif", &permlens(&linted, None)),
        file(
            &folder,
            "hostile-lint.sarif",
            &permlens(&linted, Some(&account)),
        ),
        file(&folder, "audit.sarif", &text),
        file(&folder, "accepted.sarif", &permlens(&accepted, None)),
        file(
            &folder,
            "nothing.sarif",
            &permlens(&["audit", "--only", "L11", "--format", "sarif"], None),
        ),
        file(
            &folder,
            "hostile.sarif",
            &permlens(&["audit", "--format", "sarif"], Some(&account)),
        ),
        file(&folder, "assert.sarif", &permlens(&asserted, None)),
        file(
            &folder,
            "hostile-assert.sarif",
            &permlens(&asserted, Some(&account)),
        ),
    ];
    assert_eq!(read("sarif", &logs), "");
}

#[test]
fn junit_is_what_both_its_schemas_ask_for() {
    let folder = TempDir::new().unwrap();
    let account = hostile(&folder);
    let rules = rules(&folder);
    let call = ["assert", rules.to_str().unwrap(), "--format", "junit"];
    let text = permlens(&call, None);
    let reports = [
        file(&folder, "assert.xml", &text),
        file(&folder, "hostile.xml", &permlens(&call, Some(&account))),
    ];
    for schema in ["junit-ant.xsd", "junit-jenkins.xsd"] {
        let schema = here("schemas").join(schema);
        let wrong = file(
            &folder,
            "wrong.xml",
            &text.replace("<system-out/>", "<system-in/>"),
        );
        assert!(
            read("junit", &[schema.clone(), wrong]).contains("system-in"),
            "it finds what is wrong"
        );
        assert_eq!(read("junit", &[&[schema][..], &reports].concat()), "");
    }
}

/// Every sheet by a strict reader: as many records as lines of `jsonl`, and no cell that a spreadsheet would run.
#[test]
fn spreadsheets_read_what_was_written_and_run_none_of_it() {
    let folder = TempDir::new().unwrap();
    let account = hostile(&folder);
    let mut seen = 0;
    for (name, call) in PAGES.iter().filter(|(name, _)| *name != "account") {
        let sheet = permlens(&[call, &["--format", "csv"][..]].concat(), Some(&account));
        let records = read("csv", &[file(&folder, &format!("{name}.csv"), &sheet)]);
        let records: Vec<Vec<String>> = serde_json::from_str(&records).unwrap();
        assert!(records.len() > 1, "{name}");
        for cell in records.iter().flatten() {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{name}: {cell:?}"
            );
            assert!(!cell.contains(char::is_control), "{name}: {cell:?}");
            seen += usize::from(cell.starts_with("'=2+3 <img"));
        }
    }
    assert!(seen > 10, "the names are there: {seen}");
}
