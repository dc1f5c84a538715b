//! The text: every file is embedded, canonical, and refused with file and line when it is wrong.

use std::path::{Path, PathBuf};
use std::{env, fs};

use permlens::catalogue::{Catalogue, SourceText};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/catalogue")
}

/// The files as they are on disk; an update must see edits that the test binary does not embed.
fn on_disk() -> Vec<SourceText> {
    let embedded = Catalogue::embedded_texts().iter();
    let read = |path: &str| fs::read_to_string(directory().join(path)).expect(path);
    embedded
        .map(|file| SourceText {
            path: file.path,
            text: read(file.path).leak(),
        })
        .collect()
}

#[test]
fn every_file_is_embedded() {
    let mut present = Vec::new();
    for folder in ["", "services/"] {
        for file in fs::read_dir(directory().join(folder)).expect("the catalogue's directory") {
            let name = file
                .expect("a file")
                .file_name()
                .into_string()
                .expect("a name");
            if name.ends_with(".txt") {
                present.push(format!("{folder}{name}"));
            }
        }
    }
    present.sort();
    let mut embedded: Vec<_> = Catalogue::embedded_texts()
        .iter()
        .map(|file| file.path)
        .collect();
    embedded.sort_unstable();
    assert_eq!(
        embedded, present,
        "compare the list in src/catalogue/text/embedded.rs"
    );
}

#[test]
fn the_text_is_canonical() {
    let files = on_disk();
    let catalogue = Catalogue::parse(&files).unwrap_or_else(|error| panic!("{error}"));
    let update = env::var_os("UPDATE_CATALOGUE").is_some();
    let written = catalogue.write();
    assert_eq!(written.len(), files.len());
    for (path, text) in written {
        let file = files.iter().find(|file| file.path == path).expect(&path);
        if update {
            fs::write(directory().join(&path), text).expect(&path);
            continue;
        }
        let differs = file
            .text
            .lines()
            .zip(text.lines())
            .position(|(is, should)| is != should);
        assert!(
            file.text == text,
            "{path} is not in canonical form, first at line {:?}; run with UPDATE_CATALOGUE=1",
            differs.map(|line| line + 1)
        );
    }
}

#[test]
fn the_published_contents_are_json() {
    let catalogue = Catalogue::embedded();
    let mut texts = Vec::new();
    for permission in catalogue.permissions.rows() {
        if let Some(content) = &permission.content {
            texts.push((permission.name, content.json));
            texts.extend(content.as_published.map(|text| (permission.name, text)));
            texts.extend(
                content
                    .alternates
                    .iter()
                    .map(|other| (permission.name, other.json)),
            );
        }
    }
    assert_eq!(texts.len(), 109 + 2 + 5);
    let policies = catalogue.identity_policies.iter();
    texts.extend(policies.filter_map(|policy| Some((policy.name, policy.json?))));
    assert_eq!(texts.len(), 116 + 6);
    for (name, text) in texts {
        let json: serde_json::Value = serde_json::from_str(text).expect(name);
        assert!(json["Statement"].is_array(), "{name}");
    }
}

/// The embedded text with one file changed.
fn with(path: &str, change: impl Fn(&str) -> String) -> Vec<SourceText> {
    let mut files = Catalogue::embedded_texts().to_vec();
    let file = files.iter_mut().find(|file| file.path == path).expect(path);
    file.text = change(file.text).leak();
    files
}

#[test]
fn mistakes_are_told_with_their_line() {
    let cases = [
        (
            "services/ims.txt",
            "action ims:images:copy write",
            "action ims:images:copy rite",
            "services/ims.txt:9: expected an access level, found \"rite\"",
        ),
        (
            "services/ims.txt",
            "table d106 api Image Management",
            "table d9999 api Image Management",
            "services/ims.txt:22: there is no document \"d9999\"",
        ),
        (
            "services/ims.txt",
            "  short IMS",
            "  shrot IMS",
            "services/ims.txt:2: expected `short`, `name`, `scope`, `prefixes` or `from`, found \"shrot\"",
        ),
        (
            "dependencies.txt",
            "role Server Administrator\n  requires",
            "role Server Admin\n  requires",
            "dependencies.txt:1: there is no permission \"Server Admin\"",
        ),
        (
            "renames.txt",
            "  AOM Admin => AOM FullAccess",
            "  AOM Admin = AOM FullAccess",
            "renames.txt:2: => is missing",
        ),
        (
            "services/aom.txt",
            "service aom",
            "service ims",
            "services/ims.txt:1: service \"ims\" is declared twice",
        ),
        (
            "named-actions.txt",
            "named apig",
            "  named apig",
            "named-actions.txt:1: expected the start of an entry, found an indented line",
        ),
    ];
    for (path, right, wrong, message) in cases {
        let files = with(path, |text| {
            assert!(text.contains(right), "{path}: {right}");
            text.replacen(right, wrong, 1)
        });
        let error = Catalogue::parse(&files).expect_err(message);
        assert_eq!(error.to_string(), message);
    }
    let error = Catalogue::parse(&[]).expect_err("no files");
    assert_eq!(error.to_string(), "documents.txt:0: the file is missing");
}
