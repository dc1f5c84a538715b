//! The rules of the house that a compiler does not know: which way modules may look, what the pure ones
//! never name, and that a file stays one a reader can hold.

use std::fs;
use std::path::{Path, PathBuf};

/// What the two faces of the program may look at: everything but each other, the last two by the explorer alone.
const BEHIND: [&str; 12] = [
    "model",
    "catalogue",
    "engine",
    "import",
    "collect",
    "analysis",
    "report",
    "config",
    "places",
    "accepted",
    "search",
    "log",
];

/// Each module and what it may import, beside itself. `src/lib.rs` draws the same picture.
const ARROWS: [(&str, &[&str]); 16] = [
    ("model", &[]),
    ("catalogue", &["model"]),
    ("engine", &["model", "catalogue"]),
    ("import", &["model", "catalogue", "engine"]),
    ("analysis", &["model", "catalogue", "engine"]),
    ("collect", &["import", "places"]),
    ("accepted", &["model", "analysis", "places"]),
    ("search", &[]),
    ("places", &[]),
    ("log", &["report", "places"]),
    ("config", &["engine", "places"]),
    (
        "report",
        &["model", "catalogue", "engine", "analysis", "import"],
    ),
    ("tui", &BEHIND),
    ("cli", BEHIND.split_at(10).0),
    ("main", &["cli", "places", "tui"]),
    ("lib", &[]),
];

/// What the pure modules never name.
const WORLDLY: [&str; 9] = [
    "std::fs",
    "TcpStream",
    "UdpSocket",
    "std::env",
    "std::process",
    "ratatui",
    "crossterm",
    "clap",
    "Instant",
];

/// What opens a connection.
const NETWORK: [&str; 6] = [
    "ureq",
    "TcpStream",
    "UdpSocket",
    "TcpListener",
    "ToSocketAddrs",
    "UnixStream",
];

const PURE: [&str; 4] = ["model", "catalogue", "engine", "analysis"];

/// At this many lines a file is to be taken apart.
const LONGEST: usize = 450;

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let first = inside.components().next().unwrap();
                let module = Path::new(first.as_os_str())
                    .file_stem()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                let text = fs::read_to_string(&path).unwrap();
                found.push((module, path, text));
            }
        }
    }
    assert!(found.len() > 50, "the sources were found");
    found
}

#[test]
fn modules_look_one_way_only() {
    for (module, path, text) in sources() {
        let (_, allowed) = ARROWS
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("{module} has no arrows: say what it may import"));
        for prefix in ["crate::", "permlens::"] {
            for (at, _) in text.match_indices(prefix) {
                let rest = &text[at + prefix.len()..];
                let target: String = rest
                    .chars()
                    .take_while(|character| character.is_alphanumeric() || *character == '_')
                    .collect();
                let known = ARROWS.iter().any(|(name, _)| *name == target);
                assert!(
                    !known || target == module || allowed.contains(&target.as_str()),
                    "{}: {module} may not look at {target}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn pure_modules_know_no_file_clock_or_terminal() {
    for (module, path, text) in sources() {
        if PURE.contains(&module.as_str()) {
            for word in WORLDLY {
                assert!(!text.contains(word), "{}: names {word}", path.display());
            }
        }
    }
}

#[test]
fn nothing_but_the_live_pull_opens_connections() {
    let mut met = 0;
    for (module, path, text) in sources() {
        for word in NETWORK {
            if text.contains(word) {
                assert_eq!(module, "collect", "{}: names {word}", path.display());
                met += 1;
            }
        }
    }
    assert!(met > 0, "the live pull was found");
}

#[test]
fn every_file_says_what_it_is_for_and_can_be_held_in_mind() {
    for (_, path, text) in sources() {
        assert!(
            text.starts_with("//!"),
            "{}: has no opening words",
            path.display()
        );
        let lines = text.lines().count();
        assert!(
            lines <= LONGEST,
            "{}: {lines} lines are more than a reader holds",
            path.display()
        );
    }
}
