//! Exports: every pane to every format, by its name; nothing is replaced unasked; a restricted session writes nothing.
//! And the HTML page: one file, whatever it holds is text, and it asks for nothing.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::report::{Answer, Format, Sheet, write};

use permlens::tui::explorer::Start;

use crate::explorer::{Session, sample};

fn file(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

#[test]
fn every_pane_is_exported_in_the_format_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    for (at, way) in [
        "",
        "tab",
        "tab tab",
        "tab tab tab",
        "2 i \"ims:images:list enter",
        "3",
        "4",
    ]
    .into_iter()
    .enumerate()
    {
        for ending in ["csv", "html", "md", "json", "jsonl"] {
            let name = file(&folder, &format!("{at}.{ending}"));
            let mut session = Session::new((120, 40));
            session.keys(way).keys("e");
            session.shows(&["Export to", ".csv"]);
            session.keys(&format!("ctrl-u \"{name} enter"));
            let text = fs::read_to_string(&name)
                .unwrap_or_else(|error| panic!("{name}: {error}\n{}", session.shown));
            assert!(text.len() > 30, "{name}: {text}");
            match ending {
                "json" => drop(serde_json::from_str::<serde_json::Value>(&text).unwrap()),
                "jsonl" => assert!(
                    text.lines()
                        .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
                ),
                "html" => {
                    assert!(text.starts_with("<!DOCTYPE html>") && text.ends_with("</html>\n"));
                }
                "md" => assert!(text.contains("| --- |")),
                _ => assert!(text.contains("\r\n")),
            }
        }
    }
}

#[test]
fn a_name_that_cannot_be_seen_gives_way_to_the_id_where_people_read_it() {
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "groups": [{"id": "g-42", "name": "   "}],
    });
    let catalogue = Catalogue::embedded();
    let account = import::from_slice("a", account.to_string().as_bytes(), catalogue).unwrap();
    let engine = Engine::new(catalogue, Arc::new(account.account), Settings::default());
    let engine = Arc::new(engine);
    let folder = tempfile::tempdir().unwrap();
    let groups = |ending: &str| {
        let name = file(&folder, &format!("groups.{ending}"));
        Session::open(Start::new(Arc::clone(&engine)), (120, 40))
            .keys(&format!("e ctrl-u \"{name} enter"));
        fs::read_to_string(&name).unwrap()
    };
    assert!(groups("csv").contains("(no name) g-42,group,"));
    let json: serde_json::Value = serde_json::from_str(&groups("jsonl")).unwrap();
    assert_eq!(json["name"], "   ");
}

#[test]
fn the_matrix_is_exported_as_it_is_filtered() {
    let folder = tempfile::tempdir().unwrap();
    let name = file(&folder, "deleting.csv");
    let mut session = Session::new((120, 40));
    session.keys(&format!(
        "tab tab / \"deleting enter e ctrl-u \"{name} enter"
    ));
    let text = fs::read_to_string(&name).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[1].starts_with("Deleting images,Y"), "{text}");
}

#[test]
fn nothing_is_replaced_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let name = file(&folder, "out.md");
    fs::write(&name, "mine").unwrap();
    let mut session = Session::new((120, 40));
    session.keys(&format!("e ctrl-u \"{name} enter"));
    session.shows(&["enter again replaces it"]);
    assert_eq!(fs::read_to_string(&name).unwrap(), "mine");
    session.keys("enter").shows(&["bytes written"]);
    assert!(fs::read_to_string(&name).unwrap().contains("image-ops"));
    session.keys("e tab").shows(&["groups.html"]);
    session.keys("ctrl-u \"report.doc enter");
    session.shows(&["must end in .csv, .html"]);
}

#[test]
fn what_could_not_be_written_is_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let hindrance = file(&folder, "hindrance");
    fs::write(&hindrance, "no folder").unwrap();
    let mut session = Session::new((200, 40));
    session.keys(&format!("e ctrl-u \"{hindrance}/out.csv enter"));
    session.shows(&["Export to", "hindrance/out.csv", "(os error"]);
    // as it was typed, once what was in its way is gone; the folder is made, as for a snapshot
    fs::remove_file(&hindrance).unwrap();
    session
        .keys("enter")
        .shows(&["bytes written"])
        .hides("Export to");
    let text = fs::read_to_string(format!("{hindrance}/out.csv")).unwrap();
    assert!(text.contains("image-ops"), "{text}");
}

/// A failure agrees to nothing: a file that came to be meanwhile is asked about.
#[test]
fn trying_again_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let hindrance = file(&folder, "hindrance");
    let name = format!("{hindrance}/out.csv");
    fs::write(&hindrance, "no folder").unwrap();
    let mut session = Session::new((200, 40));
    session.keys(&format!("e ctrl-u \"{name} enter"));
    fs::remove_file(&hindrance).unwrap();
    fs::create_dir(&hindrance).unwrap();
    fs::write(&name, "mine").unwrap();
    session.keys("enter").shows(&["enter again replaces it"]);
    assert_eq!(fs::read_to_string(&name).unwrap(), "mine");
}

#[test]
fn pages_and_markdown_say_what_they_rest_on() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["html", "md"] {
        let name = file(&folder, &format!("matrix.{ending}"));
        let keys = format!("p ctrl-u \"eu-de enter tab tab e ctrl-u \"{name} enter");
        Session::new((120, 40)).keys(&keys);
        let text = fs::read_to_string(&name).unwrap();
        for fact in ["sha256:", "legacy", "2026", "Asked", "eu", "permlens 0."] {
            assert!(text.contains(fact), "{ending}: {fact}");
        }
    }
}

#[cfg(unix)]
#[test]
fn what_is_written_is_its_owners_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let name = file(&folder, "out.json");
    Session::new((120, 40)).keys(&format!("e ctrl-u \"{name} enter"));
    let mode = fs::metadata(&name).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_restricted_session_exports_nothing() {
    let mut start = sample();
    start.restricted = true;
    Session::open(start, (120, 40))
        .keys("e")
        .shows(&["this session is restricted"])
        .hides("Export to");
}

#[test]
fn whatever_a_page_holds_is_text() {
    let mut sheet = Sheet::new("<script>alert(1)</script>", &["a&b", "\"c\""]);
    sheet.row(["<img src=x onerror=alert(1)>", "Y"]);
    sheet.row(["it's \u{202e}turned", "! computed"]);
    let answer = Answer {
        sheets: vec![sheet],
        ..Answer::default()
    };
    let mut page = Vec::new();
    write(&mut page, Format::Html, &answer).unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(
        !page.contains("<img") && !page.contains("<script>alert") && !page.contains('\u{202e}')
    );
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(page.contains("<td class=\"mark Y\" data-of=\"&quot;c&quot;\">Y</td>"));
    assert!(page.contains("class=\"mark L\""));
    assert!(page.contains("default-src 'none'"));
    for asks in ["http:", "https:", "src=\"", "url(", "@import", "<link"] {
        assert!(!page.contains(asks), "{asks}");
    }
}

fn by_the_command_line(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_permlens"))
        .args(arguments)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What a session writes by these keys, and what the command line prints, must be the same bytes.
#[track_caller]
fn same(start: Start, way: &str, (line, ending): (&str, &str)) {
    let folder = tempfile::tempdir().unwrap();
    let name = file(&folder, &format!("out.{ending}"));
    let mut session = Session::open(start, (120, 40));
    session.keys(way).keys(&format!("e ctrl-u \"{name} enter"));
    let mut arguments: Vec<&str> = line.split(' ').collect();
    arguments.extend(["--format", ending]);
    let written = fs::read_to_string(&name)
        .unwrap_or_else(|error| panic!("{line} {ending}: {error}\n{}", session.shown));
    let printed = by_the_command_line(&arguments);
    for (nth, (one, other)) in written.lines().zip(printed.lines()).enumerate() {
        assert_eq!(one, other, "{line} --format {ending}, line {nth}");
    }
    assert!(written == printed, "{line} --format {ending}");
}

const FORMATS: [&str; 5] = ["csv", "json", "jsonl", "md", "html"];

#[test]
fn a_file_is_what_the_command_line_writes() {
    let users = "matrix --rows operations --cols users --service ims --project eu-de";
    let attached =
        "matrix --rows operations --cols attached --of image-ops --service ims --project eu-de";
    let check = "check --group image-ops --action ims:images:delete --project eu-de";
    let who = "who-can ims:images:list --project eu-de";
    for ending in FORMATS {
        // a page has the letters and their reasons; the other forms say in words where each letter comes from
        let marks = if ending == "html" { "" } else { " --marks" };
        for (way, line) in [
            ("tab tab c c", format!("{users}{marks}")),
            ("tab tab", format!("{attached}{marks}")),
            ("tab tab j tab", check.to_owned()),
            ("4", "audit".to_owned()),
            ("2 i \"ims:images:list enter", who.to_owned()),
            ("3", "catalog actions".to_owned()),
            ("3 r", "catalog operations".to_owned()),
            ("3 r r", "catalog apis".to_owned()),
            // a document, and the cards of what the command line shows
            (
                "tab j j enter",
                "show permission no-image-delete".to_owned(),
            ),
            ("o", "show group image-ops".to_owned()),
            (
                "ctrl-k \"alice enter shift-tab o",
                "show user alice".to_owned(),
            ),
            (
                "3 / \"ims:images:export enter o",
                "show action ims:images:export".to_owned(),
            ),
        ] {
            same(sample(), way, (&line, ending));
        }
    }
}

#[test]
fn what_is_read_is_exported_unless_the_session_is_restricted() {
    let mut session = Session::new((120, 40));
    session.keys("tab j j enter e").shows(&["permission.csv"]);
    session.keys("esc").shows(&["no-image-delete", "esc close"]);
    // a card of what no command shows
    session
        .keys("esc tab o e")
        .shows(&["there is nothing to export here"]);
    let mut start = sample();
    start.restricted = true;
    Session::open(start, (120, 40))
        .keys("tab j j enter e")
        .shows(&["this session is restricted"])
        .hides("permission.csv");
}

#[test]
fn a_file_says_all_that_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    let asked = |at: usize, way: &str| {
        let name = file(&folder, &format!("{at}.md"));
        Session::new((120, 40))
            .keys(way)
            .keys(&format!("e ctrl-u \"{name} enter"));
        let text = fs::read_to_string(&name).unwrap();
        let line = text.lines().find(|line| line.starts_with("| Asked |"));
        line.unwrap_or_default().replace('\\', "")
    };
    for (at, (way, wanted)) in [
        (
            "tab tab",
            "Access matrix: operations × attached to group image-ops, service ims, in project eu-de |",
        ),
        (
            "tab tab c c / \"deleting enter",
            "Access matrix: operations × users, service ims, in project eu-de; filtered by \"deleting\" |",
        ),
        (
            "tab tab C \"g:mfapresent space \"true enter",
            ", if g:MFAPresent = true, in project eu-de |",
        ),
        (
            "tab tab C \"g:mfapresent space \"true enter tab",
            "One decision and why, if g:MFAPresent = true, in project eu-de |",
        ),
        (
            "tab tab tab j j j j enter ctrl-u \"ims:*:*:image:abc enter",
            "One decision and why, on ims:*:*:image:abc, in project eu-de |",
        ),
        (
            "2 i \"ims:images:list enter d",
            "Who can: ims:images:list, in project eu-de; those who may |",
        ),
        ("4", "Audit: every rule, ages as of 2026-11-20 |"),
        ("3 r", "The catalogue: operations |"),
    ]
    .into_iter()
    .enumerate()
    {
        let asked = asked(at, way);
        assert!(asked.contains(wanted), "{way}: {asked}");
    }
}
