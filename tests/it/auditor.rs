//! Sessions of the matrix as an auditor uses it, and of the evaluator's circumstances and copies: keys in, screen out.

mod circumstances;
mod filters;

use permlens::cli::{self, Outcome, Status};
use permlens::engine::{Engine, Settings};
use permlens::model::Principal;
use permlens::report;
use permlens::tui::app::Task;
use permlens::tui::command::Count;
use permlens::tui::event::Msg;
use permlens::tui::explorer::Start;
use permlens::tui::layout::PaneId;

use super::explorer::Session;

/// The labels of the rows that the matrix shows, from the top.
fn shown_rows(session: &Session, labels: &[&str]) -> Vec<String> {
    let mut found: Vec<(usize, &str)> = labels
        .iter()
        .filter_map(|label| {
            let at = session.shown.lines().position(|line| {
                let cells = line.split('│').collect::<Vec<_>>();
                cells.iter().any(|cell| {
                    let cell = cell.trim_start_matches(['▌', '•', ' ']);
                    // the foot tells of a row in other words
                    cell.starts_with(label) && !cell.contains("needs")
                })
            })?;
            Some((at, *label))
        })
        .collect();
    found.sort_unstable();
    found
        .into_iter()
        .map(|(_, label)| label.to_owned())
        .collect()
}

const IMS: [&str; 4] = [
    "Creating images",
    "Deleting images",
    "Querying images",
    "Updating image information",
];

#[test]
fn rows_are_sorted_by_a_column_both_ways_and_back() {
    let mut session = Session::new((200, 50));
    session.keys("tab tab l l S").shows(&[
        "sorted by no-image-delete: what is allowed first",
        "↓ no-image",
    ]);
    assert_eq!(
        shown_rows(&session, &IMS),
        [IMS[0], IMS[2], IMS[3], IMS[1]],
        "{}",
        session.shown
    );
    session.keys("S").shows(&[
        "sorted by no-image-delete: what is denied first",
        "↑ no-image",
    ]);
    assert_eq!(shown_rows(&session, &IMS), [IMS[1], IMS[0], IMS[2], IMS[3]]);
    session
        .keys("S")
        .shows(&["in the order of the tables again"]);
    assert_eq!(shown_rows(&session, &IMS), IMS);
    session.hides("↑ no-image");
}

#[test]
fn only_differences_hides_what_is_the_same() {
    let mut session = Session::new((200, 50));
    // one column has nothing to differ from
    session
        .keys("c tab tab d")
        .shows(&["there is one column only"])
        .hides("only differences");
    // two users that differ in two rows, and two that differ in none
    let mut session = Session::new((200, 50));
    session
        .keys("u / \"alice enter c tab tab a \"frank enter")
        .shows(&["× picked"]);
    assert_eq!(shown_rows(&session, &IMS), IMS);
    session.keys("d").shows(&["only differences"]);
    assert_eq!(shown_rows(&session, &IMS), [IMS[0], IMS[1]]);
    session.keys("d").hides("only differences");
    assert_eq!(shown_rows(&session, &IMS), IMS);
    session
        .keys("x a \"user space")
        .keys("ctrl-u \"bob enter d")
        .shows(&["no row differs; d shows all"])
        .keys("d");
    assert_eq!(shown_rows(&session, &IMS), IMS);
    // a pinned pair is compared whatever stands beside it
    session
        .keys("T l T a \"frank enter d")
        .shows(&["no row differs"]);
}

#[test]
fn what_is_pinned_stays_while_the_rest_scrolls() {
    let mut session = Session::new((120, 40));
    session
        .keys("c c tab tab l T")
        .shows(&["• alice"])
        .keys("$")
        .shows(&["• alice", "‹37 hidden"]);
    // another service keeps the pinned column, a pinned row belongs to its table
    session.keys("r j j t j j").shows(&["•"]);
    let pinned = session.shown.lines().filter(|line| line.contains("││•"));
    assert_eq!(pinned.count(), 1, "{}", session.shown);
    session
        .keys("G")
        .shows(&["││•  ims:", "• alice"])
        .keys("0 T")
        .hides("• alice");
}

#[test]
fn any_permission_or_principal_is_a_column() {
    let mut session = Session::new((200, 50));
    session
        .keys("c a \"hanna enter")
        .shows(&["× picked", "image-ops", "hanna"])
        .keys("a \"VPC space \"FullAccess enter")
        .shows(&["VPC Full"])
        .keys("tab tab x")
        .hides("VPC Full")
        .shows(&["hanna"]);
    // those that were picked are among the columns that go round
    session
        .keys("c")
        .shows(&["operations × attached"])
        .keys("c c c c c")
        .shows(&["× picked"]);
}

#[test]
fn services_open_to_categories_and_actions() {
    let mut session = Session::new((120, 40));
    session
        .keys("r r tab tab enter")
        .shows(&["▾ AOM", "alarm:list"])
        .keys("enter")
        .shows(&["▸ AOM"])
        .hides("▾ AOM")
        .keys("/ \"IMS enter enter")
        .shows(&["▾ IMS", "▾ Image Management", "images:delete"])
        .keys("j j space")
        .shows(&["▾ IMS", "▸ Image Management"])
        .hides("images:delete");
    // a service without categories closes from any of its actions
    let mut session = Session::new((120, 40));
    session
        .keys("r r tab tab / \"DeH enter enter j j")
        .shows(&["▾ DeH", "dedicatedHosts:get"])
        .keys("space")
        .shows(&["▸ DeH"])
        .hides("dedicatedHosts:get");
}

#[test]
fn sliding_the_project_takes_the_panes_along() {
    let mut session = Session::new((160, 50));
    session
        .keys("shift-tab j j l")
        .shows(&["eu-nl ▼", "Project     eu-nl"])
        .keys("h")
        .shows(&["eu-de ▼"])
        .keys("k k l")
        .shows(&["Attached to image-audit", "group image-audit"]);
}

/// Words as a shell reads them: plain, 'quoted', and $'spelled out'.
pub(crate) fn shell_words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut chars = line.chars().peekable();
    let mut word: Option<Vec<u8>> = None;
    while let Some(c) = chars.next() {
        let known = |word: &mut Option<Vec<u8>>, c: char| {
            let mut bytes = [0; 4];
            word.get_or_insert_default()
                .extend(c.encode_utf8(&mut bytes).bytes());
        };
        match c {
            ' ' => words.extend(word.take()),
            '\'' => {
                word.get_or_insert_default();
                for c in chars.by_ref().take_while(|c| *c != '\'') {
                    known(&mut word, c);
                }
            }
            '\\' => known(&mut word, chars.next().unwrap()),
            '$' if chars.peek() == Some(&'\'') => {
                chars.next();
                word.get_or_insert_default();
                loop {
                    match chars.next().unwrap() {
                        '\'' => break,
                        '\\' => match chars.next().unwrap() {
                            'x' => {
                                let digits: String = chars.by_ref().take(2).collect();
                                let byte = u8::from_str_radix(&digits, 16).unwrap();
                                word.get_or_insert_default().push(byte);
                            }
                            c => known(&mut word, c),
                        },
                        c => known(&mut word, c),
                    }
                }
            }
            c => {
                assert!(
                    !"\"$`;&|<>()*?[]#~!{}\n".contains(c),
                    "unquoted {c:?}: {line}"
                );
                known(&mut word, c);
            }
        }
    }
    words.extend(word.take());
    words
        .into_iter()
        .map(|word| String::from_utf8(word).unwrap())
        .collect()
}

#[test]
fn a_word_is_one_word_to_a_shell() {
    for text in [
        "plain",
        "",
        "two words",
        "it's",
        "$(reboot)",
        "a;b|c&d",
        "`x`",
        "-x",
        "line\nbreak",
        "\u{1b}[31mred\u{7}",
        "right\u{202e}left",
        "back\\slash'\n'",
        "数据",
    ] {
        let word = report::word(text);
        assert!(!word.chars().any(char::is_control), "{word:?}");
        assert_eq!(shell_words(&word), [text], "{word}");
    }
}

impl Session {
    /// What a command copies.
    pub(crate) fn copies(&mut self, command: &'static str) -> String {
        let tasks = self.app.update(Msg::Run(command, Count::default())).tasks;
        let copied = tasks.into_iter().find_map(|task| match task {
            Task::Copy(text) => Some(text),
            _ => None,
        });
        copied.unwrap_or_else(|| panic!("nothing is copied from\n{}", self.shown))
    }
}

/// The decision that the command line gives to a copied line.
fn asked_again(line: &str) -> String {
    let mut words = shell_words(line);
    words.extend(["--format".to_owned(), "json".to_owned()]);
    let (mut out, mut messages) = (Vec::new(), Vec::new());
    let outcome = cli::run(words.into_iter().map(Into::into), &mut out, &mut messages).unwrap();
    assert!(
        matches!(outcome, Outcome::End(Status::Yes | Status::No)),
        "{line}: {}",
        String::from_utf8_lossy(&messages)
    );
    let answer: serde_json::Value = serde_json::from_slice(&out).unwrap();
    answer["decision"].as_str().unwrap().to_owned()
}

#[test]
fn the_copied_line_asks_the_same_again() {
    let mut session = Session::new((160, 50));
    let mut decisions = std::collections::BTreeSet::new();
    let mut absent = false;
    for keys in [
        "tab tab j",
        "j",
        "shift-tab shift-tab u / \"alice enter",
        "p \"eu-nl enter",
        "C \"MFAPresent space \"true enter",
        "shift-tab j j j j j l",
        "l l",
        "f k k k k k enter \"hanna enter",
        "j j j l j enter \"ims:*:*:image:x enter",
    ] {
        session.keys(keys);
        let line = session.copies("evaluator.copy-command");
        assert!(line.starts_with("permlens check --"), "{line}");
        let json: serde_json::Value =
            serde_json::from_str(&session.copies("evaluator.copy-json")).unwrap();
        let decision = json["decision"].as_str().unwrap();
        assert_eq!(asked_again(&line), decision, "{line}");
        decisions.insert(decision.to_owned());
        absent |= line.contains("--absent g:MFAPresent");
    }
    assert!(
        absent,
        "a key that the request does not carry is said to be absent"
    );
    assert!(decisions.len() >= 3, "{decisions:?}");
}

#[test]
fn a_copied_call_asks_the_same_again() {
    let mut session = Session::new((160, 50));
    for project in ["eu-de", "any"] {
        session.keys("p g g ctrl-u enter");
        if project != "any" {
            session.keys("p ctrl-u \"eu-de enter");
        }
        session.app.set_focus(PaneId::Evaluator);
        session.keys("g g j enter ctrl-u");
        session.send(Msg::Paste("DELETE /v2/images/it's".to_owned()));
        session.keys("enter");
        let line = session.copies("evaluator.copy-command");
        assert!(
            line.contains("--api 'DELETE /v2/images/it'\\''s'"),
            "{line}"
        );
        let json: serde_json::Value =
            serde_json::from_str(&session.copies("evaluator.copy-json")).unwrap();
        assert_eq!(
            asked_again(&line),
            json["decision"].as_str().unwrap(),
            "{line}"
        );
        session.keys("f");
    }
}

#[test]
fn screens_of_the_auditor() {
    for (name, size) in [
        ("auditor_80x24", (80, 24)),
        ("auditor_120x40", (120, 40)),
        ("auditor_200x50", (200, 50)),
    ] {
        let mut session = Session::new(size);
        session.keys("c c tab tab l l T S r d j j t j");
        insta::assert_snapshot!(name, session.shown);
    }
}

#[test]
fn screens_of_the_evaluator() {
    for (name, size) in [
        ("evaluator_80x24", (80, 24)),
        ("evaluator_120x40", (120, 40)),
        ("evaluator_200x50", (200, 50)),
    ] {
        let mut session = Session::new(size);
        session.keys("p \"eu-nl enter u / \"alice enter c tab tab j C \"MFAPresent space \"false enter tab j j");
        insta::assert_snapshot!(name, session.shown);
    }
}

#[test]
fn screens_of_a_document() {
    for (name, size) in [
        ("document_80x24", (80, 24)),
        ("document_120x40", (120, 40)),
        ("document_200x50", (200, 50)),
    ] {
        let mut session = Session::new(size);
        session.keys("tab enter j j j j j j j j j j j j j j enter");
        insta::assert_snapshot!(name, session.shown);
    }
}

#[test]
fn names_that_try_something_are_only_names_to_the_copied_line() {
    let name = "al'ice $(reboot); \u{1b}[31m`x`";
    let sample_json = include_str!("../../assets/sample-account.json");
    let spelled = serde_json::to_string(name).unwrap();
    let hostile = sample_json.replace("\"name\": \"alice\"", &format!("\"name\": {spelled}"));
    assert_ne!(hostile, sample_json);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("an account; it's here.json");
    std::fs::write(&path, hostile).unwrap();
    let catalogue = permlens::catalogue::Catalogue::embedded();
    let account = permlens::import::open(&path, catalogue).unwrap().account;
    let principal = account.find_user(name).ok().map(Principal::User);
    assert!(principal.is_some());
    let engine = Engine::new(catalogue, std::sync::Arc::new(account), Settings::default());
    let start = Start {
        principal,
        source: Some(path.display().to_string()),
        action: Some("ims:images:delete".to_owned()),
        ..Start::new(std::sync::Arc::new(engine))
    };
    let mut session = Session::open(start, (160, 50));
    // asked for the user, not for a column of one of its permissions
    session.keys("c");
    let line = session.copies("evaluator.copy-command");
    assert!(line.contains("--user $'al\\'ice"), "{line}");
    assert!(!line.chars().any(char::is_control), "{line:?}");
    let json: serde_json::Value =
        serde_json::from_str(&session.copies("evaluator.copy-json")).unwrap();
    assert_eq!(json["request"]["principal"]["name"], name);
    assert_eq!(asked_again(&line), json["decision"].as_str().unwrap());
}
