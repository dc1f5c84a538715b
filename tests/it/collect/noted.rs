//! What the log holds of reading an account from within the explorer: calls and statuses, and nothing that was sent or
//! answered.

use std::fs;

use permlens::collect::snapshot::Collected;
use serde_json::Map;
use tempfile::TempDir;

use super::by_password;
use super::double::{Double, PASSWORD, Told};
use super::world;
use crate::log::{Line, lines};
use crate::pty_support::{Session, permlens};

const F6: &str = "\x1b[17~";

/// Reads the account of this double and quits; the log of it.
fn collected(double: &Double, seen: &str) -> Vec<Line> {
    let home = TempDir::new().unwrap();
    let state = home.path().join(".local/state/permlens");
    fs::create_dir_all(&state).unwrap();
    fs::write(state.join("session.json"), "{\"greeted\": true}").unwrap();
    let url = double.url();
    let mut env = by_password(&url).to_vec();
    env.push(("HOME", home.path().to_str().unwrap()));
    let mut session = Session::start(permlens(&[], &env), (120, 40));
    session.wait_for("Attached to image-ops");
    session.send(F6);
    session.wait_for("the environment");
    session.send("\r");
    session.wait_for(seen);
    session.send("\x1b");
    session.wait_gone(seen);
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
    let path = state.join("permlens.log");
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains(PASSWORD), "{text}");
    for asked in double.asked() {
        for (name, value) in &asked.headers {
            let secret = name.ends_with("-token") || name == "authorization";
            assert!(!secret || !text.contains(value), "{name}: {text}");
        }
    }
    lines(&path)
}

fn told(lines: &[Line], level: &str, words: &str) -> bool {
    lines
        .iter()
        .any(|line| line.level == level && line.words == words)
}

#[test]
fn calls_that_fail_are_told_with_their_status_alone() {
    let double = Double::start(world::family());
    double.fault(
        "GET /v3.0/OS-AGENCY/agencies",
        usize::MAX,
        Told::error(403, "the body says tropical-fish"),
    );
    let lines = collected(&double, "Keep the snapshot in");
    assert!(
        told(&lines, "info", "collect: reads the environment"),
        "{lines:#?}"
    );
    let failed: Vec<&Line> = lines
        .iter()
        .filter(|line| line.words.starts_with("collect: GET "))
        .collect();
    assert!(!failed.is_empty(), "{lines:#?}");
    for line in &failed {
        assert_eq!(line.level, "warn");
        let (_, status) = line.words.rsplit_once(": ").unwrap();
        assert!(status == "no answer" || status.parse::<u16>().is_ok());
    }
    assert!(
        failed
            .iter()
            .any(|line| line.words.contains("/v3.0/OS-AGENCY/agencies")
                && line.words.ends_with(": 403")),
        "{failed:#?}"
    );
    let all = format!("{lines:?}");
    assert!(!all.contains("tropical-fish"), "{all}");
    assert!(all.contains("collect: read the environment: "), "{all}");
}

#[test]
fn a_sign_in_that_is_refused_is_told_without_the_services_words() {
    let double = Double::start(world::family());
    double.fault(
        "POST /v3/auth/tokens",
        usize::MAX,
        Told::error(401, "no such user; you sent Y29ycmVjdC1ob3JzZQ=="),
    );
    let lines = collected(&double, "Nothing was collected");
    let error = lines.iter().find(|line| line.level == "error").unwrap();
    assert!(error.words.starts_with("collect: 127.0.0.1"), "{lines:?}");
    assert!(error.words.contains("auditor") && error.words.ends_with(": 401"));
}

#[test]
fn the_first_failures_are_named_and_the_rest_counted() {
    let failed = |count: u16| Collected {
        snapshot: Map::new(),
        problems: Vec::new(),
        failed: (0..count).map(|nth| (format!("/v3/{nth}"), nth)).collect(),
        stopped: None,
    };
    assert_eq!(failed(0).failures(2), [""; 0]);
    let two = ["GET /v3/0: no answer", "GET /v3/1: 1"];
    assert_eq!(failed(2).failures(2), two);
    assert_eq!(failed(3).failures(2)[..2], two);
    assert_eq!(failed(3).failures(2)[2], "1 more call failed");
    assert_eq!(failed(9).failures(2)[2], "7 more calls failed");
}
